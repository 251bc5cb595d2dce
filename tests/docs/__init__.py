"""What in docs/ is made from the code, so that it cannot say anything else: `script/docs`."""

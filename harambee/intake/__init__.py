"""Intake: reports of concern, at anyone's door, and what becomes of each."""

"""The terminal: what people read goes to standard output, what went wrong to standard error."""

from rich.console import Console

out = Console(highlight=False, soft_wrap=True)
err = Console(highlight=False, soft_wrap=True, stderr=True)

"""The demonstration county: fictional places and people, made through the commands that real people use."""

from harambee.cli.demo.loading import build, load

__all__ = ["build", "load"]

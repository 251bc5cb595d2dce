"""Harambee: the shared working system of a system of care."""

__version__ = "0.1.0"

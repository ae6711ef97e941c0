"""Rumbo keeps a long-term strategic plan alive, from the workshop table to the finished project and back."""

__version__ = "0.1.0"

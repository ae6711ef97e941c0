"""The sheets of some projects of the demonstration: from an idea's profile to works that were closed."""

from .build import add_portfolio

__all__ = ["add_portfolio"]

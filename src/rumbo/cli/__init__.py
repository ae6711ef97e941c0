"""The `rumbo` command."""

from rumbo.cli.main import main

__all__ = ["main"]

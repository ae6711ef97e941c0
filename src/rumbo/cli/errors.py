"""Errors that a user can mend, in one sentence."""

from __future__ import annotations

import sys
from typing import IO, Any

import click

from rumbo.config.environment import ConfigurationError


class UserError(click.ClickException):
    """Something that the user can mend; the message is a sentence that says how. Exits with 2."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence on stderr."""
        click.echo(f"rumbo: {self.format_message()}", err=True, file=file)


def sentence(error: Exception) -> str | None:
    """Return what to tell the user about an expected error; None for an unexpected one, which keeps its traceback."""
    if isinstance(error, ConfigurationError):
        return str(error)
    if "django.db" in sys.modules:
        from django.db import DatabaseError  # imported here: the help and many errors need no Django

        if isinstance(error, DatabaseError):
            return (
                f"The database at RUMBO_DATABASE_URL (or in RUMBO_DATA_DIR) does not work: {_first_line(error)}. "
                "Is it running, and does it have its tables (`rumbo manage migrate`)?"
            )
    if isinstance(error, PermissionError):
        return f"{error.filename} may not be read or written: {error.strerror}. Check its owner and mode."
    return None


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")

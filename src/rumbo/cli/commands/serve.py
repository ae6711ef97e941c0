"""`rumbo serve`: web server, worker and clock."""

from __future__ import annotations

import sys

import click

from rumbo.cli.start import start_django


@click.command()
def command() -> None:
    """Serve the site: makes the tables of a new database, then runs web server, background worker and clock.

    SIGTERM or Ctrl+C stops all; running requests and tasks are finished. Address, database and all else are set by
    RUMBO_ variables: see `rumbo settings`.
    """
    environment = start_django()
    from rumbo.cli.serving.serve import check, serve  # imported here: they need Django

    check(environment)
    sys.exit(serve(environment))

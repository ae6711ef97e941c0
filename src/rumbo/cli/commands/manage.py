"""`rumbo manage`: Django's own commands."""

from __future__ import annotations

import click

from rumbo.cli.start import name_settings


@click.command(
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False}, add_help_option=False
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Run one of Django's commands with its ARGUMENTS."""
    name_settings()
    from django.core.management import execute_from_command_line  # imported here: after the settings are named

    execute_from_command_line(["rumbo manage", *arguments])

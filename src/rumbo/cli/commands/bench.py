"""`rumbo bench`: measure how fast it is."""

from __future__ import annotations

import click

from rumbo.cli.checkout import run_module


@click.command(
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False}, add_help_option=False
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Run `python -m benchmarks` in the checkout with the ARGUMENTS; see `rumbo bench --help`."""
    run_module("benchmarks", arguments)

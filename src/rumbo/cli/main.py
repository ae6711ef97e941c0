"""The entry point: finds the command, and turns expected errors into a sentence."""

from __future__ import annotations

import sys

import click

import rumbo
from rumbo.cli.errors import sentence
from rumbo.cli.lazy import LazyGroup

COMMANDS = {
    "demo": ("demo", "Serve a complete example plan: makes the database, prints address and sign-ins."),
    "serve": ("serve", "Serve the site: web server and background worker."),
    "import": ("import_", "Read a plan, organisations or a workbook into the database."),
    "export": ("export", "Write a list or a workbook."),
    "analyze-votes": ("analyze_votes", "Find what people agree on in votes in the format of Polis."),
    "rank": ("rank", "Rank alternatives by several criteria, from a table."),
    "allocate": ("allocate", "Divide a budget among projects by votes, in the format of pabulib."),
    "select": ("select", "Choose the best set of projects that budgets and other limits allow, from JSON."),
    "forecast": ("forecast", "Forecast a series of dates and values, with how sure it is."),
    "rerun": ("rerun", "Do a recorded run again and say whether it gives the same."),
    "manage": ("manage", "Run one of Django's commands, such as createsuperuser or migrate."),
    "settings": ("settings", "List all settings with their value and meaning."),
    "test": ("test", "Run all checks and tests (in a checkout)."),
    "bench": ("bench", "Measure how fast it is (in a checkout)."),
}


@click.group(
    cls=LazyGroup,
    package="rumbo.cli.commands",
    lazy=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(rumbo.__version__, "-V", "--version", message="rumbo %(version)s")
def program() -> None:
    """Rumbo keeps a long-term strategic plan alive, from the workshop table to the finished project and back."""


def main() -> None:
    """Run the program; an expected error prints a sentence on stderr and exits with 2."""
    try:
        program.main(prog_name="rumbo")
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except Exception as error:
        text = sentence(error)
        if text is None:
            raise
        click.echo(f"rumbo: {text}", err=True)
        sys.exit(2)

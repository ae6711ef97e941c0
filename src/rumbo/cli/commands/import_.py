"""`rumbo import`: from files to the plan."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from rumbo.cli.errors import UserError
from rumbo.cli.start import start_django


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--plan", "slug", default="", help="Key of the plan; a new plan gets it where there is none.")
@click.option("--dry-run", is_flag=True, help="Show what would change and write nothing.")
@click.option("--yes", is_flag=True, help="Accept the proposal; doubtful matches stay to confirm.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object. Needs --yes or --dry-run.")
def command(path: Path, slug: str, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Read PATH, a file or a folder, into the plan: documents, a workbook, a list of organizations,
    past workshops, or indicators and their values.

    Shows what is new, changed, matched and left before anything is written. Exits with 2 when something in the
    files has to be mended; then nothing is written.
    """
    if as_json and not (yes or dry_run):
        raise UserError("--json asks nothing: say --yes to write, or --dry-run to look.")
    start_django()
    from rumbo.cli import importing  # imported here: these need Django

    outcome = importing.run_import(path, slug, write=not dry_run, ask=not (yes or as_json or dry_run))
    if as_json:
        click.echo(json.dumps(outcome.as_json(), ensure_ascii=False, indent=2))
    else:
        importing.tell(outcome)
    sys.exit(2 if outcome.errors else 0)

"""`rumbo rerun`: a recorded run done again, on any machine and without the database."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

import rumbo
from rumbo.cli.start import start_django


@click.command()
@click.argument("path", metavar="RUN.json", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(path: Path, as_json: bool) -> None:
    """Do a recorded run again and say whether it gives the same.

    The checksum of RUN.json is checked first. The same order and set and numbers equal to 9 digits exit with 0, a
    difference with 1, a file that is no run, or was changed, with 2. No database is needed.
    """
    start_django()
    from rumbo.cli import rerun_text  # imported here: it needs Django's translations
    from rumbo.cli.errors import UserError
    from rumbo.methods.runs import RunError, check, differences, perform
    from rumbo.priority.method_words import runs

    try:
        source = path.read_bytes()
    except OSError as error:
        raise UserError(rerun_text.not_found(str(path), error.strerror or "")) from None
    try:
        document = check(source)
        found = differences(document["result"], perform(document["kind"], document["inputs"], document["method"]))
    except RunError as error:
        raise UserError(runs.sentence(error.code, error.params)) from None
    if as_json:
        click.echo(json.dumps(rerun_text.as_json(document, found), ensure_ascii=False))
    else:
        click.echo(rerun_text.as_text(document, found, rumbo.__version__))
    if found:
        sys.exit(1)

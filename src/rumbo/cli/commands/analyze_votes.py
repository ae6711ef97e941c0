"""`rumbo analyze-votes`: what people agree on, from the votes of an opinion exercise or a Polis conversation."""

from __future__ import annotations

import json
from pathlib import Path

import click

from rumbo.cli.start import start_django


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(path: Path, as_json: bool) -> None:
    """Find opinion groups, majorities, consensus and divisions in votes, a file or a folder, in the format of Polis.

    A folder has votes.csv (one row a vote), participants-votes.csv (one row a person) or both, and comments.csv,
    which says which statements were moderated out. One of the first two will do, by itself as a file too.
    """
    start_django()
    from rumbo.cli import votes_text  # imported here: it needs Django's translations
    from rumbo.cli.errors import UserError
    from rumbo.methods.consensus import VotesError, analyse, read_votes

    try:
        reading = read_votes(path)
        analysis = analyse(reading.votes)
    except VotesError as error:
        raise UserError(votes_text.sentence(error.code, error.params)) from None
    notes = [votes_text.note(note) for note in (*reading.notes, *analysis.notes)]
    if as_json:
        click.echo(json.dumps(votes_text.as_json(analysis, notes), ensure_ascii=False))
    else:
        click.echo(votes_text.as_text(analysis, notes, reading.texts))

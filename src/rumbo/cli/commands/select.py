"""`rumbo select`: the best set of projects that limits allow, from a problem in JSON."""

from __future__ import annotations

import json
from pathlib import Path

import click

from rumbo.cli.start import start_django


@click.command()
@click.argument("path", metavar="FILE.json", type=click.Path(path_type=Path))
@click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True, max=86_400),
    help="Stop after this time. Without it, it stops after a set amount of work, with the same answer on every run.",
)
@click.option(
    "--gap",
    type=click.FloatRange(min=0, max=1),
    default=0.0,
    help="Stop when no selection can be better by more than this share: 0.005 for 0.5 %.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(path: Path, seconds: float | None, gap: float, as_json: bool) -> None:
    """Choose the projects of FILE.json that are worth most within all limits, and the year in which each begins.

    The limits are yearly budgets by source, start years, what comes before what, what excludes what, minimum shares
    of axes and places, and what has to be in. None is ever broken. The bound says what no selection can be worth
    more than. Where the limits clash it names those that do, and exits with 2. docs/methods.md has the format.
    """
    start_django()
    from rumbo.cli import select_text  # imported here: it needs Django's translations
    from rumbo.cli.errors import UserError
    from rumbo.methods.selection import ProblemError, clashes, load_problem, select
    from rumbo.priority.method_words import selection as words

    try:
        problem = load_problem(path)
    except ProblemError as error:
        raise UserError(words.sentence(error.code, error.params)) from None
    found = select(problem, seconds=seconds, gap=gap)
    if found.is_allowed:
        click.echo(_json(found.as_document()) if as_json else select_text.as_text(problem, found))
        return
    clash = clashes(problem)
    limits = clash.limits if clash else ()
    if as_json:
        click.echo(_json({**found.as_document(), "clash": [limit.as_document() for limit in limits]}))
    raise UserError(words.clash_sentence(limits, proven=bool(clash and clash.is_proven)))


def _json(document: dict[str, object]) -> str:
    return json.dumps(document, ensure_ascii=False, allow_nan=False)

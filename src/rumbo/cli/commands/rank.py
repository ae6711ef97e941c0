"""`rumbo rank`: the order of alternatives by several criteria, from a table."""

from __future__ import annotations

import json
from pathlib import Path

import click

from rumbo.cli.start import start_django

METHODS = ["weighted-sum", "topsis", "promethee"]


@click.command()
@click.argument("path", metavar="FILE.xlsx|csv", type=click.Path(path_type=Path))
@click.option("--method", type=click.Choice(METHODS), default="promethee", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(path: Path, method: str, as_json: bool) -> None:
    """Rank the rows of a table by its columns.

    The first row names the criteria, the first column the alternatives. Rows called weight, direction (max or min),
    scale (ratio, interval, verbal 5) and preference (usual, linear q=5 p=40 …) may describe the criteria. An empty
    cell is a missing score, never a zero.
    """
    start_django()
    from rumbo.cli import rank_text  # imported here: it needs Django's translations
    from rumbo.cli.errors import UserError
    from rumbo.cli.rank_file import read_rank_file
    from rumbo.methods.ranking import Method, rank

    table = read_rank_file(path)
    try:
        found = rank(table.scores, table.criteria, Method(method))
    except ValueError as error:
        raise UserError(rank_text.sentence(error, table)) from None
    if as_json:
        click.echo(json.dumps(rank_text.as_json(table, found), ensure_ascii=False))
    else:
        click.echo(rank_text.as_text(table, found))

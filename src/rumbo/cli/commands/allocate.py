"""`rumbo allocate`: what a budget funds, from the votes of a participatory budget in the format of pabulib."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import click

from rumbo.cli.start import start_django


class Amount(click.ParamType[Fraction]):
    """An amount above zero."""

    name = "amount"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        """Return it as an exact fraction."""
        try:
            amount = Fraction(str(value))
        except (ValueError, ZeroDivisionError):
            self.fail(f"{value} is no amount: write it as 1 or 0.50.", param, ctx)
        if amount <= 0:
            self.fail("it has to be above zero.", param, ctx)
        return amount


@click.command()
@click.argument("path", metavar="FILE.pb", type=click.Path(path_type=Path))
@click.option("--rule", type=click.Choice(["equal-shares", "greedy"]), default="equal-shares", show_default=True)
@click.option(
    "--utility",
    type=click.Choice(["cost", "cardinality"]),
    help="What a funded project is worth to those who approved it: what it costs (default), or the same for each.",
)
@click.option(
    "--completion",
    type=click.Choice(["none", "greedy", "add1"]),
    help="What is done with the money that equal shares leaves (nothing by default).",
)
@click.option("--step", type=Amount(), help="Money added per voter in each round of add1 (1 by default).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    path: Path,
    rule: str,
    utility: str | None,
    completion: str | None,
    step: Fraction | None,
    as_json: bool,
) -> None:
    """Divide the budget of FILE.pb among its projects by the votes in it, approvals or cumulative points.

    equal-shares is the Method of Equal Shares: every voter has the same part of the budget, and a project is funded
    by those who voted for it. greedy funds what has most utility per peso as long as it fits. Ties go to the smaller
    project id, as text.
    """
    start_django()
    from rumbo.cli import allocate_text  # imported here: it needs Django's translations
    from rumbo.cli.errors import UserError
    from rumbo.methods.equal_shares import Completion, PabulibError, Utility, equal_shares, greedy, read_pabulib
    from rumbo.priority.method_words import allocation

    try:
        election = read_pabulib(path)
    except PabulibError as error:
        raise UserError(allocation.sentence(error.code, error.params)) from None
    wrong = allocate_text.unfit(election, rule, utility, completion, step)
    if wrong:
        raise UserError(wrong)
    kind = Utility(utility or "cost")
    if rule == "greedy":
        found = greedy(election, utility=kind)
    else:
        found = equal_shares(election, utility=kind, completion=Completion(completion or "none"), step=step or 1)
    if as_json:
        amounts = {"cost": _number(found.cost), "budget": _number(found.budget)}
        click.echo(json.dumps({"selected": list(found.selected), **amounts}, ensure_ascii=False))
    else:
        click.echo(allocate_text.as_text(election, found))


def _number(amount: Fraction) -> int | float:
    """Return an amount as JSON has it: whole where it is whole."""
    return int(amount) if amount.denominator == 1 else float(Decimal(amount.numerator) / amount.denominator)

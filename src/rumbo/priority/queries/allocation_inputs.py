"""What a run of equal shares is made from: the votes of a round, what its projects cost, and the budget."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.priority.enums import VoterKind, VotesTime
from rumbo.priority.queries.votes import Ballots, ballots_of, options, parts_of, votes_time

if TYPE_CHECKING:
    from rumbo.priority.models import Round

#: Voters of a municipality from which on single ballots say that they are of it.
LEAST_OF_GROUP = 20
#: Rounds of add1 in which the first share would double, where nobody gives another step.
ROUNDS = 1_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks equal shares for; ``step`` is of add1, None for the usual one."""

    budget: Decimal
    rule: str = "equal-shares"
    utility: str = "cost"
    completion: str = "none"
    step: Decimal | None = None
    kinds: tuple[str, ...] = tuple(VoterKind.values)


def allocation_inputs(found: Round, asked: Asked) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return inputs, method and origin of a run (see docs/methods.md), with voters under numbers that tell nothing.

    Projects without a cost are not in it, nor are the votes for them: ``left_out`` of the origin names them.

    Raises:
        Refused: votes are still taken, nobody voted, no project has a cost, or the budget pays none.
    """
    if votes_time(found) in (VotesTime.COMING, VotesTime.OPEN):
        raise Refused(_("Votes are still taken. Wait for the last day, or make it an earlier one."))
    listed = options(found, with_text=False)
    priced = [option for option in listed if option.cost is not None]
    check_budget(asked.budget, [option.cost for option in priced if option.cost is not None])
    ballots = ballots_of(found, asked.kinds)
    if not ballots.choices:
        raise Refused(_("Nobody voted, so there is nothing to share by."))
    keys = {option.pk: option.row.element.key for option in priced}
    inputs = {
        "budget": text_of(asked.budget),
        "approval": True,
        "projects": [
            {"id": keys[option.pk], "name": option.label, "cost": text_of(option.cost or Decimal(0))}
            for option in priced
        ],
        "ballots": _ballots(ballots, keys),
    }
    method = {"rule": asked.rule, "utility": asked.utility, "completion": asked.completion}
    if asked.completion == "add1":
        method["step"] = text_of(asked.step or usual_step(asked.budget, len(ballots.choices)))
    origin = {
        "items": {option.row.element.key: option.pk for option in listed},
        "left_out": [{"id": option.row.element.key, "name": option.label} for option in listed if not option.cost],
        "kinds": list(asked.kinds),
    }
    return inputs, method, origin


def check_budget(budget: Decimal, costs: Sequence[Decimal]) -> None:
    """Raise ``Refused`` for a budget that pays nothing, or where nothing has a cost."""
    if not costs:
        raise Refused(_("No project of this round has a cost. Give projects their estimates first."))
    if budget <= 0:
        raise Refused(_("The budget is zero: give the amount that there is."))
    if budget < min(costs):
        message = _("The budget pays no project: the cheapest one costs %(cost)s.")
        raise Refused(message % {"cost": f"${min(costs):,.2f}"})


def usual_step(budget: Decimal, voters: int) -> Decimal:
    """Return how much each round of add1 adds where nobody says: a thousandth of a voter's share, in whole pesos."""
    return Decimal(max(1, ceil(budget / max(voters, 1) / ROUNDS)))


def text_of(amount: Decimal) -> str:
    """Return an amount as documents of runs have it."""
    return f"{amount:.2f}".removesuffix(".00")


def _ballots(ballots: Ballots, keys: dict[int, str]) -> list[dict[str, Any]]:
    """Return ballots with their municipality, where many voted; they are numbered in no telling order.

    Whoever has the run has the single ballots, so that it takes more voters than for a sum not to give anybody away.
    """
    counts = Counter(named := parts_of(ballots))
    parts = [part if counts[part] >= LEAST_OF_GROUP else "" for part in named]
    return [
        {"voter": f"{number:06}", "group": part, "votes": sorted(keys[item] for item in chosen if item in keys)}
        for number, (chosen, part) in enumerate(zip(ballots.choices, parts, strict=True), start=1)
    ]

"""What a run of scenarios is made from: the same selection with other budgets, or with other worths of projects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.priority.queries.selection_inputs import Wanted, selection_inputs

if TYPE_CHECKING:
    from rumbo.priority.models import Round
    from rumbo.priority.queries.project_money import RoundMoney

#: Variants of one run at most, and the multiples of the money that the frontier shows.
MOST, FACTORS = 12, (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0)


@dataclass(frozen=True, slots=True)
class Variants:
    """What is compared: shares of the budgets (1: as given), each with each worth (value and words)."""

    levels: Sequence[Decimal]
    worths: Sequence[tuple[str, str]]


def scenario_inputs(
    found: Round, money: RoundMoney, wanted: Wanted, variants: Variants
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return inputs, method and origin of a run of scenarios; the first variant is that of the frontier.

    Raises:
        Refused: there is one variant alone, or too many, or something does not fit in one of them.
    """
    count = len(variants.levels) * len(variants.worths)
    if not 2 <= count <= MOST:
        message = _("Compare 2 to %(most)d variants, a share of the money with a worth each; these are %(n)d.")
        raise Refused(message % {"most": MOST, "n": count})
    levels = sorted(variants.levels, key=lambda level: (level != 1, level))
    made: list[dict[str, Any]] = []
    origin: dict[str, Any] = {}
    for worth, words in variants.worths:
        for level in levels:
            budgets = {
                source: [(amount * level).quantize(Decimal(1)) for amount in amounts]
                for source, amounts in wanted.budgets.items()
            }
            name = _name(level, words if len(variants.worths) > 1 else "")
            document, method, named = _inputs(found, money, replace(wanted, budgets=budgets, worth=worth), name)
            made.append({"name": name, "problem": document})
            origin = _together(origin, named)
    return {"variants": made}, {**method, "factors": list(FACTORS)}, origin


def _inputs(found: Round, money: RoundMoney, wanted: Wanted, name: str) -> tuple[Any, dict[str, Any], dict[str, Any]]:
    try:
        return selection_inputs(found, money, wanted)
    except Refused as refusal:
        raise Refused(f"{name}: {refusal.message}") from refusal


def _name(level: Decimal, words: str) -> str:
    share = _("%(share)s %% of the money") % {"share": f"{float(100 * level):g}"}
    return f"{share} · {words}" if words else share


def _together(origin: dict[str, Any], named: dict[str, Any]) -> dict[str, Any]:
    """Return the names of all variants; what one of them leaves out is told once."""
    if not origin:
        return named
    left_out = {one["name"]: one for one in (*origin["left_out"], *named["left_out"])}
    return {**origin, "items": origin["items"] | named["items"], "left_out": list(left_out.values())}

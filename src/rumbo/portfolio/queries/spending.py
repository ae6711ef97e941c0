"""Spending beyond what is committed or contracted, and why it was allowed."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, Sum

from rumbo.core.models import State
from rumbo.portfolio.models import Contract, Funding, Project
from rumbo.portfolio.models.money import COMMITTED, ZERO, above_contracts
from rumbo.portfolio.sums import HAS_SPENT, spent

if TYPE_CHECKING:
    from rumbo.plan.models import Plan


@dataclass(frozen=True, slots=True)
class Overspending:
    """Money spent beyond what is committed or contracted, and the reason that was written when it was saved.

    ``row`` is the funding, or None where it is the project as a whole against its contracts.
    """

    project: Any
    row: Any
    sentence: str
    reason: str
    on: datetime.datetime | None


def overspending_of(project: Any, fundings: Sequence[Funding], contracts: Sequence[Contract]) -> list[Overspending]:
    """Return where a project spent beyond its bounds, given its fundings and contracts in force.

    No query where it did not, two at most where it did.
    """
    return _overspending([(project, fundings, contracts)])


def overspending_of_plan(plan: Plan) -> list[Overspending]:
    """Return where the projects in force of a plan spent beyond their bounds, by number: eight queries at most."""
    rows = Funding.objects.filter(plan=plan, state=State.CURRENT, project__state=State.CURRENT).order_by()
    above = Q(spent__gt=F("amount")) | (Q(spent__gt=ZERO) & ~Q(status__in=COMMITTED))
    found = set(rows.filter(above).values_list("project", flat=True))
    signed = dict(
        Contract.objects.filter(plan=plan, state=State.CURRENT)
        .order_by()
        .values_list("project")
        .annotate(total=Sum("amount"))
    )
    used = rows.filter(HAS_SPENT).values_list("project").annotate(total=Sum(spent()))
    found |= {project for project, total in used if project in signed and total > signed[project]}
    if not found:
        return []
    fundings, contracts = defaultdict(list), defaultdict(list)
    for funding in rows.filter(project__in=found).order_by(*map(str, Funding._meta.ordering or ())):
        fundings[funding.project_id].append(funding)
    for contract in Contract.objects.filter(project__in=found, state=State.CURRENT):
        contracts[contract.project_id].append(contract)
    projects = Project.objects.filter(pk__in=found).only("key", "number", "title", "title_en", "plan")
    return _overspending([(one, fundings[one.pk], contracts[one.pk]) for one in projects])


def _overspending(projects: Iterable[tuple[Any, Sequence[Funding], Sequence[Contract]]]) -> list[Overspending]:
    found: list[tuple[Any, Any, str, list[tuple[type[Any], int]]]] = []
    for project, fundings, contracts in projects:
        for row in fundings:
            found += [(project, row, sentence, [(Funding, row.pk)]) for sentence in row.spending_doubts()]
        if sentence := above_contracts(fundings, contracts):
            of: list[tuple[type[Any], int]] = [(Funding, row.pk) for row in fundings if row.spent_amount]
            found.append((project, None, sentence, [*of, *((Contract, row.pk) for row in contracts)]))
    if not found:
        return []
    wanted = [key for *_rest, keys in found for key in keys]
    why = {
        **_reasons(Funding, [pk for model, pk in wanted if model is Funding], ("amount", "spent", "status")),
        **_reasons(Contract, [pk for model, pk in wanted if model is Contract], ("amount",)),
    }
    made = []
    for project, row, sentence, keys in found:
        said = sorted((why[key] for key in keys if key in why), key=lambda one: one[1], reverse=True)
        reason, on = said[0] if said else ("", None)
        made.append(Overspending(project, row, sentence, reason, on))
    return made


def _reasons(
    model: type[Any], rows: list[int], names: tuple[str, ...]
) -> dict[tuple[type[Any], int], tuple[str, datetime.datetime]]:
    """Return the reason with which each row got the values that it has, where one was given."""
    if not rows:
        return {}
    entries = model.history.filter(id__in=rows).order_by("id", "-history_id")
    found: dict[tuple[type[Any], int], tuple[str, datetime.datetime]] = {}
    present: dict[int, tuple[Any, ...]] = {}
    over: set[int] = set()
    for pk, on, reason, *values in entries.values_list("id", "history_date", "history_change_reason", *names):
        if pk in over or present.setdefault(pk, tuple(values)) != tuple(values):
            over.add(pk)  # an older version, with other values
        elif reason:
            found[(model, pk)] = (reason, on)
    return found

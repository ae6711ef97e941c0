"""What the items of a round cost: the estimates in force of a project, summed. Without any it has no cost, not 0."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Sum

from rumbo.core.models import State
from rumbo.plan.enums import MeasureKind
from rumbo.portfolio.models import Estimate

if TYPE_CHECKING:
    from rumbo.priority.models import Round
    from rumbo.priority.queries.items import ItemRow


def costs_of(found: Round, rows: Iterable[ItemRow]) -> dict[int, Decimal]:
    """Return what items cost, by their number; those without a cost above 0 are not in it. One query.

    Only projects have estimates: strategies and actions have no cost of their own.
    """
    if found.subject != MeasureKind.PROJECT:
        return {}
    items = {row.element.pk: row.pk for row in rows}
    estimates = Estimate.objects.filter(project__in=list(items), state=State.CURRENT).order_by()
    sums = estimates.values_list("project").annotate(total=Sum("amount"))
    return {items[project]: total for project, total in sums if total}

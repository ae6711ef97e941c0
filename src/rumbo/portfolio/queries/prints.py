"""Reading what was printed of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rumbo.portfolio.enums import PrintKind, PrintState
from rumbo.portfolio.models import Print

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from rumbo.plan.models import Plan

#: States in which a task is at a file.
AT_WORK = (PrintState.WAITING, PrintState.WORKING)


def prints_of(plan: Plan) -> QuerySet[Print]:
    """Return the printed files of a plan with who asked for them, newest first."""
    return Print.objects.filter(plan=plan).select_related("actor")


def find_print(plan: Plan, pk: int) -> Print | None:
    """Return a printed file of a plan, or None."""
    return prints_of(plan).filter(pk=pk).first()


def published_print(plan: Plan, language: str) -> Print | None:
    """Return the portfolio that the public is offered: in the reader's language, or in the other; None without."""
    offered = Print.objects.filter(plan=plan, published=True, kind=PrintKind.PORTFOLIO, state=PrintState.DONE)
    found = list(offered)
    return next((one for one in found if one.language == language), found[0] if found else None)

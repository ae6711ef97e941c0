"""The years of a plan's terms, as far as the plan says them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from rumbo.plan.enums import Term

if TYPE_CHECKING:
    from rumbo.plan.models import Plan


@dataclass(frozen=True, slots=True)
class TermSpan:
    """A term with its years; the present one has the tone ``now``, later ones ``next``."""

    label: str
    first: int
    last: int
    tone: str


def years(plan: Plan, term: str) -> tuple[int, int] | None:
    """Return the first and last year of a term, or None where the plan does not say when it ends or begins."""
    known = {
        Term.SHORT: plan.short_until is not None,
        Term.MEDIUM: plan.short_until is not None and plan.medium_until is not None,
        Term.LONG: plan.medium_until is not None,
    }
    return plan.term_years(term) if known[Term(term)] else None


def spans(plan: Plan) -> list[TermSpan]:
    """Return the terms whose years the plan says, in order."""
    this_year = timezone.localdate().year
    found = []
    for term in Term:
        if known := years(plan, term):
            first, last = known
            tone = "next" if this_year < first else "now" if this_year <= last else ""
            found.append(TermSpan(str(term.label), first, last, tone))
    return found

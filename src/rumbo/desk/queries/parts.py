"""The parts of a project's sheet as its desk page sums them up, and how complete its profile is."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rumbo.core.geometry import described
from rumbo.core.models import State
from rumbo.desk.kinds import SHEET
from rumbo.portfolio.appraisal_words import headline
from rumbo.portfolio.gates.facts import facts_of
from rumbo.portfolio.gates.requirements import completeness
from rumbo.portfolio.queries.appraisals import report_of

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from rumbo.desk.kinds import Kind
    from rumbo.portfolio.models import Project


@dataclass(frozen=True, slots=True)
class Part:
    """What of one kind a project has: (row, what it says in short), or else the ``hint`` what to do."""

    kind: Kind
    rows: list[tuple[Any, str]]
    hint: StrPromise
    may_add: bool


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a project, how much of its profile is filled in (per cent), and the names of what is not."""

    parts: list[Part]
    complete: int
    lacking: list[str]


HINTS: dict[str, StrPromise] = {
    "profile": gettext_lazy("Say which problem it answers, whom it serves and what will come of it."),
    "study": gettext_lazy("Add the studies that show that it can be done, each with its verdict."),
    "appraisal": gettext_lazy("Set its benefits against its costs, year by year, and see whether it is worth them."),
    "location": gettext_lazy("Draw where it is: a point, a line or an area."),
    "estimate": gettext_lazy("Say what it costs, year by year; the sum is the cost of the project."),
    "funding": gettext_lazy("Say where the money comes from and how sure it is."),
    "milestone": gettext_lazy("List the steps with their dates; the schedule is made of them."),
    "permit": gettext_lazy("List the permits and the land that it needs, granted or not."),
    "risk": gettext_lazy("Say what could go wrong, how likely it is, and what would be done."),
    "position": gettext_lazy("List the functions that it needs; one without a person is a vacancy."),
    "contract": gettext_lazy("Add the contracts as they are signed, with their OCDS id."),
    "document": gettext_lazy("Add photos, documents and the evidence of what was done."),
}


def parts_of(user: Any, plan: Any, project: Project) -> Parts:
    """Return the parts of a project, in force or not; a query a kind and those of the gates, however many rows."""
    parts = []
    for kind in SHEET:
        rows = list(kind.model._default_manager.filter(project=project))
        child = kind.model(plan=plan, project=project)
        full = kind.code == "profile" and bool(rows)
        may_add = project.is_current and not full and bool(user.has_perm(child.PERMISSION, child))
        parts.append(Part(kind, [(row, brief(row)) for row in rows], HINTS[kind.code], may_add))
    return Parts(parts, *completeness(facts_of([project], timezone.localdate())[project.pk]))


def brief(row: Any) -> str:
    """Return what a part says besides its title, in short."""
    if row.state != State.CURRENT:
        return ""
    return " · ".join(filter(None, _BRIEFS.get(row.KIND, lambda _row: ())(row)))


def _day(day: datetime.date | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""


def _money(amount: Any) -> str:
    return f"${amount:,.2f}"


def _steps(row: Any) -> tuple[str, ...]:
    return f"{_day(row.starts_on)} – {_day(row.ends_on)}", f"{row.progress} %"


_BRIEFS: dict[str, Callable[[Any], tuple[str, ...]]] = {
    "study": lambda row: (row.get_kind_display(), row.get_verdict_display(), _day(row.date)),
    "estimate": lambda row: (str(row.year), _money(row.amount)),
    "funding": lambda row: (
        str(row.year),
        _money(row.amount),
        row.get_source_display(),
        row.get_status_display(),
        _("%(spent)s spent") % {"spent": _money(row.spent)} if row.spent is not None else "",
    ),
    "milestone": _steps,
    "permit": lambda row: (row.get_status_display(), row.authority),
    "risk": lambda row: (
        _("probability: %(level)s") % {"level": row.get_probability_display().lower()},
        _("impact: %(level)s") % {"level": row.get_impact_display().lower()},
    ),
    "position": lambda row: (row.person or _("Vacant"),),
    "contract": lambda row: (row.contractor, _money(row.amount)),
    "appraisal": lambda row: (headline(report_of(row)) if row.flows else "",),
    "document": lambda row: (row.get_kind_display(),),
    "location": lambda row: (described(row.geometry),),
}

"""Who is to report on what in a period, each with the thing, its axis and the people who answer for it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rumbo.core.models import State
from rumbo.monitoring.models import Assignment, ReportLink
from rumbo.portfolio.enums import LiaisonRole
from rumbo.portfolio.models import Liaison
from rumbo.portfolio.queries.liaisons import in_office, in_order
from rumbo.portfolio.queries.responsibilities import axis_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from rumbo.plan.models import Plan

#: What a strategy, project or action is read with, so that its axis costs no query.
MEASURED = (
    "strategy__objective__theme__axis",
    "project__program__theme__axis",
    "action__strategy__objective__theme__axis",
    "action__project__program__theme__axis",
)
#: The same from an assignment, with the series.
THINGS = (*(f"measure__{path}" for path in MEASURED), "series__indicator__axis", "series__territory")


@dataclass(frozen=True, slots=True)
class Answering:
    """The people in office who are asked about something, by role, who is asked first first."""

    liaisons: tuple[Liaison, ...] = ()
    deputies: tuple[Liaison, ...] = ()
    heads: tuple[Liaison, ...] = ()

    @property
    def first(self) -> tuple[Liaison, ...]:
        """Who is asked at the beginning: the liaisons, or where there is none the deputies, or the heads."""
        return self.liaisons or self.deputies or self.heads

    @property
    def everybody(self) -> tuple[Liaison, ...]:
        """All of them."""
        return (*self.liaisons, *self.deputies, *self.heads)


NOBODY = Answering()


class People:
    """The people in office of a plan on a day, read in one query, for whatever is to be reported."""

    def __init__(self, plan: Plan | int, day: datetime.date) -> None:
        rows = Liaison.objects.filter(in_office(day), plan=plan).select_related("organization")
        self._of: dict[int, list[Liaison]] = defaultdict(list)
        for one in in_order(rows):
            self._of[one.organization_id].append(one)

    def asked(self, assignment: Assignment) -> Answering:
        """Return whom to ask; who answers for this project alone takes the place of who answers for everything."""
        return self.of(assignment.organization_id, project_of(assignment))

    def has(self, organization: int | None) -> bool:
        """Whether anybody at all answers for an organization, be it for one project alone."""
        return organization in self._of

    def of(self, organization: int, project: int | None = None) -> Answering:
        """Return who answers for an organization, or for a project of it."""
        by_role: dict[str, tuple[Liaison, ...]] = {}
        for role in LiaisonRole:
            own = [one for one in self._of.get(organization, ()) if one.role == role]
            alone = [one for one in own if project is not None and one.project_id == project]
            by_role[role] = tuple(alone or [one for one in own if one.project_id is None])
        return Answering(by_role[LiaisonRole.LIAISON], by_role[LiaisonRole.DEPUTY], by_role[LiaisonRole.HEAD])


def assignments_of(**conditions: Any) -> QuerySet[Any, Any]:
    """Return assignments with their things, organization and report, in order of organization."""
    rows = Assignment.objects.filter(**conditions)
    return rows.select_related("organization", "period__plan", "report", *THINGS).order_by(
        "organization__title", "pk"
    )


def assignment_of(link: ReportLink) -> Assignment:
    """Return what a link to a report is of; what that is about is read once it is asked for, not by all ways to it.

    Raises:
        Assignment.DoesNotExist: the link is to a list.
    """
    if link.assignment_id is None:
        raise Assignment.DoesNotExist
    rows = Assignment.objects.select_related("organization", "period__plan", "report", "measure")
    return rows.get(pk=link.assignment_id)


def thing_of(assignment: Assignment) -> Any:
    """Return what is reported on: the project, action or strategy, or the series."""
    return assignment.series if assignment.series is not None else assignment.measure.element  # type: ignore[union-attr]


def title_of(assignment: Assignment) -> str:
    """Return what is reported on, as people name it."""
    return title_of_thing(thing_of(assignment))


def title_of_thing(thing: Any) -> str:
    """Return a project, action, strategy or series as people name it."""
    territory = getattr(thing, "territory", None)
    return str(thing) if territory is None else f"{thing.indicator.name} · {territory.name}"


def owner_of(thing: Any) -> Any:
    """Return the element whose editors decide on it: itself, or the indicator of a series."""
    return getattr(thing, "indicator", thing)


def axis_of_thing(thing: Any) -> Any:
    """Return the axis of a project, action, strategy or series; None for an indicator of the whole plan."""
    indicator = getattr(thing, "indicator", None)
    return axis_of(thing) if indicator is None else indicator.axis


def project_of(assignment: Assignment) -> int | None:
    """Return the project that is reported on, or that the action is of."""
    return project_of_thing(thing_of(assignment))


def project_of_thing(thing: Any) -> int | None:
    """Return the id of a project itself, or of the one that an action is of."""
    kind = getattr(thing, "KIND", "")
    if kind == "project":
        return int(thing.pk)
    return thing.project_id if kind == "action" else None


def in_force(thing: Any) -> bool:
    """Whether what is reported on was neither withdrawn nor superseded."""
    return bool(owner_of(thing).state == State.CURRENT)

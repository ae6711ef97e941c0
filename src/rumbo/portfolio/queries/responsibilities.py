"""Reading who answers for what."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from rumbo.core.models import State
from rumbo.portfolio.enums import Responsible
from rumbo.portfolio.models import Responsibility

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rumbo.accounts.models import Organization
    from rumbo.plan.models import Plan
    from rumbo.portfolio.models import Project

_ORDER = Case(
    *(When(role=role, then=Value(place)) for place, role in enumerate(Responsible)), output_field=IntegerField()
)


@dataclass(frozen=True, slots=True)
class Answered:
    """Something an organization answers for; ``place`` is the rank of its role, ``share`` of whose share alone."""

    place: int
    role: str
    role_label: str
    element: Any
    axis: Any
    share: Any = None


def responsibilities_of(measure_id: int) -> list[Responsibility]:
    """Return who answers for a strategy, project or action as a whole: by role, then by name, with territory."""
    return list(
        Responsibility.objects.filter(measure=measure_id, share=None)
        .select_related("organization__territory")
        .annotate(place=_ORDER)
        .order_by("place", "organization__title")
    )


def answer_for_shares(project: Project) -> dict[int, list[Responsibility]]:
    """Return who answers for each share of a project, by the share's number: by role, then by name."""
    rows = Responsibility.objects.filter(measure=project.measure_id, share__isnull=False)
    rows = (
        rows.select_related("organization", "share__territory")
        .annotate(place=_ORDER)
        .order_by("place", "organization__title")
    )
    found: dict[int, list[Responsibility]] = defaultdict(list)
    for held in rows:
        assert held.share_id is not None  # noqa: S101 (filtered)
        found[held.share_id].append(held)
    return dict(found)


def takes_part(plan: Plan) -> Q:
    """Return the condition on organizations that they are a plan's.

    An organization is the plan's when it answers for something in it, or for nothing in any plan: the catalogue
    is shared, but who works in another plan only is not shown in this one.
    """
    held = Responsibility.objects.filter(organization=OuterRef("pk"))
    return Q(Exists(held.filter(measure__plan=plan))) | ~Q(Exists(held))


def organizations_of(plan: Plan, organizations: QuerySet[Any, Any]) -> list[Any]:
    """Return those of the organizations that are a plan's, each with ``answers_for`` (see `count_answers`)."""
    return count_answers(plan, organizations.filter(takes_part(plan)))


def count_answers(plan: Plan, organizations: Iterable[Any]) -> list[Any]:
    """Give each organization ``answers_for``, for how many of the plan's elements in force it answers: one query."""
    listed = list(organizations)
    held = Responsibility.objects.filter(in_force("measure"), measure__plan=plan, organization__in=listed)
    counts = dict(held.order_by().values_list("organization").annotate(Count("measure", distinct=True)))
    for organization in listed:
        organization.answers_for = counts.get(organization.pk, 0)
    return listed


def in_force(prefix: str) -> Q:
    """Return the condition that a measure's strategy, project or action is in force."""
    condition = Q()
    for kind in ("strategy", "project", "action"):
        condition |= Q(**{f"{prefix}__{kind}__state": State.CURRENT})
    return condition


def role_counts(plan: Plan, organization: Organization) -> dict[str, int]:
    """Return for each role how many elements in force of the plan, or shares, the organization has it for."""
    rows = (
        Responsibility.objects.filter(in_force("measure"), organization=organization, measure__plan=plan)
        .order_by()
        .values_list("role")
        .annotate(Count("pk"))
    )
    return dict(rows)


def answered_by(plan: Plan, organization: Organization, limit: int = 300) -> list[Answered]:
    """Return what an organization answers for in a plan, in force: by role, then axis, then kind and number."""
    held = list(
        Responsibility.objects.filter(in_force("measure"), organization=organization, measure__plan=plan)
        .select_related(
            "measure__strategy__objective__theme__axis",
            "measure__project__program__theme__axis",
            "measure__action__strategy__objective__theme__axis",
            "measure__action__project__program__theme__axis",
            "share__territory",
        )
        .annotate(place=_ORDER)
        .order_by("place", "measure__project__number_order", "pk")[:limit]
    )
    return sorted((_answered(item) for item in held), key=lambda item: (item.place, item.axis.position))


def _answered(held: Any) -> Answered:
    element = held.measure.element
    share = held.share.territory if held.share is not None else None
    return Answered(held.place, held.role, held.get_role_display(), element, axis_of(element), share)


def axis_of(element: Any) -> Any:
    """Return the axis of a strategy, project or action whose parents are read."""
    if element.KIND == "action":
        return axis_of(element.strategy or element.project)
    theme = element.program.theme if element.KIND == "project" else element.objective.theme
    return theme.axis

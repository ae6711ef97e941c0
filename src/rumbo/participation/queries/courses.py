"""The course of what somebody said: said, merged with, adopted as, and how that is today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from rumbo.core.links import public_url
from rumbo.participation.models import Adoption, Authorship, Contribution, Participant
from rumbo.participation.queries.contributions import (
    adoptions_by_contribution,
    is_public,
    people_of,
    with_elements,
)
from rumbo.participation.targets import TARGETS

if TYPE_CHECKING:
    from datetime import date, datetime

    from rumbo.core.models import Record
    from rumbo.participation.targets import Fact


@dataclass(frozen=True, slots=True)
class Outcome:
    """An element of the plan that came of a contribution, as it is today.

    ``via`` is the group through which it did, where the contribution was merged. ``heir`` took the element's place.
    """

    adoption: Adoption
    element: Record
    kind: str
    url: str
    facts: list[Fact]
    via: Contribution | None = None
    heir: Record | None = None
    heir_url: str = ""

    @property
    def at(self) -> datetime:
        """When it was adopted."""
        return self.adoption.at

    @property
    def is_current(self) -> bool:
        """Whether it is in force."""
        return self.element.is_current

    @property
    def tone(self) -> str:
        """The tone of its state."""
        return "ok" if self.is_current else "gone"


@dataclass(frozen=True, slots=True)
class Member:
    """One of the things that were merged into a group."""

    contribution: Contribution
    people: int


@dataclass(frozen=True, slots=True)
class Course:
    """All that is known of a contribution: who shares it in number, what it holds, where it went."""

    contribution: Contribution
    people: int
    members: list[Member] = field(default_factory=list)
    group: Contribution | None = None
    group_people: int = 0
    group_size: int = 0
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def others(self) -> int:
        """How many other things are in its group."""
        return max(self.group_size - 1, 0)


@dataclass(frozen=True, slots=True)
class Origin:
    """A contribution from which an element came, as the element's pages quote it."""

    pk: int
    text: str
    people: int
    merged: int
    workshop: str
    date: date | None
    note: str


#: How an adoption points to an element: the field of `Adoption`, and the number there.
Reference = tuple[str, int]


def course_of(contribution: Contribution) -> Course:
    """Return the course of a contribution as everybody may see it; whoever calls checks that it is public itself."""
    return courses([contribution])[0]


def courses(contributions: Iterable[Contribution]) -> list[Course]:
    """Return the courses of contributions, without what is not public; six queries, whatever their number."""
    listed = list(contributions)
    merged_into = [one.merged_into_id for one in listed if one.merged_into_id is not None]
    groups = Contribution.objects.filter(is_public()).in_bulk(merged_into)
    pks = {one.pk for one in listed} | groups.keys()
    members: dict[int, list[Contribution]] = defaultdict(list)
    for member in Contribution.objects.filter(is_public(), merged_into__in=pks).order_by("pk"):
        members[member.merged_into_id or 0].append(member)
    people = people_of(pks | {member.pk for inside in members.values() for member in inside})
    adoptions = adoptions_by_contribution(pks)
    return [_course(one, groups.get(one.merged_into_id or 0), members, people, adoptions) for one in listed]


def courses_of(participant: Participant) -> list[Course]:
    """Return the courses of all that a participant said or said is theirs too, in the order of the agenda."""
    mine = Authorship.objects.filter(participant=participant).values("contribution")
    related = ("plan", "exercise__table__axis", "exercise__table__workshop", "parent")
    rows = Contribution.objects.filter(pk__in=mine).select_related(*related)
    return courses(rows.order_by("exercise__position", "exercise", "pk"))


def origins(plan: Any, references: Iterable[Reference]) -> Mapping[Reference, list[Origin]]:
    """Return the public contributions from which elements came; three queries, whatever their number.

    ``references`` are pairs such as ``("problem", 7)`` and ``("measure", 12)``.
    """
    wanted: dict[str, list[int]] = defaultdict(list)
    for name, pk in references:
        wanted[name].append(pk)
    if not wanted:
        return {}
    of_these = reduce(or_, (Q(**{f"{name}__in": pks}) for name, pks in wanted.items()))
    rows = Adoption.objects.filter(of_these, is_public("contribution__"), released_at=None, contribution__plan=plan)
    adoptions = list(rows.select_related("contribution__exercise__table__workshop").order_by("contribution"))
    said = {adoption.contribution_id for adoption in adoptions}
    people, merged = (people_of(said), _merged(said)) if said else ({}, {})
    found: dict[Reference, list[Origin]] = defaultdict(list)
    for adoption in adoptions:
        name = next(name for name in wanted if getattr(adoption, f"{name}_id") is not None)
        found[name, getattr(adoption, f"{name}_id")].append(_origin(adoption, people, merged))
    return found


def origins_of(plan: Any, element: Record) -> list[Origin]:
    """Return the public contributions from which an element came."""
    ((name, pk),) = TARGETS[element.KIND].reference(element).items()
    reference = (name.removesuffix("_id"), pk)
    return origins(plan, [reference]).get(reference, [])


def tell_origins(plan: Any, elements: Iterable[Any]) -> None:
    """Give each problem, objective or goal its ``origins``."""
    listed = list(elements)
    found = origins(plan, [(element.KIND, element.pk) for element in listed])
    for element in listed:
        element.origins = found.get((element.KIND, element.pk), [])


def asked_for_by(element: Record) -> list[Adoption]:
    """Return the adoptions in force of an element for the staff, with what was said, where and by how many.

    What was hidden since is left out.
    """
    target = TARGETS.get(element.KIND)
    if target is None:
        return []
    rows = Adoption.objects.filter(released_at=None, contribution__hidden=False, **target.reference(element))
    found = list(rows.select_related("actor", "contribution__exercise__table__workshop").order_by("contribution"))
    people = people_of([adoption.contribution_id for adoption in found])
    for adoption in found:
        adoption.people = people.get(adoption.contribution_id, 0)  # type: ignore[attr-defined]
    return found


def past_adoptions(contribution: Contribution) -> list[Adoption]:
    """Return all adoptions of a contribution, those taken back too, newest first, with their elements."""
    return list(with_elements(Adoption.objects.filter(contribution=contribution)).order_by("-pk"))


def outcome(plan: Any, adoption: Adoption, via: Contribution | None = None) -> Outcome:
    """Return what an adoption led to, as it is today."""
    element = adoption.element
    heir = element.superseded_by if not element.is_current else None
    target = TARGETS[element.KIND]
    return Outcome(
        adoption=adoption,
        element=element,
        kind=target.label,
        url=public_url(element, plan.key),
        facts=target.facts(element),
        via=via,
        heir=heir,
        heir_url=public_url(heir, plan.key) if heir is not None else "",
    )


def _course(
    one: Contribution,
    group: Contribution | None,
    members: Mapping[int, list[Contribution]],
    people: Mapping[int, int],
    adoptions: Mapping[int, list[Adoption]],
) -> Course:
    own = [outcome(one.plan, adoption) for adoption in adoptions.get(one.pk, [])]
    through = [outcome(one.plan, adoption, group) for adoption in adoptions.get(group.pk, [])] if group else []
    return Course(
        contribution=one,
        people=people.get(one.pk, 0),
        members=[Member(member, people.get(member.pk, 0)) for member in members.get(one.pk, [])],
        group=group,
        group_people=people.get(group.pk, 0) if group else 0,
        group_size=len(members.get(group.pk, [])) if group else 0,
        outcomes=own + through,
    )


def _origin(adoption: Adoption, people: Mapping[int, int], merged: Mapping[int, int]) -> Origin:
    said = adoption.contribution
    workshop = said.exercise.table.workshop
    return Origin(
        pk=said.pk,
        text=said.text,
        people=people.get(said.pk, 0),
        merged=merged.get(said.pk, 0),
        workshop=workshop.name,
        date=workshop.date,
        note=adoption.note,
    )


def _merged(pks: Iterable[int]) -> dict[int, int]:
    counts: dict[int, int] = defaultdict(int)
    rows = Contribution.objects.filter(is_public(), merged_into__in=list(pks)).order_by()
    for pk in rows.values_list("merged_into", flat=True):
        counts[pk or 0] += 1
    return counts

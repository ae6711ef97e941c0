"""What was said in an exercise, for its results: texts and how many people stand behind them, never who."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from rumbo.participation.models import Authorship, Contribution
from rumbo.participation.queries.items import items

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from rumbo.participation.models import Exercise


@dataclass(frozen=True, slots=True)
class Said:
    """Something that was said, and how many people wrote it or said that it is theirs too."""

    pk: int
    text: str
    people: int


@dataclass(frozen=True, slots=True)
class Bundle:
    """A group with what was put into it, or a problem with its causes."""

    pk: int
    text: str
    people: int
    members: tuple[Said, ...]


def ideas(exercise: Exercise) -> list[Said]:
    """Return what was said in an exercise, also what was merged since, by the number of people; one query."""
    rows = _said(exercise).order_by("-people", "pk")
    return [Said(*row) for row in rows.values_list("pk", "text", "people")]


def causes(exercise: Exercise) -> list[Bundle]:
    """Return the problems with what people said causes them, those with most causes first; two queries.

    Causes of a problem that was merged stand under its group.
    """
    rows = _said(exercise).select_related("parent__merged_into").order_by("-people", "pk")
    under: dict[int, list[Said]] = {}
    problems: dict[int, Contribution] = {}
    for row in rows:
        parent = row.parent
        problem = parent.merged_into or parent if parent is not None else None
        if problem is not None and not problem.hidden:
            problems[problem.pk] = problem
            under.setdefault(problem.pk, []).append(Said(row.pk, row.text, row.people))
    found = [Bundle(pk, problems[pk].text, 0, tuple(said)) for pk, said in under.items()]
    return sorted(found, key=lambda one: (-len(one.members), one.pk))


def groups(exercise: Exercise) -> tuple[list[Bundle], list[Said]]:
    """Return the groups with their members, the largest first, and what stands alone; as many queries for many.

    Whoever stands behind several members of a group counts once.
    """
    shown = list(items(exercise))
    members = list(Contribution.objects.filter(merged_into__in=[one.pk for one in shown], hidden=False))
    authors: dict[int, set[int]] = {}
    wanted = [one.pk for one in (*shown, *members)]
    rows = Authorship.objects.filter(contribution__in=wanted)
    for pk, participant in rows.values_list("contribution", "participant"):
        authors.setdefault(pk, set()).add(participant)
    inside: dict[int, list[Said]] = {}
    people = {one.pk: set(authors.get(one.pk, ())) for one in shown}
    for one in members:
        group = one.merged_into_id or 0
        inside.setdefault(group, []).append(Said(one.pk, one.text, len(authors.get(one.pk, ()))))
        people[group] |= authors.get(one.pk, set())
    bundles = [
        Bundle(one.pk, one.text, len(people[one.pk]), tuple(sorted(inside.get(one.pk, ()), key=_order)))
        for one in shown
        if one.is_group
    ]
    alone = [Said(one.pk, one.text, len(people[one.pk])) for one in shown if not one.is_group]
    return sorted(bundles, key=lambda one: (-len(one.members), one.pk)), sorted(alone, key=_order)


def _said(exercise: Exercise) -> QuerySet[Any]:
    rows = Contribution.objects.filter(exercise=exercise, hidden=False, is_group=False)
    return rows.annotate(people=Count("authorships", distinct=True))


def _order(one: Said) -> tuple[int, int]:
    return -one.people, one.pk

"""What can be followed, and who follows it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet

from rumbo.communication.enums import FollowKind
from rumbo.communication.models import Subscription
from rumbo.core.models import State
from rumbo.places.models import Territory
from rumbo.plan.models import Axis, Plan
from rumbo.portfolio.models import Program, Project
from rumbo.portfolio.queries.territories import is_of

if TYPE_CHECKING:
    import datetime

    from rumbo.core.models import Record

#: A thing by its kind and id.
Thing = tuple[str, int]
#: The word of each kind in addresses.
WORDS: dict[str, str] = {
    FollowKind.PLAN.value: "plan",
    FollowKind.AXIS.value: "eje",
    FollowKind.PROGRAM.value: "programa",
    FollowKind.PROJECT.value: "proyecto",
    FollowKind.TERRITORY.value: "territorio",
}
_KINDS = {word: kind for kind, word in WORDS.items()}
_MODELS: dict[str, Any] = {
    FollowKind.PLAN.value: Plan,
    FollowKind.AXIS.value: Axis,
    FollowKind.PROGRAM.value: Program,
    FollowKind.PROJECT.value: Project,
    FollowKind.TERRITORY.value: Territory,
}


def kind_of(word: str) -> str | None:
    """Return the kind that a word of an address names, or None."""
    return _KINDS.get(word)


def find_followed(plan: Plan, kind: str, key: str) -> Record | None:
    """Return what could be followed in a plan by its kind and key: in force, and of the plan; else None."""
    if kind == FollowKind.PLAN:
        return plan if key == plan.key else None
    return _of(plan, kind).filter(key=key, state=State.CURRENT).first()


def belongs(plan: Plan, kind: str, thing: int) -> bool:
    """Whether a plan has such a thing in force, to follow."""
    if kind == FollowKind.PLAN:
        return thing == plan.pk
    return kind in _MODELS and _of(plan, kind).filter(pk=thing, state=State.CURRENT).exists()


def records_of(things: Iterable[Thing]) -> dict[Thing, Any]:
    """Return the records of things, those that are gone left out; one query for each kind."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for kind, pk in things:
        by_kind[kind].add(pk)
    found: dict[Thing, Any] = {}
    for kind, pks in by_kind.items():
        rows = _MODELS[kind]._default_manager.filter(pk__in=pks).defer("text", "text_en")
        found |= {(kind, one.pk): one for one in rows}
    return found


def followers_of(plan: Plan) -> QuerySet[Subscription]:
    """Return the subscriptions of a plan that count: confirmed and not ended."""
    return Subscription.objects.filter(plan=plan, confirmed_at__isnull=False, ended_at__isnull=True)


def of_follower(own: Subscription, ended_since: datetime.datetime) -> list[Subscription]:
    """Return what the address of a subscription follows in its plan, and what it ended since then and not again."""
    rows = Subscription.objects.filter(plan=own.plan_id, email=own.email, confirmed_at__isnull=False)
    listed = list(rows.filter(Q(ended_at=None) | Q(ended_at__gte=ended_since)).order_by("-ended_at", "pk"))
    active = {(one.kind, one.thing) for one in listed if one.ended_at is None}
    found, seen = [], set()
    for one in listed:
        key = (one.kind, one.thing)
        if one.ended_at is None or (key not in active and key not in seen):
            found.append(one)
            seen.add(key)
    return found


def of_address(plan: Plan, email: str) -> list[Subscription]:
    """Return what an address follows in a plan, confirmed and not ended."""
    return list(followers_of(plan).filter(email=email.strip().lower()))


def counts_of(plan: Plan) -> list[tuple[str, Any, int]]:
    """Return (kind, record, how many follow it) of all that is followed, the most first; never who."""
    rows = followers_of(plan).order_by().values_list("kind", "thing").annotate(count=Count("pk"))
    counts: Counter[Thing] = Counter({(kind, thing): count for kind, thing, count in rows})
    records = records_of(counts)
    return [(key[0], records[key], count) for key, count in counts.most_common() if key in records]


def _of(plan: Plan, kind: str) -> QuerySet[Any, Any]:
    if kind == FollowKind.TERRITORY:
        return Territory.objects.filter(is_of(plan)).distinct()
    rows: QuerySet[Any, Any] = _MODELS[kind]._default_manager.filter(plan=plan)
    return rows

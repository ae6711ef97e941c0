"""How far the rounds of a plan are: what is prepared, how many people have scored, and what came of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from rumbo.core.models import State
from rumbo.priority.enums import RunKind, RunState
from rumbo.priority.models import (
    Assessment,
    Conflict,
    Criterion,
    DelphiRound,
    Evaluator,
    Item,
    Publication,
    Round,
    Run,
)
from rumbo.priority.queries.preparation import lacks

#: The axis of an item, whatever it stands for.
_AXIS = Coalesce(
    F("measure__project__program__theme__axis"),
    F("measure__strategy__objective__theme__axis"),
    F("measure__action__strategy__objective__theme__axis"),
    F("measure__action__project__program__theme__axis"),
)


@dataclass(frozen=True, slots=True)
class People:
    """How many evaluators are asked about something, and how many of them answered all of it."""

    asked: int
    done: int

    @property
    def unfinished(self) -> int:
        """How many have something left to answer."""
        return self.asked - self.done


@dataclass(frozen=True, slots=True)
class Overview:
    """A round with what is prepared and how far it is.

    ``delphi`` are its Delphi rounds; ``people`` is of the open one. ``invited`` of the evaluators were sent their
    link; ``ranked`` counts finished rankings, ``published`` the publications that everybody sees.
    """

    round: Round
    items: int
    criteria: int
    evaluators: int
    organizations: int
    invited: int
    conflicts: int
    lacks: list[str]
    delphi: list[DelphiRound]
    people: People | None
    ranked: int
    drafted: int
    published: int

    @property
    def open(self) -> DelphiRound | None:
        """The Delphi round that takes scores."""
        return self.delphi[-1] if self.delphi and self.delphi[-1].is_open else None

    @property
    def last_closed(self) -> DelphiRound | None:
        """The last Delphi round that was closed."""
        return next((one for one in reversed(self.delphi) if not one.is_open), None)


def overviews(plan: Any, pk: int | None = None) -> list[Overview]:
    """Return the rounds in force of a plan (or the one named, in force or not): eleven queries, however many."""
    rows = Round.objects.filter(plan=plan)
    rounds = list(rows.filter(pk=pk) if pk is not None else rows.filter(state=State.CURRENT))
    pks = [one.pk for one in rounds]
    for one in rounds:
        one.plan = plan
    delphi: dict[int, list[DelphiRound]] = defaultdict(list)
    for found in DelphiRound.objects.filter(round__in=pks).order_by("number"):
        delphi[found.round_id].append(found)
    people = people_of([held[-1] for held in delphi.values() if held[-1].is_open])
    counts = _counts(pks)
    weights = _weights(pks)
    return [
        Overview(
            round=one,
            items=counts["items"].get(one.pk, 0),
            criteria=len(weights[one.pk]),
            evaluators=counts["evaluators"].get(one.pk, 0),
            organizations=counts["organizations"].get(one.pk, 0),
            invited=counts["invited"].get(one.pk, 0),
            conflicts=counts["conflicts"].get(one.pk, 0),
            lacks=lacks(one, counts["items"].get(one.pk, 0), weights[one.pk], counts["evaluators"].get(one.pk, 0)),
            delphi=delphi[one.pk],
            people=people.get(delphi[one.pk][-1].pk) if delphi[one.pk] else None,
            ranked=counts["ranked"].get(one.pk, 0),
            drafted=counts["drafted"].get(one.pk, 0),
            published=counts["published"].get(one.pk, 0),
        )
        for one in rounds
    ]


def people_of(delphi: list[DelphiRound]) -> dict[int, People]:
    """Return how many evaluators have finished, by Delphi round: five queries, however many; none without any."""
    if not delphi:
        return {}
    rounds = {one.round_id: one.pk for one in delphi}
    asked = _asked(list(rounds))
    done = _answered(rounds)
    found = {}
    for round_pk, pk in rounds.items():
        people = [items for items in asked[round_pk].values() if items]
        left = [who for who, items in asked[round_pk].items() if items and not items <= done[who]]
        found[pk] = People(len(people), len(people) - len(left))
    return found


def _asked(rounds: list[int]) -> dict[int, dict[int, set[int]]]:
    """Return the items that each evaluator of each round is asked about: those of their axis without conflicts."""
    items: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rows = Item.objects.filter(round__in=rounds, left=False).annotate(axis=_AXIS)
    for round_pk, item, axis in rows.values_list("round_id", "pk", "axis"):
        items[round_pk].append((item, axis))
    barred: dict[int, set[int]] = defaultdict(set)
    conflicts = Conflict.objects.filter(evaluator__round__in=rounds, withdrawn=False)
    for evaluator, item in conflicts.values_list("evaluator_id", "item_id"):
        barred[evaluator].add(item)
    asked: dict[int, dict[int, set[int]]] = defaultdict(dict)
    people = Evaluator.objects.current().filter(round__in=rounds)
    for evaluator, round_pk, own in people.values_list("pk", "round_id", "axis_id"):
        asked[round_pk][evaluator] = {item for item, axis in items[round_pk] if own in (None, axis)} - barred[
            evaluator
        ]
    return asked


def _answered(rounds: dict[int, int]) -> dict[int, set[int]]:
    """Return the items of which each evaluator answered every criterion in force, in these Delphi rounds."""
    criteria: dict[int, list[str]] = defaultdict(list)
    for pk, round_pk in Criterion.objects.current().filter(round__in=rounds).values_list("pk", "round_id"):
        criteria[round_pk].append(str(pk))
    whole = Q(pk__in=[])
    for round_pk, delphi in rounds.items():
        if criteria[round_pk]:
            whole |= Q(delphi=delphi, values__has_keys=criteria[round_pk])
    done: dict[int, set[int]] = defaultdict(set)
    for evaluator, item in Assessment.objects.filter(whole).values_list("evaluator_id", "item_id"):
        done[evaluator].add(item)
    return done


def _counts(rounds: list[int]) -> dict[str, dict[int, int]]:
    people = Evaluator.objects.current().filter(round__in=rounds)
    runs = Run.objects.filter(round__in=rounds, kind=RunKind.RANKING, state=RunState.DONE)
    decided = Publication.objects.current().filter(round__in=rounds)
    conflicts = Conflict.objects.filter(evaluator__round__in=rounds, withdrawn=False)
    by_people = {
        row["round"]: row
        for row in people.order_by()
        .values("round")
        .annotate(n=Count("pk"), seats=Count("organization", distinct=True), sent=Count("invited_at"))
    }
    by_decision = {
        row["round"]: row
        for row in decided.order_by().values("round").annotate(n=Count("pk"), public=Count("published_at"))
    }
    return {
        "items": _by(Item.objects.filter(round__in=rounds, left=False), "round"),
        "evaluators": {pk: row["n"] for pk, row in by_people.items()},
        "organizations": {pk: row["seats"] for pk, row in by_people.items()},
        "invited": {pk: row["sent"] for pk, row in by_people.items()},
        "conflicts": _by(conflicts, "evaluator__round"),
        "ranked": _by(runs, "round"),
        "drafted": {pk: row["n"] for pk, row in by_decision.items()},
        "published": {pk: row["public"] for pk, row in by_decision.items()},
    }


def _by(rows: Any, path: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(path).annotate(Count("pk")))


def _weights(rounds: list[int]) -> dict[int, list[float]]:
    found: dict[int, list[float]] = defaultdict(list)
    for pk, weight in Criterion.objects.current().filter(round__in=rounds).values_list("round", "weight"):
        found[pk].append(weight)
    return found

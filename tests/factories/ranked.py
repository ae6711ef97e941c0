"""A round with a finished ranking of its items, and what the council can publish of it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from factories.plan import PlanFactory, StrategyFactory
from factories.portfolio import ActionFactory, ProjectFactory
from factories.priority import CriterionFactory, ItemFactory, PublicationFactory, RoundFactory, RunFactory
from rumbo.methods.runs import perform, record
from rumbo.priority.models import Item, Publication, Round, Run
from rumbo.priority.queries.items import criteria_of, listed_items
from rumbo.priority.queries.outcomes import outcome_of
from rumbo.priority.services.publications import _decided

MINUTES = "El consejo revisó la jerarquización y decidió la cartera."

_MAKERS: dict[str, tuple[Any, str]] = {
    "project": (ProjectFactory, "program__theme__axis__plan"),
    "strategy": (StrategyFactory, "objective__theme__axis__plan"),
    "action": (ActionFactory, "strategy__objective__theme__axis__plan"),
}


def ranked_round(plan: Any = None, scores: Any = ((5, 4), (4, 4), (3, 2), (1, 1)), **more: Any) -> Round:
    """Return a round of projects, an item for each row of ``scores`` and a criterion for each column.

    ``scores`` are of one evaluator, or of several.
    """
    found: Round = RoundFactory(plan=plan or PlanFactory(), **{"first": 2, "phase": "closed"} | more)
    table = scores[0] if isinstance(scores[0][0], (list, tuple)) else scores
    for _column in table[0]:
        CriterionFactory(round=found)
    make, path = _MAKERS[found.subject]
    for row, _values in enumerate(table):
        element = make(**{path: found.plan, "title": f"Proyecto {'ABCDEFGHIJKLMNOP'[row]}"})
        ItemFactory(round=found, measure=element.measure, position=row + 1)
    ranked_run(found, scores)
    return found


def ranked_run(
    found: Round, scores: Any, *, method: str = "weighted-sum", weights: Any = None, scale: str = "verbal"
) -> Run:
    """Return a finished ranking of the items of a round; ``scores`` are of one evaluator, or of several."""
    items, criteria = listed_items(found, with_left=True), list(criteria_of(found))
    each = scores if isinstance(scores[0][0], (list, tuple)) else [scores]
    inputs = {
        "alternatives": [{"id": f"a{row.pk}", "name": row.name} for row in items],
        "criteria": [
            {"id": f"c{one.pk}", "name": one.name, "scale": scale, "levels": 5, "maximise": one.maximise}
            for one in criteria
        ],
        "evaluators": [{"id": f"E{number}", "sector": "society"} for number in range(1, len(each) + 1)],
        "scores": [[list(row) for row in table] for table in each],
        "weights": [{"evaluator": "E1", "values": list(weights or [1] * len(criteria))}],
    }
    how = {"name": method, "scores": "median", "weights": "given", "samples": 50, "seed": 1, "first": found.first}
    result = perform("ranking", inputs, how)
    document = record("ranking", inputs, how, result)
    return RunFactory(  # type: ignore[return-value]
        round=found,
        kind="ranking",
        state="done",
        inputs=document["inputs"],
        method=document["method"],
        result=document["result"],
        checksum=document["checksum"],
        made_with=document["made_with"],
        origin={
            "items": {f"a{row.pk}": row.pk for row in items},
            "criteria": {f"c{one.pk}": one.pk for one in criteria},
        },
    )


def publication_of(found: Round, **more: Any) -> Publication:
    """Return what the council decides on the last ranking of a round, with minutes, not published yet."""
    own = {"text": MINUTES, "ranking": found.runs.filter(kind="ranking").first()}
    return PublicationFactory(round=found, **own | more)  # type: ignore[return-value]


def published_of(found: Round, **more: Any) -> Publication:
    """Return the same as everybody sees it, with the priority portfolio left as it is."""
    made = publication_of(found, published_at=timezone.now(), **more)
    made.decided = [_decided(line) for line in outcome_of(made)]
    made.save()
    return made


def items(found: Round) -> list[Item]:
    """Return the items of a round in its order."""
    return list(found.items.order_by("position"))

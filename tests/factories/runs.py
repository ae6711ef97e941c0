"""Rankings for tests: what goes into a run, and runs that are done."""

from __future__ import annotations

from factories.priority import RunFactory
from rumbo.priority.services import runs

METHOD = {
    "name": "weighted-sum",
    "scores": "mean",
    "weights": "given",
    "voices": "each",
    "samples": 50,
    "seed": 1,
    "first": 2,
}


def ranking_inputs(scores=None):
    """Four projects by two criteria on a verbal scale of 5; the last has no score. Two evaluators."""
    table = scores or [[5, 4], [3, 3], [1, 2], [None, None]]
    ids = [f"P{number}" for number in range(1, len(table) + 1)]
    return {
        "alternatives": [{"id": one, "name": f"Proyecto {one}"} for one in ids],
        "criteria": [
            {"id": f"C{number}", "name": name, "scale": "verbal", "levels": 5}
            for number, name in ((1, "Beneficio"), (2, "Factibilidad"))
        ],
        "evaluators": [{"id": "E1", "sector": "other"}, {"id": "E2", "sector": "other"}],
        "scores": [table, table],
        "weights": [{"values": [60, 40]}],
    }


def ranking_run(scores=None, method=None, **fields):
    """Return a ranking that is done; its round has a plan of its own unless one is given."""
    given = ranking_inputs(scores)
    made = RunFactory(inputs=given, method={**METHOD, **(method or {})}, **fields)
    runs.perform(made.pk)
    made.refresh_from_db()
    return made

"""What was chosen, with the proof of how good it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: What is less than this share apart is the same (that of HiGHS).
SAME = 1e-6


@dataclass(frozen=True, slots=True)
class Selection:
    """What was chosen: start year by project id, in order of start.

    ``objective`` is what it is worth and ``bound`` what no selection can exceed. ``is_allowed`` says whether all
    limits are kept: where no such selection was found nothing is chosen; ``is_impossible`` that there is none.
    """

    starts: Mapping[str, int]
    objective: float
    bound: float
    is_allowed: bool = True
    is_impossible: bool = field(default=False)

    @property
    def gap(self) -> float:
        """How far from the best it may be at most, as a share of the bound; infinite where nothing was found."""
        if not self.is_allowed:
            return float("inf")
        return gap_between(self.objective, self.bound)

    def as_document(self) -> dict[str, object]:
        """Return it as JSON has it; a gap that is infinite is null."""
        return {
            "selected": [{"id": name, "start": year} for name, year in self.starts.items()],
            "objective": self.objective,
            "bound": self.bound,
            "gap": self.gap if self.is_allowed else None,
            "allowed": self.is_allowed,
            "impossible": self.is_impossible,
        }


def read_selection(document: Mapping[str, object]) -> Selection:
    """Return the selection of a document that `Selection.as_document` made."""
    rows = document["selected"]
    objective, bound = document["objective"], document["bound"]
    assert isinstance(rows, list)  # noqa: S101 - made by as_document
    assert isinstance(objective, int | float)  # noqa: S101
    assert isinstance(bound, int | float)  # noqa: S101
    return Selection(
        {str(row["id"]): int(row["start"]) for row in rows},
        float(objective),
        float(bound),
        is_allowed=bool(document.get("allowed", True)),
        is_impossible=bool(document.get("impossible", False)),
    )


def gap_between(objective: float, bound: float) -> float:
    """Return how far the objective is below the bound, as a share of it; 0 where they are the same."""
    distance = bound - objective
    if distance <= SAME * max(1.0, abs(bound)):
        return 0.0
    return distance / max(abs(bound), SAME)

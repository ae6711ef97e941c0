"""Rankings of the round that is in its second Delphi round: two that are done, and one that was cancelled."""

from __future__ import annotations

from e2e.scoring import SECOND

#: The names of the runs.
RANKED, OTHERWISE, CANCELLED = "Jerarquización de prueba", "Otra jerarquización de prueba", "Jerarquización cancelada"


def add_rankings() -> None:
    """Rank the closed Delphi round twice, and cancel a third ranking."""
    from rumbo.core.actors import SYSTEM
    from rumbo.priority.models import Round
    from rumbo.priority.queries.run_inputs import Wanted
    from rumbo.priority.services import rankings, runs

    found = Round.objects.get(title=SECOND)
    for title, method in ((RANKED, "promethee"), (OTHERWISE, "topsis")):
        runs.perform(rankings.ask(SYSTEM, found, Wanted(method, "median", "given", 2, 100), title=title).pk)
    runs.cancel(SYSTEM, rankings.ask(SYSTEM, found, Wanted("topsis", "mean", "given", 2, 100), title=CANCELLED))

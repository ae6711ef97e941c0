"""Reading what a publication decides: the list of the run, with what the council decided otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

from rumbo.core.models import State
from rumbo.priority.enums import DepartureKind, RunKind
from rumbo.priority.models import Departure, Objection, Publication
from rumbo.priority.queries.items import listed_items

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from rumbo.priority.models import Run
    from rumbo.priority.queries.items import ItemRow


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is prioritised: its place in the run (equals share one), and whether it is in.

    ``place`` is none where the run could not rank it. ``acceptability`` is the share of draws of weights in which it
    was among the first, ``interval`` the places of most of them. ``departure`` is what the council decided otherwise.
    """

    row: ItemRow
    place: int | None
    by_run: bool
    departure: Departure | None = None
    acceptability: float | None = None
    interval: tuple[int, int] | None = None

    @property
    def number(self) -> str:
        """The plan's own number, where there is one."""
        return self.row.number

    @property
    def name(self) -> str:
        """The title in the reader's language."""
        return self.row.name

    @property
    def axis(self) -> Any:
        """The axis of what it stands for."""
        return self.row.axis

    @property
    def departs(self) -> bool:
        """Whether the council said something of its own on it."""
        return self.departure is not None

    @property
    def reason(self) -> str:
        """Why the council departs, in the reader's language; Spanish where there is no English."""
        if self.departure is None:
            return ""
        english = (get_language() or "").startswith("en")
        return self.departure.reason_en if english and self.departure.reason_en else self.departure.reason

    @property
    def by_council(self) -> bool:
        """Whether it is in the priority portfolio."""
        return self.by_run if self.departure is None else self.departure.kind == DepartureKind.IN

    @property
    def fits(self) -> bool:
        """Whether the departure is one: the run says the contrary."""
        return self.departure is None or self.by_run != self.by_council


def items_of(run: Run) -> dict[str, int]:
    """Return the item that each alternative of a run's document stands for."""
    known: Mapping[str, Any] = run.origin.get("items") or {}
    return {str(name): int(pk) for name, pk in known.items()}


def line_at(run: Run) -> int:
    """Return the number of places that a ranking holds to be of priority."""
    return int(run.method.get("first") or (run.round.first if run.round else 0))


def outcome_of(publication: Publication) -> list[Line]:
    """Return all that the round prioritises, by place in the run; what has none comes last. Two queries."""
    ranking = publication.ranking
    names = {pk: name for name, pk in items_of(ranking).items()}
    entries = {str(entry["id"]): entry for entry in ranking.result.get("ranking", ())}
    rows = listed_items(publication.round, with_left=True)
    chosen = _chosen(publication, entries, rows)
    departures = {one.item_id: one for one in departures_of(publication)}
    lines = []
    for row in rows:
        entry = entries.get(names.get(row.pk, ""), {})
        if row.item.left and row.pk not in names:
            continue
        lines.append(
            Line(
                row,
                entry.get("place"),
                row.pk in chosen,
                departures.get(row.pk),
                entry.get("acceptability"),
                _interval(entry.get("interval")),
            )
        )
    return sorted(lines, key=lambda line: (line.place is None, line.place or 0, line.row.item.position, line.row.pk))


def departures_of(publication: Publication) -> QuerySet[Any]:
    """Return what the council decided otherwise and did not take back."""
    return Departure.objects.filter(publication=publication, withdrawn=False)


def objections_of(round_ids: Iterable[int], *, withdrawn: bool = False) -> QuerySet[Any]:
    """Return the objections in force of some rounds with who raised them, the oldest first.

    ``withdrawn``: those too that were withdrawn, which stay readable with the reason.
    """
    states = [State.CURRENT, State.WITHDRAWN] if withdrawn else [State.CURRENT]
    found = Objection.objects.filter(round__in=round_ids, state__in=states)
    return found.select_related("organization", "project").order_by("raised_on", "pk")


def _chosen(publication: Publication, entries: Mapping[str, Any], rows: Iterable[ItemRow]) -> set[int]:
    """Return the items that are in by the run: those of the selection, or those down to the line (equals with it)."""
    if publication.selection is not None:
        run = publication.selection
        known = items_of(run)
        if not known:  # runs about money name projects
            own = {row.element.pk: row.pk for row in rows}
            projects: Mapping[str, int] = run.origin.get("projects") or {}
            known = {str(name): own[pk] for name, pk in projects.items() if pk in own}
        return {known[name] for name in selected_of(run) if name in known}
    known, line = items_of(publication.ranking), line_at(publication.ranking)
    return {known[name] for name, entry in entries.items() if entry["place"] <= line and name in known}


def selected_of(run: Run) -> list[str]:
    """Return the ids of the alternatives that an allocation or a selection chose, in its order."""
    if run.kind not in (RunKind.ALLOCATION, RunKind.SELECTION):
        return []
    chosen = run.result.get("selected") or []
    return [str(one["id"] if isinstance(one, dict) else one) for one in chosen]


def _interval(given: Any) -> tuple[int, int] | None:
    return (int(given[0]), int(given[1])) if given else None

"""Reading what was published, for everybody: the list as it was decided, and what is said of one element."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

from rumbo.core.models import State
from rumbo.priority.models import Publication, Round
from rumbo.priority.queries.items import listed_items
from rumbo.priority.queries.outcomes import line_at, outcome_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from rumbo.plan.models import Axis, Plan
    from rumbo.priority.queries.outcomes import Line

#: Parts of runs that lists of publications do not read.
HEAVY = tuple(f"{run}__{part}" for run in ("ranking", "selection") for part in ("inputs", "result", "origin"))


@dataclass(frozen=True, slots=True)
class Decided:
    """One thing as it was published; ``element`` and ``axis`` are those of now, where they are there still."""

    item: int
    measure: int
    number: str
    name: str
    place: int | None
    acceptability: float | None
    by_run: bool
    by_council: bool
    reason: str
    element: Any = None
    axis: Axis | None = None

    @property
    def departs(self) -> bool:
        """Whether the council decided otherwise than the run."""
        return self.by_run != self.by_council


@dataclass(frozen=True, slots=True)
class Said:
    """What the publication in force says of one element: ``first`` is the number of places of priority."""

    publication: Publication
    decided: Decided
    first: int


def publications_of(plan: Plan) -> QuerySet[Any]:
    """Return what everybody sees of a plan's decisions, the latest first, those in force before others."""
    rows = Publication.objects.filter(plan=plan, published_at__isnull=False)
    return rows.select_related("round", "ranking", "selection")


def published(plan: Plan, pk: int) -> Publication | None:
    """Return a publication that everybody sees, with its runs; none: there is none."""
    found: Publication | None = publications_of(plan).filter(pk=pk).first()
    if found is not None:
        found.plan = found.round.plan = plan
    return found


def in_force(plan: Plan, subject: str = "project") -> Publication | None:
    """Return the publication in force of a plan for a kind of element, with its runs."""
    found: Publication | None = publications_of(plan).filter(state=State.CURRENT, round__subject=subject).first()
    if found is not None:
        found.plan = found.round.plan = plan
    return found


def others(plan: Plan, shown: Publication | None) -> list[Publication]:
    """Return the other publications that everybody sees, without what is long."""
    rows = publications_of(plan).defer(*HEAVY, "decided", "text", "text_en")
    listed = rows.order_by("-published_at", "-pk")
    return [one for one in listed if shown is None or one.pk != shown.pk]


def decided_of(publication: Publication) -> list[Decided]:
    """Return the list as it was published, by place; one query for what it names."""
    rows = {row.pk: row for row in listed_items(publication.round, with_left=True)}
    return [_decided(one, rows.get(one["item"])) for one in publication.decided]


def lines_of(publication: Publication) -> Sequence[Line | Decided]:
    """Return the list as it was published; of one that is prepared, as the run and the council have it now."""
    return decided_of(publication) if publication.is_public else outcome_of(publication)


def said_of(element: Any, subject: str) -> Said | None:
    """Return what the publication in force says of an element (with ``plan_id`` and ``measure_id``): one query."""
    rows = Publication.objects.current().filter(
        plan=element.plan_id, published_at__isnull=False, round__subject=subject
    )
    found: Publication | None = (
        rows.select_related("round", "ranking").defer(*HEAVY[:3], "text", "text_en").order_by("-published_at").first()
    )
    given = next((one for one in found.decided if one["measure"] == element.measure_id), None) if found else None
    if found is None or given is None:
        return None
    return Said(found, _decided(given, None), line_at(found.ranking))


def public_round(plan: Plan, key: str) -> Round | None:
    """Return a round that is on the public pages, by its key."""
    found: Round | None = Round.objects.current().filter(plan=plan, key=key, is_published=True).first()
    if found is not None:
        found.plan = plan
    return found


def public_rounds(plan: Plan) -> list[Round]:
    """Return the rounds of a plan that are on the public pages, the latest first."""
    return list(Round.objects.current().filter(plan=plan, is_published=True).defer("text", "text_en"))


def _decided(given: Mapping[str, Any], row: Any) -> Decided:
    english = (get_language() or "").startswith("en")
    return Decided(
        item=given["item"],
        measure=given["measure"],
        number=given["number"],
        name=(english and given["title_en"]) or given["title"],
        place=given["place"],
        acceptability=given["acceptability"],
        by_run=given["run"],
        by_council=given["council"],
        reason=(english and given["reason_en"]) or given["reason"],
        element=row.element if row else None,
        axis=row.axis if row else None,
    )

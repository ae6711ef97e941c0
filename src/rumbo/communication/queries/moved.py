"""What moved of that which people proposed, and who proposed it. Constant queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from rumbo.core.models import State
from rumbo.monitoring.enums import StatusKind
from rumbo.monitoring.models import StatusRecord
from rumbo.monitoring.queries.assignments import MEASURED
from rumbo.participation.enums import ProposalNewsKind, ProposalState
from rumbo.participation.mails import moves
from rumbo.participation.models import Proposal, ProposalNews
from rumbo.plan.models import Measure
from rumbo.portfolio.enums import PassageKind, Stage
from rumbo.portfolio.models import Passage

if TYPE_CHECKING:
    import datetime

    from rumbo.plan.models import Plan

#: What a status is called once a measure is concluded.
DONE = "done"
_ANSWERED = (ProposalState.ACCEPTED, ProposalState.MERGED)
#: What is told of a proposal to those whose proposals were merged into it; participation tells its own author.
_TOLD = (ProposalNewsKind.ACCEPTED, ProposalNewsKind.MERGED, ProposalNewsKind.PROJECT)


@dataclass(frozen=True, slots=True)
class Author:
    """A proposal whose author is told; ``through`` is the proposal that theirs was merged into, None for its own."""

    proposal: Proposal
    through: int | None


@dataclass(frozen=True, slots=True)
class Move:
    """Something that happened to a measure: ``key`` names it, ``source`` is the row that says it, ``at`` when.

    Where ``of_proposal`` is set, only those are told whose proposals were merged into that one.
    """

    measure: int
    key: str
    source: Any
    at: datetime.datetime | None = None
    of_proposal: int | None = None

    def is_for(self, author: Author) -> bool:
        """Whether it is news to an author: it came after the answer to the proposal, and nobody else tells them."""
        decided = author.proposal.decided_at
        if self.at is not None and decided is not None and self.at <= decided:
            return False
        return self.of_proposal is None or author.through == self.of_proposal

    def sentence(self) -> str:
        """Return what happened, in the language that is active."""
        if isinstance(self.source, Passage):
            return _of_passage(self.source)
        if isinstance(self.source, ProposalNews):
            return _of_news(self.source)
        return _("It was concluded.") if isinstance(self.source, StatusRecord) else _of_state(self.source)


def authors_of(plan: Plan) -> dict[int, list[Author]]:
    """Return, by measure, the proposals that became it or went on in it, whose authors confirmed an address."""
    rows = Proposal.objects.filter(plan=plan, state__in=_ANSWERED).select_related("plan").order_by("pk")
    proposals = {one.pk: one for one in rows}
    found: dict[int, list[Author]] = defaultdict(list)
    for one in proposals.values():
        end = _end(one, proposals)
        if end.measure_id is not None and one.email and one.confirmed_at is not None:
            found[end.measure_id].append(Author(one, None if end is one else end.pk))
    return dict(found)


def moves_since(plan: Plan, since: datetime.datetime, measures: Collection[int]) -> list[Move]:
    """Return what happened to measures since a time, oldest first of each kind."""
    elements = elements_of(measures)
    return [
        *_passages(plan, since, measures),
        *_news(plan, since),
        *_concluded(plan, since, elements),
        *_left(since, elements),
    ]


def elements_of(measures: Collection[int]) -> dict[int, Any]:
    """Return the strategy, action or project of each measure."""
    rows = Measure.objects.filter(pk__in=measures).select_related(*MEASURED)
    return {row.pk: row.element for row in rows}


def _end(proposal: Proposal, proposals: dict[int, Proposal]) -> Proposal:
    """Return the proposal that one ends in, through all those it was merged into."""
    seen = {proposal.pk}
    while (into := proposal.merged_into_id) is not None and into in proposals and into not in seen:
        seen.add(into)
        proposal = proposals[into]
    return proposal


def _passages(plan: Plan, since: datetime.datetime, measures: Collection[int]) -> Iterator[Move]:
    rows = Passage.objects.filter(project__plan=plan, project__measure__in=measures, at__gte=since)
    for row in rows.select_related("project").order_by("pk"):
        yield Move(row.project.measure_id, f"passage:{row.pk}", row, row.at)


def _news(plan: Plan, since: datetime.datetime) -> Iterator[Move]:
    rows = ProposalNews.objects.filter(
        proposal__plan=plan, proposal__measure__isnull=False, kind__in=_TOLD, created_at__gte=since
    )
    for row in rows.select_related("proposal").order_by("pk"):
        measure = row.proposal.measure_id
        if measure is not None:
            yield Move(measure, f"news:{row.pk}", row, row.created_at, row.proposal_id)


def _concluded(plan: Plan, since: datetime.datetime, elements: dict[int, Any]) -> Iterator[Move]:
    """Yield the actions and strategies that are done now and were not before; projects have their stages for that."""
    by_thing = {
        (one.KIND, one.pk): measure
        for measure, one in elements.items()
        if one.KIND in (StatusKind.ACTION, "strategy")
    }
    rows = StatusRecord.objects.filter(
        Q(kind=StatusKind.ACTION, thing__in=[pk for kind, pk in by_thing if kind == "action"])
        | Q(kind=StatusKind.STRATEGY, thing__in=[pk for kind, pk in by_thing if kind == "strategy"]),
        plan=plan,
        is_current=True,
        status=DONE,
        on__gte=timezone.localdate(since),
    )
    for row in rows.order_by("pk"):
        yield Move(by_thing[row.kind, row.thing], f"done:{row.kind}:{row.thing}", row)


def _left(since: datetime.datetime, elements: dict[int, Any]) -> Iterator[Move]:
    """Yield the actions and strategies that went out of force, or came back; of projects participation tells."""
    by_model: dict[Any, dict[int, int]] = defaultdict(dict)
    for measure, one in elements.items():
        if one.KIND != "project":
            by_model[type(one)][one.pk] = measure
    for model, measures in by_model.items():
        before: dict[int, Any] = {}
        rows = model.history.filter(id__in=list(measures)).order_by("history_date", "history_id")
        for row in rows.only("id", "history_id", "history_date", "state", "state_reason"):
            known, before[row.id] = before.get(row.id), row.state
            if known is not None and known != row.state and row.history_date >= since:
                yield Move(
                    measures[row.id], f"state:{model.__name__.lower()}:{row.history_id}", row, row.history_date
                )


def _of_passage(passage: Passage) -> str:
    stage = passage.get_to_stage_display()
    if passage.kind == PassageKind.SUSPENDED:
        sentence = _("It was set aside for now.")
    elif passage.kind == PassageKind.RESUMED:
        sentence = _("It was taken up again.")
    elif passage.kind == PassageKind.BACK:
        sentence = _("It went back to the stage “%(stage)s”.") % {"stage": stage}
    else:
        said = {
            Stage.EXECUTION: _("It has begun: it is being carried out."),
            Stage.OPERATION: _("It is finished and in operation."),
            Stage.CLOSED: _("It was concluded."),
        }
        sentence = said.get(Stage(passage.to_stage)) or _("It reached the stage “%(stage)s”.") % {"stage": stage}
    return f"{sentence}\n{passage.reason}" if passage.reason else sentence


def _of_news(news: ProposalNews) -> str:
    title = news.proposal.title
    if news.kind != ProposalNewsKind.PROJECT:
        return _("The proposal that yours goes on with, “%(title)s”, is in the plan now.") % {"title": title}
    return "\n".join(_said(moves(news.detail.get("before", {}), news.detail.get("now", {}))))


def _said(sentences: Iterable[str]) -> list[str]:
    return [one for one in sentences if one]


def _of_state(row: Any) -> str:
    said = {
        State.CURRENT: _("It is in force again."),
        State.WITHDRAWN: _("It was withdrawn: it is not in force any more."),
        State.SUPERSEDED: _("Another one took its place."),
    }
    sentence = said[State(row.state)]
    return f"{sentence}\n{row.state_reason}" if row.state_reason and row.state != State.CURRENT else sentence

"""Telling the author of a proposal what happens to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from rumbo.participation.enums import ProposalNewsKind, ProposalState
from rumbo.participation.models import Proposal, ProposalNews
from rumbo.participation.tasks import send_news

if TYPE_CHECKING:
    from collections.abc import Mapping

#: States in which the author hears of the project.
_FOLLOWS = (ProposalState.ACCEPTED, ProposalState.MERGED)


def tell(proposal: Proposal, kind: ProposalNewsKind, detail: Mapping[str, Any] | None = None) -> None:
    """Write down what the author is told; the mail goes out once the transaction is over."""
    ProposalNews.objects.create(proposal=proposal, kind=kind, detail=dict(detail or {}))
    transaction.on_commit(lambda: send_news.enqueue(proposal.pk))


def resume() -> int:
    """Send what a worker that was stopped left unsent; return of how many proposals that is."""
    waiting = set(ProposalNews.objects.filter(sent_at=None).values_list("proposal", flat=True))
    for proposal in sorted(waiting):
        send_news.enqueue(proposal)
    return len(waiting)


@transaction.atomic
def tell_of_measures(courses: Mapping[int, Mapping[str, Any]]) -> None:
    """Tell the authors whose proposals became measures what their measure is like now: ``{measure: {fact: value}}``.

    Who heard the same last is not told again; what a measure is like when the proposal is answered is no news.
    """
    rows = Proposal.objects.select_for_update().filter(measure__in=list(courses), state__in=_FOLLOWS)
    for proposal in rows.order_by("pk"):
        course = dict(courses[proposal.measure_id or 0])
        before = proposal.told
        if before.get("measure") == proposal.measure_id and before.get("course") == course:
            continue
        known = before.get("course") if before.get("measure") == proposal.measure_id else None
        proposal.told = {"measure": proposal.measure_id, "course": course}
        Proposal.objects.filter(pk=proposal.pk).update(told=proposal.told)
        if known is not None:
            tell(proposal, ProposalNewsKind.PROJECT, {"before": known, "now": course})

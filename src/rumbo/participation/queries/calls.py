"""Reading calls, proposals and who supports them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from rumbo.core.models import State
from rumbo.participation.enums import PUBLIC, ProposalState
from rumbo.participation.models import Call, Proposal
from rumbo.plan.models import Axis, Plan

#: What the filter of states knows: the states, and what waits for the institute.
WAITING = "waiting"
#: Calls, the latest first; said here since a query that counts forgets the order of its model.
ORDER = ("-opens_on", "-pk")


def public_calls(plan: Plan) -> list[Call]:
    """Return the published calls of a plan, the latest first, each with how many of its proposals are public."""
    rows = Call.objects.current().filter(plan=plan, is_published=True)
    counted = rows.annotate(public_count=Count("proposals", filter=Q(proposals__state__in=PUBLIC)))
    return list(counted.order_by(*ORDER))


def find_call(plan: Plan, key: str) -> Call | None:
    """Return a published call of a plan, in force or not any more, or None."""
    found: Call | None = Call.objects.filter(plan=plan, key=key, is_published=True).first()
    return found


def staff_calls(plan: Plan) -> list[Any]:
    """Return all calls of a plan, each with how many proposals it has, how many to read, how many to answer."""
    confirmed = ~Q(proposals__state=ProposalState.UNCONFIRMED)
    return list(
        Call.objects.filter(plan=plan)
        .annotate(
            sent_count=Count("proposals", filter=confirmed),
            received_count=Count("proposals", filter=Q(proposals__state=ProposalState.RECEIVED)),
            published_count=Count("proposals", filter=Q(proposals__state=ProposalState.PUBLISHED)),
        )
        .order_by(*ORDER)
    )


def axes_of_call(call: Call) -> QuerySet[Axis]:
    """Return the axes in force that a call is about: those it names, or all of its plan where it names none."""
    every: QuerySet[Axis] = Axis.objects.filter(plan_id=call.plan_id, state=State.CURRENT)
    named = call.axes.filter(state=State.CURRENT)
    return named if call.axes.exists() else every


def public_proposals(call: Call) -> QuerySet[Proposal]:
    """Return the proposals of a call that everybody may read, with their axis and ``support_count``."""
    return _counted(Proposal.objects.filter(call=call, state__in=PUBLIC))


def sorted_proposals(rows: QuerySet[Any], order: str, axis: Axis | None) -> QuerySet[Any]:
    """Return proposals of one axis (or of all), by ``order``: the newest first, or by "support"."""
    if axis is not None:
        rows = rows.filter(axis=axis)
    return rows.order_by("-support_count", "-pk") if order == "support" else rows.order_by("-published_at", "-pk")


def points(call: Call, axis: Axis | None) -> list[dict[str, Any]]:
    """Return the public proposals of a call that have a place on the map: number, title, latitude and longitude."""
    rows = Proposal.objects.filter(call=call, state__in=PUBLIC, latitude__isnull=False)
    if axis is not None:
        rows = rows.filter(axis=axis)
    return [
        {"pk": pk, "title": title, "at": [float(latitude), float(longitude)]}
        for pk, title, latitude, longitude in rows.values_list("pk", "title", "latitude", "longitude").order_by("pk")[
            :500
        ]
        if latitude is not None and longitude is not None
    ]


def find_photo(pk: int) -> Proposal | None:
    """Return a proposal with a photo, with its plan and call, or None."""
    return Proposal.objects.exclude(photo="").select_related("plan", "call").filter(pk=pk).first()


def find_public_proposal(plan: Plan, pk: int) -> Proposal | None:
    """Return a proposal that everybody may read with all that its page shows, or None."""
    rows = _counted(Proposal.objects.filter(plan=plan, pk=pk, state__in=PUBLIC, call__is_published=True))
    return rows.select_related("axis", "call", "merged_into", "measure").first()


def origins(measure_id: int) -> list[Proposal]:
    """Return the citizens' proposals that a strategy, action or project came from, the oldest first."""
    rows = Proposal.objects.filter(measure_id=measure_id, state__in=PUBLIC, call__is_published=True)
    return list(rows.select_related("call").order_by("pk"))


def merged_into(proposal: Proposal) -> list[Proposal]:
    """Return the public proposals that were merged into one, the oldest first."""
    return list(Proposal.objects.filter(merged_into=proposal, state=ProposalState.MERGED).order_by("pk"))


def staff_proposals(
    plan: Plan, *, state: str = "", axis: int | None = None, call: int | None = None, words: str = ""
) -> QuerySet[Proposal]:
    """Return the proposals of a plan that fit, the newest first; unconfirmed ones only when asked for by state."""
    rows = _counted(Proposal.objects.filter(plan=plan)).select_related("axis", "call")
    if state == WAITING:
        rows = rows.filter(state__in=(ProposalState.RECEIVED, ProposalState.PUBLISHED))
    elif state:
        rows = rows.filter(state=state)
    else:
        rows = rows.exclude(state=ProposalState.UNCONFIRMED)
    if axis is not None:
        rows = rows.filter(axis=axis)
    if call is not None:
        rows = rows.filter(call=call)
    for word in words.split()[:20]:
        rows = rows.filter(Q(title__icontains=word) | Q(problem__icontains=word) | Q(place__icontains=word))
    return rows.order_by("-pk")


def find_proposal(plan: Plan, pk: int) -> Proposal | None:
    """Return a proposal of a plan for its staff, whatever its state, or None."""
    rows = _counted(Proposal.objects.filter(plan=plan, pk=pk))
    return rows.select_related("axis", "call", "merged_into", "measure", "decided_by", "plan").first()


def merge_targets(proposal: Proposal) -> QuerySet[Proposal]:
    """Return the proposals that another one can be merged into: public ones of its plan that are not merged."""
    rows = Proposal.objects.filter(plan_id=proposal.plan_id, state__in=PUBLIC).exclude(pk=proposal.pk)
    return rows.exclude(state=ProposalState.MERGED).order_by("title", "pk")


def record_of(proposal: Proposal) -> list[Any]:
    """Return what was decided about a proposal: the entries of its history, newest first."""
    return list(proposal.history.select_related("history_user").order_by("-history_date", "-history_id")[:100])


def _counted(rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    return rows.select_related("axis").annotate(support_count=Count("supports"))

"""How citizens' proposals are told: the tone of each state, and their thread to the project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rumbo.core.links import public_url
from rumbo.participation.enums import CallTime, ProposalState
from rumbo.portal.thread import SHOWN, Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rumbo.participation.models import Proposal
    from rumbo.plan.models import Plan

#: State of a proposal -> its tone (see docs/look.md).
TONES = {
    ProposalState.PUBLISHED: "go",
    ProposalState.ACCEPTED: "ok",
    ProposalState.MERGED: "done",
    ProposalState.REJECTED: "off",
}
CALL_TONES = {CallTime.OPEN: "go", CallTime.COMING: "new", CallTime.CLOSED: "mute"}


def proposal_thread(plan: Plan, proposal: Any) -> list[Step]:
    """Return the knots of a proposal, from the call to the project that it became."""
    return [
        Step(_("Citizens' call"), proposal.call.name, public_url(proposal.call, plan.key)),
        Step(_("Citizen's proposal"), proposal.title, when=_day(proposal.created_at), tone="now"),
        *_published(proposal),
        *_answered(plan, proposal),
    ]


def asked_steps(plan: Plan, proposals: Sequence[Proposal]) -> list[Step]:
    """Return a knot for each citizen's proposal that a project came from."""
    steps = []
    for index, proposal in enumerate(proposals[:SHOWN]):
        more = len(proposals) - SHOWN if index == SHOWN - 1 and len(proposals) > SHOWN else 0
        url = reverse("portal:proposal", args=[plan.key, proposal.pk])
        when = _day(proposal.created_at)
        steps.append(
            Step(_("Citizen's proposal"), proposal.title, url, proposal.call.name, when, quoted=True, more=more)
        )
    return steps


def _published(proposal: Any) -> Iterator[Step]:
    if proposal.published_at is not None:
        count = proposal.support_count
        people = ngettext("%(n)d person supports it", "%(n)d people support it", count) % {"n": count}
        yield Step(_("Published"), people, when=_day(proposal.published_at))


def _answered(plan: Plan, proposal: Proposal) -> Iterator[Step]:
    if not proposal.is_answered:
        yield Step(_("Answer of the institute"), _("Still to come"), tone="next")
        return
    when = _day(proposal.decided_at) if proposal.decided_at else ""
    yield Step(_("Answer of the institute"), proposal.get_state_display(), "#answer", when=when)
    if proposal.measure is not None:
        element: Any = proposal.measure.element
        note = "" if element.is_current else element.get_state_display()
        yield Step(proposal.measure.get_kind_display(), str(element), public_url(element, plan.key), note=note)
    if into := proposal.merged_into:
        yield Step(_("Citizen's proposal"), into.title, f"../{into.pk}/")


def _day(moment: Any) -> str:
    return date_format(localtime(moment), "DATE_FORMAT")

"""What becomes of recommendations: the answer, and commitments that are followed until they are kept or given up."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.core.services.records import authorize
from rumbo.monitoring.enums import Answer, ImprovementState
from rumbo.monitoring.models import Improvement, Recommendation
from rumbo.monitoring.services.evaluations import reason_of

if TYPE_CHECKING:
    from rumbo.core.actors import Actor

#: Answers after which something may follow.
FOLLOWED = (Answer.ACCEPTED, Answer.PARTLY)


@transaction.atomic
def answer(
    actor: Actor, recommendation: Recommendation, given: str, reason: str = "", *, today: datetime.date | None = None
) -> Recommendation:
    """Answer a recommendation (accepted, partly, rejected), or answer it anew; return it.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: it is not in force; a reason is missing (for partly and rejected, and where there was an answer
            already); it is the same answer; or it would be rejected although it changed the plan or a commitment
            follows from it.
    """
    current = lock(actor, recommendation)
    if given not in {Answer.ACCEPTED, Answer.PARTLY, Answer.REJECTED}:
        raise Refused(_("Choose whether it is accepted, accepted in part or rejected."))
    if given != Answer.ACCEPTED or current.answer != Answer.PENDING or reason.strip():
        reason = reason_of(reason)
    if (given, reason) == (current.answer, current.answer_reason):
        raise Refused(_("Nothing changes: that is the answer already."))
    if given == Answer.REJECTED:
        _refuse_taking_back(current)
    marks = {"answer": given, "answer_reason": reason, "answered_on": today or localdate()}
    return records.mark(actor, current, marks, reason=reason)


@transaction.atomic
def commit_to(
    actor: Actor,
    recommendation: Recommendation,
    *,
    title: str,
    organization: Any,
    due_on: datetime.date,
    liaison: Any = None,
    text: str = "",
) -> Improvement:
    """Write down what follows from an accepted recommendation, who answers for it and until when; return it.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: the recommendation is not accepted, or the liaison is not of that organization and plan.
        ValidationError: a field is wrong.
    """
    current = lock(actor, recommendation)
    refuse_unless_followed(current)
    if liaison is not None:
        if (liaison.organization_id, liaison.plan_id) != (organization.pk, current.plan_id):
            raise Refused(_("Choose a liaison of the organization that answers for it."))
        if not liaison.is_current or (liaison.until_day is not None and liaison.until_day < localdate()):
            raise Refused(_("This liaison has left. Choose another."))
    return records.create(
        actor,
        Improvement(
            plan=current.plan,
            recommendation=current,
            title=title,
            text=text,
            organization=organization,
            liaison=liaison,
            due_on=due_on,
        ),
    )


@transaction.atomic
def keep(
    actor: Actor, improvement: Improvement, outcome: str, on: datetime.date, *, today: datetime.date | None = None
) -> Improvement:
    """Say that a commitment was kept, what came of it, and when; return it.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: it is not open, nothing is said of what came of it, or the day is still to come.
    """
    current = _open(actor, improvement)
    told = outcome.strip()
    if not told:
        raise Refused(_("Say what came of it: it is published with the commitment."))
    if on > (today or localdate()):
        raise Refused(_("That day is still to come."))
    return records.mark(
        actor, current, {"progress": ImprovementState.DONE, "outcome": reason_of(told), "done_on": on}, reason=told
    )


@transaction.atomic
def give_up(actor: Actor, improvement: Improvement, reason: str) -> Improvement:
    """Say that a commitment will not be kept, and why; return it.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: it is not open, or no reason is given.
    """
    current = _open(actor, improvement)
    why = reason_of(reason)
    marks = {"progress": ImprovementState.DROPPED, "outcome": why, "done_on": None}
    return records.mark(actor, current, marks, reason=why)


@transaction.atomic
def take_up_again(
    actor: Actor, improvement: Improvement, reason: str, *, due_on: datetime.date | None = None
) -> Improvement:
    """Open a commitment that was kept or given up again, with the reason and perhaps another last day; return it.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: it is open, its recommendation is not accepted any more, or no reason is given.
    """
    current = _locked(actor, improvement)
    if current.progress == ImprovementState.OPEN:
        raise Refused(_("It is under way already."))
    refuse_unless_followed(current.recommendation)
    why = reason_of(reason)
    marks: dict[str, Any] = {"progress": ImprovementState.OPEN, "outcome": "", "done_on": None}
    if due_on is not None:
        marks["due_on"] = due_on
    return records.mark(actor, current, marks, reason=why)


def lock(actor: Actor, recommendation: Recommendation) -> Recommendation:
    """Return a recommendation in force, locked, for an actor who manages its plan.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: it is not in force.
    """
    authorize(actor, "plan.manage", recommendation.plan)
    rows = Recommendation.objects.select_for_update(of=("self",)).select_related("plan")
    current: Recommendation = rows.get(pk=recommendation.pk)
    if not current.is_current:
        raise Refused(_("This recommendation is not in force. Put it in force again first."))
    return current


def refuse_unless_followed(recommendation: Recommendation) -> None:
    """Refuse what may only follow from a recommendation that is accepted, at least in part.

    Raises:
        Refused: it is rejected, or not answered yet.
    """
    if recommendation.answer == Answer.PENDING:
        raise Refused(_("Answer the recommendation first: what follows has to rest on a decision."))
    if recommendation.answer not in FOLLOWED:
        raise Refused(_("The recommendation was rejected: answer it anew first."))


def _refuse_taking_back(recommendation: Recommendation) -> None:
    if recommendation.changes.exists():
        raise Refused(_("It changed the plan already, so it cannot be rejected any more."))
    if recommendation.improvements.current().filter(progress=ImprovementState.OPEN).exists():
        raise Refused(_("A commitment that follows from it is under way: give that up first, with the reason."))


def _open(actor: Actor, improvement: Improvement) -> Improvement:
    current = _locked(actor, improvement)
    if current.progress != ImprovementState.OPEN:
        raise Refused(_("It is not under way any more: take it up again first."))
    return current


def _locked(actor: Actor, improvement: Improvement) -> Improvement:
    authorize(actor, "plan.manage", improvement.plan)
    rows = Improvement.objects.select_for_update(of=("self",)).select_related("plan", "recommendation")
    current: Improvement = rows.get(pk=improvement.pk)
    if not current.is_current:
        raise Refused(_("This commitment is not in force. Put it in force again first."))
    return current

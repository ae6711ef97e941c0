"""Conflicts of interest: declared by evaluators or for them; who has one does not score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.core.actors import person_of
from rumbo.core.errors import Refused
from rumbo.priority.enums import RoundPhase
from rumbo.priority.models import Assessment, Conflict, DelphiRound, Evaluator, Item
from rumbo.priority.services.assessments import keep_past
from rumbo.priority.services.taking import check_item, held, open_delphi_of

if TYPE_CHECKING:
    from rumbo.core.actors import Actor

#: The longest reason, in characters.
REASON_LIMIT = 300
#: What marks, among past answers, those that were set aside for a conflict.
SET_ASIDE = "conflict"


@transaction.atomic
def declare(evaluator: Evaluator, item: Item, reason: str, *, actor: Actor | None = None) -> Conflict:
    """Say that an evaluator has a conflict of interest with an item, and return it; the same again changes nothing.

    Scores that they gave in the open Delphi round are set aside: they stay in ``past`` of the assessment.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: there is no reason or a long one, scores are closed, evaluator or round was withdrawn, or the item is
            not one that the evaluator is asked about.
    """
    current = held(evaluator, actor)
    _check_phase(current, actor)
    check_item(current, item)
    why = _tidy(reason)
    found = Conflict.objects.filter(evaluator=current, item=item).first() or Conflict(evaluator=current, item=item)
    if found.pk and not found.withdrawn and found.reason == why:
        return found
    found.reason, found.withdrawn, found.actor = why, False, person_of(actor)
    found.save()
    assessment = _open_assessment(current, item)
    if assessment is not None and (assessment.values or assessment.comment):
        keep_past(assessment, why=SET_ASIDE)
        _change(assessment, {}, "")
    return found


@transaction.atomic
def take_back(evaluator: Evaluator, item: Item, *, actor: Actor | None = None) -> None:
    """Take a declared conflict back; it stays on record. Scores that it set aside count again.

    Without one in force nothing changes.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: scores are closed, or evaluator or round was withdrawn.
    """
    current = held(evaluator, actor)
    _check_phase(current, actor)
    found = Conflict.objects.filter(evaluator=current, item=item, withdrawn=False).first()
    if found is None:
        return
    found.withdrawn, found.actor = True, person_of(actor)
    found.save()
    assessment = _open_assessment(current, item)
    if assessment is not None and assessment.past and assessment.past[-1].get("why") == SET_ASIDE:
        _change(assessment, assessment.past[-1]["values"], assessment.past[-1]["comment"])


def _check_phase(evaluator: Evaluator, actor: Actor | None) -> None:
    """Refuse where scores are closed; before and between Delphi rounds, only staff writes conflicts down."""
    if actor is None:
        open_delphi_of(evaluator.round)
    elif evaluator.round.phase == RoundPhase.CLOSED:
        raise Refused(_("The scores of this round are closed. Nothing more is taken."))


def _open_assessment(evaluator: Evaluator, item: Item) -> Assessment | None:
    delphi = DelphiRound.objects.filter(round=evaluator.round, closed_at=None).last()
    return Assessment.objects.filter(delphi=delphi, evaluator=evaluator, item=item).first() if delphi else None


def _change(assessment: Assessment, values: dict[str, float | None], comment: str) -> None:
    assessment.values, assessment.comment = values, comment
    assessment.version += 1
    assessment.save()


def _tidy(reason: str) -> str:
    tidy = " ".join(reason.split())
    if not tidy:
        raise Refused(_("Say in a few words what the conflict of interest is."))
    if len(tidy) > REASON_LIMIT:
        message = _("The reason has %(length)d characters; %(limit)d fit. Say it shorter.")
        raise Refused(message % {"length": len(tidy), "limit": REASON_LIMIT})
    return tidy

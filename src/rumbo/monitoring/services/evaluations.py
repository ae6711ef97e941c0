"""Evaluations: publishing them with what they found, taking them back, and the questions they usually ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.core.services.records import authorize
from rumbo.monitoring.enums import EvaluationKind
from rumbo.monitoring.models import Evaluation, EvaluationQuestion

if TYPE_CHECKING:
    from rumbo.core.actors import Actor


@transaction.atomic
def publish(actor: Actor, evaluation: Evaluation) -> Evaluation:
    """Let everybody see an evaluation, its questions and findings and what follows from them; return it.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: it is public already, not in force, or has no findings.
    """
    current = _locked(actor, evaluation)
    if not current.is_current:
        raise Refused(_("This evaluation is not in force. Put it in force again first."))
    if current.is_public:
        raise Refused(_("It is public already."))
    if not current.findings.current().exists():
        raise Refused(_("It has no findings yet: note at least one, so that there is something to read."))
    return records.mark(actor, current, {"published_at": timezone.now()}, reason=_("Published"))


@transaction.atomic
def take_back(actor: Actor, evaluation: Evaluation, *, reason: str) -> Evaluation:
    """Take a published evaluation out of public view, with the reason; return it.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: it is not public, or no reason is given.
    """
    current = _locked(actor, evaluation)
    if not current.is_public:
        raise Refused(_("It is not public."))
    return records.mark(actor, current, {"published_at": None}, reason=reason_of(reason))


@transaction.atomic
def add_usual_questions(actor: Actor, evaluation: Evaluation) -> list[EvaluationQuestion]:
    """Give an evaluation the questions of its kind that it does not have yet; return those.

    Raises:
        PermissionDenied: the actor may not edit it.
        Refused: it has them all, or is not in force.
    """
    authorize(actor, evaluation.PERMISSION, evaluation)
    current = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    if not current.is_current:
        raise Refused(_("This evaluation is not in force. Put it in force again first."))
    known = {" ".join(title.split()).casefold() for title in current.questions.values_list("title", flat=True)}
    new = [title for title in usual_questions(current.kind) if title.casefold() not in known]
    if not new:
        raise Refused(_("It has all the usual questions already."))
    rows = [EvaluationQuestion(plan=current.plan, evaluation=current, title=title) for title in new]
    return [records.create(actor, row, reason=_("Usual question")) for row in rows]


def usual_questions(kind: str) -> list[str]:
    """Return what evaluations of a kind usually ask, in the reader's language; people change them as they need."""
    shared = [
        _("Was what had been planned for these months done?"),
        _("Do the goals come closer, and which do not?"),
        _("Was the money there in time, and was it well spent?"),
        _("Who answered for what they had taken on, and who fell silent?"),
    ]
    if kind == EvaluationKind.THEMATIC:
        return [
            _("Does it still serve the need that it was made for?"),
            *shared[:3],
            _("What would have to change so that it reaches its goal?"),
        ]
    if kind == EvaluationKind.ANNUAL:
        return [*shared, _("What was promised after the evaluation before, and was it kept?")]
    return [
        *shared,
        _("What changed for people, and for whom did it not?"),
        _("What lasts when the administration changes?"),
        _("What should the next administration keep, change and stop?"),
    ]


def reason_of(text: str, limit: int = 2000) -> str:
    """Return a reason without needless spaces.

    Raises:
        Refused: it is empty, or longer than ``limit`` characters.
    """
    bare = text.strip()
    if not bare:
        raise Refused(_("Say why: it stays on record."))
    if len(bare) > limit:
        raise Refused(_("The reason is too long: at most %(limit)d characters.") % {"limit": limit})
    return bare


def _locked(actor: Actor, evaluation: Evaluation) -> Evaluation:
    authorize(actor, "plan.manage", evaluation.plan)
    rows = Evaluation.objects.select_for_update(of=("self",)).select_related("plan")
    current: Evaluation = rows.get(pk=evaluation.pk)
    return current

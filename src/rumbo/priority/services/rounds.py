"""The phases of a prioritisation round: Delphi rounds are opened and closed, and the scores are closed at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.priority.enums import RoundPhase
from rumbo.priority.models import DelphiRound
from rumbo.priority.models.round import DELPHI_LIMIT
from rumbo.priority.queries.delphi import summary
from rumbo.priority.queries.preparation import missing
from rumbo.priority.queries.scores import scores_of
from rumbo.priority.services.keeping import check_undecided, keep, managed, reason_given

if TYPE_CHECKING:
    import datetime

    from rumbo.core.actors import Actor
    from rumbo.priority.models import Round


@transaction.atomic
def open_delphi(actor: Actor, round: Round, *, closes_on: datetime.date | None = None) -> DelphiRound:  # noqa: A002
    """Begin to take scores in the next Delphi round, and return it. ``closes_on`` is shown, never forced.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: something is missing, one is open already, or as many as planned were held.
    """
    found = managed(actor, round)
    if found.phase == RoundPhase.SCORING:
        raise Refused(_("A Delphi round is open already. Close it before you open another one."))
    if found.phase == RoundPhase.CLOSED:
        raise Refused(_("The scores of this round are closed. Reopen it first, and say why."))
    number = found.delphi.count() + 1
    if number > found.delphi_rounds:
        raise Refused(_all_held(found.delphi_rounds))
    if closes_on is not None and closes_on < localdate():
        raise Refused(_("The last day is before today: choose another one."))
    if sentences := missing(found):
        raise Refused(" ".join(sentences))
    made = DelphiRound(round=found, number=number, closes_on=closes_on, opened_at=timezone.now())
    why = _("Delphi round %(n)d was opened") % {"n": number}
    keep(actor, made, why)
    records.mark(actor, found, {"phase": RoundPhase.SCORING}, reason=why)
    return made


@transaction.atomic
def close_delphi(actor: Actor, round: Round, *, reason: str = "") -> DelphiRound:  # noqa: A002
    """End the Delphi round that is open, keep how far the scores agree, and return it.

    Whoever has not finished is left with what they gave; ask before (`rumbo.priority.queries.overview`).

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: none is open, or the reason is too long.
    """
    found = managed(actor, round)
    delphi = found.delphi.filter(closed_at=None).last()
    if found.phase != RoundPhase.SCORING or delphi is None:
        raise Refused(_("No Delphi round is open."))
    delphi.closed_at, delphi.result = timezone.now(), summary(scores_of(delphi))
    why = reason_given(reason) if reason.strip() else _("Delphi round %(n)d was closed") % {"n": delphi.number}
    keep(actor, delphi, why)
    records.mark(actor, found, {"phase": RoundPhase.BETWEEN}, reason=why)
    return delphi


@transaction.atomic
def set_last_day(actor: Actor, round: Round, closes_on: datetime.date | None) -> DelphiRound:  # noqa: A002
    """Move the last day of the open Delphi round; none: no day is named.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: none is open, or the day is past.
    """
    found = managed(actor, round)
    delphi = found.delphi.filter(closed_at=None).last()
    if delphi is None:
        raise Refused(_("No Delphi round is open."))
    if closes_on == delphi.closes_on:
        return delphi
    if closes_on is not None and closes_on < localdate():
        raise Refused(_("The last day is before today: choose another one."))
    delphi.closes_on = closes_on
    return keep(actor, delphi, _("Another last day"))


@transaction.atomic
def finish(actor: Actor, round: Round) -> Round:  # noqa: A002
    """Close the scores of a round: rankings are made of those of its last Delphi round.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: a Delphi round is open, none was held, or they are closed already.
    """
    found = managed(actor, round)
    if found.phase == RoundPhase.SCORING:
        raise Refused(_("A Delphi round is open. Close it first."))
    if found.phase == RoundPhase.CLOSED:
        raise Refused(_("The scores of this round are closed already."))
    if found.phase == RoundPhase.DRAFT:
        raise Refused(_("No scores were taken yet: open the first Delphi round."))
    return records.mark(actor, found, {"phase": RoundPhase.CLOSED}, reason=_("The scores were closed"))


@transaction.atomic
def reopen(actor: Actor, round: Round, *, reason: str) -> Round:  # noqa: A002
    """Go one step back, with the reason: from closed scores to between; from there take up the last Delphi round.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: no reason is given, there is nothing to reopen, or a published decision rests on its scores.
    """
    found = managed(actor, round)
    why = reason_given(reason)
    check_undecided(found)
    if found.phase == RoundPhase.CLOSED:
        return records.mark(actor, found, {"phase": RoundPhase.BETWEEN}, reason=why)
    last = found.delphi.last()
    if found.phase != RoundPhase.BETWEEN or last is None:
        raise Refused(_("There is nothing to reopen: the round takes scores, or never did."))
    last.closed_at, last.result = None, {}
    if last.closes_on is not None and last.closes_on < localdate():
        last.closes_on = None
    keep(actor, last, why)
    return records.mark(actor, found, {"phase": RoundPhase.SCORING}, reason=why)


def _all_held(count: int) -> str:
    if count >= DELPHI_LIMIT:
        return _("A round has at most %(n)d Delphi rounds, and they were held. Close the scores.") % {"n": count}
    message = _(
        "The %(n)d Delphi rounds that were planned were held. Close the scores, or plan one more under “Change”."
    )
    return message % {"n": count}

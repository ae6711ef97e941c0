"""What must hold before anything is taken from an evaluator, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize
from rumbo.priority.enums import RoundPhase
from rumbo.priority.models import DelphiRound, Evaluator, Item, Round
from rumbo.priority.queries.own import own_items

if TYPE_CHECKING:
    from rumbo.core.actors import Actor


def held(evaluator: Evaluator, actor: Actor | None) -> Evaluator:
    """Return the evaluator as they are now, held with the round's row until the transaction ends.

    Whatever is taken from the evaluators of a round comes one after the other, and none while its phase changes.
    ``actor`` is who enters it for them; None where they do it themselves by their link.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: the evaluator or the round is not in force.
    """
    found = Round.objects.select_for_update().get(pk=evaluator.round_id)
    current: Evaluator = Evaluator.objects.select_related("organization").get(pk=evaluator.pk)
    if actor is not None:
        authorize(actor, "plan.manage", found)
    if not found.is_current:
        raise Refused(_("This round was withdrawn: it takes no more scores."))
    if not current.is_current:
        raise Refused(_("This invitation was withdrawn: no more scores are taken with it."))
    current.round = found
    return current


def open_delphi_of(found: Round) -> DelphiRound:
    """Return the Delphi round that takes scores, held until the transaction ends.

    Raises:
        Refused: none does; the sentence says what happens next.
    """
    last = DelphiRound.objects.select_for_update().filter(round=found).order_by("number").last()
    if last is not None and last.is_open and found.phase == RoundPhase.SCORING:
        return last
    if found.phase == RoundPhase.DRAFT:
        raise Refused(_("This round is not open yet: whoever invited you will tell you when it is."))
    if found.phase == RoundPhase.CLOSED:
        raise Refused(_("The scores of this round are closed. Nothing more is taken."))
    raise Refused(_("This Delphi round is closed. Nothing more is taken until the next one opens."))


def check_item(evaluator: Evaluator, item: Item) -> None:
    """Raise ``Refused`` unless the evaluator is asked about the item."""
    if item.round_id != evaluator.round_id:
        raise Refused(_("This is not one of the things that this round prioritises."))
    if not own_items(evaluator).filter(pk=item.pk).exists():
        if Item.objects.filter(pk=item.pk, left=True).exists():
            raise Refused(_("This was taken out of the round: it needs no more scores."))
        raise Refused(_("You are asked about one axis only, and this is of another one."))

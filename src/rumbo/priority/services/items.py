"""What a round prioritises: chosen as a list; once scores may have been given, taken out with a reason only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from rumbo.core.actors import person_of
from rumbo.core.errors import Refused
from rumbo.core.models import State
from rumbo.plan.models import Measure
from rumbo.priority.enums import RoundPhase
from rumbo.priority.models import ApprovalBallot, Assessment, Conflict, Item
from rumbo.priority.services.keeping import keep, managed, reason_given

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rumbo.core.actors import Actor
    from rumbo.priority.models import Round

#: The most that a round prioritises.
ITEMS_LIMIT = 3_000


@transaction.atomic
def set_items(actor: Actor, round: Round, measures: Iterable[Any]) -> list[Item]:  # noqa: A002
    """Let a round prioritise these measures in this order, and return its items.

    Once a Delphi round was opened more can be added; what is there already stays, see `take_out`.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: the scores are closed, there are too many, one does not fit the round, or one that is there
            would be dropped although scores may have been given.
    """
    found = managed(actor, round)
    if found.phase == RoundPhase.CLOSED:
        raise Refused(_("The scores of this round are closed. Reopen it first, and say why."))
    wanted = list(dict.fromkeys(measures))
    items = {item.measure_id: item for item in Item.objects.select_for_update().filter(round=found)}
    if len(wanted) > ITEMS_LIMIT:
        raise Refused(_("A round prioritises at most %(limit)d at once. Choose fewer.") % {"limit": ITEMS_LIMIT})
    _check(found, [one for one in wanted if one.pk not in items or items[one.pk].left])
    dropped = [item for pk, item in items.items() if not item.left and pk not in {one.pk for one in wanted}]
    if dropped:
        _drop(actor, found, dropped)
    _place(actor, found, wanted, items)
    return list(Item.objects.filter(round=found, left=False))


@transaction.atomic
def take_out(actor: Actor, item: Item, reason: str) -> Item:
    """Take an item out of a round with the reason; scores that it was given stay on record and do not count.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: no reason is given, the scores are closed, or it is the last item.
    """
    found, current = _locked(actor, item)
    why = reason_given(reason)
    if current.left:
        return current
    if not Item.objects.filter(round=found, left=False).exclude(pk=current.pk).exists():
        raise Refused(_("It is the last one: a round has to prioritise something. Add another one first."))
    current.left, current.reason = True, why
    return keep(actor, current, why)


@transaction.atomic
def put_back(actor: Actor, item: Item) -> Item:
    """Put an item that was taken out back in; its scores count again.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: the scores are closed, or what it stands for is not in force any more.
    """
    found, current = _locked(actor, item)
    if not current.left:
        return current
    _check(found, [current.measure])
    current.left, current.reason = False, ""
    return keep(actor, current, _("Put back"))


def _locked(actor: Actor, item: Item) -> tuple[Round, Item]:
    found = managed(actor, item.round)
    if found.phase == RoundPhase.CLOSED:
        raise Refused(_("The scores of this round are closed. Reopen it first, and say why."))
    return found, Item.objects.select_for_update(of=("self",)).select_related("measure").get(pk=item.pk)


def _check(found: Round, wanted: list[Any]) -> None:
    """Refuse what is of another kind or plan, or not in force; what is there already may have left force since."""
    if not wanted:
        return
    fitting = Measure.objects.filter(plan=found.plan_id, **{f"{found.subject}__state": State.CURRENT})
    known = set(fitting.values_list("pk", flat=True))
    if any(one.pk not in known for one in wanted):
        raise Refused(_("Choose only what is in force in this plan, and of the kind that the round prioritises."))


def _drop(actor: Actor, found: Round, dropped: list[Item]) -> None:
    """Forget items that nobody gave a score, a vote or a conflict of interest."""
    if found.phase != RoundPhase.DRAFT or found.delphi.exists():
        raise Refused(
            _("Scores may have been given already. Take items out one by one, and say why; their scores stay kept.")
        )
    used = set(Conflict.objects.filter(item__in=dropped).values_list("item", flat=True))
    used |= set(Assessment.objects.filter(item__in=dropped).values_list("item", flat=True))
    if used or ApprovalBallot.objects.filter(round=found).exists():
        raise Refused(
            _("Votes or conflicts of interest were recorded already. Take items out one by one, and say why.")
        )
    for item in dropped:
        item._history_user = person_of(actor)  # type: ignore[attr-defined]
        item.delete()


def _place(actor: Actor, found: Round, wanted: list[Any], items: dict[int, Item]) -> None:
    """Add what is new, put back what was taken out, and number all in the order that is wanted."""
    new, moved = [], []
    for position, measure in enumerate(wanted, start=1):
        item = items.get(measure.pk)
        if item is None:
            new.append(Item(round=found, measure=measure, position=position))
        elif item.left or item.position != position:
            item.left, item.reason, item.position = False, "", position
            moved.append(item)
    person = person_of(actor)
    if new:
        bulk_create_with_history(new, Item, default_user=person, batch_size=500)
    if moved:
        bulk_update_with_history(moved, Item, ["left", "reason", "position"], default_user=person, batch_size=500)

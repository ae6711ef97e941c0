"""Undoing the last change of an element."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.models import Element, State
from rumbo.core.queries.history import differences
from rumbo.core.services import records

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.core.models import Record


@transaction.atomic
def undo(actor: Actor, record: Record, version: int) -> Record:
    """Take back the change that made ``version``, which has to be the newest, as a new version of the history.

    Raises:
        PermissionDenied: the actor may not edit the record.
        Refused: somebody changed it again afterwards, the change was its creation, or only its own service takes
            it back.
    """
    entries = list(cast("Any", record).history.all()[:2])
    if not entries or entries[0].version != version or record.version != version:
        raise Refused(_("It was changed again since. Choose the version to go back to in its history."))
    if len(entries) < 2:
        raise Refused(
            _("It was just created, there is nothing to go back to. Withdraw it if it should not be there.")
        )
    undone, before = entries
    reason = _("Undone")
    if undone.state != before.state:
        return _turn_back(actor, record, before, reason)
    changed = {change.field for change in differences(before, undone)}
    if changed & set(record.GATED):
        raise Refused(_("It passed from one stage to another. Send it back on the page of its stage, with a reason."))
    only_moved = not changed and getattr(undone, "position", 0) != getattr(before, "position", 0)
    if isinstance(record, Element) and only_moved:
        return records.move(actor, record, before=_sibling_at(record, before.position), reason=reason)
    return records.restore(actor, record, before.history_id, reason=reason)


def _turn_back(actor: Actor, record: Record, before: Any, reason: str) -> Record:
    """Give a record the state it had before."""
    if before.state == State.CURRENT:
        return records.reinstate(actor, record, reason=reason)
    if before.state == State.WITHDRAWN:
        return records.withdraw(actor, record, reason=before.state_reason or reason)
    heir: Record = before.superseded_by
    return records.supersede(actor, record, by=heir, reason=before.state_reason or reason)


def _sibling_at(element: Element, position: int) -> Element | None:
    """Return the sibling before which the element stood when it had this position."""
    siblings = [sibling for sibling in records.siblings_of(element) if sibling.pk != element.pk]
    return siblings[position - 1] if 0 < position <= len(siblings) else None

"""Saving rows that have a history of their own but no version, and locking the round that they are of."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.utils.translation import gettext as _

from rumbo.core.actors import person_of
from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize
from rumbo.priority.models import Publication, Round

if TYPE_CHECKING:
    from django.db.models import Model

    from rumbo.core.actors import Actor

M = TypeVar("M", bound="Model")


def keep(actor: Actor | None, row: M, reason: str = "") -> M:
    """Save a row and say in its history who changed it and why."""
    row._history_user = person_of(actor)  # type: ignore[attr-defined]
    row._change_reason = reason  # type: ignore[attr-defined]
    row.save()
    return row


def managed(actor: Actor, found: Round) -> Round:
    """Return a round, locked, that the actor manages and that is in force.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: the round was withdrawn.
    """
    authorize(actor, "plan.manage", found)
    locked: Round = Round.objects.select_for_update().get(pk=found.pk)
    if not locked.is_current:
        raise Refused(_("This round was withdrawn. Put it in force again first."))
    return locked


def check_undecided(found: Round) -> None:
    """Raise ``Refused`` where a published decision rests on what the round's scores and votes said."""
    decided = Publication.objects.current().filter(round=found, published_at__isnull=False)
    if decided.exists():
        raise Refused(_("A decision that rests on it is published. Take the decision back first."))


def reason_given(reason: str, limit: int = 300) -> str:
    """Return a reason in one line.

    Raises:
        Refused: there is none, or it is too long.
    """
    text = " ".join(reason.split())
    if not text:
        raise Refused(_("Say why: it stays on record."))
    if len(text) > limit:
        raise Refused(_("The reason is too long: at most %(limit)d characters.") % {"limit": limit})
    return text

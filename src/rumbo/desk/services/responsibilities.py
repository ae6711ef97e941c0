"""Changing what an organization does for an element."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.portfolio.services import responsibilities

if TYPE_CHECKING:
    from rumbo.core.actors import Actor


@transaction.atomic
def change_role(actor: Actor, held: Any, role: str, *, replace: bool = False) -> Any:
    """Give the organization of a responsibility another role for the same element, and return the new one.

    Raises:
        PermissionDenied: the actor may not edit the element.
        Refused: another organization is accountable and ``replace`` is false.
    """
    if held.role == role:
        return held
    element, organization, reason = held.measure.element, held.organization, _("Change of role")
    responsibilities.remove(actor, held, reason=reason)
    return responsibilities.assign(actor, element, organization, role, replace=replace, reason=reason)

"""Saying that two organizations are one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize
from rumbo.importers.services import duplicates
from rumbo.plan.enums import Standing

if TYPE_CHECKING:
    from rumbo.core.actors import Actor


@transaction.atomic
def merge_organizations(actor: Actor, other: Any, *, keep: Any) -> Any:
    """Join an organization to the one that stays, and return that one.

    Responsibilities move, the name is kept as another name, the other is superseded; nothing is lost.

    Raises:
        PermissionDenied: the actor manages no plan.
        Refused: they are the same one, or one of them is not in force.
    """
    authorize(actor, "plan.manage", keep)
    if other.pk == keep.pk or not (other.is_current and keep.is_current):
        raise Refused(_("Choose another organization in force."))
    first, second = sorted((other, keep), key=lambda one: one.pk)
    model = apps.get_model("importers", "Duplicate")
    pair, _made = model._default_manager.get_or_create(first=first, second=second, defaults={"score": 1.0})
    if pair.standing != Standing.TO_CONFIRM:
        pair.standing = Standing.TO_CONFIRM
        pair.save(update_fields=["standing"])
    return duplicates.merge(actor, pair, keep)

"""Deciding whether two organizations are one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.core.services.records import authorize
from rumbo.importers.models import Duplicate
from rumbo.monitoring.services import merging
from rumbo.plan.enums import Standing
from rumbo.portfolio.services import liaisons, responsibilities

if TYPE_CHECKING:
    from rumbo.accounts.models import Organization
    from rumbo.core.actors import Actor

_NAMES_LIMIT = 500


@transaction.atomic
def merge(actor: Actor, duplicate: Duplicate, keep: Organization) -> Organization:
    """Say that two organizations are one, and return the one that stays.

    It takes the responsibilities and liaisons of the other, what it owes and committed to, and its name as another
    name; the other is superseded, not deleted.

    Raises:
        PermissionDenied: the actor manages no plan, or may not edit what the other is responsible for.
        Refused: it was decided already, or ``keep`` is neither of the two.
    """
    current = _open(actor, duplicate)
    if keep.pk not in (current.first_id, current.second_id):
        raise Refused(_("Choose one of the two organizations."))
    kept, other = (current.first, current.second) if keep.pk == current.first_id else (current.second, current.first)
    reason = _("The same organization as “%(name)s”") % {"name": other.title}
    responsibilities.hand_over(actor, other, kept, reason=reason)
    liaisons.move(actor, other, kept, reason=reason)
    merging.move(actor, other, kept, reason=reason)
    names = [name.strip() for name in kept.other_names.split(";") if name.strip()]
    names += [name for name in (other.title, *other.other_names.split(";")) if name.strip() and name not in names]
    kept = records.update(actor, kept, {"other_names": _fitting(names)}, reason=reason)
    records.supersede(actor, other, by=kept, reason=_("The same organization as “%(name)s”") % {"name": kept.title})
    current.standing = Standing.CONFIRMED
    current.save(update_fields=["standing"])
    return kept


@transaction.atomic
def keep_apart(actor: Actor, duplicate: Duplicate) -> Duplicate:
    """Say that two organizations are two; no import proposes them again. Same errors as `merge`."""
    current = _open(actor, duplicate)
    current.standing = Standing.REJECTED
    current.save(update_fields=["standing"])
    return current


def _open(actor: Actor, duplicate: Duplicate) -> Duplicate:
    current: Duplicate = Duplicate.objects.select_for_update().get(pk=duplicate.pk)
    authorize(actor, "plan.manage", current.first)
    if current.standing != Standing.TO_CONFIRM:
        raise Refused(_("It was decided already."))
    return current


def _fitting(names: list[str]) -> str:
    """Return as many names as fit, separated by semicolons."""
    text = ""
    for name in names:
        longer = f"{text}; {name.strip()}" if text else name.strip()
        text = longer if len(longer) <= _NAMES_LIMIT else text
    return text

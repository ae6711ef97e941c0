"""Changing what an organization does for an element."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize
from rumbo.portfolio.enums import Responsible
from rumbo.portfolio.models import Responsibility
from rumbo.portfolio.services import responsibilities

if TYPE_CHECKING:
    from rumbo.core.actors import Actor


class Taken(Refused):
    """Another organization is accountable already; the same again with ``replace`` puts the new one in its place."""


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to an organization's roles for an element; ``replaced`` was accountable before it."""

    before: frozenset[str]
    after: frozenset[str]
    replaced: Any = None


@transaction.atomic
def set_roles(
    actor: Actor,
    element: Any,
    organization: Any,
    roles: Collection[str],
    *,
    expect: Collection[str] | None = None,
    replace: bool = False,
    share: Any = None,
) -> Change:
    """Give an organization exactly these roles for an element, none for an empty collection.

    ``expect`` are the roles that the person saw it have. With ``share``, the roles are for this share alone.

    Raises:
        PermissionDenied: the actor may not edit the element.
        Refused: somebody else changed its roles in the meantime.
        Taken: another organization is accountable and ``replace`` is false.
    """
    authorize(actor, "plan.edit", element)
    responsibilities.lock(element)
    held = Responsibility.objects.filter(measure_id=element.measure_id, share=share)
    mine = {row.role: row for row in held.filter(organization=organization)}
    if expect is not None and set(expect) != set(mine):
        raise Refused(_("Somebody else changed this cell in the meantime. Look at it again."))
    before, after = frozenset(mine), frozenset(roles)
    reason = _("On the page of the shares") if share else _("In the matrix of who answers for what")
    replaced = None
    if Responsible.ACCOUNTABLE in after - before:
        replaced = held.filter(role=Responsible.ACCOUNTABLE).select_related("organization").first()
    if replaced is not None and not replace:
        message = _("“%(old)s” is accountable for it now. Only one organization can be: shall “%(new)s” replace it?")
        raise Taken(message % {"old": replaced.organization.name, "new": organization.name})
    for role in before - after:
        responsibilities.remove(actor, mine[role], reason=reason)
    for role in after - before:
        responsibilities.assign(actor, element, organization, role, share=share, replace=replace, reason=reason)
    return Change(before, after, replaced.organization if replaced is not None else None)


@transaction.atomic
def set_share_roles(actor: Actor, share: Any, wanted: Iterable[tuple[Any, Collection[str], Collection[str]]]) -> int:
    """Give organizations exactly these roles for a share, all or none, and return how many changed.

    ``wanted`` has for each organization its roles and those that the person saw it have.

    Raises:
        PermissionDenied: the actor may not edit the project.
        Refused: somebody else changed the roles in the meantime.
        Taken: two organizations would be accountable.
    """
    project, changed = share.split.project, 0
    who_leaves_first = sorted(wanted, key=lambda entry: Responsible.ACCOUNTABLE in entry[1])
    for organization, roles, seen in who_leaves_first:
        if set(roles) != set(seen):
            set_roles(actor, project, organization, roles, expect=seen, share=share)
            changed += 1
    return changed


@transaction.atomic
def take_back(
    actor: Actor,
    element: Any,
    organization: Any,
    before: Collection[str],
    after: Collection[str],
    replaced: Any = None,
    share: Any = None,
) -> Change:
    """Undo a change of `set_roles`; who was replaced is accountable again.

    Raises:
        PermissionDenied: the actor may not edit the element.
        Refused: somebody changed the roles again since.
    """
    change = set_roles(actor, element, organization, before, expect=after, share=share)
    if replaced is not None:
        accountable = Responsible.ACCOUNTABLE
        responsibilities.assign(actor, element, replaced, accountable, share=share, reason=_("Undone"))
    return change


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
    return responsibilities.assign(
        actor, element, organization, role, share=held.share, replace=replace, reason=reason
    )

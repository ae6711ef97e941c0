"""Saying which organization answers for a strategy, project or action, or for a government's share of a project."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from rumbo.core.actors import person_of
from rumbo.core.errors import Refused
from rumbo.core.models import MeasuredElement
from rumbo.core.services.records import authorize
from rumbo.plan.models import Measure
from rumbo.portfolio.enums import Responsible
from rumbo.portfolio.models import Responsibility, Share

if TYPE_CHECKING:
    from rumbo.accounts.models import Organization
    from rumbo.core.actors import Actor


@transaction.atomic
def assign(
    actor: Actor,
    element: MeasuredElement,
    organization: Organization,
    role: str,
    *,
    share: Share | None = None,
    replace: bool = False,
    reason: str = "",
) -> Responsibility:
    """Give an organization a role for an element and return it; where it has the role already, nothing changes.

    With ``share``, the role is for this share of the project alone. The whole has one accountable organization, and
    so has each share: ``replace`` says that a new one takes the place of the present one.

    Raises:
        PermissionDenied: the actor may not edit the element.
        Refused: another organization is accountable and ``replace`` is false, or the share is of another project.
    """
    authorize(actor, "plan.edit", element)
    if share is not None and not _is_share_of(share, element):
        raise Refused(_("This share is of another project: choose one of the project itself."))
    lock(element)
    roles = Responsibility.objects.filter(measure_id=element.measure_id, share=share, role=role)
    same = roles.filter(organization=organization).first()
    if same is not None:
        return same
    present = roles.select_related("organization").first() if role == Responsible.ACCOUNTABLE else None
    if present is not None and not replace:
        message = _("“%(name)s” is accountable already: only one organization can be. Replace it, or choose a role.")
        raise Refused(message % {"name": present.organization.name})
    chosen = present or Responsibility(measure_id=element.measure_id, share=share, role=role)
    chosen.organization = organization
    _save(actor, chosen, reason)
    return chosen


def lock(element: MeasuredElement) -> None:
    """Let nobody else change who answers for an element before this transaction ends, even where nobody does yet."""
    Measure.objects.select_for_update().get(pk=element.measure_id)


@transaction.atomic
def assign_many(
    actor: Actor, entries: Iterable[tuple[MeasuredElement, Organization, str]], *, reason: str = ""
) -> list[Responsibility]:
    """Give many organizations their roles for the whole at once; all must be new. Used by imports.

    Raises:
        PermissionDenied: the actor may not edit one of the elements.
        IntegrityError: a role is there already, or a second organization would be accountable.
    """
    made = []
    for element, organization, role in entries:
        authorize(actor, "plan.edit", element)
        made.append(Responsibility(measure_id=element.measure_id, organization=organization, role=role))
    user = person_of(actor)
    created: list[Responsibility] = bulk_create_with_history(
        made, Responsibility, default_user=user, default_change_reason=reason
    )
    return created


@transaction.atomic
def replace_many(
    actor: Actor,
    held: Iterable[tuple[MeasuredElement, Responsibility]],
    organization: Organization,
    *,
    reason: str = "",
) -> None:
    """Put an organization in the place of those that hold these roles. Used by bulk edits.

    Raises:
        PermissionDenied: the actor may not edit one of the elements.
        IntegrityError: the organization has one of the roles already.
    """
    rows = []
    for element, responsibility in held:
        authorize(actor, "plan.edit", element)
        responsibility.organization = organization
        rows.append(responsibility)
    user = person_of(actor)
    bulk_update_with_history(
        rows, Responsibility, ["organization"], batch_size=300, default_user=user, default_change_reason=reason
    )


@transaction.atomic
def remove(actor: Actor, responsibility: Responsibility, *, reason: str = "") -> None:
    """Take a role away from an organization; the history keeps it.

    Raises:
        PermissionDenied: the actor may not edit the element.
    """
    authorize(actor, "plan.edit", responsibility.measure.element)
    _sign(actor, responsibility, reason)
    responsibility.delete()


@transaction.atomic
def hand_over(actor: Actor, organization: Organization, to: Organization, *, reason: str = "") -> int:
    """Give all roles of an organization, those for shares too, to another, where it has not the same already.

    Returns how many moved.

    Raises:
        PermissionDenied: the actor may not edit one of the elements.
    """
    moved = 0
    roles = Responsibility.objects.filter(organization=organization)
    related = ("share", "measure__strategy", "measure__project", "measure__action")
    for responsibility in roles.select_related(*related):
        authorize(actor, "plan.edit", responsibility.measure.element)
        same = Responsibility.objects.filter(
            measure_id=responsibility.measure_id,
            share=responsibility.share,
            organization=to,
            role=responsibility.role,
        )
        if same.exists():
            _sign(actor, responsibility, reason)
            responsibility.delete()
            continue
        responsibility.organization = to
        _save(actor, responsibility, reason)
        moved += 1
    return moved


def _is_share_of(share: Share, element: MeasuredElement) -> bool:
    return Share.objects.filter(pk=share.pk, split__project__measure=element.measure_id).exists()


def _save(actor: Actor, responsibility: Responsibility, reason: str) -> None:
    _sign(actor, responsibility, reason)
    responsibility.save()


def _sign(actor: Actor, responsibility: Responsibility, reason: str) -> None:
    """Say in the history who did it and why."""
    responsibility._history_user = person_of(actor)  # type: ignore[attr-defined]
    responsibility._change_reason = reason  # type: ignore[attr-defined]

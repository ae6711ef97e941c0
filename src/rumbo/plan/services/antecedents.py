"""Linking elements of this plan with earlier plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.core.actors import person_of
from rumbo.core.models import Element, MeasuredElement
from rumbo.core.services.records import authorize
from rumbo.plan.models import Antecedent, AntecedentLink

if TYPE_CHECKING:
    from rumbo.core.actors import Actor


@transaction.atomic
def link(
    actor: Actor,
    antecedent: Antecedent,
    element: Element,
    relation: str,
    note: str = "",
    note_en: str = "",
    *,
    reason: str = "",
) -> AntecedentLink:
    """Say that an element was taken or adapted from an earlier plan, or stands for what was dropped; return the link.

    Raises:
        PermissionDenied: the actor may not edit the element.
        ValidationError: the antecedent is of another plan, or the relation is unknown.
    """
    authorize(actor, "plan.edit", element)
    if antecedent.plan_id != element.plan_id:
        raise ValidationError({"antecedent": _("Choose one of the same plan.")})
    made = AntecedentLink(antecedent=antecedent, relation=relation, note=note, note_en=note_en)
    if isinstance(element, MeasuredElement):
        made.measure = element.measure
    else:
        setattr(made, element.KIND, element)
    return _save(actor, made, reason)


@transaction.atomic
def change_link(
    actor: Actor, made: AntecedentLink, relation: str, note: str = "", note_en: str = "", *, reason: str = ""
) -> AntecedentLink:
    """Change what a link says. Same errors as `link`."""
    authorize(actor, "plan.edit", made.element)
    made.relation, made.note, made.note_en = relation, note, note_en
    return _save(actor, made, reason)


@transaction.atomic
def unlink(actor: Actor, made: AntecedentLink, *, reason: str = "") -> None:
    """Take a link away; the history keeps it.

    Raises:
        PermissionDenied: the actor may not edit the element.
    """
    authorize(actor, "plan.edit", made.element)
    _sign(actor, made, reason)
    made.delete()


def _save(actor: Actor, made: AntecedentLink, reason: str) -> AntecedentLink:
    made.clean_fields()
    _sign(actor, made, reason)
    made.save()
    return made


def _sign(actor: Actor, made: AntecedentLink, reason: str) -> None:
    """Say in the history who did it and why."""
    made._history_user = person_of(actor)  # type: ignore[attr-defined]
    made._change_reason = reason  # type: ignore[attr-defined]

"""Noting what was said to an organization by telephone, letter or in a meeting."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rumbo.communication.enums import NoteKind
from rumbo.communication.models import DialogueNote
from rumbo.core.actors import person_of
from rumbo.plan.enums import Role
from rumbo.plan.queries.roles import holds

if TYPE_CHECKING:
    from rumbo.accounts.models import Organization
    from rumbo.core.actors import Actor
    from rumbo.plan.models import Plan
    from rumbo.portfolio.models import Liaison

#: The longest note, in characters.
TEXT_LIMIT = 2000


def may_note(actor: Actor, plan: Plan) -> bool:
    """Whether somebody may note what was said: whoever edits an axis, or manages the plan."""
    return bool(holds(actor, plan.pk, Role.EDITOR) or actor.has_perm("plan.manage", plan))


@transaction.atomic
def note(
    actor: Actor,
    plan: Plan,
    organization: Organization,
    text: str,
    *,
    kind: str = NoteKind.CALL,
    on: datetime.date | None = None,
    liaison: Liaison | None = None,
) -> DialogueNote:
    """Write a note into the dialogue with an organization and return it; ``on`` is its day, today if none is given.

    Raises:
        PermissionDenied: the actor edits nothing in the plan.
        ValidationError: nothing was said, it is too long, in the future, or with somebody of another organization.
    """
    if not may_note(actor, plan):
        raise PermissionDenied
    day, said = on or timezone.localdate(), text.strip()
    wrong = {}
    if not said:
        wrong["text"] = _("Write what was said: a sentence is enough.")
    elif len(said) > TEXT_LIMIT:
        wrong["text"] = _("That is too long: %(limit)d characters fit.") % {"limit": TEXT_LIMIT}
    if day > timezone.localdate():
        wrong["on"] = _("That day is still to come.")
    if liaison is not None and (liaison.organization_id, liaison.plan_id) != (organization.pk, plan.pk):
        wrong["liaison"] = _("Choose somebody of this organization.")
    if wrong:
        raise ValidationError(wrong)
    made = DialogueNote(
        plan=plan, organization=organization, kind=kind, on=day, text=said, liaison=liaison, actor=person_of(actor)
    )
    made.full_clean()
    made.save()
    return made

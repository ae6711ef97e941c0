"""What an address wants of a plan: its language, the digest, announcements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.communication.enums import Language
from rumbo.communication.models import Preference
from rumbo.core.actors import person_of
from rumbo.core.services.records import authorize

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.plan.models import Plan


def preference_of(plan: Plan, email: str) -> Preference:
    """Return what an address wants; where it never said, what everybody gets (not stored)."""
    address = email.strip().lower()
    found = Preference.objects.filter(plan=plan, email=address).first()
    return found or Preference(plan=plan, email=address)


def chosen_language(plan: int, email: str) -> str | None:
    """Return the language in which a plan, given by its id, writes to an address; None where none is kept."""
    rows = Preference.objects.filter(plan=plan, email=email.strip().lower())
    language: str | None = rows.values_list("language", flat=True).first()
    return language


@transaction.atomic
def keep_language(plan: int, email: str, language: str) -> None:
    """Keep the language that the owner of an address chose by a link of their own; the rest stays as it was.

    Raises:
        ValidationError: there are no mails in this language.
    """
    if language not in Language.values:
        raise ValidationError({"language": _("Choose one of the languages.")})
    Preference.objects.update_or_create(plan_id=plan, email=email.strip().lower(), defaults={"language": language})


@transaction.atomic
def set_preference(
    actor: Actor, plan: Plan, email: str, *, language: str, digest: bool, announcements: bool
) -> Preference:
    """Note what a person asked the staff for, or wants for their own address, and return it.

    Raises:
        PermissionDenied: the actor does not manage the plan, or has no role in it where the address is their own.
        ValidationError: the address or the language is none.
    """
    address = email.strip().lower()
    person = person_of(actor)
    own = person is not None and person.email.strip().lower() == address
    authorize(actor, "plan.read" if own else "plan.manage", plan)
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValidationError({"email": _("Give an e-mail address such as nombre@example.org.")}) from error
    stored = Preference.objects.select_for_update().filter(plan=plan, email=address).first()
    found = stored or Preference(plan=plan, email=address)
    found.language, found.digest, found.announcements = language, digest, announcements
    found.full_clean(validate_unique=False, validate_constraints=False)
    found.save()
    return found

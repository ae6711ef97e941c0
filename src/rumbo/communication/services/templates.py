"""A plan's own words for its mails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.communication.models import MessageTemplate
from rumbo.communication.words import LANGUAGES, NAMES, problems
from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.plan.models import Plan

#: The longest text, in characters.
TEXT_LIMIT = 10_000


@transaction.atomic
def set_words(actor: Actor, plan: Plan, kind: str, language: str, *, subject: str, text: str) -> MessageTemplate:
    """Give the mails of a kind in a language the plan's own words, and return them; the history keeps those before.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: there are no such mails.
        ValidationError: a name is unknown, or one that the mail needs is missing.
    """
    authorize(actor, "plan.manage", plan)
    _known(kind, language)
    text = text.replace("\r\n", "\n").strip() + "\n"
    wrong = problems(kind, subject, text)
    if len(text) > TEXT_LIMIT:
        wrong.setdefault("text", []).append(_("The text is longer than %(n)d characters.") % {"n": TEXT_LIMIT})
    if wrong:
        raise ValidationError(wrong)
    stored = MessageTemplate.objects.select_for_update().filter(plan=plan, kind=kind, language=language).first()
    words = stored or MessageTemplate(plan=plan, kind=kind, language=language)
    if stored is not None and (stored.subject, stored.text) == (subject.strip(), text):
        return stored
    words.subject, words.text = subject.strip(), text
    words.full_clean(validate_unique=False, validate_constraints=False)
    words.save()
    return words


@transaction.atomic
def use_default(actor: Actor, plan: Plan, kind: str, language: str) -> None:
    """Go back to the words that come with Rumbo; the plan's own stay in the history.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: there are no such mails.
    """
    authorize(actor, "plan.manage", plan)
    _known(kind, language)
    for words in MessageTemplate.objects.select_for_update().filter(plan=plan, kind=kind, language=language):
        words.delete()


def _known(kind: str, language: str) -> None:
    if kind not in NAMES or language not in LANGUAGES:
        raise Refused(_("There are no mails of this kind in this language."))

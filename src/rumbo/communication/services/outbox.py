"""The outbox: putting notices in, calling them off, and sending them again. `delivery` sends them."""

from __future__ import annotations

import hashlib
import uuid
from email.utils import parseaddr
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import BadHeaderError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rumbo.communication.enums import NoticeKind, NoticeState
from rumbo.communication.models import Notice
from rumbo.communication.services.delivery import send_due
from rumbo.communication.words import fill, own_words
from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.core.letters import Letter

__all__ = ["call_off", "new_message_id", "put", "send_again", "send_due"]

#: The longest key and subject, in characters.
KEY, SUBJECT = 200, 300
#: States in which a person may send a notice again; of the uncertain ones it may arrive twice.
AGAIN = (NoticeState.FAILED, NoticeState.UNCERTAIN, NoticeState.CANCELLED)

#: States in which a person may call a notice off.
STOPPED = (NoticeState.WAITING, NoticeState.FAILED, NoticeState.UNCERTAIN)


def put(letter: Letter) -> Notice | None:
    """Write a letter into the outbox, in the transaction around it; None where one with its key is there already.

    Two that put the same key at once wait for each other: one writes it.

    The name of a person may have line breaks: it is written on one line.

    Raises:
        BadHeaderError: the subject, an address or a header has a line break.
    """
    _refuse_line_breaks(letter)
    key = _key(letter.key)
    if key and Notice.objects.filter(key=key).exists():
        return None
    try:
        with transaction.atomic():
            return Notice.objects.create(key=key, **_values(letter))
    except IntegrityError:
        if key and Notice.objects.filter(key=key).exists():
            return None
        raise


@transaction.atomic
def call_off(actor: Actor, notice: Notice) -> Notice:
    """Keep a notice that waits, failed or is uncertain from being sent.

    Raises:
        PermissionDenied: the actor does not manage the plan; of a mail of no plan, does not administer the site.
        Refused: it is being sent or was sent.
    """
    found = _locked(actor, notice)
    if found.state not in STOPPED:
        raise Refused(_("It cannot be called off any more: it was sent, or is being sent."))
    found.state, found.not_before = NoticeState.CANCELLED, None
    found.save(update_fields=["state", "not_before"])
    return found


@transaction.atomic
def send_again(actor: Actor, notice: Notice) -> Notice:
    """Let a notice that failed, is uncertain or was called off be sent again, as the same mail (same Message-ID).

    Raises:
        PermissionDenied: the actor does not manage the plan; of a mail of no plan, does not administer the site.
        Refused: it waits or was sent, or its text was forgotten.
    """
    found = _locked(actor, notice)
    if found.state not in AGAIN:
        raise Refused(_("It is not sent again: it waits to be sent, or was sent."))
    if not found.to or not found.text:
        raise Refused(_("Its text or its address is not kept any more. The person can ask for another mail."))
    found.state, found.not_before, found.retries = NoticeState.WAITING, None, 0
    found.save(update_fields=["state", "not_before", "retries"])
    return found


def new_message_id() -> str:
    """Return a Message-ID of this site that no other mail has."""
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or urlsplit(settings.BASE_URL).hostname
    return f"<{uuid.uuid4().hex}@{host or 'rumbo.localhost'}>"


def _locked(actor: Actor, notice: Notice) -> Notice:
    found = Notice.objects.select_for_update(of=("self",)).select_related("plan").get(pk=notice.pk)
    if found.plan is None:
        authorize(actor, "site.administer", found)
    else:
        authorize(actor, "plan.manage", found.plan)
    return found


def _key(key: str) -> str | None:
    if len(key) > KEY:
        return f"{key[: KEY - 65]}:{hashlib.sha256(key.encode()).hexdigest()}"
    return key or None


def _refuse_line_breaks(letter: Letter) -> None:
    lines = [letter.subject, letter.to, *letter.headers, *letter.headers.values()]
    if any("\n" in line or "\r" in line for line in lines):
        raise BadHeaderError("A subject, an address or a header has a line break.")


def _words(letter: Letter) -> tuple[str, str, str]:
    """Return subject, text and HTML: in the plan's own words, where it has some and the letter names its values."""
    if letter.values and letter.plan:
        language = (get_language() or settings.LANGUAGE_CODE)[:2]
        own = own_words(letter.plan, letter.kind, language)
        if own is not None:
            return fill(own, letter.kind, language, letter.values)
    return letter.subject, letter.text, letter.html


def _values(letter: Letter) -> dict[str, object]:
    name, address = parseaddr(letter.to)
    subject, text, html = _words(letter)
    subject = subject if len(subject) <= SUBJECT else f"{subject[: SUBJECT - 1]}…"
    return {
        "plan_id": letter.plan,
        "kind": letter.kind if letter.kind in NoticeKind.values else NoticeKind.OTHER,
        "to": (address or letter.to.strip())[:254],
        "name": " ".join((letter.name or name).split())[:250],
        "liaison_id": letter.liaison,
        "organization_id": letter.organization,
        "subject": subject,
        "text": text,
        "html": html,
        "headers": {str(name): str(value) for name, value in letter.headers.items()},
        "message_id": new_message_id(),
        "reason": letter.reason[:300],
        "covers": [list(one) for one in letter.covers],
        "forgets": letter.forget,
        "at": timezone.now(),
    }

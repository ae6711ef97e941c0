"""The mail backend of every installation: mails of any part of Rumbo go into the outbox, and out by the sender."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from rumbo.communication.services.outbox import put
from rumbo.core.letters import Letter, letter_of


class OutboxBackend(BaseEmailBackend):
    """Writes a notice for each recipient of each mail, in the transaction around it."""

    @transaction.atomic
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Put the mails into the outbox and return how many there were.

        Raises:
            BadHeaderError: a subject, address or header has a line break.
            ValueError: a mail has files, which the outbox does not keep.
        """
        for message in email_messages:
            for letter in _letters(message):
                put(letter)
        return len(email_messages)


def _letters(message: EmailMessage) -> Iterator[Letter]:
    letter = letter_of(message)
    if letter is not None:
        yield letter
        return
    if message.attachments:
        raise ValueError("The outbox keeps no files: put a link into the mail.")
    html = ""
    if isinstance(message, EmailMultiAlternatives):
        html = next((str(content) for content, kind in message.alternatives if kind == "text/html"), "")
    headers = {name: str(value) for name, value in message.extra_headers.items()}
    if message.from_email and message.from_email != settings.DEFAULT_FROM_EMAIL:
        headers.setdefault("From", message.from_email)
    if message.reply_to:
        headers.setdefault("Reply-To", ", ".join(message.reply_to))
    for address in message.recipients():
        yield Letter(to=address, subject=str(message.subject), text=str(message.body), html=html, headers=headers)

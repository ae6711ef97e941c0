"""Mails without a mail server: written to the log, so that nobody waits for one that was never sent."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

log = structlog.get_logger(__name__)


class LogBackend(BaseEmailBackend):
    """Writes each mail to the log."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Log the messages and return how many there were."""
        for message in email_messages:
            log.warning("mail_without_server", to=message.to, subject=message.subject, body=str(message.body))
        return len(email_messages)

"""From a notice to the mail that goes over the wire: the same bytes however often it is sent."""

from __future__ import annotations

from email.charset import QP, Charset
from email.utils import format_datetime, formataddr, parseaddr
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

if TYPE_CHECKING:
    from rumbo.communication.models import Notice

#: What the mail says of itself; a notice's own headers say none of it.
OWN = frozenset({"to", "cc", "bcc", "subject", "date", "message-id", "auto-submitted", "mime-version", "sender"})


def compose(notice: Notice) -> bytes:
    """Return the whole mail of a notice, lines ending in CR LF, in seven bits.

    Raises:
        ValueError: a header cannot be written.
    """
    headers = {name: value for name, value in notice.headers.items() if not _is_own(name)}
    for name in headers:
        if not name.isascii() or not name.replace("-", "").isalnum():
            raise ValueError(f"The header {name!r} is none.")
    mail = EmailMultiAlternatives(
        notice.subject,
        notice.text,
        settings.DEFAULT_FROM_EMAIL,
        [formataddr((notice.name, notice.to)) if notice.name else notice.to],
        headers={
            **headers,
            "Message-ID": notice.message_id,
            "Date": format_datetime(notice.at),
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.encoding = _charset()
    if notice.html:
        mail.attach_alternative(notice.html, "text/html")
    return mail.message().as_bytes(linesep="\r\n")


def sender() -> str:
    """Return the address that mails come from, without its name."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def _is_own(name: str) -> bool:
    return name.lower() in OWN or name.lower().startswith("content-")


def _charset() -> Charset:
    charset = Charset("utf-8")
    charset.body_encoding = QP
    return charset

"""From a notice to the mail that goes over the wire: the same bytes however often it is sent."""

from __future__ import annotations

import hashlib
from email.charset import QP, Charset
from email.utils import format_datetime, formataddr, parseaddr
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from rumbo.communication.words import html_of

if TYPE_CHECKING:
    from rumbo.communication.models import Notice

#: What the mail says of itself; a notice's own headers say none of it.
OWN = frozenset({"to", "cc", "bcc", "subject", "date", "message-id", "auto-submitted", "mime-version", "sender"})


def compose(notice: Notice) -> bytes:
    """Return the whole mail of a notice, plain and as HTML, lines ending in CR LF, in seven bits.

    Raises:
        ValueError: a header cannot be written.
    """
    headers = {name: value for name, value in notice.headers.items() if not _is_own(name)}
    for name in headers:
        if not name.isascii() or not name.replace("-", "").isalnum():
            raise ValueError(f"The header {name!r} is none.")
    mail = EmailMultiAlternatives(
        notice.subject,
        plain(notice),
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
    mail.attach_alternative(page_of(notice), "text/html")
    message: Any = mail.message()  # one of Django's, which can write line ends for the wire
    message.set_boundary(hashlib.sha256(notice.message_id.encode()).hexdigest()[:32])
    return bytes(message.as_bytes(linesep="\r\n"))


def plain(notice: Notice) -> str:
    """Return the text of a notice with why its recipient gets it, unless the text says so itself."""
    if not notice.reason or notice.reason in notice.text:
        return notice.text
    return f"{notice.text.rstrip()}\n\n—\n{notice.reason}\n"


def page_of(notice: Notice) -> str:
    """Return the HTML of a mail: the notice's own, or its text, in a frame with the plan's name and the reason."""
    if notice.html.lstrip()[:14].lower().startswith(("<!doctype", "<html")):
        return notice.html
    return render_to_string(
        "communication/mail/frame.htm",
        {
            "subject": notice.subject,
            "plan": notice.plan.name if notice.plan is not None else "",
            "body": notice.html or html_of(notice.text),
            "reason": "" if notice.reason in notice.text else notice.reason,
        },
    ).strip()


def sender() -> str:
    """Return the address that mails come from, without its name."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def _is_own(name: str) -> bool:
    return name.lower() in OWN or name.lower().startswith("content-")


def _charset() -> Charset:
    charset = Charset("utf-8")
    charset.body_encoding = QP
    return charset

"""Mail: every mail goes into the outbox, from where the sender brings it to the mail server."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


def mail_settings(url: str) -> dict[str, Any]:
    """Return the settings of mail for ``smtp://user:password@host:port?tls=1``; empty writes mails to the log.

    The backend writes mails into the outbox; the others tell the sender of the outbox where the mail server is
    (`rumbo.communication.carriers`). ``EMAIL_TIMEOUT`` are the seconds that it has for each word.
    """
    settings: dict[str, Any] = {"EMAIL_BACKEND": "rumbo.communication.mail.OutboxBackend", "EMAIL_TIMEOUT": 20}
    if not url:
        return settings
    parts = urlsplit(url)
    return settings | {
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parse_qs(parts.query).get("tls") == ["1"],
    }

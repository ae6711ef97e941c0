"""Handing one mail after the other to the mail server, knowing of each whether the server took it.

The words of SMTP are spoken one by one: ``smtplib``'s ``sendmail`` does not tell a connection that was lost before
the mail was whole from one that was lost after. Until the last line, the dot, went out, the server cannot have the
mail; after it and before the answer nobody knows.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import structlog
from django.conf import settings
from django.core.mail.utils import DNS_NAME

from rumbo.communication.compose import compose, sender
from rumbo.communication.enums import Outcome

if TYPE_CHECKING:
    from rumbo.communication.models import Notice

log = structlog.get_logger(__name__)
#: Characters of what the mail server said that are kept.
ANSWER = 300


@dataclass(frozen=True, slots=True)
class Carried:
    """How it ended. ``reached`` says whether there was a connection: where not, the next mail has none either."""

    outcome: Outcome
    answer: str = ""
    reached: bool = True


class Carrier(Protocol):
    """What takes mails away."""

    def carry(self, notice: Notice) -> Carried:
        """Hand a mail over, and say how it ended."""
        ...

    def close(self) -> None:
        """Say goodbye."""
        ...


def carrier() -> Carrier:
    """Return that of this installation: the mail server, or the log where there is none."""
    return SmtpCarrier() if settings.MAIL_DELIVERY == "smtp" else LogCarrier()


class LogCarrier:
    """Writes mails to the log, so that nobody waits for one that was never sent."""

    def carry(self, notice: Notice) -> Carried:
        """Log the mail."""
        log.warning("mail_without_server", to=[notice.to], subject=notice.subject, body=notice.text)
        return Carried(Outcome.ACCEPTED, "log")

    def close(self) -> None:
        """Do nothing."""


class SmtpCarrier:
    """Speaks with the mail server, over one connection for many mails."""

    def __init__(self) -> None:
        self._smtp: smtplib.SMTP | None = None
        self._ended = False

    def carry(self, notice: Notice) -> Carried:
        """Hand a mail over. A connection that the server closed since the last mail is made anew."""
        try:
            data = _quoted(compose(notice))
        except Exception as error:
            return Carried(Outcome.REFUSED, f"{type(error).__name__}: {error}"[:ANSWER])
        used = self._smtp is not None
        carried = self._carry(notice.to, data)
        if used and carried.outcome == Outcome.UNREACHED and carried.reached:
            carried = self._carry(notice.to, data)
        return carried

    def close(self) -> None:
        """End the connection; what the server says to that does not matter."""
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except (OSError, smtplib.SMTPException):
                self._smtp.close()
        self._smtp = None

    def _carry(self, to: str, data: bytes) -> Carried:
        try:
            smtp = self._connected()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self._drop()
            return Carried(Outcome.UNREACHED, _words(error), reached=False)
        self._ended = False
        try:
            code, answer = self._talk(smtp, to, data)
        except Exception as error:
            self._drop()
            return Carried(Outcome.UNKNOWN if self._ended else Outcome.UNREACHED, _words(error))
        return self._judged(smtp, code, _text(code, answer))

    def _judged(self, smtp: smtplib.SMTP, code: int, answer: str) -> Carried:
        if self._ended and 200 <= code < 300:
            return Carried(Outcome.ACCEPTED, answer)
        if not 400 <= code < 600:
            self._drop()
            return Carried(Outcome.UNKNOWN if self._ended else Outcome.UNREACHED, answer)
        self._start_over(smtp, code)
        return Carried(Outcome.LATER if code < 500 else Outcome.REFUSED, answer)

    def _talk(self, smtp: smtplib.SMTP, to: str, data: bytes) -> tuple[int, bytes]:
        """Say MAIL, RCPT and DATA; return the first answer that is no yes, or the one to the whole mail."""
        address = _ascii_domain(to)
        options = () if address.isascii() else ("SMTPUTF8",)
        if options and not smtp.has_extn("smtputf8"):
            return 553, b"The mail server takes no address with such letters."
        code, answer = smtp.mail(sender(), options)
        if code == 250:
            code, answer = smtp.rcpt(address)
        if code in (250, 251):
            code, answer = smtp.docmd("DATA")
        if code != 354:
            return code, answer
        smtp.send(data)
        if smtp.sock is not None:
            smtp.sock.settimeout(settings.MAIL_ANSWER_TIMEOUT)
        self._ended = True
        smtp.send(b".\r\n")
        code, answer = smtp.getreply()
        if smtp.sock is not None:
            smtp.sock.settimeout(_seconds())
        return code, answer

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is not None:
            return self._smtp
        host, port, seconds, name = settings.EMAIL_HOST, settings.EMAIL_PORT, _seconds(), str(DNS_NAME)
        if settings.EMAIL_USE_SSL:
            context = ssl.create_default_context()
            self._smtp = smtplib.SMTP_SSL(host, port, local_hostname=name, timeout=seconds, context=context)
        else:
            self._smtp = smtplib.SMTP(host, port, local_hostname=name, timeout=seconds)
        if settings.EMAIL_USE_TLS:
            self._smtp.starttls(context=ssl.create_default_context())
        self._smtp.ehlo_or_helo_if_needed()
        if settings.EMAIL_HOST_USER:
            self._smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        return self._smtp

    def _start_over(self, smtp: smtplib.SMTP, code: int) -> None:
        """After a no: begin the next mail on the same connection, unless the server is about to end it."""
        if code == 421:
            self._drop()
            return
        try:
            smtp.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
        self._smtp = None


def _seconds() -> float:
    return float(settings.EMAIL_TIMEOUT or 20)


def _quoted(data: bytes) -> bytes:
    """Double the dots that begin a line, and end the last line: the lone dot after it ends the mail."""
    whole = data if data.endswith(b"\r\n") else data + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", whole)


def _ascii_domain(address: str) -> str:
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{domain if domain.isascii() else domain.encode('idna').decode('ascii')}"


def _text(code: int, answer: bytes) -> str:
    return f"{code} {answer.decode(errors='replace')}"[:ANSWER]


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return _text(error.smtp_code, said if isinstance(said, bytes) else str(said).encode())
    return f"{type(error).__name__}: {error}"[:ANSWER]

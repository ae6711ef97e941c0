"""A mail server for the tests that takes mails, refuses, waits, hangs up and dies, as it is told."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

#: At what word of SMTP something happens: the command, or the end of the mail.
STAGES = ("MAIL", "RCPT", "DATA", "END")


@dataclass
class Post:
    """What arrived, and what the server does at which word.

    ``answers`` are answers other than yes, by stage; ``at`` what to do there instead: "hold" (say nothing until the
    end of the test), "drop" (hang up), "drop once", and at DATA "cut" (hang up once the mail has begun). Both count
    for mails to ``to``, or for all.
    ``reached`` is set once the server holds.
    """

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    connections: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    at: dict[str, str] = field(default_factory=dict)
    to: str = ""
    reached: threading.Event = field(default_factory=threading.Event)

    @property
    def recipients(self) -> list[str]:
        """To whom mails arrived, in order."""
        return [str(mail["To"]) for mail in self.mails]

    @property
    def url(self) -> str:
        """What RUMBO_EMAIL_URL has to be."""
        return f"smtp://127.0.0.1:{self.port}"


class _Server(SMTP):
    """Says what it is told to say at DATA, before the mail comes."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - the library's name
        answer = await self.event_handler.stage("DATA", self, self.envelope)
        if answer is not None:
            await self.push(answer)
            return
        if self.event_handler.post.at.get("DATA") == "cut":
            await self.push("354 go on")
            await self._reader.read(1)
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class _Handler:
    def __init__(self, post: Post) -> None:
        self.post = post

    async def stage(self, name: str, server: Any, envelope: Any) -> str | None:
        """Do what is to be done at a stage; return an answer other than yes."""
        recipients = [*envelope.rcpt_tos, envelope.mail_from or ""]
        if self.post.to and self.post.to not in recipients:
            return None
        act = self.post.at.get(name)
        if act == "hold":
            self.post.reached.set()
            await asyncio.Event().wait()
        if act in ("drop", "drop once"):
            if act == "drop once":
                del self.post.at[name]
            server.transport.abort()
            return "421 gone"
        return self.post.answers.get(name)

    async def handle_MAIL(self, server, session, envelope, address, options) -> str:  # noqa: N802
        envelope.mail_from = address
        return await self.stage("MAIL", server, envelope) or "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802
        envelope.rcpt_tos.append(address)
        return await self.stage("RCPT", server, envelope) or "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        answer = self.post.answers.get("END") if not self.post.to or self.post.to in envelope.rcpt_tos else None
        if answer is None:
            self.post.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return await self.stage("END", server, envelope) or "250 OK"


class _Controller(Controller):
    def factory(self) -> SMTP:
        self.handler.post.connections += 1
        return _Server(self.handler, **self.SMTP_kwargs)


@contextmanager
def mail_server(port: int = 0) -> Iterator[Post]:
    """Take mails until the end of the block."""
    post = Post()
    controller = _Controller(_Handler(post), hostname="127.0.0.1", port=port or _free())
    post.port = controller.port
    controller.start()
    post.connections = 0  # the library tries whether it answers
    try:
        yield post
    finally:
        controller.stop()


def _free() -> int:
    from rumbo.cli.commands.demo import free_port

    return free_port("127.0.0.1", 0)

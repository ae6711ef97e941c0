"""A mail server for the tests: takes every mail that the site sends, and delivers none."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy

import pytest

from cli.servers import holds
from e2e import server


@dataclass
class Mailbox:
    """The mails that arrived, in order: (recipient, subject, text)."""

    url: str = ""
    mails: list[tuple[str, str, str]] = field(default_factory=list)

    def link(self, recipient: str, subject: str, path: str) -> str:
        """Wait for a mail and return the path of the link in it whose address begins with `path`."""

        def found() -> list[str]:
            texts = [text for to, about, text in self.mails if to == recipient and about.startswith(subject)]
            return [one for text in texts for one in re.findall(rf"https?://[^/\s]+({path}\S*)", text)]

        assert holds(lambda: bool(found())), f"no mail {subject!r} to {recipient} in {self.mails}"
        return found()[-1]


class _Session(socketserver.StreamRequestHandler):
    """One client that speaks as much SMTP as Django does."""

    def handle(self) -> None:
        with suppress(ConnectionError):  # the site was killed in the middle of a mail
            self._talk()

    def _talk(self) -> None:
        self.wfile.write(b"220 tests\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                self._take()
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 tests\r\n")

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        mail = message_from_bytes(b"".join(lines), policy=policy.default)
        text = mail.get_body(("plain",)).get_content()
        recipient = mail["To"].addresses[0].addr_spec
        self.server.mailbox.mails.append((recipient, str(mail["Subject"]).strip(), text))


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    """Where the site's mails arrive."""
    with mail_server() as box:
        yield box


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest, mailbox: Mailbox
) -> Iterator[server.Site]:
    """A site that sends its mails to the mailbox, for the tests of a module that imports it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if hasattr(request.config, "workerinput") else base
    folder = tmp_path_factory.mktemp("mailing") / "data"
    with server.site(server.prepared(shared / "e2e"), folder, RUMBO_EMAIL_URL=mailbox.url) as running:
        yield running


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """Take mails until the end; `url` is what `RUMBO_EMAIL_URL` has to be."""
    with _Server(("127.0.0.1", 0), _Session) as server:
        box = Mailbox(f"smtp://127.0.0.1:{server.server_address[1]}")
        server.mailbox = box
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()

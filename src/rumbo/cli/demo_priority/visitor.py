"""Somebody who opens pages and sends forms without a browser, and leaves as it is what they do not change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client

if TYPE_CHECKING:
    from rumbo.accounts.models import User

Values = Mapping[str, str | int | Sequence[str | int]]
#: Where the forms in the frame of every page are sent.
OF_THE_FRAME = frozenset({"/cuenta/salir/", "/idioma/"})
#: Answers to a form that was taken: shown again as saved, or elsewhere.
TAKEN = (HTTPStatus.OK, HTTPStatus.FOUND)


class NotTaken(Exception):
    """A page did not answer as it should; the sentence says which and how."""


@dataclass
class Form:
    """A form of a page: the names of its fields, and what stands in them."""

    names: set[str] = field(default_factory=set)
    values: dict[str, list[str]] = field(default_factory=dict)


class Visitor:
    """Opens pages and sends forms; signed in where a ``user`` is given."""

    def __init__(self, user: User | None = None) -> None:
        hosts = [host for host in settings.ALLOWED_HOSTS if host and not host.startswith(("*", "."))]
        self.client = Client(SERVER_NAME=hosts[0] if hosts else "localhost", HTTP_ACCEPT_LANGUAGE="es")
        if user is not None:
            self._come_in(user)

    def leave(self) -> None:
        """End the visit, so that nothing of it stays."""
        self.client.session.flush()

    def open(self, path: str) -> str:
        """Return a page.

        Raises:
            NotTaken: there is none.
        """
        answer = self.client.get(path, secure=bool(settings.SECURE_SSL_REDIRECT))
        if answer.status_code != HTTPStatus.OK:
            raise NotTaken(f"{path}: {answer.status_code}")
        return answer.content.decode()

    def submit(self, path: str, values: Values) -> str:
        """Send the form of a page with some values changed, and return the address where it led.

        Raises:
            NotTaken: there is no such form, or it came again because something was wrong.
        """
        given: dict[str, Any] = {**find_form(self.open(path), values).values}
        given |= {name: _listed(value) for name, value in values.items()}
        given.pop("csrfmiddlewaretoken", None)
        led = self.send(path, given)
        if led == path:
            raise NotTaken(f"{path}: the form came again")
        return led

    def send(self, path: str, given: Mapping[str, Any], **headers: str) -> str:
        """Send values and return where that led: the address, or the same one where the page came again.

        Raises:
            NotTaken: they were not taken.
        """
        answer = self.client.post(path, given, secure=bool(settings.SECURE_SSL_REDIRECT), headers=headers or None)
        if answer.status_code not in TAKEN:
            raise NotTaken(f"{path}: {answer.status_code}")
        return str(answer.headers.get("Location", path))

    def _come_in(self, user: User) -> None:
        """Begin a session of somebody, without the record of a sign-in that nobody made."""
        session = self.client.session
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()


def find_form(page: str, values: Values) -> Form:
    """Return the form of a page that asks for all of these values; without any, the last one that is sent by POST.

    Raises:
        NotTaken: the page has none.
    """
    reader = _Reader()
    reader.feed(page)
    for form in reversed(reader.forms):
        if set(values) <= form.names:
            return form
    raise NotTaken(f"No form of the page asks for {', '.join(values)}")


class _Reader(HTMLParser):
    """Reads the forms that are sent by POST, with what stands in their fields."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""
        self._text = ""
        self._typed: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form() if given.get("method", "").lower() == "post" else None
            if self._form is not None and given.get("action", "") not in OF_THE_FRAME:
                self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag in {"input", "select", "textarea"}:
            self._form.names.add(given.get("name", ""))
            self._field(tag, given)
        elif tag == "option" and self._select and "selected" in given:
            self._form.values.setdefault(self._select, []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._form is not None and self._text:
            self._form.values[self._text] = ["".join(self._typed).removeprefix("\n")]
            self._text = ""

    def handle_data(self, data: str) -> None:
        if self._text:
            self._typed.append(data)

    def _field(self, tag: str, given: Mapping[str, str]) -> None:
        if tag == "input":
            self._input(given)
        elif tag == "select":
            self._select = given.get("name", "")
        else:
            self._text, self._typed = given.get("name", ""), []

    def _input(self, given: Mapping[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text").lower()
        if not name or self._form is None or kind in {"submit", "button", "file"}:
            return
        if kind in {"checkbox", "radio"} and "checked" not in given:
            return
        usual = "on" if kind in {"checkbox", "radio"} else ""
        self._form.values.setdefault(name, []).append(given.get("value", usual))


def _listed(value: str | int | Sequence[str | int]) -> list[str]:
    return [str(value)] if isinstance(value, str | int) else [str(one) for one in value]

"""The words of mails: those that come with Rumbo, or a plan's own, with ``{{ name }}`` for what differs.

Names are replaced and nothing else happens: no code of a template is run. What each kind may name is in ``NAMES``:

- reminder, escalation: greeting, name, plan, organization, items (what is owed, a paragraph each), count, link
- question, accepted: greeting, name, plan, title, period, said, link
- digest: greeting, name, plan, body (all of the week), link
- reply: greeting, name, plan, title (of the proposal), project, news, body, link
- confirm: greeting, plan, name (of what is followed), body, link
- news: greeting, plan, name (of what is followed), count, body (with the way to unsubscribe), link
- announcement: greeting, plan, name (its title), body (with the way to get no more), link

The greeting is made here. A caller may give more values than these; one that is missing is replaced by nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from rumbo.communication.enums import NoticeKind
from rumbo.communication.models import MessageTemplate

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from rumbo.plan.models import Plan

FOLDER = Path(__file__).parent / "templates" / "communication" / "mail"
LANGUAGES = ("es", "en")
_NAME = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_ADDRESS = re.compile(r"https?://[^\s<>\"“”]+[^\s<>\"“”.,;:)]")

#: What a name stands for.
MEANINGS: dict[str, Promise] = {
    "greeting": gettext_lazy("“Hello” with the name of whoever gets the mail"),
    "name": gettext_lazy("the name: of whoever gets the mail or, in mails to followers, of what they follow"),
    "plan": gettext_lazy("the name of the plan"),
    "organization": gettext_lazy("the organization that answers for it"),
    "items": gettext_lazy("all that is owed, a paragraph each"),
    "count": gettext_lazy("how many there are"),
    "link": gettext_lazy("the address of the page to open"),
    "title": gettext_lazy("the title of what it is about"),
    "period": gettext_lazy("the reporting period"),
    "said": gettext_lazy("what the team wrote"),
    "body": gettext_lazy("the whole text, put together by the program"),
    "project": gettext_lazy("the project that came of it"),
    "news": gettext_lazy("what is new, in a sentence"),
}
_OWED = ("greeting", "name", "plan", "organization", "items", "count", "link")
_REPORT = ("greeting", "name", "plan", "title", "period", "said", "link")
#: What each kind may name.
NAMES: dict[str, tuple[str, ...]] = {
    NoticeKind.REMINDER.value: _OWED,
    NoticeKind.ESCALATION.value: _OWED,
    NoticeKind.QUESTION.value: _REPORT,
    NoticeKind.ACCEPTED.value: _REPORT,
    NoticeKind.DIGEST.value: ("greeting", "name", "plan", "body", "link"),
    NoticeKind.REPLY.value: ("greeting", "name", "plan", "title", "project", "news", "body", "link"),
    NoticeKind.CONFIRM.value: ("greeting", "plan", "name", "body", "link"),
    NoticeKind.NEWS.value: ("greeting", "plan", "name", "count", "body", "link"),
    NoticeKind.ANNOUNCEMENT.value: ("greeting", "plan", "name", "body", "link"),
}
#: One of these has to be in the text: without it the mail would not say what it is for.
NEEDED: dict[str, tuple[str, ...]] = {
    NoticeKind.REMINDER.value: ("items", "link"),
    NoticeKind.ESCALATION.value: ("items", "link"),
    NoticeKind.QUESTION.value: ("link",),
    NoticeKind.ACCEPTED.value: ("said", "link"),
    NoticeKind.DIGEST.value: ("body",),
    NoticeKind.REPLY.value: ("body", "news"),
    NoticeKind.CONFIRM.value: ("body", "link"),
    NoticeKind.NEWS.value: ("body",),
    NoticeKind.ANNOUNCEMENT.value: ("body",),
}
#: Kinds in which "name" is that of a thing and not of a person.
_OF_THINGS = (NoticeKind.CONFIRM, NoticeKind.NEWS, NoticeKind.ANNOUNCEMENT)


class Written(NamedTuple):
    """A mail in words; ``html`` is what the frame of the mail is put around (`rumbo.communication.compose`)."""

    subject: str
    text: str
    html: str


class Words(NamedTuple):
    """Subject and text with their names still in them."""

    subject: str
    text: str


def written(plan: Plan | int, kind: str, language: str, values: Mapping[str, Any]) -> Written:
    """Return a mail of a kind in a language: the plan's own words where it has some, else those of Rumbo."""
    return fill(own_words(plan, kind, language) or default_words(kind, language), kind, language, values)


def fill(words: Words, kind: str, language: str, values: Mapping[str, Any]) -> Written:
    """Put the values in the place of their names. The subject is one line; lines that end up empty are one."""
    known = {"greeting": _greeting(kind, language, values), **values}

    def value(found: re.Match[str]) -> str:
        return str(known.get(found[1], "")).strip()

    subject = " ".join(_NAME.sub(value, words.subject).split())
    text = re.sub(r"\n{3,}", "\n\n", _NAME.sub(value, words.text.replace("\r\n", "\n"))).strip() + "\n"
    return Written(subject, text, html_of(text))


def own_words(plan: Plan | int, kind: str, language: str) -> Words | None:
    """Return the plan's own words of a kind in a language, if it has some."""
    found = MessageTemplate.objects.filter(
        plan=plan, kind=kind, language=language if language in LANGUAGES else LANGUAGES[0]
    ).first()
    return Words(found.subject, found.text) if found is not None else None


@cache
def default_words(kind: str, language: str) -> Words:
    """Return the words of a kind that come with Rumbo."""
    folder = FOLDER / (language if language in LANGUAGES else LANGUAGES[0])
    subject, _line, text = (folder / f"{NoticeKind(kind).value}.txt").read_text(encoding="utf-8").partition("\n")
    return Words(subject.strip(), text.strip() + "\n")


def problems(kind: str, subject: str, text: str) -> dict[str, list[str]]:
    """Return what is wrong with the words of a kind, by field, in sentences; empty where nothing is."""
    found: dict[str, list[str]] = {}
    for field, said in (("subject", subject), ("text", text)):
        if wrong := _problems_of_names(kind, said):
            found[field] = wrong
    if not subject.strip():
        found["subject"] = [_("A mail needs a subject.")]
    needed = NEEDED[kind]
    if not set(needed) & set(_NAME.findall(text)):
        names = " / ".join(f"{{{{ {name} }}}}" for name in needed)
        found.setdefault("text", []).append(
            _("The text has to have %(names)s in it: without it the mail would not say what it is for.")
            % {"names": names}
        )
    return found


def html_of(text: str) -> SafeString:
    """Return plain text as HTML: paragraphs, lists of lines that begin with a dash or a dot, links; all escaped."""
    blocks = [block for block in re.split(r"\n\s*\n", text.strip()) if block.strip()]
    return mark_safe("\n".join(_block(block) for block in blocks))  # noqa: S308 - every text in it is escaped


def example(kind: str, language: str, plan_name: str) -> dict[str, str]:
    """Return values to show words with."""
    with override(language):
        return {
            "name": _("Parque Lineal Norte") if kind in _OF_THINGS else _("Ana Sol"),
            "plan": plan_name,
            "organization": _("Public Works"),
            "items": _("• Rain gardens in five schools\n  It is due on 15 April: 7 days left."),
            "count": "1",
            "link": "https://plan.example.org/informe/…",
            "title": _("Rain gardens in five schools"),
            "period": _("January to March"),
            "said": _("How many square metres are finished?"),
            "body": _("Here stands what the program puts together for this mail."),
            "project": _("Rain gardens in five schools"),
            "news": _("It is being built."),
        }


def _problems_of_names(kind: str, said: str) -> list[str]:
    allowed = NAMES[kind]
    unknown = sorted({name for name in _NAME.findall(said) if name not in allowed})
    wrong = []
    if unknown:
        wrong.append(
            _("There is no %(unknown)s here. You can use: %(names)s.")
            % {
                "unknown": ", ".join(f"{{{{ {name} }}}}" for name in unknown),
                "names": ", ".join(f"{{{{ {name} }}}}" for name in allowed),
            }
        )
    if re.search(r"\{\{|\}\}|\{%|%\}", _NAME.sub("", said)):
        wrong.append(_("Write names like {{ plan }}: two braces, one name, two braces, and no other code."))
    return wrong


def _greeting(kind: str, language: str, values: Mapping[str, Any]) -> str:
    name = "" if kind in _OF_THINGS else str(values.get("name", "")).strip()
    with override(language if language in LANGUAGES else LANGUAGES[0]):
        return _("Hello, %(name)s:") % {"name": name} if name else _("Hello,")


def _block(block: str) -> str:
    lines = block.split("\n")
    if all(re.match(r"\s*[-•]\s", line) for line in lines):
        points = (_linked(line.strip()[1:].strip()) for line in lines)
        return f"<ul>{''.join(f'<li>{point}</li>' for point in points)}</ul>"
    return f"<p>{'<br>'.join(_linked(line.strip()) for line in lines)}</p>"


def _linked(line: str) -> str:
    """Escape a line, and make links of the addresses in it."""
    parts, end = [], 0
    for found in _ADDRESS.finditer(line):
        address = escape(found[0])
        parts += [escape(line[end : found.start()]), f'<a href="{address}">{address}</a>']
        end = found.end()
    return "".join([*parts, escape(line[end:])])

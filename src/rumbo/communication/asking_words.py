"""What a reminder says of each thing that somebody owes, in the language that is active."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from rumbo.communication.queries.reminding import Asked, Item


def when(item: Item, today: datetime.date) -> str:
    """Return by when something is due, or since when it is late: "until 15 April 2026", "6 days late"."""
    if item.has_question:
        return _("A question about it waits for your answer.")
    if item.days_late:
        words = ngettext("%(n)s day late", "%(n)s days late", item.days_late) % {"n": item.days_late}
        return _("It was due on %(day)s: %(late)s.") % {"day": date_format(item.due_on), "late": words}
    left = (item.due_on - today).days
    if not left:
        return _("It is due today.")
    words = ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left}
    return _("It is due on %(day)s: %(left)s.") % {"day": date_format(item.due_on), "left": words}


def instead_of(asked: Asked) -> str:
    """Return whose place somebody takes who is asked because others are silent; empty for who is asked first."""
    if not asked.is_escalated:
        return ""
    names = ", ".join(one.title for one in asked.instead)
    if not names:
        return _("We ask you because nobody has answered.")
    return _("We ask you because there was no answer from %(names)s.") % {"names": names}


def paragraph(asked: Asked, address: str, today: datetime.date, *, names: bool = False) -> str:
    """Return what a mail says of one thing: what, by when, why this person, and where to answer.

    ``names`` says whose it is, for mails about several organizations.
    """
    lines = [
        f"• {asked.item.title}",
        f"  {asked.item.organization.name if names else ''}",
        f"  {when(asked.item, today)}",
        f"  {instead_of(asked)}",
        f"  {address}",
    ]
    return "\n".join(line for line in lines if line.strip())


def organizations(asked: Iterable[Asked]) -> str:
    """Return the names of the organizations that things are owed by, each once."""
    return ", ".join(dict.fromkeys(one.item.organization.name for one in asked))

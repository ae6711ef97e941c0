"""What the weekly digest says to whom, in the language that is active."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rumbo.communication.addresses import page
from rumbo.communication.asking_words import when
from rumbo.monitoring.enums import MessageKind
from rumbo.monitoring.queries.assignments import title_of

if TYPE_CHECKING:
    from rumbo.communication.queries.reminding import Item
    from rumbo.communication.queries.weekly import Part, Reader
    from rumbo.plan.models import Plan

#: So many things of a section are named; the others are counted.
NAMED = 5


def body(reader: Reader, plan: Plan, today: datetime.date, list_link: str = "") -> str:
    """Return the text of a digest: a paragraph for each thing that matters. ``list_link`` is a liaison's own."""
    parts: list[str] = []
    if reader.staff is not None and reader.staff.says_something:
        parts += _staff(reader, reader.staff, plan, today)
    if reader.came:
        parts += [_section(_("What came of what you reported:"), [_message(one) for one in reader.came])]
        if reader.owes:
            parts += [_section(_("What you owe:"), [_owed(item, today) for item in reader.owes])]
        parts += [_("All of it, with your answers:") + f"\n{list_link}"] if list_link else []
    if reader.staff is not None:
        parts += [_("Another language, or no digest:") + f"\n{page('communication:own_preferences', plan.key)}"]
    return "\n\n".join(parts)


def _staff(reader: Reader, part: Part, plan: Plan, today: datetime.date) -> list[str]:
    parts = []
    if reader.axes:
        parts += [_("Your axes: %(names)s.") % {"names": ", ".join(axis.name for axis in reader.axes)}]
    periods = page("monitoring:periods", plan.key)
    if part.late:
        title = ngettext("%(n)d thing is late:", "%(n)d things are late:", len(part.late)) % {"n": len(part.late)}
        parts += [_section(title, [_late(item, today) for item in part.late], periods)]
    if part.silent:
        n = len(part.silent)
        title = ngettext("%(n)d organization is silent:", "%(n)d organizations are silent:", n) % {"n": n}
        parts += [_section(title, part.silent, periods)]
    if part.to_review:
        n = len(part.to_review)
        title = ngettext("%(n)d report to review:", "%(n)d reports to review:", n) % {"n": n}
        parts += [_section(title, part.to_review, page("monitoring:reports", plan.key))]
    if part.to_confirm:
        n = part.to_confirm
        words = ngettext("%(n)d value to confirm.", "%(n)d values to confirm.", n) % {"n": n}
        parts += [f"{words}\n{page('monitoring:confirm_values', plan.key)}"]
    parts += _whole_plan(part, plan)
    if reader.only_reads:
        parts += [_("How the whole plan stands, on one page:") + f"\n{page('desk:council', plan.key)}"]
    return parts


def _whole_plan(part: Part, plan: Plan) -> list[str]:
    parts, outbox = [], page("communication:home", plan.key)
    if part.unsure:
        n = part.unsure
        words = ngettext(
            "%(n)d mail is uncertain: look whether it arrived, and send it again if not.",
            "%(n)d mails are uncertain: look whether they arrived, and send them again if not.",
            n,
        )
        parts += [f"{words % {'n': n}}\n{outbox}"]
    if part.failed:
        n = part.failed
        words = ngettext("%(n)d mail could not be sent.", "%(n)d mails could not be sent.", n)
        parts += [f"{words % {'n': n}}\n{outbox}"]
    if part.decisions:
        n = len(part.decisions)
        title = ngettext(
            "%(n)d recommendation waits for an answer:", "%(n)d recommendations wait for an answer:", n
        ) % {"n": n}
        parts += [_section(title, part.decisions, page("monitoring:evaluations", plan.key))]
    return parts


def _section(title: str, lines: Sequence[str], link: str = "") -> str:
    left = len(lines) - NAMED
    more = [ngettext("• and %(n)d more", "• and %(n)d more", left) % {"n": left}] if left > 0 else []
    return "\n".join([title, *(f"• {line}" for line in lines[:NAMED]), *more, *([link] if link else [])])


def _late(item: Item, today: datetime.date) -> str:
    return f"{item.title} ({item.organization.name}). {when(item, today)}"


def _owed(item: Item, today: datetime.date) -> str:
    return f"{item.title}. {when(item, today)}"


def _message(message: Any) -> str:
    title = title_of(message.report.assignment)
    said = {
        MessageKind.ACCEPTED: _("“%(title)s”: your report was accepted."),
        MessageKind.QUESTION: _("“%(title)s”: there is a question for you: %(text)s"),
        MessageKind.REOPENED: _("“%(title)s”: your report was opened again: %(text)s"),
    }
    return said[MessageKind(message.kind)] % {"title": title, "text": message.text}

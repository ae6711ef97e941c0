"""The options of a form's lists, written at once: some have hundreds."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe


class Option(NamedTuple):
    """An option of a list, and the heading it stands under."""

    value: str
    label: str
    group: str = ""


def options(choices: Iterable[Option], chosen: str) -> SafeString:
    """Return the ``<option>`` elements, under headings where there are any, all texts escaped."""
    pieces = []
    for group, members in groupby(choices, key=lambda option: option.group):
        if group:
            pieces.append(f'<optgroup label="{escape(group)}">')
        for value, label, _group in members:
            mark = " selected" if value == chosen else ""
            pieces.append(f'<option value="{escape(value)}"{mark}>{escape(label)}</option>')
        if group:
            pieces.append("</optgroup>")
    return mark_safe("".join(pieces))  # noqa: S308 (every piece is escaped)


def chosen_in(ready: SafeString, chosen: str) -> SafeString:
    """Return options that were written with none chosen, with one of them chosen; the same where it is not there."""
    if not chosen:
        return ready
    value = f'value="{escape(chosen)}"'
    return mark_safe(ready.replace(f"{value}>", f"{value} selected>", 1))  # noqa: S308 (escaped)

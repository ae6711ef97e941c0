"""The priority list: titles under the names of axes, to be matched with projects and programmes later."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from rumbo.importers.draft import Source

from .build import Builder
from .reading import AxisMention, PriorityItem
from .sheet import Sheet
from .text import has_html


def read_priority(sheet: Sheet, builder: Builder) -> Iterator[PriorityItem | AxisMention]:
    """Add the entries of one file to the draft, and yield them and the axes that it names."""
    axis = sheet.mapping.axis
    for entry in sheet.entries.all:
        role = sheet.role(entry)
        title, _number, _starred = sheet.title(entry)
        source = Source(sheet.name, entry.line)
        if role == "axis":
            axis = title
            yield AxisMention(title, "priority", source)
        elif role in ("project", "program") and title:
            if has_html(title):
                builder.note(_("HTML was kept as plain text."), sheet.name, entry.line)
            row = builder.add("priority_entry", {"axis_title": axis, "title": title}, source)
            yield PriorityItem(row.key, axis, title, source)

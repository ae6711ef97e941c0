"""Rows and fields in the reader's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rumbo.importers.draft import LIFE
from rumbo.importers.schema import BY_KIND
from rumbo.importers.workbook.labels import choice_labels
from rumbo.plan.enums import Standing

#: Names of what past workshops and tables of values bring, which no sheet of the workbook holds.
_PAST: dict[str, Any] = {
    "process": gettext_lazy("Participatory processes"),
    "stage": gettext_lazy("Stages"),
    "workshop": gettext_lazy("Workshops"),
    "table": gettext_lazy("Tables"),
    "exercise": gettext_lazy("Exercises"),
    "contribution": gettext_lazy("Contributions"),
    "indicator": gettext_lazy("Indicators"),
    "observation": gettext_lazy("Values"),
}
_PAST_FIELDS: dict[str, Any] = {
    "score": gettext_lazy("Importance"),
    "date": gettext_lazy("Date"),
    "title": gettext_lazy("Title"),
    "text": gettext_lazy("Text"),
    "format": gettext_lazy("format"),
    "area": gettext_lazy("area"),
    "categories": gettext_lazy("categories"),
}


def kind_label(kind: str) -> str:
    """Return the name of a kind of row, in the plural: "Projects"."""
    return str(BY_KIND[kind].label if kind in BY_KIND else _PAST.get(kind, kind))


def field_label(kind: str, code: str) -> str:
    """Return the name of a field of a kind of row."""
    if kind in _PAST:
        return str(_PAST_FIELDS.get(code, code))
    if code == "standing":
        return _("Counterpart")
    if code == "score":
        return _("Likeness")
    try:
        return str(BY_KIND[kind].column(code).label)
    except KeyError:
        return code


def shown_changes(kind: str, before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return label and texts before and after of each field of ``after``, in the order of the table."""
    order = [column.code for column in BY_KIND[kind].columns] if kind in BY_KIND else []
    codes = sorted(after, key=lambda code: order.index(code) if code in order else len(order))
    return [
        (field_label(kind, code), shown_value(kind, code, before.get(code)), shown_value(kind, code, after[code]))
        for code in codes
    ]


def shown_value(kind: str, code: str, value: Any) -> str:
    """Return a value as people read it: choices by label, yes or no, lists with semicolons."""
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return "; ".join(str(item) for item in value)
    if code == "standing":
        return str(dict(Standing.choices).get(value, value))
    column = next((one for one in BY_KIND[kind].columns if one.code == code), None) if kind in BY_KIND else None
    if column is not None and column.type == "money":
        return f"${Decimal(str(value)):,.2f}"
    if column is not None and column.type == "date":
        return date_format(date.fromisoformat(str(value)))
    if column is not None and column.type == "choice":
        return str(choice_labels(column.choices).get(value, value))
    return str(value)


def row_title(kind: str, fields: Mapping[str, Any], title_of: Callable[[str, str], str]) -> str:
    """Return the title of a row; of a responsibility or a link to an antecedent, what it joins.

    ``title_of`` gives the title of an element by kind and key.
    """
    if kind in LIFE:
        whole = next((title_of(code, str(fields[code])) for code in ("project", "study") if fields.get(code)), "")
        return " · ".join(text for text in (whole, str(fields.get("title") or "")) if text)
    if kind not in ("responsibility", "antecedent_link"):
        return str(fields.get("title") or "")
    codes = ("strategy", "project", "action", "goal", "objective", "theme", "axis")
    element = next((title_of(code, str(fields[code])) for code in codes if fields.get(code)), "")
    if kind == "responsibility":
        role = shown_value(kind, "role", fields.get("role"))
        return f"{title_of('organization', str(fields.get('organization') or ''))} · {role} · {element}"
    return f"{title_of('antecedent', str(fields.get('antecedent') or ''))} · {element}"

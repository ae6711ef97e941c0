"""The control for the flows of an appraisal: a table of years, or lines pasted from a sheet."""

from __future__ import annotations

import json
import re
from itertools import zip_longest
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rumbo.core.errors import Refused
from rumbo.core.money import read_amount
from rumbo.portfolio.models.appraisal import FLOW_LABELS, FLOWS, MOST_YEARS

#: Empty years offered below those that are there, and the fewest that are offered.
SPARE, FEWEST = 2, 6
_YEAR = re.compile(r"(?:19|20|21)\d\d")


class FlowsWidget(forms.Widget):
    """A row a year with investment, operation and benefits; below it a text field that takes a block of a sheet."""

    template_name = "desk/_flows.html"
    use_fieldset = True
    #: The year of the first row, where it is known; the page counts on from it.
    first_year: int | None = None

    class Media:
        js = ("rumbo/flujos.js",)

    def value_from_datadict(self, data: Any, _files: Any, name: str) -> dict[str, Any]:
        """Return what was typed: rows of texts, and the pasted lines. A JSON text stands for all rows."""
        pasted = data.get(f"{name}-pasted", "")
        if whole := data.get(name):
            return {"rows": _rows_of(whole), "pasted": pasted}
        columns = [_list(data, f"{name}-{flow}") for flow in FLOWS]
        return {"rows": [list(row) for row in zip_longest(*columns, fillvalue="")], "pasted": pasted}

    def value_omitted_from_data(self, data: Any, _files: Any, name: str) -> bool:
        """Say whether the form did not have the control."""
        return name not in data and f"{name}-investment" not in data and f"{name}-pasted" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template needs: the rows with their labels, and empty ones below them."""
        context = super().get_context(name, value, attrs)
        given: dict[str, Any] = value if isinstance(value, dict) else {"rows": value or [], "pasted": ""}
        rows = _without_empty_end(given["rows"])
        spare = max(SPARE, FEWEST - len(rows))
        rows += [[""] * len(FLOWS) for _ in range(min(spare, MOST_YEARS - len(rows)))]
        context["widget"] |= {
            "rows": [
                (place, self._label(place), list(zip(FLOWS, row, strict=True))) for place, row in enumerate(rows)
            ],
            "pasted": given["pasted"],
            "labels": FLOW_LABELS,
            "most": MOST_YEARS,
        }
        return context

    def _label(self, place: int) -> str:
        return str(self.first_year + place) if self.first_year else _("Year %(n)d") % {"n": place}


class FlowsField(forms.Field):
    """Takes rows of amounts as they were typed; the model reads them and says what is wrong with which."""

    widget = FlowsWidget
    default_error_messages = {
        "required": gettext_lazy("Write the flows of at least one year: what it costs and what it gives."),
    }

    def clean(self, value: Any) -> list[list[str]]:
        """Return the rows until the last that has something; an empty cell is nothing."""
        pasted = value["pasted"].strip("\r\n")
        rows = _read_block(pasted) if pasted.strip() else _without_empty_end(value["rows"])
        if not rows:
            raise ValidationError(self.error_messages["required"], "required")
        return [[_kept(cell) for cell in row] for row in rows]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Say whether something else was typed than what there was."""
        rows = data.get("rows") if isinstance(data, dict) else data
        return bool(_without_empty_end(initial or []) != _without_empty_end(rows or []))


def _rows_of(text: str) -> list[list[str]]:
    """Return the rows of a JSON text; none where it is none."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        return []
    if not isinstance(rows, list):
        return []
    return [[str(cell) for cell in row] for row in rows if isinstance(row, list) and len(row) == len(FLOWS)]


def _kept(cell: str) -> str:
    """Return an amount as it is kept; what is none as it was typed, for the model to say so."""
    try:
        return f"{read_amount(cell):.2f}"
    except Refused:
        return cell


def _list(data: Any, name: str) -> list[str]:
    found = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
    return [str(one) for one in found]


def _without_empty_end(rows: list[Any]) -> list[list[str]]:
    kept = [[str(cell) for cell in row] for row in rows]
    while kept and not any(cell.strip() for cell in kept[-1]):
        kept.pop()
    return kept


def _read_block(text: str) -> list[list[str]]:
    """Return the rows of a block pasted from a sheet: three amounts a line, with the year before them or without.

    Raises:
        ValidationError: a line has more or fewer; the sentence names the line.
    """
    rows = []
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        cells = [cell.strip() for cell in re.split(r"\t|;|\s\|\s|\s{2,}", line.strip(" "))]
        if len(cells) == len(FLOWS) + 1 and (_YEAR.fullmatch(cells[0]) or number == 1):
            cells = cells[1:]
        if number == 1 and cells and not any(any(c.isdigit() for c in cell) for cell in cells) and any(cells):
            continue  # the heads of the columns
        if not any(cells):
            cells = [""] * len(FLOWS)
        if len(cells) != len(FLOWS):
            message = _(
                "Line %(line)d of what was pasted has %(count)d columns: three are needed, investment, operation and "
                "benefits; the year may stand before them."
            )
            raise ValidationError(message % {"line": number, "count": len(cells)})
        rows.append(cells)
    return _without_empty_end(rows)

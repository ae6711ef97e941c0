"""The minutes as people read them: words put to the record, and the PDF.

Typst sets the PDF from a template of ours and the record as data. What people wrote never becomes markup: it is read
as JSON, where a text is a text. Nothing is fetched; the fonts are those that Typst brings.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from rumbo.accounts.enums import Sector
from rumbo.core.pdf import typeset
from rumbo.participation.enums import ContributionKind, ExerciseType, Origin

TEMPLATE = Path(__file__).parent / "typst" / "acta.typ"
Shown = dict[str, Any]


def shown(record: Mapping[str, Any], *, signed: tuple[str, datetime] | None = None, public: bool = False) -> Shown:
    """Return a record with words in the reader's language: what both the page and the PDF show.

    ``signed`` is who signed it off, and when; without, it is a draft. ``public`` says that it is without people.
    """
    return {
        "lang": (get_language() or "es")[:2],
        "title": _("Minutes of the table"),
        "table": record["table"],
        "plan": record["plan"],
        "facts": [[label, value] for label, value in _facts(record) if value],
        "attendance": _("Attendance"),
        "attendance_line": _attendance_line(record, public=public),
        "people_head": [_("No."), _("Name"), _("Organization"), _("Sector"), _("Municipality"), _("Came")],
        "people": [_person(person) for person in record["people"]],
        "sectors": [[_sector(row["sector"]), _told(row["people"])] for row in record.get("sectors", [])],
        "organizations_label": _("Organizations"),
        "organizations": record.get("organizations", []),
        "agenda_label": _("Agenda"),
        "agenda": [[f"{row['number']}.", row["title"], _type(row["type"])] for row in record["agenda"]],
        "said_label": _("What was said"),
        "said": [_said(part) for part in record["said"]],
        "results_label": _("Results"),
        "results": [_results(part) for part in record["results"]],
        "agreements_label": _("Agreements"),
        "agreements": record["agreements"],
        "no_agreements": _("None were recorded."),
        "remarks_label": _("Remarks"),
        "remarks": record["remarks"],
        "signers": [] if public else _signers(record),
        "signature": _signature(signed, public=public),
        "draft": "" if signed else _("Draft"),
        "page": _("Page"),
        "nothing": _("Nothing yet."),
    }


def pdf(words: Shown) -> bytes:
    """Return the minutes as PDF, from what `shown` returned."""
    return typeset(TEMPLATE, words)


def _facts(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    day = date_format(date.fromisoformat(record["date"]), "DATE_FORMAT") if record["date"] else ""
    return [
        (_("Process"), record["process"]),
        (_("Stage"), record["stage"]),
        (_("Workshop"), record["workshop"]),
        (_("Axis"), record["axis"]),
        (_("Date"), " · ".join(part for part in (day, record["starts_at"]) if part)),
        (_("Place"), record["place"]),
        (_("Facilitator"), record["facilitator"]),
        (_("Technical secretary"), record["secretary"]),
    ]


def _attendance_line(record: Mapping[str, Any], *, public: bool) -> str:
    total = record.get("total") if public else len(record["people"])
    if total is None:
        return _("Fewer than five people came; no numbers are told, so that nobody is given away.")
    return ngettext("%(n)d person came.", "%(n)d people came.", total) % {"n": total}


def _person(person: Mapping[str, Any]) -> list[str]:
    origins = dict(Origin.choices)
    return [
        str(person["number"]),
        person["name"] or _("(no name given)"),
        person["organization"],
        _sector(person["sector"]) if person["sector"] else "",
        person["territory"],
        str(origins.get(person["origin"], "")),
    ]


def _said(part: Mapping[str, Any]) -> Shown:
    return {
        "title": f"{part['number']}. {part['title']}",
        "items": [
            {
                "text": item["text"],
                "note": " · ".join(_notes(item)),
                "members": [member["text"] for member in item["members"]],
            }
            for item in part["items"]
        ],
    }


def _notes(item: Mapping[str, Any]) -> list[str]:
    notes = [str(dict(ContributionKind.choices).get(item["kind"], item["kind"]))]
    if item["people"]:
        notes.append(ngettext("%(n)d person", "%(n)d people", item["people"]) % {"n": item["people"]})
    if item["cause_of"]:
        notes.append(_("cause of “%(text)s”") % {"text": item["cause_of"]})
    return notes


def _results(part: Mapping[str, Any]) -> Shown:
    people = ngettext("%(n)d person answered.", "%(n)d people answered.", part["people"]) % {"n": part["people"]}
    if part["type"] == ExerciseType.IMPORTANCE:
        agree = ""
        if part["w"] is not None:
            agree = _("They agree on the order: %(w)s of 1 (Kendall's W).") % {"w": number_format(part["w"], 2)}
        head = [_("Place"), _("What"), _("People"), _("Mean")]
        rows = [
            [str(row["place"] or "–"), row["text"], _told(row["people"]), _mean(row["mean"])] for row in part["rows"]
        ]
    else:
        agree = ""
        head = [_("Statement"), _("Agree"), _("Disagree"), _("Pass")]
        rows = [
            [row["text"], *(_told(row[name]) for name in ("agree", "disagree", "passed"))] for row in part["rows"]
        ]
    return {
        "title": f"{part['number']}. {part['title']}",
        "line": " ".join(line for line in (people, agree) if line),
        "head": head,
        "rows": rows,
        "wide": 1 if part["type"] == ExerciseType.IMPORTANCE else 0,
    }


def _signature(signed: tuple[str, datetime] | None, *, public: bool) -> str:
    if signed is None:
        return _("Not signed off yet: it can still change.")
    who, at = signed
    day = date_format(localtime(at), "DATE_FORMAT")
    if public or not who:
        return _("Signed off on %(day)s. Names of people are left out of what is published.") % {"day": day}
    return _("Signed off by %(who)s on %(day)s.") % {"who": who, "day": day}


def _signers(record: Mapping[str, Any]) -> list[list[str]]:
    """Return whose names stand under the lines for signing by hand."""
    named = [(record["facilitator"], _("Facilitator")), (record["secretary"], _("Technical secretary"))]
    return [[name, role] for name, role in named if name]


def _sector(code: str) -> str:
    return str(dict(Sector.choices).get(code, "")) or _("Did not say")


def _type(code: str) -> str:
    return str(dict(ExerciseType.choices).get(code, code))


def _told(number: int | None) -> str:
    return _("not told") if number is None else str(number)


def _mean(mean: float | None) -> str:
    return "–" if mean is None else number_format(mean, 2)

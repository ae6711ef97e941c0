"""Paper forms for a workshop: two pages a project, to be filled in by hand and typed in later.

What is known already is printed small above the lines. A form of no project is blank. Both sides of one sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from rumbo.core.pdf import typeset
from rumbo.core.search.words import plain
from rumbo.core.templatetags.rumbo import pesos, thousands
from rumbo.portfolio.enums import FundingSource, Responsible
from rumbo.portfolio.prints.words import Words, cut, day, language, qr

if TYPE_CHECKING:
    from rumbo.plan.models import Plan
    from rumbo.portfolio.queries.print_sheets import PrintSheet

TEMPLATE = Path(__file__).parent / "typst" / "forms.typ"
#: Pages of a form.
PAGES = 2
#: Longest of what is known already, in characters, and most rows of a table that are.
KNOWN, SHORT, ROWS = 300, 70, 3


def form_of(read: PrintSheet | None, *, address: str) -> Words:
    """Return the form of a project, or a blank one; ``address`` is where it is typed in."""
    known = _known(read) if read is not None else {}
    project = read.project if read is not None else None
    theme = project.program.theme if project is not None else None
    return {
        "number": project.number if project is not None else "",
        "name": cut(project.name, 150) if project is not None else "",
        "above": cut(f"{theme.axis.name} › {project.program.name}", 110) if project is not None and theme else "",
        "code": (project.number or project.key) if project is not None else "",
        "address": address,
        "qr": qr(address),
        "front": [[label, hint, known.get(name, ""), lines] for name, label, hint, lines in _questions()],
        "figures": [[label, known.get(name, "")] for name, label in _figures()],
        "back": [
            {
                "title": title,
                "head": head,
                "widths": widths,
                "rows": _rows(known.get(name, [])),
                "blank": n,
            }
            for name, title, head, widths, n in _tables()
        ],
    }


def words_of(plan: Plan, forms: Sequence[Words]) -> Words:
    """Return what the file shows, in the reader's language."""
    return {
        "lang": language(),
        "plan": plan.name,
        "title": _("Form for the profile of a project"),
        "number_label": _("No."),
        "name_label": _("Name of the project"),
        "above_label": _("Axis and programme"),
        "known_label": _("Known so far:"),
        "code_label": _("To type it in, search on the desk for"),
        "blank_code_label": _("To type it in, make a new project on the desk"),
        "side": [_("Side 1 of 2"), _("Side 2 of 2")],
        "foot": [_("Workshop or table"), _("Who filled it in"), _("Date"), _("Typed in by")],
        "notes_label": _("Anything else"),
        "forms": list(forms),
    }


def pdf(words: Words) -> bytes:
    """Return the forms, from what `words_of` returned."""
    return typeset(TEMPLATE, words)


def _questions() -> list[tuple[str, str, str, int]]:
    """Return the open questions: name, label, hint, and how many lines they get of the page's room."""
    return [
        ("problem", _("Problem it answers"), _("What is wrong today, where, and for how many?"), 4),
        ("population", _("Whom it serves"), _("Who are they, and where do they live?"), 2),
        ("text", _("Description"), _("What will be done, and how?"), 5),
        ("results", _("Expected results"), _("What will be different when it is done? How will it be seen?"), 3),
        ("sustainability", _("How it will be kept up"), _("Who pays and looks after it in later years?"), 2),
        ("served", _("Objectives and goals it serves"), _("Copy them from the plan, or their numbers."), 2),
        ("where", _("Where"), _("Municipality, neighbourhood, streets. A sketch may go on another sheet."), 2),
    ]


def _figures() -> list[tuple[str, str]]:
    return [
        ("beneficiaries", _("People who benefit")),
        ("starts", _("Begins (day / month / year)")),
        ("ends", _("Ends (day / month / year)")),
        ("cost", _("Cost in pesos")),
    ]


def _tables() -> list[tuple[str, str, list[str], list[str], int]]:
    sources = ", ".join(str(source.label).lower() for source in FundingSource)
    return [
        ("components", _("Components"), [_("Parts it is made of")], ["1fr"], 2),
        ("answers", _("Who answers"), [_("Organization"), _("Role")], ["1.6fr", "1fr"], 4),
        ("costs", _("What it costs"), [_("What it pays"), _("Year"), _("Amount")], ["2fr", "0.6fr", "1fr"], 3),
        (
            "money",
            _("Where the money could come from (%(sources)s)") % {"sources": sources},
            [_("Source and fund"), _("Year"), _("Amount")],
            ["2fr", "0.6fr", "1fr"],
            3,
        ),
        ("steps", _("Milestones"), [_("Step"), _("Begins"), _("Ends")], ["2fr", "0.8fr", "0.8fr"], 4),
        (
            "risks",
            _("Risks, permits and land"),
            [_("What could stop it"), _("What would be done about it")],
            ["1fr", "1fr"],
            3,
        ),
    ]


def _rows(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[cut(cell, SHORT) for cell in row] for row in rows[:ROWS]]


def _known(read: PrintSheet) -> dict[str, Any]:
    """Return what is known of a project: texts and rows by the names of the questions."""
    parts, profile = read.parts, read.parts.profile
    body = (profile.body if profile else "") or read.project.body
    served = [*profile.objectives.all(), *profile.goals.all()] if profile else []
    roles = {Responsible.ACCOUNTABLE, Responsible.RESPONSIBLE}
    texts = {
        "text": plain(body),
        "served": "; ".join(one.name for one in served),
        "where": ", ".join(place.name for place in (*read.territories, *read.locations)),
    }
    for name in ("problem", "population", "results", "sustainability"):
        texts[name] = getattr(profile, name) if profile else ""
    return {name: cut(text, KNOWN) for name, text in texts.items()} | {
        "beneficiaries": thousands(profile.beneficiaries) if profile and profile.beneficiaries else "",
        "starts": day(profile.starts_on, "SHORT_DATE_FORMAT") if profile else "",
        "ends": day(profile.ends_on, "SHORT_DATE_FORMAT") if profile else "",
        "cost": pesos(parts.money.cost) if parts.money.cost else "",
        "components": [[one.name] for one in read.components],
        "answers": [[r.organization.name, str(r.get_role_display())] for r in read.responsible if r.role in roles],
        "costs": [[one.name, str(one.year), pesos(one.amount)] for one in parts.money.estimates],
        "money": [
            [f"{one.get_source_display()}: {one.name}", str(one.year), pesos(one.amount)]
            for one in parts.money.fundings
        ],
        "steps": _steps(read),
        "risks": [[risk.name, plain(risk.body)] for risk in parts.risks],
    }


def _steps(read: PrintSheet) -> list[list[str]]:
    rows = read.schedule.rows if read.schedule is not None else ()
    form = "SHORT_DATE_FORMAT"
    return [[row.name, day(row.span.begin, form), day(row.span.end, form)] for row in rows]

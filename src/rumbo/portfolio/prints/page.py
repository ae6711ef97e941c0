"""The profile of a project as one page of PDF, with a code that leads to its page.

Typst sets it from a template of ours and the texts as data. What people wrote never becomes markup: it is read as
JSON, where a text is a text. Nothing is fetched; the fonts are those that Typst brings. Long texts are cut.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rumbo.core.pdf import typeset
from rumbo.core.search.words import plain
from rumbo.core.templatetags.rumbo import pesos, thousands
from rumbo.portfolio.enums import Responsible
from rumbo.portfolio.prints.words import Words, cut, language, qr
from rumbo.portfolio.queries.stages import way

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rumbo.portfolio.models import Project, Responsibility
    from rumbo.portfolio.queries.project_parts import ProjectParts

TEMPLATE = Path(__file__).parent / "typst" / "profile.typ"
#: Longest texts on the page, in characters, and most lines of a list.
LIMITS = {"title": 160, "problem": 480, "population": 260, "text": 620, "results": 420, "sustainability": 280}
LINE, LINES = 90, 4
#: What taking marks out leaves before punctuation.
_SPACE = re.compile(r" (?=[.,;:)])")
Side = tuple[str, list[tuple[str, str]]]


def words_of(
    project: Project, parts: ProjectParts, responsible: Iterable[Responsibility], *, plan: str, address: str
) -> Words:
    """Return what the page shows, in the reader's language; ``address`` is that of the project's page."""
    theme = project.program.theme
    above = (plan, theme.axis.name, project.program.name)
    number = f"{project.number} · " if project.number else ""
    return {
        "lang": language(),
        "title": cut(f"{number}{project.name}", LIMITS["title"]),
        "above": cut(" › ".join(above), 220),
        "state": "" if project.is_current else str(project.get_state_display()),
        "way": [[step.label, step.tone] for step in way(project.stage)],
        "suspended": _("Suspended") if project.suspended else "",
        "texts": _texts(project, parts.profile),
        "side": [
            {"title": title, "rows": [(cut(left, LINE), right) for left, right in rows[: LINES + 3]]}
            for title, rows in _side(project, parts, responsible)
            if rows
        ],
        "nothing": _("Its profile has not been written yet."),
        "whole": _("All of it, with its sources and its changes, on its page:"),
        "address": address,
        "made": _("As of %(day)s") % {"day": date_format(timezone.localdate(), "DATE_FORMAT")},
        "qr": qr(address),
    }


def pdf(words: Words) -> bytes:
    """Return the page, from what `words_of` returned."""
    return typeset(TEMPLATE, words)


def _texts(project: Project, profile: Any) -> list[tuple[str, str]]:
    body = (profile.body if profile else "") or project.body
    texts = [("text", _("Description"), _SPACE.sub("", plain(body)))]
    if profile:
        texts = [
            ("problem", _("Problem it answers"), profile.problem),
            ("population", _("Whom it serves"), profile.population),
            *texts,
            ("results", _("Expected results"), profile.results),
            ("sustainability", _("How it will be kept up"), profile.sustainability),
        ]
    return [(label, cut(text, LIMITS[name])) for name, label, text in texts if text.strip()]


def _side(project: Project, parts: ProjectParts, responsible: Iterable[Responsibility]) -> list[Side]:
    return [
        (_("Data"), _facts(project, parts, responsible)),
        (_("What it serves in the plan"), _served(parts.profile)),
        (_("Can it be done?"), [(s.row.get_kind_display(), _verdict(s)) for s in parts.studies]),
        (_("Money"), [(source, pesos(total)) for source, _amounts, total in parts.money.rows]),
        (_("Risks"), [(risk.name, f"{risk.weight}/9") for risk in parts.risks[:LINES]]),
    ]


def _facts(project: Project, parts: ProjectParts, responsible: Iterable[Responsibility]) -> list[tuple[str, str]]:
    profile, money = parts.profile, parts.money
    days = (profile.starts_on, profile.ends_on) if profile else ()
    accountable = [row.organization.name for row in responsible if row.role == Responsible.ACCOUNTABLE]
    facts = [
        (_("Stage"), str(project.get_stage_display())),
        (_("Dates"), " – ".join(date_format(day, "SHORT_DATE_FORMAT") for day in days if day)),
        (_("People who benefit"), thousands(profile.beneficiaries) if profile and profile.beneficiaries else ""),
        (_("Cost"), pesos(money.cost) if money.cost else ""),
        (_("Authorised"), f"{money.share} %" if money.share is not None else ""),
    ]
    who = [(_("Accountable: %(name)s") % {"name": name}, "") for name in accountable]
    return [(label, value) for label, value in facts if value] + who


def _served(profile: Any) -> list[tuple[str, str]]:
    if not profile:
        return []
    served: Sequence[Any] = [*profile.objectives.all(), *profile.goals.all()]
    return [(one.name, "") for one in served[:LINES]]


def _verdict(study: Any) -> str:
    return _("Expired") if study.expired else str(study.row.get_verdict_display())

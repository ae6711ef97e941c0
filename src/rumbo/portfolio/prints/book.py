"""The portfolio as one PDF: cover, how to read it, contents, a profile a project, and indexes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rumbo.core.ordering import natural_key, text_key
from rumbo.core.pdf import typeset
from rumbo.core.templatetags.rumbo import pesos, thousands
from rumbo.portfolio.enums import Responsible, Stage
from rumbo.portfolio.prints import page, sheet
from rumbo.portfolio.prints.words import Words, cut, language, qr, status

if TYPE_CHECKING:
    from rumbo.plan.models import Edition, Plan
    from rumbo.portfolio.queries.print_sheets import PrintSheet

TEMPLATE = Path(__file__).parent / "typst" / "book.typ"
#: Longest title in the contents and in the index by number.
ENTRY, SHORT = 110, 46
#: Widest photo of a whole profile, in pixels: many profiles are in the file.
PHOTO = 700


@dataclass(slots=True)
class Book:
    """Takes the sheets of projects one after the other, in the order of the tree, and becomes words.

    ``address_of`` gives the address of a project's page; ``which`` are the filters in words; ``full`` sets whole
    profiles instead of one page each.
    """

    plan: Plan
    address_of: Callable[[Any], str]
    site: str
    which: Sequence[str] = ()
    edition: Edition | None = None
    full: bool = False
    axes: list[Words] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    _places: dict[str, list[str]] = field(default_factory=dict)
    _organizations: dict[str, list[str]] = field(default_factory=dict)
    _numbers: list[tuple[str, list[str]]] = field(default_factory=list)
    _stages: dict[str, int] = field(default_factory=dict)
    _cost: Decimal = Decimal(0)
    _sure: Decimal = Decimal(0)

    def add(self, read: PrintSheet) -> None:
        """Take the sheet of a project."""
        project = read.project
        anchor = f"project-{project.pk}"
        shown = self._profile(read) | {"anchor": anchor, "running": cut(str(project), 80)}
        shown["running_above"] = cut(f"{project.program.theme.axis.name} › {project.program.name}", 100)
        entry = {"anchor": anchor, "number": project.number, "name": cut(project.name, ENTRY), "profile": shown}
        self._program(project)["projects"].append(entry)
        self._numbers.append((natural_key(project.number), [project.number, cut(project.name, SHORT), anchor]))
        for territory in read.territories:
            self._places.setdefault(territory.name, []).append(anchor)
        for name in {row.organization.name for row in read.responsible if row.role in _ANSWERS}:
            self._organizations.setdefault(name, []).append(anchor)
        self._stages[project.stage] = self._stages.get(project.stage, 0) + 1
        self._cost += read.parts.money.cost
        self._sure += read.parts.money.sure

    def words(self) -> Words:
        """Return what the file shows, in the reader's language."""
        count = len(self._numbers)
        return {
            "lang": language(),
            "plan": self.plan.name,
            "title": _("Portfolio of projects"),
            "horizon": f"{self.plan.start_year}–{self.plan.end_year}",
            "count": ngettext("%(n)s project", "%(n)s projects", count) % {"n": thousands(count)},
            "which_label": _("Only these"),
            "which": list(self.which),
            "made": sheet.made_line(self.plan, self.edition),
            "qr": qr(self.site),
            "address": self.site,
            "figures": self._figures(),
            "reading_label": _("How to read this"),
            "reading": _reading(full=self.full),
            "legend_label": _("What the marks mean"),
            "legend": _legend() if self.full else [],
            "stages_label": _("How far they are"),
            "stages": [[str(stage.label), self._stages.get(stage, 0)] for stage in Stage],
            "contents_label": _("Contents"),
            "page_label": _("Page"),
            "full": self.full,
            "axes": self.axes,
            "indexes": self._indexes(),
        }

    def _profile(self, read: PrintSheet) -> Words:
        project, address = read.project, self.address_of(read.project)
        if not self.full:
            return page.words_of(project, read.parts, read.responsible, plan=self.plan.name, address=address)
        shown = sheet.words_of(read, self.plan, address=address, photo=PHOTO)
        self.pictures |= shown.pop("pictures")
        return shown

    def _program(self, project: Any) -> Words:
        """Return the programme of a project among the contents; it stands after the one before."""
        axis, program = project.program.theme.axis, project.program
        if not self.axes or self.axes[-1]["pk"] != axis.pk:
            self.axes.append({"pk": axis.pk, "anchor": f"axis-{axis.pk}", "name": axis.name, "programs": []})
        programs: list[Words] = self.axes[-1]["programs"]
        if not programs or programs[-1]["pk"] != program.pk:
            programs.append({"pk": program.pk, "name": program.name, "projects": []})
        return programs[-1]

    def _figures(self) -> list[list[str]]:
        figures = [
            (_("Projects"), thousands(len(self._numbers))),
            (_("Cost"), pesos(self._cost) if self._cost else ""),
            (_("Authorised"), pesos(self._sure) if self._sure else ""),
        ]
        return [[label, value] for label, value in figures if value]

    def _indexes(self) -> Words:
        numbers = [entry for _key, entry in sorted(self._numbers, key=lambda pair: pair[0]) if entry[0]]
        return {
            "number_label": _("Index by number"),
            "numbers": numbers,
            "place_label": _("Index by territory"),
            "places": _sorted(self._places.items()),
            "organization_label": _("Index by organization that answers"),
            "organizations": _sorted(self._organizations.items()),
        }


_ANSWERS = {Responsible.ACCOUNTABLE, Responsible.RESPONSIBLE}


def pdf(words: Words, pictures: dict[str, bytes] | None = None) -> bytes:
    """Return the file, from what `Book.words` returned."""
    return typeset(TEMPLATE, words, pictures)


def _sorted(items: Iterable[tuple[str, list[str]]]) -> list[list[Any]]:
    return [[name, anchors] for name, anchors in sorted(items, key=lambda item: text_key(item[0]))]


def _reading(*, full: bool) -> list[str]:
    first = (
        _("Each project has its whole profile: what it is for, what it costs, when, who answers, and its risks.")
        if full
        else _("Each project has one page: on the left what it is for, on the right its figures and who answers.")
    )
    return [
        first,
        _("Projects stand in the order of the plan: by axis, then by programme, then by number."),
        _("The indexes at the end find a project by its number, its territory or who answers for it."),
        _("The code of each project leads to its page, with sources, history and whatever changed since."),
        _("Amounts are in pesos at the prices that each profile names."),
    ]


def _legend() -> list[Any]:
    return [
        [status("ok", _("Feasible")), _("A study says that it can be done, or a permit was granted.")],
        [status("risk", _("With conditions")), _("It can be done if something else is done first.")],
        [status("off", _("Not feasible")), _("It cannot be done as it stands, or it is overdue.")],
        [status("mute", _("Not yet known")), _("Nobody has said yet.")],
        [status("done", _("Concluded")), _("It is over and done.")],
        [status("go", _("Under way")), _("It is being worked on.")],
    ]

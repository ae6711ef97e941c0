"""Reading the filters of the list of projects from the address, forgivingly: what is wrong is left out and said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from rumbo.accounts.queries.organizations import all_organizations
from rumbo.core.models import State
from rumbo.core.queries.search import Query, read_query
from rumbo.core.web.choices import Option, options
from rumbo.places.queries.territories import all_territories
from rumbo.plan.enums import Term
from rumbo.plan.queries.choices import Choice, axis_choices, theme_choices
from rumbo.portfolio.enums import Stage
from rumbo.portfolio.queries.projects import (
    ORDERS,
    ProjectFilter,
    organizations_with_projects,
    program_choice,
    program_choices,
    territories_with_projects,
)

if TYPE_CHECKING:
    from django.http import QueryDict

    from rumbo.plan.models import Plan

YES, NO, ALL, SUSPENDED = "yes", "no", "all", "suspended"
#: What goes with a filter when it is taken off: a theme stands under its axis.
BELOW = {"axis": ("theme", "program"), "theme": ("program",)}
#: The order of the list without another.
FIRST_ORDER = "number"


@dataclass(frozen=True, slots=True)
class Select:
    """A list of the form: ``options`` are ready to show."""

    name: str
    label: str
    first: str
    options: SafeString
    disabled: bool = False


@dataclass(slots=True)
class ProjectFilters:
    """The filters as understood: for the query, for the form, as chips, and as the address that keeps them."""

    wanted: ProjectFilter
    values: dict[str, str]
    selects: list[Select]
    chips: list[tuple[str, str]]
    notes: list[str]
    order: str = FIRST_ORDER
    query: Query | None = None

    @property
    def address(self) -> str:
        """The filters and the order as the end of an address, empty without any."""
        return address(self.values)


def address(values: dict[str, str], **changes: str) -> str:
    """Return values, with some changed (empty: left out), as ``?name=value&…``."""
    kept = {name: value for name, value in (values | changes).items() if value}
    return f"?{urlencode(kept)}" if kept else "?"


def read_filters(data: QueryDict, plan: Plan) -> ProjectFilters:
    """Return the filters that an address asks for."""
    return _Reader(data, plan).read()


@dataclass(slots=True)
class _Reader:
    data: QueryDict
    plan: Plan
    values: dict[str, str] = field(default_factory=dict)
    found: dict[str, Any] = field(default_factory=dict)
    selects: list[Select] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def read(self) -> ProjectFilters:
        """Read all filters, in the order of the form."""
        self._tree()
        self._places()
        self._simple()
        query = self._text()
        order = self._order()
        return ProjectFilters(
            wanted=ProjectFilter(**self.found),
            values=self.values,
            selects=self.selects,
            chips=self._chips(),
            notes=self.notes,
            order=order,
            query=query,
        )

    def _typed(self, name: str) -> str:
        return self.data.get(name, "").replace("\0", "").strip()

    def _tree(self) -> None:
        """Read axis, theme and programme: each narrows the next, and a lower one chooses what is above it."""
        axes, themes = axis_choices(self.plan), theme_choices(self.plan)
        program = self._program(themes)
        theme = self._chosen("theme", _("Theme"), themes)
        if theme is None and program is not None and not self._typed("theme"):
            theme = next((one for one in themes if one.pk == program.parent), None)
        axis = self._chosen("axis", _("Axis"), axes)
        if axis is None and theme is not None and not self._typed("axis"):
            axis = next((one for one in axes if one.pk == theme.parent), None)
        if self._typed("theme"):
            theme = self._under(theme, axis, _("Theme"))
        elif theme is not None and axis is not None and theme.parent != axis.pk:
            self._leave_out(program, axis, _("Program"))
            program = theme = None
        program = self._under(program, theme, _("Program"))
        for name, label, choice in (
            ("axis", _("Axis"), axis),
            ("theme", _("Theme"), theme),
            ("program", _("Program"), program),
        ):
            self._keep(name, label, choice)
        self._tree_selects(axes, themes, axis, theme)

    def _program(self, themes: list[Choice]) -> Choice | None:
        typed = self._typed("program")
        program = program_choice(self.plan, typed) if typed else None
        if typed and program is None:
            self._unknown(_("Program"), typed)
        return program

    def _under(self, choice: Choice | None, above: Choice | None, label: str) -> Choice | None:
        if choice is None or above is None or choice.parent == above.pk:
            return choice
        self._leave_out(choice, above, label)
        return None

    def _leave_out(self, choice: Choice | None, above: Choice, label: str) -> None:
        message = _("“%(name)s” is not in “%(above)s”: the filter “%(label)s” was left out.")
        self.notes.append(message % {"name": choice.name if choice else "", "above": above.name, "label": label})

    def _tree_selects(
        self, axes: list[Choice], themes: list[Choice], axis: Choice | None, theme: Choice | None
    ) -> None:
        self._select("axis", _("Axis"), _("All axes"), (Option(one.key, one.name) for one in axes))
        names = {one.pk: one.name for one in axes}
        shown = [one for one in themes if axis is None or one.parent == axis.pk]
        group = names if axis is None else {}
        below = (Option(one.key, one.name, group.get(one.parent or 0, "")) for one in shown)
        self._select("theme", _("Theme"), _("All themes"), below)
        if axis is None and theme is None:
            self._select("program", _("Program"), _("Choose an axis first"), (), disabled=True)
            return
        programs = program_choices(self.plan, axis=axis.pk if axis else None, theme=theme.pk if theme else None)
        theme_names = {} if theme else {one.pk: one.name for one in themes}
        listed = (Option(one.key, one.name, theme_names.get(one.parent or 0, "")) for one in programs)
        self._select("program", _("Program"), _("All programs"), listed)

    def _places(self) -> None:
        for name, label, first, rows in (
            (
                "territory",
                _("Territory"),
                _("All territories"),
                territories_with_projects(self.plan, all_territories()).values_list("pk", "key", "title"),
            ),
            (
                "organization",
                _("Organization"),
                _("All organizations"),
                organizations_with_projects(self.plan, all_organizations()).values_list("pk", "key", "title"),
            ),
        ):
            choices = [Choice(pk, None, key, title) for pk, key, title in rows]
            self._keep(name, label, self._chosen(name, label, choices))
            if choices:
                self._select(name, label, first, (Option(one.key, one.name) for one in choices))

    def _simple(self) -> None:
        answers = ((YES, _("Yes")), (NO, _("No")))
        priority = self._one_of("priority", _("Priority"), _("With or without priority"), answers)
        under_way = self._one_of("under_way", _("Under way"), _("Begun or not"), answers)
        self.found["priority"] = {YES: True, NO: False}.get(priority)
        self.found["under_way"] = {YES: True, NO: False}.get(under_way)
        terms = tuple((term.value, str(term.label)) for term in Term)
        self.found["term"] = self._one_of("term", _("Term"), _("Any term"), terms)
        self._stage()
        states = (
            (State.SUPERSEDED.value, _("Superseded")),
            (State.WITHDRAWN.value, _("Withdrawn")),
            (ALL, _("In force or not")),
        )
        state = self._one_of("state", _("State"), _("In force"), states)
        self.found["state"] = "" if state == ALL else state or State.CURRENT.value

    def _stage(self) -> None:
        """Read the stage; to be suspended is no stage, but people look for it there."""
        stages = tuple((stage.value, str(stage.label)) for stage in Stage)
        chosen = self._one_of("stage", _("Stage"), _("Any stage"), (*stages, (SUSPENDED, _("Suspended"))))
        if chosen == SUSPENDED:
            self.found["suspended"] = True
        else:
            self.found["stage"] = chosen

    def _text(self) -> Query | None:
        typed = " ".join(self._typed("q").split())[:200]
        if not typed:
            return None
        query = read_query(self.plan.pk, typed)
        if not query.meanings:
            self.notes.append(
                _("“%(text)s” has no word to look for: write a word of the title or a number.") % {"text": typed}
            )
            return None
        self.found["text"] = query
        self.values["q"] = typed
        self.labels["q"] = _("“%(text)s”") % {"text": typed}
        return query

    def _order(self) -> str:
        typed = self._typed("sort")
        if not typed or typed == FIRST_ORDER:
            return FIRST_ORDER
        if typed.removeprefix("-") not in ORDERS:
            self._unknown(_("Sort by"), typed)
            return FIRST_ORDER
        self.values["sort"] = typed
        return typed

    def _chosen(self, name: str, label: str, choices: list[Choice]) -> Choice | None:
        typed = self._typed(name)
        if not typed:
            return None
        choice = next((one for one in choices if one.key == typed), None)
        if choice is None:
            self._unknown(label, typed)
        return choice

    def _one_of(self, name: str, label: str, first: str, choices: tuple[tuple[str, str], ...]) -> str:
        typed = self._typed(name)
        known = dict(choices)
        if typed and typed not in known:
            self._unknown(label, typed)
            typed = ""
        if typed:
            self.values[name] = typed
            self.labels[name] = f"{label}: {known[typed]}"
        self._select(name, label, first, (Option(value, text) for value, text in choices))
        return typed

    def _keep(self, name: str, label: str, choice: Choice | None) -> None:
        if choice is not None:
            self.found[name] = choice.pk
            self.values[name] = choice.key
            self.labels[name] = f"{label}: {choice.name}"

    def _select(
        self, name: str, label: str, first: str, choices: Iterable[Option], *, disabled: bool = False
    ) -> None:
        shown = options(choices, self.values.get(name, ""))
        self.selects.append(Select(name, label, first, shown, disabled))

    def _unknown(self, label: str, typed: str) -> None:
        message = _("The filter “%(label)s” knows no “%(value)s”: it was left out.")
        self.notes.append(message % {"label": label, "value": typed[:60]})

    def _chips(self) -> list[tuple[str, str]]:
        return [
            (label, address(self.values, **dict.fromkeys((name, *BELOW.get(name, ())), "")))
            for name, label in self.labels.items()
        ]

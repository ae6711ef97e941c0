"""The filters that all views of the portfolio share, read from the address, forgivingly.

What is wrong in an address is left out and said, never an error. The address that keeps filters is canonical: it has
only what is set, in one order (`NAMES`), so that the same view has one address and can be kept under a name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from rumbo.accounts.queries.organizations import all_organizations
from rumbo.core.models import State
from rumbo.core.ordering import text_key
from rumbo.core.queries.memory import Memory, memory_of
from rumbo.core.queries.search import Query, read_query
from rumbo.core.web.choices import Option, chosen_in, options
from rumbo.places.queries.territories import all_territories
from rumbo.plan.enums import Term
from rumbo.plan.queries.choices import Choice, axis_choices, theme_choices
from rumbo.portfolio.enums import Stage
from rumbo.portfolio.queries.portfolio_table import COLUMNS, DEFAULT_COLUMNS
from rumbo.portfolio.queries.projects import (
    ORDERS,
    ProjectFilter,
    filtered_projects,
    ordered_projects,
    organizations_with_projects,
    program_choice,
    program_choices,
    schedule_years,
    territories_with_projects,
)
from rumbo.portfolio.queries.saved_views import NAMES
from rumbo.portfolio.queries.tags import Tag, tags_of

if TYPE_CHECKING:
    from rumbo.plan.models import Plan

YES, NO, ALL, SUSPENDED = "yes", "no", "all", "suspended"
#: What goes with a filter when it is taken off: a theme stands under its axis.
BELOW = {"axis": ("theme", "program"), "theme": ("program",)}
#: The order of the list without another.
FIRST_ORDER = "number"
#: Filters that few people use: the form folds them.
MORE = frozenset({"suspended", "since", "until", "state"})
#: What the address says of how projects are shown, not of which.
LOOKS = frozenset({"sort", "columnas"})
Value = TypeVar("Value")


class Extra(NamedTuple):
    """A filter that only some pages have: ``narrow`` takes projects and the chosen value."""

    name: str
    label: str
    first: str
    choices: tuple[tuple[str, str], ...]
    narrow: Callable[[QuerySet[Any, Any], str], QuerySet[Any, Any]]


@dataclass(frozen=True, slots=True)
class Select:
    """A list of the form: ``options`` are ready to show."""

    name: str
    label: str
    first: str
    options: SafeString
    disabled: bool = False

    @property
    def field(self) -> SafeString:
        """The list with its label as HTML, every text escaped."""
        disabled = " disabled" if self.disabled else ""
        label = f'<label for="f-{self.name}">{escape(self.label)}</label>'
        first = f'<option value="">{escape(self.first)}</option>'
        chooser = f'<select id="f-{self.name}" name="{self.name}"{disabled}>{first}{self.options}</select>'
        return mark_safe(f'<div class="field">{label}{chooser}</div>\n')  # noqa: S308 (every piece is escaped)


@dataclass(slots=True)
class Filters:
    """The filters as understood: for the query, for the form, as chips, and as the address that keeps them.

    ``columns`` are the codes of the table's columns, ``narrowed`` says whether any filter is set; ``memory`` keeps
    what was read of the plan since the last write.
    """

    plan: Plan
    memory: Memory
    wanted: ProjectFilter
    values: dict[str, str]
    selects: list[Select]
    chips: list[tuple[str, str]]
    notes: list[str]
    order: str = FIRST_ORDER
    query: Query | None = None
    columns: tuple[str, ...] = DEFAULT_COLUMNS
    extras: tuple[Callable[[QuerySet[Any, Any]], QuerySet[Any, Any]], ...] = ()

    @property
    def text(self) -> str:
        """The words that are looked for."""
        return self.values.get("q", "")

    @property
    def address(self) -> str:
        """The whole view as the end of an address, empty without anything set."""
        return address(self.values).removesuffix("?")

    @property
    def clear_address(self) -> str:
        """The address without filters, with order and columns."""
        return address({name: self.values.get(name, "") for name in ("sort", "columnas")})

    @property
    def shown(self) -> list[Select]:
        """The lists of the form that everybody sees."""
        return [one for one in self.selects if one.name not in MORE]

    @property
    def more(self) -> list[Select]:
        """The lists of the form that are folded."""
        return [one for one in self.selects if one.name in MORE]

    @property
    def more_open(self) -> bool:
        """Whether a folded filter is set."""
        return bool(MORE & self.values.keys())

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the form of the filters carries along: columns; the order has a list of its own on phones."""
        return [(name, self.values[name]) for name in ("columnas",) if name in self.values]

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return bool(self.chips)

    def changed(self, **changes: str) -> str:
        """Return the address of the view with some values changed (empty: left out)."""
        return address(self.values, **changes)

    def projects(self) -> QuerySet[Any, Any]:
        """Return the projects that the filters keep, in number order."""
        projects = filtered_projects(self.plan, self.wanted)
        for narrow in self.extras:
            projects = narrow(projects)
        return projects

    def ordered(self) -> QuerySet[Any, Any]:
        """Return the projects that the filters keep, in the order of the address."""
        return ordered_projects(self.projects(), self.order)

    def kept(self, name: str, make: Callable[[], Value]) -> Value:
        """Return what is known of all projects that the filters keep: read once between two writes."""
        which = {code: value for code, value in self.values.items() if code not in LOOKS}
        return self.memory.get(f"{name} {address(which)}", make)

    def page(self, name: str, rows: QuerySet[Any, Any], per_page: int, number: str | None) -> Page[Any]:
        """Return a page of some of these projects, which ``name`` names: they are counted once between two writes."""
        pages = Paginator(rows, per_page)
        pages.count = self.kept(f"count of {name}", rows.count)
        return pages.get_page(number)


def address(values: dict[str, str], **changes: str) -> str:
    """Return values, with some changed (empty: left out), as ``?name=value&…`` in the canonical order."""
    together = values | changes
    kept = {name: together[name] for name in (*NAMES, *together) if together.get(name)}
    return f"?{urlencode(kept)}" if kept else "?"


def read_filters(data: QueryDict, plan: Plan, extras: Iterable[Extra] = ()) -> Filters:
    """Return the filters that an address asks for."""
    return _Reader(data, plan, memory_of(f"plan {plan.pk}"), tuple(extras)).read()


def canonical(query: str, plan: Plan, extras: Iterable[Extra] = ()) -> str:
    """Return a query in the one form that is kept, without what means nothing; no question mark before it."""
    return read_filters(QueryDict(query), plan, extras).address.removeprefix("?")


class _Choices(NamedTuple):
    """What the lists of the form offer, and as options (by the name of the list) what is the same for all."""

    axes: list[Choice]
    themes: list[Choice]
    territories: list[Choice]
    organizations: list[Choice]
    years: range
    tags: list[Tag]
    ready: dict[str, SafeString]

    @classmethod
    def of(cls, plan: Plan) -> _Choices:
        """Read the choices of a plan: six queries."""
        axes, themes = axis_choices(plan), theme_choices(plan)
        territories = _choices(territories_with_projects(plan, all_territories()))
        organizations = _choices(organizations_with_projects(plan, all_organizations()))
        years, tags = schedule_years(plan), tags_of(plan)
        names = {one.pk: one.name for one in axes}
        lists = {
            "axis": (Option(one.key, one.name) for one in axes),
            "theme": (Option(one.key, one.name, names.get(one.parent or 0, "")) for one in themes),
            "territory": (Option(one.key, one.name) for one in territories),
            "organization": (Option(one.key, one.name) for one in organizations),
            "tag": (Option(one.name, f"{one.name} ({one.count})") for one in tags),
        }
        ready = {name: options(choices, "") for name, choices in lists.items()}
        return cls(axes, themes, territories, organizations, years, tags, ready)


@dataclass(slots=True)
class _Reader:
    data: QueryDict
    plan: Plan
    memory: Memory
    extras: tuple[Extra, ...] = ()
    choices: _Choices = field(init=False)
    values: dict[str, str] = field(default_factory=dict)
    found: dict[str, Any] = field(default_factory=dict)
    selects: list[Select] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def read(self) -> Filters:
        """Read all filters, in the order of the form."""
        self.choices = self.memory.get("choices", lambda: _Choices.of(self.plan))
        self._tree()
        self._places()
        self._stage()
        self._simple()
        self._years()
        self._tag()
        extras = self._extras()
        query = self._text()
        order = self._order()
        columns = self._columns()
        self.values = {name: self.values[name] for name in (*NAMES, *self.values) if name in self.values}
        return Filters(
            plan=self.plan,
            memory=self.memory,
            wanted=ProjectFilter(**self.found),
            values=self.values,
            selects=self.selects,
            chips=self._chips(),
            notes=self.notes,
            order=order,
            query=query,
            columns=columns,
            extras=extras,
        )

    def _typed(self, name: str) -> str:
        return self.data.get(name, "").replace("\0", "").strip()

    def _tree(self) -> None:
        """Read axis, theme and programme: each narrows the next, and a lower one chooses what is above it."""
        axes, themes = self.choices.axes, self.choices.themes
        program = self._program()
        theme = self._chosen("theme", _("Theme"), themes)
        if theme is None and program is not None and not self._typed("theme"):
            theme = next((one for one in themes if one.pk == program.parent), None)
        axis = self._chosen("axis", _("Axis"), axes, numbered=True)
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
        self._tree_selects(axis, theme)

    def _program(self) -> Choice | None:
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

    def _tree_selects(self, axis: Choice | None, theme: Choice | None) -> None:
        themes = self.choices.themes
        self._ready("axis", _("Axis"), _("All axes"))
        if axis is None:
            self._ready("theme", _("Theme"), _("All themes"))
        else:
            below = (Option(one.key, one.name) for one in themes if one.parent == axis.pk)
            self._select("theme", _("Theme"), _("All themes"), below)
        if axis is None and theme is None:
            self._select("program", _("Program"), _("Choose an axis first"), (), disabled=True)
            return
        above = {"axis": axis.pk if axis else None, "theme": theme.pk if theme else None}
        programs = self.memory.get(f"programs {above}", lambda: program_choices(self.plan, **above))
        theme_names = {} if theme else {one.pk: one.name for one in themes}
        listed = (Option(one.key, one.name, theme_names.get(one.parent or 0, "")) for one in programs)
        self._select("program", _("Program"), _("All programs"), listed)

    def _places(self) -> None:
        for name, label, first, choices in (
            ("territory", _("Territory"), _("All territories"), self.choices.territories),
            ("organization", _("Organization"), _("All organizations"), self.choices.organizations),
        ):
            self._keep(name, label, self._chosen(name, label, choices))
            if choices:
                self._ready(name, label, first)

    def _simple(self) -> None:
        answers = ((YES, _("Yes")), (NO, _("No")))
        priority = self._one_of("priority", _("Priority"), _("With or without priority"), answers)
        under_way = self._one_of("under_way", _("Under way"), _("Begun or not"), answers)
        self.found["priority"] = {YES: True, NO: False}.get(priority)
        self.found["under_way"] = {YES: True, NO: False}.get(under_way)
        terms = tuple((term.value, str(term.label)) for term in Term)
        self.found["term"] = self._one_of("term", _("Term"), _("Any term"), terms)
        states = (
            (State.SUPERSEDED.value, _("Superseded")),
            (State.WITHDRAWN.value, _("Withdrawn")),
            (ALL, _("In force or not")),
        )
        state = self._one_of("state", _("State"), _("In force"), states)
        self.found["state"] = "" if state == ALL else state or State.CURRENT.value

    def _stage(self) -> None:
        """Read the stage, and whether a project is set aside; an old address says so as a stage."""
        stages = tuple((stage.value, str(stage.label)) for stage in Stage)
        was_stage = self._typed("stage") == SUSPENDED
        if was_stage:
            self.data = self.data.copy()
            self.data["stage"] = ""
            self.data.setdefault("suspended", YES)
        self.found["stage"] = self._one_of("stage", _("Stage"), _("Any stage"), stages)
        answers = ((YES, _("Yes")), (NO, _("No")))
        suspended = self._one_of("suspended", _("Suspended"), _("Suspended or not"), answers)
        self.found["suspended"] = {YES: True, NO: False}.get(suspended)

    def _years(self) -> None:
        """Read from and until which year a project has milestones: projects whose schedule touches these years."""
        known = tuple((str(year), str(year)) for year in self.choices.years)
        for name, label, first in (
            ("since", _("Schedule from"), _("Any year")),
            ("until", _("Schedule until"), _("Any year")),
        ):
            typed = self._one_of(name, label, first, known, hidden=not known)
            self.found[name] = int(typed) if typed else None
        since, until = self.found["since"], self.found["until"]
        if since and until and since > until:
            message = _(
                "The schedule cannot end in %(until)d before it begins in %(since)d: both years were left out."
            )
            self.notes.append(message % {"since": since, "until": until})
            for name in ("since", "until"):
                self.found[name] = None
                del self.values[name], self.labels[name]

    def _tag(self) -> None:
        """Read the tag, whatever its capitals."""
        typed = " ".join(self._typed("tag").split())
        tag = next((one.name for one in self.choices.tags if typed and text_key(one.name) == text_key(typed)), "")
        if typed and not tag:
            self._unknown(_("Tag"), typed)
        if tag:
            self.found["tag"] = self.values["tag"] = tag
            self.labels["tag"] = _("Tag: %(tag)s") % {"tag": tag}
        if self.choices.tags:
            self._ready("tag", _("Tag"), _("Any tag"))

    def _extras(self) -> tuple[Callable[[QuerySet[Any, Any]], QuerySet[Any, Any]], ...]:
        chosen = [(extra, self._one_of(extra.name, extra.label, extra.first, extra.choices)) for extra in self.extras]
        return tuple(partial(_narrowed, extra, value) for extra, value in chosen if value)

    def _columns(self) -> tuple[str, ...]:
        """Read the columns: their codes, joined by dots or one by one, in the order of the table."""
        typed = [code for part in self.data.getlist("columnas") for code in part.split(".") if code]
        if not typed:
            return DEFAULT_COLUMNS
        unknown = [code for code in typed if code not in COLUMNS]
        if unknown:
            self._unknown(_("Columns"), unknown[0].replace("\0", ""))
        chosen = tuple(code for code in COLUMNS if code in typed)
        if not chosen or chosen == DEFAULT_COLUMNS:
            return DEFAULT_COLUMNS
        self.values["columnas"] = ".".join(chosen)
        return chosen

    def _text(self) -> Query | None:
        typed = " ".join(self._typed("q").split())[:200].strip()
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

    def _chosen(self, name: str, label: str, choices: list[Choice], *, numbered: bool = False) -> Choice | None:
        """Return the choice of a key; where ``numbered``, also of the number that old addresses have."""
        typed = self._typed(name)
        if not typed:
            return None
        choice = next((one for one in choices if one.key == typed), None)
        if choice is None and numbered:
            choice = next((one for one in choices if str(one.pk) == typed), None)
        if choice is None:
            self._unknown(label, typed)
        return choice

    def _one_of(
        self, name: str, label: str, first: str, choices: tuple[tuple[str, str], ...], *, hidden: bool = False
    ) -> str:
        typed = self._typed(name)
        known = dict(choices)
        if typed and typed not in known:
            self._unknown(label, typed)
            typed = ""
        if typed:
            self.values[name] = typed
            self.labels[name] = f"{label}: {known[typed]}"
        if not hidden:
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

    def _ready(self, name: str, label: str, first: str) -> None:
        """Add a list whose options are kept."""
        shown = chosen_in(self.choices.ready[name], self.values.get(name, ""))
        self.selects.append(Select(name, label, first, shown))

    def _unknown(self, label: str, typed: str) -> None:
        message = _("The filter “%(label)s” knows no “%(value)s”: it was left out.")
        self.notes.append(message % {"label": label, "value": typed[:60]})

    def _chips(self) -> list[tuple[str, str]]:
        return [
            (label, address(self.values, **dict.fromkeys((name, *BELOW.get(name, ())), "")))
            for name, label in self.labels.items()
        ]


def _choices(rows: QuerySet[Any, Any]) -> list[Choice]:
    return [Choice(pk, None, key, title) for pk, key, title in rows.values_list("pk", "key", "title")]


def _narrowed(extra: Extra, chosen: str, projects: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return extra.narrow(projects, chosen)

"""Statuses as they were last found: in words, with their parts and the worst of them; each in constant queries."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from rumbo.methods.status import WHOLE_RULES, Status, Verdict, judge_whole, thresholds_of
from rumbo.monitoring.enums import StatusKind
from rumbo.monitoring.figures import figure
from rumbo.monitoring.judging import known_of, part_key
from rumbo.monitoring.models import Indicator, Series, StatusRecord, StatusRules
from rumbo.monitoring.queries.status_inputs import Key
from rumbo.monitoring.status_words import LISTED, WORDS, Tally, Told, flags_of, tallies, tell
from rumbo.plan.models import Axis, Goal, Plan, Strategy
from rumbo.portfolio.models import Action, Milestone, Program, Project

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: Parts that a page names before it only counts the others, and earlier statuses of a thing that it shows.
SHOWN, EARLIER = 60, 12
_MODELS: Mapping[str, Any] = {
    StatusKind.MILESTONE.value: Milestone,
    StatusKind.ACTION.value: Action,
    StatusKind.STRATEGY.value: Strategy,
    StatusKind.PROJECT.value: Project,
    StatusKind.PROGRAM.value: Program,
    StatusKind.GOAL.value: Goal,
    StatusKind.AXIS.value: Axis,
    StatusKind.PLAN.value: Plan,
}
_ORDER = {one.value: place for place, one in enumerate(LISTED)}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a whole with its own status; ``told`` is its sentence of today, None where it has none any more."""

    kind: str
    pk: int
    name: str
    status: str
    label: str
    tone: str
    told: Told | None

    @property
    def kind_label(self) -> str:
        """What it is."""
        return str(StatusKind(self.kind).label)


class _Distribution:
    """What is told of parts that are counted by status."""

    __slots__ = ()
    counts: tuple[Tally, ...]

    @property
    def total(self) -> int:
        """How many parts there are."""
        return sum(one.count for one in self.counts)

    @property
    def bar(self) -> list[tuple[str, str, int]]:
        """The distribution as `components/bar.html` draws it."""
        return [(one.tone, one.label, one.count) for one in self.counts]


@dataclass(frozen=True, slots=True)
class Standing(_Distribution):
    """How something stands as its own page says it; of a whole also how many parts have each status."""

    kind: str
    pk: int
    told: Told
    counts: tuple[Tally, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen(_Distribution):
    """How something stands: its sentence, how many parts have each status, and the parts, the worst first."""

    record: Any
    name: str
    told: Told
    counts: tuple[Tally, ...] = ()
    worst: tuple[Part, ...] = ()
    parts: tuple[Part, ...] = ()
    left_out: int = 0


def verdict_of(record: StatusRecord) -> Verdict:
    """Return the verdict that a record keeps."""
    return Verdict(
        Status(record.status),
        record.rule,
        record.params,
        record.datum_on,
        flags=flags_of(record.flags),
        last_known=known_of(record.params),
    )


def seen(plan: Plan, kind: str, pk: int, today: datetime.date) -> Seen | None:
    """Return how a thing of a plan stands; None where no status was found for it."""
    record = (
        StatusRecord.objects.filter(plan=plan, kind=kind, thing=pk, is_current=True).select_related("rules").first()
    )
    if record is None:
        return None
    whole = judge_whole(record.inputs, record.on, thresholds_of(record.rules.values))
    rows = record.inputs.get("parts", {}) if whole is not None else {}
    record.inputs = {}  # thousands of parts, which nobody reads further
    worst = set(whole.worst if whole is not None else ())
    ordered = sorted(rows, key=lambda name: (name not in worst, _ORDER[rows[name][0]], part_key(name)))
    keys = [part_key(name) for name in ordered[:SHOWN]]
    told = told_of(plan, [(kind, pk), *keys], today)
    names = names_of([(kind, pk), *keys])
    parts = [
        Part(*key, names.get(key, ""), rows[name][0], *_word(rows[name][0]), told.get(key))
        for key, name in zip(keys, ordered, strict=False)
    ]
    return Seen(
        record,
        names.get((kind, pk), ""),
        told[kind, pk],
        tuple(tallies(whole.counts)) if whole is not None else (),
        tuple(part for part, name in zip(parts, ordered, strict=False) if name in worst),
        tuple(part for part, name in zip(parts, ordered, strict=False) if name not in worst),
        len(ordered) - len(keys),
    )


def standing_of(plan: Plan, kind: str, pk: int, today: datetime.date) -> Standing | None:
    """Return how something other than a series stands; None where no status was found for it. One query."""
    record = StatusRecord.objects.filter(plan=plan, kind=kind, thing=pk, is_current=True).defer("inputs").first()
    if record is None:
        return None
    verdict = verdict_of(record)
    counts = {one: int(verdict.params.get(one.value, 0)) for one in Status} if verdict.rule in WHOLE_RULES else {}
    return Standing(kind, pk, tell(verdict, today), tuple(tallies(counts)))


def worst_of(plan: Plan, kind: str, things: Iterable[int], today: datetime.date) -> dict[int, Part]:
    """Return the worst part of each of some wholes of a kind, where it has one; in constant queries."""
    rows = StatusRecord.objects.filter(plan=plan, kind=kind, thing__in=set(things), is_current=True)
    first: dict[int, Key] = {}
    status: dict[Key, str] = {}
    for record in rows.select_related("rules"):
        whole = judge_whole(record.inputs, record.on, thresholds_of(record.rules.values))
        if whole is not None and whole.worst:
            name = str(whole.worst[0])
            first[record.thing] = key = part_key(name)
            status[key] = record.inputs["parts"][name][0]
    told, names = told_of(plan, first.values(), today), names_of(first.values())
    return {
        thing: Part(*key, names.get(key, ""), status[key], *_word(status[key]), told.get(key))
        for thing, key in first.items()
    }


def told_of(plan: Plan, keys: Iterable[Key], today: datetime.date) -> dict[Key, Told]:
    """Return how things stand in words, by kind and id; those without a status are left out. Two queries at most."""
    wanted = set(keys)
    rows = StatusRecord.objects.filter(
        plan=plan, is_current=True, kind__in={kind for kind, _pk in wanted}, thing__in={pk for _kind, pk in wanted}
    ).defer("inputs")
    records = {(row.kind, row.thing): row for row in rows if (row.kind, row.thing) in wanted}
    writers = _writers(pk for kind, pk in records if kind == StatusKind.SERIES)
    found = {}
    for key, record in records.items():
        write = writers.get(key[1]) if key[0] == StatusKind.SERIES else None
        found[key] = tell(verdict_of(record), today, write) if write else tell(verdict_of(record), today)
    return found


def names_of(keys: Iterable[Key]) -> dict[Key, str]:
    """Return what things are called; one query for each kind."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for kind, pk in keys:
        by_kind[kind].add(pk)
    found: dict[Key, str] = {}
    for kind, pks in by_kind.items():
        if kind == StatusKind.SERIES:
            rows = Series.objects.filter(pk__in=pks).select_related("indicator", "territory")
            found |= {(kind, one.pk): f"{one.indicator.name} · {one.territory.name}" for one in rows}
        else:
            found |= {(kind, one.pk): str(one) for one in _MODELS[kind].objects.filter(pk__in=pks).defer("text")}
    return found


def axes_of(plan: Plan, today: datetime.date) -> list[tuple[Axis, Told | None]]:
    """Return the axes in force with how they stand."""
    axes = list(Axis.objects.current().filter(plan=plan).defer("text", "text_en"))
    told = told_of(plan, [(StatusKind.AXIS.value, axis.pk) for axis in axes], today)
    return [(axis, told.get((StatusKind.AXIS.value, axis.pk))) for axis in axes]


def distribution_of(plan: Plan) -> list[tuple[str, Sequence[Tally]]]:
    """Return how many of each kind have each status. One query."""
    rows = StatusRecord.objects.filter(plan=plan, is_current=True).order_by().values_list("kind", "status")
    counts: dict[str, Counter[Status]] = defaultdict(Counter)
    for kind, status, count in rows.annotate(count=Count("pk")):
        counts[kind][Status(status)] = count
    kinds = [one for one in StatusKind if one.value in counts and one not in (StatusKind.AXIS, StatusKind.PLAN)]
    return [(str(one.label), tallies(counts[one.value])) for one in kinds]


def earlier_of(record: StatusRecord, today: datetime.date) -> list[tuple[StatusRecord, Told]]:
    """Return how a thing stood before its present status, the newest first."""
    rows = (
        StatusRecord.objects.filter(plan=record.plan_id, kind=record.kind, thing=record.thing, is_current=False)
        .defer("inputs")
        .order_by("-on")[:EARLIER]
    )
    writers = _writers([record.thing]) if record.kind == StatusKind.SERIES else {}
    write = writers.get(record.thing)
    return [(row, tell(verdict_of(row), row.on, write) if write else tell(verdict_of(row), row.on)) for row in rows]


def versions_of(plan: Plan) -> list[StatusRules]:
    """Return the versions of a plan's rules, the newest first."""
    return list(StatusRules.objects.filter(plan=plan).select_related("actor"))


def _word(status: str) -> tuple[str, str]:
    word, tone = WORDS[Status(status)]
    return str(word), tone


def _writers(series: Iterable[int]) -> dict[int, Callable[[float], str]]:
    """Return how the values of each series are written: in the format and unit of its indicator."""
    pks = list(series)
    if not pks:
        return {}
    rows = Series.objects.filter(pk__in=pks).select_related("indicator")
    return {one.pk: _writer(one.indicator) for one in rows}


def _writer(indicator: Indicator) -> Callable[[float], str]:
    unit = indicator.unit.strip()

    def write(number: float) -> str:
        text = figure(number, indicator.format)
        return f"{text} {unit}" if unit and unit not in text else text

    return write

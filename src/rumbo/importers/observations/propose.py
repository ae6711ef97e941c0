"""What an import of indicators and values would do, line by line. Pure."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from statistics import median

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rumbo.importers.compare import Line
from rumbo.importers.draft import Draft, Problem, Row
from rumbo.importers.enums import LineAction, Reason
from rumbo.importers.observations.columns import INDICATOR, VALUE
from rumbo.importers.observations.territories import KnownTerritory, find_territories
from rumbo.monitoring.enums import Format, Frequency
from rumbo.monitoring.services.doubts import doubts_of, number_of, same_value

#: An indicator's fields that a table gives: those of the model by column.
FIELDS = {"name": "title", "description": "text", "format": "format", "area": "area", "categories": "categories"}
#: With so many dates the days between them tell how often a value comes.
_DATES = 3
#: Longest gap in days of each frequency, and how far single gaps may be from it before it is irregular.
_RHYTHMS = (
    (45, Frequency.MONTHLY),
    (75, Frequency.BIMONTHLY),
    (130, Frequency.QUARTERLY),
    (250, Frequency.HALF_YEARLY),
    (500, Frequency.YEARLY),
    (1000, Frequency.TWO_YEARLY),
    (2200, Frequency.FIVE_YEARLY),
)

#: A row as it is known again: indicator, territory and day by key, and the texts of value, source and note.
Sign = tuple[str, str, str, str, str, str]
_Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class KnownIndicator:
    """An indicator of the plan: the fields that a table gives, as they are now, and what the last import gave."""

    fields: Mapping[str, str]
    given: Mapping[str, str] = field(default_factory=dict)
    in_force: bool = True
    computed: bool = False


@dataclass(slots=True)
class Known:
    """What is there: territories, indicators by key, and each row of values with how often it is there."""

    territories: Sequence[KnownTerritory] = ()
    indicators: Mapping[str, KnownIndicator] = field(default_factory=dict)
    values: Counter[Sign] = field(default_factory=Counter)


def propose(draft: Draft, known: Known) -> list[Line]:
    """Compare tables of indicators and values with what the plan has; problems and notes are lines too."""
    return _Proposal(draft, known).lines()


class _Proposal:
    def __init__(self, draft: Draft, known: Known) -> None:
        self.draft, self.known = draft, known
        self.notes: list[Problem] = list(draft.notes)
        self.values = list(draft.of(VALUE))
        self.territories = find_territories(self.values, known.territories)
        self.problems = [*draft.problems, *self.territories.problems]
        self.by_indicator: dict[str, list[Row]] = defaultdict(list)
        for row in self.values:
            self.by_indicator[row.fields["indicator"]].append(row)

    def lines(self) -> list[Line]:
        """Return the lines: problems, territories, indicators, values in the order of the file, notes."""
        indicators = [*self._indicators(), *self._unnamed()]
        formats = {line.key: str(line.after["format"]) for line in indicators if "format" in line.after}
        titles = {row.key: row.fields["name"] for row in self.draft.of(INDICATOR)}
        values = self._values(titles) if not self.problems else []
        self._doubts([line for line in values if line.write], formats)
        return [
            *(Line(LineAction.PROBLEM, message=one.message, source=one.source) for one in self.problems),
            *self.territories.lines,
            *indicators,
            *values,
            *(
                Line(LineAction.NOTE, message=one.message, source=one.source)
                for one in [*self.territories.notes, *self.notes]
            ),
        ]

    def _indicators(self) -> Iterator[Line]:
        """Yield the line of each indicator that has a row."""
        for row in self.draft.of(INDICATOR):
            fields = {name: row.fields[code] for code, name in FIELDS.items()}
            known = self.known.indicators.get(row.key)
            line = Line(LineAction.UNCHANGED, INDICATOR, row.key, title=fields["title"], source=row.source)
            if known is None:
                line.action, line.write, line.given = LineAction.CREATE, "create", fields
                line.after = {**fields, **self._rhythm(row.key)}
            elif not known.in_force:
                line.action, line.reason = LineAction.LEFT, Reason.NOT_IN_FORCE
            else:
                _compare(line, fields, known)
            yield line

    def _unnamed(self) -> Iterator[Line]:
        """Yield the indicators that have values and neither a row nor a place in the plan: made by their key."""
        named = {row.key for row in self.draft.of(INDICATOR)} | set(self.known.indicators)
        for key, rows in self.by_indicator.items():
            if key in named:
                continue
            title = key.replace("-", " ").replace("_", " ").strip().capitalize()[:250] or key
            fields = {"title": title, "text": "", "format": str(Format.NUMBER), "area": "", "categories": ""}
            message = _("There is no indicator “%(key)s”: it is made with its key as its name. Give its sheet later.")
            self.notes.append(Problem(message % {"key": key}, rows[0].source))
            after = {**fields, **self._rhythm(key)}
            yield Line(
                LineAction.CREATE,
                INDICATOR,
                key,
                title=title,
                write="create",
                source=rows[0].source,
                after=after,
                given=fields,
            )

    def _rhythm(self, key: str) -> dict[str, str]:
        """Return how often values of a new indicator come, and their source, as far as its rows tell."""
        rows = self.by_indicator.get(key, [])
        found: dict[str, str] = {}
        days: dict[str, set[date]] = defaultdict(set)
        for row in rows:
            days[row.fields["territory"]].add(date.fromisoformat(row.fields["date"]))
        longest: list[date] = sorted(sorted(days.values(), key=len)[-1]) if days else []
        if len(longest) >= _DATES:
            found["frequency"] = frequency_of(longest)
        sources = Counter(row.fields["source"].strip() for row in rows if row.fields["source"].strip())
        if sources:
            found["source"] = sources.most_common(1)[0][0]
        return found

    def _values(self, titles: Mapping[str, str]) -> list[Line]:
        """Return the line of each value: new, there already, or of an indicator that takes none."""
        there = Counter(self.known.values)
        lines = []
        for row in self.values:
            key, place = row.fields["indicator"], self.territories.keys[row.fields["territory"]]
            after = {
                "indicator": key,
                "territory": place,
                "on": row.fields["date"],
                "text": row.fields["value"],
                "source": row.fields["source"],
                "note": row.fields["notes"],
            }
            known = self.known.indicators.get(key)
            name = titles.get(key) or (known.fields["title"] if known else key)
            told = f"{name} · {row.fields['territory']} · {row.fields['date']}: {row.fields['value'].strip()}"
            line = Line(LineAction.CREATE, VALUE, title=told, write="create", source=row.source, after=after)
            sign: Sign = tuple(after.values())
            if there[sign]:
                there[sign] -= 1
                line.action, line.write, line.after = LineAction.UNCHANGED, "", {}
            elif known is not None and (known.computed or not known.in_force):
                line.action, line.write, line.after, line.reason = LineAction.LEFT, "", {}, Reason.NOT_IN_FORCE
                if known.computed:
                    line.message = _("The indicator is computed from others: it takes no values.")
            lines.append(line)
        return lines

    def _doubts(self, lines: Sequence[Line], formats: Mapping[str, str]) -> None:
        """Say of new values what is doubtful, each with its line: a page would ask."""
        history = _History(self.known.values, lines)
        repeated = 0
        for line in lines:
            after = line.after
            place, on, text = (after["indicator"], after["territory"]), date.fromisoformat(after["on"]), after["text"]
            known = self.known.indicators.get(after["indicator"])
            kind = formats.get(after["indicator"]) or (known.fields["format"] if known else Format.NUMBER)
            day = history.day(place, on)
            repeated += any(same_value(other, text) for other in day)
            others = [] if any(same_value(other, text) for other in day) else day[:1]
            for told in doubts_of(text, kind, last=history.before(place, on), others=others):
                self.notes.append(Problem(f"{line.title} — {told}", line.source))
            day.append(text)
        if repeated:
            message = ngettext(
                "%(n)d row gives the same value again for its day: it is kept, and marked as repeated.",
                "%(n)d rows give the same value again for their day: they are kept, and marked as repeated.",
                repeated,
            )
            self.notes.append(Problem(message % {"n": repeated}))


class _History:
    """The values of each indicator in each territory, those of the plan and those of the file."""

    def __init__(self, known: Counter[Sign], lines: Sequence[Line]) -> None:
        self.texts: dict[tuple[_Place, date], list[str]] = defaultdict(list)
        self.numbers: dict[_Place, list[tuple[date, float]]] = defaultdict(list)
        for indicator, territory, on, text, _source, _note in known:
            self._add((indicator, territory), date.fromisoformat(on), text)
            self.texts[(indicator, territory), date.fromisoformat(on)].append(text)
        for line in lines:
            after = line.after
            self._add((after["indicator"], after["territory"]), date.fromisoformat(after["on"]), after["text"])

    def before(self, place: _Place, on: date) -> tuple[date, float] | None:
        """Return day and number of the last value before a day."""
        numbers = self.numbers[place]
        index = bisect_left(numbers, on, key=lambda one: one[0])
        return numbers[index - 1] if index else None

    def day(self, place: _Place, on: date) -> list[str]:
        """Return the texts of a day, to which those of the file are added one by one."""
        return self.texts[place, on]

    def _add(self, place: _Place, on: date, text: str) -> None:
        number = number_of(text)
        if number is not None:
            insort(self.numbers[place], (on, number))


def frequency_of(days: Sequence[date]) -> str:
    """Return how often values come that stand at some days in order; irregular where the gaps are too unlike."""
    gaps = [(later - day).days for day, later in pairwise(days)]
    middle = median(gaps)
    usual = sum(middle / 2 <= gap <= middle * 2 for gap in gaps)
    found = next((frequency for longest, frequency in _RHYTHMS if middle <= longest), Frequency.IRREGULAR)
    return str(found if usual >= 0.7 * len(gaps) else Frequency.IRREGULAR)


def _compare(line: Line, fields: Mapping[str, str], known: KnownIndicator) -> None:
    """Say what of an indicator the file changes; what people edited since the last import stays."""
    differing = {name: value for name, value in fields.items() if known.fields[name] != value}
    changed = {name: value for name, value in differing.items() if known.given.get(name) != value}
    line.given = {name: value for name, value in fields.items() if known.given.get(name) != value}
    if changed:
        line.action, line.write = LineAction.CHANGE, "change"
        line.before, line.after = {name: known.fields[name] for name in changed}, changed
    elif differing:
        line.action, line.reason = LineAction.LEFT, Reason.EDITED_HERE

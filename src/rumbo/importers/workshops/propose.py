"""What an import of past workshops would do, line by line. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from rumbo.importers import matching
from rumbo.importers.compare import Line
from rumbo.importers.draft import Draft, Problem, Row, Source
from rumbo.importers.enums import LineAction, Reason
from rumbo.importers.matching import exact
from rumbo.importers.workshops import structure
from rumbo.importers.workshops.read import ROW
from rumbo.participation.enums import ContributionKind
from rumbo.plan.enums import Standing

#: The elements that hold contributions, each in the one before it; the order in which they are written.
ELEMENTS = ("process", "stage", "workshop", "table", "exercise")


@dataclass(frozen=True, slots=True)
class KnownElement:
    """An element of the plan's past workshops: whether it is in force, its title, date and version."""

    in_force: bool = True
    title: str = ""
    date: date | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class KnownSaid:
    """A contribution of the plan's past workshops: where it stands, and what it says now."""

    exercise: str
    axis: str
    kind: str
    text: str
    score: Decimal | None = None
    in_force: bool = True


@dataclass(slots=True)
class Known:
    """What the plan has: axes in force (key to title), elements by kind and key, contributions by nonce."""

    axes: Mapping[str, str]
    elements: Mapping[tuple[str, str], KnownElement] = field(default_factory=dict)
    said: Mapping[str, KnownSaid] = field(default_factory=dict)


@dataclass(slots=True)
class _Entry:
    """A row that has an axis of the plan."""

    row: Row
    axis: str
    nonce: str

    def __getattr__(self, name: str) -> Any:
        try:
            return self.row.fields[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def workshop_key(self) -> str:
        return structure.key_of(self.workshop)

    @property
    def table_key(self) -> str:
        return structure.key_of(self.workshop, self.axis)

    @property
    def exercise_key(self) -> str:
        return structure.key_of(self.workshop, self.axis, self.kind)


def propose(draft: Draft, known: Known) -> list[Line]:
    """Compare what a table of past workshops says with what the plan has; problems and notes are lines too."""
    return _Proposal(draft, known).lines()


class _Proposal:
    def __init__(self, draft: Draft, known: Known) -> None:
        self.draft, self.known = draft, known
        self.notes: list[Problem] = list(draft.notes)
        self.problems: list[Problem] = list(draft.problems)
        self.entries: list[_Entry] = []
        self.aside: dict[int, Line] = {}
        self._sort()
        self.parents = _Parents(self.entries, known)

    def lines(self) -> list[Line]:
        said = {id(entry.row): self._said(entry) for entry in self.entries}
        elements = list(self._elements([entry for entry in self.entries if said[id(entry.row)].write == "create"]))
        elements = [*self._dates(), *elements]
        rows = [self.aside.get(id(row)) or said[id(row)] for row in self.draft.rows]
        return [
            *(Line(LineAction.PROBLEM, message=one.message, source=one.source) for one in self.problems),
            *elements,
            *rows,
            *self._absent(),
            *(Line(LineAction.NOTE, message=one.message, source=one.source) for one in self.notes),
        ]

    def _sort(self) -> None:
        """Find the axis of each row; set aside those without one, and those that stand twice."""
        seen: dict[str, Row] = {}
        missing: dict[str, list[Row]] = {}
        for row in self.draft.rows:
            fields = row.fields
            axis = _axis(fields["axis"], self.known.axes)
            if axis is None:
                missing.setdefault(fields["axis"], []).append(row)
                self.aside[id(row)] = _left(row, Reason.AXIS_ABSENT, fields["axis"])
                continue
            nonce = structure.nonce_of(fields["workshop"], axis, fields["kind"], fields["text"], fields["parent"])
            first = seen.setdefault(str(nonce), row)
            if first is not row:
                told = _("It stands in line %(line)d already; it is taken once.") % {"line": first.source.line}
                self.aside[id(row)] = _left(row, Reason.REPEATED, told)
                continue
            self.entries.append(_Entry(row, axis, str(nonce)))
        for name, rows in missing.items():
            message = _(
                "The axis “%(axis)s” is not in the plan: its %(count)d contributions are left out. Write an axis of "
                "the plan there (%(axes)s), or add this one to the plan and import the file again."
            )
            values = {"axis": name, "count": len(rows), "axes": ", ".join(self.known.axes.values()) or "–"}
            self.notes.append(Problem(message % values, rows[0].source))

    def _said(self, entry: _Entry) -> Line:
        """Return the line of one contribution."""
        line = Line(LineAction.UNCHANGED, ROW, entry.nonce, title=entry.text, source=entry.row.source)
        line.message = self._place(entry)
        known = self.known.said.get(entry.nonce)
        if not self._in_force(entry, known):
            line.action, line.reason = LineAction.LEFT, Reason.NOT_IN_FORCE
        elif known is None:
            self._new(line, entry)
        elif known.score != entry.score:
            line.action, line.write = LineAction.CHANGE, "change"
            line.before, line.after = {"score": _number(known.score)}, {"score": _number(entry.score)}
        elif known.text != entry.text:
            line.action, line.reason = LineAction.LEFT, Reason.EDITED_HERE
        return line

    def _new(self, line: Line, entry: _Entry) -> None:
        line.action, line.write = LineAction.CREATE, "create"
        line.after = {
            "exercise": entry.exercise_key,
            "kind": structure.said_kind(entry.kind),
            "text": entry.text,
            "score": _number(entry.score),
            "parent": "",
        }
        if entry.kind == ContributionKind.CAUSE:
            self._find_parent(line, entry)

    def _find_parent(self, line: Line, entry: _Entry) -> None:
        if not entry.parent:
            self._note(entry, _("The cause names no problem; it comes in without one."))
            return
        found, line.candidates = self.parents.find(entry)
        if found is None:
            message = _("The problem “%(parent)s” is not there; the cause comes in without one.")
            self._note(entry, message % {"parent": entry.parent})
            return
        line.after["parent"] = found["key"]
        if found["score"] < 1:
            line.action, line.standing = LineAction.TO_CONFIRM, Standing.TO_CONFIRM
            line.score, line.counterpart = found["score"], found
            line.candidates = line.candidates if len(line.candidates) > 1 else []

    def _note(self, entry: _Entry, message: str) -> None:
        self.notes.append(Problem(message, entry.row.source))

    def _place(self, entry: _Entry) -> str:
        """Return where a contribution belongs, for people."""
        told = f"{structure.workshop_titles(entry.workshop)[0]} · {self.known.axes[entry.axis]}"
        told += f" · {structure.EXERCISES[entry.kind][0]}"
        return f"{told} · {entry.parent}" if entry.parent else told

    def _in_force(self, entry: _Entry, known: KnownSaid | None) -> bool:
        """Say whether nothing that a contribution stands in was withdrawn."""
        if known is not None:
            return known.in_force
        above = (
            ("process", structure.PROCESS),
            ("workshop", entry.workshop_key),
            ("table", entry.table_key),
            ("exercise", entry.exercise_key),
        )
        return all(self.known.elements[name].in_force for name in above if name in self.known.elements)

    def _dates(self) -> Iterator[Line]:
        """Yield the workshops that another date is given for; say where it may be another workshop."""
        for key, entries in _by_workshop(self.entries).items():
            known, first = self.known.elements.get(("workshop", key)), entries[0]
            if known is None or not known.in_force or first.date is None or known.date == first.date:
                continue
            before = known.date.isoformat() if known.date else ""
            after = first.date.isoformat()
            line = Line(LineAction.CHANGE, "workshop", key, title=known.title, write="change")
            line.source, line.before, line.after = first.row.source, {"date": before}, {"date": after}
            if known.version > 1:
                line.action, line.write, line.reason = LineAction.LEFT, "", Reason.EDITED_HERE
            elif not any(entry.nonce in self.known.said for entry in entries):
                message = _(
                    "The plan has a past workshop “%(name)s” of %(before)s; this one is of %(after)s. Give it "
                    "another name if it is another workshop, or correct the date."
                )
                values = {"name": first.workshop, "before": before or "–", "after": after}
                self.problems.append(Problem(message % values, first.row.source))
                continue
            yield line

    def _elements(self, entries: Sequence[_Entry]) -> Iterator[Line]:
        """Yield the elements that new contributions need and that are not there, each kind after the other."""
        wanted: dict[tuple[str, str], Line] = {}

        def want(kind: str, key: str, place: Source, /, **after: Any) -> None:
            if (kind, key) not in self.known.elements and (kind, key) not in wanted:
                wanted[(kind, key)] = Line(
                    LineAction.CREATE, kind, key, title=after["title"], write="create", source=place, after=after
                )

        for workshop, said in _by_workshop(self.entries).items():
            new = [entry for entry in entries if entry.workshop_key == workshop]
            if new:
                self._want_workshop(want, workshop, said)
            for entry in new:
                self._want_table(want, entry)
        for kind in ELEMENTS:
            yield from (line for (one, _key), line in wanted.items() if one == kind)

    def _want_workshop(self, want: Any, key: str, entries: Sequence[_Entry]) -> None:
        source = Source(entries[0].row.source.file)
        spanish, english = structure.PROCESS_TITLE
        want("process", structure.PROCESS, source, title=spanish, title_en=english)
        if ("workshop", key) not in self.known.elements:
            stage = structure.stage_of(entry.kind for entry in entries)
            spanish, english = structure.STAGES[stage]
            stage_key = structure.key_of(stage)
            want("stage", stage_key, source, process=structure.PROCESS, title=spanish, title_en=english)
            spanish, english = structure.workshop_titles(entries[0].workshop)
            on = entries[0].date.isoformat() if entries[0].date else ""
            source = entries[0].row.source
            want("workshop", key, source, stage=stage_key, title=spanish, title_en=english, date=on)

    def _want_table(self, want: Any, entry: _Entry) -> None:
        source, title = entry.row.source, self.known.axes[entry.axis]
        want("table", entry.table_key, source, workshop=entry.workshop_key, axis=entry.axis, title=title)
        fields = structure.exercise_fields(entry.kind)
        if entry.kind == ContributionKind.CAUSE:
            fields["source"] = self.parents.exercise_of(entry)
        want("exercise", entry.exercise_key, source, table=entry.table_key, **fields)

    def _absent(self) -> Iterator[Line]:
        """Yield what the workshops of the file have in the plan and the file lacks."""
        given = {entry.nonce for entry in self.entries}
        touched = {entry.exercise_key for entry in self.entries}
        for nonce, said in self.known.said.items():
            if said.exercise in touched and nonce not in given:
                yield Line(LineAction.LEFT, ROW, nonce, title=said.text, reason=Reason.ABSENT)


class _Parents:
    """The problems that causes may stand under: those of the file, and those that the plan has already."""

    def __init__(self, entries: Sequence[_Entry], known: Known) -> None:
        self.by_axis: dict[str, dict[str, tuple[str, str]]] = {}
        for entry in entries:
            if entry.kind == ContributionKind.PROBLEM:
                self.by_axis.setdefault(entry.axis, {})[entry.nonce] = (entry.text, entry.exercise_key)
        for nonce, said in known.said.items():
            if said.kind == ContributionKind.PROBLEM and said.in_force:
                self.by_axis.setdefault(said.axis, {}).setdefault(nonce, (said.text, said.exercise))

    def find(self, entry: _Entry) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
        """Return the problem that a cause names, and what else it could be; those of its own workshop go first."""
        own = structure.key_of(entry.workshop, entry.axis, ContributionKind.PROBLEM)
        pool = self.by_axis.get(entry.axis, {})
        targets = sorted(pool, key=lambda nonce: pool[nonce][1] != own)
        same = [nonce for nonce in targets if exact(pool[nonce][0]) == exact(entry.parent)]
        if same:
            return _reference(same[0], pool[same[0]][0], 1.0), []
        scored = [(matching.likeness(entry.parent, pool[nonce][0]), nonce) for nonce in targets]
        best = sorted(scored, key=lambda one: -one[0])
        candidates = [
            _reference(nonce, pool[nonce][0], score) for score, nonce in best if score >= matching.CANDIDATE
        ][: matching.CANDIDATES]
        ahead = best[0][0] - best[1][0] if len(best) > 1 else 1.0
        sure = bool(best) and best[0][0] >= matching.ACCEPT and ahead >= matching.LEAD
        return (candidates[0] if sure else None), candidates

    def exercise_of(self, entry: _Entry) -> str:
        """Return the exercise of the problems that an exercise of causes works on; empty where there is none."""
        own = structure.key_of(entry.workshop, entry.axis, ContributionKind.PROBLEM)
        exercises = [exercise for _text, exercise in self.by_axis.get(entry.axis, {}).values()]
        return own if own in exercises else next(iter(exercises), "")


def _reference(nonce: str, text: str, score: float) -> dict[str, Any]:
    return {"kind": ROW, "key": nonce, "number": "", "title": text, "score": score}


def _axis(name: str, axes: Mapping[str, str]) -> str | None:
    """Return the axis that a row names: by key, or by title in full or shortened where only one can be meant."""
    return name if name in axes else matching.find_axis(name, axes)


def _left(row: Row, reason: Reason, message: str) -> Line:
    line = Line(LineAction.LEFT, ROW, title=row.fields["text"], reason=reason, source=row.source)
    line.message = message
    return line


def _by_workshop(entries: Sequence[_Entry]) -> dict[str, list[_Entry]]:
    found: dict[str, list[_Entry]] = {}
    for entry in entries:
        found.setdefault(entry.workshop_key, []).append(entry)
    return found


def _number(score: Decimal | None) -> str:
    """Return a score as it is stored in a line: without zeros at its end."""
    return "" if score is None else f"{score.normalize():f}"

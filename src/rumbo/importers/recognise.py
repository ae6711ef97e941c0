"""Which element of the plan each row of the files is: known, or new with a key of its own. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.utils.text import slugify

from rumbo.importers.draft import Draft, Row
from rumbo.importers.identity import MERGED, identities
from rumbo.importers.matching import exact
from rumbo.importers.records import LINKS, columns_of

Given = Mapping[tuple[str, str], Mapping[str, Any]]
#: What kind and key of a row in the files, or of an element of the plan.
Name = tuple[str, str]


@dataclass(slots=True)
class Resolved:
    """A row of the files and the element it is: ``key`` in the plan, and ``existing`` where it is there already.

    ``values`` are its fields with references as keys of the plan. ``standing``, ``score``, ``counterpart`` and
    ``candidates`` (kind, key and likeness) are of rows that have a counterpart; ``merged`` says that the row is
    written with another one.
    """

    row: Row
    key: str
    existing: Row | None
    values: dict[str, Any]
    standing: str = ""
    score: float | None = None
    counterpart: Name | None = None
    candidates: list[tuple[str, str, float]] = field(default_factory=list)
    merged: bool = False

    @property
    def in_force(self) -> bool:
        """Whether it is new, or an element that is neither superseded nor withdrawn."""
        return self.existing is None or self.existing.fields.get("_state", "current") == "current"


#: Kinds whose rows refer to each other.
AMONG_THEMSELVES = ("territory", "milestone")
Claim = Callable[[Resolved], None]


class Recogniser:
    """Holds what is known of both sides; `rows` recognises the rows of one kind after the other."""

    def __init__(self, existing: Draft, incoming: Draft, given: Given) -> None:
        self.existing = existing
        self.incoming = incoming
        self.given = given
        self.known: dict[str, dict[str, Row]] = defaultdict(dict)
        for row in existing.rows:
            self.known[row.kind][row.key] = row
        self.keys: dict[Name, str] = {}
        self.used: dict[str, set[str]] = {kind: set(rows) for kind, rows in self.known.items()}
        #: The titles of the rows that took an element.
        self.claimed: dict[Name, set[str]] = {}
        self._written = {(row.kind, row.key) for row in incoming.rows}
        self._loose = {kind: _loose_names(self.known[kind].values()) for kind in ("territory", "organization")}

    def reference(self, kind: str, key: str) -> str | None:
        """Return the key in the plan of what a row refers to; None where there is nothing of that key.

        Territories and organizations may also be named by code or title.
        """
        if (kind, key) in self.keys:
            return self.keys[(kind, key)]
        if (kind, key) in self._written and kind not in LINKS:
            return None
        if self.explicit and key in self.known[kind]:
            return key
        return self._loose.get(kind, {}).get(exact(key))

    @property
    def explicit(self) -> bool:
        """Whether the keys of the files are those of the plan."""
        return self.incoming.explicit_keys

    def values(self, row: Row) -> dict[str, Any]:
        """Return the fields of a row with references as keys of the plan; those that lead nowhere are empty."""
        values: dict[str, Any] = {}
        for column in columns_of(row.kind):
            if column.code not in row.fields:
                continue
            value = row.fields[column.code]
            if column.type == "reference":
                value = (self.reference(column.kinds[0], value) or "") if value else ""
            elif column.type == "references":
                found = (self.reference(column.kinds[0], one) for one in value or [])
                value = [one for one in found if one]
            values[column.code] = value
        return values

    def rows(self, kind: str, rows: Sequence[Row]) -> list[Resolved]:
        """Recognise rows of one kind; those of all kinds that they refer to must have been recognised before."""
        if kind in AMONG_THEMSELVES:
            for row in rows:
                self.keys.setdefault((kind, row.key), row.key)
        resolved = [Resolved(row, "", None, self.values(row)) for row in rows]
        for claim in self._claims(kind):
            for one in resolved:
                if not one.key:
                    claim(one)
        firsts: dict[Hashable, Resolved] = {}
        for one in resolved:
            if not one.key:
                self._make(one, firsts)
            self.keys[(kind, one.row.key)] = one.key
        if kind in self._loose:
            self._name_loosely(kind, resolved)
        self._refer(kind, resolved)
        return resolved

    def _refer(self, kind: str, resolved: Sequence[Resolved]) -> None:
        """Let rows of a kind refer to each other: the keys that they refer to are known now."""
        if kind in AMONG_THEMSELVES:
            for one in resolved:
                one.values |= self.values(one.row)

    def _name_loosely(self, kind: str, resolved: Sequence[Resolved]) -> None:
        """Let territories and organizations of the files be referred to by title, and territories by each other."""
        for one in resolved:
            title = exact(str(one.values.get("title") or ""))
            self._loose[kind].setdefault(title, one.key)
            others = str(one.existing.fields.get("other_names") or "").split(";") if one.existing else []
            if not self.explicit and title in {exact(name) for name in others}:
                one.values.pop("title")  # its other name is no new title

    def _claims(self, kind: str) -> list[Claim]:
        """Return the ways of recognising rows of a kind, the surest first."""
        known = sorted(self.known[kind].values(), key=lambda row: row.fields.get("_state", "current") != "current")
        now: dict[Hashable, list[Row]] = defaultdict(list)
        before: dict[Hashable, list[Row]] = defaultdict(list)
        numbers = {str(row.fields["number"]): row for row in known if row.fields.get("number")}
        for row in known:
            for sign in identities(kind, row.fields):
                now[sign].append(row)
            if given := self.given.get((kind, row.key)):
                for sign in identities(kind, given):
                    before[sign].append(row)

        def by_key(one: Resolved) -> None:
            self._claim(one, [self.known[kind].get(one.row.key)])

        def by_number(one: Resolved) -> None:
            self._claim(one, [numbers.get(str(one.values.get("number") or ""))])

        ways: list[Claim] = [by_key] if self.explicit and kind not in LINKS else []
        if kind == "project":
            ways.append(by_number)
        return [*ways, partial(self._claim_any, now), partial(self._claim_any, before)]

    def _claim_any(self, index: Mapping[Hashable, list[Row]], one: Resolved) -> None:
        for sign in identities(one.row.kind, one.values):
            if not one.key:
                self._claim(one, index.get(sign, []))

    def _claim(self, one: Resolved, rows: Iterable[Row | None]) -> None:
        """Take the first of the elements that no other row has taken, or one that a row of the same title has."""
        title = exact(str(one.values.get("title") or ""))
        for row in rows:
            if row is None:
                continue
            takers = self.claimed.setdefault((row.kind, row.key), set())
            same = row.kind == "organization" or title in takers
            if not takers or (same and row.kind in MERGED and not self.explicit):
                one.key, one.existing, one.merged = row.key, row, bool(takers)
                takers.add(title)
                return

    def _make(self, one: Resolved, firsts: dict[Hashable, Resolved]) -> None:
        """Give a new element its key; a second row of a merging kind with the same identity is the first."""
        kind = one.row.kind
        if kind in MERGED and not self.explicit:
            for sign in identities(kind, one.values):
                first = firsts.setdefault(sign, one)
                if first is not one:
                    one.key, one.merged = first.key, True
                    return
        own = one.row.key if self.explicit or kind == "plan" else ""
        one.key = own or self._free_key(kind, one.values)
        self.used.setdefault(kind, set()).add(one.key)

    def _free_key(self, kind: str, values: Mapping[str, Any]) -> str:
        base = slugify(str(values.get("number") or values.get("title") or kind))[:70].strip("-") or kind
        used = self.used.setdefault(kind, set())
        key, count = base, 2
        while key in used:
            key, count = f"{base}-{count}", count + 1
        return key


def _loose_names(rows: Iterable[Row]) -> dict[str, str]:
    """Return the keys of territories or organizations by code and by title; a title that two have is no name."""
    names: dict[str, str] = {}
    twice: set[str] = set()
    for row in rows:
        if row.fields.get("_state", "current") != "current":
            continue
        for name in {exact(str(row.fields.get("code") or "")), exact(str(row.fields["title"]))} - {""}:
            if names.setdefault(name, row.key) != row.key:
                twice.add(name)
    return {name: key for name, key in names.items() if name not in twice}

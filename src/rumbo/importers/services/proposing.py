"""From files to a proposal, without writing anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from rumbo.importers.compare import Line, compare, counts
from rumbo.importers.draft import Draft, Row
from rumbo.importers.enums import Format, LineAction
from rumbo.importers.files import InputFile
from rumbo.importers.formats import Reading, read
from rumbo.importers.models import Duplicate
from rumbo.importers.new_plan import plan_key, plan_row, without_plan
from rumbo.importers.records import fingerprint, load
from rumbo.importers.services.bases import bases_of
from rumbo.importers.services.given import given_values
from rumbo.importers.services.observations import fingerprint as observations_fingerprint
from rumbo.importers.services.observations import propose_observations
from rumbo.importers.services.workshops import fingerprint as workshops_fingerprint
from rumbo.importers.services.workshops import propose_workshops
from rumbo.importers.snapshot import snapshot_of
from rumbo.places.services import catalog
from rumbo.plan.enums import Standing

if TYPE_CHECKING:
    from rumbo.plan.models import Plan


@dataclass(slots=True)
class Proposal:
    """What an import would do: to ``plan``, or to a new one of the key ``new_key``, or (both empty) to no plan."""

    format: str
    plan: Plan | None
    new_key: str
    mapping: dict[str, Any]
    base: str
    lines: list[Line] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many lines there are of each action, and how many elements are made and changed."""
        return counts(self.lines)

    @property
    def problems(self) -> list[Line]:
        """What has to be mended in the files before anything is written."""
        return [line for line in self.lines if line.action == LineAction.PROBLEM]

    @property
    def to_confirm(self) -> list[Line]:
        """The doubtful matches."""
        return [line for line in self.lines if line.action == LineAction.TO_CONFIRM]


def propose(
    files: Sequence[InputFile],
    plan: Plan | None,
    *,
    new_key: str = "",
    mapping: Mapping[str, Any] | None = None,
    database: bool = True,
) -> Proposal:
    """Read files and compare them with a plan, or with nothing where it is to be made.

    ``database`` is false where there are no tables yet: then the plan is new and nothing is there. Never raises:
    what is wrong with the files is among the lines.
    """
    loaded = load(plan) if database else {}
    existing = snapshot_of(loaded) if database else Draft(explicit_keys=True)
    axes = [str(row.fields["title"]) for row in existing.of("axis") if row.fields["_state"] == "current"]
    reading = read(files, mapping, axes)
    if reading.format == Format.WORKSHOPS:
        base = base_of(plan, reading.format) if database else ""
        return Proposal(reading.format, plan, "", {}, base, propose_workshops(reading.draft, plan))
    if reading.format == Format.OBSERVATIONS:
        return _propose_observations(reading, plan, new_key, database=database)
    if plan is None and reading.format in (Format.DOCUMENTS, Format.WORKBOOK) and not reading.draft.problems:
        new_key = _make_plan(reading, files, existing, new_key, database=database)
    else:
        new_key = ""
    given, own = given_values(plan, reading.format) if database else ({}, {})
    apart = _apart() if database else frozenset()
    bases = bases_of(plan, loaded, existing, reading.draft)
    lines = compare(existing, reading.draft, given, own=own, apart=apart, bases=bases.fields, removed=bases.removed)
    base = base_of(plan, reading.format) if database else ""
    return Proposal(reading.format, plan, new_key, reading.mapping, base, lines)


def base_of(plan: Plan | None, format_: str) -> str:
    """Return a text that changes whenever something is written that a proposal of a format was compared with."""
    if format_ == Format.OBSERVATIONS:
        return observations_fingerprint(plan)
    return workshops_fingerprint(plan) if format_ == Format.WORKSHOPS else fingerprint(plan)


def _propose_observations(reading: Reading, plan: Plan | None, new_key: str, *, database: bool) -> Proposal:
    """Propose indicators and values: into a plan, or into a new one that has nothing else yet."""
    draft, row = reading.draft, None
    if plan is None and not draft.problems:
        this_year = timezone.localdate().year
        row = plan_row([], {}, {}, key=new_key, this_year=this_year, notes=draft.notes)
    lines = propose_observations(draft, plan, row, database=database)
    base = base_of(plan, reading.format) if database else ""
    return Proposal(reading.format, plan, row.key if row else "", {}, base, lines)


def _make_plan(reading: Reading, files: Sequence[InputFile], existing: Draft, new_key: str, *, database: bool) -> str:
    """Add what a new plan needs to both sides, and return its key."""
    draft = reading.draft
    if next(draft.of("territory"), None) is None:
        missing = catalog.missing() if database else catalog.CATALOG
        existing.rows.extend(_catalog_row(entry) for entry in missing)
    if without_plan(draft):
        names = {row.key: str(row.fields["title"]) for row in existing.of("territory")}
        row = plan_row(
            files, reading.mapping, names, key=new_key, this_year=timezone.localdate().year, notes=draft.notes
        )
        if "territory" in row.fields and not draft.explicit_keys:
            _name_territory(draft, existing, row)
        draft.rows.insert(0, row)
        return row.key
    row = next(draft.of("plan"))
    row.key = new_key or row.key or plan_key(str(row.fields.get("title", "")))
    return row.key


def _name_territory(draft: Draft, existing: Draft, row: Row) -> None:
    """Name the territory by its title, since the keys of documents are not those of the plan."""
    key = row.fields["territory"]
    row.fields["territory"] = next(str(one.fields["title"]) for one in existing.of("territory") if one.key == key)


def _catalog_row(entry: catalog.CatalogEntry) -> Row:
    fields = {
        "title": entry.title,
        "kind": str(entry.kind),
        "code": entry.code,
        "parent": entry.parent,
        "members": list(entry.members),
        "_state": "current",
    }
    return Row("territory", entry.key, fields)


def _apart() -> frozenset[frozenset[str]]:
    """Return the pairs of organizations that a person found to be two."""
    pairs = Duplicate.objects.filter(standing=Standing.REJECTED).values_list("first__key", "second__key")
    return frozenset(frozenset(pair) for pair in pairs)

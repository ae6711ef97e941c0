"""What a plan was when a workbook was written: the third side of the comparison."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.translation import gettext as _

from rumbo.importers.draft import Draft, Problem
from rumbo.importers.identity import identities
from rumbo.importers.recognise import Name
from rumbo.importers.records import LINKS, key_of, model_of
from rumbo.importers.snapshot import link_fields, past_fields
from rumbo.portfolio.queries.batches import past_rows

if TYPE_CHECKING:
    from rumbo.importers.draft import Row
    from rumbo.plan.models import Plan


@dataclass(slots=True)
class Bases:
    """The values of elements when a workbook was written, by kind and key, and links that were there then only."""

    fields: dict[Name, dict[str, Any]] = field(default_factory=dict)
    removed: set[Hashable] = field(default_factory=set)


def bases_of(plan: Plan | None, loaded: dict[str, list[Any]], existing: Draft, incoming: Draft) -> Bases:
    """Return what the elements of a workbook were when it was written; nothing where it does not say when.

    The number of queries depends on how many kinds of things were edited since, not on how many things.
    """
    written = incoming.written
    if plan is None or written is None:
        return Bases()
    if written.plan != plan.key:
        message = _(
            "The workbook was written from another plan (%(key)s): what was edited here since is not told apart."
        )
        incoming.notes.append(Problem(message % {"key": written.plan}))
        return Bases()
    bases = Bases()
    now = {(row.kind, row.key): row for row in existing.rows}
    keys = {kind: {record.pk: key_of(kind, record) for record in found} for kind, found in loaded.items()}
    older: dict[str, list[Row]] = defaultdict(list)
    for row in incoming.rows:
        known = now.get((row.kind, row.key))
        if known is None or not row.version:
            continue
        if row.version == known.version:
            bases.fields[row.kind, row.key] = known.fields
        elif row.version < known.version:
            older[row.kind].append(row)
    for kind, rows in older.items():
        _read_older(bases, kind, rows, keys, incoming)
    for kind in LINKS:
        _read_links(bases, kind, plan, keys, loaded, incoming)
    return bases


def _read_older(bases: Bases, kind: str, rows: list[Row], keys: dict[str, dict[int, str]], incoming: Draft) -> None:
    """Read from the history what elements were that were edited since. A version made later is not the one meant."""
    assert incoming.written is not None  # noqa: S101 (asked by the caller)
    numbers = {key: pk for pk, key in keys[kind].items()}
    wanted = {(numbers[row.key], row.version): row for row in rows}
    pks, versions = {pk for pk, _v in wanted}, {version for _pk, version in wanted}
    for past in past_rows(model_of(kind), id__in=pks, version__in=versions, history_date__lte=incoming.written.at):
        row = wanted.get((past.id, past.version))
        if row is not None:
            bases.fields[kind, row.key] = past_fields(kind, past, keys)


def _read_links(
    bases: Bases,
    kind: str,
    plan: Plan,
    keys: dict[str, dict[int, str]],
    loaded: dict[str, list[Any]],
    incoming: Draft,
) -> None:
    """Read from the history which links there were."""
    assert incoming.written is not None  # noqa: S101 (asked by the caller)
    present = {record.pk for record in loaded[kind]}
    within = {"measure__plan": plan} if kind == "responsibility" else {"antecedent__plan": plan}
    past: Any = model_of(kind)
    links = list(past.history.as_of(incoming.written.at).filter(**within))
    named = {link.share_id for link in links if getattr(link, "share_id", None)}
    shares = apps.get_model("portfolio.Share")._default_manager.in_bulk(named) if named else {}
    for link in links:
        if getattr(link, "share_id", None):
            if link.share_id not in shares:
                continue
            link.share = shares[link.share_id]
        fields = link_fields(kind, link, loaded, keys)
        if link.pk in present:
            bases.fields[kind, key_of(kind, link)] = fields
        elif signs := identities(kind, fields):
            bases.removed.add((kind, signs[0]))

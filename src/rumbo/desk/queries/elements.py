"""What the page of an element shows: its data, and what stands under it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from rumbo.core.queries.history import shown, values_of
from rumbo.desk.kinds import kind_of
from rumbo.importers.draft import LIFE
from rumbo.importers.schema import BY_KIND

if TYPE_CHECKING:
    from rumbo.core.models import Record
    from rumbo.desk.kinds import Kind

#: What the head of the page says already.
_HEAD = ("title", "text", "flows")
#: No more rows of a kind than this under an element; the list of the kind shows them all.
LIMIT = 200


@dataclass(frozen=True, slots=True)
class Fact:
    """One field as people read it."""

    name: str
    label: str
    value: str
    english: bool


@dataclass(frozen=True, slots=True)
class Group:
    """What of one kind stands under an element, and whether the person may add to it or change its order."""

    kind: Kind
    rows: list[Record]
    may_add: bool
    may_order: bool
    parent: str

    def places(self) -> list[tuple[Record, bool, bool, bool]]:
        """Return (row, movable, first, last); a project with a number stands where its number says."""
        last = len(self.rows) - 1
        return [
            (row, self.may_order and not getattr(row, "number", ""), index == 0, index == last)
            for index, row in enumerate(self.rows)
        ]


def facts_of(record: Record) -> list[Fact]:
    """Return the fields of a record that hold something, title and text aside."""
    facts = []
    for name, value in values_of(record).items():
        text = shown(type(record), name, value)
        if name not in _HEAD and name not in record.PARENTS and text and value is not False:
            facts.append(Fact(name, _label(record, name), _("Yes") if value is True else text, name.endswith("_en")))
    return facts


def children_of(user: Any, plan: Any, record: Record) -> list[Group]:
    """Return what stands under an element, a group a kind; two queries a group at most."""
    groups = []
    for kind in kind_of(record).children:
        where: dict[str, Any] = {} if record.KIND == "plan" else {record.KIND: record}
        if record.KIND == "plan" and kind.code == "chapter":
            where = {"axis": None}
        rows = list(kind.rows(plan).filter(**where).order_by(*cast("Any", kind.model._meta.ordering))[:LIMIT])
        child = kind.model(plan=plan, **where)
        may_edit = bool(user.has_perm(child.PERMISSION, child))
        groups.append(Group(kind, rows, may_edit and record.is_current, may_edit and kind.ordered, record.KIND))
    return groups


def _label(record: Record, name: str) -> str:
    table = BY_KIND.get(record.KIND) if record.KIND not in LIFE else None
    column = next((c for c in table.columns if c.code == name), None) if table else None
    if column is not None:
        return str(column.label)
    return str(capfirst(cast("Any", type(record)._meta.get_field(name)).verbose_name))

"""When two people edit the same element: what each changed, side by side, so that neither text is lost."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Model
from django.http import QueryDict
from django.utils import timezone

from rumbo.core.geometry import is_geometry
from rumbo.core.queries.history import shown, values_of
from rumbo.desk.diff import segments
from rumbo.desk.web.forms import record_form

if TYPE_CHECKING:
    from datetime import datetime

    from django.forms import BoundField

    from rumbo.core.errors import EditConflict
    from rumbo.core.models import Record
    from rumbo.desk.diff import Segment
    from rumbo.desk.web.forms import RecordForm

#: Name of the radio that chooses between the two texts of a field.
KEEP = "keep-"


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that both changed: the stored text, the differences of mine to it, and the control that holds mine."""

    field: BoundField
    theirs: str
    compared: list[Segment]


@dataclass(frozen=True, slots=True)
class Taken:
    """A field that only the other person changed; it is kept as they saved it."""

    label: str
    before: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Everything the page of a conflict shows. Without ``clashes`` and ``taken`` there is nothing to decide."""

    form: RecordForm
    clashes: list[Clash]
    taken: list[Taken]
    rest: list[BoundField]
    by: str
    at: datetime

    @property
    def is_void(self) -> bool:
        """Whether the other change touched none of the fields of the form."""
        return not self.clashes and not self.taken


def conflict_of(error: EditConflict, actor: Any, posted: QueryDict) -> Conflict:
    """Compare what the person saw, what is stored now and what they sent, and make the form that saves both."""
    current = error.current
    base = _values_at(current, posted.get("version", ""))
    theirs, mine = values_of(current), error.submitted
    data = posted.copy()
    data["version"] = str(current.version)
    clashing, taking = [], []
    for name, value in mine.items():
        if _equal(theirs[name], base.get(name)) or _equal(theirs[name], value):
            continue
        if name in base and _equal(value, base[name]):
            taking.append(name)
            put_value(data, name, value=theirs[name])
        else:
            clashing.append(name)
    form = record_form(actor, current, data)
    return _described(current, form, (base, theirs, mine), clashing, taking)


def resolved(posted: QueryDict, record: Record) -> QueryDict:
    """Return the posted form with the other person's text in each field where that was chosen."""
    chosen = [
        name.removeprefix(KEEP) for name, value in posted.items() if name.startswith(KEEP) and value == "theirs"
    ]
    if not chosen:
        return posted
    theirs = _values_at(record, posted.get("version", ""))
    data = posted.copy()
    for name in chosen:
        if name in theirs:
            put_value(data, name, value=theirs[name])
    return data


def put_value(data: QueryDict, name: str, *, value: Any) -> None:
    """Write a value into a posted form as its control would have sent it."""
    if is_geometry(value) or (isinstance(value, list) and not _are_records(value)):
        data[name] = json.dumps(value)
    elif isinstance(value, list):
        data.setlist(name, [str(item.pk) for item in value])
    elif isinstance(value, bool):
        data.setlist(name, ["on"] if value else [])
    else:
        data[name] = "" if value is None else str(getattr(value, "pk", value))


def _values_at(record: Record, version: str) -> dict[str, Any]:
    """Return the values that a record had in the version that a form names; none where it names no such version."""
    number = int(version) if version.isdecimal() and len(version) < 10 else 0
    past = cast("Any", record).history.filter(version=number).first()
    return values_of(past) if past is not None else {}


def _described(
    current: Record, form: RecordForm, values: tuple[dict[str, Any], ...], clashing: list[str], taking: list[str]
) -> Conflict:
    base, theirs, mine = values
    model = type(current)
    last = cast("Any", current).history.select_related("history_user").first()
    clashes = [
        Clash(form[name], other := shown(model, name, theirs[name]), segments(other, shown(model, name, mine[name])))
        for name in clashing
    ]
    taken = [
        Taken(str(form[name].label), shown(model, name, base[name]), shown(model, name, theirs[name]))
        for name in taking
    ]
    return Conflict(
        form=form,
        clashes=clashes,
        taken=taken,
        rest=[form[name] for name in form.record_fields if name not in clashing],
        by=str((last and last.history_user) or "Rumbo"),
        at=last.history_date if last else timezone.now(),
    )


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, list) and isinstance(other, list) and _are_records([*one, *other]):
        return {item.pk for item in one} == {item.pk for item in other}
    return bool(one == other)


def _are_records(values: list[Any]) -> bool:
    return all(isinstance(value, Model) for value in values)

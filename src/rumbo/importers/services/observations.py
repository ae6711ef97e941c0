"""Indicators and values: what the plan has of them, proposing, and writing a proposal."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Max, Sum
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.importers.compare import Line
from rumbo.importers.draft import Draft, Row
from rumbo.importers.enums import Format, LineAction
from rumbo.importers.observations.columns import INDICATOR, VALUE
from rumbo.importers.observations.propose import FIELDS, Known, KnownIndicator, Sign, propose
from rumbo.importers.observations.territories import KnownTerritory
from rumbo.importers.services.given import given_values
from rumbo.monitoring.models import Indicator, Observation
from rumbo.monitoring.services.observations import NewValue, record_batch
from rumbo.places.models import Territory

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.importers.models import ImportLine
    from rumbo.importers.services.writing import Writer
    from rumbo.plan.models import Plan

#: So many indicators are asked for by key; of more, all values of the plan are read.
_NAMED = 500


def propose_observations(
    draft: Draft, plan: Plan | None, plan_row: Row | None = None, *, database: bool = True
) -> list[Line]:
    """Return what an import of indicators and values would do to a plan, or to the new one of ``plan_row``."""
    lines = propose(draft, known(plan, draft) if database else Known())
    if plan_row is None:
        return lines
    title = str(plan_row.fields["title"])
    made = Line(LineAction.CREATE, "plan", plan_row.key, title=title, write="create", source=plan_row.source)
    made.after = made.given = dict(plan_row.fields)
    return [made, *lines]


def known(plan: Plan | None, draft: Draft) -> Known:
    """Return what a plan has of indicators and values, as far as a draft speaks of them, in constant queries."""
    rows = Territory.objects.defer("boundary")
    territories = [KnownTerritory(one.key, one.title, one.code, one.is_current) for one in rows]
    if plan is None:
        return Known(territories)
    given, _own = given_values(plan, Format.OBSERVATIONS)
    indicators = {
        one.key: KnownIndicator(
            {name: str(getattr(one, name)) for name in FIELDS.values()},
            given.get((INDICATOR, one.key), {}),
            one.is_current,
            one.is_derived,
        )
        for one in Indicator.objects.filter(plan=plan)
    }
    return Known(territories, indicators, _values(plan, draft))


def _values(plan: Plan, draft: Draft) -> Counter[Sign]:
    """Return the rows of values that are there up to the last day that a draft speaks of."""
    days = [date.fromisoformat(row.fields["date"]) for row in draft.of(VALUE)]
    if not days:
        return Counter()
    found = Observation.objects.filter(series__indicator__plan=plan, on__lte=max(days)).order_by()
    keys = {row.fields["indicator"] for row in draft.of(VALUE)}
    if len(keys) <= _NAMED:
        found = found.filter(series__indicator__key__in=keys)
    columns = ("series__indicator__key", "series__territory__key", "on", "text", "source__name", "note")
    return Counter(
        (indicator, territory, on.isoformat(), text, source or "", note)
        for indicator, territory, on, text, source, note in found.values_list(*columns).iterator(chunk_size=5000)
    )


def fingerprint(plan: Plan | None) -> str:
    """Return a text that changes whenever something is written that a proposal of values depends on."""
    parts = []
    for rows in (Territory.objects.all(), Indicator.objects.filter(plan=plan)):
        found = rows.aggregate(count=Count("pk"), version=Sum("version"))
        parts.append(f"{found['count']}.{found['version'] or 0}")
    values = Observation.objects.filter(series__indicator__plan=plan).aggregate(count=Count("pk"), last=Max("pk"))
    parts.append(f"{values['count']}.{values['last'] or 0}")
    return hashlib.sha256("-".join(parts).encode()).hexdigest()


def write(actor: Actor, writer: Writer, lines: Sequence[ImportLine]) -> None:
    """Write the indicators and values of a proposal; plan and territories were written by ``writer`` before.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: a value cannot be written, or an indicator is gone; the message says where.
    """
    plan = writer.plan
    if plan is None:
        raise Refused(_("Values come into a plan: say which, or give a key for a new one."))
    there = {one.key: one for one in Indicator.objects.filter(plan=plan)}
    there |= _create(
        actor, plan, [line for line in lines if line.kind == INDICATOR and line.write == "create"], there
    )
    for line in lines:
        if line.kind == INDICATOR and line.write == "change":
            changed = records.update(actor, _found(there, line.key), line.after, reason=_reason(line))
            there[line.key] = changed
    values = [line for line in lines if line.kind == VALUE and line.write == "create"]
    if values:
        names = list(dict.fromkeys(line.file for line in values))
        title = _("Import of %(file)s") % {"file": ", ".join(names[:3])}
        record_batch(actor, plan, title, [_value(line, there, writer) for line in values])


def _create(actor: Actor, plan: Plan, lines: Sequence[ImportLine], there: dict[str, Any]) -> dict[str, Indicator]:
    last = max((one.position for one in there.values()), default=0)
    made = [
        Indicator(plan=plan, key=line.key, position=last + place, **line.after)
        for place, line in enumerate(lines, start=1)
    ]
    try:
        records.create_many(actor, [(one, {}) for one in made], reason=_reason(lines[0]) if lines else "")
    except ValidationError as error:
        raise Refused("; ".join(error.messages)) from error
    return {one.key: one for one in made}


def _value(line: ImportLine, there: dict[str, Any], writer: Writer) -> NewValue:
    after = line.after
    return NewValue(
        indicator=_found(there, after["indicator"]),
        territory=writer.element("territory", after["territory"]),
        on=date.fromisoformat(after["on"]),
        text=after["text"],
        source=after["source"],
        note=after["note"],
    )


def _found(there: dict[str, Any], key: str) -> Any:
    found = there.get(key)
    if found is None:
        raise Refused(_("“%(key)s” is not in the plan any more. Read the files again.") % {"key": key})
    return found


def _reason(line: ImportLine) -> str:
    return str(_("Import of %(file)s") % {"file": line.file} if line.file else _("Import"))

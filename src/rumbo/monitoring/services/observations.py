"""Values: recorded in batches, chosen among conflicting ones, revised. No row is ever lost or altered."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from rumbo.core.actors import person_of
from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize
from rumbo.monitoring.enums import Standing
from rumbo.monitoring.models import DataSource, Indicator, Observation, ObservationBatch, Series
from rumbo.monitoring.services.doubts import day_of, doubts_of, no_day, number_of, same_value

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.places.models import Territory
    from rumbo.plan.models import Plan

#: Longest text of a value, and longest name of a source, in characters.
TEXT_LIMIT, SOURCE_LIMIT = 60, 300
#: Of so many series their rows are asked for by name; of more, those of the whole plan are read.
_NAMED = 500
_OPEN = (Standing.COUNTS, Standing.TO_CONFIRM)

#: A row as it is known again: series, day, and the texts of value, source and note.
_Sign = tuple[int, date, str, str, str]
_Day = tuple[int, date]


@dataclass(frozen=True, slots=True)
class NewValue:
    """A value as it is given: of an indicator in a territory at a day, with its text kept exactly."""

    indicator: Indicator
    territory: Territory
    on: date
    text: str
    source: str = ""
    note: str = ""


@transaction.atomic
def record_batch(
    actor: Actor, plan: Plan, title: str, rows: Iterable[NewValue], reason: str = ""
) -> ObservationBatch:
    """Record values that came together and return their batch; rows that are known already are not taken again.

    A row is known by all that it says, so that the same file given twice adds nothing; where a file has it twice, it
    is there twice. The first value of a series at a day counts. The same value again is "repeated"; another one is
    "to confirm", and with it the first, which charts use until somebody chooses. The number of queries grows with the
    batches that the database takes at once alone. ``summary`` holds how many rows were ``given``, are ``new``,
    ``repeated``, ``to_confirm`` and without number (``no_number``).

    Raises:
        PermissionDenied: the actor neither manages the plan nor may edit each of the indicators.
        Refused: a value is empty or too long, or of an indicator that is computed, withdrawn or of another plan.
    """
    wanted = list(rows)
    _authorize(actor, plan, wanted)
    for row in wanted:
        _check(plan, row)
    type(plan)._default_manager.select_for_update().get(pk=plan.pk)  # two imports of one file go one after the other
    series = _series(actor, wanted, reason or title)
    known = _known(plan, series, wanted)
    fresh = _fresh(wanted, series, known)
    batch = ObservationBatch.objects.create(plan=plan, title=title[:250], actor=person_of(actor), reason=reason)
    made = _observations(batch, fresh, series, known)
    moved = _stand(made, known)
    Observation.objects.bulk_create(made, batch_size=1000)
    Observation.objects.filter(pk__in=moved).update(standing=Standing.TO_CONFIRM)
    counted = Counter(str(one.standing) for one in made)
    batch.summary = {
        "given": len(wanted),
        "new": len(made),
        "repeated": counted[Standing.REPEATED],
        "to_confirm": counted[Standing.TO_CONFIRM],
        "no_number": sum(one.number is None for one in made),
    }
    batch.save(update_fields=["summary"])
    return batch


@transaction.atomic
def choose(actor: Actor, observation: Observation, reason: str = "") -> Observation:
    """Let one of several values of a day count, and return it; the others stay, as not chosen.

    The choice is kept as a batch of its own (``summary``: ``chosen`` and ``not_chosen``, ids of observations).

    Raises:
        PermissionDenied: the actor may not edit the indicator.
        Refused: there is no other value for that day, or this one was revised.
    """
    current, day = _locked(actor, observation)
    if current.standing == Standing.REVISED:
        raise Refused(_("This value was revised: choose the one that took its place."))
    values = [one for one in day if one.standing not in (Standing.REVISED, Standing.REPEATED)]
    if current.standing == Standing.REPEATED:
        current = next((one for one in values if same_value(one.text, current.text)), current)
    others = [one for one in values if one.pk != current.pk]
    if not others:
        raise Refused(_("There is no other value for that day: nothing has to be chosen."))
    if current.standing == Standing.COUNTS and all(one.standing == Standing.NOT_CHOSEN for one in others):
        return current
    _set_standing([current], Standing.COUNTS)
    _set_standing(others, Standing.NOT_CHOSEN)
    ObservationBatch.objects.create(
        plan=current.series.indicator.plan,
        title=_("Choice of the value of %(day)s") % {"day": current.on.isoformat()},
        actor=person_of(actor),
        reason=reason,
        summary={"chosen": current.pk, "not_chosen": [one.pk for one in others]},
    )
    return current


@transaction.atomic
def revise(
    actor: Actor, observation: Observation, text: str, source: str = "", note: str = "", reason: str = ""
) -> Observation:
    """Put a new value in the place of one, and return it; the old one stays, marked as revised.

    Raises:
        PermissionDenied: the actor may not edit the indicator.
        Refused: no reason is given, nothing changes, the text is empty or too long, or it was revised already.
    """
    current, day = _locked(actor, observation)
    series = current.series
    _check(series.indicator.plan, NewValue(series.indicator, series.territory, current.on, text, source, note))
    _check_revision(current, text, source, note, reason)
    others = [one for one in day if one.pk != current.pk and one.standing != Standing.REVISED]
    batch = ObservationBatch.objects.create(
        plan=series.indicator.plan,
        title=_("Revision of the value of %(day)s") % {"day": current.on.isoformat()},
        actor=person_of(actor),
        reason=reason.strip(),
        summary={"revised": current.pk},
    )
    new = Observation(
        series=series,
        on=current.on,
        text=text,
        number=number_of(text),
        source=_sources([source]).get(source),
        note=note,
        order=current.order,
        standing=_revised_standing(current, text, others),
        revises=current,
        batch=batch,
    )
    _set_standing([current], Standing.REVISED)
    new.save()
    again = [one for one in others if one.standing == Standing.TO_CONFIRM and same_value(one.text, text)]
    if new.standing in _OPEN:
        _set_standing(again, Standing.REPEATED)
    _settle(new, others)
    return new


def check_value(series: Series, text: str, on: date | str, *, but: int | None = None) -> list[str]:
    """Return what is doubtful of a value before it is recorded, in sentences; nothing where it is sound.

    ``but`` is the id of the observation whose place it takes, which contradicts it not.

    A page asks with them: a day that is not in the calendar, no number, a percent sign, separators of thousands, a
    decimal comma, a count below zero, a thousand times the value before it, another value for that day.
    """
    day = day_of(on) if isinstance(on, str) else on
    if day is None:
        return [no_day(str(on)), *doubts_of(text, series.indicator.format)]
    if series.pk is None:
        return doubts_of(text, series.indicator.format)
    rows = Observation.objects.filter(series=series).exclude(pk__in=[] if but is None else [but])
    before = rows.filter(on__lt=day, number__isnull=False, standing__in=_OPEN)
    last = before.order_by("-on", "standing", "order", "pk").values_list("on", "number").first()
    others = rows.filter(on=day, standing__in=_OPEN).order_by("order", "pk").values_list("text", flat=True)
    known = (last[0], float(last[1] or 0)) if last else None
    return doubts_of(text, series.indicator.format, last=known, others=list(others))


def _authorize(actor: Actor, plan: Plan, rows: Sequence[NewValue]) -> None:
    if actor.has_perm("plan.manage", plan):
        return
    indicators = {row.indicator.pk: row.indicator for row in rows}
    if not indicators:
        authorize(actor, "plan.manage", plan)
    for indicator in indicators.values():
        authorize(actor, "plan.edit", indicator)


def _check(plan: Plan, row: NewValue) -> None:
    indicator = row.indicator
    if indicator.plan_id != plan.pk:
        raise Refused(_("“%(name)s” is an indicator of another plan.") % {"name": indicator.name})
    if indicator.is_derived:
        message = _("The values of “%(name)s” are computed from others: correct those.")
        raise Refused(message % {"name": indicator.name})
    if not indicator.is_current:
        raise Refused(_("“%(name)s” is not in force: it takes no values.") % {"name": indicator.name})
    if not row.text.strip():
        raise Refused(_("The value is empty: write it, or ND where there is no datum."))
    if len(row.text) > TEXT_LIMIT:
        message = _("The value has %(length)d characters of %(limit)d allowed: put the rest in the note.")
        raise Refused(message % {"length": len(row.text), "limit": TEXT_LIMIT})
    if len(row.source) > SOURCE_LIMIT:
        message = _("The source has %(length)d characters of %(limit)d allowed: put the rest in the note.")
        raise Refused(message % {"length": len(row.source), "limit": SOURCE_LIMIT})
    if any("\x00" in text for text in (row.text, row.source, row.note)):
        raise Refused(_("A text has a sign that cannot be written (a zero byte): delete it."))


def _check_revision(current: Observation, text: str, source: str, note: str, reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Say why: the reason is kept with the revision."))
    if current.standing == Standing.REVISED:
        raise Refused(_("This value was revised already: revise the one that took its place."))
    before = (current.text, current.source.name if current.source else "", current.note)
    if before == (text, source, note):
        raise Refused(_("Nothing was changed: it says the same already."))


def _series(actor: Actor, rows: Sequence[NewValue], reason: str) -> dict[tuple[int, int], Series]:
    """Return the series of rows by indicator and territory; those that are missing are made."""
    wanted = {(row.indicator.pk, row.territory.pk): row for row in rows}
    found = {
        (one.indicator_id, one.territory_id): one
        for one in Series.objects.filter(indicator__in={indicator for indicator, _territory in wanted})
    }
    missing = [
        Series(indicator=row.indicator, territory=row.territory)
        for place, row in wanted.items()
        if place not in found
    ]
    if missing:
        user = person_of(actor)
        made = bulk_create_with_history(
            missing, Series, batch_size=500, default_user=user, default_change_reason=reason[:100]
        )
        found |= {(one.indicator_id, one.territory_id): one for one in made}
    return {place: found[place] for place in wanted}


def _known(
    plan: Plan, series: dict[tuple[int, int], Series], rows: Sequence[NewValue]
) -> dict[_Day, list[Observation]]:
    """Return the observations of the days that rows may touch, by series and day, in order."""
    if not rows:
        return {}
    found = Observation.objects.filter(on__gte=min(row.on for row in rows), on__lte=max(row.on for row in rows))
    if len(series) <= _NAMED:
        found = found.filter(series__in=[one.pk for one in series.values()])
    else:
        found = found.filter(series__indicator__plan=plan)
    days: dict[_Day, list[Observation]] = defaultdict(list)
    for one in found.select_related("source").order_by("order", "pk"):
        days[one.series_id, one.on].append(one)
    return days


def _fresh(
    rows: Sequence[NewValue], series: dict[tuple[int, int], Series], known: dict[_Day, list[Observation]]
) -> list[NewValue]:
    """Return the rows that are not there yet; what stands twice among them has to be there twice."""
    there: Counter[_Sign] = Counter()
    for (pk, on), day in known.items():
        for one in day:
            there[pk, on, one.text, one.source.name if one.source else "", one.note] += 1
    fresh = []
    for row in rows:
        sign = (series[row.indicator.pk, row.territory.pk].pk, row.on, row.text, row.source, row.note)
        if there[sign]:
            there[sign] -= 1
        else:
            fresh.append(row)
    return fresh


def _observations(
    batch: ObservationBatch,
    rows: Sequence[NewValue],
    series: dict[tuple[int, int], Series],
    known: dict[_Day, list[Observation]],
) -> list[Observation]:
    start = max((one.order + 1 for day in known.values() for one in day), default=0)
    sources = _sources(row.source for row in rows)
    return [
        Observation(
            series=series[row.indicator.pk, row.territory.pk],
            on=row.on,
            text=row.text,
            number=number_of(row.text),
            source=sources.get(row.source),
            note=row.note,
            order=order,
            batch=batch,
        )
        for order, row in enumerate(rows, start=start)
    ]


def _sources(names: Iterable[str]) -> dict[str, DataSource]:
    """Return sources by name; those that are missing are made, and the empty name has none."""
    wanted = {name: None for name in names if name}
    if not wanted:
        return {}
    DataSource.objects.bulk_create([DataSource(name=name) for name in wanted], ignore_conflicts=True)
    return {one.name: one for one in DataSource.objects.filter(name__in=list(wanted))}


def _stand(made: Sequence[Observation], known: dict[_Day, list[Observation]]) -> list[int]:
    """Give new observations their standing; return the ids of known ones that others now contradict."""
    moved: set[int] = set()
    days = {place: list(day) for place, day in known.items()}
    for new in made:
        day = days.setdefault((new.series_id, new.on), [])
        if any(same_value(one.text, new.text) for one in day):
            new.standing = Standing.REPEATED
        elif day:
            new.standing = Standing.TO_CONFIRM
            decided = any(one.standing in (Standing.NOT_CHOSEN, Standing.REVISED) for one in day)
            for one in [] if decided else day:
                if one.standing == Standing.COUNTS:
                    one.standing = Standing.TO_CONFIRM
                    moved |= {one.pk} if one.pk else set()
        day.append(new)
    return sorted(moved)


def _locked(actor: Actor, observation: Observation) -> tuple[Observation, list[Observation]]:
    """Return an observation as it is now, and all of its day in order; nobody else changes them meanwhile."""
    found = Series.objects.select_related("indicator__plan", "territory").get(pk=observation.series_id)
    _authorize(actor, found.indicator.plan, [_any_of(found)])
    Series.objects.select_for_update().get(pk=found.pk)
    rows = Observation.objects.filter(series=found, on=observation.on).select_related("source")
    day = list(rows.order_by("order", "pk"))
    for one in day:
        one.series = found
    return next(one for one in day if one.pk == observation.pk), day


def _any_of(series: Series) -> NewValue:
    return NewValue(series.indicator, series.territory, date.min, "")


def _revised_standing(current: Observation, text: str, others: Sequence[Observation]) -> str:
    """Return what a revision counts for: what the value counted for that it revises, as far as it can."""
    if current.standing in _OPEN:
        return str(current.standing)
    same = any(same_value(one.text, text) for one in others if one.standing in _OPEN)
    return str(Standing.REPEATED if same else Standing.TO_CONFIRM)


def _settle(new: Observation, others: Sequence[Any]) -> None:
    """Let the only value of a day that is left to confirm count."""
    open_ones = [one for one in (new, *others) if one.standing in _OPEN]
    if len(open_ones) == 1 and open_ones[0].standing == Standing.TO_CONFIRM:
        _set_standing(open_ones, Standing.COUNTS)


def _set_standing(rows: Sequence[Any], standing: str) -> None:
    for one in rows:
        one.standing = standing
    Observation.objects.filter(pk__in=[one.pk for one in rows]).update(standing=standing)

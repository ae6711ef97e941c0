"""Series of indicators: baseline, dated targets with what was there before and why, and the goals they measure."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rumbo.core.actors import person_of
from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize
from rumbo.monitoring.enums import Direction, PathKind
from rumbo.monitoring.figures import plain
from rumbo.monitoring.models import Indicator, Series, Target
from rumbo.monitoring.models.indicator import DECIMALS, DIGITS

if TYPE_CHECKING:
    from django.db.models import Model

    from rumbo.core.actors import Actor

M = TypeVar("M", bound="Model")
#: No target is later, and no reason is longer.
LATEST, REASON_LIMIT = datetime.date(2150, 12, 31), 500


@transaction.atomic
def open_series(actor: Actor, indicator: Indicator, territory: Any) -> Series:
    """Return the series of an indicator in a territory, made if there is none.

    Raises:
        PermissionDenied: the actor may not edit the indicator.
        Refused: the indicator is not in force.
    """
    authorize(actor, indicator.PERMISSION, indicator)
    if not indicator.is_current:
        raise Refused(_("This indicator is not in force. Put it in force again first."))
    found = Series.objects.filter(indicator=indicator, territory=territory).first()
    return found or _keep(actor, Series(indicator=indicator, territory=territory))


@transaction.atomic
def set_baseline(
    actor: Actor, series: Series, *, value: Decimal, on: datetime.date, path: str = "", reason: str = ""
) -> Series:
    """Set from what value and day a series starts, and how its targets are joined; return it.

    Raises:
        PermissionDenied: the actor may not edit the indicator.
        Refused: a target in force is of that day or before, or no longer leads the right way; or a baseline is
            changed without a reason although there are targets.
    """
    current = _locked(actor, series)
    changed = current.baseline_on is not None and (current.baseline_value, current.baseline_on) != (value, on)
    targets = list(_in_force(current))
    if changed and targets:
        reason = _given(reason)
    _check_number(value)
    if targets and targets[0].on <= on:
        raise Refused(
            _("There is a target for %(day)s already: the baseline has to be before it.")
            % {"day": date_format(targets[0].on)}
        )
    current.baseline_value, current.baseline_on = value, on
    if path in PathKind.values:
        current.path = path
    for target in targets:
        _check_way(current, target.value)
    return _keep(actor, current, reason)


@transaction.atomic
def set_target(actor: Actor, series: Series, *, value: Decimal, on: datetime.date) -> Target:
    """Add what a series should reach by a day, and return it.

    Raises:
        PermissionDenied: the actor may not edit the indicator.
        Refused: see `_check`.
    """
    current = _locked(actor, series)
    _check(current, value, on)
    return _keep(actor, Target(series=current, value=value, on=on))


@transaction.atomic
def replace_target(actor: Actor, target: Target, *, value: Decimal, on: datetime.date, reason: str) -> Target:
    """Put another target in the place of one, which stays on record beside it with the reason; return the new one.

    Raises:
        PermissionDenied: the actor may not edit the indicator.
        Refused: it is not in force, nothing changes, no reason is given, or see `_check`.
    """
    current = _locked(actor, target.series)
    old = _one_in_force(target)
    reason = _given(reason)
    if (old.value, old.on) == (value, on):
        raise Refused(_("Nothing changes: it is the same value for the same day."))
    _check(current, value, on, but=old)
    # Only one target of a day is in force: the old one steps aside before the new one comes.
    Target.objects.filter(pk=old.pk).update(dropped=True)
    new = _keep(actor, Target(series=current, value=value, on=on), reason)
    old.replaced_by, old.reason = new, reason
    _keep(actor, old, reason)
    return new


@transaction.atomic
def drop_target(actor: Actor, target: Target, *, reason: str) -> Target:
    """Take a target out of force; it stays on record with the reason.

    Raises:
        PermissionDenied: the actor may not edit the indicator.
        Refused: it is not in force, or no reason is given.
    """
    _locked(actor, target.series)
    old = _one_in_force(target)
    old.dropped, old.reason = True, _given(reason)
    return _keep(actor, old, old.reason)


@transaction.atomic
def set_own_path(
    actor: Actor, series: Series, points: Iterable[tuple[datetime.date, Decimal]], *, reason: str = ""
) -> Series:
    """Let the way to the targets go through these points, by straight lines, and return the series.

    Raises:
        PermissionDenied: the actor may not edit the indicator.
        Refused: there is no baseline or no target, a point is wrong (`wrong_points`), or points are changed without
            a reason.
    """
    current = _locked(actor, series)
    wanted = sorted(points)
    if wrong := next((told for told in wrong_points(current, wanted) if told), ""):
        raise Refused(wrong)
    given = [{"on": on.isoformat(), "value": float(value)} for on, value in wanted]
    if current.path_points and current.path_points != given:
        reason = _given(reason)
    current.path, current.path_points = PathKind.OWN, given
    return _keep(actor, current, reason)


def wrong_points(series: Series, points: Iterable[tuple[datetime.date, Decimal]]) -> list[str]:
    """Return for each point of a path what is wrong with it, in a sentence; an empty text where nothing is."""
    targets = [one.on for one in _in_force(series)]
    if series.baseline_on is None or not targets:
        raise Refused(_("Give a baseline and a target first: the path leads from one to the other."))
    found, seen = [], set(targets)
    for on, value in points:
        found.append(_wrong_point(series, on, value, targets[-1], seen))
        seen.add(on)
    return found


@transaction.atomic
def link_goals(actor: Actor, series: Series, goals: Iterable[Any]) -> Series:
    """Let a series measure these goals and no others.

    Raises:
        PermissionDenied: the actor may not edit the indicator.
        Refused: a goal is of another plan or not in force.
    """
    current = _locked(actor, series)
    wanted = list(goals)
    if any(goal.plan_id != current.indicator.plan_id or not goal.is_current for goal in wanted):
        raise Refused(_("Choose goals of the same plan that are in force."))
    current._history_user = person_of(actor)  # type: ignore[attr-defined]
    current.goals.set(wanted)
    return current


def _locked(actor: Actor, series: Series) -> Series:
    """Return the series, locked, of an indicator that the actor may edit."""
    authorize(actor, series.indicator.PERMISSION, series.indicator)
    current = Series.objects.select_for_update(of=("self",)).select_related("indicator").get(pk=series.pk)
    if not current.indicator.is_current:
        raise Refused(_("This indicator is not in force. Put it in force again first."))
    return current


def _in_force(series: Series) -> Any:
    return Target.objects.filter(series=series, replaced_by=None, dropped=False).order_by("on")


def _one_in_force(target: Target) -> Target:
    found = Target.objects.filter(pk=target.pk, replaced_by=None, dropped=False).first()
    if found is None:
        raise Refused(_("This target is not in force any more: somebody replaced or dropped it."))
    return found


def _check(series: Series, value: Decimal, on: datetime.date, but: Target | None = None) -> None:
    """Refuse a target that is not after the baseline, leads the wrong way, or is of a day that has one."""
    if series.indicator.direction == Direction.NEITHER:
        raise Refused(_("Say first, in the sheet of the indicator, which way is better: more or less."))
    if series.baseline_on is None:
        raise Refused(_("Give the baseline first: from what value and day it starts."))
    if on <= series.baseline_on:
        raise Refused(
            _("The target has to be after the baseline, which is of %(day)s.")
            % {"day": date_format(series.baseline_on)}
        )
    if on > LATEST:
        raise Refused(_("Choose a day until %(day)s.") % {"day": date_format(LATEST)})
    others = _in_force(series).filter(on=on)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise Refused(_("There is a target for that day already. Change that one, so that it stays on record."))
    _check_number(value)
    _check_way(series, value)


def _check_way(series: Series, value: Decimal) -> None:
    base, way = series.baseline_value, series.indicator.direction
    if base is None or way == Direction.NEITHER:
        return
    if not _is_worse(series, value, base):
        return
    if way == Direction.RISING:
        raise Refused(_("More is better here, and the target is below the baseline. Correct one of the three."))
    raise Refused(_("Less is better here, and the target is above the baseline. Correct one of the three."))


def _is_worse(series: Series, value: Decimal, base: Decimal) -> bool:
    way = series.indicator.direction
    return (way == Direction.RISING and value < base) or (way == Direction.FALLING and value > base)


def _check_number(value: Decimal) -> None:
    if not _fits(value):
        raise Refused(_("That number is too large."))


def _fits(value: Decimal) -> bool:
    return value.is_finite() and abs(value) < Decimal(10) ** (DIGITS - DECIMALS)


def _wrong_point(
    series: Series, on: datetime.date, value: Decimal, last: datetime.date, seen: set[datetime.date]
) -> str:
    """Return what is wrong with a point of a path; an empty text where nothing is."""
    if series.baseline_on is not None and on <= series.baseline_on:
        told = _("%(day)s is not after the baseline, which is of %(baseline)s.")
        return told % {"day": date_format(on), "baseline": date_format(series.baseline_on)}
    if on >= last:
        told = _("%(day)s is not before the last target, which is of %(last)s.")
        return told % {"day": date_format(on), "last": date_format(last)}
    if on in seen:
        return _("For %(day)s there is a target or another point already.") % {"day": date_format(on)}
    if not _fits(value):
        return _("That number is too large.")
    if series.baseline_value is not None and _is_worse(series, value, series.baseline_value):
        return _("%(value)s is worse than the baseline.") % {"value": plain(float(value))}
    return ""


def _given(reason: str) -> str:
    text = " ".join(reason.split())
    if not text:
        raise Refused(_("Say why: it stays on record."))
    if len(text) > REASON_LIMIT:
        raise Refused(_("The reason is too long: at most %(limit)d characters.") % {"limit": REASON_LIMIT})
    return text


def _keep(actor: Actor, row: M, reason: str = "") -> M:
    row._history_user = person_of(actor)  # type: ignore[attr-defined]
    row._change_reason = reason  # type: ignore[attr-defined]
    row.save()
    return row

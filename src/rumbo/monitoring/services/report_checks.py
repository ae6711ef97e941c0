"""Reading a report as it was typed: what it says, what is wrong with it field by field, and what has to be asked."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.monitoring.models import Observation
from rumbo.monitoring.services.doubts import THOUSANDFOLD, day_of, doubts_of, no_day
from rumbo.monitoring.services.observations import check_value
from rumbo.monitoring.typed import amount_typed, percent_typed, value_typed
from rumbo.portfolio.models.money import in_pesos

if TYPE_CHECKING:
    from rumbo.monitoring.queries.report_grounds import Ground

#: Most characters of a text, and of a figure or a day.
TEXT_LIMIT, FIGURE_LIMIT = 5000, 60
#: Most fields of a report: those of some 500 milestones.
FIELDS = 1000
TEXTS = ("text", "problem", "help_needed", "spent_reason")
#: What may be typed: the texts, the figures, and what somebody says they are sure of.
NAMES = ("on", "progress", "spent", "value", *TEXTS, "sure-spent", "sure-value", "sure-on")
_OF_MILESTONE = re.compile(r"[md]-[0-9]{1,18}", re.ASCII)


@dataclass(slots=True)
class Checked:
    """What a report says. ``errors`` are sentences by field; ``asks`` those that a tick in ``sure-<field>`` answers.

    ``values`` are fields of the report; ``milestones`` is (milestone, progress, day done) of each that is spoken of.
    """

    values: dict[str, Any] = field(default_factory=dict)
    milestones: list[tuple[Any, int, datetime.date | None]] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    asks: dict[str, str] = field(default_factory=dict)


def cleaned(fields: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields of a report among what was sent, as texts; empty ones are left out.

    Raises:
        Refused: a text is longer than can be kept.
    """
    found: dict[str, str] = {}
    for name, given in fields.items():
        if name not in NAMES and not _OF_MILESTONE.fullmatch(name):
            continue
        text = str(given).replace("\r\n", "\n").replace("\0", "").strip()
        limit = TEXT_LIMIT if name in TEXTS else FIGURE_LIMIT
        if len(text) > limit:
            message = _("A text has %(length)d characters of %(limit)d allowed: shorten it; the rest fits in a file.")
            raise Refused(message % {"length": len(text), "limit": limit})
        if text:
            found[name] = text
    if len(found) > FIELDS:
        raise Refused(_("No report has so many fields: load the page again."))
    return found


def check(ground: Ground, fields: Mapping[str, str], today: datetime.date) -> Checked:
    """Read the fields of a report (as `cleaned` returns them) for the day ``today``."""
    found = Checked()
    found.values = {name: fields.get(name, "") for name in TEXTS}
    _read_day(ground, fields, today, found)
    if ground.is_series:
        _read_value(ground, fields, found)
    else:
        _read_progress(ground, fields, found)
        _read_milestones(ground, fields, today, found)
        _read_spent(ground, fields, found)
    if not found.errors and not _says_something(ground, fields, found):
        found.errors["text"] = _(
            "Nothing is written yet: say what was done, or press “Nothing changed” where it is so."
        )
    return found


def _read_day(ground: Ground, fields: Mapping[str, str], today: datetime.date, found: Checked) -> None:
    text = fields.get("on", "")
    period = ground.assignment.period
    day = day_of(text) if text else today
    if day is None:
        found.errors["on"] = no_day(text)
        return
    found.values["on"] = day
    words = {"day": date_format(day), "begin": date_format(period.starts_on), "today": date_format(today)}
    if day > today:
        found.errors["on"] = _("%(day)s is still to come: write today, %(today)s, or an earlier day.") % words
    elif day < period.starts_on and not ground.is_series:
        message = _("%(day)s is before the period, which begins on %(begin)s: write a day from then on.")
        found.errors["on"] = message % words
    elif day < period.starts_on and fields.get("sure-on") != text:
        message = _("%(day)s is before the period, which begins on %(begin)s: correct it, or tick that it is right.")
        found.asks["on"] = message % words


def _read_value(ground: Ground, fields: Mapping[str, str], found: Checked) -> None:
    text = value_typed(fields.get("value", ""))
    found.values["value"] = text
    if not text:
        found.errors["value"] = _("The value is missing: write it, or ND where there is no datum.")
        return
    day = found.values.get("on")
    doubts = _doubts_of_value(ground, text, day) if day is not None else []
    if doubts and fields.get("sure-value") != fields.get("value"):
        found.asks["value"] = " ".join(doubts)


def _doubts_of_value(ground: Ground, text: str, day: datetime.date) -> list[str]:
    """Return what is strange about a value; the one that this report brought before is not another one."""
    series = ground.assignment.series
    assert series is not None  # noqa: S101 (it is one)
    own = Observation.objects.filter(batch__summary__report=_pk_of_report(ground), series=series, on=day)
    if not own.exists():
        return check_value(series, text, day)
    last = ground.value if ground.value is not None and ground.value[0] < day else None
    return doubts_of(text, series.indicator.format, last=last)


def _pk_of_report(ground: Ground) -> int:
    return getattr(getattr(ground.assignment, "report", None), "pk", None) or 0


def _read_progress(ground: Ground, fields: Mapping[str, str], found: Checked) -> None:
    if not ground.asks_progress:
        return
    try:
        found.values["progress"] = percent_typed(fields.get("progress", ""))
    except Refused as refusal:
        found.errors["progress"] = refusal.message


def _read_milestones(ground: Ground, fields: Mapping[str, str], today: datetime.date, found: Checked) -> None:
    for one in ground.milestones:
        name = f"m-{one.pk}"
        try:
            progress = percent_typed(fields.get(name, ""))
        except Refused as refusal:
            found.errors[name] = refusal.message
            continue
        if progress is None:
            continue
        done = _day_done(one, fields.get(f"d-{one.pk}", ""), today, found) if progress == 100 else None
        found.milestones.append((one, progress, done))


def _day_done(one: Any, text: str, today: datetime.date, found: Checked) -> datetime.date | None:
    """Return the day on which a finished milestone was done: as written, as it is known, or that of the report."""
    if not text:
        return one.done_on or found.values.get("on")
    day = day_of(text)
    name = f"d-{one.pk}"
    if day is None:
        found.errors[name] = no_day(text)
    elif day > today:
        message = _("%(day)s is still to come: write the day on which it was finished, or less than 100.")
        found.errors[name] = message % {"day": date_format(day)}
    return day


def _read_spent(ground: Ground, fields: Mapping[str, str], found: Checked) -> None:
    try:
        spent = amount_typed(fields.get("spent", ""))
    except Refused as refusal:
        found.errors["spent"] = refusal.message
        return
    found.values["spent"] = spent
    if spent is None:
        return
    before = ground.last_spent.spent if ground.last_spent is not None else None
    if before is not None and spent < before and not found.values["spent_reason"]:
        message = _("%(before)s were reported before, which is more: correct the amount, or say why it is less.")
        found.errors["spent_reason"] = message % {"before": in_pesos(before)}
    doubt = _doubt_of_spent(ground, spent, before)
    if doubt and fields.get("sure-spent") != fields.get("spent"):
        found.asks["spent"] = doubt


def _doubt_of_spent(ground: Ground, spent: Decimal, before: Decimal | None) -> str:
    words = {"spent": in_pesos(spent)}
    if before and float(spent / before) >= THOUSANDFOLD:
        message = _("%(spent)s is %(times)d times what was reported before: are they pesos, and not thousands?")
        return message % (words | {"times": round(spent / before)})
    if ground.signed is not None and spent > ground.signed:
        words |= {"signed": in_pesos(ground.signed)}
        if ground.by_contracts:
            message = _("%(spent)s is more than the contracts, %(signed)s: correct it, or tick that it is right.")
        else:
            message = _("%(spent)s is more than there is, %(signed)s: correct it, or tick that it is right.")
        return message % words
    return ""


def _says_something(ground: Ground, fields: Mapping[str, str], found: Checked) -> bool:
    """Whether anything is said that was not known: the form comes with what is."""
    if ground.is_series or any(fields.get(name) for name in TEXTS):
        return True
    for name, before in (("progress", ground.last_progress), ("spent", ground.last_spent)):
        said = found.values.get(name)
        if said is not None and (before is None or said != getattr(before, name)):
            return True
    return any(
        progress != one.progress or (done is not None and done != one.done_on)
        for one, progress, done in found.milestones
    )

"""The lines that the rules of status draw: what each means in words, and between what it may be."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rumbo.methods.status import Thresholds, thresholds_of
from rumbo.monitoring.figures import plain


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the rules. ``unit`` is what people type; a share is stored as a part of 1 and typed in per cent."""

    name: str
    label: Any
    meaning: Any
    unit: Any
    low: float
    high: float
    whole: bool = False
    share: bool = False

    def shown(self, value: float) -> str:
        """Return a stored value as people read and type it."""
        number = value * 100 if self.share else value
        return f"{round(number, 4):g}"


_PERCENT = gettext_lazy("%")
_POINTS = gettext_lazy("points")
_DAYS = gettext_lazy("days")
LINES = (
    Line(
        "risk_points",
        gettext_lazy("At risk from so many points behind"),
        gettext_lazy("Points of progress that are missing to what was planned for the day of the report."),
        _POINTS,
        0.1,
        100,
    ),
    Line(
        "off_points",
        gettext_lazy("Off course from so many points behind"),
        gettext_lazy("At least as many as for at risk."),
        _POINTS,
        0.1,
        100,
    ),
    Line(
        "grace_days",
        gettext_lazy("Late but only at risk, for so long"),
        gettext_lazy("After the last day something is at risk; when these days are over, it is off course."),
        _DAYS,
        0,
        3650,
        whole=True,
    ),
    Line(
        "stale_days",
        gettext_lazy("No news after"),
        gettext_lazy("A report that is older says nothing any more, however good it was."),
        _DAYS,
        1,
        3650,
        whole=True,
    ),
    Line(
        "aging_share",
        gettext_lazy("A datum is aging from"),
        gettext_lazy("Part of the time after which it is too old."),
        _PERCENT,
        0.01,
        1,
        share=True,
    ),
    Line(
        "on_share",
        gettext_lazy("Indicators: on course from"),
        gettext_lazy("Part of the way from the baseline that was expected by the day of the value."),
        _PERCENT,
        0,
        1,
        share=True,
    ),
    Line(
        "risk_share",
        gettext_lazy("Indicators: at risk from"),
        gettext_lazy("Below it they are off course. At most as much as for on course."),
        _PERCENT,
        0,
        1,
        share=True,
    ),
    Line(
        "late_periods",
        gettext_lazy("Indicators: no news after"),
        gettext_lazy("In periods of each indicator: 2 are two years for a yearly one."),
        gettext_lazy("periods"),
        1,
        20,
    ),
    Line(
        "off_parts",
        gettext_lazy("Wholes: off course from"),
        gettext_lazy("Part of what is due that is off course. One alone makes a whole at risk already."),
        _PERCENT,
        0.01,
        1,
        share=True,
    ),
    Line(
        "risk_parts",
        gettext_lazy("Wholes: at risk from"),
        gettext_lazy("Part of what is due that is at risk."),
        _PERCENT,
        0.01,
        1,
        share=True,
    ),
    Line(
        "silent_parts",
        gettext_lazy("Wholes: no news from"),
        gettext_lazy("Part of what is due without news."),
        _PERCENT,
        0.01,
        1,
        share=True,
    ),
)


def checked(values: Mapping[str, Any]) -> Thresholds:
    """Return thresholds from values by name; those that are not given are the usual ones.

    Raises:
        ValidationError: by name of the line, in sentences that say between what it may be.
    """
    known = {line.name: line for line in LINES}
    if unknown := sorted(set(values) - set(known)):
        raise ValidationError(_("There is no line “%(name)s” in the rules.") % {"name": unknown[0]})
    wrong = {name: said for name, value in values.items() if (said := _lack(known[name], value))}
    if wrong:
        raise ValidationError(wrong)
    all_values = asdict(Thresholds()) | {
        name: int(value) if known[name].whole else float(value) for name, value in values.items()
    }
    if all_values["risk_points"] > all_values["off_points"]:
        wrong["off_points"] = _("Off course begins further behind than at risk: give at least as many points.")
    if all_values["risk_share"] > all_values["on_share"]:
        wrong["risk_share"] = _("At risk begins below on course: give at most as much.")
    if wrong:
        raise ValidationError(wrong)
    return thresholds_of(all_values)


def _lack(line: Line, value: Any) -> str:
    """Say what is wrong with the value of a line; empty where nothing is."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return _("Write a number.")
    if line.whole and value != int(value):
        return _("Write a whole number.")
    if not line.low <= value <= line.high:
        low, high = (plain(bound * 100 if line.share else bound) for bound in (line.low, line.high))
        return _("Give a number from %(low)s to %(high)s.") % {"low": low, "high": high}
    return ""

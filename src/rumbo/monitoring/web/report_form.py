"""The form of a report, field by field: what is asked, what is known, what is wrong, what another device wrote."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rumbo.core.uploads import TYPES
from rumbo.monitoring.enums import PeriodState, ReportState
from rumbo.monitoring.figures import figure
from rumbo.monitoring.models import ProgressReport
from rumbo.monitoring.queries.assignments import title_of
from rumbo.monitoring.queries.report_grounds import Ground
from rumbo.monitoring.queries.report_page import (
    dialogue_of,
    evidence_of,
    fields_of,
    milestone_rows,
    what_came,
)
from rumbo.monitoring.services.report_checks import TEXT_LIMIT, Checked
from rumbo.portfolio.models.money import in_pesos

#: What a phone offers to choose from; anything else is refused by what it is.
ACCEPT = ",".join(["image/*", *(ending for one in TYPES.values() for ending in one.endings)])


@dataclass(slots=True)
class Field:
    """A box of the form. ``ask`` is a doubt that a tick confirms; ``theirs`` what another device wrote."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    error: str = ""
    ask: str = ""
    confirmed: bool = False
    theirs: str | None = None
    rows: int = 3
    limit: int = TEXT_LIMIT


@dataclass(slots=True)
class MilestoneField:
    """A step of the form: how far, and when it was done."""

    progress: Field
    done: Field
    is_due: bool
    has_error: bool = field(default=False)


def context_of(
    report: ProgressReport,
    ground: Ground,
    today: datetime.date,
    *,
    typed: Mapping[str, str] | None = None,
    checked: Checked | None = None,
    overtaken: bool = False,
) -> dict[str, Any]:
    """Return what the page of a report shows, whoever reads it."""
    made = Form(report, ground, today, typed, checked, overtaken=overtaken)
    period = ground.assignment.period
    state = report.state
    is_open = period.phase == PeriodState.OPEN or state == ReportState.OBSERVED
    dialogue = dialogue_of(report) if report.pk else []
    return {
        "report": report,
        "ground": ground,
        "title": title_of(ground.assignment) if ground.is_series else ground.element.name,
        "period": period,
        "days_left": (period.due_on - today).days,
        "form": made,
        "since": last_told(ground),
        "is_open": is_open,
        "may_change": state != ReportState.ACCEPTED,
        "may_tap": is_open and not report.is_sent and state == ReportState.DRAFT,
        "dialogue": dialogue,
        "question": _question(dialogue) if state == ReportState.OBSERVED else None,
        "evidence": evidence_of(report) if report.pk else [],
        "earlier": what_came(report),
        "accept": ACCEPT,
    }


class Form:
    """The boxes of a report: ``day``, ``value`` or ``progress`` and ``milestones``, ``spent``, and the texts."""

    def __init__(
        self,
        report: ProgressReport,
        ground: Ground,
        today: datetime.date,
        typed: Mapping[str, str] | None,
        checked: Checked | None,
        *,
        overtaken: bool = False,
    ) -> None:
        self._saved = fields_of(report, ground, today)
        self._typed = dict(typed) if typed is not None else self._saved
        self._overtaken = overtaken
        self._checked = checked or Checked()
        self.version = report.version
        self.today = today
        self.day = self._field("on", _("What day is this about?"))
        self.spent_reason = self._field("spent_reason", _("Why is it less than before?"))
        self._told(ground)
        self.milestones = [self._milestone(row) for row in milestone_rows(ground, today)]

    @property
    def due(self) -> list[MilestoneField]:
        """The steps that are asked about."""
        return [one for one in self.milestones if one.is_due or one.has_error]

    @property
    def other(self) -> list[MilestoneField]:
        """The steps that are folded."""
        return [one for one in self.milestones if not (one.is_due or one.has_error)]

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What is wrong or has to be confirmed, by field."""
        return [*self._checked.errors.items(), *self._checked.asks.items()]

    @property
    def asks_reason(self) -> bool:
        """Whether the reason of a lower spending is asked for, or was given."""
        return bool(self.spent_reason.error or self.spent_reason.value)

    def _told(self, ground: Ground) -> None:
        if ground.is_series:
            self.value = self._field("value", _("What is the value?"), _value_hint(ground))
            self.text = self._field("text", _("Where does it come from?"), _source_hint(), rows=2)
            return
        self.progress = self._field("progress", _("How much is done, from 0 to 100?"), _progress_hint(ground))
        self.spent = self._field("spent", _("How much was spent so far, in all?"), _spent_hint(ground))
        self.text = self._field("text", _("What was done?"), _("Two or three sentences are enough."))
        self.problem = self._field("problem", _("What stops it?"), _("Leave it empty if nothing does."), rows=2)
        self.help_needed = self._field("help_needed", _("Who can help, and with what?"), "", rows=2)

    def _milestone(self, row: Any) -> MilestoneField:
        one = row.milestone
        words = {"known": one.progress, "expected": row.expected, "day": date_format(one.ends_on)}
        hint = _("Known: %(known)s %%. Planned for today: %(expected)s %%. It ends on %(day)s.") % words
        progress = self._field(f"m-{one.pk}", one.name, hint)
        done = self._field(f"d-{one.pk}", _("Finished on"))
        return MilestoneField(progress, done, row.is_due, bool(progress.error or done.error))

    def _field(self, name: str, label: str, hint: str = "", rows: int = 3) -> Field:
        value = self._typed.get(name, "")
        theirs = self._saved.get(name, "")
        return Field(
            name,
            label,
            value,
            hint,
            error=self._checked.errors.get(name, ""),
            ask=self._checked.asks.get(name, ""),
            confirmed=bool(value) and self._typed.get(f"sure-{name}") == value,
            theirs=theirs if self._overtaken and theirs != value else None,
            rows=rows,
        )


def last_told(ground: Ground) -> str:
    """Return since when nothing may have changed: the day that the last accepted report speaks of; empty: none."""
    day = ground.last.on if ground.last is not None else ground.value[0] if ground.value else None
    return date_format(day) if day is not None else ""


def _question(dialogue: list[Any]) -> Any:
    asked = [one for one in dialogue if one.kind in ("question", "reopened")]
    return asked[-1] if asked else None


def _value_hint(ground: Ground) -> str:
    indicator = ground.element
    unit = indicator.unit.strip()
    if ground.value is None:
        return _("In %(unit)s. Write ND where there is no datum.") % {"unit": unit} if unit else ""
    words = {"value": figure(ground.value[1], indicator.format), "day": date_format(ground.value[0]), "unit": unit}
    if unit:
        return _("The last one: %(value)s (%(unit)s), of %(day)s. Write ND where there is no datum.") % words
    return _("The last one: %(value)s, of %(day)s. Write ND where there is no datum.") % words


def _source_hint() -> str:
    return _("The document or system, and its page; below it, whatever one should know.")


def _progress_hint(ground: Ground) -> str:
    last = ground.last_progress
    if last is None or last.on is None:
        return ""
    return _("On %(day)s you said %(known)s %%.") % {"day": date_format(last.on), "known": last.progress}


def _spent_hint(ground: Ground) -> str:
    last = ground.last_spent
    parts = [_("In pesos; leave it empty if you do not know.")]
    if last is not None and last.on is not None and last.spent is not None:
        words = {"day": date_format(last.on), "known": in_pesos(last.spent)}
        parts.append(_("On %(day)s you said %(known)s.") % words)
    if ground.signed is not None:
        words = {"signed": in_pesos(ground.signed)}
        told = _("The contracts come to %(signed)s.") if ground.by_contracts else _("There are %(signed)s for it.")
        parts.append(told % words)
    return " ".join(parts)

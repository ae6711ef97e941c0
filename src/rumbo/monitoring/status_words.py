"""Statuses in words: each rule as a sentence with its figures, the day of its datum and how old that is."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rumbo.methods.status import WHOLE_RULES, Flag, Status, Verdict
from rumbo.monitoring.figures import plain

Write = Callable[[float], str]
#: What a status is called, and its tone: shape and colour follow from it, and the word is always said.
WORDS: dict[Status, tuple[Any, str]] = {
    Status.DONE: (gettext_lazy("Done"), "done"),
    Status.ON_COURSE: (gettext_lazy("On course"), "ok"),
    Status.AT_RISK: (gettext_lazy("At risk"), "risk"),
    Status.OFF_COURSE: (gettext_lazy("Off course"), "off"),
    Status.NO_NEWS: (gettext_lazy("No news"), "mute"),
    Status.NOT_DUE: (gettext_lazy("Not due yet"), "mute"),
    Status.SUSPENDED: (gettext_lazy("Suspended"), "gone"),
}
#: The sentence of each flag.
FLAGS: dict[Flag, Any] = {
    Flag.OVERDUE: gettext_lazy("A last day has passed and it is not done."),
    Flag.REGRESSING: gettext_lazy("The newest value is worse than the one before it."),
    Flag.STALE: gettext_lazy("A datum is older than it should be."),
    Flag.SILENT: gettext_lazy("Whoever answers for it was asked and has not replied."),
}
#: The same of wholes, where it is so of some part.
PART_FLAGS: dict[Flag, Any] = {
    Flag.OVERDUE: gettext_lazy("In some part a last day has passed and it is not done."),
    Flag.REGRESSING: gettext_lazy("In some part the newest value is worse than the one before it."),
    Flag.STALE: gettext_lazy("In some part a datum is older than it should be."),
    Flag.SILENT: gettext_lazy("Whoever answers for it, or for some part, was asked and has not replied."),
}
#: What is said of something without news that was bad when last known.
_KNOWN: dict[Status | None, Any] = {
    Status.OFF_COURSE: gettext_lazy("By that it is off course, and it counts as such."),
    Status.AT_RISK: gettext_lazy("By that it is at risk, and it counts as such."),
}
#: The four that are an order, and those outside of it, as they are listed.
LISTED = (
    Status.OFF_COURSE,
    Status.AT_RISK,
    Status.NO_NEWS,
    Status.SUSPENDED,
    Status.ON_COURSE,
    Status.DONE,
    Status.NOT_DUE,
)


@dataclass(frozen=True, slots=True)
class Told:
    """A status as it is shown: its word and tone, its sentence, the sentences of its flags and of its datum's age.

    ``reason`` is the sentence without the word of the status, for where that stands beside it.
    """

    status: str
    label: str
    tone: str
    sentence: str
    reason: str
    flags: tuple[str, ...]
    age: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many parts have a status."""

    status: str
    label: str
    tone: str
    count: int


def tell(verdict: Verdict, today: datetime.date, write: Write = plain) -> Told:
    """Return a verdict in words of the reader's language; ``write`` writes a value with its unit."""
    word, tone = WORDS[verdict.status]
    is_whole = verdict.rule in WHOLE_RULES
    sentences = PART_FLAGS if is_whole else FLAGS
    flags = tuple(str(sentences[flag]) for flag in Flag if flag in verdict.flags)
    age = age_sentence(verdict.datum_on, today, oldest=is_whole)
    reason = _reason(verdict, today, write)
    capital = f"{reason[:1].upper()}{reason[1:]}"
    return Told(verdict.status.value, str(word), tone, _whole(verdict, reason), capital, flags, age)


def sentence_of(verdict: Verdict, today: datetime.date, write: Write = plain) -> str:
    """Return the sentence of a verdict: "At risk: 31 % done by June 30, 2030; 55 % was planned."

    Raises:
        KeyError: there is no sentence for its rule; a test checks that every rule has one.
    """
    return _whole(verdict, _reason(verdict, today, write))


def age_sentence(datum_on: datetime.date | None, today: datetime.date, *, oldest: bool = False) -> str:
    """Return how old a datum is, in a sentence; empty without one. ``oldest``: it is the oldest of several."""
    if datum_on is None:
        return ""
    days = (today - datum_on).days
    if days <= 0:
        return _("All data are of today.") if oldest else _("The datum is of today.")
    if oldest:
        text = ngettext("The oldest datum is %(n)d day old.", "The oldest datum is %(n)d days old.", days)
        return text % {"n": days}
    return ngettext("The datum is %(n)d day old.", "The datum is %(n)d days old.", days) % {"n": days}


def tallies(counts: Mapping[Status, int]) -> list[Tally]:
    """Return how many parts have each status, the worst first, those that none has left out."""
    return [
        Tally(one.value, str(WORDS[one][0]), WORDS[one][1], counts[one]) for one in LISTED if counts.get(one, 0) > 0
    ]


def flags_of(stored: Iterable[str]) -> frozenset[Flag]:
    """Return stored flags."""
    return frozenset(Flag(one) for one in stored)


def _reason(verdict: Verdict, today: datetime.date, write: Write) -> str:
    return SENTENCES[verdict.rule](_Facts(verdict, today, write))


def _whole(verdict: Verdict, reason: str) -> str:
    return f"{WORDS[verdict.status][0]}: {reason}"


class _Facts:
    """The figures of a verdict, written."""

    def __init__(self, verdict: Verdict, today: datetime.date, write: Write) -> None:
        self.verdict, self.today, self._write = verdict, today, write

    def day(self, name: str) -> str:
        """A day of the params, or the day of the datum; empty where it is not known."""
        found = self._date(name)
        return date_format(found, "DATE_FORMAT") if found else ""

    def late(self) -> str:
        """How long ago the last day was."""
        ends_on = self._date("ends_on")
        days = (self.today - ends_on).days if ends_on else 0
        return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days}

    def percent(self, name: str) -> str:
        """Per cent without needless decimals."""
        return f"{plain(round(float(self.verdict.params[name]), 1))} %"

    def value(self, name: str) -> str:
        """A value of an indicator with its unit."""
        return self._write(float(self.verdict.params[name]))

    def count(self, status: Status) -> int:
        """How many parts have a status."""
        return int(self.verdict.params.get(status.value, 0))

    def silent(self, status: Status) -> int:
        """How many parts without news had a bad status when they were last known; 0 in what was kept before."""
        name = "silent_off" if status is Status.OFF_COURSE else "silent_risk"
        return int(self.verdict.params.get(name, 0))

    def of_due(self, status: Status) -> str:
        """How many of the parts that count have a status, or are counted so: "3 of 12"."""
        count = self.count(status) + (self.silent(status) if status.is_bad else 0)
        return _("%(n)d of %(all)d") % {"n": count, "all": int(self.verdict.params.get("due", 0))}

    def known(self) -> str:
        """How something without news stands by what was last known, where that is bad; else empty."""
        known = self.verdict.last_known
        return str(_KNOWN[known]) if known in _KNOWN else ""

    def _date(self, name: str) -> datetime.date | None:
        found = self.verdict.datum_on if name == "datum_on" else self.verdict.params.get(name)
        return datetime.date.fromisoformat(found) if isinstance(found, str) else found


def _done(facts: _Facts) -> str:
    day = facts.day("on")
    return _("it ended on %(day)s.") % {"day": day} if day else _("all of it is done.")


def _never_reported(facts: _Facts) -> str:
    day, end = facts.day("starts_on"), facts.day("ends_on")
    if end:
        text = _("it was to end on %(day)s, and nobody has ever reported on it.")
        return _joined(text % {"day": end}, facts.known())
    if not day:
        return _("nobody has ever reported on it.")
    return _("it was to begin on %(day)s, and nobody has ever reported on it.") % {"day": day}


def _beside_plan(facts: _Facts) -> str:
    return _("%(progress)s done by %(day)s; %(planned)s was planned by then.") % {
        "progress": facts.percent("progress"),
        "day": facts.day("datum_on"),
        "planned": facts.percent("planned"),
    }


def _late(facts: _Facts) -> str:
    return _("it was to end on %(end)s, is %(late)s, and %(progress)s was done by %(day)s.") % {
        "end": facts.day("ends_on"),
        "late": facts.late(),
        "progress": facts.percent("progress"),
        "day": facts.day("datum_on"),
    }


def _stale_report(facts: _Facts) -> str:
    text = _("the last report is of %(day)s, too long ago; it said %(progress)s.")
    return _joined(text % {"day": facts.day("datum_on"), "progress": facts.percent("progress")}, facts.known())


def _beside_path(facts: _Facts) -> str:
    return _("%(value)s on %(day)s; the way to %(target)s in %(year)s asked for %(expected)s by then.") % {
        "value": facts.value("value"),
        "day": facts.day("datum_on"),
        "target": facts.value("target"),
        "year": facts.day("target_on")[-4:],
        "expected": facts.value("expected"),
    }


def _reached(facts: _Facts) -> str:
    text = _("%(value)s on %(day)s: the target of %(target)s is reached.")
    return text % {"value": facts.value("value"), "day": facts.day("datum_on"), "target": facts.value("target")}


def _missed(facts: _Facts) -> str:
    return _("%(value)s on %(day)s; the target was %(target)s by %(end)s.") % {
        "value": facts.value("value"),
        "day": facts.day("datum_on"),
        "target": facts.value("target"),
        "end": facts.day("target_on"),
    }


def _below(facts: _Facts) -> str:
    text = _("%(value)s on %(day)s, worse than the baseline of %(baseline)s.")
    return text % {"value": facts.value("value"), "day": facts.day("datum_on"), "baseline": facts.value("baseline")}


def _stale_value(facts: _Facts) -> str:
    text = _("the last value, %(value)s, is of %(day)s: the next ones are missing.")
    return _joined(text % {"value": facts.value("value"), "day": facts.day("datum_on")}, facts.known())


def _many_off(facts: _Facts) -> str:
    return _joined(_("%(some)s off course.") % {"some": facts.of_due(Status.OFF_COURSE)}, _silent_off(facts))


def _some_off(facts: _Facts) -> str:
    text = _("%(some)s off course, and that is not hidden by the others.")
    return _joined(text % {"some": facts.of_due(Status.OFF_COURSE)}, _silent_off(facts))


def _many_at_risk(facts: _Facts) -> str:
    return _joined(_("%(some)s at risk.") % {"some": facts.of_due(Status.AT_RISK)}, _silent_risk(facts))


def _many_silent(facts: _Facts) -> str:
    return _joined(_("%(some)s without news.") % {"some": facts.of_due(Status.NO_NEWS)}, _silent_risk(facts))


def _none_bad(facts: _Facts) -> str:
    if not facts.count(Status.AT_RISK) and not facts.count(Status.NO_NEWS):
        return _("none is at risk, off course or without news.")
    text = _("none is off course; %(risk)d at risk and %(silent)d without news of %(all)d.")
    said = text % {
        "risk": facts.count(Status.AT_RISK),
        "silent": facts.count(Status.NO_NEWS),
        "all": int(facts.verdict.params.get("due", 0)),
    }
    return _joined(said, _silent_risk(facts))


def _silent_off(facts: _Facts) -> str:
    """Say how many of the parts off course are counted so since they were it when they fell silent."""
    n = facts.silent(Status.OFF_COURSE)
    text = ngettext(
        "There is no news of %(n)d of them any more; when last known it was off course.",
        "There is no news of %(n)d of them any more; when last known they were off course.",
        n,
    )
    return text % {"n": n} if n else ""


def _silent_risk(facts: _Facts) -> str:
    n = facts.silent(Status.AT_RISK)
    text = ngettext(
        "Of those without news, %(n)d was at risk when last known.",
        "Of those without news, %(n)d were at risk when last known.",
        n,
    )
    return text % {"n": n} if n else ""


def _joined(*sentences: str) -> str:
    return " ".join(one for one in sentences if one)


#: The sentence of each rule, after the word of the status.
SENTENCES: dict[str, Callable[[_Facts], str]] = {
    "suspended": lambda facts: _("it is suspended since %(day)s.") % {"day": facts.day("since")},
    "done": _done,
    "not_begun_due": lambda facts: _("it begins on %(day)s.") % {"day": facts.day("starts_on")},
    "unscheduled": lambda _facts: _("it has no dates, and nobody was asked for a report."),
    "never_reported": _never_reported,
    "stale_report": _stale_report,
    "late_end": _late,
    "just_late": _late,
    "far_behind": _beside_plan,
    "behind": _beside_plan,
    "as_planned": _beside_plan,
    "under_way": lambda facts: (
        _("%(progress)s done by %(day)s; it has no dates to compare with.")
        % {"progress": facts.percent("progress"), "day": facts.day("datum_on")}
    ),
    "not_observed_yet": lambda facts: (
        _("no value has come yet after the baseline of %(baseline)s.") % {"baseline": facts.value("baseline")}
    ),
    "never_observed": lambda facts: (
        _("no value has ever come; only the baseline of %(baseline)s is known.")
        % {"baseline": facts.value("baseline")}
    ),
    "stale_value": _stale_value,
    "target_reached": _reached,
    "target_missed": _missed,
    "below_baseline": _below,
    "somewhat_short": _beside_path,
    "far_short": _beside_path,
    "on_the_way": _beside_path,
    "no_parts": lambda _facts: _("there is nothing yet that it could be judged by."),
    "all_not_due": lambda _facts: _("nothing of it is due yet."),
    "all_suspended": lambda _facts: _("all of it is suspended."),
    "many_off": _many_off,
    "some_off": _some_off,
    "many_silent": _many_silent,
    "many_at_risk": _many_at_risk,
    "all_done": lambda _facts: _("all of it is done."),
    "none_bad": _none_bad,
}

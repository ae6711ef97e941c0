"""Inputs of a status as they are stored, so that it can be found again from them at any time."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from rumbo.methods.status.attainment import Aim, Dated, Path, judge_aim
from rumbo.methods.status.progress import Work, judge_work
from rumbo.methods.status.rollup import Whole, roll_up
from rumbo.methods.status.states import Flag, Status, Thresholds, Verdict


def work_as_document(work: Work) -> dict[str, Any]:
    """Return a piece of work as JSON holds it; what is not known is left out."""
    found = {one.name: getattr(work, one.name) for one in fields(work)}
    return {"of": "work"} | {name: _plain(value) for name, value in found.items() if value is not None}


def aim_as_document(aim: Aim) -> dict[str, Any]:
    """Return an aim as JSON holds it; without points where there are none."""
    found = {
        "of": "aim",
        "baseline": _pair(aim.baseline),
        "targets": [_pair(one) for one in aim.targets],
        "observations": [_pair(one) for one in aim.observations],
        "rising": aim.rising,
        "period_days": aim.period_days,
        "path": aim.path.value,
        "asked_on": _plain(aim.asked_on),
    }
    return found | ({"points": [_pair(one) for one in aim.points]} if aim.points else {})


def parts_as_document(parts: Mapping[str, Verdict], asked_on: datetime.date | None = None) -> dict[str, Any]:
    """Return the parts of a whole as JSON holds them: of each its status, day of the datum and flags.

    Of one without news also how it was last known, where it was. ``asked_on`` is the oldest request for a report on
    the whole that has no answer.
    """
    found = {"of": "whole", "parts": {key: _row(one) for key, one in parts.items()}}
    return found if asked_on is None else found | {"asked_on": _plain(asked_on)}


def project_as_document(work: Work, steps: Mapping[str, Verdict]) -> dict[str, Any]:
    """Return a project as JSON holds it: its own work, and its steps, of which a bad one is never hidden by it."""
    return work_as_document(work) | {"of": "project"} | {"parts": parts_as_document(steps)["parts"]}


def judge_whole(document: Mapping[str, Any], today: datetime.date, thresholds: Thresholds) -> Whole | None:
    """Return how stored parts stand together; None where the inputs have no parts.

    Raises:
        ValueError: they are no parts of a whole.
    """
    if "parts" not in document:
        return None
    try:
        parts = {key: _part(row, today) for key, row in document["parts"].items()}
    except (TypeError, AttributeError, IndexError) as error:
        raise ValueError("these are no parts of a whole") from error
    return roll_up(parts, thresholds)


def judge(document: Mapping[str, Any], today: datetime.date, thresholds: Thresholds) -> Verdict:
    """Return the status of stored inputs.

    Raises:
        ValueError: they are no inputs of a status.
    """
    try:
        kind = document["of"]
        if kind == "work":
            return judge_work(_work(document), today, thresholds)
        if kind == "aim":
            return judge_aim(_aim(document), today, thresholds)
        if kind == "project":
            return _project(document, today, thresholds)
        if kind == "whole" and (whole := judge_whole(document, today, thresholds)) is not None:
            return _asked(whole.verdict, document.get("asked_on"), today)
    except (KeyError, TypeError) as error:
        raise ValueError("these are no inputs of a status") from error
    raise ValueError(f"there is no status of {kind}")


def thresholds_of(document: Mapping[str, Any]) -> Thresholds:
    """Return stored thresholds; those that are not in the document are the usual ones.

    Raises:
        ValueError: one has an unknown name, or a value that it cannot have.
    """
    known = {one.name for one in fields(Thresholds)}
    if unknown := sorted(set(document) - known):
        raise ValueError(f"there is no threshold {unknown[0]}")
    return Thresholds(**document)


def _project(document: Mapping[str, Any], today: datetime.date, thresholds: Thresholds) -> Verdict:
    """Judge the work of a project; where its steps together stand worse, or tell nothing, as they do.

    Without news of itself, or not due, it stands as its steps only where one that there is news of is bad; without
    news, what was last known of it is the worse of what is known of both.
    """
    verdict = judge_work(_work(document), today, thresholds)
    whole = judge_whole(document, today, thresholds)
    if whole is None or verdict.status in (Status.DONE, Status.SUSPENDED):
        return verdict
    steps = whole.verdict
    found = steps if _is_of_its_steps(verdict, whole) else verdict
    known = found.last_known
    if found is verdict and verdict.status is Status.NO_NEWS and steps.status.is_bad:
        known = Status.OFF_COURSE if known is Status.OFF_COURSE else steps.status
    return replace(found, flags=verdict.flags | steps.flags, last_known=known)


def _asked(verdict: Verdict, asked_on: str | None, today: datetime.date) -> Verdict:
    """Say beside the verdict of a whole that a report on it was asked for and did not come."""
    silent = asked_on is not None and _day(asked_on) < today
    return replace(verdict, flags=verdict.flags | {Flag.SILENT}) if silent else verdict


def _is_of_its_steps(verdict: Verdict, whole: Whole) -> bool:
    """Whether a project stands as its steps together and not as its own work."""
    own, theirs = verdict.status.rank, whole.verdict.status.rank
    if verdict.status in (Status.NO_NEWS, Status.NOT_DUE):
        return whole.verdict.status.is_bad and any(count for one, count in whole.counts.items() if one.is_bad)
    if own is None:
        return False
    if whole.verdict.status is Status.NO_NEWS:
        return not verdict.status.is_bad
    return theirs is not None and theirs > own


def _row(one: Verdict) -> list[Any]:
    row = [one.status.value, _plain(one.datum_on), sorted(flag.value for flag in one.flags)]
    return [*row, one.last_known.value] if one.last_known is not None else row


def _part(row: Any, today: datetime.date) -> Verdict:
    status, datum, flags, *known = row  # what was last known is left out where nothing was, and in older rows
    day = _day(datum) if datum else None
    days = (today - day).days if day else None
    last_known = Status(known[0]) if known else None
    return Verdict(Status(status), "", {}, day, days, None, frozenset(Flag(one) for one in flags), last_known)


def _work(document: Mapping[str, Any]) -> Work:
    values: dict[str, Any] = {name: value for name, value in document.items() if name not in ("of", "parts")}
    values |= {name: _day(value) for name, value in values.items() if name.endswith("_on")}
    return Work(**values)


def _aim(document: Mapping[str, Any]) -> Aim:
    return Aim(
        baseline=_dated(document["baseline"]),
        targets=tuple(_dated(pair) for pair in document["targets"]),
        observations=tuple(_dated(pair) for pair in document["observations"]),
        rising=document["rising"],
        period_days=document["period_days"],
        path=Path(document["path"]),
        points=tuple(_dated(pair) for pair in document.get("points", ())),
        asked_on=_day(document["asked_on"]) if document.get("asked_on") else None,
    )


def _pair(one: Dated) -> list[Any]:
    return [one.on.isoformat(), one.value]


def _dated(pair: Any) -> Dated:
    return Dated(_day(pair[0]), float(pair[1]))


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value

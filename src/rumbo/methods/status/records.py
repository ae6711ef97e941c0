"""Inputs of a status as they are stored, so that it can be found again from them at any time."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from rumbo.methods.status.attainment import Aim, Dated, Path, judge_aim
from rumbo.methods.status.progress import Work, judge_work
from rumbo.methods.status.states import Thresholds, Verdict


def work_as_document(work: Work) -> dict[str, Any]:
    """Return a piece of work as JSON holds it; what is not known is left out."""
    found = {one.name: getattr(work, one.name) for one in fields(work)}
    return {"of": "work"} | {name: _plain(value) for name, value in found.items() if value is not None}


def aim_as_document(aim: Aim) -> dict[str, Any]:
    """Return an aim as JSON holds it."""
    return {
        "of": "aim",
        "baseline": _pair(aim.baseline),
        "targets": [_pair(one) for one in aim.targets],
        "observations": [_pair(one) for one in aim.observations],
        "rising": aim.rising,
        "period_days": aim.period_days,
        "path": aim.path.value,
        "asked_on": _plain(aim.asked_on),
    }


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


def _work(document: Mapping[str, Any]) -> Work:
    values: dict[str, Any] = {name: value for name, value in document.items() if name != "of"}
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

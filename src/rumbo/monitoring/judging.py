"""The statuses of a whole plan from its inputs: each with the inputs as they are stored."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from rumbo.methods.status import (
    Status,
    Thresholds,
    Verdict,
    aim_as_document,
    judge,
    parts_as_document,
    project_as_document,
    work_as_document,
)
from rumbo.monitoring.enums import StatusKind
from rumbo.monitoring.queries.status_inputs import Inputs, Key

#: Wholes that are judged after all others, since they name goals.
_LAST = (StatusKind.AXIS.value, StatusKind.PLAN.value)

#: The name of what was last known among stored figures.
KNOWN = "last_known"


class Judged(NamedTuple):
    """A status and what it was found from."""

    verdict: Verdict
    inputs: dict[str, Any]


def part_name(key: Key) -> str:
    """Return how a part is named in stored inputs: "project:12"."""
    return f"{key[0]}:{key[1]}"


def part_key(name: str) -> Key:
    """Return the key of a part that is named in stored inputs."""
    kind, _colon, pk = name.partition(":")
    return kind, int(pk)


def params_of(verdict: Verdict) -> dict[str, Any]:
    """Return the figures of a verdict's sentence as JSON holds them; without news also what was last known."""
    found = {name: _plain(value) for name, value in verdict.params.items()}
    return found if verdict.last_known is None else found | {KNOWN: verdict.last_known.value}


def known_of(params: Mapping[str, Any]) -> Status | None:
    """Return what was last known from stored figures; None where nothing was, or nothing was kept of it."""
    return Status(params[KNOWN]) if KNOWN in params else None


def judge_all(inputs: Inputs, today: datetime.date, thresholds: Thresholds) -> dict[Key, Judged]:
    """Return the status of everything, found from exactly the inputs that are stored with it."""
    found: dict[Key, Judged] = {}

    def put(key: Key, document: dict[str, Any]) -> None:
        found[key] = Judged(judge(document, today, thresholds), document)

    for key, work in inputs.works.items():
        put(key, work_as_document(work))
    for key, aim in inputs.aims.items():
        put(key, aim_as_document(aim))
    for key, (work, parts) in inputs.projects.items():
        put(key, project_as_document(work, _named(found, parts)))
    for key, parts in sorted(inputs.wholes.items(), key=lambda whole: whole[0][0] in _LAST):
        put(key, parts_as_document(_named(found, parts), inputs.asked.get(key)))
    return found


def counts_of(judged: Mapping[Key, Judged]) -> dict[str, Counter[Status]]:
    """Return how many of each kind have each status."""
    counts: dict[str, Counter[Status]] = {}
    for (kind, _pk), one in judged.items():
        counts.setdefault(kind, Counter())[one.verdict.status] += 1
    return counts


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def _named(found: Mapping[Key, Judged], parts: Iterable[Key]) -> dict[str, Verdict]:
    """Return the statuses of parts by name, in one order whatever theirs is."""
    return {part_name(key): found[key].verdict for key in sorted(set(parts))}

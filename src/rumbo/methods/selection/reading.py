"""Reading a problem from its JSON document, and writing it back."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rumbo.methods.selection.problem import Minimum, Objective, Problem, ProblemError, Project

#: Largest file that is read, in bytes.
LARGEST_FILE = 64 * 1024 * 1024
_KEYS = {
    "": "first_year budgets projects prerequisites exclusions minimums delay objective groups",
    "project": "id name value utilities costs duration axis places earliest latest must",
    "prerequisite": "project needs",
    "minimum": "axis place share",
}


def load_problem(path: Path) -> Problem:
    """Return the problem of a JSON file.

    Raises:
        ProblemError: it cannot be read or is no problem (``not_found``, ``unreadable``, ``file_too_big``,
            ``not_utf8``, ``not_json`` and those of `read_problem`).
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ProblemError("file_too_big", file=str(path), limit=LARGEST_FILE // 1024**2)
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ProblemError("not_found", file=str(path)) from None
    except OSError as error:
        raise ProblemError("unreadable", file=str(path), reason=error.strerror or str(error)) from None
    except UnicodeDecodeError:
        raise ProblemError("not_utf8", file=str(path)) from None
    return read_problem(_parse(text))


def read_problem(document: object) -> Problem:
    """Return the problem that a JSON document describes; docs/methods.md has the format.

    Raises:
        ProblemError: something is missing, of the wrong type or does not fit; ``place`` says where.
    """
    top = _object(document, "")
    _check_keys(top, "", "")
    first_year = _whole(_needed(top, "first_year", ""), "first_year")
    budgets = {
        source: _amounts(amounts, f"budgets.{source}")
        for source, amounts in _object(_needed(top, "budgets", ""), "budgets").items()
    }
    objective = _text(top.get("objective", "priority"), "objective")
    if objective not in list(Objective):
        raise ProblemError("unknown_objective", place="objective", value=objective)
    rows = _list(_needed(top, "projects", ""), "projects")
    return Problem(
        tuple(_project(row, f"projects[{at}]", Objective(objective)) for at, row in enumerate(rows)),
        budgets,
        first_year,
        tuple(_pairs(top.get("prerequisites", []))),
        tuple(_exclusions(top.get("exclusions", []))),
        tuple(_minimums(top.get("minimums", []))),
        _number(top.get("delay", 0), "delay"),
        Objective(objective),
        _numbers(top.get("groups", {}), "groups"),
    )


def as_document(problem: Problem) -> dict[str, Any]:
    """Return a problem as the JSON document from which `read_problem` makes the same again."""
    return {
        "first_year": problem.first_year,
        "budgets": {source: list(amounts) for source, amounts in problem.budgets.items()},
        "projects": [_project_document(project) for project in problem.projects],
        "prerequisites": [{"project": one, "needs": other} for one, other in problem.before],
        "exclusions": [sorted(group) for group in problem.exclusions],
        "minimums": [
            {"axis": one.axis, "share": one.share} if one.axis else {"place": one.place, "share": one.share}
            for one in problem.minimums
        ],
        "delay": problem.delay,
        "objective": problem.objective.value,
        "groups": dict(problem.groups),
    }


def _project_document(project: Project) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": project.id,
        "value": project.value,
        "costs": {source: list(amounts) for source, amounts in project.costs.items()},
        "duration": project.duration,
    }
    optional = {
        "axis": project.axis,
        "places": dict(project.places),
        "earliest": project.earliest,
        "latest": project.latest,
        "must": project.must,
        "utilities": dict(project.utilities),
    }
    return row | {name: value for name, value in optional.items() if value not in ("", None, False, {})}


def _parse(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_without_repeats)
    except json.JSONDecodeError as error:
        raise ProblemError("not_json", line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise ProblemError("not_json", line=1, column=1) from None
    except ValueError:  # a whole number of thousands of digits
        raise ProblemError("number_too_long") from None


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        raise ProblemError("key_twice", place="", key=next(name for name in names if names.count(name) > 1))
    return found


def _project(value: object, place: str, objective: Objective) -> Project:
    row = _object(value, place)
    _check_keys(row, "project", place)
    costs = {
        source: _amounts(amounts, f"{place}.costs.{source}")
        for source, amounts in _object(_needed(row, "costs", place), f"{place}.costs").items()
    }
    worth = row.get("value", 0) if objective is Objective.UTILITY else _needed(row, "value", place)
    longest = max((len(amounts) for amounts in costs.values()), default=1)
    duration = row.get("duration", max(1, longest))
    return Project(
        _text(_needed(row, "id", place), f"{place}.id"),
        _number(worth, f"{place}.value"),
        costs,
        _whole(duration, f"{place}.duration"),
        _text(row.get("axis", ""), f"{place}.axis"),
        _numbers(row.get("places", {}), f"{place}.places"),
        _year(row.get("earliest"), f"{place}.earliest"),
        _year(row.get("latest"), f"{place}.latest"),
        _truth(row.get("must", False), f"{place}.must"),
        _numbers(row.get("utilities", {}), f"{place}.utilities"),
    )


def _pairs(value: object) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for at, item in enumerate(_list(value, "prerequisites")):
        place = f"prerequisites[{at}]"
        row = _object(item, place)
        _check_keys(row, "prerequisite", place)
        one, other = (_text(_needed(row, key, place), f"{place}.{key}") for key in ("project", "needs"))
        found.append((one, other))
    return list(dict.fromkeys(found))


def _exclusions(value: object) -> list[frozenset[str]]:
    return [
        frozenset(
            _text(name, f"exclusions[{at}][{number}]") for number, name in enumerate(_list(row, f"exclusions[{at}]"))
        )
        for at, row in enumerate(_list(value, "exclusions"))
    ]


def _minimums(value: object) -> list[Minimum]:
    found: list[Minimum] = []
    for at, item in enumerate(_list(value, "minimums")):
        place = f"minimums[{at}]"
        row = _object(item, place)
        _check_keys(row, "minimum", place)
        names = (_text(row.get(key, ""), f"{place}.{key}") for key in ("axis", "place"))
        found.append(Minimum(_number(_needed(row, "share", place), f"{place}.share"), *names))
    return found


def _check_keys(row: Mapping[str, object], kind: str, place: str) -> None:
    known = _KEYS[kind].split()
    for key in row:
        if key not in known:
            raise ProblemError("unknown_key", place=place, key=key, known=", ".join(known))


def _needed(row: Mapping[str, object], key: str, place: str) -> object:
    if key not in row:
        raise ProblemError("missing", place=place, key=key)
    return row[key]


def _object(value: object, place: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ProblemError("not_object", place=place)
    return value


def _list(value: object, place: str) -> list[object]:
    if not isinstance(value, list):
        raise ProblemError("not_list", place=place)
    return value


def _text(value: object, place: str) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise ProblemError("not_text", place=place, value=_short(value))
    return value


def _number(value: object, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ProblemError("not_number", place=place, value=_short(value))
    try:
        number = float(value)
    except OverflowError:
        raise ProblemError("too_large", place=place, value=_short(value)) from None
    if not math.isfinite(number):
        raise ProblemError("not_number", place=place, value=_short(value))
    return number


def _whole(value: object, place: str) -> int:
    number = _number(value, place)
    if not number.is_integer() or abs(number) > 1_000_000:
        raise ProblemError("not_whole", place=place, value=_short(value))
    return int(number)


def _year(value: object, place: str) -> int | None:
    return None if value is None else _whole(value, place)


def _truth(value: object, place: str) -> bool:
    if not isinstance(value, bool):
        raise ProblemError("not_truth", place=place, value=_short(value))
    return value


def _amounts(value: object, place: str) -> tuple[float, ...]:
    return tuple(_number(amount, f"{place}[{at}]") for at, amount in enumerate(_list(value, place)))


def _numbers(value: object, place: str) -> dict[str, float]:
    return {name: _number(number, f"{place}.{name}") for name, number in _object(value, place).items()}


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:37]}..."

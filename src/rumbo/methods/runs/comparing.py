"""What differs between a recorded result and the one that the same run gives now."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10
from typing import Any, Final

from rumbo.methods.runs.document import DIGITS

#: Numbers nearer than this to each other are the same, however small they are.
NEAR = 1e-12
#: Stands where one side has nothing; null is a value.
ABSENT: Final = object()


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs; ``path`` says where, as ``ranking[P12].value``: by id where entries of a list have one.

    ``recorded`` and ``found`` are values of JSON, or `ABSENT`.
    """

    path: str
    recorded: Any
    found: Any

    def as_document(self) -> dict[str, Any]:
        """Return it as JSON has it; what is absent is left out."""
        sides = {"recorded": self.recorded, "found": self.found}
        return {"path": self.path, **{name: side for name, side in sides.items() if side is not ABSENT}}


def differences(recorded: Any, found: Any) -> list[Difference]:
    """Return all that differs: numbers by more than one unit of the ninth digit, everything else at all.

    Entries of a list that have ids are compared by id, so that one that has moved does not differ from top to bottom;
    their order is one difference, of ``path[].id``.
    """
    return _compare(recorded, found, "")


def same_number(one: float, other: float) -> bool:
    """Return whether two numbers agree to 9 digits; a unit of the ninth may come from rounding either way."""
    far = abs(one - other)
    if far <= NEAR:
        return True
    unit = 10.0 ** (floor(log10(max(abs(one), abs(other)))) - (DIGITS - 1))
    return far <= unit * 1.000001


def _compare(recorded: Any, found: Any, path: str) -> list[Difference]:
    if isinstance(recorded, dict) and isinstance(found, dict):
        return _by_name(recorded, found, path, lambda name: f"{path}.{name}" if path else name)
    if isinstance(recorded, list) and isinstance(found, list):
        return _lists(recorded, found, path)
    if _is_number(recorded) and _is_number(found):
        return [] if same_number(recorded, found) else [Difference(path, recorded, found)]
    same = type(recorded) is type(found) and recorded == found
    return [] if same else [Difference(path, recorded, found)]


def _lists(recorded: list[Any], found: list[Any], path: str) -> list[Difference]:
    left, right = _ids(recorded), _ids(found)
    if left is None or right is None:
        left, right = dict(enumerate(recorded)), dict(enumerate(found))
    differing = _by_name(left, right, path, lambda name: f"{path}[{name}]")
    if left.keys() == right.keys() and list(left) != list(right):
        return [Difference(f"{path}[].id", list(left), list(right)), *differing]
    return differing


def _by_name(recorded: dict[Any, Any], found: dict[Any, Any], path: str, name_of: Any) -> list[Difference]:
    differing = []
    for name in dict.fromkeys((*recorded, *found)):
        one, other = recorded.get(name, ABSENT), found.get(name, ABSENT)
        if one is ABSENT or other is ABSENT:
            differing.append(Difference(name_of(name), one, other))
        else:
            differing += _compare(one, other, name_of(name))
    return differing


def _ids(entries: list[Any]) -> dict[Any, Any] | None:
    """Return the entries by their ids; None where they have none of their own."""
    if not all(isinstance(entry, dict) and isinstance(entry.get("id"), str) for entry in entries):
        return None
    found = {entry["id"]: entry for entry in entries}
    return found if len(found) == len(entries) else None


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)

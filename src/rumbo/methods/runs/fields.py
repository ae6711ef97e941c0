"""Reading the fields of a document; what is wrong is a code with the place where it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import Enum
from fractions import Fraction
from math import isfinite
from typing import Any, TypeVar

from rumbo.methods.runs.errors import RunError

_AMOUNT = re.compile(r"-?\d{1,18}(\.\d{1,9})?", re.ASCII)
_Choice = TypeVar("_Choice", bound=Enum)
_NONE = object()


class Fields:
    """An object of a document and where it is; each method reads one field.

    A field with a ``default`` may be left out, or be null.

    Raises:
        RunError: ``not_object``; methods raise ``missing`` and what is wrong with a value.
    """

    def __init__(self, value: object, at: str) -> None:
        if not isinstance(value, dict):
            raise RunError("not_object", at=at)
        self.value: dict[str, Any] = value
        self.at = at

    def place(self, name: str) -> str:
        """Return where a field is."""
        return f"{self.at}.{name}"

    def get(self, name: str, default: Any = _NONE) -> Any:
        """Return any value."""
        found = self.value.get(name)
        if found is not None:
            return found
        if default is _NONE:
            raise RunError("missing", at=self.place(name))
        return default

    def text(self, name: str, default: Any = _NONE) -> str:
        """Return a text."""
        found = self.get(name, default)
        if not isinstance(found, str):
            raise RunError("not_text", at=self.place(name))
        return found

    def number(self, name: str, default: Any = _NONE) -> float:
        """Return a finite number."""
        return number(self.get(name, default), self.place(name))

    def whole(self, name: str, low: int, high: int, default: Any = _NONE) -> int:
        """Return a whole number between two."""
        found = self.get(name, default)
        if isinstance(found, bool) or not isinstance(found, int):
            raise RunError("not_whole", at=self.place(name))
        if not low <= found <= high:
            raise RunError("out_of_range", at=self.place(name), low=low, high=high)
        return found

    def yes(self, name: str, default: Any = _NONE) -> bool:
        """Return true or false."""
        found = self.get(name, default)
        if not isinstance(found, bool):
            raise RunError("not_yes_no", at=self.place(name))
        return found

    def choice(self, name: str, choices: type[_Choice], default: Any = _NONE) -> _Choice:
        """Return one of the members of an enum, given by its value."""
        found = self.get(name, default)
        try:
            return choices(found)
        except ValueError:
            known = [one.value for one in choices]
            raise RunError("choice", at=self.place(name), given=str(found), choices=known) from None

    def amount(self, name: str, default: Any = _NONE) -> Fraction:
        """Return an amount of money or points of at least 0, written as a text such as ``"1000.50"``."""
        return amount(self.get(name, default), self.place(name))

    def entries(self, name: str) -> list[Any]:
        """Return a list."""
        return entries(self.get(name), self.place(name))

    def objects(self, name: str) -> list[Fields]:
        """Return a list of objects."""
        return [Fields(one, f"{self.place(name)}[{place}]") for place, one in enumerate(self.entries(name))]


def entries(value: object, at: str) -> list[Any]:
    """Return a list.

    Raises:
        RunError: it is none.
    """
    if not isinstance(value, list):
        raise RunError("not_list", at=at)
    return value


def number(value: object, at: str) -> float:
    """Return a number.

    Raises:
        RunError: it is none.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
        raise RunError("not_number", at=at)
    return float(value)


def amount(value: object, at: str) -> Fraction:
    """Return an exact amount of at least 0 from its text.

    Raises:
        RunError: it is none.
    """
    if not isinstance(value, str) or _AMOUNT.fullmatch(value) is None:
        raise RunError("not_amount", at=at)
    found = Fraction(value)
    if found < 0:
        raise RunError("out_of_range", at=at, low=0)
    return found


def unique_ids(objects: Iterable[Fields]) -> list[str]:
    """Return the ids of objects.

    Raises:
        RunError: one is missing, empty or there twice.
    """
    found: dict[str, None] = {}
    for one in objects:
        identity = one.text("id")
        if not identity:
            raise RunError("missing", at=one.place("id"))
        if identity in found:
            raise RunError("id_twice", at=one.place("id"), id=identity)
        found[identity] = None
    return list(found)


def place_of(identity: object, ids: Sequence[str] | dict[str, int], at: str) -> int:
    """Return the place of an id.

    Raises:
        RunError: there is no such id.
    """
    places = ids if isinstance(ids, dict) else {one: place for place, one in enumerate(ids)}
    if not isinstance(identity, str) or identity not in places:
        raise RunError("unknown_id", at=at, id=str(identity))
    return places[identity]

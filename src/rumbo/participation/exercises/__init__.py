"""The types of exercise, a folder each: what it is, what it takes, and its pages.

A folder has ``__init__.py`` with ``KIND`` (an `ExerciseKind`), and a module for each part that its pages have:
``settings_form`` with a form, ``phone``, ``screen``, ``console`` and ``results`` with a function ``context`` that
returns what ``participation/<type>/<part>.html`` shows.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from rumbo.participation.enums import ExerciseType
from rumbo.participation.exercises.base import ExerciseKind

#: All types by their code, in the order in which a process uses them.
KINDS: dict[str, ExerciseKind] = {
    kind.value: import_module(f"rumbo.participation.exercises.{kind.value}").KIND for kind in ExerciseType
}


def kind_of(exercise: Any) -> ExerciseKind:
    """Return the type of an exercise."""
    return KINDS[exercise.type]


def part(exercise: Any, name: str) -> Any:
    """Return the module of an exercise's type with one of its parts, or None where the type has no such part."""
    path = f"rumbo.participation.exercises.{exercise.type}.{name}"
    return import_module(path) if find_spec(path) else None

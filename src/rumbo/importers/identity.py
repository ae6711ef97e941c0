"""By what an element is recognised when its key is not given: number, title under its parent, or what it joins."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from rumbo.importers.matching import exact
from rumbo.importers.records import MEASURED

#: The columns that name the parent of a kind of row.
PARENTS: dict[str, tuple[str, ...]] = {
    "theme": ("axis",),
    "problem": ("axis",),
    "objective": ("theme",),
    "goal": ("objective",),
    "strategy": ("objective",),
    "program": ("theme",),
    "project": ("program",),
    "component": ("project",),
    "profile": ("project",),
    "study": ("project", "kind"),
    "condition": ("study",),
    "estimate": ("project", "year"),
    "funding": ("project", "year", "source"),
    "milestone": ("project",),
    "permit": ("project",),
    "risk": ("project",),
    "position": ("project",),
    "contract": ("project",),
    "action": ("strategy", "project"),
    "chapter": ("kind", "axis"),
}
#: Kinds of which two rows with the same identity are one element; two goals of the same words stay two.
MERGED = frozenset({"plan", "territory", "organization", "axis", "theme", "program"})
_TARGETS = ("axis", "theme", "objective", "goal", *MEASURED)

Fields = Mapping[str, Any]


def identities(kind: str, fields: Fields) -> list[Hashable]:
    """Return what an element of this kind may be recognised by, the surest first.

    References in ``fields`` are keys of the plan.
    """
    if kind in _SPECIAL:
        return _SPECIAL[kind](fields)
    parent = tuple(str(fields.get(code) or "") for code in PARENTS.get(kind, ()))
    names = [str(fields.get("title") or "")]
    if kind == "theme":
        names.append(str(fields.get("other_name") or ""))
    return [("title", parent, exact(name)) for name in names if exact(name)]


def _plan(_fields: Fields) -> list[Hashable]:
    return ["plan"]


def _territory(fields: Fields) -> list[Hashable]:
    found: list[Hashable] = [("code", fields["code"])] if fields.get("code") else []
    return [*found, ("title", fields.get("kind"), exact(str(fields.get("title") or "")))]


def _organization(fields: Fields) -> list[Hashable]:
    names = [str(fields.get("title") or ""), *str(fields.get("other_names") or "").split(";")]
    return [("title", exact(name)) for name in names if exact(name)]


def _profile(fields: Fields) -> list[Hashable]:
    """A project has one profile."""
    return [("project", fields.get("project"))]


def _responsibility(fields: Fields) -> list[Hashable]:
    """An element, or a share of it, has one accountable organization, so that another one is a change of it."""
    target = (*_target(fields), str(fields.get("territory") or ""))
    if fields.get("role") == "accountable":
        return [(target, "accountable")]
    return [(target, fields.get("organization"), fields.get("role"))]


def _antecedent_link(fields: Fields) -> list[Hashable]:
    return [(fields.get("antecedent"), _target(fields))]


def _priority_entry(fields: Fields) -> list[Hashable]:
    """The axis may be imported after the list, so that the heading is one of the signs."""
    title = exact(str(fields.get("title") or ""))
    axis, heading = str(fields.get("axis") or ""), exact(str(fields.get("axis_title") or ""))
    found: list[Hashable] = [("axis", axis, title)] if axis else []
    if heading:
        found.append(("heading", heading, title))
    return found or [("none", title)]


def _target(fields: Fields) -> tuple[str, str]:
    return next(((kind, str(fields[kind])) for kind in _TARGETS if fields.get(kind)), ("", ""))


_SPECIAL = {
    "plan": _plan,
    "territory": _territory,
    "organization": _organization,
    "profile": _profile,
    "responsibility": _responsibility,
    "antecedent_link": _antecedent_link,
    "priority_entry": _priority_entry,
}

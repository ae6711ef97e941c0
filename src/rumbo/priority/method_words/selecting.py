"""What a selection says on pages: what does not fit, how good it is, which limits clash, why something is out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from rumbo.methods.selection import ProblemError
    from rumbo.methods.selection.limits import Limit
    from rumbo.methods.selection.reasons import Reason

#: A gap below this share is none.
NO_GAP = 5e-6


@dataclass(frozen=True, slots=True)
class Names:
    """What the keys of a problem are called; ``pot`` is the source of all money, where it is not told by source."""

    projects: Mapping[str, str] = field(default_factory=dict)
    axes: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    pot: str = ""

    def project(self, key: object) -> str:
        """Return a project's name."""
        return self.projects.get(str(key), str(key))

    def source(self, key: object) -> str:
        """Return what a source of money is called."""
        return self.sources.get(str(key), str(key))


def problem_sentence(error: ProblemError, names: Names) -> str:
    """Return what does not fit in a problem that a page made."""
    made = _PROBLEMS.get(error.code)
    if made is None:
        message = _("This cannot be selected from (%(code)s). Look at the amounts, and at what waits for what.")
        return message % {"code": error.code}
    return made(error.params, names)


def gap_sentence(gap: float | None) -> str:
    """Return how much better another selection could be at most; ``gap`` is a share, None where there is none."""
    if gap is None:
        return _("No selection was found.")
    if gap < NO_GAP:
        return _("No other selection is better: that is proven.")
    percent = f"{100 * gap:.2g}" if gap < 0.1 else f"{100 * gap:.0f}"
    return _("No other selection can be better by more than %(percent)s %%.") % {"percent": percent}


def limit_sentence(limit: Limit, names: Names) -> str:
    """Return a limit in words, as an entry of a list of those that clash."""
    return _LIMITS[limit.kind.value](limit, names)


def reason_sentence(reason: Reason, names: Names) -> str:
    """Return what stands in the way of a project."""
    return _REASONS[reason.code](reason.params, names)


def money(amount: object) -> str:
    """Return an amount in pesos without cents."""
    return f"${float(str(amount)):,.0f}"


def _circle(params: Mapping[str, Any], names: Names) -> str:
    way = " → ".join(names.project(key) for key in str(params["projects"]).split(" → "))
    message = _("These projects wait for each other, so that none can begin: %(way)s. Mend their milestones.")
    return message % {"way": way}


def _too_large(_params: Mapping[str, Any], _names: Names) -> str:
    return _("An amount is too large. Look whether a digit is one too many.")


def _too_big(params: Mapping[str, Any], _names: Names) -> str:
    return _("%(projects)s projects in %(years)s years are too many to compare. Take fewer years.") % dict(params)


_PROBLEMS: dict[str, Callable[[Mapping[str, Any], Names], str]] = {
    "circle": _circle,
    "too_large": _too_large,
    "too_big": _too_big,
}


def _minimum(limit: Limit, names: Names) -> str:
    kind, key = limit.names
    values = {"share": f"{100 * (limit.share or 0):g}"}
    if kind == "axis":
        return _("at least %(share)s %% of the money for the axis %(name)s") % {
            **values,
            "name": names.axes.get(key, key),
        }
    return _("at least %(share)s %% of the money for %(name)s") % {**values, "name": names.places.get(key, key)}


def _must(limit: Limit, names: Names) -> str:
    return _("%(name)s must be in") % {"name": names.project(limit.names[0])}


def _budget(limit: Limit, names: Names) -> str:
    if limit.names[0] == names.pot:
        return _("the money of %(year)s") % {"year": limit.year} if limit.year else _("the money that there is")
    if limit.year is None:
        return _("the budget of %(source)s") % {"source": names.source(limit.names[0])}
    return _("the budget of %(source)s in %(year)s") % {"source": names.source(limit.names[0]), "year": limit.year}


def _window(limit: Limit, names: Names) -> str:
    return _("the years in which %(name)s can begin") % {"name": names.project(limit.names[0])}


def _prerequisite(limit: Limit, names: Names) -> str:
    one, other = limit.names
    return _("%(name)s waits for %(other)s") % {"name": names.project(one), "other": names.project(other)}


def _exclusion(limit: Limit, names: Names) -> str:
    return _("at most one of: %(names)s") % {"names": ", ".join(names.project(key) for key in limit.names)}


_LIMITS: dict[str, Callable[[Limit, Names], str]] = {
    "minimum": _minimum,
    "must": _must,
    "budget": _budget,
    "window": _window,
    "prerequisite": _prerequisite,
    "exclusion": _exclusion,
}


def _excluded(params: Mapping[str, Any], names: Names) -> str:
    return _("It excludes %(name)s, which is in.") % {"name": names.project(params["by"])}


def _needs(params: Mapping[str, Any], names: Names) -> str:
    return _("It waits for %(name)s, which is not in.") % {"name": names.project(params["needs"])}


def _too_late(params: Mapping[str, Any], names: Names) -> str:
    return _("It waits for %(name)s, which does not end in time.") % {"name": names.project(params["needs"])}


def _needed(params: Mapping[str, Any], names: Names) -> str:
    return _("%(name)s waits for it and begins before it could end.") % {"name": names.project(params["by"])}


def _no_years(_params: Mapping[str, Any], _names: Names) -> str:
    return _("It cannot begin in any of these years: it lasts too long, begins too late, or was told to stay out.")


def _never_paid(params: Mapping[str, Any], names: Names) -> str:
    message = _("All the money of %(source)s in %(year)s is %(short)s less than it needs then.")
    if params["source"] == names.pot:
        message = _("All the money of %(year)s is %(short)s less than it needs then.")
    return message % _lack(params, names)


def _short(params: Mapping[str, Any], names: Names) -> str:
    message = _("Of %(source)s in %(year)s, %(short)s are lacking beside what is in.")
    if params["source"] == names.pot:
        message = _("In %(year)s, %(short)s are lacking beside what is in.")
    return message % _lack(params, names)


def _lack(params: Mapping[str, Any], names: Names) -> dict[str, object]:
    return {"source": names.source(params["source"]), "year": params["year"], "short": money(params["short"])}


_REASONS: dict[str, Callable[[Mapping[str, Any], Names], str]] = {
    "excluded": _excluded,
    "needs": _needs,
    "too_late": _too_late,
    "needed": _needed,
    "no_years": _no_years,
    "never_paid": _never_paid,
    "money": _short,
}

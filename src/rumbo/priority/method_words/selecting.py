"""What pages say of a selection: how good it is; which limits clash and what stands in the way, with all names.

The sentences are those of `method_words.selection`, but where all money is in one pot, which nobody calls a source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from rumbo.methods.selection import LimitKind
from rumbo.priority.method_words import selection

if TYPE_CHECKING:
    from rumbo.methods.selection import Limit, Reason

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
    if limit.kind is LimitKind.BUDGET and limit.names[0] == names.pot:
        return _("the money of %(year)s") % {"year": limit.year} if limit.year else _("the money that there is")
    if limit.kind is LimitKind.MINIMUM:
        return selection.limit_words(limit, names.axes if limit.names[0] == "axis" else names.places)
    return selection.limit_words(limit, names.sources if limit.kind is LimitKind.BUDGET else names.projects)


def reason_sentence(reason: Reason, names: Names) -> str:
    """Return what stands in the way of a project."""
    if reason.params.get("source") != names.pot:
        return selection.reason_sentence(reason, {**names.projects, **_only(names.sources, reason.params)})
    values = {"year": reason.params["year"], "short": money(reason.params["short"])}
    if reason.code == "never_paid":
        return _("All the money of %(year)s is %(short)s less than it needs then.") % values
    return _("In %(year)s, %(short)s are lacking beside what is in.") % values


def money(amount: object) -> str:
    """Return an amount in pesos without cents."""
    return f"${float(str(amount)):,.0f}"


def _only(sources: Mapping[str, str], params: Mapping[str, object]) -> dict[str, str]:
    """Return the name of the source that a reason is about."""
    source = str(params.get("source", ""))
    return {source: sources[source]} if source in sources else {}

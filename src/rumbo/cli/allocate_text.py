"""What `rumbo allocate` says: what was funded."""

from __future__ import annotations

from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rumbo.methods.equal_shares import Allocation, Election


def unfit(
    election: Election, rule: str, utility: str | None, completion: str | None, step: Fraction | None
) -> str | None:
    """Return why these options do not fit the votes or each other, or None.

    What is said without need (no completion of greedy, the usual step) asks for nothing else and fits.
    """
    if utility is not None and not election.approval:
        return _("These ballots give points, and the utility is the points: leave --utility out.")
    if rule == "greedy" and completion not in {None, "none"}:
        return _("--completion is for equal-shares: the greedy rule leaves nothing to complete.")
    if step not in {None, 1} and completion != "add1":
        return _("--step is for --completion add1.")
    return None


def as_text(election: Election, found: Allocation) -> str:
    """Return an allocation to read: the projects in order of selection, each with its cost."""
    costs = dict(zip(election.projects, election.costs, strict=True))
    lines = [
        ngettext("%(count)s project is funded.", "%(count)s projects are funded.", len(found.selected))
        % {"count": len(found.selected)}
    ]
    width = max((len(project) for project in found.selected), default=0)
    lines += [
        f"  {project:<{width}}  {_amount(Fraction(costs[project], election.scale)):>18}" for project in found.selected
    ]
    values = {
        "cost": _amount(found.cost),
        "budget": _amount(found.budget),
        "left": _amount(found.budget - found.cost),
    }
    lines.append(_("Cost: %(cost)s of %(budget)s; %(left)s are left.") % values)
    return "\n".join(lines)


def _amount(value: Fraction) -> str:
    return f"{float(value):,.2f}".removesuffix(".00")

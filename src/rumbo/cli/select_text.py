"""What `rumbo select` says: what was chosen, and how good it is."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rumbo.methods.selection import Problem, Selection


def as_text(problem: Problem, found: Selection) -> str:
    """Return a selection to read: the projects by start year, each with its cost."""
    count = len(found.starts)
    lines = [ngettext("%(count)s project is chosen.", "%(count)s projects are chosen.", count) % {"count": count}]
    if not count:
        lines.append(_nothing(problem))
    costs = {project.id: project.cost for project in problem.projects}
    width = max(map(len, found.starts), default=0)
    lines += [f"  {year}  {name:<{width}}  {_amount(costs[name]):>18}" for name, year in found.starts.items()]
    spent = sum(costs[name] for name in found.starts)
    lines.append(_("Cost: %(cost)s of %(budget)s.") % {"cost": _amount(spent), "budget": _amount(problem.money)})
    values = {
        "objective": _amount(found.objective),
        "bound": _amount(found.bound),
        "gap": f"{found.gap * 100:.2f} %",
    }
    if found.gap:
        text = _(
            "Objective: %(objective)s; no selection can be worth more than %(bound)s, so that this one is at most "
            "%(gap)s from the best."
        )
    else:
        text = _("Objective: %(objective)s, which is the best there is.")
    lines.append(text % values)
    return "\n".join(lines)


def _nothing(problem: Problem) -> str:
    """Return why nothing may have been chosen."""
    if not problem.projects:
        return _("There are no projects to choose from.")
    if not problem.money:
        return _("There is no money in any year.")
    return _("Nothing that is worth more than nothing fits into the budgets and the years.")


def _amount(value: float) -> str:
    return f"{value:,.2f}".removesuffix(".00")

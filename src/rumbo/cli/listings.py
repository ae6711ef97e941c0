"""The lists of a plan that `rumbo export` writes: each a table and its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from rumbo.accounts.queries.organizations import all_organizations
from rumbo.monitoring.queries.tables import OBSERVATIONS, plan_value_rows
from rumbo.places.queries.territories import all_territories
from rumbo.plan.queries.tables import ANTECEDENTS, GOALS, plan_antecedent_rows, plan_goal_rows
from rumbo.portal.tables import ORGANIZATIONS, PRIORITY, TERRITORIES
from rumbo.portfolio.queries.priority_entries import entries_of_plan
from rumbo.portfolio.queries.responsibilities import organizations_of
from rumbo.portfolio.queries.tables import PROJECTS, plan_project_rows
from rumbo.portfolio.queries.territories import territories_of

if TYPE_CHECKING:
    from rumbo.core.tables import Table
    from rumbo.plan.models import Plan

LISTINGS: dict[str, tuple[Table, Callable[[Plan], Iterable[Any]]]] = {
    "projects": (PROJECTS, plan_project_rows),
    "goals": (GOALS, plan_goal_rows),
    "organizations": (ORGANIZATIONS, lambda plan: organizations_of(plan, all_organizations())),
    "territories": (TERRITORIES, lambda plan: territories_of(plan, all_territories())),
    "priority": (PRIORITY, entries_of_plan),
    "observations": (OBSERVATIONS, plan_value_rows),
    "antecedents": (ANTECEDENTS, plan_antecedent_rows),
}

"""Lists of the plan as tables to export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from rumbo.core.models import State
from rumbo.core.tables import Column, Table
from rumbo.plan.enums import Standing
from rumbo.plan.models import Antecedent, Goal

if TYPE_CHECKING:
    from rumbo.plan.models import Plan, Theme

_MATCHED = {Standing.EXACT, Standing.TO_CONFIRM, Standing.CONFIRMED}


def vision_theme(theme: Theme) -> str:
    """Return what the vision calls a theme; empty where the theme has no counterpart in the vision."""
    return theme.other_name or (theme.title if theme.standing in _MATCHED else "")


#: One row a goal, with titles, not keys. Rows are what `plan_goal_rows` returns.
GOALS = Table(
    "goals",
    _("Goals"),
    (
        Column("axis", _("Axis"), lambda goal: goal.objective.theme.axis.title, 28),
        Column("theme", _("Theme"), lambda goal: goal.objective.theme.title, 28),
        Column("objective", _("Objective"), lambda goal: goal.objective.title, 60),
        Column("goal", _("Goal"), lambda goal: goal.title, 60),
        Column("term", _("Term"), lambda goal: goal.term, 10),
        Column("vision_theme", _("Theme in the vision"), lambda goal: vision_theme(goal.objective.theme), 28),
        Column("key", _("Key"), lambda goal: goal.key, 20),
        Column("title_en", _("Title in English"), lambda goal: goal.title_en, 40),
    ),
)

#: One row an antecedent.
ANTECEDENTS = Table(
    "antecedents",
    _("Antecedents"),
    (
        Column("year", _("Year"), lambda antecedent: antecedent.year, 8),
        Column("title", _("Title"), lambda antecedent: antecedent.title, 60),
        Column("author", _("Author"), lambda antecedent: antecedent.author, 32),
        Column("outcome", _("What became of it"), lambda antecedent: antecedent.outcome, 16),
        Column("why_stopped", _("Why it stopped"), lambda antecedent: antecedent.why_stopped, 60),
        Column("text", _("Text"), lambda antecedent: antecedent.text, 60),
        Column("key", _("Key"), lambda antecedent: antecedent.key, 20),
        Column("title_en", _("Title in English"), lambda antecedent: antecedent.title_en, 40),
    ),
)


def plan_goal_rows(plan: Plan) -> QuerySet[Any, Any]:
    """Return the goals in force of a plan under what is in force, in the plan's order, for the table `GOALS`."""
    above = ("objective", "objective__theme", "objective__theme__axis")
    rows: QuerySet[Any, Any] = (
        Goal.objects.current()
        .filter(plan=plan, **{f"{path}__state": State.CURRENT for path in above})
        .select_related("objective__theme__axis")
        .order_by(*(f"{path}{part}" for path in reversed(above) for part in ("__position", "")), "position", "pk")
    )
    return rows


def plan_antecedent_rows(plan: Plan) -> QuerySet[Any, Any]:
    """Return the antecedents in force of a plan, for the table `ANTECEDENTS`."""
    rows: QuerySet[Any, Any] = Antecedent.objects.current().filter(plan=plan)
    return rows

"""The plan's models, one aggregate a file."""

from rumbo.plan.models.antecedent import Antecedent, AntecedentLink
from rumbo.plan.models.chapter import Chapter
from rumbo.plan.models.edition import Edition
from rumbo.plan.models.measure import Measure
from rumbo.plan.models.plan import Plan
from rumbo.plan.models.problem import Problem
from rumbo.plan.models.role import Membership
from rumbo.plan.models.strategy import Strategy
from rumbo.plan.models.tree import Axis, Goal, Objective, Theme

__all__ = [
    "Antecedent",
    "AntecedentLink",
    "Axis",
    "Chapter",
    "Edition",
    "Goal",
    "Measure",
    "Membership",
    "Objective",
    "Plan",
    "Problem",
    "Strategy",
    "Theme",
]

"""Factories: small, valid records of each model."""

from factories.accounts import OrganizationFactory, UserFactory
from factories.places import TerritoryFactory
from factories.plan import (
    AntecedentFactory,
    AxisFactory,
    ChapterFactory,
    GoalFactory,
    MembershipFactory,
    ObjectiveFactory,
    PlanFactory,
    ProblemFactory,
    StrategyFactory,
    ThemeFactory,
)
from factories.portfolio import (
    ActionFactory,
    ComponentFactory,
    PriorityEntryFactory,
    ProgramFactory,
    ProjectFactory,
    ResponsibilityFactory,
)

__all__ = [
    "ActionFactory",
    "AntecedentFactory",
    "AxisFactory",
    "ChapterFactory",
    "ComponentFactory",
    "GoalFactory",
    "MembershipFactory",
    "ObjectiveFactory",
    "OrganizationFactory",
    "PlanFactory",
    "PriorityEntryFactory",
    "ProblemFactory",
    "ProgramFactory",
    "ProjectFactory",
    "ResponsibilityFactory",
    "StrategyFactory",
    "TerritoryFactory",
    "ThemeFactory",
    "UserFactory",
]

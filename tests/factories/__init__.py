"""Factories: small, valid records of each model."""

from factories.accounts import OrganizationFactory, UserFactory
from factories.participation import (
    BallotFactory,
    ContributionFactory,
    ExerciseFactory,
    InvitationFactory,
    ParticipantFactory,
    ProcessFactory,
    StageFactory,
    TableFactory,
    WorkshopFactory,
)
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
    "BallotFactory",
    "ChapterFactory",
    "ComponentFactory",
    "ContributionFactory",
    "ExerciseFactory",
    "GoalFactory",
    "InvitationFactory",
    "MembershipFactory",
    "ObjectiveFactory",
    "OrganizationFactory",
    "ParticipantFactory",
    "PlanFactory",
    "PriorityEntryFactory",
    "ProblemFactory",
    "ProcessFactory",
    "ProgramFactory",
    "ProjectFactory",
    "ResponsibilityFactory",
    "StageFactory",
    "StrategyFactory",
    "TableFactory",
    "TerritoryFactory",
    "ThemeFactory",
    "UserFactory",
    "WorkshopFactory",
]

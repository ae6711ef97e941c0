"""The portfolio's models, one aggregate a file."""

from rumbo.portfolio.models.action import Action
from rumbo.portfolio.models.money import Contract, Estimate, Funding
from rumbo.portfolio.models.priority_entry import PriorityEntry
from rumbo.portfolio.models.profile import Profile
from rumbo.portfolio.models.program import Program
from rumbo.portfolio.models.project import Component, Project
from rumbo.portfolio.models.responsibility import Responsibility
from rumbo.portfolio.models.risk import Permit, Risk
from rumbo.portfolio.models.schedule import Baseline, Milestone
from rumbo.portfolio.models.share import Share, Split
from rumbo.portfolio.models.stage import GateRule, Passage
from rumbo.portfolio.models.study import Condition, FeasibilityStudy
from rumbo.portfolio.models.team import Position

__all__ = [
    "Action",
    "Baseline",
    "Component",
    "Condition",
    "Contract",
    "Estimate",
    "FeasibilityStudy",
    "Funding",
    "GateRule",
    "Milestone",
    "Passage",
    "Permit",
    "Position",
    "PriorityEntry",
    "Profile",
    "Program",
    "Project",
    "Responsibility",
    "Risk",
    "Share",
    "Split",
]

"""The portfolio's models, one aggregate a file."""

from rumbo.portfolio.models.action import Action
from rumbo.portfolio.models.appraisal import Appraisal
from rumbo.portfolio.models.batch import Batch, BatchEntry
from rumbo.portfolio.models.document import Document, DocumentVersion
from rumbo.portfolio.models.liaison import Liaison
from rumbo.portfolio.models.location import Location
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
from rumbo.portfolio.models.view import Print, SavedView

__all__ = [
    "Action",
    "Appraisal",
    "Baseline",
    "Batch",
    "BatchEntry",
    "Component",
    "Condition",
    "Contract",
    "Document",
    "DocumentVersion",
    "Estimate",
    "FeasibilityStudy",
    "Funding",
    "GateRule",
    "Liaison",
    "Location",
    "Milestone",
    "Passage",
    "Permit",
    "Position",
    "Print",
    "PriorityEntry",
    "Profile",
    "Program",
    "Project",
    "Responsibility",
    "Risk",
    "SavedView",
    "Share",
    "Split",
]

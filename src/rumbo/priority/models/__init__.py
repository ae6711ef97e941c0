"""The models of priority, one aggregate a file."""

from rumbo.priority.models.evaluator import Assessment, Conflict, Evaluator, Weighting
from rumbo.priority.models.publication import Departure, Objection, Publication
from rumbo.priority.models.round import Criterion, DelphiRound, Item, Round
from rumbo.priority.models.run import Run, RunChange, RunIsImmutable
from rumbo.priority.models.vote import ApprovalBallot

__all__ = [
    "ApprovalBallot",
    "Assessment",
    "Conflict",
    "Criterion",
    "DelphiRound",
    "Departure",
    "Evaluator",
    "Item",
    "Objection",
    "Publication",
    "Round",
    "Run",
    "RunChange",
    "RunIsImmutable",
    "Weighting",
]

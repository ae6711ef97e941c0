"""Choosing the best set of projects that limits allow: budgets by year and source, order, exclusions, minimums."""

from rumbo.methods.selection.check import Violation, check, worth
from rumbo.methods.selection.problem import Minimum, Objective, Problem, ProblemError, Project
from rumbo.methods.selection.reading import as_document, load_problem, read_problem
from rumbo.methods.selection.result import Selection, read_selection
from rumbo.methods.selection.solve import Progress, select

__all__ = [
    "Minimum",
    "Objective",
    "Problem",
    "ProblemError",
    "Progress",
    "Project",
    "Selection",
    "Violation",
    "as_document",
    "check",
    "load_problem",
    "read_problem",
    "read_selection",
    "select",
    "worth",
]

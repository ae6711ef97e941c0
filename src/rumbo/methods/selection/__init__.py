"""Choosing the best set of projects that limits allow: budgets by year and source, order, exclusions, minimums."""

from rumbo.methods.selection.check import Violation, check, worth
from rumbo.methods.selection.clashes import Clash, clashes
from rumbo.methods.selection.limits import Limit, LimitKind
from rumbo.methods.selection.problem import Minimum, Objective, Problem, ProblemError, Project
from rumbo.methods.selection.reading import as_document, load_problem, read_problem
from rumbo.methods.selection.reasons import Reason, WhyOut, why_out
from rumbo.methods.selection.result import Selection, read_selection
from rumbo.methods.selection.scenarios import Comparison, Point, compare, frontier, revalued, reweighted, scaled
from rumbo.methods.selection.solve import Progress, select

__all__ = [
    "Clash",
    "Comparison",
    "Limit",
    "LimitKind",
    "Minimum",
    "Objective",
    "Point",
    "Problem",
    "ProblemError",
    "Progress",
    "Project",
    "Reason",
    "Selection",
    "Violation",
    "WhyOut",
    "as_document",
    "check",
    "clashes",
    "compare",
    "frontier",
    "load_problem",
    "read_problem",
    "read_selection",
    "revalued",
    "reweighted",
    "scaled",
    "select",
    "why_out",
    "worth",
]

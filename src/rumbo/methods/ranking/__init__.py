"""Ranking alternatives by several criteria: the order, how firm it is, and why it is so."""

from rumbo.methods.ranking.criteria import Criterion, Preference, Scale, Shape
from rumbo.methods.ranking.evaluators import Middle, Pool
from rumbo.methods.ranking.explanation import Comparison, compare, neighbours
from rumbo.methods.ranking.rank import Method, Ranking, rank
from rumbo.methods.ranking.robustness import Robustness, over_evaluators, over_weights, random_weights
from rumbo.methods.ranking.sensitivity import Turn, turns

__all__ = [
    "Comparison",
    "Criterion",
    "Method",
    "Middle",
    "Pool",
    "Preference",
    "Ranking",
    "Robustness",
    "Scale",
    "Shape",
    "Turn",
    "compare",
    "neighbours",
    "over_evaluators",
    "over_weights",
    "random_weights",
    "rank",
    "turns",
]

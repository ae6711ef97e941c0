"""Ranking alternatives by several criteria."""

from rumbo.methods.ranking.criteria import Criterion, Preference, Scale, Shape
from rumbo.methods.ranking.rank import Method, Ranking, rank

__all__ = ["Criterion", "Method", "Preference", "Ranking", "Scale", "Shape", "rank"]

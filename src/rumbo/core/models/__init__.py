"""Bases of the models, and the index of the text search."""

from rumbo.core.models.record import Element, MeasuredElement, Record, RecordQuerySet, State, number_keys
from rumbo.core.models.search import SHARED, SearchEntry, SearchPosting, SearchScope, SearchWord

__all__ = [
    "SHARED",
    "Element",
    "MeasuredElement",
    "Record",
    "RecordQuerySet",
    "SearchEntry",
    "SearchPosting",
    "SearchScope",
    "SearchWord",
    "State",
    "number_keys",
]

"""Bases of the models, and the index of the text search."""

from rumbo.core.models.record import Element, MeasuredElement, Record, RecordQuerySet, State

__all__ = ["Element", "MeasuredElement", "Record", "RecordQuerySet", "State"]

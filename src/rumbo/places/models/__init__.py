"""Territories."""

from rumbo.places.models.territory import Territory

__all__ = ["Territory"]

"""Indicators and their values: two CSV tables, given together or each alone."""

from rumbo.importers.observations.read import is_observations, read_observations

__all__ = ["is_observations", "read_observations"]

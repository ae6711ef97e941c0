"""Past workshops: a table with one contribution a row, from minutes that somebody typed out."""

from rumbo.importers.workshops.read import is_workshops, read_workshops

__all__ = ["is_workshops", "read_workshops"]

"""The importers' models, one aggregate a file."""

from rumbo.importers.models.duplicate import Duplicate
from rumbo.importers.models.given import GivenRow
from rumbo.importers.models.run import ImportFile, ImportLine, ImportRun

__all__ = ["Duplicate", "GivenRow", "ImportFile", "ImportLine", "ImportRun"]

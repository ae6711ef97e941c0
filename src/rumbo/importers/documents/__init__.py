"""The importer of plan documents: text files in Markdown, as institutes publish their plans."""

from .mapping import DOCUMENT_KINDS, ROLES, FileMapping, Mapping
from .read import read_documents
from .reading import AxisMention, DocumentsReading, LevelSummary, PriorityItem, VisionTheme

__all__ = [
    "DOCUMENT_KINDS",
    "ROLES",
    "AxisMention",
    "DocumentsReading",
    "FileMapping",
    "LevelSummary",
    "Mapping",
    "PriorityItem",
    "VisionTheme",
    "read_documents",
]

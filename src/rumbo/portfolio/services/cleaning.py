"""Removing files of projects that no version refers to."""

from __future__ import annotations

from rumbo.core.services.files import remove_unreferenced
from rumbo.portfolio.models import DocumentVersion
from rumbo.portfolio.models.document import FILES, THUMBNAILS, VIEWS


def clean() -> int:
    """Remove files, thumbnails and copies that no version of a document has; return how many."""
    versions = list(DocumentVersion.objects.only("file", "thumbnail"))
    kept = {
        FILES: {version.file.name or "" for version in versions},
        THUMBNAILS: {version.thumbnail.name or "" for version in versions},
        VIEWS: {version.view for version in versions},
    }
    return sum(remove_unreferenced(folder, names) for folder, names in kept.items())

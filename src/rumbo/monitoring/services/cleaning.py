"""Removing files of evidence that no row refers to."""

from __future__ import annotations

from rumbo.core.services.files import remove_unreferenced
from rumbo.monitoring.models import Evidence
from rumbo.monitoring.models.report import EVIDENCE, EVIDENCE_THUMBNAILS


def clean() -> int:
    """Remove files and thumbnails that no evidence has, also none that was taken back; return how many."""
    rows = list(Evidence.objects.only("file", "thumbnail"))
    kept = {
        EVIDENCE: {row.file.name or "" for row in rows},
        EVIDENCE_THUMBNAILS: {row.thumbnail.name or "" for row in rows},
    }
    return sum(remove_unreferenced(folder, names) for folder, names in kept.items())

"""Removing files of evidence that no row refers to."""

from __future__ import annotations

import datetime

from django.utils import timezone

from rumbo.core.services.files import remove_unreferenced
from rumbo.monitoring.models import Evidence
from rumbo.monitoring.models.report import EVIDENCE, EVIDENCE_THUMBNAILS

#: After how many hours a file without owner goes.
YOUNG_HOURS = 24


def clean() -> int:
    """Remove files and thumbnails that no evidence has, also none that was taken back; return how many."""
    before = timezone.now() - datetime.timedelta(hours=YOUNG_HOURS)
    rows = list(Evidence.objects.only("file", "thumbnail"))
    kept = {
        EVIDENCE: {row.file.name or "" for row in rows},
        EVIDENCE_THUMBNAILS: {row.thumbnail.name or "" for row in rows},
    }
    return sum(remove_unreferenced(folder, names, before) for folder, names in kept.items())

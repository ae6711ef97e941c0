"""Photos as they go into a file: smaller, turned upright, without what the camera noted."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage

from rumbo.core.pictures import UnreadablePictureError, as_jpeg, read_picture

if TYPE_CHECKING:
    from rumbo.portfolio.models import Document, DocumentVersion

logger = logging.getLogger(__name__)
#: Photos of a project that are shown.
LIMIT = 4


def photos_of(photos: Iterable[tuple[Document, DocumentVersion]], width: int) -> dict[str, bytes]:
    """Return the first photos as JPEG of at most ``width`` pixels, by a name; one that cannot be read is left out."""
    made: dict[str, bytes] = {}
    for _photo, version in list(photos)[:LIMIT]:
        try:
            made[f"photo-{version.pk}.jpg"] = _small(version, width)
        except (OSError, UnreadablePictureError) as error:
            logger.warning("Photo %s cannot be printed: %s", version.pk, error)
    return made


def _small(version: DocumentVersion, width: int) -> bytes:
    with default_storage.open(version.view or version.file.name or "", "rb") as file:
        return as_jpeg(read_picture(file, width), width)

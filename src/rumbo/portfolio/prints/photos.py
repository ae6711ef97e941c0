"""Photos as they go into a file: smaller, turned upright, without what the camera noted."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from PIL import Image, ImageOps

if TYPE_CHECKING:
    from rumbo.portfolio.models import Document, DocumentVersion

logger = logging.getLogger(__name__)
#: Photos of a project that are shown, and the most pixels that one may have.
LIMIT, PIXELS = 4, 60_000_000


def photos_of(photos: Iterable[tuple[Document, DocumentVersion]], width: int) -> dict[str, bytes]:
    """Return the first photos as JPEG of at most ``width`` pixels, by a name; one that cannot be read is left out."""
    made: dict[str, bytes] = {}
    for _photo, version in list(photos)[:LIMIT]:
        try:
            made[f"photo-{version.pk}.jpg"] = _small(version, width)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            logger.warning("Photo %s cannot be printed: %s", version.pk, error)
    return made


def _small(version: DocumentVersion, width: int) -> bytes:
    with default_storage.open(version.view or version.file.name or "", "rb") as file, Image.open(file) as opened:
        if opened.width * opened.height > PIXELS:
            raise ValueError("It has too many pixels")
        upright = ImageOps.exif_transpose(opened).convert("RGB")
    upright.thumbnail((width, width))
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=82, comment=b"")
    return out.getvalue()

"""Photos that people send: made smaller, and written anew without what a camera says of place and owner."""

from __future__ import annotations

import uuid
from io import BytesIO
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

#: Formats that are read; longest side of what is kept, in pixels; most pixels that are read at all: of JPEG, which is
#: made smaller while it is read, and of the others, which need four bytes for each, twice.
FORMATS = ("JPEG", "PNG", "WEBP")
LONGEST, MOST_PIXELS, MOST_AT_ONCE = 1600, 60_000_000, 25_000_000


def clean_photo(file: IO[bytes], size: int) -> ContentFile[bytes]:
    """Return a photo as a JPEG file of at most 1600 pixels a side, without anything but the picture.

    Raises:
        ValidationError: it is too large, not a picture, or one that only pretends to be small.
    """
    limit = settings.UPLOAD_LIMIT // (1024 * 1024)
    if size > settings.UPLOAD_LIMIT:
        raise _wrong(_("The photo is larger than %(limit)d MB. Send a smaller one.") % {"limit": limit})
    try:
        picture = _read(file)
    except ValidationError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(MOST_AT_ONCE) from error
    except Exception as error:  # whatever the decoders of broken files raise
        raise _wrong(_("This file is not a photo that can be read. Send a JPEG, PNG or WebP file.")) from error
    written = BytesIO()
    picture.save(written, "JPEG", quality=82, optimize=True)
    return ContentFile(written.getvalue(), name=f"{uuid.uuid4().hex}.jpg")


def _read(file: IO[bytes]) -> Image.Image:
    """Return the bare pixels of a picture: a new one, so that no note of the old one comes along."""
    with Image.open(file, formats=FORMATS) as opened:
        most = MOST_PIXELS if opened.format == "JPEG" else MOST_AT_ONCE
        if opened.width * opened.height > most:
            raise _too_many_pixels(most)
        opened.draft("RGB", (LONGEST, LONGEST))
        opened.thumbnail((LONGEST, LONGEST))  # first: each copy of all pixels is hundreds of megabytes
        turned = ImageOps.exif_transpose(opened).convert("RGBA")
    bare = Image.new("RGB", turned.size, "white")
    bare.paste(turned, mask=turned.getchannel("A"))
    return bare


def _too_many_pixels(most: int) -> ValidationError:
    message = _("The photo has too many pixels. Send one of fewer than %(limit)d million.")
    return _wrong(message % {"limit": most // 1_000_000})


def _wrong(message: str) -> ValidationError:
    return ValidationError({"photo": message})

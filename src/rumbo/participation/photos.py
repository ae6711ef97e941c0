"""Photos that people send: made smaller, and written anew without what a camera says of place and owner."""

from __future__ import annotations

import uuid
from typing import IO, TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from rumbo.core.pictures import LONGEST, MOST_AT_ONCE, TooManyPixelsError, UnreadablePictureError, as_jpeg
from rumbo.core.pictures import read_picture as _read

if TYPE_CHECKING:
    from PIL import Image

__all__ = ("LONGEST", "MOST_AT_ONCE", "clean_photo")


def clean_photo(file: IO[bytes], size: int) -> ContentFile[bytes]:
    """Return a photo as a JPEG file of at most 1600 pixels a side, without anything but the picture.

    Raises:
        ValidationError: it is too large, not a picture, or one that only pretends to be small.
    """
    limit = settings.UPLOAD_LIMIT // (1024 * 1024)
    if size > settings.UPLOAD_LIMIT:
        raise _wrong(_("The photo is larger than %(limit)d MB. Send a smaller one.") % {"limit": limit})
    try:
        picture: Image.Image = _read(file)
    except TooManyPixelsError as error:
        message = _("The photo has too many pixels. Send one of fewer than %(limit)d million.")
        raise _wrong(message % {"limit": error.most // 1_000_000}) from error
    except UnreadablePictureError as error:
        raise _wrong(_("This file is not a photo that can be read. Send a JPEG, PNG or WebP file.")) from error
    return ContentFile(as_jpeg(picture), name=f"{uuid.uuid4().hex}.jpg")


def _wrong(message: str) -> ValidationError:
    return ValidationError({"photo": message})

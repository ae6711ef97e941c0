"""Pictures that people send: made smaller, and drawn anew without what a camera says of place and owner."""

from __future__ import annotations

from io import BytesIO
from typing import IO

from PIL import Image, ImageOps

#: Formats that are read; longest side of what is shown, in pixels; most pixels that are read at all: of JPEG, which
#: is made smaller while it is read, and of the others, which need four bytes for each, twice.
FORMATS = ("JPEG", "PNG", "WEBP")
LONGEST, MOST_PIXELS, MOST_AT_ONCE = 1600, 60_000_000, 25_000_000
#: Longest side of a thumbnail.
THUMBNAIL = 480


class UnreadablePictureError(Exception):
    """The file is no picture that can be read."""


class TooManyPixelsError(UnreadablePictureError):
    """The picture would fill the memory; ``most`` is how many pixels are read of its kind."""

    def __init__(self, most: int) -> None:
        super().__init__(f"more than {most} pixels")
        self.most = most


def read_picture(file: IO[bytes], longest: int = LONGEST) -> Image.Image:
    """Return the bare pixels of a JPEG, PNG or WebP file, at most ``longest`` a side, turned as the camera was held.

    It is a new picture, so that no note of the old one comes along; what was transparent is white.

    Raises:
        TooManyPixelsError: it has more pixels than are read, or only pretends to be small.
        UnreadablePictureError: it is broken, or no such file.
    """
    try:
        return _read(file, longest)
    except UnreadablePictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixelsError(MOST_AT_ONCE) from error
    except Exception as error:  # whatever the decoders of broken files raise
        raise UnreadablePictureError from error


def as_jpeg(picture: Image.Image, longest: int = LONGEST) -> bytes:
    """Return a bare picture as a JPEG file, at most ``longest`` pixels a side."""
    if max(picture.size) > longest:
        picture = picture.copy()
        picture.thumbnail((longest, longest))
    written = BytesIO()
    picture.save(written, "JPEG", quality=82, optimize=True)
    return written.getvalue()


def _read(file: IO[bytes], longest: int) -> Image.Image:
    with Image.open(file, formats=FORMATS) as opened:
        most = MOST_PIXELS if opened.format == "JPEG" else MOST_AT_ONCE
        if opened.width * opened.height > most:
            raise TooManyPixelsError(most)
        opened.draft("RGB", (longest, longest))
        opened.thumbnail((longest, longest))  # first: each copy of all pixels is hundreds of megabytes
        turned = ImageOps.exif_transpose(opened).convert("RGBA")
    bare = Image.new("RGB", turned.size, "white")
    bare.paste(turned, mask=turned.getchannel("A"))
    return bare

"""Files in the storage: stored together with what is written of them, and dropped when nothing refers to them.

What nothing refers to is left of replaced photos, and of programs that died while storing.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

import structlog
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused

log = structlog.get_logger(__name__)
#: How old a file without owner is at least when it goes.
YOUNG = datetime.timedelta(hours=24)


@contextmanager
def stored(contents: Mapping[str, File[bytes]], name: str) -> Iterator[None]:
    """Store files by their names in the storage; when one cannot be, or what follows fails, take all of them back.

    ``name`` is what people call the file.

    Raises:
        Refused: the storage does not take them.
    """
    try:
        for place, content in contents.items():
            _save(place, content, name)
        yield
    except BaseException:
        for place in contents:
            _remove(place)
        raise


def remove_unreferenced(folder: str, names: Collection[str]) -> int:
    """Delete the files of a folder of the storage that are none of ``names`` and older than a day; return how many.

    ``names`` are whole names, as ``folder/file.jpg``. What is young may belong to a transaction that has yet to end.
    """
    before = timezone.now() - YOUNG
    try:
        _folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return 0
    gone = 0
    for file in files:
        name = f"{folder.rstrip('/')}/{file}"
        if file and name not in names and default_storage.get_modified_time(name) < before:
            default_storage.delete(name)
            gone += 1
    return gone


def _save(place: str, content: File[bytes], name: str) -> None:
    try:
        default_storage.save(place, content)
    except Exception as error:  # a full disk, or whatever a distant store answers
        log.exception("file_not_stored", name=place)
        message = _("“%(name)s” could not be stored: the place of the files does not answer. Try again later.")
        raise Refused(message % {"name": name}) from error


def _remove(place: str) -> None:
    try:
        default_storage.delete(place)
    except Exception:  # what went wrong before is what counts; the file is found by the clean-up
        log.warning("file_not_removed", name=place)

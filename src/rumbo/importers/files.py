"""What a user gives an importer: files, held in memory, and how they are gathered from a path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from rumbo.core.errors import Refused

#: A plan of a metropolis is some hundred files; more is a mistake in the path.
FILE_LIMIT = 2_000
#: All files of an import together are held in memory.
SIZE_LIMIT = 200_000_000


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file: its name (the path relative to what the user gave) and its bytes."""

    name: str
    content: bytes


def gather(path: Path) -> list[InputFile]:
    """Read a file, or all files of a folder and its sub-folders in the order of their names; hidden ones are skipped.

    Raises:
        Refused: there is no such path, it may not be read, or it holds too many files or bytes.
    """
    if not path.exists():
        raise Refused(_("%(path)s does not exist. Check the path.") % {"path": path})
    files: list[InputFile] = []
    total = 0
    for found, name in _walk(path):
        try:
            total += found.stat().st_size
            if len(files) >= FILE_LIMIT or total > SIZE_LIMIT:
                message = _(
                    "%(path)s holds more than %(files)d files or %(size)d MB. Give the folder of the plan alone."
                )
                values = {"path": path, "files": FILE_LIMIT, "size": SIZE_LIMIT // 1_000_000}
                raise Refused(message % values)
            files.append(InputFile(name, found.read_bytes()))
        except OSError as error:
            message = _("%(path)s cannot be read: %(error)s. Check its owner and mode.")
            raise Refused(message % {"path": found, "error": error.strerror or error}) from error
    return files


def _walk(path: Path) -> Iterator[tuple[Path, str]]:
    """Yield the files at a path with their names, folder by folder."""
    if not path.is_dir():
        yield path, path.name
        return
    for found in sorted(path.rglob("*")):
        name = found.relative_to(path)
        if found.is_file() and not any(part.startswith((".", "~$")) for part in name.parts):
            yield found, name.as_posix()

"""Files that nothing refers to any more: what is left of replaced photos, and of programs that died while storing."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.core.files.storage import default_storage


def remove_unreferenced(folder: str, names: Collection[str], before: datetime.datetime) -> int:
    """Delete the files of a folder of the storage that are none of ``names`` and older; return how many.

    ``names`` are whole names, as ``folder/file.jpg``. What is young may belong to a transaction that has yet to end.
    """
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

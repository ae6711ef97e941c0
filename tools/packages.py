"""Programs that the checks use and pip cannot install: Chromium, PostgreSQL, gettext."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

DEBIAN = {"chromium": "chromium", "postgresql": "postgresql", "gettext": "gettext"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class MissingProgramsError(Exception):
    """Programs are missing and cannot be installed here; the message names them."""


def ensure(names: Iterable[str]) -> None:
    """Install the missing ones of ``names`` (keys of `DEBIAN`), as root on Debian.

    Raises:
        MissingProgramsError: some are missing elsewhere, or apt-get failed.
    """
    missing = [name for name in sorted(set(names)) if not find(name)]
    if not missing:
        return
    packages = [DEBIAN[name] for name in missing]
    wanted = f"the tests need {', '.join(missing)} (on Debian: apt-get install {' '.join(packages)})"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise MissingProgramsError(f"{wanted}; run as root on Debian, `rumbo test` installs them")
    print(f"Installing {', '.join(packages)} with apt-get.", flush=True)
    _apt_get("update")
    _apt_get("install", "--yes", "--no-install-recommends", *packages)
    still = [name for name in missing if not find(name)]
    if still:
        raise MissingProgramsError(f"apt-get did not bring {', '.join(still)}: {wanted}")


def find(name: str) -> str | None:
    """Return where a program (a key of `DEBIAN`) is; None when it is missing."""
    if name == "chromium":
        return next(filter(None, map(shutil.which, BROWSERS)), None)
    if name == "postgresql":
        folder = postgresql_folder()
        return str(folder / "initdb") if folder else None
    return shutil.which("msgfmt") and shutil.which("xgettext")


def postgresql_folder() -> Path | None:
    """Return the folder of PostgreSQL's server programs, the newest version first."""
    versions = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if versions:
        return max(versions, key=lambda folder: int(folder.parent.name))
    found = shutil.which("initdb")
    return Path(found).parent if found else None


def _apt_get(*arguments: str) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "-qq", *arguments]
    result = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False)
    if result.returncode != 0:
        raise MissingProgramsError(f"`{' '.join(command)}` failed; its message is above")

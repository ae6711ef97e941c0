"""Makes the Python environment of a checkout where it is missing or out of date, then runs the program in it.

Runs under any Python from 3.11 with nothing installed; `./rumbo` calls it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
WITH_TOOLS = {"test", "bench"}
PIP = ["-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet", "install"]


class CannotPrepareError(Exception):
    """The environment cannot be made; the message says what is missing and how to get it."""


def main(arguments: list[str]) -> NoReturn:
    """Prepare the environment and become the program; exit with 2 when that cannot be."""
    try:
        prepare(tools=bool(WITH_TOOLS.intersection(arguments[:1])))
    except CannotPrepareError as error:
        say(str(error))
        sys.exit(2)
    os.execv(PYTHON, [str(PYTHON), "-P", "-m", "rumbo", *arguments])  # noqa: S606 - becomes the program


def prepare(*, tools: bool) -> None:
    """Install what is missing: the program, and what tests and benchmarks use when ``tools``.

    Raises:
        CannotPrepareError: Python's venv module, the network or the disk failed.
    """
    wanted = digest()
    if up_to_date("program", wanted) and (not tools or up_to_date("tools", wanted)):
        return
    with alone():
        if not works():
            make()
        if not up_to_date("program", wanted):
            say("Installing Rumbo in .venv; the first time this takes a minute or two.")
            install(["--editable", str(ROOT)])
            stamp("program").write_text(wanted)
        if tools and not up_to_date("tools", wanted):
            say("Installing what the tests need in .venv.")
            install(["--upgrade", "pip>=25.1"])
            install(["--group", f"{ROOT / 'pyproject.toml'}:dev"])
            stamp("tools").write_text(wanted)


def digest() -> str:
    """Return what an installation depends on as one word: its files, its place and Python's version."""
    files = [ROOT / "pyproject.toml", ROOT / "tools" / "build_hook.py", *sorted((ROOT / "src").rglob("*.po"))]
    parts = [str(ROOT).encode(), str(sys.version_info[:2]).encode(), *(file.read_bytes() for file in files)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def stamp(name: str) -> Path:
    """Return the file that says of which state ``name`` was installed."""
    return VENV / f"rumbo-{name}.stamp"


def up_to_date(name: str, wanted: str) -> bool:
    """Say whether ``name`` was installed in the state that is wanted."""
    return PYTHON.exists() and stamp(name).exists() and stamp(name).read_text() == wanted


@contextmanager
def alone() -> Iterator[None]:
    """Let a second start wait until the first has made the environment."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def works() -> bool:
    """Say whether there is an environment of this Python version with pip in it."""
    check = f"import pip, sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]!r})"
    return PYTHON.exists() and run([str(PYTHON), "-I", "-c", check], quiet=True)


def make() -> None:
    """Make an empty environment."""
    if not run([sys.executable, "-I", "-c", "import venv, ensurepip"], quiet=True):
        get_venv()
    if not run([sys.executable, "-I", "-m", "venv", "--clear", str(VENV)]):
        raise CannotPrepareError(f"The environment {VENV} could not be made; Python's message is above.")


def get_venv() -> None:
    """Install Debian's package with Python's venv module, as root; elsewhere name it."""
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise CannotPrepareError(
            f"Python's venv module is incomplete (ensurepip is missing). On Debian: apt-get install {package}"
        )
    say(f"Installing {package}.")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "-qq", "update"], environment=environment)
    if not run(["apt-get", "-qq", "install", "--yes", package], environment=environment):
        raise CannotPrepareError(f"apt-get could not install {package}; its message is above.")


def install(arguments: list[str]) -> None:
    """Run pip in the environment."""
    if not run([str(PYTHON), *PIP, *arguments]):
        raise CannotPrepareError(
            "pip could not install what Rumbo needs; its message is above. Check the network and start again."
        )


def run(command: list[str], *, quiet: bool = False, environment: dict[str, str] | None = None) -> bool:
    """Run a command with its output on stderr, or without output when ``quiet``; say whether it succeeded."""
    output = subprocess.DEVNULL if quiet else sys.stderr
    errors = subprocess.DEVNULL if quiet else None
    result = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=output, stderr=errors, env=environment, check=False
    )
    return result.returncode == 0


def say(text: str) -> None:
    """Print a line for the user."""
    print(f"rumbo: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

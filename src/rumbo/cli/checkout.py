"""The checkout that the program runs from, if it does."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import rumbo
from rumbo.cli.errors import UserError


def checkout() -> Path | None:
    """Return the folder of the checkout; None when the program was installed from a wheel."""
    root = Path(rumbo.__file__).resolve().parents[2]
    return root if (root / "pyproject.toml").is_file() and (root / "tools").is_dir() else None


def run_module(module: str, arguments: Sequence[str]) -> NoReturn:
    """Become a module of the checkout (tests, benchmarks), which wheels do not carry.

    Raises:
        UserError: there is no checkout.
    """
    root = checkout()
    if root is None:
        raise UserError("This command works in a checkout only: clone the repository and run it there as ./rumbo.")
    os.chdir(root)
    os.execv(sys.executable, [sys.executable, "-m", module, *arguments])  # noqa: S606 - becomes the module

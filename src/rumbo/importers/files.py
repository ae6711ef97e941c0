"""What a user gives an importer: files, held in memory."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file: its name (the path relative to what the user gave) and its bytes."""

    name: str
    content: bytes

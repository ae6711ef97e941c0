"""What the tests of the documents share: reading texts, and the documents of a real plan."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from django.utils import translation

from rumbo.importers.documents import DocumentsReading, read_documents
from rumbo.importers.draft import Row
from rumbo.importers.files import InputFile

Read = Callable[..., DocumentsReading]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def read() -> Read:
    """Read documents given as keyword-like names and texts: ``read({"a.md": "# Agua"})``."""

    def reading(texts: Mapping[str, str | bytes], **options: object) -> DocumentsReading:
        files = [InputFile(name, text if isinstance(text, bytes) else text.encode()) for name, text in texts.items()]
        return read_documents(files, **options)  # type: ignore[arg-type]

    return reading


@pytest.fixture(scope="session")
def documents(reference_data: Path) -> list[InputFile]:
    """The documents of the real plan."""
    return [InputFile(path.name, path.read_bytes()) for path in sorted((reference_data / "documents").glob("*.md"))]


@pytest.fixture(scope="session")
def reference(reference_data: Path) -> Callable[[str], list[dict[str, str]]]:
    """Return the rows of the independent tables whose names begin so."""

    def rows(start: str) -> list[dict[str, str]]:
        found: list[dict[str, str]] = []
        for path in sorted((reference_data / "reference").glob(f"{start}-*.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                found.extend(csv.DictReader(file))
        return found

    return rows


def tree(reading: DocumentsReading, kind: str) -> list[tuple[str, ...]]:
    """Return, for each row of a kind, its title after those of what it stands under."""
    by_key = {row.key: row for row in reading.draft.rows}
    above = {
        "theme": "axis",
        "program": "theme",
        "project": "program",
        "component": "project",
        "objective": "theme",
        "goal": "objective",
        "problem": "axis",
        "strategy": "objective",
        "action": "strategy",
    }

    def path(row: Row) -> tuple[str, ...]:
        title = str(row.fields["title"])
        parent = above.get(row.kind)
        return (*path(by_key[row.fields[parent]]), title) if parent else (title,)

    return [path(row) for row in reading.draft.of(kind)]


@pytest.fixture
def paths() -> Callable[[DocumentsReading, str], list[tuple[str, ...]]]:
    """The titles of the rows of a kind, each after those it stands under."""
    return tree

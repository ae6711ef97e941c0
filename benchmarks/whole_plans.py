"""Whole plans, imported and exported against the clock (see `benchmarks.imports`)."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.harness import Figure
from rumbo.cli.demo import FOLDER
from rumbo.core.actors import SYSTEM
from rumbo.importers.files import InputFile, gather
from rumbo.importers.services.applying import apply
from rumbo.importers.services.proposing import propose
from rumbo.importers.services.runs import store
from rumbo.importers.snapshot import snapshot
from rumbo.importers.workbook import write_workbook
from rumbo.plan.models import Plan

#: Seconds that a whole plan may take.
LIMIT = 10


def folders() -> Iterator[tuple[str, Path]]:
    """Yield name and folder of each plan."""
    yield "demonstration", FOLDER
    if reference := os.environ.get("RUMBO_TEST_DATA"):
        yield "reference plan", Path(reference) / "torreon-2040" / "documents"


def measured(name: str, folder: Path) -> Iterator[Figure]:
    """Yield the figures of one plan."""
    start = time.perf_counter()
    files = gather(folder)
    plan = apply(SYSTEM, store(SYSTEM, files, propose(files, None, new_key=name.replace(" ", "-")))).plan
    assert isinstance(plan, Plan)
    yield Figure(f"{name}, imported", time.perf_counter() - start, "s", LIMIT)
    start = time.perf_counter()
    content = write_workbook(snapshot(plan))
    yield Figure(f"{name}, workbook written", time.perf_counter() - start, "s")
    start = time.perf_counter()
    proposal = propose([InputFile("plan.xlsx", content)], plan)
    assert (proposal.counts["taken"], proposal.counts["changed"]) == (0, 0), "the workbook changed something"
    yield Figure(f"{name}, workbook compared", time.perf_counter() - start, "s")

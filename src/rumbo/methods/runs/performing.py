"""Doing the work of a run, and doing it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rumbo.methods.runs.allocation_run import run_allocation
from rumbo.methods.runs.comparing import Difference, differences
from rumbo.methods.runs.document import KINDS, check, tidy
from rumbo.methods.runs.errors import Progress, RunError, Steps
from rumbo.methods.runs.ranking_run import run_ranking
from rumbo.methods.runs.scenarios_run import run_scenarios
from rumbo.methods.runs.selection_run import run_selection

_Run = Callable[[Mapping[str, Any], Mapping[str, Any], Steps], dict[str, Any]]
_RUNS: dict[str, _Run] = {
    "ranking": run_ranking,
    "allocation": run_allocation,
    "selection": run_selection,
    "scenarios": run_scenarios,
}


def perform(
    kind: str, inputs: Mapping[str, Any], method: Mapping[str, Any], *, progress: Progress | None = None
) -> dict[str, Any]:
    """Return the result of a run; the same inputs and method give the same result.

    Inputs and method are rounded to 9 digits first, as they are recorded. ``progress`` is told the share that is
    done, and returns whether to go on.

    Raises:
        RunError: the kind is unknown, or the inputs or the method are wrong.
        Cancelled: ``progress`` returned False.
    """
    if kind not in _RUNS:
        raise RunError("unknown_kind", given=kind, kinds=list(KINDS))
    steps = Steps(progress)
    steps.at(0.0)
    result: dict[str, Any] = tidy(_RUNS[kind](tidy(inputs, "inputs"), tidy(method, "method"), steps), "result")
    steps.at(1.0)
    return result


def rerun(document: object, *, progress: Progress | None = None) -> list[Difference]:
    """Check a recorded run (see `check`), perform it again, and return what differs from its result.

    Raises:
        RunError: it is no run, was changed, or cannot be run.
        Cancelled: ``progress`` returned False.
    """
    found = check(document)
    return differences(found["result"], perform(found["kind"], found["inputs"], found["method"], progress=progress))

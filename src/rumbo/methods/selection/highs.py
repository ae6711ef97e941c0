"""Linear and whole-number programs, solved by HiGHS on one thread with a fixed seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from rumbo.methods.selection.model import Floats, Indices


@dataclass(frozen=True, slots=True)
class Program:
    """Maximise ``value`` · x with ``low`` ≤ A x ≤ ``high`` and 0 ≤ x ≤ 1; entries of A in any order."""

    value: Floats
    rows: Indices
    columns: Indices
    amounts: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Solved:
    """What HiGHS found: ``x`` by column (None where nothing), the prices of the rows, the bound it proved."""

    status: str
    x: Floats | None
    prices: Floats
    bound: float

    @property
    def is_impossible(self) -> bool:
        """Whether nothing keeps all limits."""
        return self.status == "kInfeasible"


def linear(program: Program, *, seconds: float | None = None) -> Solved:
    """Solve with fractions allowed."""
    return _run(program, {"solver": "simplex"}, seconds, whole=False)


def whole(
    program: Program,
    *,
    seconds: float | None = None,
    nodes: int | None = None,
    solutions: int | None = None,
    start: Floats | None = None,
) -> Solved:
    """Solve with whole numbers, up to a time, a number of nodes or of solutions; ``start`` is one that is known."""
    options: dict[str, Any] = {"mip_rel_gap": 0.0}
    if nodes is not None:
        options["mip_max_nodes"] = nodes
    if solutions is not None:
        options["mip_max_improving_sols"] = solutions
    return _run(program, options, seconds, whole=True, start=start)


def _run(
    program: Program, options: dict[str, Any], seconds: float | None, *, whole: bool, start: Floats | None = None
) -> Solved:
    import highspy  # it takes a while, which other commands need not wait for

    highs = _quiet()
    settings = {"output_flag": False, "threads": 1, "random_seed": 1, **options}
    if seconds is not None:
        settings["time_limit"] = max(0.01, seconds)
    for name, value in settings.items():
        highs.setOptionValue(name, value)
    highs.passModel(_lp(program, whole=whole))
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = start
        highs.setSolution(solution)
    highs.run()
    info, found = highs.getInfo(), highs.getSolution()
    usable = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    bound = -float(info.mip_dual_bound if whole else info.objective_function_value)
    prices = -np.array(found.row_dual) if not whole and len(found.row_dual) else np.zeros(len(program.low))
    return Solved(highs.getModelStatus().name, np.array(found.col_value) if usable else None, prices, bound)


def _quiet() -> Any:
    """Return HiGHS without its banner, which goes to stdout before any option can be set."""
    import highspy

    class Quiet(highspy.Highs):
        def enableCallbacks(self) -> None:  # noqa: N802 (called first when one is made)
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    return Quiet()  # type: ignore[no-untyped-call]


def _lp(program: Program, *, whole: bool) -> Any:
    import highspy

    columns, rows = len(program.value), len(program.low)
    order = np.lexsort((program.rows, program.columns))
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, rows
    model.col_cost_ = -program.value
    model.col_lower_, model.col_upper_ = np.zeros(columns), np.ones(columns)
    model.row_lower_ = np.where(np.isinf(program.low), -highspy.kHighsInf, program.low)
    model.row_upper_ = np.where(np.isinf(program.high), highspy.kHighsInf, program.high)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    counts = np.bincount(program.columns, minlength=columns)
    model.a_matrix_.start_ = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    model.a_matrix_.index_ = program.rows[order].astype(np.int32)
    model.a_matrix_.value_ = program.amounts[order]
    if whole:
        model.integrality_ = [highspy.HighsVarType.kInteger] * columns
    return model

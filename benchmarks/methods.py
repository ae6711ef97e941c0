"""How fast the maths of priorities is, each beside its peer on the same instance: pabutools for equal shares, pymcdm
for PROMETHEE and for rank acceptability, HiGHS alone for selections (`benchmarks.selections`). What loads the peers
is not counted.

The peers are slow: the whole takes some minutes. Where a peer would take longer still, it is given a part of the work
that is alike throughout (rows of weights), and the rest is reckoned.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import selections
from benchmarks.harness import Context, Figure

NAME = "methods"
#: Of the peer's time: at least 100 times as fast, and 50 times.
HUNDREDTH, FIFTIETH = 1 / 100, 1 / 50
PART = 20  # of the 1,000 rows of weights that pymcdm is given
SECONDS_LIMIT, MEMORY_LIMIT = 0.5, 1024
CHILD = """
import sys, time
import numpy as np
from rumbo.methods.ranking import Criterion, Method, Preference, Shape, rank
scores = np.random.default_rng(9).random((30_000, 12)) * 100
shape = Preference(Shape(sys.argv[1]), q=5, p=40)
criteria = [Criterion(str(n), 1, n % 3 > 0, preference=shape) for n in range(12)]
start = time.perf_counter()
rank(scores, criteria, Method.PROMETHEE)
seconds = time.perf_counter() - start
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))  # of this process alone
print(seconds, int(peak.split()[1]) / 1024)
"""


def run(context: Context) -> list[Figure]:
    """Measure equal shares, PROMETHEE, rank acceptability and selections."""
    warnings.simplefilter("ignore")  # the peers'
    with tempfile.TemporaryDirectory() as folder:
        figures = [
            *_equal_shares(
                "equal shares, 150 projects × 50,000 voters", Path(folder), 150, 50_000, "none", HUNDREDTH
            ),
            *_equal_shares("equal shares with add1, 54 × 8,000", Path(folder), 54, 8_000, "add1", FIFTIETH),
        ]
    return [*figures, *_promethee(), *_large_promethee(), *_acceptability(), *selections.figures()]


def _equal_shares(name: str, folder: Path, projects: int, voters: int, completion: str, limit: float) -> list[Figure]:
    """From file to result, the same file for both; they have to choose the same."""
    from pabutools.election import Cost_Sat, parse_pabulib
    from pabutools.rules import method_of_equal_shares

    from rumbo.methods.equal_shares import Completion, equal_shares, read_pabulib

    path = _votes(folder / f"{projects}.pb", projects, voters)

    def ours() -> set[str]:
        return set(equal_shares(read_pabulib(path), completion=Completion(completion)).selected)

    def theirs() -> set[str]:
        instance, profile = parse_pabulib(str(path))
        step = 1 if completion == "add1" else None
        found = method_of_equal_shares(instance, profile, sat_class=Cost_Sat, voter_budget_increment=step)
        return {project.name for project in found}

    mine, chosen = min((_timed(ours) for _ in range(3)), key=_time)
    peer, judged = _timed(theirs)
    assert chosen == judged, f"{name}: the peer chooses otherwise"
    return _beside(name, mine, "pabutools", peer, limit)


def _votes(path: Path, projects: int, voters: int) -> Path:
    """Write an election: some projects are liked by many, their costs differ by an order of magnitude."""
    import numpy as np

    draw = np.random.default_rng(2040)
    liking = draw.beta(1, 6, projects) * 0.6
    costs = (draw.lognormal(10.5, 0.8, projects) // 500 * 500 + 500).astype(int)
    lines = ["META", "key;value", f"budget;{int(costs.sum() * 0.3)}", "vote_type;approval"]
    lines += ["PROJECTS", "project_id;cost", *(f"{number + 1};{cost}" for number, cost in enumerate(costs))]
    lines += ["VOTES", "voter_id;age;vote"]
    for voter in range(voters):
        chosen = np.flatnonzero(draw.random(projects) < liking) + 1
        lines.append(f"{voter};{draw.integers(18, 80)};{','.join(map(str, chosen))}")
    path.write_text("\n".join(lines))
    return path


def _promethee() -> list[Figure]:
    import numpy as np
    from pymcdm.methods import PROMETHEE_II

    from rumbo.methods.ranking import Criterion, Method, Preference, Shape, rank

    scores = np.random.default_rng(9).random((3_000, 12)) * 100
    types = np.where(np.arange(12) % 3 > 0, 1, -1)
    shape = Preference(Shape.LINEAR, q=5, p=40)
    criteria = [Criterion(str(n), 1, bool(types[n] > 0), preference=shape) for n in range(12)]
    judge, weights = PROMETHEE_II("vshape_2", p=[40.0] * 12, q=[5.0] * 12), np.full(12, 1 / 12)
    mine, found = min((_timed(lambda: rank(scores, criteria, Method.PROMETHEE)) for _ in range(5)), key=_time)
    peer, values = _timed(lambda: judge(scores, weights, types))
    assert abs(found.values - values).max() < 1e-9, "pymcdm has other flows"
    return _beside("PROMETHEE II (linear), 3,000 × 12", mine, "pymcdm", peer, FIFTIETH)


def _large_promethee() -> list[Figure]:
    """Every shape but the Gaussian, each in a process of its own."""
    slowest, largest = 0.0, 0.0
    for shape in ("usual", "u", "v", "level", "linear"):
        result = subprocess.run([sys.executable, "-c", CHILD, shape], stdout=subprocess.PIPE, check=True, text=True)
        seconds, memory = map(float, result.stdout.split())
        slowest, largest = max(slowest, seconds), max(largest, memory)
    return [
        Figure("PROMETHEE II, 30,000 × 12, slowest shape", round(slowest, 3), "s", SECONDS_LIMIT),
        Figure("PROMETHEE II, 30,000 × 12, peak memory", round(largest), "MiB", MEMORY_LIMIT),
    ]


def _acceptability() -> list[Figure]:
    import numpy as np
    from pymcdm.helpers import rrankdata
    from pymcdm.methods import TOPSIS
    from pymcdm.normalizations import vector_normalization

    from rumbo.methods.ranking import Criterion, Method, over_weights, random_weights

    scores = np.random.default_rng(9).random((3_000, 12)) * 100
    types = np.where(np.arange(12) % 3 > 0, 1, -1)
    criteria = [Criterion(str(n), 1, bool(types[n] > 0)) for n in range(12)]
    weights = random_weights(12, 1_000, seed=1)
    judge = TOPSIS(vector_normalization)
    timings = [_timed(lambda: over_weights(scores, criteria, weights, Method.TOPSIS)) for _ in range(3)]
    mine, found = min(timings, key=_time)
    peer, _ranks = _timed(lambda: [rrankdata(judge(scores, row, types)) for row in weights[:PART]])
    assert found.draws == len(weights)
    peer *= len(weights) / PART
    return _beside("rank acceptability by TOPSIS, 3,000 × 12 × 1,000", mine, "pymcdm", peer, FIFTIETH)


def _beside(name: str, mine: float, peer_name: str, peer: float, limit: float) -> list[Figure]:
    return [
        Figure(name, round(mine * 1000, 1), "ms"),
        Figure(f"{name}: {peer_name}", round(peer * 1000, 1), "ms"),
        Figure(f"{name}: share of {peer_name}'s time", round(mine / peer, 5), "x", limit),
    ]


def _timed(call: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = call()
    return time.perf_counter() - start, found


def _time(timed: tuple[float, Any]) -> float:
    return timed[0]

"""How long the consensus analysis takes: beside red-dwarf on three real conversations, and on 50,000 people.

Both are given the same votes in memory, one row a vote, and give all their results; a further figure has ours with
the reading of the files. The conversations are measured where RUMBO_TEST_DATA names the folder of reference data. The
large one is made up, written, and analysed in a process of its own, its start included, once from a matrix and once
from a list of votes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.harness import Context, Figure

NAME = "consensus"
CONVERSATIONS = ("15-per-hour-seattle", "scoop-hivemind.biodiversity", "american-assembly.bowling-green")
ROUNDS = 5
SHARE_LIMIT = 1 / 3  # of red-dwarf's time: at least three times as fast
PEOPLE, STATEMENTS, ANSWERED = 50_000, 500, 0.1
SECONDS_LIMIT, MEMORY_LIMIT = 10, 1024
CHILD = """
import resource, sys
from pathlib import Path
from rumbo.methods.consensus import analyse, read_votes
analysis = analyse(read_votes(Path(sys.argv[1])).votes)
assert len(analysis.groups) == 3 and analysis.participant_count == int(sys.argv[2])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def run(context: Context) -> list[Figure]:
    """Measure the conversations, where they are, and the large one."""
    data = os.environ.get("RUMBO_TEST_DATA")
    figures = []
    for name in CONVERSATIONS if data else ():
        figures += _compared(name, Path(data or "") / "polis" / name)
    with tempfile.TemporaryDirectory() as folder:
        for name, path in _large(Path(folder)).items():
            figures += _child(f"{PEOPLE:,} × {STATEMENTS} as {name}", path)
    return figures


def _compared(name: str, folder: Path) -> list[Figure]:
    """Time both in turn, and take the best of each."""
    import numpy as np

    from rumbo.methods.consensus import MISSING, Votes, analyse, read_votes

    votes = read_votes(folder).votes
    rows, columns = np.nonzero(votes.cells != MISSING)
    people, statements = votes.participants[rows].tolist(), votes.statements[columns].tolist()
    values = votes.cells[rows, columns].tolist()
    hidden = votes.statements[~votes.taking_part].tolist()
    judge = _judge(people, statements, values, hidden)
    ours, whole, theirs = [], [], []
    for _ in range(ROUNDS):
        ours.append(_seconds(lambda: analyse(Votes.from_rows(people, statements, values, moderated_out=hidden))))
        whole.append(_seconds(lambda: analyse(read_votes(folder).votes)))
        theirs.append(_seconds(judge))
    return [
        Figure(f"{name}: analysis", round(min(ours) * 1000, 1), "ms"),
        Figure(f"{name}: with reading", round(min(whole) * 1000, 1), "ms"),
        Figure(f"{name}: red-dwarf", round(min(theirs) * 1000, 1), "ms"),
        Figure(f"{name}: share of red-dwarf's time", round(min(ours) / min(theirs), 3), "x", round(SHARE_LIMIT, 3)),
    ]


def _judge(people: list[int], statements: list[int], values: list[int], hidden: list[int]) -> Callable[[], Any]:
    """Return a call of red-dwarf on these votes, after one that loads what it needs."""
    warnings.simplefilter("ignore")  # its own
    from reddwarf.implementations.polis import run_pipeline

    listed = [
        {"participant_id": person, "statement_id": statement, "vote": vote, "modified": 0}
        for person, statement, vote in zip(people, statements, values, strict=True)
    ]

    def call() -> Any:
        return run_pipeline(votes=listed, mod_out_statement_ids=hidden, random_state=0)

    call()
    return call


def _seconds(call: Callable[[], Any]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _large(folder: Path) -> dict[str, Path]:
    """Write a conversation of three camps, as a matrix and as a list."""
    import numpy as np

    draw = np.random.default_rng(2040)
    camps = draw.integers(0, 3, PEOPLE)
    leaning = draw.choice([-1, 0, 1], (3, STATEMENTS), p=[0.35, 0.15, 0.5])
    matrix, listed = folder / "participants-votes.csv", folder / "votes.csv"
    columns = ",".join(map(str, range(STATEMENTS)))
    with matrix.open("w") as wide, listed.open("w") as long:
        wide.write(f"participant,group-id,n-comments,n-votes,n-agree,n-disagree,{columns}\n")
        long.write("timestamp,datetime,comment-id,voter-id,vote\n")
        for person in range(PEOPLE):
            own = draw.integers(-1, 2, STATEMENTS)
            votes = np.where(draw.random(STATEMENTS) < 0.7, leaning[camps[person]], own)
            seen = np.flatnonzero(draw.random(STATEMENTS) < ANSWERED).tolist()
            cells = [""] * STATEMENTS
            for statement in seen:
                cells[statement] = str(votes[statement])
            wide.write(f"{person},,0,{len(seen)},0,0,{','.join(cells)}\n")
            now = 1_403_054_214_196 + person * 1000
            long.writelines(f"{now},Wed Jun 18 08:16:54 CST 2025,{s},{person},{cells[s]}\n" for s in seen)
    return {"a matrix": matrix, "a list of votes": listed}


def _child(name: str, path: Path) -> list[Figure]:
    start = time.perf_counter()
    command = [sys.executable, "-c", CHILD, str(path), str(PEOPLE)]
    result = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    seconds = time.perf_counter() - start
    return [
        Figure(f"{name}: reading and analysis", round(seconds, 2), "s", SECONDS_LIMIT),
        Figure(f"{name}: peak memory", round(float(result.stdout)), "MiB", MEMORY_LIMIT),
    ]

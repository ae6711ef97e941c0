"""Conversations for tests: written to a folder, or made up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from rumbo.methods.consensus import MISSING, Votes

PUBLISHED = ("15-per-hour-seattle", "scoop-hivemind.biodiversity", "american-assembly.bowling-green")
CAMPS = 12  # people in each of the two camps of `two_camps`


def votes_csv(folder: Path, rows: Iterable[Sequence[object]], *, head: str = "timestamp,comment-id,voter-id,vote"):
    text = "\n".join([head, *(",".join(map(str, row)) for row in rows)])
    (folder / "votes.csv").write_text(f"{text}\n", encoding="utf-8")
    return folder / "votes.csv"


def matrix_csv(folder: Path, rows: Iterable[Sequence[object]], statements: Sequence[int]):
    head = ["participant", "group-id", "n-votes", *map(str, statements)]
    text = "\n".join(",".join(map(str, row)) for row in [head, *rows])
    (folder / "participants-votes.csv").write_text(f"{text}\n", encoding="utf-8")
    return folder / "participants-votes.csv"


def comments_csv(folder: Path, rows: Iterable[Sequence[object]]):
    head = "comment-id,agrees,disagrees,moderated,comment-body"
    text = "\n".join([head, *(",".join(map(str, row)) for row in rows)])
    (folder / "comments.csv").write_text(f"{text}\n", encoding="utf-8")
    return folder / "comments.csv"


def two_camps() -> Votes:
    """Two camps of 12: all agree with 0 and 1, disagree with 2, and are opposed on 3 to 7; 8 is moderated out.

    Person 100 has six votes only.
    """
    one = [1, 1, -1, 1, 1, 1, 1, -1, 1]
    other = [1, 1, -1, -1, -1, -1, -1, 1, 1]
    few = [1, 1, -1, MISSING, 1, 1, 1, MISSING, 1]
    rows = [one] * CAMPS + [other] * CAMPS + [few]
    return Votes.from_matrix([*range(2 * CAMPS), 100], range(9), np.array(rows), moderated_out={8})

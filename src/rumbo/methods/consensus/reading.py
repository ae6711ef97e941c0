"""Reads a conversation in the format of Polis: a folder, a list of votes, or a matrix of votes."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rumbo.methods.consensus.analysis import Note
from rumbo.methods.consensus.csvblocks import Header, read_blocks, read_header
from rumbo.methods.consensus.errors import VotesError
from rumbo.methods.consensus.votes import AGREE, DISAGREE, MISSING, Votes

MATRIX_FILES = ("participants-votes.csv", "participant-votes.csv")
VOTES_FILE, COMMENTS_FILE = "votes.csv", "comments.csv"
_VOTES_COLUMNS = ("comment-id", "voter-id", "vote")
_MODERATED_OUT = "-1"
_LISTED = 10  # unknown statements that a note names

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Reading:
    """What was read, what the reader should know about it, and the statements' texts where the comments have them.

    The codes of ``notes``: ``revotes`` (count), ``unknown_statements`` (count, statements), ``moderated_out``
    (count), ``sign_turned`` (file), ``files_differ`` (count).
    """

    votes: Votes
    notes: tuple[Note, ...]
    texts: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Comments:
    moderated_out: frozenset[int]
    agrees: dict[int, int]
    disagrees: dict[int, int]
    texts: dict[int, str]


def read_votes(path: Path) -> Reading:
    """Read a file, or a folder with ``votes.csv`` or ``participants-votes.csv``, and ``comments.csv`` if it is there.

    A file is read alone. In a folder, the list of votes is what counts where both are there; the matrix then says
    which way its sign goes. In the matrix agree is 1.

    Raises:
        VotesError: see ``errors``.
    """
    try:
        if path.is_dir():
            return _read_folder(path)
        if not path.exists():
            raise VotesError("not_found", file=str(path))
        votes, notes = _read_file(path)
    except OSError as error:
        raise VotesError("unreadable", file=str(error.filename or path), reason=error.strerror or "") from None
    return Reading(_some(votes, path), tuple(notes))


def _read_folder(folder: Path) -> Reading:
    matrices = [folder / name for name in MATRIX_FILES if (folder / name).is_file()]
    lists = [folder / VOTES_FILE] if (folder / VOTES_FILE).is_file() else []
    if not matrices and not lists:
        raise VotesError("nothing_in_folder", file=str(folder))
    comments = _read_comments(folder / COMMENTS_FILE) if (folder / COMMENTS_FILE).is_file() else None
    matrix = _read_matrix(read_header(matrices[0])) if matrices else None
    notes: list[Note] = []
    if lists:
        votes, notes = _read_list(read_header(lists[0]))
        turned = _turned(votes, matrix, comments)
        if turned:
            votes = replace(votes, cells=np.where(votes.cells == MISSING, MISSING, -votes.cells).astype(np.int8))
            notes.append(Note("sign_turned", {"file": str(lists[0])}))
        notes += _differences(votes, matrix)
    else:
        assert matrix is not None  # noqa: S101  (one of both is there)
        votes = matrix
    if comments is not None:
        votes, more = _with_comments(votes, comments)
        notes += more
    return Reading(_some(votes, (lists + matrices)[0]), tuple(notes), comments.texts if comments else {})


def _read_file(path: Path) -> tuple[Votes, list[Note]]:
    header = read_header(path)
    if "participant" in header.columns:
        return _read_matrix(header), []
    return _read_list(header)


def _read_list(header: Header) -> tuple[Votes, list[Note]]:
    """Read one row a vote."""
    header.require(*_VOTES_COLUMNS)
    names = [*_VOTES_COLUMNS[:2], *(["timestamp"] if "timestamp" in header.columns else [])]
    parts: list[list[NDArray[Any]]] = [[np.empty(0, np.int64)] for _ in range(len(names) + 1)]
    for block in read_blocks(header):
        for part, name in zip(parts, names, strict=False):
            part.append(block.integers(header.place(name)))
        parts[-1].append(block.votes([header.place("vote")], missing=False)[:, 0])
    statements, people, *times, values = [np.concatenate(part) for part in parts]
    votes = Votes.from_rows(people, statements, values, times[0] if times else None)
    revotes = len(values) - int(np.count_nonzero(votes.cells != MISSING))
    return votes, [Note("revotes", {"count": revotes})] if revotes else []


def _read_matrix(header: Header) -> Votes:
    """Read one row a person: some columns about the person, then one a statement, named by its id."""
    header.require("participant")
    columns = [place for place, name in enumerate(header.columns) if name.isascii() and name.isdigit()]
    if not columns:
        raise VotesError("missing_columns", file=str(header.path), columns="0, 1, 2 …")
    people: list[Ints] = [np.empty(0, np.int64)]
    cells = [np.empty((0, len(columns)), np.int8)]
    for block in read_blocks(header):
        people.append(block.integers(header.place("participant")))
        cells.append(block.votes(columns, missing=True))
    statements = [int(header.columns[place]) for place in columns]
    return Votes.from_matrix(np.concatenate(people), statements, np.concatenate(cells))


def _read_comments(path: Path) -> _Comments:
    header = read_header(path)
    header.require("comment-id")
    moderated, agrees, disagrees, texts = set(), {}, {}, {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, delimiter=header.delimiter.decode())
            for row in rows:
                statement = _number(row, "comment-id", rows.line_num, path)
                agrees[statement] = _count(row, "agrees")
                disagrees[statement] = _count(row, "disagrees")
                texts[statement] = (row.get("comment-body") or "").strip()
                if (row.get("moderated") or "").strip() == _MODERATED_OUT:
                    moderated.add(statement)
    except UnicodeDecodeError:
        raise VotesError("not_utf8", file=str(path), line=_undecoded_line(path)) from None
    return _Comments(frozenset(moderated), agrees, disagrees, texts)


def _undecoded_line(path: Path) -> int:
    data = path.read_bytes()
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return data.count(b"\n", 0, error.start) + 1
    return 1


def _number(row: dict[str, str], name: str, line: int, path: Path) -> int:
    text = (row.get(name) or "").strip()
    if not text.removeprefix("-").isdecimal() or len(text) > 18:
        raise VotesError("bad_number", file=str(path), line=line, column=name, value=text[:60])
    return int(text)


def _count(row: dict[str, str], name: str) -> int:
    text = (row.get(name) or "").strip()
    return int(text) if text.isdecimal() and len(text) <= 18 else 0


def _turned(votes: Votes, matrix: Votes | None, comments: _Comments | None) -> bool:
    """Say whether the list has agree as -1: by the matrix, else by the counts of the comments, else it has not."""
    if matrix is not None:
        mine, other = _common(votes, matrix)
        return bool((mine * other == -1).sum() > (mine * other == 1).sum())
    if comments is None:
        return False
    agree, disagree = (np.count_nonzero(votes.cells == side, axis=0) for side in (AGREE, DISAGREE))
    said = np.array(
        [[counts.get(int(s), 0) for s in votes.statements] for counts in (comments.agrees, comments.disagrees)]
    )
    straight = np.abs(said - [agree, disagree]).sum()
    turned = np.abs(said - [disagree, agree]).sum()
    return bool(2 * turned < straight)


def _differences(votes: Votes, matrix: Votes | None) -> list[Note]:
    if matrix is None:
        return []
    mine, other = _common(votes, matrix)
    count = int(np.count_nonzero(mine != other))
    return [Note("files_differ", {"count": count})] if count else []


def _common(votes: Votes, matrix: Votes) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Return the votes of both on people and statements of both, where both have one, in the same order."""
    _, my_rows, rows = np.intersect1d(votes.participants, matrix.participants, return_indices=True)
    _, my_columns, columns = np.intersect1d(votes.statements, matrix.statements, return_indices=True)
    mine, other = votes.cells[np.ix_(my_rows, my_columns)], matrix.cells[np.ix_(rows, columns)]
    both = (mine != MISSING) & (other != MISSING)
    return mine[both], other[both]


def _with_comments(votes: Votes, comments: _Comments) -> tuple[Votes, list[Note]]:
    """Return the votes without statements that the comments do not know, and with those moderated out marked."""
    known = np.isin(votes.statements, list(comments.agrees))
    moderated = np.isin(votes.statements, list(comments.moderated_out))
    notes = []
    if not known.all():
        unknown = votes.statements[~known].tolist()
        params = {"count": len(unknown), "statements": tuple(unknown[:_LISTED])}
        notes.append(Note("unknown_statements", params))
    if moderated.any():
        notes.append(Note("moderated_out", {"count": int(moderated.sum())}))
    kept = Votes(votes.participants, votes.statements[known], votes.cells[:, known], ~moderated[known])
    return kept, notes


def _some(votes: Votes, path: Path) -> Votes:
    if not votes.count:
        raise VotesError("no_votes", file=str(path))
    return votes

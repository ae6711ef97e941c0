"""Reads large CSV files of numbers, block by block with NumPy, and says the line of what is wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rumbo.methods.consensus.errors import VotesError
from rumbo.methods.consensus.votes import MISSING

BLOCK = 1 << 22  # bytes at a time
_COMMA, _NEWLINE, _RETURN, _MINUS, _ZERO, _ONE = b",\n\r-01"
_DIGITS = 18  # that fit 64 bits
_BOM = b"\xef\xbb\xbf"

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Header:
    """The first line of a file: its columns, the byte between them, and whether the file begins with a BOM."""

    path: Path
    columns: tuple[str, ...]
    delimiter: bytes

    def place(self, name: str) -> int:
        """Return the place of a column; ValueError where there is none."""
        return self.columns.index(name)

    def require(self, *names: str) -> None:
        """Check that columns are there.

        Raises:
            VotesError: ``missing_columns``.
        """
        missing = [name for name in names if name not in self.columns]
        if missing:
            raise VotesError("missing_columns", file=str(self.path), columns=", ".join(missing))


@dataclass(frozen=True)
class Block:
    """Some rows of a file: where each field begins and ends in ``text`` (rows × columns), and each row's line."""

    header: Header
    text: NDArray[np.uint8]
    starts: Ints
    ends: Ints
    lines: Ints

    def field(self, row: int, column: int) -> str:
        """Return one field as it is in the file, without spaces around it."""
        field = self.text[self.starts[row, column] : self.ends[row, column]]
        return field.tobytes().decode().strip()

    def integers(self, column: int) -> Ints:
        """Return a column of whole numbers (rows).

        Raises:
            VotesError: ``bad_number``: a field is no whole number.
        """
        starts, ends = self.starts[:, column].copy(), self.ends[:, column]
        negative = (ends > starts) & (self.text[starts] == _MINUS)
        starts += negative
        length = ends - starts
        values, wrong = np.zeros(len(starts), np.int64), (length < 1) | (length > _DIGITS)
        for offset in range(min(int(length.max(initial=0)), _DIGITS)):
            inside = offset < length
            digits = self.text[_inside(starts + offset, self.text)] - np.uint8(_ZERO)
            wrong |= inside & (digits > 9)
            values = np.where(inside, values * 10 + digits, values)
        values = np.where(negative, -values, values)
        for row in np.flatnonzero(wrong).tolist():
            values[row] = self._whole(row, column)
        return values

    def votes(self, columns: Sequence[int], *, missing: bool) -> NDArray[np.int8]:
        """Return the votes in some columns (rows × columns); a field may be empty where votes may be ``missing``.

        Raises:
            VotesError: ``bad_vote``: a field is not 1, 0, -1, or empty where it must not be.
        """
        together = len(columns) == columns[-1] - columns[0] + 1
        picked = slice(columns[0], columns[-1] + 1) if together else list(columns)
        starts, ends = self.starts[:, picked], self.ends[:, picked]
        votes = np.full(starts.shape, MISSING, np.int8)
        filled = np.nonzero((ends > starts) if missing else np.ones(starts.shape, bool))
        begin = starts[filled]
        length, head, second = ends[filled] - begin, self.text[begin], self.text[_inside(begin + 1, self.text)]
        found = np.full(len(begin), MISSING, np.int8)
        found[(length == 1) & (head == _ZERO)] = 0
        found[(length == 1) & (head == _ONE)] = 1
        found[(length == 2) & (head == _MINUS) & (second == _ONE)] = -1
        for place in np.flatnonzero(found == MISSING).tolist():
            row, column = int(filled[0][place]), int(filled[1][place])
            found[place] = self._vote(row, columns[column], missing=missing)
        votes[filled] = found
        return votes

    def _whole(self, row: int, column: int) -> int:
        text = self.field(row, column)
        try:
            number = float(text)
            if number.is_integer() and abs(number) < 2**53:
                return int(number)
        except ValueError:
            pass
        name = self.header.columns[column]
        raise VotesError(
            "bad_number", file=str(self.header.path), line=int(self.lines[row]), column=name, value=text[:60]
        )

    def _vote(self, row: int, column: int, *, missing: bool) -> int:
        text = self.field(row, column)
        known = {"1": 1, "0": 0, "-1": -1, "1.0": 1, "0.0": 0, "-1.0": -1, "-0.0": 0, "+1": 1}
        if not text and missing:
            return MISSING
        if text not in known:
            raise VotesError("bad_vote", file=str(self.header.path), line=int(self.lines[row]), value=text[:60])
        return known[text]


def _inside(places: Ints, text: NDArray[np.uint8]) -> Ints:
    """Return the places, those behind the text moved to its last byte."""
    return np.minimum(places, len(text) - 1)


def read_header(path: Path) -> Header:
    """Return the header of a file.

    Raises:
        VotesError: ``empty_file``, ``not_utf8``, ``repeated_column``.
    """
    with path.open("rb") as file:
        line = file.readline().removeprefix(_BOM)
    try:
        text = line.decode().strip("\r\n")
    except UnicodeDecodeError:
        raise VotesError("not_utf8", file=str(path), line=1) from None
    if not text.strip():
        raise VotesError("empty_file", file=str(path))
    delimiter = ";" if ";" in text and "," not in text else ","
    columns = tuple(name.strip() for name in next(csv.reader([text], delimiter=delimiter)))
    repeated = (
        sorted({name for name in columns if name and columns.count(name) > 1})
        if len(columns) > len(set(columns))
        else []
    )
    if repeated:
        raise VotesError("repeated_column", file=str(path), column=repeated[0])
    return Header(path, columns, delimiter.encode())


def read_blocks(header: Header) -> Iterator[Block]:
    """Yield the rows of a file after its header; lines without anything on them are left out.

    Raises:
        VotesError: ``not_utf8``, ``ragged_row``.
    """
    with header.path.open("rb") as file:
        file.readline()
        line = 2
        while data := file.read(BLOCK):
            data += file.readline()
            if not data.endswith(b"\n"):
                data += b"\n"
            block = _block(header, data, line)
            if len(block.lines):
                yield block
            line += data.count(b"\n")


def _block(header: Header, data: bytes, line: int) -> Block:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        where = line + data.count(b"\n", 0, error.start)
        raise VotesError("not_utf8", file=str(header.path), line=where) from None
    if b'"' in data:
        data = _unquoted(text, header.delimiter.decode())
    buffer = np.frombuffer(data, np.uint8)
    separators = np.flatnonzero((buffer == header.delimiter[0]) | (buffer == _NEWLINE))
    newlines = np.flatnonzero(buffer[separators] == _NEWLINE)
    begins = np.concatenate([[0], separators[:-1] + 1])
    columns = len(header.columns)
    found = np.diff(newlines, prepend=-1)
    lines = line + np.arange(len(found))
    if (found != columns).any():
        width = separators[newlines] - begins[newlines]
        blank = (found == 1) & ((width == 0) | ((width == 1) & (buffer[begins[newlines]] == _RETURN)))
        _refuse_ragged(header, found, lines, ~blank)
        kept = np.repeat(~blank, found)
        separators, begins, lines = separators[kept], begins[kept], lines[~blank]
    starts, ends = begins.reshape(-1, columns), separators.reshape(-1, columns)
    ends[:, -1] -= (ends[:, -1] > starts[:, -1]) & (buffer[ends[:, -1] - 1] == _RETURN)
    return Block(header, buffer, starts, ends, lines)


def _refuse_ragged(header: Header, found: Ints, lines: Ints, filled: NDArray[np.bool_]) -> None:
    wrong = np.flatnonzero(filled & (found != len(header.columns)))
    if len(wrong):
        first = wrong[0]
        raise VotesError(
            "ragged_row",
            file=str(header.path),
            line=int(lines[first]),
            found=int(found[first]),
            expected=len(header.columns),
        )


def _unquoted(text: str, delimiter: str) -> bytes:
    """Return the rows without quotation marks; what they protected becomes a space, and lines keep their numbers."""
    rows = []
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        fields = [field.replace(delimiter, " ").replace("\r", " ") for field in row]
        rows.append(delimiter.join(field.replace("\n", " ") for field in fields))
    return ("\n".join(rows) + "\n").encode()

"""QR codes as the path of an SVG: black squares, nothing else, so that the page needs no image and no style."""

from __future__ import annotations

from dataclasses import dataclass

from qrcode.constants import ERROR_CORRECT_M  # type: ignore[import-untyped]
from qrcode.main import QRCode  # type: ignore[import-untyped]

#: White around the code that readers need, in squares.
_BORDER = 4


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code: ``size`` is the side in squares, white border included; ``path`` the black squares."""

    size: int
    path: str


def code_of(text: str) -> Code:
    """Return the code that a phone's camera reads as a text."""
    made = QRCode(error_correction=ERROR_CORRECT_M, border=_BORDER)
    made.add_data(text)
    made.make(fit=True)
    rows = made.get_matrix()
    return Code(len(rows), "".join(_row(y, row) for y, row in enumerate(rows)))


def _row(y: int, row: list[bool]) -> str:
    """Return the black runs of a row as rectangles of one square's height."""
    found, x = [], 0
    while x < len(row):
        end = x
        while end < len(row) and row[end]:
            end += 1
        if end > x:
            found.append(f"M{x} {y}h{end - x}v1H{x}z")
        x = end + 1
    return "".join(found)

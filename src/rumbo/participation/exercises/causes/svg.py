"""Small pieces of SVG: texts measured and wrapped, elements with escaped attributes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

#: What XML does not allow in a text.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_NARROW = frozenset("iljtfrI.,:;'|!()[]- ")
_BROAD = frozenset("mwMW@%")
FONT = "Hanken Grotesk, Arial, Helvetica, sans-serif"


def plain(text: str) -> str:
    """Return a text without the signs that XML forbids, its spaces tidied."""
    return " ".join(_FORBIDDEN.sub("", text).split())


def element(name: str, body: str = "", **attributes: object) -> str:
    """Return an element; ``_`` in names of attributes stands for ``-``; ``body`` is markup already."""
    told = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_number(value))}" for key, value in attributes.items()
    )
    return f"<{name}{told}>{body}</{name}>" if body else f"<{name}{told}/>"


def text_width(text: str, size: float) -> float:
    """Return about how broad a text is in a sans-serif of this size; rather too broad than too narrow."""
    return size * sum(_breadth(sign) for sign in text)


def wrap(text: str, width: float, size: float) -> list[str]:
    """Return a text in lines that fit a width; words that do not fit a line are cut with a hyphen."""
    lines: list[str] = []
    line = ""
    for word in plain(text).split(" "):
        for piece in _pieces(word, width, size):
            longer = f"{line} {piece}" if line else piece
            if line and text_width(longer, size) > width:
                lines.append(line)
                line = piece
            else:
                line = longer
    return [*lines, line]


def write(lines: Sequence[str], x: float, y: float, size: float, **attributes: object) -> str:
    """Return lines of text; ``y`` is the top of the first one."""
    height = line_height(size)
    spans = "".join(
        element("tspan", escape(line) or " ", x=x, y=y + height * number + size * 0.95)
        for number, line in enumerate(lines)
    )
    return element("text", spans, font_size=size, **attributes)


def line_height(size: float) -> float:
    """Return the distance of lines."""
    return size * 1.3


def figure(width: float, height: float, body: str, *, name: str, title: str, description: str, kind: str) -> str:
    """Return the whole drawing, with what it is and what it says for those who do not see it."""
    head = element("title", escape(plain(title)) or " ", id=f"{name}-title")
    head += element("desc", escape(plain(description)) or " ", id=f"{name}-desc")
    return element(
        "svg",
        head + body,
        xmlns="http://www.w3.org/2000/svg",
        class_=f"diagram {kind}",
        viewBox=f"0 0 {_number(width)} {_number(height)}",
        width=width,
        height=height,
        role="img",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-desc",
        font_family=FONT,
        fill="#211f1b",
    )


def _pieces(word: str, width: float, size: float) -> list[str]:
    if text_width(word, size) <= width:
        return [word]
    pieces, piece = [], ""
    for sign in word:
        if piece and text_width(f"{piece}{sign}-", size) > width:
            pieces.append(f"{piece}-")
            piece = ""
        piece += sign
    return [*pieces, piece]


def _breadth(sign: str) -> float:
    if sign in _NARROW:
        return 0.36
    if sign in _BROAD:
        return 0.95
    if ord(sign) > 0x2FF:
        return 1.1
    return 0.74 if sign.isupper() else 0.6


def _number(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)

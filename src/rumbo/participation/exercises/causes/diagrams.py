"""A problem and its causes as a drawing: the problem tree, and the fishbone of Ishikawa.

Both are SVG made here, from texts alone. They are at most as broad as an A4 page lying down and grow in height with
the causes; texts are wrapped, and nothing lies on anything else. There is no style attribute: colours stand in
attributes of their own, so that a downloaded drawing looks the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rumbo.participation.exercises.causes.svg import element, figure, line_height, wrap, write

#: Greatest breadth of a drawing; an A4 page lying down is about 1.4 times as broad as high.
WIDTH = 1120.0
_MARGIN = 20.0
_SIZE = 15.0
_PROBLEM_SIZE = 18.0
_PAD = 12.0
_CLAY, _LINE, _CARD, _WASH = "#a6461f", "#8a7f6e", "#ffffff", "#f8e9e1"

_COLUMNS = 4
_GAP = 28.0
_COLUMN = (WIDTH - 2 * _MARGIN - (_COLUMNS - 1) * _GAP) / _COLUMNS
_TRUNK = 520.0
_LEVEL = 34.0

_RIBS = 6
_HEAD = 220.0
_TWIG = 226.0
_SLANT = 44.0
_STRIDE = _TWIG + _SLANT + 6
_NECK = 30.0
_TAIL = 24.0


def problem_tree(problem: str, causes: Sequence[str], *, name: str, title: str, description: str) -> str:
    """Return the problem tree: the problem above, its causes as roots below it.

    ``name`` begins the ids in the drawing; ``title`` and ``description`` say what it is to those who do not see it.
    """
    columns = min(len(causes), _COLUMNS)
    width = max(_TRUNK, columns * _COLUMN + (columns - 1) * _GAP) + 2 * _MARGIN
    middle = width / 2
    body, trunk = _box(problem, middle - _TRUNK / 2, _MARGIN, _TRUNK, _PROBLEM_SIZE, problem=True)
    bottom = _MARGIN + trunk
    rows = [causes[start : start + _COLUMNS] for start in range(0, len(causes), _COLUMNS)]
    lines, boxes = "", body
    for row in rows:
        bus = bottom + _LEVEL / 2
        top = bottom + _LEVEL
        lines += _line(middle, bottom if row is rows[0] else bottom - _GAP, middle, bus)
        drawn, height, centres = _row(row, middle, top)
        boxes += drawn
        lines += _line(min(*centres, middle), bus, max(*centres, middle), bus)
        lines += "".join(_line(centre, bus, centre, top) for centre in centres)
        bottom = top + height + _GAP
        if row is not rows[-1]:
            lines += _line(middle, bus, middle, bottom)
    height = bottom + _MARGIN - (_GAP if rows else 0)
    return figure(width, height, lines + boxes, name=name, title=title, description=description, kind="tree")


def fishbone(problem: str, causes: Sequence[str], *, name: str, title: str, description: str) -> str:
    """Return the diagram of Ishikawa: the problem at the head, its causes along the bones. Same arguments."""
    ribs: list[list[list[str]]] = [[] for _rib in range(min(_RIBS, len(causes)))]
    for number, cause in enumerate(causes):
        ribs[number % len(ribs)].append(wrap(cause, _TWIG - 8, _SIZE))
    head_lines = wrap(problem, _HEAD - 2 * _PAD, _PROBLEM_SIZE)
    head_height = len(head_lines) * line_height(_PROBLEM_SIZE) + 2 * _PAD
    above = max([_length(rib) for rib in ribs[0::2]] + [head_height / 2])
    below = max([_length(rib) for rib in ribs[1::2]] + [head_height / 2])
    spine = _MARGIN + above
    head_x = _MARGIN + _TAIL + (len(ribs) + 1) // 2 * _STRIDE
    body = _line(_MARGIN, spine, head_x, spine, 4.0, _CLAY)
    body += element("path", d=f"M{head_x - 16:.1f} {spine - 9:.1f}l16 9l-16 9z", fill=_CLAY, class_="arrow")
    body += element(
        "rect",
        x=head_x,
        y=spine - head_height / 2,
        width=_HEAD,
        height=head_height,
        rx=8.0,
        fill=_WASH,
        stroke=_CLAY,
        stroke_width=2.0,
    )
    middle = head_x + _HEAD / 2
    top = spine - head_height / 2 + _PAD
    body += write(head_lines, middle, top, _PROBLEM_SIZE, text_anchor="middle", font_weight=650)
    for number, rib in enumerate(ribs):
        foot = head_x - _NECK - (number // 2) * _STRIDE
        body += _rib(rib, foot, spine, up=number % 2 == 0)
    height = spine + below + _MARGIN
    return figure(
        head_x + _HEAD + _MARGIN, height, body, name=name, title=title, description=description, kind="fishbone"
    )


#: The drawings by the part of the address that names them.
FORMS: dict[str, Callable[..., str]] = {"arbol": problem_tree, "ishikawa": fishbone}


def _row(causes: Sequence[str], middle: float, top: float) -> tuple[str, float, list[float]]:
    """Return a row of boxes around a middle, its height, and the middles of the boxes."""
    width = _COLUMN
    left = middle - (len(causes) * width + (len(causes) - 1) * _GAP) / 2
    drawn, heights, centres = "", [], []
    for number, cause in enumerate(causes):
        x = left + number * (width + _GAP)
        box, height = _box(cause, x, top, width, _SIZE)
        drawn += box
        heights.append(height)
        centres.append(x + width / 2)
    return drawn, max(heights), centres


def _box(text: str, x: float, y: float, width: float, size: float, *, problem: bool = False) -> tuple[str, float]:
    """Return a box with a text in it, and its height."""
    lines = wrap(text, width - 2 * _PAD, size)
    height = len(lines) * line_height(size) + 2 * _PAD
    stroke, fill, weight = (_CLAY, _WASH, 650) if problem else (_LINE, _CARD, 400)
    frame = element("rect", x=x, y=y, width=width, height=height, rx=8.0, fill=fill, stroke=stroke, stroke_width=1.5)
    words = write(lines, x + width / 2, y + _PAD, size, text_anchor="middle", font_weight=weight)
    return element("g", frame + words, class_="problem" if problem else "cause"), height


def _rib(texts: Sequence[Sequence[str]], foot: float, spine: float, *, up: bool) -> str:
    """Return a bone with its twigs: each is a line under a text, which ends at the bone."""
    length = _length(texts)
    side = -1 if up else 1
    drawn = _line(foot, spine, foot - _SLANT, spine + side * length, 2.5, _CLAY)
    distance = _PAD if up else 0.0
    for lines in texts:
        height = len(lines) * line_height(_SIZE)
        # Above the spine a text stands on its twig; below it hangs from the spine, with the twig under it.
        away = distance if up else distance + height + _PAD / 2
        y = spine + side * away
        x = foot - _SLANT * away / length
        top = y - height - 3
        words = write(lines, x - _TWIG, top, _SIZE) + _line(x - _TWIG, y, x, y, 1.5, _LINE)
        drawn += element("g", words, class_="cause")
        distance += height + _PAD
    return drawn


def _length(texts: Sequence[Sequence[str]]) -> float:
    return sum(len(lines) * line_height(_SIZE) + _PAD for lines in texts) + _PAD


def _line(x1: float, y1: float, x2: float, y2: float, width: float = 1.5, colour: str = _LINE) -> str:
    return element("path", d=f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}", stroke=colour, stroke_width=width, fill="none")

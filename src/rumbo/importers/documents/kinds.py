"""What kind of document a file is, told from its structure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .entries import Entries, Entry
from .levels import Level, read_levels
from .outline import Block, Outline
from .roles import mean_words
from .text import names_axis, plain, stem_words, words
from .vocabulary import mentions

_LINK_ONLY = re.compile(r"^!?\[[^\[\]]*\]\([^()]*\)[.,;]?$")
_PORTFOLIO_ROLES = frozenset(("program", "project", "component"))
_VISION_ROLES = frozenset(("objective", "goal"))
#: Longer items are paragraphs with a bullet, not titles or goals.
_LONGEST_MEAN = 30
_LONGEST_TITLES = 12
_LONGEST_FLAT = 20
_MOST_PROSE = 0.35
_SHORT_INTRODUCTION = 60


@dataclass(frozen=True, slots=True)
class Features:
    """What is seen of a file before its kind is told."""

    items: int
    depth: int
    nested: float
    prose: float
    mean_words: float
    points: float
    links: float
    opens_with_quote: bool
    name: str


def read_features(outline: Outline, entries: Entries) -> Features:
    """Count what tells one kind of document from another."""
    items = outline.items()
    texts = [plain(item.text) for item in items]
    listed = sum(words(text) for text in texts) + sum(words(heading.text) for heading in outline.headings())
    prose = _prose_words(outline, entries)
    title = next((heading.text for heading in outline.headings()[:1]), "")
    return Features(
        items=len(items),
        depth=max((item.level for item in items), default=0),
        nested=sum(item.level > 1 for item in items) / len(items) if items else 0.0,
        prose=prose / (prose + listed) if prose + listed else 0.0,
        mean_words=mean_words(texts),
        points=sum(text.endswith(".") for text in texts) / len(texts) if texts else 0.0,
        links=sum(bool(_LINK_ONLY.match(item.text.strip())) for item in items) / len(items) if items else 0.0,
        opens_with_quote=_opens_with_quote(outline),
        name=f"{stem_words(outline.name)} {outline.title} {plain(title)}",
    )


def _prose_words(outline: Outline, entries: Entries) -> int:
    """Count the words of the paragraphs: notes, labels and a short introduction left out."""
    apart = {id(block) for block in (*entries.notes, *entries.label_lines)}
    total = sum(
        words(block.text)
        for block in outline.blocks
        if block.type in ("paragraph", "other") and id(block) not in apart
    )
    first = next((block for block in outline.blocks if block.type == "paragraph" and id(block) not in apart), None)
    return total - (min(words(first.text), _SHORT_INTRODUCTION) if first else 0)


def _opens_with_quote(outline: Outline) -> bool:
    """Say whether a quote is the first thing under a heading of the top level."""
    headings = outline.headings()
    top = min((heading.level for heading in headings), default=1)
    return any(
        block.type == "quote" and (at == 0 or _is_top(outline.blocks[at - 1], top))
        for at, block in enumerate(outline.blocks)
    )


def _is_top(block: Block, top: int) -> bool:
    return block.type == "heading" and block.level <= top


def infer_kind(outline: Outline, entries: Entries, axes: frozenset[str]) -> str:
    """Return the kind of document of a file, where ``axes`` are the titles of the axes known so far."""
    if not outline.blocks:
        return "ignore"
    features = read_features(outline, entries)
    levels = read_levels([entries], axes)
    if features.items >= 3 and features.links >= 0.6:
        return "index"
    if _is_priority(features, entries, levels, axes):
        return "priority"
    if _is_structured(features, entries, levels, axes):
        return (
            "vision"
            if _vision_score(features, entries, levels) > _portfolio_score(features, levels, entries)
            else "portfolio"
        )
    return "diagnosis" if _is_diagnosis(outline, features, axes) else "chapter"


def _is_structured(features: Features, entries: Entries, levels: list[Level], axes: frozenset[str]) -> bool:
    """Say whether the file is a tree of short elements rather than prose."""
    hinted = {level.hint for level in levels if level.count > 1} & (_PORTFOLIO_ROLES | _VISION_ROLES)
    if len(levels) < 2 or features.mean_words > _LONGEST_MEAN:
        return False
    if hinted:
        return True
    if not features.items or features.prose > _MOST_PROSE:
        return False
    numbered = any(level.numbered and level.count > 2 for level in levels if level.listed)
    labels = [level.count for level in levels if level.labelled and not level.listed]
    labelled = len(labels) > 1 or any(count > 1 for count in labels)
    named = any(roles for roles in entries.hints.values())
    titled = levels[0].axis_share >= 0.5 and features.mean_words <= _LONGEST_TITLES and len(levels) > 2
    if features.depth >= 2 and features.nested >= 0.2:
        return True
    if features.mean_words > _LONGEST_FLAT:
        return False
    return numbered or labelled or named or titled or features.opens_with_quote


def _portfolio_score(features: Features, levels: list[Level], entries: Entries) -> float:
    named = {role for roles in entries.hints.values() for role in roles}
    return (
        3.0 * any(level.numbered and level.listed and level.count > 2 for level in levels)
        + 4.0 * len({level.hint for level in levels} & _PORTFOLIO_ROLES)
        + 4.0 * bool(named & _PORTFOLIO_ROLES)
        + 1.0 * any(level.listed and level.filled < 0.35 for level in levels)
        + 1.0 * mentions(features.name, "portfolio")
    )


def _vision_score(features: Features, entries: Entries, levels: list[Level]) -> float:
    named = {role for roles in entries.hints.values() for role in roles}
    first = next((level for level in levels if level.listed), None)
    sentences = first is not None and first.mean_words >= 12
    return (
        3.0 * features.opens_with_quote
        + 4.0 * len({level.hint for level in levels} & _VISION_ROLES)
        + 4.0 * bool(named & _VISION_ROLES)
        + 2.0 * sentences
        + 1.0 * mentions(features.name, "vision")
    )


def _is_priority(features: Features, entries: Entries, levels: list[Level], axes: frozenset[str]) -> bool:
    """Say whether the file is a flat list of short titles under the names of axes."""
    if not features.items or features.prose > 0.25 or features.mean_words > _LONGEST_TITLES + 4:
        return False
    holders = holders_of_items(entries)
    if not holders or len({holder.level for holder in holders}) > 1:
        return bool(not holders and features.depth == 1 and mentions(features.name, "priority"))
    if holders[0].listed or features.depth > 1:
        bullets = holders[0].listed and features.depth == 2 and holders[0].rank < 9
        return bullets and _share(levels, holders) >= 0.5
    matched = round(_share(levels, holders) * len(holders))
    if axes and matched:
        above = levels[0].name != holders[0].level and levels[0].axis_share > 0
        return len(holders) > 1 and not above and matched >= 0.5 * min(len(holders), len(axes))
    if mentions(features.name, "priority"):
        return True
    numbered = any(level.numbered for level in levels)
    bare = levels[0].name == holders[0].level and not any(level.labelled for level in levels)
    short = features.mean_words <= _LONGEST_TITLES and features.points < 0.3
    return not axes and bare and short and len(holders) > 1 and not numbered and not entries.hints


def _share(levels: list[Level], holders: list[Entry]) -> float:
    """Return how many of the entries above the items name axes."""
    return next(level.axis_share for level in levels if level.name == holders[0].level)


def holders_of_items(entries: Entries) -> list[Entry]:
    """Return the entries right above the deepest items, in order."""
    deepest = max((entry.rank for entry in entries.all if entry.listed), default=0)
    holders: list[Entry] = []
    stack: list[Entry] = []
    for entry in entries.all:
        while stack and stack[-1].rank >= entry.rank:
            stack.pop()
        if entry.rank == deepest and stack and stack[-1] not in holders[-1:]:
            holders.append(stack[-1])
        stack.append(entry)
    return holders


def _is_diagnosis(outline: Outline, features: Features, axes: frozenset[str]) -> bool:
    """Say whether prose about an axis begins with a numbered list: its main problems."""
    starts = problem_lists(outline)
    if not starts:
        return False
    named = [heading for heading, _items in starts if names_axis(plain(heading.text), axes)]
    if named:
        return len(named) == len(starts) or len(named) > 1
    intro = " ".join(block.text for block in outline.blocks[:6] if block.type == "paragraph")
    first_heading = outline.headings()[0]
    return (
        mentions(f"{features.name} {intro}", "diagnosis")
        and starts[0][0] is first_heading
        and first_heading.level == min(heading.level for heading in outline.headings())
    )


def problem_lists(outline: Outline) -> list[tuple[Block, list[Block]]]:
    """Return the headings right under which, before any other heading, stands a numbered list of two or more."""
    found: list[tuple[Block, list[Block]]] = []
    heading: Block | None = None
    items: list[Block] = []
    for block in [*outline.blocks, Block("heading", "", 0, 0)]:
        if block.type == "heading":
            if heading is not None and len(items) > 1 and all(item.number for item in items):
                found.append((heading, items))
            heading, items = block, []
        elif block.type == "item" and block.level == 1:
            items.append(block)
    return found

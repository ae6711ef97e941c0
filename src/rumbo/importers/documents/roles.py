"""Which level plays which role: every way to lay the roles over the levels is scored, and the best one taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .levels import Level
from .text import words

CHAINS = {
    "portfolio": (
        "axis", "theme", "objective", "goal", "strategy", "program", "project", "component", "action",
    ),
    "vision": ("axis", "theme", "objective", "goal", "strategy", "action"),
}  # fmt: skip
_USUAL = {
    "portfolio": {"axis": 2.0, "theme": 2.0, "program": 2.0, "project": 3.0, "component": 0.0},
    "vision": {"axis": 2.0, "theme": 2.0, "objective": 3.0, "goal": 2.0},
}
_MOST_LEVELS = 9
#: Strategies, actions and, in a portfolio, objectives are only tried where a label speaks of them.
_LABELLED_ONLY = 1.0
_HINTED = 6.0
_AGAINST_HINT = -4.0
_SKIPPED = -3.0


def assign_roles(kind: str, levels: Sequence[Level], hints: dict[str, list[str]]) -> dict[str, str]:
    """Return the role of each level of a portfolio or vision document.

    ``hints`` are the roles that label lines name for the lists under them, by section ("" for none). Lists under
    several labels are laid out one label at a time; the headings follow the label with the most entries.
    """
    headings = [level for level in levels if not level.listed]
    sections = sorted({level.section for level in levels if level.listed}, key=lambda one: -_size(levels, one))
    roles: dict[str, str] = {}
    for section in sections or [""]:
        listed = [level for level in levels if level.listed and level.section == section]
        named = hints.get(section, [])
        found = _best(_kind_of(kind, section, named), headings + listed, named)
        for name, role in found.items():
            roles.setdefault(name, role)
    return {level.name: roles.get(level.name, "ignore") for level in levels}


def _size(levels: Sequence[Level], section: str) -> int:
    return sum(level.count for level in levels if level.listed and level.section == section)


def _kind_of(kind: str, section: str, named: list[str]) -> str:
    if not section or not named:
        return kind
    return "vision" if named[0] in ("objective", "goal", "strategy") else "portfolio"


def _best(kind: str, levels: Sequence[Level], named: list[str]) -> dict[str, str]:
    if named == ["problem"]:
        named_problem = {level.name: "problem" for level in levels if level.listed}
        return _best(kind, [level for level in levels if not level.listed], []) | named_problem
    levels = levels[:_MOST_LEVELS]
    wanted = _wanted(levels, named)
    best: tuple[float, dict[str, str]] = (float("-inf"), {})
    allowed = _allowed(kind, levels, wanted)
    for layout in _layouts(len(levels), CHAINS[kind], allowed):
        score = sum(
            _score(kind, level, role, wanted.get(level.name, ""), at, levels)
            for at, (level, role) in enumerate(zip(levels, layout, strict=True))
        )
        if score > best[0]:
            best = (score, {level.name: role for level, role in zip(levels, layout, strict=True)})
    return best[1]


def _wanted(levels: Sequence[Level], named: list[str]) -> dict[str, str]:
    """Return the role that a level's own label or the label line above its list speaks of."""
    wanted = {level.name: level.hint for level in levels if level.hint}
    listed = [level for level in levels if level.listed]
    for level, role in zip(listed, named, strict=False):
        wanted.setdefault(level.name, role)
    return wanted


def _allowed(kind: str, levels: Sequence[Level], wanted: dict[str, str]) -> set[str]:
    """Return the usual roles and the hinted ones: the others are not worth trying."""
    hinted = {wanted[level.name] for level in levels if level.name in wanted}
    return set(_USUAL[kind]) | hinted | ({"action"} if "strategy" in hinted else set())


def _layouts(count: int, chain: Sequence[str], allowed: set[str]) -> Iterator[tuple[str, ...]]:
    """Yield the ways to give levels roles in the order of the chain; a level may be ignored."""
    roles = [role for role in chain if role in allowed]

    def rest(levels: int, start: int) -> Iterator[tuple[str, ...]]:
        if levels == 0:
            yield ()
            return
        for at in range(start, len(roles)):
            for tail in rest(levels - 1, at + 1):
                yield (roles[at], *tail)
        for tail in rest(levels - 1, start):
            yield ("ignore", *tail)

    yield from rest(count, 0)


def _score(kind: str, level: Level, role: str, wanted: str, at: int, levels: Sequence[Level]) -> float:
    if role == "ignore":
        above_all = at == 0 and level.single and len(levels) > 1
        return (-0.5 if above_all else _SKIPPED) + (_AGAINST_HINT if wanted else 0.0)
    score = _USUAL[kind].get(role, _LABELLED_ONLY)
    if wanted:
        score += _HINTED if role == wanted else _AGAINST_HINT
    score += _shape(level, role)
    if role == "project":
        score += 3.0 if level.numbered else 0.0
    if role == "component":
        score += 2.0 if level.filled < 0.35 else -3.0
    return score


def _shape(level: Level, role: str) -> float:
    """Score how the shape of a level fits a role: headings above, lists below, sentences for objectives."""
    if role == "axis":
        return (-4.0 if level.listed else 1.0) + 4.0 * level.axis_share
    if role == "theme":
        return (-2.0 if level.listed else 1.0) - 2.0 * level.axis_share
    if role == "program":
        return 0.5 if level.listed else 0.0
    if role == "objective":
        return 2.0 if level.mean_words >= 10 else 0.0
    return 0.5 if level.listed else 0.0


def mean_words(texts: Sequence[str]) -> float:
    """Return how many words the texts have on average; 0 where there are none."""
    return sum(words(text) for text in texts) / len(texts) if texts else 0.0

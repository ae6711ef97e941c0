"""The mapping of all files: their kinds first, then the roles of their levels, files of one make together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from .entries import Entries
from .kinds import holders_of_items, infer_kind, problem_lists
from .labels import LabelRule, find_rule
from .levels import read_levels
from .mapping import FileMapping, Mapping
from .roles import assign_roles
from .sheet import Sheet
from .text import names_axis, plain

_TREES = ("portfolio", "vision")


def infer_mapping(sheets: Sequence[Sheet], known_axes: Sequence[str], given: Mapping | None) -> None:
    """Give each sheet its mapping: the given one, or what its structure says.

    Two rounds: what the first tells of the axes helps the second to tell lists under axes from other lists.
    """
    axes = frozenset(known_axes)
    for _round in range(2):
        for sheet in sheets:
            wanted = given.files.get(sheet.name) if given else None
            sheet.mapping = wanted or FileMapping(infer_kind(sheet.outline, sheet.entries, axes))
        _give_roles([sheet for sheet in sheets if not sheet.mapping.levels], axes)
        for group in _alike(sheets):
            _give_rules(group)
        axes = frozenset(known_axes) | frozenset(_axis_titles(sheets))


def _alike(sheets: Iterable[Sheet]) -> list[list[Sheet]]:
    """Group the files of one kind that have the same levels of headings."""
    groups: dict[tuple[object, ...], list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        headings = sorted({entry.level for entry in sheet.entries.all if not entry.listed})
        groups[(sheet.mapping.kind, *headings)].append(sheet)
    return list(groups.values())


def _give_roles(sheets: Sequence[Sheet], axes: frozenset[str]) -> None:
    for group in _alike(sheets):
        kind = group[0].mapping.kind
        if kind in _TREES:
            levels = read_levels([sheet.entries for sheet in group], axes)
            roles = assign_roles(kind, levels, _hints(group))
            for sheet in group:
                sheet.mapping.levels = {name: roles[name] for name in sheet.entries.levels()}
        elif kind == "priority":
            for sheet in group:
                sheet.mapping.levels = _priority_roles(sheet.entries)
        elif kind == "diagnosis":
            for sheet in group:
                sheet.mapping.levels = _diagnosis_roles(sheet, axes)


def _hints(group: Sequence[Sheet]) -> dict[str, list[str]]:
    hints: dict[str, list[str]] = {}
    for sheet in group:
        for section, roles in sheet.entries.hints.items():
            hints.setdefault(section, roles)
    return hints


def _priority_roles(entries: Entries) -> dict[str, str]:
    levels = list(entries.levels())
    holder = next((one.level for one in holders_of_items(entries)), "")
    deepest = max((entry.rank, entry.level) for entry in entries.all)[1] if entries.all else ""
    roles = dict.fromkeys(levels, "ignore") | {holder: "axis", deepest: "project"}
    return {level: roles[level] for level in levels}


def _diagnosis_roles(sheet: Sheet, axes: frozenset[str]) -> dict[str, str]:
    """Return the level at which a diagnosis names its axes, and that of its lists of problems."""
    starts = problem_lists(sheet.outline)
    named = [heading for heading, _items in starts if names_axis(plain(heading.text), axes)]
    headings = [heading.level for heading in named] or [block.level for block in sheet.outline.headings()]
    axis = f"h{min(headings)}" if headings else ""
    roles = dict.fromkeys(sheet.entries.levels(), "ignore") | {axis: "axis", "list1": "problem"}
    return {level: roles[level] for level in sheet.entries.levels()}


def _give_rules(group: Sequence[Sheet]) -> None:
    """Find the labels and the real numbers of files of one make."""
    entries = [sheet.entries for sheet in group]
    titles: dict[str, list[str]] = defaultdict(list)
    for sheet in group:
        for level, found in sheet.entries.levels().items():
            titles[level].extend(entry.text for entry in found)
    rules: dict[str, LabelRule] = {}
    for level, texts in titles.items():
        rule = find_rule(texts, "list" in level)
        if rule:
            rules[level] = rule
    numbered = frozenset(level.name for level in read_levels(entries, frozenset()) if level.numbered)
    for sheet in group:
        sheet.rules, sheet.numbered = rules, numbered
        sheet.numbers_tell_projects = _numbers_tell(group, sheet)


def _numbers_tell(group: Sequence[Sheet], sheet: Sheet) -> bool:
    """Say whether, in lists, bullets are programmes and numbers are projects."""
    roles = sheet.mapping.levels
    programs = [one for other in group for one in other.entries.all if roles.get(one.level) == "program"]
    marked = sum(bool(one.number) for one in programs)
    return (
        bool(programs)
        and programs[0].listed
        and marked < 0.4 * len(programs)
        and any(role == "project" and level in sheet.numbered for level, role in roles.items())
    )


def _axis_titles(sheets: Iterable[Sheet]) -> Iterable[str]:
    for sheet in sheets:
        if sheet.mapping.kind in _TREES:
            for entry in sheet.entries.all:
                if sheet.role(entry) == "axis":
                    yield sheet.title(entry)[0]
            if sheet.mapping.axis:
                yield sheet.mapping.axis

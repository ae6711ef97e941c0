"""What can be seen of each level: how many entries, how long, numbered or not, labelled or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .entries import Entries, Entry
from .labels import LabelRule, find_rule
from .text import names_axis, words

NUMBERED_SHARE = 0.6
RUN_IN_FILES = 5


@dataclass(frozen=True, slots=True)
class Level:
    """One level of one file, or of several files that are alike.

    ``single`` is true where each file has one entry of it; ``numbered`` where the entries have numbers that tell
    them apart (ordinals that begin again under each parent do not); ``filled`` is the share of the entries one
    level up that have entries of this level; ``hint`` is the role that the label of the level speaks of.
    """

    name: str
    rank: int
    listed: bool
    count: int
    single: bool
    numbered: bool
    mean_words: float
    filled: float
    hint: str
    labelled: bool
    axis_share: float
    section: str = ""


def read_levels(files: Sequence[Entries], axes: frozenset[str]) -> list[Level]:
    """Return the levels of files that are alike, from the top."""
    pooled: dict[str, list[Entry]] = {}
    for entries in files:
        for name, found in entries.levels().items():
            pooled.setdefault(name, []).extend(found)
    parents = [_parents(entries) for entries in files]
    ordered = sorted(pooled.items(), key=lambda pair: pair[1][0].rank)
    return [_level(name, found, files, parents, axes) for name, found in ordered]


def _parents(entries: Entries) -> dict[int, Entry | None]:
    """Return the entry above each entry, by identity."""
    above: dict[int, Entry | None] = {}
    stack: list[Entry] = []
    for entry in entries.all:
        while stack and stack[-1].rank >= entry.rank:
            stack.pop()
        above[id(entry)] = stack[-1] if stack else None
        stack.append(entry)
    return above


def _level(
    name: str,
    found: list[Entry],
    files: Sequence[Entries],
    parents: list[dict[int, Entry | None]],
    axes: frozenset[str],
) -> Level:
    above: dict[int, Entry | None] = {}
    for one in parents:
        above.update(one)
    rule = find_rule([entry.text for entry in found], found[0].listed)
    titles = [rule.strip(entry.text)[0] if rule else entry.text for entry in found]
    per_file = [[entry for entry in entries.all if entry.level == name] for entries in files]
    return Level(
        name=name,
        rank=found[0].rank,
        listed=found[0].listed,
        count=len(found),
        single=all(len(entries) <= 1 for entries in per_file),
        numbered=has_real_numbers(per_file, above, rule),
        mean_words=sum(words(title) for title in titles) / len(titles),
        filled=_filled(found, above, files),
        hint=rule.role if rule else "",
        labelled=rule is not None and bool(rule.label),
        axis_share=sum(names_axis(title, axes) for title in titles) / len(titles) if axes else 0.0,
        section=found[0].section,
    )


def _filled(found: list[Entry], above: dict[int, Entry | None], files: Sequence[Entries]) -> float:
    holders = {id(parent): parent for entry in found if (parent := above.get(id(entry))) is not None}
    if not holders:
        return 1.0
    level = Counter(parent.level for parent in holders.values()).most_common(1)[0][0]
    total = sum(entry.level == level for entries in files for entry in entries.all)
    return sum(parent.level == level for parent in holders.values()) / total


def entry_number(entry: Entry, rule: LabelRule | None) -> str:
    """Return the number of an entry: that of its label or code, else that of its mark in the list."""
    return (rule.strip(entry.text)[1] if rule else "") or entry.number


def has_real_numbers(
    per_file: Sequence[Sequence[Entry]], above: dict[int, Entry | None], rule: LabelRule | None
) -> bool:
    """Say whether the numbers of a level tell its entries apart.

    Most entries must have one. Ordinals do not: all the same (Markdown's "1."), or 1, 2, 3 again under each
    parent, or again in each of several files.
    """
    flat = [entry for entries in per_file for entry in entries]
    numbers = [number for entry in flat if (number := entry_number(entry, rule))]
    if not flat or len(numbers) < NUMBERED_SHARE * len(flat):
        return False
    if len(numbers) > 2 and len(set(numbers)) == 1:
        return False
    return not _restart(flat, above, rule) and not _runs_in_files(per_file, rule)


def _restart(flat: Sequence[Entry], above: dict[int, Entry | None], rule: LabelRule | None) -> bool:
    first: dict[int, str] = {}
    for entry in flat:
        first.setdefault(id(above.get(id(entry))), entry_number(entry, rule))
    ones = sum(number in ("1", "I", "A", "a") for number in first.values())
    return ones >= 2 and ones > len(first) / 2


def _runs_in_files(per_file: Sequence[Sequence[Entry]], rule: LabelRule | None) -> bool:
    runs = 0
    for entries in per_file:
        numbers = [entry_number(entry, rule) for entry in entries]
        if numbers and numbers != [str(at) for at in range(1, len(numbers) + 1)]:
            return False
        runs += len(numbers) >= RUN_IN_FILES
    return runs >= 2

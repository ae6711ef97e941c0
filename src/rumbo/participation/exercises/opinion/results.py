"""The results of an exercise of opinion in words, lists and a map."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rumbo.methods.consensus.analysis import FEWEST_VOTES_TO_GROUP
from rumbo.participation.exercises.opinion import chart
from rumbo.participation.queries.disclosure import FEWEST
from rumbo.participation.queries.opinions import opinion_results
from rumbo.participation.words import told_few

if TYPE_CHECKING:
    from rumbo.participation.models import Exercise
    from rumbo.participation.queries.breakdowns import Counts, Part
    from rumbo.participation.queries.opinions import (
        Common,
        Dividing,
        OpinionGroup,
        OpinionResults,
        Side,
        Statement,
    )


@dataclass(frozen=True, slots=True)
class Share:
    """How many of all, or of a group with its name and mark, took a side: in words and as the parts of a bar."""

    words: str
    parts: tuple[tuple[str, str, int], ...]
    total: int
    group: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A statement of a list: the shares that it is there for, how sure that is (tone and word), and a remark."""

    text: str
    shares: tuple[Share, ...]
    tone: str
    sure: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Legend:
    """An opinion group beside the map: its letter and mark, a sentence, and the statements that represent it."""

    name: str
    mark: str
    people: int
    sentence: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A statement of a table: its text, and for each part of the people what is shown of it."""

    text: str
    cells: tuple[tuple[str, str, str], ...]


def context(exercise: Exercise) -> dict[str, Any]:
    """Return ``found`` (`OpinionResults`) and what the page says of it."""
    found = opinion_results(exercise)
    if not found.enough:
        return {"found": found, "too_few": told_few(bool(found.statements), _("No statement is there to vote on."))}
    return {
        "found": found,
        "width": chart.WIDTH,
        "height": chart.HEIGHT,
        "clouds": chart.clouds(found.groups),
        "map_label": _map_label(found),
        "no_groups": "" if found.groups else _no_groups(found),
        "legends": [_legend(group) for group in found.groups],
        "agree": [_line(one) for one in found.agree],
        "disagree": [_line(one) for one in found.disagree],
        "consensus": [_common(one, found.groups) for one in found.consensus],
        "divisive": [_dividing(one, found.groups) for one in found.divisive],
        "whole": whole_rows(found),
        "tables": tables(found),
        "hides": _hides(found),
    }


def whole_rows(found: OpinionResults) -> list[tuple[Statement, Counts]]:
    """Return all statements with what everybody answered, those with most agreement first; those unanswered last."""
    counts = found.counts or {}
    rows = [(one, counts[one.pk]) for one in found.statements if one.pk in counts]
    return sorted(rows, key=lambda row: -_height(row[1]))


def tables(found: OpinionResults) -> list[tuple[str, str, list[Part], list[Row]]]:
    """Return the same results by group, sector and municipality: (code, caption, parts, rows)."""
    named = (
        ("group", _("By opinion group"), found.by_group),
        ("sector", _("By sector"), found.by_sector),
        ("territory", _("By municipality"), found.by_territory),
    )
    return [
        (code, caption, list(parts), [_row(one, parts) for one, _counts in whole_rows(found)])
        for code, caption, parts in named
        if parts
    ]


def _height(counts: Counts) -> int:
    """Return where a statement stands in a list from agreement to disagreement, from what is told of it."""
    share = counts.percent("agree")
    if share is not None:
        return share
    if counts.votes is None:
        return -1
    return {"agree": 99, "disagree": 0}.get(counts.nearly_all, 50)


def _row(statement: Statement, parts: Iterable[Part]) -> Row:
    cells = []
    for part in parts:
        counts = part.counts[statement.pk]
        agree, disagree = counts.percent("agree"), counts.percent("disagree")
        main = _("%(percent)d %% agree") % {"percent": agree} if agree is not None else ""
        less = _("%(percent)d %% disagree") % {"percent": disagree} if disagree is not None else ""
        if not main and counts.nearly_all == "agree":
            main = _("nearly all agree")
        if not less and counts.nearly_all == "disagree":
            less = _("nearly all disagree")
        cells.append((part.name, main, less))
    return Row(statement.text, tuple(cells))


def _line(one: Side) -> Line:
    remark = ""
    if one.elsewhere is not None:
        remark = _("outside the group: %(percent)d %%") % {"percent": one.elsewhere}
    tone, sure = SURE[one.sure]()
    return Line(one.statement.text, (_share(one.counts, one.side),), tone, sure, remark)


def _common(one: Common, groups: Sequence[OpinionGroup]) -> Line:
    tone, sure = SURE[one.sure]()
    shares = [_share(counts, "agree", group) for group, counts in zip(groups, one.groups, strict=True)]
    return Line(
        one.statement.text,
        tuple(shares),
        tone,
        sure,
        _("All: %(words)s") % {"words": side_words(one.counts, "agree")},
    )


def _dividing(one: Dividing, groups: Sequence[OpinionGroup]) -> Line:
    tone, sure = SURE[one.sure]()
    shares = (
        _share(one.agree, "agree", groups[one.agreeing]),
        _share(one.disagree, "disagree", groups[one.disagreeing]),
    )
    return Line(one.statement.text, shares, tone, sure)


def _share(counts: Counts, side: str, group: OpinionGroup | None = None) -> Share:
    name, mark = (group.name, chart.MARKS[group.name]) if group is not None else ("", "")
    return Share(side_words(counts, side), _bar(counts, side), counts.votes or 0, name, mark)


def side_words(counts: Counts, side: str) -> str:
    """Say how many took a side: as a number where that gives nobody away, else in words."""
    agrees = side == "agree"
    people = counts.side(side)
    if people is not None and counts.votes:
        figures = {"people": people, "votes": counts.votes, "percent": counts.percent(side)}
        text = (
            _("%(people)d of %(votes)d agree (%(percent)d %%)")
            if agrees
            else _("%(people)d of %(votes)d disagree (%(percent)d %%)")
        )
        return text % figures
    if counts.nearly_all == side:
        text = _("nearly all agree (%(votes)d voted)") if agrees else _("nearly all disagree (%(votes)d voted)")
        return text % {"votes": counts.votes}
    return _("most agree") if agrees else _("most disagree")


def _bar(counts: Counts, side: str) -> tuple[tuple[str, str, int], ...]:
    """Return the parts of a bar: all three answers where they are told, else the side, as far as that is told."""
    if counts.agree is not None and counts.disagree is not None and counts.passed is not None:
        return (
            ("ok", _("agree"), counts.agree),
            ("off", _("disagree"), counts.disagree),
            ("mute", _("pass"), counts.passed),
        )
    tone = "ok" if side == "agree" else "off"
    people = counts.side(side)
    if people is not None:
        return ((tone, "", people),)
    if counts.nearly_all == side and counts.votes is not None:
        return (tone, "", counts.votes - FEWEST + 1), ("few", "", FEWEST - 1)
    return ()


def _legend(group: OpinionGroup) -> Legend:
    lines = tuple(_line(one) for one in group.represented)
    return Legend(group.name, chart.MARKS[group.name], group.people, _sentence(group), lines)


def _sentence(group: OpinionGroup) -> str:
    """Say what holds a group together and what sets it apart, by the first statements of each side."""
    agreed = [one.statement.text for one in group.represented if one.side == "agree"][:2]
    refused = [one.statement.text for one in group.represented if one.side == "disagree"][:2]
    quoted = [_and([_("“%(text)s”") % {"text": text} for text in texts]) for texts in (agreed, refused)]
    if agreed and refused:
        return _("It agrees on %(agreed)s, and does not share %(refused)s.") % {
            "agreed": quoted[0],
            "refused": quoted[1],
        }
    if agreed:
        return _("It agrees, more than the others, on %(agreed)s.") % {"agreed": quoted[0]}
    if refused:
        return _("It does not share, more than the others, %(refused)s.") % {"refused": quoted[1]}
    return _("No single statement sets it apart.")


def _and(quoted: Sequence[str]) -> str:
    return _(" and ").join(quoted)


def _map_label(found: OpinionResults) -> str:
    sizes = ", ".join(
        ngettext("group %(name)s: %(people)d person", "group %(name)s: %(people)d people", group.people)
        % {"name": group.name, "people": group.people}
        for group in found.groups
    )
    return _("Opinion map: people who voted alike are near each other; %(sizes)s.") % {"sizes": sizes}


def _no_groups(found: OpinionResults) -> str:
    """Say why there are no opinion groups."""
    needed = {"people": FEWEST, "votes": FEWEST_VOTES_TO_GROUP, "now": len(found.statements)}
    if not found.can_group:
        text = _("There are no opinion groups: they take at least %(votes)d statements with votes; here are %(now)d.")
        return text % needed
    if found.voters_to_group < FEWEST:
        text = _("There are no opinion groups yet: at least %(people)d people with %(votes)d votes each are needed.")
        return text % needed
    return _("Opinions do not fall apart into groups: people voted too much alike, or too mixed, to tell some apart.")


def _hides(found: OpinionResults) -> bool:
    rows: list[Mapping[int, Counts]] = [found.counts or {}]
    rows += [part.counts for part in (*found.by_group, *found.by_sector, *found.by_territory)]
    return any(counts.hides for row in rows for counts in row.values())


#: Tone and word of how sure a finding is.
SURE: dict[str, Callable[[], tuple[str, str]]] = {
    "very": lambda: ("ok", _("Very sure")),
    "yes": lambda: ("go", _("Sure")),
    "hint": lambda: ("ask", _("A hint")),
    "chance": lambda: ("mute", _("Could be chance")),
}

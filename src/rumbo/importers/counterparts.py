"""Counterparts: themes of the vision and of the portfolio, priority entries and projects. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from rumbo.importers import matching
from rumbo.importers.matching import Match, exact
from rumbo.importers.recognise import Name, Recogniser, Resolved
from rumbo.plan.enums import Standing

#: Standings that say what a person decided: no import changes them.
DECIDED = (Standing.CONFIRMED, Standing.REJECTED)
_LINKED = (Standing.EXACT, Standing.TO_CONFIRM)


class Titles:
    """The titles of all elements after the import, by kind and key: of the plan, and of the files."""

    def __init__(self, recogniser: Recogniser) -> None:
        self.rows: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        for kind, rows in recogniser.known.items():
            for key, row in rows.items():
                if row.fields.get("_state", "current") == "current":
                    self.rows[kind][key] = dict(row.fields)

    def add(self, resolved: list[Resolved]) -> None:
        """Add rows that were recognised; what the plan has stays, since the import may not change it."""
        for one in resolved:
            if one.in_force:
                known = self.rows[one.row.kind].get(one.key, {})
                self.rows[one.row.kind][one.key] = {**one.values, **known}

    def of(self, kind: str, **wanted: str) -> dict[str, str]:
        """Return titles by key of the elements of a kind with these values."""
        return {
            key: str(fields.get("title") or "")
            for key, fields in self.rows[kind].items()
            if all(fields.get(code) == value for code, value in wanted.items())
        }

    def under_axis(self, kind: str, axis: str) -> dict[Name, str]:
        """Return titles of the projects or programmes of an axis, by kind and key."""
        themes = self.of("theme", axis=axis)
        programs = {key for key, fields in self.rows["program"].items() if fields.get("theme") in themes}
        if kind == "program":
            return {(kind, key): self.title(kind, key) for key in programs}
        return {
            (kind, key): str(fields.get("title") or "")
            for key, fields in self.rows[kind].items()
            if fields.get("program") in programs
        }

    def title(self, kind: str, key: str) -> str:
        """Return the title of an element; empty where there is none."""
        return str(self.rows[kind].get(key, {}).get("title") or "")


def match_themes(recogniser: Recogniser, titles: Titles, portfolio: list[Resolved]) -> list[Resolved]:
    """Recognise the themes of the vision chapters: each is a theme of the portfolio, or one of its own."""
    visions = [row for row in recogniser.incoming.of("theme") if row.fields.get("_vision")]
    by_axis: dict[str, list[Resolved]] = defaultdict(list)
    for row in visions:
        one = Resolved(row, "", None, recogniser.values(row))
        by_axis[str(one.values["axis"])].append(one)
    for axis, ones in by_axis.items():
        _match_axis(recogniser, titles, axis, ones, {one.key: one for one in portfolio if not one.merged})
    return [one for ones in by_axis.values() for one in ones]


def _match_axis(
    recogniser: Recogniser, titles: Titles, axis: str, visions: list[Resolved], portfolio: Mapping[str, Resolved]
) -> None:
    targets = titles.of("theme", axis=axis)
    had_targets = bool(targets)
    same = {exact(title): key for key, title in targets.items()}
    earlier = _earlier_names(recogniser, targets)
    wanted: dict[str, str] = {}
    for one in visions:
        title = exact(str(one.values["title"]))
        key = same.get(title) or earlier.get(title)
        if key in targets:
            _join(recogniser, one, key, portfolio, 1.0 if title in same else None)
            targets.pop(key)
        else:
            wanted[one.row.key] = str(one.values["title"])
    found = matching.match_themes(wanted, targets)
    for one in visions:
        if one.row.key in found:
            _take_likeness(recogniser, one, found[one.row.key], portfolio, had_targets)
    for key in targets.keys() - {one.key for one in visions}:
        if key in portfolio and portfolio[key].existing is None:
            portfolio[key].values["standing"] = Standing.NONE


def _earlier_names(recogniser: Recogniser, targets: Mapping[str, str]) -> dict[str, str]:
    """Return the keys of themes by what the vision called them in an earlier import, and by their title then."""
    names: dict[str, str] = {}
    for key in targets:
        row = recogniser.known["theme"].get(key)
        given = recogniser.given.get(("theme", key), {})
        for name in (row.fields.get("other_name") if row else "", given.get("title"), given.get("other_name")):
            if name:
                names.setdefault(exact(str(name)), key)
    return names


def _take_likeness(
    recogniser: Recogniser, one: Resolved, match: Match[str], portfolio: Mapping[str, Resolved], had_targets: bool
) -> None:
    one.candidates = [("theme", other.target, other.score) for other in match.candidates]
    if match.target is not None:
        _join(recogniser, one, match.target, portfolio, match.score)
        return
    (made,) = recogniser.rows("theme", [one.row])
    one.key, one.existing, one.merged = made.key, made.existing, made.merged
    if had_targets and one.existing is None:
        one.values["standing"] = one.standing = Standing.NONE


def _join(
    recogniser: Recogniser, one: Resolved, key: str, portfolio: Mapping[str, Resolved], score: float | None
) -> None:
    """Make a vision theme the other name of a theme, in the row of the portfolio where there is one.

    ``score`` is None where an earlier import joined them: then what holds since, holds.
    """
    known = recogniser.known["theme"].get(key)
    one.key = key
    one.standing, one.score = _standing(known.fields if known else {}, score, key in portfolio)
    if one.standing != Standing.NONE:  # else it is the vision's own theme
        one.counterpart = ("theme", key)
    recogniser.keys[("theme", one.row.key)] = key
    title = portfolio[key].values["title"] if key in portfolio else (known.fields["title"] if known else "")
    marks: dict[str, Any] = {"standing": one.standing, "score": one.score}
    if one.values["title"] != title:
        marks["other_name"] = one.values["title"]
    texts = {code: value for code, value in one.values.items() if code not in ("axis", "title") and value}
    if key in portfolio:
        one.merged = True
        portfolio[key].values.update({**texts, **portfolio[key].values, **marks})
        return
    one.existing = known
    recogniser.claimed.setdefault(("theme", key), set()).add(exact(str(one.values["title"])))
    one.values = {**texts, **marks}


def _standing(known: Mapping[str, Any], score: float | None, in_portfolio: bool) -> tuple[str, float | None]:
    before, score_before = str(known.get("_standing") or ""), known.get("_score")
    if before and (score is None or before in DECIDED or (score == 1.0 and not in_portfolio)):
        return before, score_before
    if score is None or score == 1.0:
        return str(Standing.EXACT), None
    return str(Standing.TO_CONFIRM), score


def match_priorities(recogniser: Recogniser, titles: Titles, resolved: list[Resolved]) -> None:
    """Find what each entry of the priority list names, unless a person or an earlier import linked it already.

    A link holds while its project or programme is in force, also when that gets another title.
    """
    axes = titles.of("axis")
    by_axis: dict[str, list[Resolved]] = defaultdict(list)
    taken: set[Name] = set()
    for one in resolved:
        known = one.existing.fields if one.existing else {}
        target = _link_of(known)
        linked = target is not None and target[1] in titles.rows[target[0]]
        if not one.in_force or known.get("_standing") in DECIDED or (linked and known.get("_standing") in _LINKED):
            _keep(one, known, titles)
            taken |= {target} if target else set()
            continue
        axis = str(one.values.get("axis") or matching.find_axis(str(one.values.get("axis_title") or ""), axes) or "")
        by_axis[axis].append(one)
    for axis, ones in by_axis.items():
        _match_entries(titles, axis, ones, taken)


def _match_entries(titles: Titles, axis: str, ones: list[Resolved], taken: set[Name]) -> None:
    if not axis:
        for one in ones:
            _link(one, "", None, Standing.AXIS_ABSENT, None)
        return
    projects, programs = (
        {name: title for name, title in titles.under_axis(kind, axis).items() if name not in taken}
        for kind in ("project", "program")
    )
    found = matching.match_priorities({one.row.key: str(one.values["title"]) for one in ones}, projects, programs)
    for one in ones:
        _take(one, axis, found[one.row.key])


def _take(one: Resolved, axis: str, match: Match[Name]) -> None:
    one.candidates = [] if match.is_exact else [(*other.target, other.score) for other in match.candidates]
    if match.target is None:
        _link(one, axis, None, Standing.NONE, None)
    elif match.is_exact:
        _link(one, axis, match.target, Standing.EXACT, None)
    else:
        _link(one, axis, match.target, Standing.TO_CONFIRM, match.score)


def _link(one: Resolved, axis: str, target: Name | None, standing: Standing, score: float | None) -> None:
    one.counterpart, one.standing, one.score = target, str(standing), score
    one.values |= {"axis": axis, "standing": str(standing), "score": score, "project": "", "program": ""}
    if target is not None:
        one.values[target[0]] = target[1]


def _keep(one: Resolved, known: Mapping[str, Any], titles: Titles) -> None:
    """Leave a link as it is, with what else it could be where that is still to confirm."""
    one.standing, one.score = str(known.get("_standing") or ""), known.get("_score")
    one.counterpart = _link_of(known)
    for code in ("axis", "project", "program"):
        one.values.pop(code, None)
    axis = str(known.get("axis") or "")
    if one.standing == Standing.TO_CONFIRM and axis:
        targets = {**titles.under_axis("project", axis), **titles.under_axis("program", axis)}
        alike = matching.candidates(str(one.values["title"]), targets)
        one.candidates = [(*other.target, other.score) for other in alike]


def _link_of(known: Mapping[str, Any]) -> Name | None:
    return next(((kind, str(known[kind])) for kind in ("project", "program") if known.get(kind)), None)


def stated_links(resolved: list[Resolved]) -> None:
    """Give entries that a workbook links by key their standing: who wrote the link has decided."""
    for one in resolved:
        stated = {code: one.values.get(code, "") for code in ("project", "program")}
        known = one.existing.fields if one.existing else None
        if known is not None and all(known.get(code, "") == key for code, key in stated.items()):
            continue
        linked = any(stated.values())
        absent = Standing.NONE if one.values.get("axis") else Standing.AXIS_ABSENT
        one.values |= {"standing": str(Standing.CONFIRMED if linked else absent), "score": None}

"""Approval votes of a round as a file of the format of pabulib: written, and read for a look before it is kept."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.methods.equal_shares import PabulibError, read_pabulib, votes_column
from rumbo.participation.queries.municipalities import municipalities_of
from rumbo.priority.method_words.allocation import sentence
from rumbo.priority.queries.votes import parts_of

if TYPE_CHECKING:
    from rumbo.methods.equal_shares import Election
    from rumbo.priority.models import Round
    from rumbo.priority.queries.votes import Ballots, Option

#: Largest file, in bytes.
FILE_LIMIT = 5 * 1024 * 1024
#: Projects that a sentence names.
NAMED = 5


@dataclass(frozen=True, slots=True)
class VoteFile:
    """What a file says: a ballot for each voter's id, with the items and the municipality (None: not known).

    ``unknown`` are places of the file that are no municipality here; ``costs`` the projects whose cost differs.
    """

    ballots: tuple[tuple[str, frozenset[int], int | None], ...]
    votes: Mapping[int, int]
    unknown: tuple[str, ...]
    costs: tuple[str, ...]

    @property
    def empty(self) -> int:
        """How many ballots approve of nothing."""
        return sum(not chosen for _voter, chosen, _place in self.ballots)


def read_votes(found: Round, data: bytes, listed: Sequence[Option]) -> VoteFile:
    """Return what a file says of the options of a round. Nothing is written.

    Its ``project_id`` is the key of a project, or its number.

    Raises:
        Refused: the file cannot be read, is no vote of approvals, or names what is not voted on here; or a ballot
            has more votes than each person has.
    """
    if len(data) > FILE_LIMIT:
        message = _("The file is larger than %(limit)d MB. Divide it: each part has the same projects.")
        raise Refused(message % {"limit": FILE_LIMIT // (1024 * 1024)})
    text = _decoded(data)
    try:
        election = read_pabulib(text)
        voters, places = votes_column(text, "voter_id"), votes_column(text, "neighborhood")
    except PabulibError as error:
        raise Refused(sentence(error.code, {"file": "", **error.params})) from error
    if not election.approval:
        raise Refused(_("The ballots of this file give points, and this round takes approvals: one mark a project."))
    items = _items(election, listed)
    chosen: list[set[int]] = [set() for _voter in voters]
    for item, supporters in zip(items, election.supporters, strict=True):
        for voter in supporters.tolist():
            chosen[voter].add(item)
    _check_number(found, voters, chosen)
    known = {place.title.casefold(): place.pk for place in municipalities_of(found.plan)}
    ballots = tuple(
        (voter, frozenset(some), known.get(place.casefold()))
        for voter, some, place in zip(voters, chosen, places, strict=True)
    )
    return VoteFile(
        ballots,
        Counter(item for _voter, some, _place in ballots for item in some),
        tuple(sorted({place for place in places if place and place.casefold() not in known})),
        _other_costs(election, items, listed),
    )


def write_votes(found: Round, listed: Sequence[Option], ballots: Ballots) -> str:
    """Return the votes of a round as such a file. Projects without a cost are not in it, nor the votes for them.

    Voters are numbered in the order of the ballots; ``neighborhood`` is the municipality where 5 or more voted there.

    Raises:
        Refused: the round has no budget to vote on.
    """
    if found.votes_budget is None:
        raise Refused(
            _("The file needs the budget that is voted on: give it in the round, under “budget to vote on”.")
        )
    priced = [option for option in listed if option.cost is not None]
    keys = {option.pk: option.row.element.key for option in priced}
    counts = Counter(item for chosen in ballots.choices for item in chosen)
    meta = [
        ("description", found.title),
        ("unit", found.plan.title),
        ("num_projects", len(priced)),
        ("num_votes", len(ballots.choices)),
        ("budget", _amount(found.votes_budget)),
        ("vote_type", "approval"),
        ("date_begin", f"{found.votes_from:%d.%m.%Y}" if found.votes_from else ""),
        ("date_end", f"{found.votes_until:%d.%m.%Y}" if found.votes_until else ""),
    ]
    meta += [("max_length", found.votes_each)] if found.votes_each else []
    made = io.StringIO()
    rows = csv.writer(made, delimiter=";", lineterminator="\n")
    rows.writerows([("META",), ("key", "value"), *((name, _cell(value)) for name, value in meta)])
    rows.writerows([("PROJECTS",), ("project_id", "cost", "votes", "name", "category")])
    for option in priced:
        values = (keys[option.pk], _amount(option.cost), counts[option.pk], option.row.name, option.row.axis.title)
        rows.writerow([_cell(value) for value in values])
    rows.writerows([("VOTES",), ("voter_id", "vote", "neighborhood")])
    for number, (chosen, place) in enumerate(zip(ballots.choices, parts_of(ballots), strict=True), start=1):
        rows.writerow([number, ",".join(sorted(keys[item] for item in chosen if item in keys)), _cell(place)])
    return made.getvalue()


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(sentence("not_utf8", {"file": _("The file")})) from error


def _items(election: Election, listed: Sequence[Option]) -> list[int]:
    """Return the item of each project of a file."""
    by_number = {option.row.number: option.pk for option in listed if option.row.number}
    by_id = by_number | {option.row.element.key: option.pk for option in listed}
    absent = [project for project in election.projects if project not in by_id]
    if absent:
        message = _(
            "These projects of the file are not voted on in this round: %(names)s. Give each the key or the number "
            "that it has in the plan, or take it out of the file."
        )
        raise Refused(message % {"names": _named(absent)})
    items = [by_id[project] for project in election.projects]
    twice = [project for project, item in zip(election.projects, items, strict=True) if items.count(item) > 1]
    if twice:
        message = _("The file has the same project under two ids: %(names)s. Leave one.")
        raise Refused(message % {"names": _named(twice)})
    return items


def _check_number(found: Round, voters: Sequence[str], chosen: Sequence[set[int]]) -> None:
    if found.votes_each is None:
        return
    above = [voter for voter, some in zip(voters, chosen, strict=True) if len(some) > found.votes_each]
    if above:
        message = _("Each person has %(each)d votes, and these voters of the file gave more: %(names)s.")
        raise Refused(message % {"each": found.votes_each, "names": _named(above)})


def _other_costs(election: Election, items: Sequence[int], listed: Sequence[Option]) -> tuple[str, ...]:
    """Return the names of projects that cost something else here than in a file."""
    by_item = {option.pk: option for option in listed}
    return tuple(
        by_item[item].label
        for item, cost in zip(items, election.costs, strict=True)
        if by_item[item].cost is None or by_item[item].cost * election.scale != cost  # type: ignore[operator]
    )


def _amount(value: Decimal | None) -> str:
    return f"{value:f}".removesuffix(".00")


def _cell(value: Any) -> Any:
    """Return a value as a spreadsheet shows it and never reckons it."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


def _named(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" (+{more})" if more > 0 else "")

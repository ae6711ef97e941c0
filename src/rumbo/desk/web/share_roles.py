"""Who answers for each share of a project: a table of organizations and roles a share, stored or as it was typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from rumbo.accounts.queries.organizations import all_organizations
from rumbo.core.errors import Refused
from rumbo.portfolio.queries.matrix import LETTERS, letters_of, roles_of
from rumbo.portfolio.queries.responsibilities import answer_for_shares

if TYPE_CHECKING:
    from django.http import QueryDict

    from rumbo.portfolio.models import Project, Share

#: What the fields of the row begin with in which one more organization is chosen.
NEW = "new"


@dataclass(frozen=True, slots=True)
class RoleRow:
    """An organization with the letters that are ticked, and those that it has."""

    organization: Any
    letters: str
    stored: str


@dataclass(slots=True)
class RoleTable:
    """The organizations of a share; ``others`` can be added, ``letters`` are ticked for one that is."""

    share: Share
    rows: list[RoleRow]
    others: list[Any] = field(default_factory=list)
    chosen: int = 0
    letters: str = ""
    refused: str = ""

    @property
    def accountable(self) -> bool:
        """Whether an organization is accountable for the share, as stored."""
        return any("A" in row.stored for row in self.rows)


def role_tables(project: Project, shares: list[Share], typed: RoleTable | None = None) -> list[RoleTable]:
    """Return the table of each share, and in its place the one that was typed: two queries."""
    held = answer_for_shares(project)
    organizations = list(all_organizations())
    tables = []
    for share in shares:
        own: dict[Any, list[str]] = {}
        for row in held.get(share.pk, []):
            own.setdefault(row.organization, []).append(row.role)
        stored = [RoleRow(one, letters_of(roles), letters_of(roles)) for one, roles in own.items()]
        table = RoleTable(share, stored)
        if typed is not None and typed.share.pk == share.pk:
            table = _seen_anew(typed, stored)
        listed = {row.organization.pk for row in table.rows}
        table.others = [one for one in organizations if one.pk not in listed]
        tables.append(table)
    return tables


def typed_table(project: Project, share: Share, data: QueryDict) -> RoleTable:
    """Return the table of a share as it was typed; organizations that are not there are left out."""
    known = {one.pk: one for one in all_organizations()}
    known |= {row.organization.pk: row.organization for row in role_tables(project, [share])[0].rows}
    numbers = [int(text) for text in data.getlist("organization") if text.isdecimal() and len(text) < 12]
    rows = [
        RoleRow(known[number], _ticked(data, str(number)), _seen(data, number))
        for number in dict.fromkeys(numbers)
        if number in known
    ]
    chosen = data.get(NEW, "")
    table = RoleTable(share, rows, letters=_ticked(data, NEW))
    table.chosen = int(chosen) if chosen.isdecimal() and len(chosen) < 12 else 0
    return table


def wanted_roles(table: RoleTable) -> list[tuple[Any, frozenset[str], frozenset[str]]]:
    """Return what is wanted of each organization of a typed table: (organization, roles, roles that were seen).

    Raises:
        Refused: two are accountable, or an organization was chosen without a role, or a role without one.
    """
    wanted = [(row.organization, roles_of(row.letters), roles_of(row.stored)) for row in table.rows]
    if table.chosen or table.letters:
        one = next((one for one in all_organizations() if one.pk == table.chosen), None)
        if one is None:
            raise Refused(_("Choose the organization that is added."))
        if not table.letters:
            raise Refused(_("Tick at least one role of “%(name)s”.") % {"name": one.name})
        wanted.append((one, roles_of(table.letters), frozenset()))
    if sum(LETTERS["A"] in roles for _one, roles, _seen in wanted) > 1:
        raise Refused(_("Only one organization can be accountable for a share: leave A ticked once."))
    return wanted


def _seen_anew(typed: RoleTable, stored: list[RoleRow]) -> RoleTable:
    """Return a table as it was typed, beside what is stored now: who saves it again has seen that."""
    now = {row.organization.pk: row for row in stored}
    rows = [
        RoleRow(row.organization, row.letters, now[pk].stored if (pk := row.organization.pk) in now else "")
        for row in typed.rows
    ]
    typed.rows = rows + [row for pk, row in now.items() if all(one.organization.pk != pk for one in rows)]
    return typed


def _ticked(data: QueryDict, name: str) -> str:
    given = data.getlist(f"roles-{name}")
    return "".join(letter for letter in LETTERS if letter in given)


def _seen(data: QueryDict, number: int) -> str:
    """Return the letters that the person saw the organization have."""
    given = data.get(f"seen-{number}", "")
    return "".join(letter for letter in LETTERS if letter in given)

"""Who may do what in a participatory process; `rumbo.plan.rules` says the rest.

==========================  ===================================================================================
``participation.facilitate``  lead a table: its agenda, people, contributions, minutes, adoption. Facilitator and
                              technical secretary of the table, editors of its axis, managers, administrators.
``participation.moderate``    decide on citizens' proposals of an axis: its editors, managers, administrators.
==========================  ===================================================================================

Objects may be a table, or anything with a ``table`` (an exercise, a participant) or an ``exercise``.
Processes, stages, workshops and tables are elements of the plan: ``plan.edit``.
"""

from __future__ import annotations

from typing import Any

from rules.permissions import add_perm
from rules.predicates import predicate

from rumbo.participation.models import Table
from rumbo.plan.rules import is_editor, is_manager


def table_of(target: Any) -> Table | None:
    """Return the table that an object belongs to."""
    if target is None or isinstance(target, Table):
        return target
    exercise = getattr(target, "exercise", None)
    return getattr(exercise if exercise is not None else target, "table", None)


@predicate  # type: ignore[untyped-decorator]
def leads_table(user: Any, target: Any) -> bool:
    """Facilitates the table or keeps its minutes, or edits its axis, or manages the plan."""
    table = table_of(target)
    if table is None or not getattr(user, "is_active", False):
        return False
    if user.pk is not None and user.pk in (table.facilitator_id, table.secretary_id):
        return True
    return bool(is_editor(user, table) or is_manager(user, table))


@predicate  # type: ignore[untyped-decorator]
def edits_its_axis(user: Any, target: Any) -> bool:
    """Edits the axis of a citizen's proposal."""
    return bool(is_editor(user, getattr(target, "axis", target)))


add_perm("participation.facilitate", leads_table)
add_perm("participation.moderate", edits_its_axis | is_manager)

"""What a person says of the plan that an import makes: its title, its key, its years, whether it is public."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.services.records import validate
from rumbo.importers.enums import RunState
from rumbo.importers.models import ImportLine, ImportRun
from rumbo.importers.records import model_of
from rumbo.importers.services.access import authorize_run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rumbo.core.actors import Actor

_FIELDS = ("title", "start_year", "end_year", "is_public")


@transaction.atomic
def name_plan(
    actor: Actor, run: ImportRun, *, title: str, key: str, start_year: int, end_year: int, is_public: bool
) -> ImportRun:
    """Keep what a person says of the plan that an import makes, in place of what the files say; return the import.

    Reading the files again keeps it too. What the files said is still what is remembered of them.

    Raises:
        PermissionDenied: the actor may not make plans.
        ValidationError: a field is wrong, or another plan has the key.
        Refused: the import makes no plan, or is not open.
    """
    current: ImportRun = ImportRun.objects.select_for_update().get(pk=run.pk)
    authorize_run(actor, current)
    if current.state not in (RunState.PROPOSED, RunState.FAILED):
        raise Refused(_("This import is closed. Start a new one."))
    line = plan_line(current)
    if line is None:
        raise Refused(_("These files make no plan."))
    values = {"title": title, "start_year": start_year, "end_year": end_year, "is_public": is_public}
    validate(model_of("plan")(key=key, **values))
    current.named, current.new_key = {"key": key, **values}, key
    current.save(update_fields=["named", "new_key"])
    name(line, current.named)
    line.save(update_fields=["key", "title", "after"])
    return current


def plan_line(run: ImportRun) -> ImportLine | None:
    """Return the line of the plan that an import makes; None where it makes none."""
    return run.lines.filter(kind="plan", write="create").first()


def makes_plan(line: ImportLine) -> bool:
    """Say whether a line makes a plan."""
    return line.kind == "plan" and line.write == "create"


def name(line: ImportLine, named: Mapping[str, Any]) -> None:
    """Put what a person said into the line that makes the plan."""
    line.key, line.title = named["key"], named["title"]
    line.after = {**line.after, **{code: named[code] for code in _FIELDS}}

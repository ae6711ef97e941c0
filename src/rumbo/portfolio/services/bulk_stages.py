"""Changing the stage of many projects, kept as one bulk edit that can be undone through the gates."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rumbo.core.errors import Refused
from rumbo.portfolio.enums import BatchKind, PassageKind, Stage
from rumbo.portfolio.queries.bulk import LIMIT
from rumbo.portfolio.services import batches, gates
from rumbo.portfolio.services.bulk import Outcome

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.plan.models import Plan
    from rumbo.portfolio.queries.bulk_stages import Move


@transaction.atomic
def move(
    actor: Actor, plan: Plan, seen: Mapping[int, str], wanted: Move, *, decided: Collection[int] = ()
) -> Outcome:
    """Move projects through the gates' service (`gates.move_many`, same errors) as one bulk edit."""
    if len(seen) > LIMIT:
        raise Refused(_("At most %(limit)d projects are changed at once: choose fewer.") % {"limit": LIMIT})
    with batches.record(actor, plan, BatchKind.STAGES, "", reason=wanted.reason or wanted.minutes) as recorder:
        moved = gates.move_many(actor, plan, seen, wanted, decided=decided)
        recorder.summary = _summary(wanted, len(moved.passages))
    return Outcome(recorder.batch, len(moved.passages), moved.left)


def _summary(wanted: Move, count: int) -> str:
    stage = str(Stage(wanted.to).label) if wanted.to else ""
    if wanted.kind == PassageKind.PASSED:
        text = ngettext("%(n)d project passed its gate", "%(n)d projects passed their gates", count)
    elif wanted.kind == PassageKind.BACK:
        text = ngettext("%(n)d project sent back to “%(stage)s”", "%(n)d projects sent back to “%(stage)s”", count)
    elif wanted.kind == PassageKind.SUSPENDED:
        text = ngettext("%(n)d project suspended", "%(n)d projects suspended", count)
    else:
        text = ngettext("%(n)d project taken up again", "%(n)d projects taken up again", count)
    return text % {"n": count, "stage": stage}

"""Scores that the staff enters for many at once, from paper or a workbook: all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rumbo.core.actors import person_of
from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize
from rumbo.priority.models import Assessment, DelphiRound, Evaluator, Round
from rumbo.priority.queries.items import ItemRow, criteria_of, listed_items
from rumbo.priority.queries.scores import conflicts_of, evaluators_of
from rumbo.priority.scales import Score, all_checked
from rumbo.priority.services.assessments import keep_past, loses, tidy_comment
from rumbo.priority.services.taking import open_delphi_of

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.priority.models import Criterion

#: Rows written at a time.
BATCH = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """All that an evaluator says of an item; ``version`` is that of its answer as it was read, 0 for none."""

    evaluator: int
    item: int
    values: Mapping[str, Score]
    comment: str
    version: int


@transaction.atomic
def enter(actor: Actor, found: Round, entries: Sequence[Entry], *, origin: str) -> int:
    """Store what was entered in the open Delphi round, as `services.assessments.save` does; return how many changed.

    A handful of queries for any number of entries; nothing is stored unless all of it is.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: no Delphi round is open, or an entry cannot be stored; the sentence names evaluator and item.
    """
    held = Round.objects.select_for_update().get(pk=found.pk)
    authorize(actor, "plan.manage", held)
    if not held.is_current:
        raise Refused(_("This round was withdrawn: it takes no more scores."))
    delphi = open_delphi_of(held)
    room = _Room(held, delphi)
    new: list[Assessment] = []
    changed: list[Assessment] = []
    for entry in entries:
        one = room.answer(entry)
        if one is not None:
            one.actor, one.origin, one.at = person_of(actor), origin, timezone.now()
            (changed if one.pk else new).append(one)
    Assessment.objects.bulk_create(new, batch_size=BATCH)
    fields = ["values", "comment", "actor", "origin", "version", "past", "at"]
    Assessment.objects.bulk_update(changed, fields, batch_size=BATCH)
    return len(new) + len(changed)


class _Room:
    """What a round asks of whom, and what was answered in its open Delphi round."""

    def __init__(self, found: Round, delphi: DelphiRound) -> None:
        self.delphi = delphi
        self.criteria: list[Criterion] = list(criteria_of(found))
        self.items: dict[int, ItemRow] = {row.pk: row for row in listed_items(found)}
        self.evaluators: dict[int, Evaluator] = {one.pk: one for one in evaluators_of(found)}
        self.conflicts = set(conflicts_of(found))
        self.answers = {(one.evaluator_id, one.item_id): one for one in Assessment.objects.filter(delphi=delphi)}

    def answer(self, entry: Entry) -> Assessment | None:
        """Return the answer that an entry makes, yet to be stored; None where it is stored just so.

        Raises:
            Refused: it cannot be stored.
        """
        evaluator, row = self._asked(entry)
        try:
            said: dict[str, Any] = {
                "values": all_checked(self.criteria, entry.values),
                "comment": tidy_comment(entry.comment),
            }
        except Refused as refusal:
            raise _refused(evaluator, row, refusal.message) from refusal
        one = self.answers.get((entry.evaluator, entry.item))
        if one is not None and {"values": one.values, "comment": one.comment} == said:
            return None
        if entry.version != (one.version if one is not None else 0):
            raise _refused(evaluator, row, _("it was scored elsewhere in the meantime. Load the page or file again."))
        if one is None:
            one = Assessment(delphi=self.delphi, evaluator=evaluator, item=row.item, version=0)
            self.answers[entry.evaluator, entry.item] = one
        elif loses(one, said):
            keep_past(one)
        one.values, one.comment, one.version = said["values"], said["comment"], one.version + 1
        return one

    def _asked(self, entry: Entry) -> tuple[Evaluator, ItemRow]:
        evaluator, row = self.evaluators.get(entry.evaluator), self.items.get(entry.item)
        if evaluator is None or row is None:
            raise Refused(_("An evaluator or a project left the round in the meantime. Load the page or file again."))
        if evaluator.axis_id is not None and evaluator.axis_id != row.axis.pk:
            raise _refused(evaluator, row, _("they are asked about another axis only."))
        if (entry.evaluator, entry.item) in self.conflicts:
            raise _refused(evaluator, row, _("they declared a conflict of interest and do not score it."))
        return evaluator, row


def _refused(evaluator: Evaluator, row: ItemRow, why: str) -> Refused:
    return Refused(f"{evaluator.title}, {row.name}: {why}")

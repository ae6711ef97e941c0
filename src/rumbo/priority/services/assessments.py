"""Scores: taken from evaluators, or entered for them from paper; earlier answers are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rumbo.core.actors import person_of
from rumbo.core.errors import Refused
from rumbo.priority.enums import Origin
from rumbo.priority.models import Assessment, Conflict, Evaluator, Item
from rumbo.priority.queries.items import criteria_of
from rumbo.priority.queries.own import own_rows, sitting_of
from rumbo.priority.scales import Score, all_checked
from rumbo.priority.services.taking import check_item, held, open_delphi_of

if TYPE_CHECKING:
    from rumbo.core.actors import Actor

#: The longest comment, in characters.
COMMENT_LIMIT = 1000


class Overtaken(Refused):
    """The same was scored in another tab or on another device in the meantime; ``current`` is what is saved."""

    def __init__(self, current: Assessment | None) -> None:
        super().__init__(
            _("This was scored on another screen in the meantime. Look at both, and save again what should stay.")
        )
        self.current = current


@transaction.atomic
def save(
    evaluator: Evaluator,
    item: Item,
    values: Mapping[Any, Any],
    comment: str = "",
    *,
    actor: Actor | None = None,
    origin: str = Origin.LINK,
    expected_version: int | None = None,
) -> Assessment:
    """Store all that an evaluator says of an item in the open Delphi round, and return it.

    ``values`` is ``{criterion's number: score}``, with None for "cannot say"; a criterion that is not in it has no
    answer. What an earlier answer said otherwise is kept in ``past``; the same again changes nothing. ``actor`` is
    who enters it for the evaluator; ``expected_version`` the version that they saw, 0 for none, None for any.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Overtaken: another version was saved since.
        Refused: no Delphi round is open, evaluator or round was withdrawn, the item is not one that the evaluator is
            asked about or has a conflict of interest, a score does not fit, or the comment is too long.
    """
    current = held(evaluator, actor)
    delphi = open_delphi_of(current.round)
    check_item(current, item)
    if Conflict.objects.filter(evaluator=current, item=item, withdrawn=False).exists():
        raise Refused(_("You declared a conflict of interest here. Take it back first if you want to score it."))
    said = {"values": all_checked(criteria_of(current.round), values), "comment": tidy_comment(comment)}
    found = Assessment.objects.filter(delphi=delphi, evaluator=current, item=item).first()
    if found is not None and {"values": found.values, "comment": found.comment} == said:
        return found
    if expected_version is not None and expected_version != (found.version if found is not None else 0):
        raise Overtaken(found)
    if found is None:
        found = Assessment(delphi=delphi, evaluator=current, item=item, version=0)
    elif loses(found, said):
        keep_past(found)
    return _store(found, said, person_of(actor), origin)


@transaction.atomic
def keep_rest(evaluator: Evaluator) -> int:
    """Keep the scores of the last Delphi round wherever the evaluator said nothing in this one; return how many.

    Raises:
        Refused: no Delphi round is open, or evaluator or round was withdrawn.
    """
    current = held(evaluator, None)
    delphi = open_delphi_of(current.round)
    kept = [
        Assessment(delphi=delphi, evaluator=current, item=own.row.item, values=dict(own.before))
        for own in own_rows(sitting_of(current))
        if own.assessment is None and own.conflict is None and own.before
    ]
    Assessment.objects.bulk_create(kept)
    return len(kept)


def keep_past(found: Assessment, **more: Any) -> None:
    """Put the answer as it is to the past ones of an assessment, which the caller saves."""
    at = found.at.isoformat() if found.at else timezone.now().isoformat()
    old = {"values": found.values, "comment": found.comment, "at": at, "by": found.actor_id}
    found.past = [*found.past, old | more]


def loses(found: Assessment, said: Mapping[str, Any]) -> bool:
    """Whether an answer would be gone: the first marks on a form, one after the other, take nothing away."""
    values: Mapping[str, Score] = said["values"]
    if any(key not in values or values[key] != value for key, value in found.values.items()):
        return True
    return not str(said["comment"]).startswith(found.comment)


def tidy_comment(comment: str) -> str:
    """Return a comment as it is stored.

    Raises:
        Refused: it is too long.
    """
    tidy = comment.replace("\r\n", "\n").strip()
    if len(tidy) > COMMENT_LIMIT:
        message = _("The comment has %(length)d characters; %(limit)d fit. Say it shorter.")
        raise Refused(message % {"length": len(tidy), "limit": COMMENT_LIMIT})
    return tidy


def _store(found: Assessment, said: Mapping[str, Any], actor: Any, origin: str) -> Assessment:
    found.values, found.comment = said["values"], said["comment"]
    found.actor, found.origin = actor, origin
    found.version += 1
    found.save()
    return found

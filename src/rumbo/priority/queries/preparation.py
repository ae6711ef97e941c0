"""What a round lacks before scores can be taken, and what its staff should look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from rumbo.priority.enums import WeightsFrom
from rumbo.priority.models import Criterion, Evaluator, Item

if TYPE_CHECKING:
    from rumbo.priority.models import Round


def missing(found: Round) -> list[str]:
    """Return in sentences what a round lacks before scores can be taken: three queries."""
    sentences = []
    if not Item.objects.filter(round=found, left=False).exists():
        sentences.append(_("Choose what is prioritised."))
    weights = list(Criterion.objects.current().filter(round=found).values_list("weight", flat=True))
    if not weights:
        sentences.append(_("Write at least one criterion."))
    elif found.weights_from == WeightsFrom.GIVEN and sum(weights) <= 0:
        sentences.append(_("All criteria weigh 0: give at least one of them a weight, for the weights given count."))
    if not Evaluator.objects.current().filter(round=found).exists():
        sentences.append(_("Name at least one evaluator."))
    return sentences

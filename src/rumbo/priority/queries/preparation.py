"""What a round lacks before scores can be taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from rumbo.priority.enums import WeightsFrom
from rumbo.priority.models import Criterion, Evaluator, Item

if TYPE_CHECKING:
    from rumbo.priority.models import Round


def missing(found: Round) -> list[str]:
    """Return in sentences what a round lacks before scores can be taken: three queries."""
    weights = list(Criterion.objects.current().filter(round=found).values_list("weight", flat=True))
    items = Item.objects.filter(round=found, left=False).count()
    return lacks(found, items, weights, Evaluator.objects.current().filter(round=found).count())


def lacks(found: Round, items: int, weights: Sequence[float], evaluators: int) -> list[str]:
    """Return the same of a round whose items, criteria (by their weights) and evaluators were counted."""
    sentences = []
    if not items:
        sentences.append(_("Choose what is prioritised."))
    if not weights:
        sentences.append(_("Write at least one criterion."))
    elif found.weights_from == WeightsFrom.GIVEN and sum(weights) <= 0:
        sentences.append(_("All criteria weigh 0: give at least one of them a weight, for the weights given count."))
    if not evaluators:
        sentences.append(_("Name at least one evaluator."))
    return sentences

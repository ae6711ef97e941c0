"""What evaluators are called where nobody should know who they are."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.crypto import salted_hmac

from rumbo.priority.models import Evaluator


def pseudonyms_of(evaluators: Iterable[Evaluator]) -> dict[int, str]:
    """Return E1, E2 … for the evaluators of a round, by number of the evaluator, in an order that tells nothing.

    The order follows from the secret of the site: the same evaluators always have the same names here.
    """
    shuffled = sorted((one.pk for one in evaluators), key=lambda pk: salted_hmac("evaluator", str(pk)).hexdigest())
    return {pk: f"E{number}" for number, pk in enumerate(shuffled, start=1)}

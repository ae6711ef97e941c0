"""Weights: how much each criterion counts for an evaluator, said in one of four ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.core.actors import person_of
from rumbo.core.errors import Refused
from rumbo.methods import weights as methods
from rumbo.priority.enums import Origin, WeightMethod
from rumbo.priority.models import Criterion, Evaluator, Weighting
from rumbo.priority.queries.items import criteria_of
from rumbo.priority.services.taking import held, open_delphi_of

if TYPE_CHECKING:
    from rumbo.core.actors import Actor

#: The largest number of a direct weight and of swing, and the points to spread.
MOST = 100
#: The strongest judgement of a pair.
STRONGEST = 9
#: The most criteria that are compared in pairs.
PAIRS_LIMIT = len(methods.RANDOM_INDEX)


@dataclass(frozen=True, slots=True)
class Found:
    """Weights by criterion's number, with the pairwise comparison that they follow from, where one was made."""

    answers: dict[str, float]
    weights: dict[str, float]
    pairwise: methods.Pairwise | None = None


class Inconsistent(Refused):
    """Judgements in pairs contradict each other more than is fine; ``found`` says where. May be saved knowingly."""

    def __init__(self, found: Found, ratio: float) -> None:
        message = _(
            "Your answers contradict each other more than they should: the consistency ratio is %(ratio).2f, and up "
            "to 0.10 is fine. Change one of those named below, or save them as they are."
        )
        super().__init__(message % {"ratio": ratio})
        self.found = found


class OvertakenWeights(Refused):
    """The weights were saved on another screen in the meantime."""


@transaction.atomic
def save(
    evaluator: Evaluator,
    method: str,
    answers: Mapping[Any, Any],
    *,
    actor: Actor | None = None,
    origin: str = Origin.LINK,
    knowingly: bool = False,
    expected_version: int | None = None,
) -> Weighting:
    """Store how much each criterion counts for an evaluator, and return it; the same again changes nothing.

    ``answers`` is a number for each criterion's number, or in pairs ``{"first-second": ratio}``, for each pair in the
    order of the criteria how many times as important the first is (below 1: the second is). ``knowingly``: also where
    judgements contradict each other. ``expected_version`` as in `assessments.save`.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Inconsistent: the consistency ratio is above 0.1, and it is not said that this is known.
        OvertakenWeights: another version was saved since.
        Refused: no Delphi round is open, evaluator or round was withdrawn, or an answer is missing or does not fit.
    """
    current = held(evaluator, actor)
    open_delphi_of(current.round)
    found = find(list(criteria_of(current.round)), method, answers)
    ratio = found.pairwise.ratio if found.pairwise is not None else None
    kept = Weighting.objects.filter(evaluator=current).first()
    if kept is not None and (kept.method, kept.answers, kept.weights) == (method, found.answers, found.weights):
        return kept
    if expected_version is not None and expected_version != (kept.version if kept is not None else 0):
        raise OvertakenWeights(
            _("The weights were saved on another screen in the meantime. Save again to keep these.")
        )
    if ratio is not None and ratio > methods.CONSISTENT and not knowingly:
        raise Inconsistent(found, ratio)
    kept = kept or Weighting(evaluator=current, version=0)
    kept.method, kept.answers, kept.weights, kept.ratio = method, found.answers, found.weights, ratio
    kept.actor, kept.origin = person_of(actor), origin
    kept.version += 1
    kept.save()
    return kept


def find(criteria: Sequence[Criterion], method: str, answers: Mapping[Any, Any]) -> Found:
    """Return the weights that follow from answers; nothing is stored.

    Raises:
        Refused: the round has no criteria, the method is unknown, or an answer is missing or does not fit.
    """
    if not criteria:
        raise Refused(_("This round has no criteria yet: there is nothing to weigh."))
    if method not in WeightMethod.values:
        raise Refused(_("Choose one of the four ways to say how much each criterion counts."))
    given = {str(key): value for key, value in answers.items()}
    if method == WeightMethod.PAIRWISE:
        return _in_pairs(criteria, given)
    keys = [str(one.pk) for one in criteria]
    numbers = {key: _number(one, given.get(key)) for key, one in zip(keys, criteria, strict=True)}
    _METHODS[method](list(numbers.values()))
    shares = methods.direct(list(numbers.values()))
    return Found(numbers, dict(zip(keys, shares.tolist(), strict=True)))


def pairs_of(criteria: Sequence[Criterion]) -> list[tuple[str, Criterion, Criterion]]:
    """Return the pairs to compare, each with the name of its answer."""
    return [(f"{one.pk}-{other.pk}", one, other) for one, other in combinations(criteria, 2)]


def _in_pairs(criteria: Sequence[Criterion], given: Mapping[str, Any]) -> Found:
    if len(criteria) > PAIRS_LIMIT:
        message = _("At most %(limit)d criteria can be compared in pairs. Choose another way.")
        raise Refused(message % {"limit": PAIRS_LIMIT})
    pairs = pairs_of(criteria)
    missing = sum(1 for name, _one, _other in pairs if given.get(name) is None)
    if missing:
        raise Refused(_("Compare all pairs: %(count)d are still without an answer.") % {"count": missing})
    places = {one.pk: place for place, one in enumerate(criteria)}
    matrix = [[1.0] * len(criteria) for _one in criteria]
    judged: dict[str, float] = {}
    for name, one, other in pairs:
        judged[name] = _judgement(one, other, given[name])
        matrix[places[one.pk]][places[other.pk]] = judged[name]
        matrix[places[other.pk]][places[one.pk]] = 1 / judged[name]
    found = methods.pairwise(matrix)
    shares = {str(one.pk): float(share) for one, share in zip(criteria, found.weights, strict=True)}
    return Found(judged, shares, found)


def _number(criterion: Criterion, value: Any) -> float:
    message = _("“%(criterion)s”: write a number from 0 to %(most)d.")
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MOST:  # nan is neither
        raise Refused(message % {"criterion": criterion.name, "most": MOST})
    return float(value)


def _judgement(one: Criterion, other: Criterion, value: Any) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 1 / STRONGEST - 1e-9 <= value <= STRONGEST:
        message = _("“%(one)s” and “%(other)s”: say which one counts more, up to %(most)d times.")
        raise Refused(message % {"one": one.name, "other": other.name, "most": STRONGEST})
    return float(value)


def _check_direct(numbers: list[float]) -> None:
    if not any(numbers):
        raise Refused(_("At least one criterion has to count: give one more than 0."))


def _check_points(numbers: list[float]) -> None:
    left = MOST - sum(numbers)
    if abs(left) <= 1e-6:
        return
    if left > 0:
        raise Refused(_("%(left)g points are left: spread exactly 100.") % {"left": left})
    raise Refused(_("That is %(over)g points too many: spread exactly 100.") % {"over": -left})


def _check_swing(numbers: list[float]) -> None:
    if max(numbers) != MOST:
        raise Refused(_("Give 100 to the improvement that you want most; all others are measured by it."))


_METHODS: Mapping[str, Callable[[list[float]], None]] = {
    WeightMethod.DIRECT: _check_direct,
    WeightMethod.POINTS: _check_points,
    WeightMethod.SWING: _check_swing,
}

"""Scores on the scale of a criterion: what fits it, and what somebody typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.priority.enums import ScaleKind
from rumbo.priority.models import Criterion

#: A number with its thousands set apart, as people write them here.
_GROUPED = re.compile(r"-?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]*)?")
#: A score, or None where somebody says that they cannot tell.
Score = int | float | None


def checked(criterion: Criterion, value: Any) -> Score:
    """Return a score as it is stored: a level of words as a whole number, None for "cannot say".

    Raises:
        Refused: it is no number, or outside of the scale; the sentence names the criterion and its ends.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise _no_number(criterion)
    low, high = criterion.bounds
    fits = low <= value <= high  # nothing that is no number is
    if criterion.scale == ScaleKind.VERBAL:
        if not fits or value != int(value):
            message = _("“%(criterion)s”: choose one of the levels, from 1 to %(count)d.")
            raise Refused(message % {"criterion": criterion.name, "count": high})
        return int(value)
    if not fits:
        message = _("“%(criterion)s”: the score goes from %(low)s to %(high)s.")
        raise Refused(message % {"criterion": criterion.name, "low": shown(low), "high": shown(high)})
    return int(value) if value == int(value) else float(value)


def all_checked(criteria: Iterable[Criterion], values: Mapping[Any, Any]) -> dict[str, Score]:
    """Return scores by criterion (its number, as text, in the order of the criteria), each `checked`.

    Raises:
        Refused: a score does not fit its criterion, or is of a criterion that the round does not have.
    """
    given = {str(key): value for key, value in values.items()}
    found = {str(one.pk): checked(one, given.pop(str(one.pk))) for one in criteria if str(one.pk) in given}
    if given:
        raise Refused(_("The criteria changed in the meantime. Load the page again."))
    return found


def typed(criterion: Criterion, text: str) -> Score:
    """Return the score that somebody typed or chose: 12.5, 12,5 and 1,200 (commas between groups of three digits).

    Raises:
        Refused: it is no number, or outside of the scale.
    """
    tidy = text.strip().replace(" ", "").replace("\u00a0", "")
    if _GROUPED.fullmatch(tidy):
        tidy = tidy.replace(",", "")
    elif tidy.count(",") == 1 and "." not in tidy:
        tidy = tidy.replace(",", ".")
    try:
        number = float(tidy)
    except ValueError:
        raise _no_number(criterion) from None
    return checked(criterion, number)


def shown(value: Score) -> str:
    """Return a number as people write it: no zeros after the point."""
    return "" if value is None else f"{value:.15g}"


def _no_number(criterion: Criterion) -> Refused:
    message = _("“%(criterion)s”: write a number, or say that you cannot tell.")
    return Refused(message % {"criterion": criterion.name})

"""Importance: from 1 to 5, a number of points to spread, or an order."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rumbo.participation.enums import ExerciseType, Scale
from rumbo.participation.exercises.base import ExerciseKind, Settings, chosen, known_items, whole

BEST_RATING = 5


def clean(settings: Settings) -> Settings:
    """Return ``scale`` and, for points, how many ``points`` each may spread."""
    return {
        "scale": chosen(settings, "scale", Scale.values, Scale.RATING),
        "points": whole(settings, "points", 10, 1, 1000),
    }


def check_sheet(settings: Settings, values: Mapping[int, int], items: frozenset[int]) -> None:
    """Raise ``ValidationError`` unless the answers fit the scale.

    A rating may come item by item; points and orders come as a whole: points may leave some unspent, an order
    names each item once.
    """
    known_items(values, items)
    if settings["scale"] == Scale.RATING:
        if not all(1 <= value <= BEST_RATING for value in values.values()):
            raise ValidationError(gettext("Give each from 1 to 5."))
    elif settings["scale"] == Scale.POINTS:
        _check_points(settings["points"], values)
    elif sorted(values.values()) != list(range(1, len(items) + 1)):
        raise ValidationError(gettext("Put all of them in order, each in a place of its own."))


def fill_sheet(settings: Settings, values: Mapping[int, int], items: frozenset[int]) -> Mapping[int, int]:
    """Return a sheet of points with nothing for the items that it leaves out: points sent in pieces never add up."""
    return {**dict.fromkeys(items, 0), **values} if settings["scale"] == Scale.POINTS else values


def _check_points(points: int, values: Mapping[int, int]) -> None:
    spent = sum(values.values())
    if min(values.values()) < 0:
        raise ValidationError(gettext("Points cannot be negative."))
    if spent > points:
        message = gettext("You spread %(spent)d points of %(points)d: take %(over)d back.")
        raise ValidationError(message % {"spent": spent, "points": points, "over": spent - points})


KIND = ExerciseKind(
    type=ExerciseType.IMPORTANCE,
    summary=_("Each says how important each thing is: from 1 to 5, with points to spread, or as an order."),
    source="must",
    says=False,
    clean=clean,
    check_sheet=check_sheet,
    fill_sheet=fill_sheet,
)

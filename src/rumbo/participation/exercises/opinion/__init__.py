"""Opinion: agree, disagree or pass, one statement at a time."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rumbo.participation.enums import ExerciseType
from rumbo.participation.exercises.base import ExerciseKind, Settings, known_items

AGREE, PASS, DISAGREE = 1, 0, -1


def clean(settings: Settings) -> Settings:
    """Return ``people_add``: whether participants may add statements."""
    return {"people_add": bool(settings.get("people_add", False))}


def check_sheet(_settings: Settings, values: Mapping[int, int], items: frozenset[int]) -> None:
    """Raise ``ValidationError`` unless each answer is agree, disagree or pass."""
    known_items(values, items)
    if not {AGREE, PASS, DISAGREE}.issuperset(values.values()):
        raise ValidationError(gettext("Say whether you agree, disagree or pass."))


KIND = ExerciseKind(
    type=ExerciseType.OPINION,
    summary=_(
        "Statements come one at a time; each agrees, disagrees or passes. Opinion groups and consensus appear."
    ),
    source="may",
    says=True,
    clean=clean,
    check_sheet=check_sheet,
)

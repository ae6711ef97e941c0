"""Project profile: the table fills in the short profile of a project together."""

from django.utils.translation import gettext_lazy as _

from rumbo.participation.enums import ExerciseType
from rumbo.participation.exercises.base import ExerciseKind, Settings

#: What a short profile asks, and its longest answer in characters.
PARTS = ("problem", "population", "objective", "description", "components", "place", "results", "risks")
PART_LIMIT = 2000


def clean(_settings: Settings) -> Settings:
    """Return nothing: a profile has no settings."""
    return {}


KIND = ExerciseKind(
    type=ExerciseType.PROFILE,
    summary=_(
        "The table writes the short profile of a project together: problem, who benefits, what is done, where."
    ),
    source="may",
    says=False,
    clean=clean,
)

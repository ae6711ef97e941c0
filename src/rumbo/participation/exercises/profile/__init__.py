"""Project profile: the table fills in the short profile of a project together."""

from django.utils.translation import gettext_lazy as _

from rumbo.participation.enums import ExerciseType
from rumbo.participation.exercises.base import ExerciseKind, Settings

#: What a short profile asks, and its longest answer in characters.
PARTS = ("problem", "population", "objective", "description", "components", "place", "results", "risks")
PART_LABELS = dict(
    zip(
        PARTS,
        (
            _("What problem does it solve?"),
            _("Who benefits, and how many?"),
            _("What does it want to achieve?"),
            _("What is done?"),
            _("What parts does it have?"),
            _("Where?"),
            _("What will have changed, and how will it be seen?"),
            _("What could go wrong?"),
        ),
        strict=True,
    )
)
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

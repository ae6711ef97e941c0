"""Ideas: short texts of one kind, with "same as mine"."""

from django.utils.translation import gettext_lazy as _

from rumbo.participation.enums import ContributionKind, ExerciseType
from rumbo.participation.exercises.base import ExerciseKind, Settings, chosen, whole


def clean(settings: Settings) -> Settings:
    """Return ``kind`` of what is said, and ``limit``: how many each may say."""
    return {
        "kind": chosen(settings, "kind", ContributionKind.values, ContributionKind.PROBLEM),
        "limit": whole(settings, "limit", 10, 1, 50),
    }


KIND = ExerciseKind(
    type=ExerciseType.IDEAS,
    summary=_("People write short ideas, see those of the table and mark the ones that are theirs too."),
    source="never",
    says=True,
    clean=clean,
)

"""Grouping: near-duplicates are merged by those who lead the table; no author is lost."""

from django.utils.translation import gettext_lazy as _

from rumbo.participation.enums import ContributionKind, ExerciseType
from rumbo.participation.exercises.base import ExerciseKind, Settings, chosen


def clean(settings: Settings) -> Settings:
    """Return ``kind``: what the groups become."""
    return {"kind": chosen(settings, "kind", ContributionKind.values, ContributionKind.STRATEGY)}


KIND = ExerciseKind(
    type=ExerciseType.GROUPING,
    summary=_("What is alike is put together under one name; everybody stays an author."),
    source="must",
    says=False,
    clean=clean,
)

"""Causes: what lies behind each problem, drawn as a tree and as a fishbone."""

from django.utils.translation import gettext_lazy as _

from rumbo.participation.enums import ExerciseType
from rumbo.participation.exercises.base import ExerciseKind, Settings, whole


def clean(settings: Settings) -> Settings:
    """Return ``limit``: how many causes each may write."""
    return {"limit": whole(settings, "limit", 10, 1, 50)}


KIND = ExerciseKind(
    type=ExerciseType.CAUSES,
    summary=_("People write what causes each problem; the table sees a problem tree and a fishbone."),
    source="must",
    says=True,
    clean=clean,
)

"""The usual agendas: what a table does at each stage of a process, put on the agenda with one tap."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from rumbo.participation.enums import ContributionKind, ExerciseType, Scale

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Step:
    """An exercise of a usual agenda. ``source`` is the place, from 0, of the step that it works on."""

    type: ExerciseType
    title: StrPromise
    settings: dict[str, Any] = field(default_factory=dict)
    source: int | None = None


@dataclass(frozen=True, slots=True)
class Usual:
    """A usual agenda: the idea of a stage, and its exercises in order."""

    label: StrPromise
    steps: tuple[Step, ...]


_LIKE = _("What is alike?")
USUAL: dict[str, Usual] = {
    "diagnosis": Usual(
        _("Diagnosis"),
        (
            Step(ExerciseType.IDEAS, _("What problems do we see?"), {"kind": ContributionKind.PROBLEM}),
            Step(ExerciseType.GROUPING, _LIKE, {"kind": ContributionKind.PROBLEM}, 0),
            Step(ExerciseType.CAUSES, _("What causes each problem?"), {}, 1),
            Step(ExerciseType.IMPORTANCE, _("Which problems matter most?"), {"scale": Scale.POINTS}, 1),
        ),
    ),
    "vision": Usual(
        _("Vision and objectives"),
        (
            Step(ExerciseType.IDEAS, _("What will it be like when the plan is done?"), {"kind": "vision"}),
            Step(ExerciseType.GROUPING, _LIKE, {"kind": ContributionKind.OBJECTIVE}, 0),
            Step(ExerciseType.OPINION, _("Which of these do we share?"), {}, 1),
        ),
    ),
    "strategies": Usual(
        _("Strategies and actions"),
        (
            Step(ExerciseType.IDEAS, _("What should be done?"), {"kind": ContributionKind.ACTION}),
            Step(ExerciseType.GROUPING, _LIKE, {"kind": ContributionKind.STRATEGY}, 0),
            Step(ExerciseType.IMPORTANCE, _("What matters most?"), {"scale": Scale.RATING}, 1),
        ),
    ),
    "projects": Usual(
        _("Projects"),
        (
            Step(ExerciseType.IDEAS, _("Which projects do we propose?"), {"kind": ContributionKind.PROJECT}),
            Step(ExerciseType.GROUPING, _LIKE, {"kind": ContributionKind.PROJECT}, 0),
            Step(ExerciseType.IMPORTANCE, _("Which projects come first?"), {"scale": Scale.POINTS}, 1),
            Step(ExerciseType.PROFILE, _("The profile of the first project"), {}, 1),
        ),
    ),
}

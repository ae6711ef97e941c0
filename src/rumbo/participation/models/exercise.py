"""What a table does, one after another."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element
from rumbo.participation.enums import ExerciseType, Phase


class Exercise(Element):
    """An exercise of a table's agenda; its title is the question, its text says how it is done.

    ``settings`` holds what its type needs (see `rumbo.participation.exercises`); ``source`` is the earlier exercise
    whose contributions it works on; results are hidden until ``results_shown``.
    """

    KIND = "exercise"
    PERMISSION = "participation.facilitate"
    EDITABLE: ClassVar[tuple[str, ...]] = ("table", *Element.EDITABLE, "source", "settings")
    MARKS: ClassVar[tuple[str, ...]] = ("phase", "results_shown")
    PARENTS: ClassVar[tuple[str, ...]] = ("table",)

    table = models.ForeignKey(
        "participation.Table", models.PROTECT, related_name="exercises", verbose_name=_("table")
    )
    type = models.CharField(_("type"), max_length=10, choices=ExerciseType.choices)
    phase = models.CharField(_("phase"), max_length=6, choices=Phase.choices, default=Phase.DRAFT)
    results_shown = models.BooleanField(_("results shown"), default=False)
    settings = models.JSONField(_("settings"), default=dict, blank=True)
    source = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followers",
        verbose_name=_("works on what was said in"),
    )

    history = HistoricalRecords()

    class Meta(Element.Meta):
        verbose_name = _("exercise")
        verbose_name_plural = _("exercises")

    @property
    def axis_pk(self) -> int | None:
        """The axis of its table."""
        return self.table.axis_id

    @property
    def is_open(self) -> bool:
        """Whether it takes answers."""
        return self.phase == Phase.OPEN and self.is_current

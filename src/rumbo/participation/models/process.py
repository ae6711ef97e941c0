"""The participatory process and its stages."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element


class Process(Element):
    """A participatory process of a plan: several stages from the diagnosis to the projects."""

    KIND = "process"

    history = HistoricalRecords()

    class Meta(Element.Meta):
        verbose_name = _("participatory process")
        verbose_name_plural = _("participatory processes")


class Stage(Element):
    """A stage of a process, such as "Diagnosis"; its workshops serve it."""

    KIND = "stage"
    EDITABLE: ClassVar[tuple[str, ...]] = ("process", *Element.EDITABLE)
    PARENTS: ClassVar[tuple[str, ...]] = ("process",)

    process = models.ForeignKey(
        "participation.Process", models.PROTECT, related_name="stages", verbose_name=_("participatory process")
    )

    history = HistoricalRecords()

    class Meta(Element.Meta):
        verbose_name = _("stage")
        verbose_name_plural = _("stages")

"""The plan's prose."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element
from rumbo.plan.enums import ChapterKind


class Chapter(Element):
    """A chapter to read; ``text`` is Markdown."""

    KIND = "chapter"
    EDITABLE: ClassVar[tuple[str, ...]] = ("kind", "axis", *Element.EDITABLE)
    PARENTS: ClassVar[tuple[str, ...]] = ("axis",)

    kind = models.CharField(_("kind"), max_length=12, choices=ChapterKind.choices, default=ChapterKind.OTHER)
    axis = models.ForeignKey(
        "plan.Axis", models.PROTECT, null=True, blank=True, related_name="chapters", verbose_name=_("axis")
    )

    history = HistoricalRecords()

    class Meta(Element.Meta):
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")

    @property
    def axis_pk(self) -> int | None:
        """Its axis; chapters of the whole plan belong to the manager."""
        return self.axis_id

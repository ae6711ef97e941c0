"""A programme of projects."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element
from rumbo.core.ordering import text_key


class Program(Element):
    """A programme of a theme; it serves strategies, of its own theme or of others."""

    KIND = "program"
    EDITABLE: ClassVar[tuple[str, ...]] = ("theme", *Element.EDITABLE, "strategies")
    LINKS: ClassVar[tuple[str, ...]] = ("strategies",)
    PARENTS: ClassVar[tuple[str, ...]] = ("theme",)

    theme = models.ForeignKey("plan.Theme", models.PROTECT, related_name="programs", verbose_name=_("theme"))
    strategies = models.ManyToManyField(
        "plan.Strategy", related_name="programs", blank=True, verbose_name=_("strategies it serves")
    )
    title_order = models.CharField(max_length=120, blank=True, editable=False)

    history = HistoricalRecords(m2m_fields=[strategies])

    class Meta(Element.Meta):
        verbose_name = _("program")
        verbose_name_plural = _("programs")

    @property
    def axis_pk(self) -> int | None:
        """The axis of its theme."""
        return self.theme.axis_id

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the sorting form of the title beside it."""
        self.title_order = text_key(self.title)
        super().save(*args, **kwargs)

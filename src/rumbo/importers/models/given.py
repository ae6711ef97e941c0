"""What the last import gave for an element."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from rumbo.importers.enums import Format


class GivenRow(models.Model):
    """The values that imports of a format gave an element, so that a later one knows what people edited since.

    ``key`` is the element's; ``fields`` are by column code, references as keys of the plan. Organizations and
    territories have no plan.
    """

    plan = models.ForeignKey("plan.Plan", models.CASCADE, null=True, blank=True, related_name="+")
    format = models.CharField(max_length=13, choices=Format.choices)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=200)
    fields = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("imported values")
        verbose_name_plural = _("imported values")
        constraints: ClassVar = (
            models.UniqueConstraint(
                fields=["plan", "format", "kind", "key"],
                condition=models.Q(plan__isnull=False),
                name="importers_given_plan",
            ),
            models.UniqueConstraint(
                fields=["format", "kind", "key"], condition=models.Q(plan__isnull=True), name="importers_given_shared"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

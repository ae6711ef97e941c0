"""Two organizations that may be one."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from rumbo.plan.enums import Standing


class Duplicate(models.Model):
    """A pair of organizations with names much alike, and what a person said: confirmed (one), rejected (two)."""

    first = models.ForeignKey("accounts.Organization", models.CASCADE, related_name="+")
    second = models.ForeignKey("accounts.Organization", models.CASCADE, related_name="+")
    score = models.FloatField(_("likeness"))
    standing = models.CharField(_("verdict"), max_length=12, choices=Standing.choices, default=Standing.TO_CONFIRM)

    class Meta:
        verbose_name = _("likely duplicate")
        verbose_name_plural = _("likely duplicates")
        ordering = ("-score", "pk")
        constraints: ClassVar = (
            models.UniqueConstraint(fields=["first", "second"], name="importers_duplicate_once"),
        )

    def __str__(self) -> str:
        return f"{self.first} = {self.second}?"

"""A published state of the plan."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Edition(models.Model):
    """What the plan said on a day: all its rows, kept unchanged, with a checksum over them."""

    plan = models.ForeignKey("plan.Plan", models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=250)
    note = models.TextField(_("what changed and why"), blank=True)
    content = models.JSONField(_("content"))
    checksum = models.CharField(_("checksum"), max_length=64)
    published_at = models.DateTimeField(_("published"), auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=["plan", "number"], name="plan_edition_number"),)

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

"""Many changes that were made at once, and can be taken back at once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rumbo.portfolio.enums import BatchKind


class Batch(models.Model):
    """A bulk edit: who, when, why, and what it wrote (its entries)."""

    plan = models.ForeignKey("plan.Plan", models.CASCADE, related_name="batches", verbose_name=_("plan"))
    kind = models.CharField(_("kind"), max_length=8, choices=BatchKind.choices)
    summary = models.CharField(_("what it did"), max_length=500)
    reason = models.TextField(_("reason"), blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("when"), auto_now_add=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("bulk edit")
        verbose_name_plural = _("bulk edits")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.summary


class BatchEntry(models.Model):
    """What a bulk edit did to one thing.

    ``before`` is the history row that it was before (none where the edit created it), ``version`` the version that
    the edit made; ``data`` holds what no version tells, such as the roles before and after, or a stage.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="entries", verbose_name=_("bulk edit"))
    kind = models.CharField(_("kind"), max_length=20)
    target = models.PositiveBigIntegerField()
    before = models.PositiveBigIntegerField(null=True)
    version = models.PositiveIntegerField(default=0)
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("entry of a bulk edit")
        verbose_name_plural = _("entries of bulk edits")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.kind} {self.target}"

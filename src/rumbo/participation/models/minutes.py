"""The minutes (acta) of a table."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.participation.enums import MinutesState


class Minutes(models.Model):
    """The minutes of a table: what the secretary writes, and, once signed off, all that the table did as it was then.

    ``record`` is that fixed state, as `rumbo.participation.queries.minutes` makes it; empty while a draft.
    """

    table = models.OneToOneField("participation.Table", models.PROTECT, related_name="minutes")
    agreements = models.TextField(_("agreements"), blank=True)
    remarks = models.TextField(_("remarks"), blank=True)
    state = models.CharField(_("state"), max_length=9, choices=MinutesState.choices, default=MinutesState.DRAFT)
    record = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(_("signed off"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.table_id}"

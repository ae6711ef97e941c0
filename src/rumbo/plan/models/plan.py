"""The plan itself."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Record
from rumbo.plan.enums import Term

#: First parts of addresses that are not plans.
RESERVED_KEYS = frozenset(
    {
        "admin",
        "cuenta",
        "en-blanco",
        "entrar",
        "evaluar",
        "health",
        "idioma",
        "informe",
        "mesa",
        "mis-aportaciones",
        "pantalla",
        "propuestas",
        "seguir",
        "static",
        "taller",
        "votaciones",
    }
)


class Plan(Record):
    """A long-term plan with its horizon; ``key`` is the first part of its addresses.

    The short term ends in ``short_until``, the medium in ``medium_until``, the long with the horizon.
    """

    KIND = "plan"
    EDITABLE: ClassVar[tuple[str, ...]] = (
        *Record.EDITABLE,
        "start_year",
        "end_year",
        "short_until",
        "medium_until",
        "territory",
        "is_public",
    )

    start_year = models.PositiveSmallIntegerField(_("first year"))
    end_year = models.PositiveSmallIntegerField(_("last year"))
    short_until = models.PositiveSmallIntegerField(_("short term until"), null=True, blank=True)
    medium_until = models.PositiveSmallIntegerField(_("medium term until"), null=True, blank=True)
    territory = models.ForeignKey(
        "places.Territory",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plans",
        verbose_name=_("territory"),
    )
    is_public = models.BooleanField(_("public"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ("title",)
        constraints = (
            models.UniqueConstraint(fields=["key"], name="plan_plan_key"),
            models.CheckConstraint(
                condition=models.Q(start_year__lte=models.F("end_year")), name="plan_plan_horizon"
            ),
        )

    def clean(self) -> None:
        """Refuse a key that is the beginning of another address."""
        if self.key in RESERVED_KEYS:
            raise ValidationError(
                {"key": _("“%(key)s” is an address of its own: choose another key.") % {"key": self.key}}
            )

    def term_years(self, term: str) -> tuple[int, int]:
        """Return first and last year of a term; undefined ends fall to the end of the horizon."""
        short = self.short_until or self.end_year
        medium = self.medium_until or self.end_year
        bounds = {
            Term.SHORT: (self.start_year, short),
            Term.MEDIUM: (min(short + 1, self.end_year), medium),
            Term.LONG: (min(medium + 1, self.end_year), self.end_year),
        }
        return bounds[Term(term)]

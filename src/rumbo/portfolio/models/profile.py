"""The profile (ficha) of a project."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, cast

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Record
from rumbo.portfolio.models.part import ProjectPart


class Profile(ProjectPart):
    """What makes a project worth reading: whom it serves, what for, what comes of it, where and when.

    Its text is the description. A project has one; the cost is the sum of its estimate.
    """

    KIND = "profile"
    EDITABLE: ClassVar[tuple[str, ...]] = (
        "project",
        "problem",
        "population",
        "beneficiaries",
        "text",
        "text_en",
        "results",
        "sustainability",
        "starts_on",
        "ends_on",
        "objectives",
        "goals",
    )
    LINKS: ClassVar[tuple[str, ...]] = ("objectives", "goals")

    problem = models.TextField(_("problem it answers"), blank=True)
    population = models.TextField(_("population it serves"), blank=True)
    beneficiaries = models.PositiveIntegerField(
        _("people who benefit"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    results = models.TextField(_("expected results"), blank=True)
    sustainability = models.TextField(_("how it will be kept up"), blank=True)
    starts_on = models.DateField(_("begins"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    objectives = models.ManyToManyField(
        "plan.Objective", related_name="profiles", blank=True, verbose_name=_("objectives it serves")
    )
    goals = models.ManyToManyField(
        "plan.Goal", related_name="profiles", blank=True, verbose_name=_("goals it serves")
    )

    history = HistoricalRecords(m2m_fields=[objectives, goals])

    class Meta(ProjectPart.Meta):
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        constraints = (
            *ProjectPart.Meta.constraints,
            models.UniqueConstraint(fields=["project"], name="portfolio_profile_once"),
        )

    @classmethod
    def before_create(cls, records: Iterable[Record]) -> None:
        """A profile is called as what it is."""
        for profile in cast("Iterable[Any]", records):
            profile.title, profile.title_en = "Ficha", "Profile"

    def clean(self) -> None:
        """Refuse an end before the beginning, and dates outside the plan's horizon."""
        plan = self.project.plan
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": gettext("It ends before it begins.")})
        for name in ("starts_on", "ends_on"):
            day = getattr(self, name)
            if day is not None and not plan.start_year <= day.year <= plan.end_year:
                message = gettext("The plan runs from %(start)d to %(end)d: choose a day within it.")
                raise ValidationError({name: message % {"start": plan.start_year, "end": plan.end_year}})

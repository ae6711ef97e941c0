"""What shows that a project can be done, and on what conditions."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element
from rumbo.portfolio.enums import StudyKind, Verdict
from rumbo.portfolio.models.part import ProjectPart


class FeasibilityStudy(ProjectPart):
    """A study of one kind, with author, date, verdict and until when it counts; its text says what it found."""

    KIND = "study"
    EDITABLE: ClassVar[tuple[str, ...]] = (
        "project",
        "kind",
        *Element.EDITABLE,
        "author",
        "date",
        "verdict",
        "evidence",
        "expires_on",
    )

    project = models.ForeignKey(
        "portfolio.Project", models.PROTECT, related_name="studies", verbose_name=_("project")
    )
    kind = models.CharField(_("kind of study"), max_length=13, choices=StudyKind.choices)
    author = models.CharField(_("author"), max_length=250, blank=True)
    date = models.DateField(_("date"), null=True, blank=True)
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict.choices, default=Verdict.UNKNOWN)
    evidence = models.URLField(_("address of the evidence"), max_length=500, blank=True)
    expires_on = models.DateField(_("counts until"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta(ProjectPart.Meta):
        verbose_name = _("feasibility study")
        verbose_name_plural = _("feasibility studies")

    def clean(self) -> None:
        """A verdict needs its author and its date."""
        if self.verdict != Verdict.UNKNOWN and not (self.author and self.date):
            raise ValidationError(
                {"verdict": gettext("Say who found it and when: give author and date of the study.")}
            )
        if self.date and self.expires_on and self.expires_on < self.date:
            raise ValidationError({"expires_on": gettext("It would stop counting before it was made.")})


class Condition(Element):
    """Something that has to be done for a study's verdict to hold."""

    KIND = "condition"
    EDITABLE: ClassVar[tuple[str, ...]] = ("study", *Element.EDITABLE, "due_on", "met_on")
    PARENTS: ClassVar[tuple[str, ...]] = ("study",)

    study = models.ForeignKey(
        "portfolio.FeasibilityStudy", models.PROTECT, related_name="conditions", verbose_name=_("feasibility study")
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    met_on = models.DateField(_("met"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta(Element.Meta):
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")

    @property
    def axis_pk(self) -> int | None:
        """The axis of its study's project."""
        return self.study.axis_pk

"""Earlier plans, and what this one did with them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element, Record
from rumbo.plan.enums import Outcome, Relation

TARGETS = ("axis", "theme", "objective", "goal", "measure")


class Antecedent(Element):
    """An earlier plan: its year and author, what became of it, and why it stopped."""

    KIND = "antecedent"
    EDITABLE: ClassVar[tuple[str, ...]] = (
        *Element.EDITABLE,
        "year",
        "author",
        "outcome",
        "why_stopped",
        "why_stopped_en",
    )

    year = models.PositiveSmallIntegerField(_("year"))
    author = models.CharField(_("author"), max_length=200, blank=True)
    outcome = models.CharField(_("what became of it"), max_length=13, choices=Outcome.choices, blank=True)
    why_stopped = models.TextField(_("why it stopped"), blank=True)
    why_stopped_en = models.TextField(_("why it stopped, in English"), blank=True)

    history = HistoricalRecords()

    class Meta(Element.Meta):
        verbose_name = _("antecedent")
        verbose_name_plural = _("antecedents")
        ordering = ("year", "pk")

    @property
    def why(self) -> str:
        """Why it stopped, in the reader's language; Spanish where there is no English."""
        return self.why_stopped_en if self.why_stopped_en and _reads_english() else self.why_stopped


def _reads_english() -> bool:
    return (get_language() or "").startswith("en")


def _exactly_one() -> models.Q:
    condition = models.Q()
    for chosen in TARGETS:
        condition |= models.Q(**{f"{name}__isnull": name != chosen for name in TARGETS})
    return condition


class AntecedentLink(models.Model):
    """Says that an element of this plan was taken or adapted from an earlier plan, or stands for what was dropped."""

    antecedent = models.ForeignKey("plan.Antecedent", models.CASCADE, related_name="links")
    relation = models.CharField(_("relation"), max_length=7, choices=Relation.choices)
    note = models.TextField(_("note"), blank=True)
    note_en = models.TextField(_("note in English"), blank=True)
    axis = models.ForeignKey("plan.Axis", models.PROTECT, null=True, blank=True, related_name="antecedent_links")
    theme = models.ForeignKey("plan.Theme", models.PROTECT, null=True, blank=True, related_name="antecedent_links")
    objective = models.ForeignKey(
        "plan.Objective", models.PROTECT, null=True, blank=True, related_name="antecedent_links"
    )
    goal = models.ForeignKey("plan.Goal", models.PROTECT, null=True, blank=True, related_name="antecedent_links")
    measure = models.ForeignKey(
        "plan.Measure", models.PROTECT, null=True, blank=True, related_name="antecedent_links"
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("link to an antecedent")
        verbose_name_plural = _("links to antecedents")
        constraints = (models.CheckConstraint(condition=_exactly_one(), name="plan_antecedentlink_one_target"),)

    def __str__(self) -> str:
        return f"{self.antecedent} · {self.get_relation_display()}"

    @property
    def element(self) -> Record:
        """The element of this plan."""
        found: Record = self.axis or self.theme or self.objective or self.goal or self.measure.element  # type: ignore[union-attr]
        return found

    @property
    def words(self) -> str:
        """The note in the reader's language; Spanish where there is no English."""
        return self.note_en if self.note_en and _reads_english() else self.note

"""What the plan took from what people said."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rumbo.core.models import Record


class Adoption(models.Model):
    """A contribution (or a group of them) became, or entered, an element of the plan.

    Strategies, projects and actions are pointed to by their measure. An adoption that was a mistake is taken back
    with a reason and stays on record.
    """

    contribution = models.ForeignKey(
        "participation.Contribution", models.PROTECT, related_name="adoptions", verbose_name=_("contribution")
    )
    problem = models.ForeignKey("plan.Problem", models.PROTECT, null=True, blank=True, related_name="adoptions")
    objective = models.ForeignKey("plan.Objective", models.PROTECT, null=True, blank=True, related_name="adoptions")
    goal = models.ForeignKey("plan.Goal", models.PROTECT, null=True, blank=True, related_name="adoptions")
    measure = models.ForeignKey("plan.Measure", models.PROTECT, null=True, blank=True, related_name="adoptions")
    note = models.CharField(_("note"), max_length=500, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("when"), auto_now_add=True)
    released_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    release_reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("adoption")
        verbose_name_plural = _("adoptions")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(problem__isnull=False, objective=None, goal=None, measure=None)
                | models.Q(problem=None, objective__isnull=False, goal=None, measure=None)
                | models.Q(problem=None, objective=None, goal__isnull=False, measure=None)
                | models.Q(problem=None, objective=None, goal=None, measure__isnull=False),
                name="participation_adoption_one_target",
            ),
        )

    def __str__(self) -> str:
        return f"{self.contribution_id} → {self.element}"

    @property
    def element(self) -> Record:
        """The element that came of it."""
        if self.measure is not None:
            return self.measure.element
        found: Record = next(one for one in (self.problem, self.objective, self.goal) if one is not None)
        return found

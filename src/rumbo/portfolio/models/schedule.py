"""When a project is done, step by step, and how that changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element
from rumbo.methods.critical_path import Cycle, Task, critical_path
from rumbo.portfolio.models.part import ProjectPart


class Milestone(ProjectPart):
    """A step of a project. ``weight`` is its part of the whole, in proportion to the others'.

    ``progress`` is in per cent; ``after`` are the steps, of this project or another, that end before it begins.
    """

    KIND = "milestone"
    EDITABLE: ClassVar[tuple[str, ...]] = (
        "project",
        *Element.EDITABLE,
        "starts_on",
        "ends_on",
        "weight",
        "progress",
        "done_on",
        "after",
    )
    LINKS: ClassVar[tuple[str, ...]] = ("after",)

    starts_on = models.DateField(_("begins"))
    ends_on = models.DateField(_("ends"))
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    progress = models.PositiveSmallIntegerField(_("progress (%)"), default=0, validators=[MaxValueValidator(100)])
    done_on = models.DateField(_("done"), null=True, blank=True)
    after = models.ManyToManyField(
        "self", symmetrical=False, related_name="before", blank=True, verbose_name=_("begins after")
    )

    history = HistoricalRecords(m2m_fields=[after])

    class Meta(ProjectPart.Meta):
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ("starts_on", "position", "pk")

    def check_links(self, links: Mapping[str, Iterable[Any]]) -> None:
        """Refuse steps that would wait for each other."""
        if "after" in links:
            _check_order(self, list(links["after"]))

    def clean(self) -> None:
        """Refuse an end before the beginning, and days outside the plan's horizon."""
        if self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": gettext("It ends before it begins.")})
        plan = self.project.plan
        for name in ("starts_on", "ends_on"):
            if not plan.start_year <= getattr(self, name).year <= plan.end_year:
                message = gettext("The plan runs from %(start)d to %(end)d: choose a day within it.")
                raise ValidationError({name: message % {"start": plan.start_year, "end": plan.end_year}})


class Baseline(models.Model):
    """The schedule of a project as it was agreed, never changed; the first is the original.

    ``milestones`` holds ``{milestone: [begins, ends, weight]}``, days as ISO dates.
    """

    project = models.ForeignKey(
        "portfolio.Project", models.PROTECT, related_name="baselines", verbose_name=_("project")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    reason = models.TextField(_("reason"))
    milestones = models.JSONField(_("milestones"), default=dict)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("baseline")
        verbose_name_plural = _("baselines")
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["project", "number"], name="portfolio_baseline_number"),)

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.number}"


def _check_order(milestone: Milestone, wanted: list[Milestone]) -> None:
    """Refuse steps that would wait for each other, within a project or across several.

    Raises:
        ValidationError: they would (the way around is named), or one is of another plan.
    """
    if any(one.plan_id != milestone.plan_id for one in wanted):
        raise ValidationError({"after": gettext("Choose milestones of the same plan.")})
    names = dict(Milestone.objects.filter(plan_id=milestone.plan_id).values_list("pk", "title"))
    waits: dict[int, dict[int, int]] = {pk: {} for pk in names}
    through: Any = Milestone.after.through
    pairs = through.objects.filter(from_milestone__plan_id=milestone.plan_id)
    for one, other in pairs.values_list("from_milestone_id", "to_milestone_id"):
        waits[one][other] = 0
    here = milestone.pk or 0
    waits[here] = {one.pk: 0 for one in wanted}
    try:
        critical_path([Task(pk, 0, others) for pk, others in waits.items()])
    except Cycle as cycle:
        way = " → ".join(names.get(pk, milestone.title) for pk in cycle.keys)
        raise ValidationError(
            {"after": gettext("These would wait for each other: %(way)s.") % {"way": way}}
        ) from cycle

"""An action."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element, MeasuredElement
from rumbo.plan.enums import Term


class Action(MeasuredElement):
    """An action under a strategy or under a project: exactly one of them."""

    KIND = "action"
    EDITABLE: ClassVar[tuple[str, ...]] = ("strategy", "project", *Element.EDITABLE, "term")
    PARENTS: ClassVar[tuple[str, ...]] = ("strategy", "project")

    strategy = models.ForeignKey(
        "plan.Strategy",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("strategy"),
    )
    project = models.ForeignKey(
        "portfolio.Project",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("project"),
    )
    term = models.CharField(_("term"), max_length=6, choices=Term.choices, blank=True)

    history = HistoricalRecords()

    class Meta(MeasuredElement.Meta):
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        constraints = (
            *MeasuredElement.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(strategy__isnull=False, project__isnull=True)
                | models.Q(strategy__isnull=True, project__isnull=False),
                name="portfolio_action_one_parent",
            ),
        )

    @property
    def axis_pk(self) -> int | None:
        """The axis of its strategy or project."""
        owner = self.strategy or self.project
        return owner.axis_pk if owner else None

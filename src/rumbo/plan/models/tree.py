"""The plan's tree: axis, theme, objective, goal."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element
from rumbo.plan.enums import Standing, Term


class Axis(Element):
    """A strategic axis; its text is its vision."""

    KIND = "axis"

    history = HistoricalRecords()

    class Meta(Element.Meta):
        verbose_name = _("axis")
        verbose_name_plural = _("axes")

    @property
    def axis_pk(self) -> int | None:
        """Itself."""
        return self.pk


class Theme(Element):
    """A theme of an axis. ``other_name`` is what the vision chapter calls it, where that differs."""

    KIND = "theme"
    EDITABLE: ClassVar[tuple[str, ...]] = ("axis", "title", "title_en", "other_name", "text", "text_en")
    MARKS: ClassVar[tuple[str, ...]] = ("standing", "score")
    PARENTS: ClassVar[tuple[str, ...]] = ("axis",)

    axis = models.ForeignKey("plan.Axis", models.PROTECT, related_name="themes", verbose_name=_("axis"))
    other_name = models.CharField(_("other name"), max_length=250, blank=True)
    standing = models.CharField(_("counterpart in the vision"), max_length=12, choices=Standing.choices, blank=True)
    score = models.FloatField(_("likeness"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta(Element.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")

    @property
    def axis_pk(self) -> int | None:
        """Its axis."""
        return self.axis_id


class Objective(Element):
    """What is to be reached in a theme; it answers problems of the diagnosis."""

    KIND = "objective"
    EDITABLE: ClassVar[tuple[str, ...]] = ("theme", *Element.EDITABLE, "problems")
    LINKS: ClassVar[tuple[str, ...]] = ("problems",)
    PARENTS: ClassVar[tuple[str, ...]] = ("theme",)
    TITLE_LIMIT: ClassVar[int] = 1000

    theme = models.ForeignKey("plan.Theme", models.PROTECT, related_name="objectives", verbose_name=_("theme"))
    problems = models.ManyToManyField(
        "plan.Problem", related_name="objectives", blank=True, verbose_name=_("problems it answers")
    )

    history = HistoricalRecords(m2m_fields=[problems])

    class Meta(Element.Meta):
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")

    @property
    def axis_pk(self) -> int | None:
        """The axis of its theme."""
        return self.theme.axis_id


class Goal(Element):
    """A goal of an objective, due in a term."""

    KIND = "goal"
    EDITABLE: ClassVar[tuple[str, ...]] = ("objective", *Element.EDITABLE, "term")
    PARENTS: ClassVar[tuple[str, ...]] = ("objective",)
    TITLE_LIMIT: ClassVar[int] = 1000

    objective = models.ForeignKey("plan.Objective", models.PROTECT, related_name="goals", verbose_name=_("objective"))
    term = models.CharField(_("term"), max_length=6, choices=Term.choices, blank=True)

    history = HistoricalRecords()

    class Meta(Element.Meta):
        verbose_name = _("goal")
        verbose_name_plural = _("goals")

    @property
    def axis_pk(self) -> int | None:
        """The axis of its objective's theme."""
        return self.objective.theme.axis_id

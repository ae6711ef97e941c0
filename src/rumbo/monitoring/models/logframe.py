"""The logframe (matriz de indicadores para resultados, MIR) of a programme or project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element
from rumbo.monitoring.enums import Purpose


class Logframe(Element):
    """The logframe of one programme or of one project; the one in force of each."""

    KIND = "logframe"
    EDITABLE: ClassVar[tuple[str, ...]] = ("program", "project", *Element.EDITABLE)

    program = models.ForeignKey(
        "portfolio.Program",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="logframes",
        verbose_name=_("programme"),
    )
    project = models.ForeignKey(
        "portfolio.Project",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="logframes",
        verbose_name=_("project"),
    )

    history = HistoricalRecords()

    class Meta(Element.Meta):
        verbose_name = _("logframe")
        verbose_name_plural = _("logframes")
        constraints = (
            *Element.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(program__isnull=False, project__isnull=True)
                | models.Q(program__isnull=True, project__isnull=False),
                name="monitoring_logframe_of_one",
            ),
        )

    @property
    def owner(self) -> Any:
        """The programme or project it is of."""
        return self.program or self.project

    @property
    def axis_pk(self) -> int | None:
        """The axis of its programme or project."""
        return self.owner.axis_pk if self.owner is not None else None

    def clean(self) -> None:
        """Refuse both a programme and a project, neither, one of another plan, and a second one in force."""
        if (self.program is None) == (self.project is None):
            message = gettext("Choose a programme or a project: one of them.")
            raise ValidationError({"program": message, "project": message})
        name = "program" if self.program is not None else "project"
        if self.owner.plan_id != self.plan_id:
            raise ValidationError({name: gettext("Choose one of the same plan.")})
        others = Logframe.objects.current().filter(**{name: self.owner}).exclude(pk=self.pk)
        if self.is_current and others.exists():
            raise ValidationError({name: gettext("It has a logframe already: edit that one, or withdraw it first.")})


class LogframeRow(Element):
    """A row: its level, the narrative summary (the title), indicators, means of verification and assumptions.

    An activity stands under a component (``under``).
    """

    KIND = "logframe_row"
    EDITABLE: ClassVar[tuple[str, ...]] = (
        "logframe",
        "level",
        "under",
        "title",
        "title_en",
        "indicators",
        "verification",
        "assumptions",
    )
    LINKS: ClassVar[tuple[str, ...]] = ("indicators",)
    PARENTS: ClassVar[tuple[str, ...]] = ("logframe",)

    logframe = models.ForeignKey(
        "monitoring.Logframe", models.PROTECT, related_name="rows", verbose_name=_("logframe")
    )
    level = models.CharField(_("level"), max_length=10, choices=Purpose.choices)
    under = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="activities", verbose_name=_("of the component")
    )
    indicators = models.ManyToManyField(
        "monitoring.Indicator", related_name="rows", blank=True, verbose_name=_("indicators")
    )
    verification = models.TextField(_("means of verification"), blank=True)
    assumptions = models.TextField(_("assumptions"), blank=True)

    history = HistoricalRecords(m2m_fields=[indicators])

    class Meta(Element.Meta):
        verbose_name = _("row of a logframe")
        verbose_name_plural = _("rows of logframes")

    @property
    def axis_pk(self) -> int | None:
        """The axis of its logframe."""
        return self.logframe.axis_pk

    def clean(self) -> None:
        """Refuse an activity under what is no component of the same logframe, and others under a component."""
        if self.level != Purpose.ACTIVITY:
            if self.under is not None:
                raise ValidationError({"under": gettext("Only activities stand under a component: leave it empty.")})
            return
        if self.under is None or self.under.level != Purpose.COMPONENT or self.under.logframe_id != self.logframe_id:
            raise ValidationError({"under": gettext("Choose the component of the same logframe that it serves.")})

    def check_links(self, links: Mapping[str, Iterable[Any]]) -> None:
        """Refuse indicators of another plan."""
        if any(one.plan_id != self.plan_id for one in links.get("indicators", ())):
            raise ValidationError({"indicators": gettext("Choose indicators of the same plan.")})

"""Indicators: their sheet, and their series by territory with baseline and dated targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element
from rumbo.monitoring.enums import Computation, Dimension, Direction, Format, Frequency, PathKind, Purpose

#: Digits of a value: 20 before the point, 10 after it.
DIGITS, DECIMALS = 30, 10
#: Longest key, in characters.
KEY_LIMIT = 150


class Indicator(Element):
    """A measure, with its sheet after the Mexican guide; its text is the definition.

    ``area`` and ``categories`` (parted by "; ") are how its publisher sorts it. Derived indicators are computed, not
    typed: the sum of ``parts``, or ``numerator`` over ``denominator`` times ``factor``.
    """

    KIND = "indicator"
    EDITABLE: ClassVar[tuple[str, ...]] = (
        "axis",
        *Element.EDITABLE,
        "unit",
        "format",
        "dimension",
        "purpose",
        "formula",
        "frequency",
        "direction",
        "source",
        "verification",
        "owner",
        "area",
        "categories",
        "computation",
        "parts",
        "numerator",
        "denominator",
        "factor",
    )
    LINKS: ClassVar[tuple[str, ...]] = ("parts",)
    PARENTS: ClassVar[tuple[str, ...]] = ("axis",)

    #: As its publisher gives it, which is longer than the keys of a plan: files come out as they came in.
    key = models.SlugField(_("key"), max_length=KEY_LIMIT)
    axis = models.ForeignKey(
        "plan.Axis", models.PROTECT, null=True, blank=True, related_name="indicators", verbose_name=_("axis")
    )
    unit = models.CharField(_("unit"), max_length=120, blank=True)
    format = models.CharField(_("format"), max_length=10, choices=Format.choices, default=Format.NUMBER)
    dimension = models.CharField(_("dimension"), max_length=13, choices=Dimension.choices, blank=True)
    purpose = models.CharField(_("level"), max_length=10, choices=Purpose.choices, blank=True)
    formula = models.TextField(_("formula"), blank=True)
    frequency = models.CharField(_("frequency"), max_length=11, choices=Frequency.choices, default=Frequency.YEARLY)
    direction = models.CharField(_("direction"), max_length=7, choices=Direction.choices, default=Direction.NEITHER)
    source = models.CharField(_("source"), max_length=300, blank=True)
    verification = models.TextField(_("means of verification"), blank=True)
    owner = models.ForeignKey(
        "accounts.Organization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("who reports it"),
    )
    area = models.CharField(_("area"), max_length=120, blank=True)
    categories = models.CharField(_("categories"), max_length=300, blank=True)
    computation = models.CharField(
        _("values"), max_length=14, choices=Computation.choices, default=Computation.OBSERVED
    )
    parts = models.ManyToManyField(
        "self", symmetrical=False, related_name="sums", blank=True, verbose_name=_("what it sums up")
    )
    numerator = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="over", verbose_name=_("numerator")
    )
    denominator = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="under", verbose_name=_("denominator")
    )
    factor = models.DecimalField(
        _("times"), max_digits=12, decimal_places=3, default=1, validators=[MinValueValidator(Decimal("0.001"))]
    )

    history = HistoricalRecords(m2m_fields=[parts])

    class Meta(Element.Meta):
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")

    @property
    def axis_pk(self) -> int | None:
        """Its axis; none where it is of the whole plan."""
        return self.axis_id

    @property
    def is_derived(self) -> bool:
        """Whether its values follow from others."""
        return self.computation != Computation.OBSERVED

    def clean(self) -> None:
        """Refuse a derived indicator of which a part is missing, or that rests on itself."""
        wrong: dict[str, str] = {}
        if self.computation in (Computation.RATIO, Computation.PER_INHABITANT):
            for name in ("numerator", "denominator"):
                if getattr(self, name) is None:
                    wrong[name] = gettext("Choose the indicator.")
        for name in ("numerator", "denominator"):
            other = getattr(self, name)
            if other is not None and self.pk is not None and self.pk in rests_on(other):
                wrong[name] = gettext("It rests on this one itself: choose another.")
        if self.axis is not None and self.axis.plan_id != self.plan_id:
            wrong["axis"] = gettext("Choose one of the same plan.")
        if wrong:
            raise ValidationError(wrong)

    def check_links(self, links: Mapping[str, Iterable[Any]]) -> None:
        """Refuse a sum of nothing, and parts that rest on it."""
        parts = list(links["parts"]) if "parts" in links else list(self.parts.all()) if self.pk else []
        if self.computation == Computation.SUM and not parts:
            raise ValidationError({"parts": gettext("Choose what it sums up.")})
        if any(self.pk is not None and self.pk in rests_on(part) for part in parts):
            raise ValidationError({"parts": gettext("One of them rests on this one itself: take it out.")})


def rests_on(indicator: Indicator) -> set[int]:
    """Return the ids of an indicator and of all that it is computed from, directly or not."""
    found: set[int] = set()
    waiting = [indicator]
    while waiting:
        one = waiting.pop()
        if one.pk in found:
            continue
        found.add(one.pk)
        if one.computation == Computation.SUM:
            waiting += one.parts.all()
        waiting += [other for other in (one.numerator, one.denominator) if other is not None and one.is_derived]
    return found


class Series(models.Model):
    """An indicator in a territory: its baseline, and how its targets are joined.

    ``path_points`` are those of a path of its own, the earliest first: ``[{"on": ISO day, "value": number}]``.
    """

    indicator = models.ForeignKey(
        "monitoring.Indicator", models.PROTECT, related_name="series", verbose_name=_("indicator")
    )
    territory = models.ForeignKey(
        "places.Territory", models.PROTECT, related_name="series", verbose_name=_("territory")
    )
    baseline_value = models.DecimalField(
        _("baseline"), null=True, blank=True, max_digits=DIGITS, decimal_places=DECIMALS
    )
    baseline_on = models.DateField(_("day of the baseline"), null=True, blank=True)
    path = models.CharField(_("between targets"), max_length=7, choices=PathKind.choices, default=PathKind.LINEAR)
    path_points = models.JSONField(_("points of its own path"), default=list, blank=True)
    goals = models.ManyToManyField("plan.Goal", related_name="series", blank=True, verbose_name=_("goals"))

    history = HistoricalRecords(m2m_fields=[goals])

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ("indicator", "territory")
        constraints = (models.UniqueConstraint(fields=["indicator", "territory"], name="monitoring_series_once"),)

    def __str__(self) -> str:
        return f"{self.indicator} · {self.territory}"


class Target(models.Model):
    """What a series should reach by a day. One that was changed stays, with what took its place and why."""

    series = models.ForeignKey("monitoring.Series", models.PROTECT, related_name="targets", verbose_name=_("series"))
    on = models.DateField(_("by"))
    value = models.DecimalField(_("target"), max_digits=DIGITS, decimal_places=DECIMALS)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaces")
    dropped = models.BooleanField(_("dropped"), default=False)
    reason = models.TextField(_("reason"), blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ("on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["series", "on"],
                condition=models.Q(replaced_by__isnull=True, dropped=False),
                name="monitoring_target_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}: {self.value.normalize():f}"

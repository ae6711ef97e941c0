"""Whether a project is worth its cost."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.errors import Refused
from rumbo.core.models import Element
from rumbo.core.money import read_amount
from rumbo.portfolio.models.money import YEAR, in_pesos
from rumbo.portfolio.models.part import ProjectPart

#: The amounts of a year, in the order in which they are kept.
FLOWS = ("investment", "operation", "benefits")
#: Most years of an appraisal, and the last year that one may reach.
MOST_YEARS, LAST_YEAR = 60, 2150
#: Sentences about what is wrong before the rest is only counted.
_SENTENCES = 10


class Appraisal(ProjectPart):
    """An economic appraisal; the title names the alternative that is appraised, the text its assumptions.

    ``flows`` holds ``[investment, operation, benefits]`` a year from ``first_year`` on, as decimal strings in pesos
    of ``price_year``; ``discount_rate`` is the social discount rate in per cent a year.
    """

    KIND = "appraisal"
    EDITABLE: ClassVar[tuple[str, ...]] = (
        "project",
        *Element.EDITABLE,
        "discount_rate",
        "price_year",
        "first_year",
        "flows",
    )

    discount_rate = models.DecimalField(
        _("social discount rate (%)"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(10),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    price_year = models.PositiveSmallIntegerField(_("at prices of"), validators=YEAR)
    first_year = models.PositiveSmallIntegerField(_("first year"), validators=YEAR)
    flows = models.JSONField(_("flows by year"), default=list)

    history = HistoricalRecords()

    class Meta(ProjectPart.Meta):
        verbose_name = _("economic appraisal")
        verbose_name_plural = _("economic appraisals")

    @property
    def amounts(self) -> list[tuple[Decimal, Decimal, Decimal]]:
        """Investment, operation and benefits of each year, exact."""
        return [(Decimal(row[0]), Decimal(row[1]), Decimal(row[2])) for row in self.flows]

    @classmethod
    def shown_value(cls, name: str, value: Any) -> str | None:
        """Return flows as a line a year, the first being year 0."""
        if name != "flows" or not isinstance(value, list):
            return None
        line = gettext("Year %(year)d: investment %(investment)s, operation %(operation)s, benefits %(benefits)s")
        return "\n".join(
            line % {"year": year, **{flow: in_pesos(Decimal(one)) for flow, one in zip(FLOWS, row, strict=True)}}
            for year, row in enumerate(value)
        )

    def clean(self) -> None:
        """Refuse flows that are no amounts, and years out of bounds; write the amounts the one way they are kept."""
        if not isinstance(self.flows, list) or not self.flows:
            raise ValidationError({"flows": gettext("Write the flows of at least one year.")})
        count, last = len(self.flows), self.first_year + len(self.flows) - 1
        if count > MOST_YEARS:
            message = gettext("There are %(count)d years and %(most)d are the most: leave out the last ones.")
            raise ValidationError({"flows": message % {"count": count, "most": MOST_YEARS}})
        if last > LAST_YEAR:
            message = gettext("The flows would reach until %(last)d, and %(most)d is the last year: begin earlier.")
            raise ValidationError({"first_year": message % {"last": last, "most": LAST_YEAR}})
        self.flows = self._read_flows(self.flows)

    def _read_flows(self, rows: Sequence[Any]) -> list[list[str]]:
        """Return the rows as they are kept.

        Raises:
            ValidationError: an amount cannot be read; a sentence each says in which year.
        """
        wrong: list[str] = []
        read = [self._read_row(year, row, wrong) for year, row in enumerate(rows, start=self.first_year)]
        if len(wrong) > _SENTENCES:
            rest = gettext("And %(count)d more like these.") % {"count": len(wrong) - _SENTENCES}
            wrong = [*wrong[:_SENTENCES], rest]
        if wrong:
            raise ValidationError({"flows": wrong})
        return read

    def _read_row(self, year: int, row: Any, wrong: list[str]) -> list[str]:
        if not isinstance(row, list | tuple) or len(row) != len(FLOWS):
            wrong.append(gettext("%(year)d: it needs an investment, an operation and a benefit.") % {"year": year})
            return []
        read = []
        for name, value in zip(FLOWS, row, strict=True):
            try:
                read.append(f"{read_amount(str(value)):.2f}")
            except Refused as refusal:
                place = {"year": year, "flow": FLOW_LABELS[name], "error": refusal.message}
                wrong.append(gettext("%(year)d, %(flow)s: %(error)s") % place)
        return read


#: What each amount of a year is called.
FLOW_LABELS = {"investment": _("investment"), "operation": _("operation"), "benefits": _("benefits")}

"""A workshop and its tables."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element, Record

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Signs of a table's code: none that is read for another one on a projector.
CODE_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 6


class Workshop(Element):
    """A workshop of a stage, on a day, in a place."""

    KIND = "workshop"
    EDITABLE: ClassVar[tuple[str, ...]] = ("stage", *Element.EDITABLE, "date", "starts_at", "place")
    PARENTS: ClassVar[tuple[str, ...]] = ("stage",)

    stage = models.ForeignKey(
        "participation.Stage", models.PROTECT, related_name="workshops", verbose_name=_("stage")
    )
    date = models.DateField(_("date"), null=True, blank=True)
    starts_at = models.TimeField(_("begins at"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=250, blank=True)

    history = HistoricalRecords()

    class Meta(Element.Meta):
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")


class Table(Element):
    """A table of a workshop, which works on one axis; people join it by its ``code``.

    ``capacity`` is how many may join, on phones and on paper together.
    """

    KIND = "table"
    EDITABLE: ClassVar[tuple[str, ...]] = (
        "workshop",
        *Element.EDITABLE,
        "axis",
        "facilitator",
        "secretary",
        "capacity",
    )
    PARENTS: ClassVar[tuple[str, ...]] = ("workshop",)

    workshop = models.ForeignKey(
        "participation.Workshop", models.PROTECT, related_name="tables", verbose_name=_("workshop")
    )
    axis = models.ForeignKey("plan.Axis", models.PROTECT, related_name="tables", verbose_name=_("axis"))
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="facilitated_tables",
        verbose_name=_("facilitator"),
    )
    secretary = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="recorded_tables",
        verbose_name=_("technical secretary"),
    )
    capacity = models.PositiveSmallIntegerField(
        _("places"), default=40, validators=[MinValueValidator(1), MaxValueValidator(2000)]
    )
    code = models.CharField(_("code"), max_length=CODE_LENGTH, unique=True, editable=False)

    history = HistoricalRecords()

    class Meta(Element.Meta):
        verbose_name = _("table")
        verbose_name_plural = _("tables")

    @property
    def axis_pk(self) -> int | None:
        """Its axis."""
        return self.axis_id

    def clean(self) -> None:
        """Raise ``ValidationError`` where the axis is of another plan."""
        if self.axis.plan_id != self.plan_id:
            raise ValidationError({"axis": _("Choose one of the same plan.")})

    @classmethod
    def before_create(cls, records: Iterable[Record]) -> None:
        """Give every new table a code that no other has."""
        for table in cast("Iterable[Any]", records):
            if not table.code:
                table.code = free_code()


def free_code() -> str:
    """Return a code that no table has: 6 of 32 signs, so that nobody guesses one."""
    while True:
        code = "".join(secrets.choice(CODE_SIGNS) for _sign in range(CODE_LENGTH))
        if not Table._default_manager.filter(code=code).exists():
            return code

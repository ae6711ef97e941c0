"""A territory: where things happen and who is competent there."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.geometry import Geometry, Sort, read, union
from rumbo.core.models import Record
from rumbo.places.enums import TerritoryKind


class Territory(Record):
    """A municipality, state, metropolitan area or country.

    ``parent`` is the administrative order (municipality, state, country); a metropolitan area has ``members``
    instead, since it may lie in several states. ``code`` is INEGI's, where there is one. ``boundary`` is a GeoJSON
    geometry (polygons, in degrees), where it is known.
    """

    KIND = "territory"
    EDITABLE: ClassVar[tuple[str, ...]] = (*Record.EDITABLE, "kind", "code", "parent", "members", "boundary")
    LINKS: ClassVar[tuple[str, ...]] = ("members",)

    kind = models.CharField(_("kind"), max_length=12, choices=TerritoryKind.choices)
    code = models.CharField(_("INEGI code"), max_length=10, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    boundary = models.JSONField(_("boundary"), null=True, blank=True)
    members = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="areas")

    history = HistoricalRecords(m2m_fields=[members])

    class Meta:
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        ordering = ("title",)
        constraints = (
            models.UniqueConstraint(fields=["key"], name="places_territory_key"),
            models.UniqueConstraint(fields=["code"], condition=~models.Q(code=""), name="places_territory_code"),
        )

    def clean(self) -> None:
        """Keep the boundary as all geometries are kept.

        Raises:
            ValidationError: it is no area.
        """
        super().clean()
        if self.boundary is not None:
            try:
                self.boundary = read(self.boundary, allowed={Sort.AREA})
            except ValidationError as error:
                raise ValidationError({"boundary": error}) from error

    @cached_property
    def area(self) -> Geometry | None:
        """Where it lies: its boundary, or else those of its members together; None where one is not known.

        Kept with the object: one that was changed has to be read again.
        """
        if self.boundary is not None:
            found: Geometry = self.boundary
            return found
        members: list[Any] = [one.boundary for one in self.current_members]
        return union(members) if members and None not in members else None

    @property
    def outlines(self) -> list[Geometry]:
        """The boundaries that a map of it shows: its own, and those of its members."""
        known = [self.boundary, *(one.boundary for one in self.current_members)]
        return [boundary for boundary in known if boundary is not None]

    @cached_property
    def current_members(self) -> list[Territory]:
        """Its members in force; kept with the object."""
        return [one for one in self.members.all() if one.is_current]

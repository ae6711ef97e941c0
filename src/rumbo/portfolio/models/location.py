"""Where a project is."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.geometry import bounds_of, distance_km, read
from rumbo.core.models import Element
from rumbo.portfolio.models.part import ProjectPart


class Location(ProjectPart):
    """A place of a project: its title says which; ``geometry`` is a GeoJSON geometry in degrees (WGS 84).

    A point, a line or an area, or several of one sort; ``west`` to ``north`` are its bounds, kept for maps.
    """

    KIND = "location"
    EDITABLE: ClassVar[tuple[str, ...]] = ("project", *Element.EDITABLE, "geometry")

    geometry = models.JSONField(_("place on the map"))
    west = models.FloatField(editable=False, default=0)
    south = models.FloatField(editable=False, default=0)
    east = models.FloatField(editable=False, default=0)
    north = models.FloatField(editable=False, default=0)

    history = HistoricalRecords()

    class Meta(ProjectPart.Meta):
        verbose_name = _("location")
        verbose_name_plural = _("locations")

    def clean(self) -> None:
        """Keep the geometry as all are kept, with its bounds.

        Raises:
            ValidationError: it cannot be read, or it lies wholly outside of the plan's territory.
        """
        super().clean()
        try:
            self.geometry = read(self.geometry)
        except ValidationError as error:
            raise ValidationError({"geometry": error}) from error
        self.west, self.south, self.east, self.north = bounds_of(self.geometry)
        self._check_territory()

    def _check_territory(self) -> None:
        territory = self.plan.territory
        if territory is None or territory.area is None:
            return
        away = distance_km(self.geometry, territory.area)
        if away > 0:
            message = gettext(
                "It lies outside of %(territory)s, %(distance)s km away. Look whether the coordinates are right. A "
                "place that is partly inside is taken."
            )
            shown = f"{max(away, 0.1):.1f}" if away < 10 else f"{away:,.0f}"
            raise ValidationError({"geometry": message % {"territory": territory.name, "distance": shown}})

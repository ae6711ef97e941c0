"""Where a project is."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

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

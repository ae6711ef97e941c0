"""Kinds of territory."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TerritoryKind(models.TextChoices):
    """What a territory is."""

    MUNICIPALITY = "municipality", _("Municipality")
    METROPOLITAN = "metropolitan", _("Metropolitan area")
    STATE = "state", _("State")
    COUNTRY = "country", _("Country")

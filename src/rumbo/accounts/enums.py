"""Sectors of organizations."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sector(models.TextChoices):
    """Which part of society an organization belongs to."""

    PUBLIC = "public", _("Public")
    PRIVATE = "private", _("Private")
    SOCIAL = "social", _("Social")
    ACADEMIC = "academic", _("Academic")
    MEDIA = "media", _("Media")
    OTHER = "other", _("Other")

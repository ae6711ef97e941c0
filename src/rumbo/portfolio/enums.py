"""Choices of the portfolio's models."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Responsible(models.TextChoices):
    """What an organization does for a measure (RACI)."""

    ACCOUNTABLE = "accountable", _("Accountable")
    RESPONSIBLE = "responsible", _("Responsible")
    CONSULTED = "consulted", _("Consulted")
    INFORMED = "informed", _("Informed")

"""The app's configuration."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    """Plan."""

    name = "rumbo.plan"

"""The app's configuration."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Core."""

    name = "rumbo.core"

"""The app's configuration."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Desk."""

    name = "rumbo.desk"

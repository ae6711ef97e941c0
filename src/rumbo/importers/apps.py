"""The app's configuration."""

from django.apps import AppConfig


class ImportersConfig(AppConfig):
    """Importers."""

    name = "rumbo.importers"

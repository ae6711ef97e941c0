"""The app's configuration."""

from django.apps import AppConfig


class CommunicationConfig(AppConfig):
    """Communication."""

    name = "rumbo.communication"

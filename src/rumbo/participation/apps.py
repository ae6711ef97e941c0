"""The app's configuration."""

from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    """Participation."""

    name = "rumbo.participation"

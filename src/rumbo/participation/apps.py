"""The app's configuration."""

from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    """Participation."""

    name = "rumbo.participation"

    def ready(self) -> None:
        """Let what is done with contributions count as a write."""
        from rumbo.core.queries.revision import count_in  # imported here: models are ready now

        count_in("participation.ContributionChange")

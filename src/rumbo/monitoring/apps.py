"""The app's configuration."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """Monitoring."""

    name = "rumbo.monitoring"

    def ready(self) -> None:
        """Let values and rules count as a write."""
        from rumbo.core.queries.revision import count_in  # imported here: models are ready now

        count_in("monitoring.ObservationBatch", "monitoring.StatusRules")

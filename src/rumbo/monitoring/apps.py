"""The app's configuration."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """Monitoring."""

    name = "rumbo.monitoring"

    def ready(self) -> None:
        """Let values and rules count as a write, and statuses follow what is written."""
        from rumbo.core.queries.revision import count_in  # imported here: models are ready now
        from rumbo.monitoring.services import renewal

        count_in("monitoring.ObservationBatch", "monitoring.StatusRecord", "monitoring.StatusRules")
        count_in("monitoring.Evidence", "monitoring.PlanChange", "monitoring.ReportMessage")
        renewal.connect()

"""The app's configuration."""

from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    """Portfolio."""

    name = "rumbo.portfolio"

    def ready(self) -> None:
        """Let the flags of projects follow the priority portfolio, and contributions become projects and actions."""
        from rumbo.core.signals import records_saved  # imported here: models are ready now
        from rumbo.portfolio.models import PriorityEntry
        from rumbo.portfolio.services.adoption import register_targets
        from rumbo.portfolio.services.priority import on_entries_saved

        records_saved.connect(on_entries_saved, sender=PriorityEntry, dispatch_uid="portfolio-priority")
        register_targets()

"""The app's configuration."""

from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    """Portfolio."""

    name = "rumbo.portfolio"

    def ready(self) -> None:
        """Let flags follow the priority portfolio, authors hear of projects, and contributions become measures."""
        from rumbo.core.queries.revision import count_in  # imported here: models are ready now
        from rumbo.core.signals import records_saved
        from rumbo.portfolio.models import PriorityEntry, Project
        from rumbo.portfolio.services.adoption import register_targets
        from rumbo.portfolio.services.priority import on_entries_saved
        from rumbo.portfolio.services.proposals import on_records_saved

        count_in("portfolio.Baseline", "portfolio.Passage", "portfolio.DocumentVersion")
        records_saved.connect(on_entries_saved, sender=PriorityEntry, dispatch_uid="portfolio-priority")
        for model in (PriorityEntry, Project):  # after the flags were set
            records_saved.connect(on_records_saved, sender=model, dispatch_uid=f"portfolio-proposals-{model.KIND}")
        register_targets()

"""The app's configuration."""

from django.apps import AppConfig


class PriorityConfig(AppConfig):
    """Priority."""

    name = "rumbo.priority"

    def ready(self) -> None:
        """Let runs count as a write, and the priority portfolio follow what is published."""
        from rumbo.core.queries.revision import count_in  # imported here: models are ready now
        from rumbo.core.signals import records_saved
        from rumbo.priority.models import Publication
        from rumbo.priority.services.publications import on_publications_saved

        count_in("priority.RunChange")
        records_saved.connect(on_publications_saved, sender=Publication, dispatch_uid="priority-publications")

"""The app's configuration."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Core."""

    name = "rumbo.core"

    def ready(self) -> None:
        """Keep the search index up to date with what is written."""
        from rumbo.core.services import search  # imported here: models are loaded only now
        from rumbo.core.signals import records_saved

        records_saved.connect(search.on_records_saved, dispatch_uid="rumbo.core.search")

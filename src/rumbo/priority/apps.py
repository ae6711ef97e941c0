"""The app's configuration."""

from django.apps import AppConfig


class PriorityConfig(AppConfig):
    """Priority."""

    name = "rumbo.priority"

    def ready(self) -> None:
        """Let runs count as a write."""
        from rumbo.core.queries.revision import count_in  # imported here: models are ready now

        count_in("priority.RunChange")

"""The app's configuration."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    """Plan."""

    name = "rumbo.plan"

    def ready(self) -> None:
        """Let new editions count as writes."""
        from rumbo.core.queries.revision import count_in  # imported here: models are ready now

        count_in("plan.Edition")

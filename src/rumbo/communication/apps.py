"""The app's configuration."""

from django.apps import AppConfig


class CommunicationConfig(AppConfig):
    """Communication."""

    name = "rumbo.communication"

    def ready(self) -> None:
        """Keep the languages of addresses for all contexts that write to people."""
        from rumbo.communication.services import preferences  # imported here: models are ready now
        from rumbo.core.letters import Languages, keep_languages

        keep_languages(Languages(read=preferences.chosen_language, write=preferences.keep_language))

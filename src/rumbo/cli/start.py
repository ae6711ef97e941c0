"""Starts Django for a command."""

from __future__ import annotations

import os

SETTINGS = "rumbo.config.settings"


def start_django() -> None:
    """Load the settings and all apps.

    Raises:
        ConfigurationError: a ``RUMBO_*`` variable is wrong.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django  # imported here: commands that need no Django start in no time

    django.setup()

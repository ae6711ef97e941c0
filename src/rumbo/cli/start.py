"""Starts Django for a command."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from rumbo.cli.errors import UserError
from rumbo.config import environment

if TYPE_CHECKING:
    from rumbo.config.environment import Environment

SETTINGS = "rumbo.config.settings"


def start_django() -> Environment:
    """Load the settings and all apps; make the data folder; return the environment.

    Raises:
        ConfigurationError: a ``RUMBO_*`` variable is wrong.
        UserError: the data folder cannot be made.
    """
    values = name_settings()
    import django  # imported here: commands that need no Django start in no time

    django.setup()
    return values


def name_settings() -> Environment:
    """Tell Django where its settings are; make the data folder; return the environment.

    Raises:
        ConfigurationError: a ``RUMBO_*`` variable is wrong.
        UserError: the data folder cannot be made.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    values = environment.read()
    try:
        values.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"The folder RUMBO_DATA_DIR={values.data_dir} cannot be made: {error.strerror}.") from None
    return values

"""The app's configuration."""

from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    """Portfolio."""

    name = "rumbo.portfolio"

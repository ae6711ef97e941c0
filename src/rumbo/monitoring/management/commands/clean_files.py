"""Drops what nobody confirmed and files that nothing refers to: `rumbo manage clean_files`, once a day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from rumbo.monitoring.services import cleaning as of_monitoring
from rumbo.participation.services import cleaning as of_participation
from rumbo.portfolio.services import cleaning as of_portfolio


class Command(BaseCommand):
    """Safe to run at any time, and again."""

    help = "Drops citizens' proposals that nobody confirmed for 30 days, and files that nothing refers to."

    def handle(self, *args: Any, **options: Any) -> None:
        """Clean up and say how much it was."""
        proposals, photos = of_participation.clean()
        files = of_portfolio.clean() + of_monitoring.clean()
        self.stdout.write(f"{proposals} unconfirmed proposals and {photos + files} files dropped.")

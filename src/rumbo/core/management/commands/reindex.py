"""Builds the search index anew: `rumbo manage reindex`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from rumbo.core.services.search import reindex


class Command(BaseCommand):
    """Reads every record and writes the index of the text search again, in one transaction."""

    help = "Builds the index of the text search anew, from all records."

    def handle(self, *args: Any, **options: Any) -> None:
        """Build the index and say how many records it holds."""
        self.stdout.write(f"{reindex()} records indexed.")

"""Runs what the clock would run now: `rumbo manage tick`, where no `rumbo serve` does it."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from rumbo.communication.clock import tick


class Command(BaseCommand):
    """Safe to run at any time, and beside `rumbo serve`."""

    help = "Runs the jobs that are due (statuses, reminders, digests, news) and sends what waits in the outbox."

    def add_arguments(self, parser: CommandParser) -> None:
        """Let the moment be another."""
        parser.add_argument(
            "--at", help="as if it were this moment, such as 2027-04-15T08:00 (for trying things out)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run once and name the jobs that ran."""
        ran = tick(_moment(options["at"]) if options["at"] else timezone.now())
        self.stdout.write(", ".join(ran) if ran else "Nothing was due.")


def _moment(said: str) -> datetime.datetime:
    try:
        found = parse_datetime(said)
        day = None if found else parse_date(said)
    except ValueError as error:
        raise CommandError(f"“{said}” is no moment: {error}.") from error
    if found is None and day is not None:
        found = datetime.datetime.combine(day, datetime.time.min)
    if found is None:
        raise CommandError(f"“{said}” is no moment. Write it like 2027-04-15T08:00.")
    return found if timezone.is_aware(found) else timezone.make_aware(found)

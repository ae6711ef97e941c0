"""Finds how everything stands: `rumbo manage evaluate_status`, once a night."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rumbo.core.errors import Refused
from rumbo.monitoring.services.status import evaluate
from rumbo.plan.models import Plan


class Command(BaseCommand):
    """Safe to run at any time, and again."""

    help = "Finds the status of everything in the plans and keeps what changed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Let one plan be chosen."""
        parser.add_argument("plan", nargs="?", help="the plan's key; all plans without it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Judge the plans and say how much changed."""
        plans = Plan.objects.current().order_by("key")
        if options["plan"]:
            plans = plans.filter(key=options["plan"])
            if not plans:
                raise CommandError(f"There is no plan “{options['plan']}”.")
        for plan in plans:
            try:
                found = evaluate(plan)
            except Refused as error:
                raise CommandError(str(error)) from error
            self.stdout.write(f"{plan.key}: {found.judged} statuses, {found.changed} of them changed.")

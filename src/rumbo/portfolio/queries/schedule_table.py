"""The schedule as a table to export: one row a step."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rumbo.core.tables import Column, Table

#: Rows are what `rumbo.portfolio.queries.schedules.table_rows` returns: a schedule and one of its steps.
SCHEDULE = Table(
    "schedule",
    _("Schedule"),
    (
        Column("project_number", _("Number"), lambda pair: pair[0].number, 9),
        Column("project", _("Project"), lambda pair: pair[0].name, 50),
        Column("milestone", _("Milestone"), lambda pair: pair[1].name, 50),
        Column("begins", _("Begins"), lambda pair: pair[1].span.begin, 12),
        Column("ends", _("Ends"), lambda pair: pair[1].span.end, 12),
        Column(
            "first_begins", _("Began, first agreed"), lambda pair: pair[1].first.begin if pair[1].first else None, 12
        ),
        Column("first_ends", _("Ended, first agreed"), lambda pair: pair[1].first.end if pair[1].first else None, 12),
        Column("last_begins", _("Began, last agreed"), lambda pair: pair[1].last.begin if pair[1].last else None, 12),
        Column("last_ends", _("Ended, last agreed"), lambda pair: pair[1].last.end if pair[1].last else None, 12),
        Column("days_late", _("Days late"), lambda pair: pair[1].late, 10),
        Column("weight", _("Weight"), lambda pair: pair[1].weight, 8),
        Column("progress", _("Progress (%)"), lambda pair: pair[1].progress, 10),
        Column("done", _("Done on"), lambda pair: pair[1].done_on, 12),
        Column("status", _("State"), lambda pair: pair[1].status_label, 12),
        Column("critical", _("Critical"), lambda pair: pair[1].critical, 8),
        Column("slack", _("Slack (days)"), lambda pair: pair[1].slack, 10),
        Column("waits_for", _("Waits for"), lambda pair: [str(one) for one in pair[1].awaited], 50),
    ),
)

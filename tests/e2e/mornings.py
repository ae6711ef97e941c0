"""Lets mornings pass in the database of a running site: `python -m e2e.mornings ACT FIRST LAST`, in its own process.

ACT "silent" first makes an organization that owes a report and never answers; "reported" first lets it say that
nothing changed; "go" only lets the mornings pass. Days count from the last day to report.
"""

from __future__ import annotations

import datetime
import subprocess
import sys

from rumbo.cli.start import start_django

#: The organization, and the people it is asked through: role, name, e-mail.
SILENT = "Dirección de Parques que No Responde"
PEOPLE = (
    ("liaison", "Elena Enlace", "elena@parques.example"),
    ("deputy", "Simón Suplente", "simon@parques.example"),
    ("head", "Dora Directora", "dora@parques.example"),
)
PERIOD = "Periodo del silencio"


def pass_mornings(env: dict[str, str], act: str, first: int, last: int) -> None:
    """Let them pass in the database that ``env`` names."""
    command = [sys.executable, "-P", "-m", "e2e.mornings", act, str(first), str(last)]
    made = subprocess.run(command, env=env, capture_output=True, text=True, timeout=300)
    assert made.returncode == 0, made.stderr


def main(act: str, first: int, last: int) -> None:
    """Do what was asked for."""
    start_django()
    from rumbo.cli import demo
    from rumbo.communication.services.reminders import remind
    from rumbo.monitoring.models import ReportingPeriod
    from rumbo.plan.models import Plan

    plan = Plan.objects.get(key=demo.PLAN_KEY)
    if act == "silent":
        _make(plan)
    due = ReportingPeriod.objects.get(plan=plan, title=PERIOD).due_on
    if act == "reported":
        _report(due + datetime.timedelta(days=first))
    for number in range(first, last + 1):
        remind(plan, due + datetime.timedelta(days=number))


def _make(plan: object) -> None:
    from django.utils.timezone import localdate

    from rumbo.accounts.models import Organization
    from rumbo.monitoring.models import Assignment, ReportingPeriod
    from rumbo.plan.models import Measure
    from rumbo.portfolio.models import Liaison

    today = localdate()
    ReportingPeriod.objects.filter(plan=plan, phase="open").update(phase="closed", closed_on=today)
    organization = Organization.objects.create(key="parques-que-no-responde", title=SILENT)
    long_ago = today - datetime.timedelta(days=900)
    for number, (role, name, email) in enumerate(PEOPLE):
        Liaison.objects.create(
            plan=plan,
            key=f"enlace-silencio-{number}",
            organization=organization,
            role=role,
            title=name,
            email=email,
            phone=f"871 555 010{number}",
            from_day=long_ago,
        )
    due = today - datetime.timedelta(days=50)
    period = ReportingPeriod.objects.create(
        plan=plan,
        key="periodo-del-silencio",
        title=PERIOD,
        starts_on=due - datetime.timedelta(days=120),
        ends_on=due - datetime.timedelta(days=30),
        due_on=due,
        phase="open",
        opened_on=due - datetime.timedelta(days=40),
    )
    measure = Measure.objects.filter(plan=plan, kind="project", project__state="current").order_by("pk").first()
    Assignment.objects.create(period=period, organization=organization, measure=measure)


def _report(day: datetime.date) -> None:
    from rumbo.monitoring.models import ReportLink
    from rumbo.monitoring.services.reports import nothing_changed

    link = ReportLink.objects.get(liaison__title=PEOPLE[2][1], assignment__isnull=False)
    nothing_changed(link, today=day)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))

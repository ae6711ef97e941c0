"""Reports in every state, in a plan of their own: what a liaison sees by the link, and the staff to review."""

from __future__ import annotations

import datetime
import sqlite3

from django.core.signing import Signer

#: The plan, the period, who reports in it, and how each report stands, in the order in which they are asked for.
PLAN, PERIOD, LIAISON = "plan-que-informa", "Periodo que se informa", "Ana Mezquite"
STANDINGS = ("to write", "unchanged", "sent", "asked", "accepted", "value")
_ASKED = (
    "SELECT a.id FROM monitoring_assignment a JOIN monitoring_reportingperiod p ON p.id = a.period_id "
    "WHERE p.title = ? ORDER BY a.id"
)
_LINK = "SELECT id, secret FROM monitoring_reportlink WHERE assignment_id = ?"
_LIST = (
    "SELECT l.id, l.secret FROM monitoring_reportlink l JOIN portfolio_liaison w ON w.id = l.liaison_id "
    "WHERE w.title = ? AND l.assignment_id IS NULL"
)


def add_reports() -> None:
    """Add a plan where one organization is asked for five projects and a value; let most of it be reported."""
    from e2e.prepare import account
    from factories import AxisFactory, OrganizationFactory, PlanFactory, ProgramFactory, SeriesFactory, ThemeFactory
    from factories.monitoring import AssignmentFactory, ReportingPeriodFactory
    from factories.portfolio import LiaisonFactory, MilestoneFactory, ProjectFactory
    from rumbo.cli.demo import PEOPLE
    from rumbo.core.actors import SYSTEM
    from rumbo.monitoring.services import reports, review
    from rumbo.monitoring.services.links import link_for, list_link_for
    from rumbo.plan.services.roles import give_role

    today = datetime.date.today()  # noqa: DTZ011 (of this machine)
    days = {name: today + datetime.timedelta(n) for name, n in (("starts_on", -90), ("ends_on", -3), ("due_on", 12))}
    plan = PlanFactory(key=PLAN, title="Plan que informa", is_public=True)
    for (email, *_rest), role in ((PEOPLE[1], "manager"), (PEOPLE[3], "reader")):
        give_role(SYSTEM, plan, account(email, ""), role, None)
    axis = AxisFactory(plan=plan, title="Agua del río", key="agua")
    program = ProgramFactory(theme=ThemeFactory(axis=axis))
    period = ReportingPeriodFactory(plan=plan, title=PERIOD, opened_on=today, **days)
    who = {"plan": plan, "organization": OrganizationFactory(title="Ejido que informa")}
    liaison = LiaisonFactory(
        title=LIAISON, email="ana@almagre.example", from_day=today - datetime.timedelta(300), **who
    )
    things = []
    for number, letter in enumerate("ABCDE", start=1):
        project = ProjectFactory(program=program, title=f"Obra {letter}", number=str(number), key=f"obra-{number}")
        for step, begins in (("Primer tramo", -60), ("Segundo tramo", -10), ("Entrega", 200)):
            first = today + datetime.timedelta(begins)
            MilestoneFactory(project=project, title=step, starts_on=first, ends_on=first + datetime.timedelta(90))
        things.append({"measure": project.measure})
    series = SeriesFactory(indicator__plan=plan, indicator__axis=axis, indicator__title="Agua medida")
    things.append({"measure": None, "series": series})
    asked = [AssignmentFactory(period=period, organization=who["organization"], **thing) for thing in things]
    links = [link_for(one, liaison, today=today) for one in asked]
    list_link_for(liaison, today=today)
    reports.nothing_changed(links[1])
    said = {"text": "Se colocó la señal.", "problem": "Falta el permiso.", "help_needed": "Que el municipio insista."}
    sent = [reports.send(link, said, version=None) for link in links[2:5]]
    review.observe(SYSTEM, sent[1], "¿Cuántos metros van?")
    review.accept(SYSTEM, sent[2], text="Gracias.")


def asked_for(connection: sqlite3.Connection, standing: str) -> int:
    """Return what is asked for and stands so, by its number."""
    return int(connection.execute(_ASKED, (PERIOD,)).fetchall()[STANDINGS.index(standing)][0])


def report_token(connection: sqlite3.Connection, standing: str) -> str:
    """Return the part of the link to the report that stands so, or to the ``list``, as the tests' site signs it."""
    from cli.servers import SECRET

    if standing == "list":
        number, secret = connection.execute(_LIST, (LIAISON,)).fetchone()
    else:
        number, secret = connection.execute(_LINK, (asked_for(connection, standing),)).fetchone()
    signer = Signer(key=SECRET, salt="rumbo.monitoring.report", sep=".", fallback_keys=[])
    return signer.sign(f"{number}-{secret}")


def value(connection: sqlite3.Connection, inner: str) -> str | int | None:
    """Return what an address says of a report: ``reporting sent`` is its link, ``reported sent`` itself."""
    what, _space, standing = inner.partition(" ")
    if what == "reporting":
        return report_token(connection, standing)
    if what == "asked_of":
        return asked_for(connection, standing)
    if what == "reported":
        query = "SELECT id FROM monitoring_progressreport WHERE assignment_id = ?"
        return int(connection.execute(query, (asked_for(connection, standing),)).fetchone()[0])
    return None

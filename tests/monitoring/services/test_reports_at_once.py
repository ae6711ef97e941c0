"""Several phones and several of the staff at the same moment: nothing counts twice, and nothing is lost unseen."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from factories import AssignmentFactory, LiaisonFactory, ReportLinkFactory, SeriesFactory
from filemaking import picture
from rumbo.core.actors import SYSTEM
from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.monitoring.models import Evidence, Observation, ProgressReport, ReportingPeriod, ReportMessage
from rumbo.monitoring.services import reports, review

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
TODAY = datetime.date(2026, 4, 10)
AT_ONCE = 6


@pytest.fixture
def link():
    return link_to(AssignmentFactory())


def link_to(assignment):
    period = assignment.period
    liaison = LiaisonFactory(
        plan=period.plan, organization=assignment.organization, from_day="2026-01-01", email="a@example.org"
    )
    return ReportLinkFactory(assignment=assignment, liaison=liaison)


def at_once(*acts):
    """Do things in as many threads at the same moment; return how many were refused."""
    start = Barrier(len(acts))

    def one(act):
        try:
            start.wait()
            act()
        except Refused:
            return 1
        finally:
            connection.close()
        return 0

    with ThreadPoolExecutor(len(acts)) as pool:
        return sum(pool.map(one, acts))


def test_the_same_report_sent_several_times_counts_once(link):
    acts = [lambda: reports.send(link, {"text": "Avanza"}, version=1, today=TODAY)] * AT_ONCE
    at_once(*acts)
    reports.send(link, {"text": "Avanza"}, version=1, today=TODAY)
    report = ProgressReport.objects.get()
    assert (report.state, report.text) == ("sent", "Avanza")
    assert ReportMessage.objects.filter(kind="sent").count() == 1


def test_of_several_drafts_one_is_kept_and_the_others_are_told(link):
    reports.report_of(link.assignment)
    acts = [
        lambda text=str(number): reports.save_draft(link, {"text": text}, version=1, today=TODAY)
        for number in range(AT_ONCE)
    ]
    assert at_once(*acts) == AT_ONCE - 1
    assert ProgressReport.objects.get().version == 2


def test_nothing_changed_tapped_by_several_counts_once(link):
    assert at_once(*[lambda: reports.nothing_changed(link, today=TODAY)] * AT_ONCE) == 0
    assert ReportMessage.objects.count() == 1


def test_a_photo_sent_again_meanwhile_is_there_once(link):
    content = picture()
    acts = [lambda: reports.add_evidence(link, BytesIO(content), "foto.jpg", today=TODAY)] * AT_ONCE
    assert at_once(*acts) == 0
    assert Evidence.objects.count() == 1


def test_accepted_by_several_its_value_is_recorded_once():
    link = link_to(AssignmentFactory(measure=None, series=SeriesFactory()))
    report = reports.send(link, {"value": "12", "on": "2026-03-31"}, version=None, today=TODAY)
    at_once(*[lambda: review.accept(SYSTEM, report, today=TODAY)] * AT_ONCE)
    assert Observation.objects.count() == 1
    assert ReportMessage.objects.filter(kind="accepted").count() == 1


def test_accepting_and_correcting_at_once_leave_what_was_accepted(link):
    report = reports.send(link, {"text": "Uno"}, version=None, today=TODAY)
    at_once(
        lambda: review.accept(SYSTEM, report, version=report.version, today=TODAY),
        lambda: reports.send(link, {"text": "Dos"}, version=report.version, today=TODAY),
    )
    report.refresh_from_db()
    accepted = ReportMessage.objects.filter(kind="accepted").exists()
    assert (report.state, report.text) == (("accepted", "Uno") if accepted else ("sent", "Dos"))


def test_of_periods_with_the_same_days_made_at_once_one_is_kept(plan, manager):
    days = {"starts_on": TODAY, "ends_on": TODAY, "due_on": TODAY}
    barred = []

    def make(number):
        try:
            records.create(manager, ReportingPeriod(plan=plan, title=f"Periodo {number}", **days))
        except ValidationError as error:
            barred.append(set(error.message_dict))

    at_once(*(lambda number=number: make(number) for number in range(AT_ONCE)))
    assert ReportingPeriod.objects.count() == 1
    assert barred == [{"starts_on"}] * (AT_ONCE - 1)

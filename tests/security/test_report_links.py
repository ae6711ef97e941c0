"""A leaked link of a liaison opens one report and nothing else."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from factories import LiaisonFactory, OrganizationFactory, ProjectFactory
from factories.monitoring import AssignmentFactory, ProgressReportFactory
from rumbo.monitoring.models import ProgressReport, ReportLink
from rumbo.monitoring.services.links import link_for
from rumbo.monitoring.tokens import token_of
from security import addresses
from security.test_access import page_of

pytestmark = pytest.mark.django_db
BEGAN = datetime.date(2020, 1, 1)


@pytest.fixture
def link(ours):
    """A link of a liaison of ours to a report of theirs alone."""
    asked = asked_for(ours, "901", "Colector de prueba")
    person = LiaisonFactory(plan=ours.plan, organization=ours.organization, title="Iris Prado", from_day=BEGAN)
    return link_for(asked, person, today=timezone.localdate())


def asked_for(ours, number, title):
    project = ProjectFactory(plan=ours.plan, number=number, title=title)
    return AssignmentFactory(period=ours.assigned.period, organization=ours.organization, measure=project.measure)


def start(token):
    return reverse("report:start", args=[token])


def test_it_opens_its_report_and_no_other(ours, link, browser):
    other = asked_for(ours, "902", "Puente que no es suyo")
    ProgressReportFactory(assignment=other, state="sent", sent_at=timezone.now(), text="Lo que nadie debe leer")
    answer = browser().get(start(token_of(link)))
    assert answer.status_code == 200
    text = page_of(answer)
    assert "Colector de prueba" in text
    assert "Lo que nadie debe leer" not in text
    assert "Puente que no es suyo" not in text


def test_it_opens_no_page_of_the_staff(ours, link, browser):
    client = browser()
    client.get(start(token_of(link)))
    for url in addresses.monitoring(ours.plan, ours):
        answer = client.get(url)
        assert answer.status_code in {302, 404, 405}, url
        if answer.status_code == 302:
            assert "/cuenta/" in answer.headers["Location"], url


@pytest.mark.parametrize("made", ["forged", "revoked", "expired", "left", "moved", "withdrawn"])
def test_one_that_does_not_work_writes_nothing(ours, link, browser, made):
    token = token_of(link)
    if made == "forged":
        token = f"{link.pk}-{'0' * 24}.{token.rsplit('.', 1)[1]}"
    if made == "revoked":
        ReportLink.objects.filter(pk=link.pk).update(revoked_at=timezone.now())
    if made == "expired":
        ReportLink.objects.filter(pk=link.pk).update(expires_on=datetime.date(2020, 1, 1))
    if made == "left":
        type(link.liaison).objects.filter(pk=link.liaison_id).update(until_day=datetime.date(2021, 1, 1))
    if made == "moved":
        type(link.liaison).objects.filter(pk=link.liaison_id).update(organization=OrganizationFactory())
    if made == "withdrawn":
        type(link.assignment.period).objects.filter(pk=link.assignment.period_id).update(state="withdrawn")
    client = browser()
    answer = client.get(start(token))
    assert answer.status_code in {404, 410}
    assert "Colector de prueba" not in page_of(answer)
    for address in (start(token), reverse("report:draft", args=[token]), reverse("report:unchanged", args=[token])):
        assert client.post(address, {"text": "Intruso", "progress": "90"}).status_code in {404, 405, 410}
    assert not ProgressReport.objects.filter(assignment=link.assignment, sent_at__isnull=False).exists()
    assert "Intruso" not in str(
        ProgressReport.objects.filter(assignment=link.assignment).values_list("draft", "text")
    )

"""A liaison's link opens one report and nothing else, whatever is asked for with it."""

from importlib import import_module
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone

from factories import LiaisonFactory, ReportLinkFactory
from filemaking import picture
from rumbo.monitoring.models import Evidence, ProgressReport, ReportLink
from rumbo.monitoring.services import reports
from rumbo.monitoring.tokens import token_of

pytestmark = pytest.mark.django_db
WORD = "Zacatenco"
FORM = {"text": "Otro", "answer": "Otro", "act": "send", "version": 1, "told_by": "x"}
NAMES = [(pattern.name, set(pattern.pattern.converters)) for pattern in import_module(
    "rumbo.monitoring.web.link_urls").urlpatterns]  # fmt: skip


def link_of(world, **values):
    liaison = LiaisonFactory(
        plan=world.plan,
        organization=world.organization,
        from_day=timezone.localdate(),
        title="Ana Enlace",
        email="ana@example.org",
    )
    return ReportLinkFactory(**{"assignment": world.assigned, "liaison": liaison} | values)


def addresses(token, evidence):
    for name, parts in NAMES:
        yield reverse(f"report:{name}", kwargs={"token": token} | ({"pk": evidence} if "pk" in parts else {}))


def page_of(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture
def secret(theirs):
    """A photo of the closed plan's report."""
    return reports.add_evidence(link_of(theirs), BytesIO(picture()), "ajena.jpg")


def test_a_link_reads_and_changes_nothing_of_another_report(ours, theirs, secret, browser):
    token, before = token_of(link_of(ours)), ProgressReport.objects.filter(pk=theirs.reported.pk).values().get()
    client = browser()
    for url in addresses(token, secret.pk):
        for answer in (client.get(url), client.post(url, FORM)):
            assert answer.status_code in {200, 302, 404, 405, 422}, url
            assert WORD.encode() not in page_of(answer), url
            if f"/evidencia/{secret.pk}/" in url:
                assert answer.status_code in {404, 405}, url
    assert ProgressReport.objects.filter(pk=theirs.reported.pk).values().get() == before
    assert not Evidence.objects.get(pk=secret.pk).withdrawn


@pytest.mark.parametrize("how", ["letter", "number", "secret", "revoked", "expired", "left"])
def test_a_forged_or_ended_link_opens_nothing(theirs, secret, browser, how):
    link = link_of(theirs)
    token = token_of(link)
    if how == "letter":
        token = token[:-1] + ("A" if token[-1] != "A" else "B")
    elif how == "number":
        token = token.replace(str(link.pk), str(link.pk + 1), 1)
    elif how == "secret":
        ReportLink.objects.filter(pk=link.pk).update(secret="0" * 24)
    elif how == "revoked":
        ReportLink.objects.filter(pk=link.pk).update(revoked_at=timezone.now())
    elif how == "expired":
        ReportLink.objects.filter(pk=link.pk).update(expires_on="2020-01-01")
    else:
        link.liaison.until_day = link.liaison.from_day = "2020-01-01"
        link.liaison.save()
    before = ProgressReport.objects.filter(pk=theirs.reported.pk).values().get()
    for url in addresses(token, secret.pk):
        for answer in (browser().get(url), browser().post(url, FORM)):
            assert answer.status_code in {404, 405, 410}, url
            assert b"Informe " + WORD.encode() not in page_of(answer), url
    assert ProgressReport.objects.filter(pk=theirs.reported.pk).values().get() == before


def test_a_link_to_the_list_opens_no_report(theirs, secret, browser):
    token = token_of(link_of(theirs, assignment=None))
    before = ProgressReport.objects.filter(pk=theirs.reported.pk).values().get()
    for url in addresses(token, secret.pk):
        for answer in (browser().get(url), browser().post(url, FORM)):
            page = page_of(answer)
            assert f"Informe {WORD}".encode() not in page, url
            assert f"Problema {WORD}".encode() not in page, url
            assert b"ajena.jpg" not in page, url
    assert ProgressReport.objects.filter(pk=theirs.reported.pk).values().get() == before


def test_a_link_is_no_way_to_the_desk(theirs, browser):
    client = browser()
    client.get(reverse("report:start", args=[token_of(link_of(theirs))]))
    assert client.get(reverse("monitoring:reports", args=[theirs.plan.key])).status_code == 302

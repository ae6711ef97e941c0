"""What pages of monitoring read is kept until the next write, and never longer."""

import datetime
import re

import pytest
from django.core.cache import caches
from django.urls import reverse

from factories import (
    MilestoneFactory,
    ObservationFactory,
    ProgramFactory,
    ProjectFactory,
    SeriesFactory,
    TargetFactory,
)
from rumbo.monitoring.services import observations, status

pytestmark = pytest.mark.django_db
DAY = datetime.date


@pytest.fixture(autouse=True)
def _kept(settings):
    """Values are kept in memory, as they are outside of tests."""
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "kept-monitoring"}
    settings.CACHES = settings.CACHES | {"values": memory}
    caches["values"].clear()
    yield
    caches["values"].clear()


@pytest.fixture
def value(plan, axis):
    program = ProgramFactory(plan=plan, theme__axis=axis, theme__plan=plan)
    MilestoneFactory(project=ProjectFactory(plan=plan, program=program), ends_on=DAY(2026, 1, 31))
    series = SeriesFactory(indicator__plan=plan, baseline_value=50, baseline_on=DAY(2020, 12, 31))
    TargetFactory(series=series)
    return ObservationFactory(series=series, on=DAY(2025, 12, 31), number=612, text="612")


@pytest.fixture
def pages(plan):
    return [
        *(reverse(f"monitoring:{name}", args=[plan.key]) for name in ("home", "statuses")),
        reverse("monitoring:status", args=[plan.key, "plan", plan.pk]),
        *(reverse(f"desk:{name}", args=[plan.key]) for name in ("council", "week")),
        reverse("portal:indicators", args=[plan.key]),
    ]


def test_a_second_reader_costs_less_and_reads_the_same(
    client, plan, manager, value, pages, django_assert_max_num_queries
):
    status.evaluate(plan)
    client.force_login(manager)
    for url in pages:
        caches["values"].clear()
        with django_assert_max_num_queries(100) as first:
            before = client.get(url).content
        with django_assert_max_num_queries(len(first) - 1):
            after = client.get(url).content
        assert _main(after) == _main(before)


def test_the_next_write_is_seen_at_once(client, plan, manager, value):
    client.force_login(manager)
    urls = [reverse("monitoring:home", args=[plan.key]), reverse("portal:indicators", args=[plan.key])]
    for url in urls:
        assert "612" in client.get(url).content.decode()
    observations.revise(manager, value, "734", reason="Se corrigió")
    for url in urls:
        html = client.get(url).content.decode()
        assert "734" in html
        assert "612" not in html


def test_a_new_status_is_seen_at_once(client, plan, manager, value):
    client.force_login(manager)
    url = reverse("monitoring:statuses", args=[plan.key])
    assert 'id="whole"' not in client.get(url).content.decode()
    status.evaluate(plan)
    html = client.get(url).content.decode()
    assert 'id="whole"' in html


def _main(page):
    """The main part of a page without the tokens of its forms, which differ each time."""
    main = page.decode().split("<main")[1].split("</main>")[0]
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", main)

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import MembershipFactory, PlanFactory, ThemeFactory
from rumbo.core.services import records
from rumbo.plan.enums import Standing
from rumbo.plan.models import Plan

URL = "/mesa/"


def test_it_checks_access(answers, statuses, plan):
    assert answers(URL) == statuses() | {"outsider": 200}


def test_a_person_sees_only_the_own_plans(browser, manager):
    PlanFactory(title="Plan ajeno")
    text = browser(manager).get(URL).content.decode()
    assert "Plan 2040" in text
    assert "Plan ajeno" not in text


def test_without_a_role_it_says_whom_to_ask(browser, outsider, plan):
    text = browser(outsider).get(URL).content.decode()
    assert "Todavía no tienes un papel en ningún plan" in text
    assert "Pide a quien administra Rumbo en tu instituto" in text
    assert "Plan 2040" not in text


def test_it_says_what_waits_and_the_role(browser, editor, axis):
    ThemeFactory(axis=axis, standing=Standing.TO_CONFIRM)
    text = browser(editor).get(URL).content.decode()
    assert "1 por confirmar" in text
    assert "Edición de un eje: Agua" in text


def test_recent_changes_are_told_with_their_author(browser, manager, axis):
    theme = ThemeFactory(axis=axis, title="Antes")
    records.update(manager, theme, {"title": "Después"}, reason="Acuerdo del consejo")
    text = browser(manager).get(URL).content.decode()
    assert "Después" in text
    assert "Acuerdo del consejo" in text


def test_a_further_plan_costs_three_queries(browser, manager):
    client = browser(manager)
    with CaptureQueriesContext(connection) as one:
        client.get(URL)
    for _n in range(3):
        MembershipFactory(user=manager, role="manager")
    with CaptureQueriesContext(connection) as four:
        client.get(URL)
    assert len(four) - len(one) == 3 * 3


class TestCreatePlan:
    url = "/mesa/planes/nuevo/"
    data = {"title": "Plan del Valle", "start_year": 2025, "end_year": 2045}

    @pytest.mark.parametrize("who", ["outsider", "reader", "editor", "manager", "administrator"])
    def test_only_the_installation_makes_plans(self, request, browser, who):
        client = browser(request.getfixturevalue(who))
        before = Plan.objects.count()
        assert client.get(self.url).status_code == 403
        assert client.post(self.url, self.data).status_code == 403
        assert Plan.objects.count() == before

    def test_a_plan_gets_its_address_from_its_title(self, browser, superuser):
        response = browser(superuser).post(self.url, self.data)
        assert response.url == reverse("desk:plan", args=["plan-del-valle"])
        assert Plan.objects.get().end_year == 2045

    def test_wrong_years_are_explained(self, browser, superuser):
        response = browser(superuser).post(self.url, {**self.data, "end_year": 2000})
        assert response.status_code == 200
        assert "primer año" in response.content.decode().lower()
        assert not Plan.objects.exists()

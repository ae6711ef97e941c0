import pytest

from factories import MembershipFactory, PlanFactory
from reading import links, main_text
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records

pytestmark = pytest.mark.django_db


def test_the_only_plan_is_the_first_page(client, plan):
    assert client.get("/").headers["Location"] == "/plan-2040/"


def test_several_plans_are_listed(client, plan):
    PlanFactory(key="otro", title="Otro plan", start_year=2010, end_year=2030)
    page = client.get("/")
    assert page.status_code == 200
    assert links(page) == [("Otro plan", "/otro/"), ("Plan 2040", "/plan-2040/")]
    assert "2010–2030" in main_text(page)


def test_without_plans_the_page_says_what_to_do(client, db):
    page = client.get("/")
    assert "rumbo demo" in main_text(page)
    assert links(page) == [("Iniciar sesión", "/cuenta/login/")]


def test_a_plan_that_is_not_public_is_listed_for_its_people_only(client, plan, outsider):
    hidden = PlanFactory(key="borrador", title="Borrador", is_public=False)
    member = MembershipFactory(plan=hidden, role="reader").user
    assert client.get("/").headers["Location"] == "/plan-2040/"
    client.force_login(outsider)
    assert client.get("/").headers["Location"] == "/plan-2040/"
    client.force_login(member)
    assert links(client.get("/")) == [("Borrador", "/borrador/"), ("Plan 2040", "/plan-2040/")]


def test_a_plan_out_of_force_stays_reachable(client, plan):
    former = PlanFactory(key="anterior", title="Plan anterior")
    records.withdraw(SYSTEM, former, reason="Terminó su periodo")
    assert client.get("/").headers["Location"] == "/plan-2040/"
    assert "Terminó su periodo" in main_text(client.get("/anterior/"))
    PlanFactory(key="otro", title="Otro plan")
    assert [address for _label, address in links(client.get("/"))] == ["/otro/", "/plan-2040/", "/anterior/"]

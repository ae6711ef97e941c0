import re
from datetime import date

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories import AxisFactory, GoalFactory
from reading import main_text
from rumbo.core.services import records
from rumbo.plan.models import Edition, Plan
from rumbo.portfolio.services.gates import pass_by_decision, suspend

pytestmark = pytest.mark.django_db
URL = "/plan-2040/"


@pytest.fixture
def keeping(settings):
    """Keep pages, as the program does outside the tests."""
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "test_kept"}
    settings.CACHES = settings.CACHES | {"pages": memory}
    caches["pages"].clear()


def asked(client, url=URL):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_a_second_visitor_costs_two_queries(keeping, client, story):
    assert asked(client) > 2
    assert asked(Client()) == 2
    assert main_text(client.get(URL)) == main_text(Client().get(URL))


def test_a_write_shows_at_once(keeping, client, story, manager):
    client.get(URL)
    records.update(manager, story.axis, {"title": "Agua y suelo"})
    assert "Agua y suelo" in main_text(client.get(URL))
    client.get(f"{URL}temas/acuifero/")
    records.create(manager, GoalFactory.build(plan=story.plan, objective=story.objective, key="", title="Otra meta"))
    assert "Otra meta" in main_text(client.get(f"{URL}temas/acuifero/"))
    client.get(URL)
    Edition.objects.create(plan=story.plan, number=1, title="Aprobada", content={}, checksum="0" * 64)
    assert "Edición 1: Aprobada" in main_text(client.get(URL))


def test_a_plan_taken_back_is_gone_at_once(keeping, client, story):
    client.get(URL)
    Plan.objects.update(is_public=False)
    assert client.get(URL).status_code == 404


def test_each_language_has_its_page(keeping, client, english, story):
    client.get(URL)
    assert '<html lang="en">' in english.get(URL).content.decode()
    assert '<html lang="es">' in client.get(URL).content.decode()


def test_people_who_are_signed_in_get_their_own_page(keeping, client, story, manager):
    Client().get(URL)
    client.force_login(manager)
    assert client.get(URL).context["can_edit"] is True
    assert "can_edit" not in (Client().get(URL).context or {})


def test_a_page_with_a_query_is_made_each_time(keeping, client, story):
    client.get(f"{URL}organizaciones/")
    assert "Ninguna organización" in main_text(client.get(f"{URL}organizaciones/?sector=media"))


def test_each_visitor_has_a_token_that_works(keeping, story):
    Client().get(URL)
    visitor = Client(enforce_csrf_checks=True)
    page = visitor.get(URL).content.decode()
    tokens = set(re.findall(r'(?:name="csrfmiddlewaretoken" value="|"X-CSRFToken": ")(\w+)"', page))
    assert len(tokens) == 1
    assert tokens != set(re.findall(r'"X-CSRFToken": "(\w+)"', Client().get(URL).content.decode()))
    answer = visitor.post("/idioma/", {"language": "en", "next": URL, "csrfmiddlewaretoken": tokens.pop()})
    assert answer.status_code == 302


def test_what_is_not_found_is_not_kept(keeping, client, plan):
    address = f"{URL}ejes/nuevo/"
    assert client.get(address).status_code == 404
    AxisFactory(plan=plan, key="nuevo")
    assert client.get(address).status_code == 200


def test_a_passage_shows_at_once(keeping, client, story, manager):
    address = f"{URL}proyectos/7/"
    assert "Idea → Ficha" not in main_text(client.get(address))
    assert 'class="dashes"' not in client.get(f"{URL}proyectos/").content.decode()
    pass_by_decision(manager, story.project, on=date(2025, 3, 18), minutes="Acta 2/2025", reason="Urge")
    assert "Idea → Ficha" in main_text(client.get(address))
    assert "<span>Ficha</span>" in client.get(f"{URL}proyectos/").content.decode()
    suspend(manager, story.project, on=date(2025, 4, 1), reason="Sin terreno")
    assert "Sin terreno" in main_text(client.get(address))

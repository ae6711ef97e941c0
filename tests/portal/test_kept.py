import re

import pytest

from factories import ProgramFactory, ProjectFactory, ThemeFactory
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records

pytestmark = pytest.mark.django_db
URL = "/plan-2040/proyectos/"


@pytest.fixture(autouse=True)
def _kept_pages(settings, _no_kept_pages):
    settings.CACHES = settings.CACHES | {
        "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "test_kept"}
    }
    from django.core.cache import caches

    caches["pages"].clear()


@pytest.fixture
def project(axis):
    project = ProjectFactory(program=ProgramFactory(theme=ThemeFactory(axis=axis)), number="7", title="Zanjas")
    ProjectFactory(program=project.program, number="8", title="Bordos", under_way=True)
    return project


def is_made_anew(response):
    return response.context is not None


def test_a_page_is_made_once_for_each_address_and_language(client, project):
    assert is_made_anew(client.get(URL))
    assert not is_made_anew(client.get(URL))
    assert is_made_anew(client.get(URL, {"under_way": "yes"}))
    second = client.get(URL, {"under_way": "yes"})
    assert not is_made_anew(second)
    assert "Bordos" in second.content.decode()
    assert "Zanjas" not in second.content.decode()
    client.cookies["django_language"] = "en"
    assert is_made_anew(client.get(URL))


def test_a_change_makes_it_anew(client, project):
    client.get(URL)
    records.update(SYSTEM, project, {"title": "Bordos y zanjas"})
    assert "Bordos y zanjas" in client.get(URL).content.decode()


def test_each_reader_has_a_token_of_their_own_that_works(client, project):
    from django.test import Client

    Client().get(URL)
    reader = Client(enforce_csrf_checks=True)
    response = reader.get(URL)
    assert not is_made_anew(response)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w{64})"', response.content.decode())[1]
    answer = reader.post("/idioma/", {"language": "en", "next": URL, "csrfmiddlewaretoken": token})
    assert answer.status_code == 302
    refused = Client(enforce_csrf_checks=True).post("/idioma/", {"language": "en", "csrfmiddlewaretoken": token})
    assert refused.status_code == 403


def test_people_signed_in_get_pages_of_their_own(client, project, reader):
    client.get(URL)
    client.force_login(reader)
    assert is_made_anew(client.get(URL))
    assert str(reader) in client.get(URL).content.decode()
    client.logout()
    assert str(reader) not in client.get(URL).content.decode()


def test_a_plan_that_is_public_no_more_is_shown_no_more(client, plan, project):
    client.get(URL)
    type(plan).objects.update(is_public=False)
    assert client.get(URL).status_code == 404


def test_parts_and_files_are_not_kept(client, project):
    for _time in range(2):
        assert "<html" not in client.get(URL, headers={"HX-Request": "true"}).content.decode()
        assert client.get(URL, {"format": "json"}).streaming
    assert "<html" in client.get(URL).content.decode()

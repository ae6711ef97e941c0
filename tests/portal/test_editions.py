import json
from hashlib import sha256

import pytest

from factories import PlanFactory
from reading import links, main_text
from rumbo.plan.editions import checksum
from rumbo.plan.models import Edition

pytestmark = pytest.mark.django_db
URL = "/plan-2040/ediciones/"
ONE = "/plan-2040/ediciones/1/"
CONTENT = {"b": "año", "a": [1, 2]}


@pytest.fixture
def edition(plan):
    return Edition.objects.create(
        plan=plan,
        number=1,
        title="Aprobada por el cabildo",
        note="La primera.",
        content=CONTENT,
        checksum=checksum(CONTENT),
    )


def test_access(guarded, edition):
    guarded(URL)


@pytest.mark.parametrize("url", [ONE, f"{ONE}plan.json"])
def test_access_to_one(guarded, edition, url):
    guarded(url)


def test_not_found_elsewhere(client, edition):
    PlanFactory(key="otro")
    assert client.get("/otro/ediciones/1/").status_code == 404
    assert client.get("/plan-2040/ediciones/2/").status_code == 404
    assert client.get("/otro/ediciones/1/plan.json").status_code == 404


def test_newest_first(client, plan, edition):
    Edition.objects.create(plan=plan, number=2, title="Revisada", content={}, checksum="0" * 64)
    assert [words for words, _address in links(client.get(URL))][1:] == ["Revisada", "Aprobada por el cabildo"]


def test_without_editions(client, plan):
    assert "Todavía no se publica ninguna edición" in main_text(client.get(URL))


def test_one_with_its_checksum_and_file(client, edition):
    page = client.get(ONE)
    assert edition.checksum in main_text(page)
    assert "La primera." in main_text(page)
    assert links(page)[-1] == ("Descargar (JSON)", f"{ONE}plan.json")


def test_the_file_has_the_very_checksum(client, edition):
    answer = client.get(f"{ONE}plan.json")
    assert sha256(answer.content).hexdigest() == edition.checksum
    assert json.loads(answer.content) == CONTENT
    assert answer.headers["Content-Disposition"] == 'attachment; filename="plan-2040-1.json"'


def test_as_many_queries_for_many(queries, plan, edition):
    few = queries(URL)
    for number in range(2, 7):
        Edition.objects.create(plan=plan, number=number, title="Otra", content=CONTENT, checksum="0" * 64)
    assert queries(URL) == few

"""An address that takes forms alone has a page for whoever opens it."""

import pytest

pytestmark = pytest.mark.django_db
ADDRESS = "/taller/enviar/"


def test_whoever_opens_it_reads_how_to_go_on(client):
    answer = client.get(ADDRESS)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Aquí no hay nada que leer." in answer.content.decode()


def test_programs_get_the_short_answer(client):
    assert client.put(ADDRESS).content == b""
    assert client.head(ADDRESS).status_code == 405

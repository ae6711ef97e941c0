import pytest

from factories import UserFactory
from reading import links

pytestmark = pytest.mark.django_db

PAGES = [
    "",
    "ejes/agua/",
    "temas/acuifero/",
    "programas/cuentas/",
    "proyectos/7/",
    "estrategias/medir/",
    "acciones/padron/",
    "documento/diagnostico/",
    "antecedentes/plan-1994/",
    "organizaciones/aguas/",
    "territorios/lerdo/",
]


@pytest.mark.parametrize("page", PAGES)
def test_each_page_leads_its_editors_to_the_desk(client, story, manager, page):
    address = f"/plan-2040/{page}"
    assert "Editar" not in dict(links(client.get(address)))
    client.force_login(manager)
    found = dict(links(client.get(address)))
    for label in ("Editar", "Historia"):
        assert found[label].startswith("/mesa/plan-2040/")
        assert client.get(found[label]).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_readers_get_no_such_links(client, story, reader, page):
    client.force_login(reader)
    assert "Editar" not in dict(links(client.get(f"/plan-2040/{page}")))


def test_who_administers_the_installation_may_edit(client, story):
    client.force_login(UserFactory(is_superuser=True))
    assert "Editar" in dict(links(client.get("/plan-2040/proyectos/7/")))

"""The people through whom organizations answer are nobody's business but the staff's."""

import json
import zipfile

import pytest
from click.testing import CliRunner

from factories import LiaisonFactory
from reading import main_html
from rumbo.cli.commands.export import WHAT, command
from rumbo.core.actors import SYSTEM
from rumbo.core.services import search
from rumbo.desk.services.editions import publish_edition
from rumbo.plan.models import Edition
from security import addresses
from security.test_access import page_of

pytestmark = pytest.mark.django_db
NAME, MAIL = "Quirina Zempoala", "quirina@zempoala.example"


@pytest.fixture
def liaison(ours):
    given = {"plan": ours.plan, "organization": ours.organization, "project": ours.elements["project"]}
    return LiaisonFactory(title=NAME, email=MAIL, function="Enlace Zempoala", **given)


def says(text):
    return "quirina" in text.lower() or "zempoala" in text.lower()


@pytest.mark.parametrize("who", [None, "manager"])
def test_no_public_page_and_no_file_of_one_names_them(ours, people, liaison, browser, who):
    client = browser(people.get(who))
    for url in ["/", *addresses.portal(ours.plan, ours)]:
        for query in ({}, {"format": "csv"}, {"format": "json"}):
            assert not says(page_of(client.get(url, query))), url


def test_the_search_does_not_find_them(ours, liaison, browser):
    search.reindex()
    for words in ("quirina", "zempoala", "enlace"):
        found = page_of(browser().get("/abierto/buscar/", {"q": words, "format": "json"}))
        assert not says(found)
        assert found.split() == ["[", "]"]


def test_editions_do_not_keep_them(ours, liaison):
    publish_edition(SYSTEM, ours.plan, number=2, title="Segunda", note="Con enlaces")
    content = json.dumps(Edition.objects.get(plan=ours.plan, number=2).content, ensure_ascii=False, default=str)
    assert "Proyecto Abierto" in content
    assert not says(content)


@pytest.mark.parametrize("what", WHAT)
def test_what_the_program_exports_does_not_hold_them(ours, liaison, tmp_path, what):
    file = tmp_path / "salida.xlsx"
    made = CliRunner().invoke(command, [what, "--plan", ours.plan.key, "--format", "xlsx", "--output", str(file)])
    assert made.exit_code == 0, made.output
    with zipfile.ZipFile(file) as book:
        texts = [book.read(name).decode(errors="replace") for name in book.namelist()]
    assert any("sheetData" in text for text in texts)
    assert not any(says(text) for text in texts)


def test_the_staff_sees_them(ours, people, liaison, browser):
    assert NAME in main_html(browser(people["reader"]).get("/mesa/abierto/enlaces/"))

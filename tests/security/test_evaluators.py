"""Who evaluators are, and what each of them scored, is nobody's business but the staff's."""

import json
import zipfile

import pytest
from click.testing import CliRunner

from factories import (
    AssessmentFactory,
    ConflictFactory,
    CriterionFactory,
    DelphiRoundFactory,
    EvaluatorFactory,
    ItemFactory,
)
from reading import main_html
from rumbo.cli.commands.export import WHAT, command
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records, search
from rumbo.desk.services.editions import publish_edition
from rumbo.plan.models import Edition
from rumbo.priority.tokens import link_token
from security import addresses
from security.test_access import page_of

pytestmark = pytest.mark.django_db
NAME, MAIL = "Quirina Zempoala", "quirina@zempoala.example"


@pytest.fixture
def evaluator(ours):
    """Somebody who scored, has a conflict of interest, and whose data was changed since, so that there is history."""
    found = ours.elements["round"]
    person = EvaluatorFactory(round=found, plan=ours.plan, title=NAME, email=MAIL, organization=ours.organization)
    item = ItemFactory(round=found)
    ConflictFactory(evaluator=person, item=ItemFactory(round=found), reason="Zempoala lo construye")
    delphi = DelphiRoundFactory(round=found)
    values = {str(CriterionFactory(round=found, plan=ours.plan).pk): 4}
    AssessmentFactory(delphi=delphi, evaluator=person, item=item, values=values, comment="Lo dice Quirina")
    found.is_published = True
    found.save()
    return records.update(SYSTEM, person, {"text": "Nota sobre Quirina"}, reason="Correo de Zempoala")


def says(text):
    return "quirina" in text.lower() or "zempoala" in text.lower()


@pytest.mark.parametrize("who", [None, "manager"])
def test_no_public_page_and_no_file_of_one_names_them(ours, people, evaluator, browser, who):
    client = browser(people.get(who))
    for url in ["/", *addresses.portal(ours.plan, ours)]:
        for query in ({}, {"format": "csv"}, {"format": "json"}):
            assert not says(page_of(client.get(url, query))), url


def test_the_search_does_not_find_them(ours, evaluator, browser):
    search.reindex()
    for words in ("quirina", "zempoala", "evaluador"):
        found = page_of(browser().get("/abierto/buscar/", {"q": words, "format": "json"}))
        assert not says(found)
        assert found.split() == ["[", "]"]


def test_editions_do_not_keep_them(ours, evaluator):
    publish_edition(SYSTEM, ours.plan, number=2, title="Segunda", note="Con evaluación")
    content = json.dumps(Edition.objects.get(plan=ours.plan, number=2).content, ensure_ascii=False, default=str)
    assert "Proyecto Abierto" in content
    assert not says(content)


@pytest.mark.parametrize("what", WHAT)
def test_what_the_program_exports_does_not_hold_them(ours, evaluator, tmp_path, what):
    file = tmp_path / "salida.xlsx"
    made = CliRunner().invoke(command, [what, "--plan", ours.plan.key, "--format", "xlsx", "--output", str(file)])
    assert made.exit_code == 0, made.output
    with zipfile.ZipFile(file) as book:
        texts = [book.read(name).decode(errors="replace") for name in book.namelist()]
    assert any("sheetData" in text for text in texts)
    assert not any(says(text) for text in texts)


def test_the_key_in_addresses_holds_no_name(ours):
    person = records.create(
        SYSTEM,
        EvaluatorFactory.build(round=ours.elements["round"], plan=ours.plan, title=NAME, organization=None, key=""),
    )
    assert not says(person.key)


def test_readers_of_the_plan_see_who_scores_and_no_link(ours, people, evaluator, browser):
    url = f"/mesa/abierto/priorizacion/rondas/{evaluator.round_id}/evaluadores/"
    page = main_html(browser(people["reader"]).get(url))
    assert NAME in page
    assert MAIL not in page
    token = link_token(evaluator.pk, evaluator.secret)
    for name in ("", "criterios/", "que-se-prioriza/", "evaluadores/", "conflictos/", "enlaces/", "enlaces/hoja/"):
        answer = browser(people["reader"]).get(f"/mesa/abierto/priorizacion/rondas/{evaluator.round_id}/{name}")
        assert token not in answer.content.decode(), name

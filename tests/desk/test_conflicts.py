import pytest
from django.urls import reverse

from importers.books import with_cells, written
from importers.plans import proposed
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records
from rumbo.importers.services import applying, decisions


@pytest.fixture
def run(plan, project, manager):
    """An import with a cell in conflict, and one that was edited here only."""
    content = written(plan)
    records.update(SYSTEM, project, {"title": "De aquí", "tags": "de la mesa"})
    return proposed(with_cells(content, {("project", project.key, "title"): "Del libro"}), plan, actor=manager)


@pytest.fixture
def page(plan, run):
    return lambda name: reverse(f"desk:{name}", args=[plan.key, run.pk])


def test_the_three_values_are_shown_and_nothing_can_be_applied(browser, manager, page, project):
    text = browser(manager).get(page("run")).content.decode()
    for value in (project.title, "Del libro", "De aquí", "de la mesa", "Editado aquí después"):
        assert value.split()[0] in text
    assert f'action="{page("apply")}"' not in text


def test_a_cell_is_decided_and_the_decision_taken_back(browser, manager, page, run):
    line = run.lines.get(action="conflict")
    sent = {"line": line.pk, "code": "title", "side": "mine", "action": "conflict", "page": "1"}
    response = browser(manager).post(page("cells"), sent)
    assert response.url == f"{page('run')}?action=conflict&page=1#line-{line.pk}"
    text = browser(manager).get(page("run")).content.decode()
    assert "Queda este" in text
    assert f'action="{page("apply")}"' in text
    browser(manager).post(page("cells"), sent | {"side": ""})
    line.refresh_from_db()
    assert line.undecided == 1


def test_all_are_decided_at_once(browser, manager, page, run):
    text = browser(manager).post(page("cells"), {"side": "theirs"}, follow=True).content.decode()
    assert "Se decidió 1 celda." in text
    assert run.lines.get(action="conflict").undecided == 0


@pytest.mark.parametrize("line", ["999999", "x", "9" * 40])
def test_a_line_that_is_not_there_is_not_found(browser, manager, page, line):
    assert browser(manager).post(page("cells"), {"line": line, "side": "mine"}).status_code == 404


def test_only_managers_decide(browser, reader, editor, page):
    for person in (reader, editor):
        assert browser(person).post(page("cells"), {"side": "mine"}).status_code == 403


def test_the_result_offers_to_undo_all_of_it(browser, manager, plan, page, run):
    decisions.decide_cells(manager, run, "mine")
    batch = applying.apply(manager, run).batch
    text = browser(manager).get(page("run")).content.decode()
    assert reverse("desk:undo_batch", args=[plan.key, batch.pk]) in text
    assert "Deshacer todo" in text

import pytest

from factories import ProblemFactory
from rumbo.core.models import State
from rumbo.core.services import records


@pytest.fixture
def edited(manager, theme):
    """A theme with three versions, made through the services."""
    first = records.update(manager, theme, {"title": "Acuífero del valle"}, reason="Taller 2")
    return records.update(manager, first, {"title": "Acuífero del valle norte"}, reason="Taller 3")


def test_it_checks_access(answers, statuses, plan, other_axis, theme, url):
    assert answers(url("history", plan, theme)) == statuses()


def test_it_tells_who_why_and_what_word_by_word(browser, reader, manager, plan, edited, url):
    page = browser(reader).get(url("history", plan, edited)).content.decode()
    assert str(manager) in page
    assert "Taller 3" in page
    assert '<ins><span class="sr">agregado: </span> norte</ins>' in page
    assert "Volver a esta versión" not in page


def test_older_versions_are_a_click_away(browser, reader, manager, plan, theme, url):
    for n in range(25):
        records.update(manager, theme, {"title": f"Título {n}"})
    client, address = browser(reader), url("history", plan, theme)
    assert len(client.get(address).context["entries"]) == 20
    assert len(client.get(f"{address}?all=1").context["entries"]) == 26


class TestRestore:
    def past(self, record, title):
        return record.history.filter(title=title).first().history_id

    def test_it_checks_access(self, answers, statuses, plan, other_axis, edited, url):
        address = url("restore", plan, edited, self.past(edited, "Acuífero del valle"))
        assert answers(address, {}) == statuses(reader=403, editor=302)
        assert answers(address) == dict.fromkeys(statuses(), 405)

    def test_any_version_with_the_reason(self, browser, editor, plan, edited, url, told):
        address = url("restore", plan, edited, self.past(edited, "Acuífero del valle"))
        response = browser(editor).post(address, {"reason": "Así se votó"})
        assert response.url == url("history", plan, edited)
        edited.refresh_from_db()
        assert (edited.title, edited.version) == ("Acuífero del valle", 4)
        assert edited.history.first().history_change_reason == "Así se votó"
        assert "quedó como en esa versión" in told(response)[0]

    def test_what_is_like_that_already(self, browser, editor, plan, edited, url, told):
        address = url("restore", plan, edited, self.past(edited, "Acuífero del valle norte"))
        assert told(browser(editor).post(address)) == ["«Acuífero del valle norte» ya está así."]

    def test_no_such_version(self, browser, editor, plan, edited, url, told):
        assert "No existe esa versión" in told(browser(editor).post(url("restore", plan, edited, 9999)))[0]


class TestUndo:
    def test_it_checks_access(self, answers, statuses, plan, other_axis, edited, url):
        address = url("undo", plan, edited, 3)
        assert answers(address, {}) == statuses(reader=403, editor=302)
        assert answers(address) == dict.fromkeys(statuses(), 405)
        edited.refresh_from_db()
        assert edited.version == 4  # undone once: for the others it was changed again since

    def test_it_brings_the_version_before_back(self, browser, editor, plan, edited, url, told):
        response = browser(editor).post(url("undo", plan, edited, 3))
        edited.refresh_from_db()
        assert (edited.title, edited.version) == ("Acuífero del valle", 4)
        assert told(response) == ["Se deshizo el cambio de «Acuífero del valle»."]

    def test_not_when_somebody_changed_it_since(self, browser, editor, plan, edited, url, told):
        response = browser(editor).post(url("undo", plan, edited, 2))
        edited.refresh_from_db()
        assert edited.title == "Acuífero del valle norte"
        assert "Cambió de nuevo desde entonces" in told(response)[0]

    def test_links_come_back(self, browser, editor, manager, plan, axis, objective, url):
        problem = ProblemFactory(axis=axis)
        records.update(manager, objective, {"title": "Otro"})
        objective.refresh_from_db()
        records.update(manager, objective, {"problems": [problem]})
        browser(editor).post(url("undo", plan, objective, 3))
        assert list(objective.problems.all()) == []

    def test_of_states(self, browser, editor, manager, plan, edited, url):
        client = browser(editor)
        withdrawn = records.withdraw(manager, edited, reason="Sin recursos")
        client.post(url("undo", plan, edited, withdrawn.version))
        edited.refresh_from_db()
        assert edited.is_current
        client.post(url("undo", plan, edited, edited.version))
        edited.refresh_from_db()
        assert (edited.state, edited.state_reason) == (State.WITHDRAWN, "Sin recursos")

    def test_not_of_what_was_just_created(self, browser, editor, plan, axis, url, told):
        from rumbo.plan.models import Theme

        made = records.create(editor, Theme(plan=plan, axis=axis, title="Nuevo"))
        response = browser(editor).post(url("undo", plan, made, 1))
        assert "Se acaba de crear" in told(response)[0]


def test_changes_of_the_plan(answers, statuses, browser, reader, plan, other_axis, edited, url):
    assert answers(url("changes", plan)) == statuses()
    page = browser(reader).get(url("changes", plan)).content.decode()
    assert "Acuífero del valle norte" in page
    assert "Taller 3" in page


def test_an_import_is_told_as_one(browser, reader, manager, plan, axis, url):
    from rumbo.plan.models import Theme

    rows = [(Theme(plan=plan, axis=axis, title=f"Tema {n}"), {}) for n in range(12)]
    records.create_many(manager, rows, reason="Importación de la cartera")
    (found,) = [c for c in browser(reader).get(url("changes", plan)).context["changes"] if c.kind.code == "theme"]
    assert (found.count, found.created, found.reason) == (12, True, "Importación de la cartera")

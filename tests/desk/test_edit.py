import pytest
from django.urls import reverse

from factories import AntecedentFactory, ProblemFactory, TerritoryFactory, ThemeFactory
from rumbo.core.services import records


def test_it_checks_access(answers, statuses, plan, other_axis, theme, url, form_of):
    address = url("edit", plan, theme)
    assert answers(address) == statuses(reader=403, editor=200)
    assert answers(address, form_of(theme)) == statuses(reader=403, editor=302)


def test_the_plan_is_the_managers(answers, statuses, plan, axis, other_axis, url):
    assert answers(url("edit", plan, plan)) == statuses(reader=403, manager=200)


def test_shared_records_are_the_managers(answers, statuses, plan, axis, other_axis, organization, url):
    assert answers(url("edit", plan, organization)) == statuses(reader=403, manager=200)


def test_it_saves_with_the_reason(browser, editor, plan, theme, url, form_of, told):
    response = browser(editor).post(
        url("edit", plan, theme), form_of(theme, title="Acuífero principal", reason="Nombre oficial")
    )
    assert response.url == url("element", plan, theme)
    theme.refresh_from_db()
    assert (theme.title, theme.version) == ("Acuífero principal", 2)
    entry = theme.history.first()
    assert (entry.history_user, entry.history_change_reason) == (editor, "Nombre oficial")
    assert "Se guardó «Acuífero principal»." in told(response)[0]
    assert url("undo", plan, theme, 2) in told(response)[0]


def test_line_ends_of_browsers_are_no_change(browser, editor, plan, axis, url, form_of, told):
    theme = ThemeFactory(axis=axis, text="uno\ndos\n")
    response = browser(editor).post(url("edit", plan, theme), form_of(theme, text="uno\r\ndos"))
    theme.refresh_from_db()
    assert (theme.version, theme.text) == (1, "uno\ndos\n")
    assert told(response) == []


def test_links_and_flags(browser, editor, plan, objective, project, url, form_of):
    problem, territory = ProblemFactory(axis=objective.theme.axis), TerritoryFactory()
    client = browser(editor)
    client.post(url("edit", plan, objective), form_of(objective, problems=[problem.pk]))
    client.post(
        url("edit", plan, project), form_of(project, territories=[territory.pk], under_way="on", term="short")
    )
    project.refresh_from_db()
    assert list(objective.problems.all()) == [problem]
    assert (list(project.territories.all()), project.under_way, project.term) == ([territory], True, "short")


def test_to_another_parent_of_the_own_axis_only(browser, editor, plan, objective, other_axis, url, form_of):
    near, far = ThemeFactory(axis=objective.theme.axis), ThemeFactory(axis=other_axis)
    client = browser(editor)
    assert client.post(url("edit", plan, objective), form_of(objective, theme=far.pk)).status_code == 200
    client.post(url("edit", plan, objective), form_of(objective, theme=near.pk))
    objective.refresh_from_db()
    assert objective.theme == near


def test_a_plan_changes_its_years(browser, manager, plan, url, form_of):
    response = browser(manager).post(url("edit", plan, plan), form_of(plan, medium_until=2033))
    plan.refresh_from_db()
    assert plan.medium_until == 2033
    assert response.url == url("plan", plan)


class TestConflict:
    """Two people edit the same theme: the second saves after the first."""

    @pytest.fixture
    def seen(self, theme, form_of):
        return form_of(theme)

    @pytest.fixture
    def first(self, manager, theme):
        return lambda **changes: records.update(manager, theme, changes)

    def test_both_texts_are_shown_and_nothing_is_written(self, browser, editor, plan, theme, url, seen, first):
        first(title="Acuífero del valle")
        response = browser(editor).post(url("edit", plan, theme), {**seen, "title": "Acuífero profundo"})
        page = response.content.decode()
        assert response.status_code == 409
        assert "Acuífero del valle" in page
        assert 'value="Acuífero profundo"' in page
        theme.refresh_from_db()
        assert theme.title == "Acuífero del valle"

    def test_mine_can_be_kept(self, browser, editor, plan, theme, url, seen, first):
        first(title="Acuífero del valle")
        data = {**seen, "title": "Acuífero profundo", "version": 2, "keep-title": "mine"}
        assert browser(editor).post(url("edit", plan, theme), data).status_code == 302
        theme.refresh_from_db()
        assert (theme.title, theme.version) == ("Acuífero profundo", 3)

    def test_theirs_can_be_kept_field_by_field(self, browser, editor, plan, theme, url, seen, first):
        first(title="Acuífero del valle", text="Texto de la primera.")
        mine = {**seen, "title": "Acuífero profundo", "text": "Texto de la segunda."}
        data = {**mine, "version": 2, "keep-title": "theirs", "keep-text": "mine"}
        browser(editor).post(url("edit", plan, theme), data)
        theme.refresh_from_db()
        assert (theme.title, theme.text) == ("Acuífero del valle", "Texto de la segunda.")

    def test_a_text_of_both(self, browser, editor, plan, theme, url, seen, first):
        first(text="Uno.")
        data = {**seen, "version": 2, "text": "Uno. Dos.", "keep-text": "mine"}
        browser(editor).post(url("edit", plan, theme), data)
        theme.refresh_from_db()
        assert theme.text == "Uno. Dos."
        assert [entry.text for entry in theme.history.all()] == ["Uno. Dos.", "Uno.", "Agua del subsuelo."]

    def test_what_only_the_other_changed_is_taken(self, browser, editor, plan, theme, url, seen, first):
        first(text="Texto de la primera.")
        client = browser(editor)
        response = client.post(url("edit", plan, theme), {**seen, "title": "Acuífero profundo"})
        conflict = response.context["conflict"]
        assert (response.status_code, conflict.clashes) == (409, [])
        assert [(one.label, one.theirs) for one in conflict.taken] == [("Texto", "Texto de la primera.")]
        data = {name: conflict.form[name].value() or "" for name in conflict.form.fields}
        client.post(url("edit", plan, theme), data)
        theme.refresh_from_db()
        assert (theme.title, theme.text) == ("Acuífero profundo", "Texto de la primera.")

    def test_a_third_edit_meanwhile_is_a_conflict_again(self, browser, editor, plan, theme, url, seen, first):
        first(title="Segundo")
        first(title="Tercero")
        data = {**seen, "title": "Mío", "version": 2, "keep-title": "theirs"}
        response = browser(editor).post(url("edit", plan, theme), data)
        assert response.status_code == 409
        assert [(one.before, one.theirs) for one in response.context["conflict"].taken] == [("Segundo", "Tercero")]
        data = {**seen, "title": "Mío", "version": 2, "keep-title": "mine"}
        response = browser(editor).post(url("edit", plan, theme), data)
        assert [clash.theirs for clash in response.context["conflict"].clashes] == ["Tercero"]

    def test_a_move_meanwhile_is_none(self, browser, editor, manager, plan, theme, url, seen):
        records.move(manager, theme, before=None)
        response = browser(editor).post(url("edit", plan, theme), {**seen, "title": "Acuífero profundo"})
        assert response.status_code == 302
        theme.refresh_from_db()
        assert (theme.title, theme.version) == ("Acuífero profundo", 3)

    @pytest.mark.parametrize("version", ["abc", "", "-1", "9" * 30])
    def test_a_wrong_version(self, browser, editor, plan, theme, url, seen, version):
        data = {**seen, "version": version, "title": "Mío", "keep-title": "theirs", "keep-nada": "theirs"}
        response = browser(editor).post(url("edit", plan, theme), data)
        assert response.status_code in (200, 409)
        theme.refresh_from_db()
        assert theme.title == "Acuífero"


class TestDraft:
    """The session ended while somebody was writing."""

    def test_what_was_typed_comes_back_after_signing_in(self, browser, editor, plan, theme, url, form_of):
        client, address = browser(), url("edit", plan, theme)
        typed = form_of(theme, title="Escrito sin sesión", typed_by=editor.pk)
        response = client.post(address, typed)
        assert response.url == f"{reverse('account_login')}?next={address}"
        client.post(response.url, {"login": editor.email, "password": "una clave larga"})
        page = client.get(address)
        assert "Escrito sin sesión" in page.content.decode()
        assert "Tu sesión terminó antes de guardar" in page.content.decode()
        client.post(address, typed)
        assert "Tu sesión terminó" not in client.get(address).content.decode()
        theme.refresh_from_db()
        assert theme.title == "Escrito sin sesión"

    def test_it_is_only_for_who_wrote_it(self, browser, editor, manager, plan, theme, url, form_of):
        client, address = browser(), url("edit", plan, theme)
        client.post(address, form_of(theme, title="Escrito sin sesión", typed_by=editor.pk))
        client.force_login(manager)
        assert "Escrito sin sesión" not in client.get(address).content.decode()

    def test_too_long_is_not_kept(self, browser, editor, plan, theme, url, form_of):
        client, address = browser(), url("edit", plan, theme)
        client.post(address, form_of(theme, text="x" * 300_000, typed_by=editor.pk))
        assert "desk_draft" not in client.session


def test_the_author_of_an_earlier_plan_is_edited(browser, manager, plan, url, form_of):
    record = AntecedentFactory(plan=plan, author="Consejo")
    browser(manager).post(url("edit", plan, record), form_of(record, author="Otro consejo"))
    record.refresh_from_db()
    assert record.author == "Otro consejo"

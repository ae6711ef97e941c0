import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from factories import ProgramFactory, ProjectFactory, ThemeFactory
from rumbo.core.errors import Refused
from rumbo.importers.models import ImportRun
from rumbo.importers.services.runs import discard
from rumbo.plan.models import Axis, Theme
from rumbo.portfolio.models import Project

CSV = "key,title\nagua,Agua limpia\nsuelo,Suelo\n"


def given(text=CSV, name="axis.csv"):
    return {"uploads": [SimpleUploadedFile(name, text.encode())]}


@pytest.fixture
def start(browser, manager, plan, django_capture_on_commit_callbacks):
    """Give files as the manager does and return the import, read by the task."""

    def upload(text=CSV, name="axis.csv"):
        with django_capture_on_commit_callbacks(execute=True):
            browser(manager).post(reverse("desk:upload", args=[plan.key]), given(text, name))
        return ImportRun.objects.get()

    return upload


@pytest.fixture
def press(browser, page, django_capture_on_commit_callbacks):
    """Press a button of the page of an import; the task that it starts is done at once."""

    def send(person, name, run, data=None):
        with django_capture_on_commit_callbacks(execute=True):
            return browser(person).post(page(name, run), data or {})

    return send


@pytest.fixture
def page(plan):
    return lambda name, run: reverse(f"desk:{name}", args=[plan.key, run.pk])


def test_they_check_access(answers, statuses, plan, axis, other_axis, start, page):
    run = start()
    assert answers(reverse("desk:imports", args=[plan.key])) == statuses()
    assert answers(reverse("desk:upload", args=[plan.key])) == statuses(reader=403, manager=200)
    assert answers(page("run", run)) == statuses()
    for name in ("mapping", "again", "decide", "apply", "discard"):
        assert answers(page(name, run)) == dict.fromkeys(statuses(), 405)
        denied = {who: code for who, code in answers(page(name, run), {}).items() if who in ("reader", "editor")}
        assert denied == {"reader": 403, "editor": 403}


def test_an_import_of_another_plan_is_not_there(browser, superuser, plan, start):
    from factories import PlanFactory

    run = start()
    other = PlanFactory()
    assert browser(superuser).get(reverse("desk:run", args=[other.key, run.pk])).status_code == 404


def test_upload_shows_its_progress_and_then_the_proposal(browser, manager, plan, axis, page):
    client = browser(manager)
    response = client.post(reverse("desk:upload", args=[plan.key]), given())
    run = ImportRun.objects.get()
    assert response.url == page("run", run)
    waiting = client.get(page("run", run)).content.decode()
    assert 'hx-trigger="every 2s"' in waiting
    assert "Actualizar" in waiting
    fragment = client.get(f"{page('run', run)}?wait=1", headers={"HX-Request": "true"})
    assert fragment.content.decode().startswith('<div class="results" id="progress"')


def test_when_it_is_read_the_page_loads_again(browser, manager, plan, axis, start, page):
    response = browser(manager).get(f"{page('run', start())}?wait=1", headers={"HX-Request": "true"})
    assert response["HX-Refresh"] == "true"


def test_the_proposal_says_what_would_change_and_apply_writes_it(browser, manager, plan, axis, start, page, press):
    run = start()
    client = browser(manager)
    text = client.get(page("run", run)).content.decode()
    assert "Nuevo" in text
    assert "Suelo" in text
    assert "axis.csv:3" in text
    assert list(Axis.objects.values_list("title", flat=True)) == ["Agua"]
    changed = client.get(f"{page('run', run)}?action=change").content.decode()
    assert '<ins><span class="sr">agregado: </span> limpia</ins>' in changed
    press(manager, "apply", run)
    assert sorted(Axis.objects.values_list("title", flat=True)) == ["Agua limpia", "Suelo"]
    run.refresh_from_db()
    assert (run.state, run.applied_by) == ("applied", manager)
    text = client.get(page("run", run)).content.decode()
    assert "Aplicar" not in text
    assert "La importación se aplicó." in text
    assert "1 elemento nuevo" in text
    assert "1 elemento cambiado" in text
    assert "No queda nada por confirmar" in text
    assert f'<a class="btn" href="{reverse("desk:plan", args=[plan.key])}">Ir al plan</a>' in text


def test_applying_shows_its_progress_and_is_done_once(
    browser, manager, plan, axis, start, page, django_capture_on_commit_callbacks
):
    run, client = start(), browser(manager)
    with django_capture_on_commit_callbacks() as tasks:
        assert client.post(page("apply", run)).url == page("run", run)
        assert client.post(page("apply", run)).url == page("run", run)
    assert len(tasks) == 1
    assert list(Axis.objects.values_list("title", flat=True)) == ["Agua"]
    waiting = client.get(page("run", run)).content.decode()
    assert "Aplicando la importación" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    assert "Actualizar" in waiting
    assert "Suelo" not in waiting
    fragment = client.get(f"{page('run', run)}?wait=1", headers={"HX-Request": "true"})
    assert fragment.content.decode().startswith('<div class="results" id="progress"')
    tasks[0]()
    assert sorted(Axis.objects.values_list("title", flat=True)) == ["Agua limpia", "Suelo"]
    done = client.get(f"{page('run', run)}?wait=1", headers={"HX-Request": "true"})
    assert done["HX-Refresh"] == "true"
    assert client.post(page("apply", run)).url == page("run", run)
    assert Axis.objects.count() == 2


def test_a_failure_is_told_and_can_be_tried_again(browser, manager, plan, axis, start, page, press, monkeypatch):
    run, client = start(), browser(manager)

    def refuse(*_args, **_kwargs):
        raise Refused("axis.csv:3: no cabe")

    monkeypatch.setattr("rumbo.importers.services.applying.remember", refuse)
    press(manager, "apply", run)
    text = client.get(page("run", run)).content.decode()
    assert "axis.csv:3: no cabe" in text
    assert "Aplicar" in text
    assert list(Axis.objects.values_list("title", flat=True)) == ["Agua"]
    monkeypatch.undo()
    press(manager, "apply", run)
    assert sorted(Axis.objects.values_list("title", flat=True)) == ["Agua limpia", "Suelo"]


def test_lines_can_be_narrowed_by_kind(browser, manager, plan, axis, start, page):
    run = start()
    response = browser(manager).get(f"{page('run', run)}?action=create&kind=axis")
    assert [line.title for line in response.context["page_obj"]] == ["Suelo"]
    response = browser(manager).get(f"{page('run', run)}?action=create&kind=theme")
    assert list(response.context["page_obj"]) == []


def test_a_reader_sees_it_without_buttons(browser, reader, plan, axis, start, page):
    text = browser(reader).get(page("run", start())).content.decode()
    assert "Suelo" in text
    assert "Aplicar" not in text
    assert "Descartar" not in text


def test_problems_say_file_and_line_and_nothing_can_be_applied(browser, manager, plan, axis, start, page, told):
    run = start("key,title\nagua,\n")
    client = browser(manager)
    text = client.get(page("run", run)).content.decode()
    assert "axis.csv:2" in text
    assert "Aplicar" not in text
    told(client.post(page("apply", run)))
    assert list(Axis.objects.values_list("title", flat=True)) == ["Agua"]


def test_a_plan_that_changed_since_is_compared_again(browser, manager, plan, axis, start, page, press, told):
    run = start()
    ThemeFactory(axis=axis)
    client = browser(manager)
    assert "cambió" in told(client.post(page("apply", run)))[0]
    assert not Axis.objects.filter(title="Suelo").exists()
    press(manager, "again", run)
    press(manager, "apply", run)
    assert Axis.objects.filter(title="Suelo").exists()


def test_discarding_writes_nothing(browser, manager, plan, axis, start, page):
    run = start()
    browser(manager).post(page("discard", run))
    run.refresh_from_db()
    assert run.state == "discarded"
    assert list(Axis.objects.values_list("title", flat=True)) == ["Agua"]


def test_a_closed_import_refuses(browser, manager, plan, axis, start, page, told):
    run = start()
    discard(manager, run)
    assert told(browser(manager).post(page("apply", run))) == ["Esta importación está cerrada. Empieza una nueva."]


def test_files_have_a_limit(browser, manager, plan, axis, settings):
    settings.UPLOAD_LIMIT = 10
    response = browser(manager).post(reverse("desk:upload", args=[plan.key]), given())
    assert "«axis.csv» pesa más de" in response.content.decode()
    assert not ImportRun.objects.exists()


def test_no_file_at_all(browser, manager, plan):
    response = browser(manager).post(reverse("desk:upload", args=[plan.key]), {})
    assert "Elige al menos un archivo." in response.content.decode()


class TestDocuments:
    TEXT = "\n".join(
        [
            "# Cartera de proyectos",
            "",
            "## Eje: Agua",
            "",
            "### Tema: Acuífero",
            "",
            "#### Programa: Cuentas claras",
            "",
            "1. Medidores en los pozos",
            "2. Registro público de usuarios",
            "",
            "#### Programa: Recarga",
            "",
            "3. Pozos de absorción",
            "",
        ]
    )

    @pytest.fixture
    def run(self, start, axis):
        return start(self.TEXT, "cartera.md")

    def test_what_was_understood_is_shown_and_can_be_changed(self, browser, manager, run, page, press):
        client = browser(manager)
        text = client.get(page("run", run)).content.decode()
        assert "Qué se entendió de los documentos" in text
        assert "Títulos de nivel 3" in text
        (file,) = client.get(page("run", run)).context["mapping"]
        level = next(row for row in file.levels if row.label == "Títulos de nivel 4")
        assert [code for code, _label, chosen in level.choices if chosen] == ["program"]
        press(manager, "mapping", run, {file.field: "ignore"})
        run.refresh_from_db()
        assert run.mapping["files"]["cartera.md"]["kind"] == "ignore"
        assert run.counts.get("taken", 0) == 0

    def test_it_makes_the_portfolio(self, manager, run, press):
        press(manager, "apply", run)
        assert sorted(Project.objects.values_list("number", flat=True)) == ["1", "2", "3"]

    def test_an_unknown_word_is_refused(self, browser, manager, run, page, press):
        client = browser(manager)
        press(manager, "mapping", run, {"file-0": "novela"})
        run.refresh_from_db()
        assert run.has_problems
        assert "novela" in client.get(page("run", run)).content.decode()


PRIORITY = """### Agua

* Red de medidores en pozos agrícolas del valle
* Planta de tratamiento del oriente
* Reforestación de la sierra

### Movilidad

* Ciclovías
"""


class TestDoubtful:
    """A priority portfolio whose entries are only alike to projects."""

    @pytest.fixture
    def run(self, start, plan, axis):
        theme = ThemeFactory(axis=axis, title="Acuífero")
        program = ProgramFactory(theme=theme, title="Cuentas claras del acuífero")
        ProjectFactory(
            program=program, number="1", key="1", title="Red de medidores en los pozos agrícolas del valle"
        )
        ProjectFactory(program=program, number="2", key="2", title="Planta de tratamiento del oriente")
        return start(PRIORITY, "cartera-prioritaria.md")

    def line(self, run):
        return run.lines.get(action="to_confirm")

    def test_one_by_one(self, browser, manager, run, page):
        client, line = browser(manager), self.line(run)
        text = client.get(f"{page('run', run)}?action=to_confirm").content.decode()
        assert "Corresponde a:" in text
        assert "parecido:" in text
        response = client.post(page("decide", run), {"line": line.pk, "verdict": "reject", "action": "to_confirm"})
        assert response.url == f"{page('run', run)}?action=to_confirm#line-{line.pk}"
        assert self.line(run).decision == "reject"
        client.post(page("decide", run), {"line": line.pk, "verdict": ""})
        assert self.line(run).decision == ""

    def test_all_together(self, browser, manager, run, page, told):
        response = browser(manager).post(page("decide", run), {"verdict": "accept"})
        assert told(response) == ["Se decidió 1 coincidencia."]
        assert self.line(run).decision == "accept"

    def test_another_can_be_chosen_from_the_candidates_only(self, browser, manager, run, page, told):
        client, line = browser(manager), self.line(run)
        refused = client.post(page("decide", run), {"line": line.pk, "verdict": "choose", "choice": "project:99"})
        assert told(refused)
        assert self.line(run).decision == ""

    def test_nonsense(self, browser, manager, run, page):
        client = browser(manager)
        assert client.post(page("decide", run), {"verdict": "quizá"}).status_code == 404
        assert client.post(page("decide", run), {"line": "99999", "verdict": "accept"}).status_code == 404

    def test_undecided_stay_to_confirm_in_the_plan(self, browser, manager, plan, run, page, press):
        client = browser(manager)
        press(manager, "apply", run)
        text = client.get(page("run", run)).content.decode()
        assert f'<a href="{reverse("desk:confirm", args=[plan.key])}">1 asunto por confirmar</a>' in text
        text = client.get(reverse("desk:confirm", args=[plan.key])).content.decode()
        assert "Red de medidores en pozos agrícolas del valle" in text
        assert Theme.objects.count() == 1

"""Making a plan from files in the browser."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from factories import PlanFactory
from importers.plans import files
from rumbo.importers.files import gather
from rumbo.importers.models import ImportRun
from rumbo.plan.models import Membership, Plan
from rumbo.portfolio.models import Project

UPLOAD = "/mesa/planes/archivos/"
NAMED = {"title": "Plan del Valle", "key": "valle", "start_year": 2020, "end_year": 2050, "is_public": "on"}
STEPS = ("name", "mapping", "again", "decide", "apply", "discard")


def at(run, step="run"):
    return reverse(f"desk:new_{step}", args=[run.pk])


@pytest.fixture
def press(browser, django_capture_on_commit_callbacks):
    """Send a form; the task that it starts is done at once."""

    def send(person, url, data=None):
        with django_capture_on_commit_callbacks(execute=True):
            return browser(person).post(url, data or {})

    return send


@pytest.fixture
def start(press, superuser):
    """Give files, those of a small plan where none are given, and return the import, read by the task."""

    def upload(given=None):
        given = files() if given is None else given
        sent = [SimpleUploadedFile(file.name, file.content) for file in given]
        press(superuser, UPLOAD, {"uploads": sent})
        return ImportRun.objects.latest("pk")

    return upload


def test_only_who_may_make_plans_gets_here(answers, start, plan):
    run = start()
    only = dict.fromkeys(answers(UPLOAD), 403) | {"anonymous": 302, "superuser": 200}
    assert answers(UPLOAD) == only
    assert answers(at(run)) == only
    for step in STEPS:
        assert answers(at(run, step)) == dict.fromkeys(only, 405)
        denied = {who: code for who, code in answers(at(run, step), {"verdict": "no"}).items() if who != "superuser"}
        assert denied == {who: code for who, code in only.items() if who != "superuser"}


def test_the_desk_leads_to_it(browser, superuser, manager, start):
    page = browser(superuser).get("/mesa/").content.decode()
    assert page.count("Nuevo plan desde archivos") == 1
    assert "Nuevo plan desde archivos" not in browser(manager).get("/mesa/").content.decode()
    run = start()
    assert f'<a href="{at(run)}">' in browser(superuser).get("/mesa/").content.decode()
    assert at(run) not in browser(manager).get("/mesa/").content.decode()


def test_from_files_to_a_plan_of_ones_own(browser, superuser, start, press):
    run, client = start(), browser(superuser)
    page = client.get(at(run)).content.decode()
    assert "El plan nuevo" in page
    assert "Nuevo plan" in page
    press(superuser, at(run, "name"), NAMED)
    shown = client.get(at(run)).context["new_plan_form"]
    assert {name: shown[name].value() for name in NAMED} == {**NAMED, "is_public": True}
    assert not Plan.objects.exists()
    assert press(superuser, at(run, "apply"), {**NAMED, "title": "Plan del Valle 2050"}).url == at(run)
    plan = Plan.objects.get()
    assert (plan.key, plan.title, plan.start_year, plan.end_year, plan.is_public) == (
        "valle",
        "Plan del Valle 2050",
        2020,
        2050,
        True,
    )
    assert Project.objects.filter(plan=plan).count() == 3
    assert list(Membership.objects.values_list("plan", "user", "role")) == [(plan.pk, superuser.pk, "administrator")]
    done = client.get(at(run))
    assert done.url == reverse("desk:run", args=["valle", run.pk])
    page = client.get(done.url).content.decode()
    assert "La importación se aplicó." in page
    assert "2 asuntos por confirmar" in page
    assert f'<a class="btn" href="{reverse("desk:plan", args=["valle"])}">Ir al plan</a>' in page


def test_its_progress_is_shown(browser, superuser, start, django_capture_on_commit_callbacks):
    run, client = start(), browser(superuser)
    with django_capture_on_commit_callbacks() as tasks:
        client.post(at(run, "apply"), NAMED)
        client.post(at(run, "apply"), NAMED)
    assert len(tasks) == 1
    page = client.get(at(run)).content.decode()
    assert "Aplicando la importación" in page
    assert f'hx-get="{at(run)}?wait=1"' in page
    tasks[0]()
    there = reverse("desk:run", args=["valle", run.pk])
    fragment = client.get(f"{at(run)}?wait=1", headers={"HX-Request": "true"})
    assert (fragment["HX-Redirect"], fragment.content) == (there, b"")
    assert client.post(at(run, "apply"), NAMED).url == there
    assert Plan.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "Este dato es necesario."),
        ({"key": "Mi plan"}, "«Mi plan» no puede ser la clave de un plan"),
        ({"start_year": 2060}, "El último año es anterior al primero."),
        ({"key": "otro"}, "Ya existe"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(superuser, start, press, wrong, sentence):
    PlanFactory(key="otro")
    run = start()
    for step in ("name", "apply"):
        page = press(superuser, at(run, step), NAMED | wrong)
        assert sentence in page.content.decode()
        assert page.context["new_plan_form"].data["end_year"] == "2050"
    run.refresh_from_db()
    assert (run.state, run.named, Plan.objects.count()) == ("proposed", {}, 1)


def test_a_plan_of_the_same_key_is_pointed_out(browser, superuser, start):
    run = start()
    PlanFactory(key=run.new_key, title="El de antes")
    page = browser(superuser).get(at(run)).content.decode()
    assert "Ya existe un plan con esta clave: «El de antes»." in page
    assert reverse("desk:upload", args=[run.new_key]) in page


def test_decisions_mapping_and_discarding_work_as_in_a_plan(browser, superuser, start, press):
    run, client = start(), browser(superuser)
    line = run.lines.filter(action="to_confirm").first()
    assert client.post(at(run, "decide"), {"line": line.pk, "verdict": "accept"}).url.startswith(at(run))
    line.refresh_from_db()
    assert line.decision == "accept"
    press(superuser, at(run, "name"), NAMED)
    assert press(superuser, at(run, "mapping"), {"file-0": "ignore"}).url == at(run)
    assert press(superuser, at(run, "again")).url == at(run)
    run.refresh_from_db()
    assert (run.state, run.new_key, run.named["title"]) == ("proposed", "valle", "Plan del Valle")
    press(superuser, at(run, "discard"))
    assert "Descartada" in client.get(at(run)).content.decode()
    assert not Plan.objects.exists()


def test_a_list_of_organizations_makes_no_plan(browser, superuser, start):
    from rumbo.importers.files import InputFile

    run = start([InputFile("lista.csv", b"sector,name\nMedios,Radio Uno\n")])
    page = browser(superuser).get(at(run)).content.decode()
    assert "no forman un plan" in page
    assert "Aplicar</button>" not in page


def test_files_with_problems_can_only_be_discarded(browser, superuser, start):
    page = browser(superuser).get(at(start(files(vacio="")))).content.decode()
    assert "vacio.md" in page
    assert "Aplicar</button>" not in page
    assert "Descartar</button>" in page


def test_a_form_without_files_is_told(browser, superuser):
    assert "Elige al menos un archivo." in browser(superuser).post(UPLOAD).content.decode()


@pytest.mark.integration
def test_the_real_documents(browser, superuser, start, press, reference_data):
    run = start(gather(reference_data / "documents"))
    form = browser(superuser).get(at(run)).context["new_plan_form"]
    proposed = {name: form[name].value() for name in NAMED}
    assert proposed == {
        "title": "Plan Estratégico Torreón con visión metropolitana 2040",
        "key": "plan-estrategico-torreon-con-vision-metropolitana-2040",
        "start_year": 2015,
        "end_year": 2040,
        "is_public": True,
    }
    press(superuser, at(run, "apply"), {**proposed, "key": "torreon-2040", "is_public": "on"})
    plan = Plan.objects.get()
    assert (plan.key, plan.territory.code, Project.objects.filter(plan=plan).count()) == (
        "torreon-2040",
        "05035",
        197,
    )


@pytest.mark.integration
def test_the_workbook_of_a_real_plan(superuser, start, press, reference_data):
    from importers.plans import applied
    from rumbo.importers.files import InputFile
    from rumbo.importers.snapshot import snapshot
    from rumbo.importers.workbook.write import write_workbook

    first = applied(gather(reference_data / "documents"), new_key="uno").plan
    run = start([InputFile("plan.xlsx", write_workbook(snapshot(first)))])
    press(superuser, at(run, "apply"), {**NAMED, "key": "dos"})
    assert Project.objects.filter(plan__key="dos").count() == 197

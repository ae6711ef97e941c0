"""Bulk edits on the desk: marking, choosing, looking over, applying only what was seen, undoing."""

import re

import pytest
from django.urls import reverse

from factories import OrganizationFactory, ProfileFactory, ProjectFactory, ResponsibilityFactory, ThemeFactory
from rumbo.core.services import records
from rumbo.portfolio.models import Batch, Passage, Project, Responsibility

TERM = {"term": "long", "add": "", "organization": "", "role": "accountable", "reason": "Acuerdo"}
PASS = {"kind": "passed", "to": "", "on": "2026-06-30", "minutes": "Acta 4/2026", "reason": ""}


@pytest.fixture
def projects(project):
    return [project, *ProjectFactory.create_batch(2, program=project.program, tags="agua")]


def address(name, plan, projects, **more):
    query = "&".join([*(f"project={one.pk}" for one in projects), *(f"{key}={more[key]}" for key in more)])
    return f"{reverse(f'desk:{name}', args=[plan.key])}?{query}"


def preview_of(response):
    assert response.status_code == 200, response.content.decode()
    found = re.search(r'name="preview" value="([^"]*)"', response.content.decode())
    return found[1] if found else ""


def terms():
    return list(Project.objects.order_by("pk").values_list("term", flat=True))


@pytest.mark.parametrize("name", ["bulk", "bulk_stages"])
def test_it_checks_access(answers, statuses, plan, axis, other_axis, projects, name):
    url = address(name, plan, projects)
    assert answers(url) == statuses(reader=403, other_editor=200)
    assert answers(url, {}) == statuses(reader=403, other_editor=422)


def test_tags_are_for_who_manages_the_plan(answers, statuses, plan, axis, other_axis, projects):
    url = reverse("desk:tags", args=[plan.key])
    assert answers(url) == statuses(reader=403, manager=200)


def test_the_list_has_boxes_for_who_may_edit(browser, reader, editor, plan, projects):
    url = reverse("desk:list", args=[plan.key, "project"])
    assert 'form="bulk"' not in browser(reader).get(url).content.decode()
    assert browser(editor).get(url).content.decode().count('form="bulk"') == 3


def test_what_is_seen_is_applied_and_undone(browser, editor, plan, projects, told):
    client, url = browser(editor), address("bulk", plan, projects[:2])
    assert "Editar 2 proyectos" in client.get(url).content.decode()
    seen = client.post(url, TERM)
    assert terms() == ["", "", ""]
    assert "Cambiar 2 proyectos" in seen.content.decode()
    done = client.post(url, {"preview": preview_of(seen)})
    assert terms() == ["long", "long", ""]
    batch = Batch.objects.get()
    said = told(done)
    assert "Edición de 2 proyectos: plazo" in said[0]
    assert reverse("desk:undo_batch", args=[plan.key, batch.pk]) in said[0]
    assert "Largo plazo" in client.get(reverse("desk:batch", args=[plan.key, batch.pk])).content.decode()
    client.post(reverse("desk:undo_batch", args=[plan.key, batch.pk]))
    assert terms() == ["", "", ""]


def test_all_that_match_the_filters(browser, manager, plan, projects):
    url = address("bulk", plan, [], all=1, tag="agua")
    client = browser(manager)
    client.post(url, {"preview": preview_of(client.post(url, TERM))})
    assert terms() == ["", "long", "long"]


def test_an_edit_in_between_is_said_and_not_overwritten(browser, editor, manager, plan, projects, told):
    client, url = browser(editor), address("bulk", plan, projects)
    preview = preview_of(client.post(url, TERM))
    records.update(manager, projects[1], {"term": "short"})
    said = told(client.post(url, {"preview": preview}))
    assert terms() == ["long", "short", "long"]
    assert "1 proyecto se queda como está" in said[1]
    assert "Alguien lo cambió" in said[1]


def test_a_preview_is_for_one_person_and_once(browser, editor, manager, plan, projects):
    url = address("bulk", plan, projects)
    preview = preview_of(browser(editor).post(url, TERM))
    assert browser(manager).post(url, {"preview": preview}).status_code == 422
    assert browser(editor).post(url, {"preview": preview[:-2] + "xx"}).status_code == 422
    assert terms() == ["", "", ""]
    browser(editor).post(url, {"preview": preview})
    browser(editor).post(url, {"preview": preview})
    assert Batch.objects.count() == 1


def test_what_another_edits_is_said_with_why(browser, editor, plan, projects, other_axis):
    foreign = ProjectFactory(program__theme=ThemeFactory(axis=other_axis), title="Ajeno")
    response = browser(editor).post(address("bulk", plan, [projects[0], foreign]), TERM)
    html = response.content.decode()
    assert "Cambia 1 proyecto" in html
    assert "No puedes editar los proyectos de este eje" in html


def test_replacing_who_is_accountable_is_asked(browser, manager, plan, projects):
    ResponsibilityFactory(measure=projects[0].measure, organization__title="Obras Públicas")
    new = OrganizationFactory(title="Instituto de Planeación")
    client, url = browser(manager), address("bulk", plan, projects)
    data = TERM | {"term": "", "organization": new.pk}
    seen = client.post(url, data)
    assert "¿Que «Instituto de Planeación» tome su lugar?" in seen.content.decode()
    client.post(url, {"preview": preview_of(client.post(url, data | {"replace": "on"}))})
    assert list(Responsibility.objects.values_list("organization", flat=True)) == [new.pk] * 3


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({}, "Elige algo que cambiar"),
        ({"term": "long", "reason": " "}, "Di por qué"),
        ({"add": "x" * 41}, "41 caracteres"),
        ({"add": "agua", "remove": "agua"}, "elige una de las dos"),
        ({"term": "nunca"}, "nunca"),
    ],
)
def test_what_is_wrong_is_said(browser, editor, plan, projects, data, says):
    response = browser(editor).post(address("bulk", plan, projects), TERM | {"term": ""} | data)
    assert response.status_code == 422
    assert says in response.content.decode()


@pytest.mark.parametrize("query", ["", "?project=x", "?project=999999", "?all=1&q=xyzxyz"])
def test_nothing_marked_says_what_to_do(browser, editor, plan, project, query):
    response = browser(editor).get(f"{reverse('desk:bulk', args=[plan.key])}{query}")
    assert response.status_code == 200
    assert "Marca primero los proyectos" in response.content.decode()


def test_stages_say_what_each_lacks_and_let_the_others_through(browser, editor, plan, projects, told):
    ProfileFactory(project=projects[0], problem="Se inunda")
    ResponsibilityFactory(measure=projects[0].measure)
    client, url = browser(editor), address("bulk_stages", plan, projects)
    assert "Cambiar la etapa de 3 proyectos" in client.get(url).content.decode()
    seen = client.post(url, PASS)
    html = seen.content.decode()
    assert "1 proyecto pasa su puerta" in html
    assert html.count("Ninguna organización rinde cuentas") == 2
    assert 'name="decide"' not in html
    assert "1 proyecto pasó su puerta" in told(client.post(url, {"preview": preview_of(seen)}))[0]
    assert [one.stage for one in Project.objects.order_by("pk")] == ["profile", "idea", "idea"]
    client.post(reverse("desk:undo_batch", args=[plan.key, Batch.objects.get().pk]))
    assert {one.stage for one in Project.objects.all()} == {"idea"}
    assert Passage.objects.order_by("pk").last().kind == "back"


def test_the_council_decides_on_some(browser, manager, plan, projects):
    client, url = browser(manager), address("bulk_stages", plan, projects)
    data = {"preview": preview_of(client.post(url, PASS))}
    response = client.post(url, data | {"minutes": "Acta 5", "reason": ""})
    assert (response.status_code, "Ninguno pasa" in response.content.decode()) == (422, True)
    response = client.post(url, data | {"decide": [projects[0].pk], "minutes": "Acta 5", "reason": ""})
    assert (response.status_code, "su motivo" in response.content.decode()) == (422, True)
    again = {"preview": re.search(r'name="preview" value="([^"]*)"', response.content.decode())[1]}
    client.post(url, again | {"decide": [projects[0].pk], "minutes": "Acta 5", "reason": "Urge"})
    passage = Passage.objects.get()
    assert (passage.project, passage.kind, passage.minutes, passage.reason) == (
        projects[0], "exception", "Acta 5", "Urge",
    )  # fmt: skip


def test_an_editor_cannot_decide(browser, editor, plan, projects):
    client, url = browser(editor), address("bulk_stages", plan, projects)
    ProfileFactory(project=projects[0], problem="Se inunda")
    ResponsibilityFactory(measure=projects[0].measure)
    data = {"preview": preview_of(client.post(url, PASS)), "decide_all": "1", "minutes": "Acta", "reason": "Urge"}
    assert client.post(url, data).status_code == 403
    assert not Passage.objects.exists()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"kind": "back"}, "Elige la etapa a la que regresan"),
        ({"kind": "suspended"}, "Di por qué"),
        ({"on": "2999-01-01"}, "futuro"),
        ({"on": "ayer"}, "año-mes-día"),
        ({"to": "idea"}, "Ninguna puerta lleva"),
        ({"kind": "nada"}, "nada"),
    ],
)
def test_moves_that_make_no_sense_are_said(browser, editor, plan, projects, data, says):
    response = browser(editor).post(address("bulk_stages", plan, projects), PASS | data)
    assert response.status_code == 422
    assert says in response.content.decode()


def test_undo_asks_where_somebody_changed_it_since(browser, manager, plan, projects):
    client, url = browser(manager), address("bulk", plan, projects)
    client.post(url, {"preview": preview_of(client.post(url, TERM))})
    records.update(manager, projects[1], {"term": "short"})
    undo = reverse("desk:undo_batch", args=[plan.key, Batch.objects.get().pk])
    response = client.post(undo)
    assert response.status_code == 409
    assert "Deshacer lo demás" in response.content.decode()
    client.post(undo, {"leave": "1"})
    assert terms() == ["", "short", ""]
    assert client.post(undo).status_code == 409


def test_a_bulk_edit_of_another_plan_is_not_there(browser, manager, plan):
    from factories import PlanFactory

    other = Batch.objects.create(plan=PlanFactory(), kind="edit", summary="Otra")
    assert browser(manager).get(reverse("desk:batch", args=[plan.key, other.pk])).status_code == 404


def test_a_tag_is_renamed_and_taken_away(browser, manager, plan, projects):
    client, url = browser(manager), reverse("desk:tags", args=[plan.key])
    assert "agua" in client.get(url).content.decode()
    assert "Etiqueta «agua»" in client.get(url, {"tag": "agua"}).content.decode()
    assert client.post(url, {"tag": "agua", "to": " "}).status_code == 422
    assert client.post(url, {"tag": "agua", "to": "a; b"}).status_code == 422
    client.post(url, {"tag": "agua", "to": "Agua potable"})
    assert Project.objects.filter(tags="Agua potable").count() == 2
    assert client.post(url, {"tag": "nieve", "to": "hielo"}).status_code == 422
    client.post(url, {"tag": "Agua potable", "to": "", "remove": "1"})
    assert not Project.objects.exclude(tags="").exists()


def test_tags_are_suggested_in_the_form_and_lead_to_their_projects(browser, editor, plan, projects):
    html = browser(editor).get(reverse("desk:edit", args=[plan.key, "project", projects[0].pk])).content.decode()
    assert '<option value="agua"></option>' in html
    assert "rumbo/etiquetas" in html
    html = browser(editor).get(reverse("desk:element", args=[plan.key, "project", projects[1].pk])).content.decode()
    assert f'href="{reverse("desk:list", args=[plan.key, "project"])}?tag=agua"' in html

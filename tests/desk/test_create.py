import pytest
from django.urls import reverse

from factories import ThemeFactory
from rumbo.core.models import State
from rumbo.desk.kinds import ALL
from rumbo.plan.models import Axis, Objective, Theme
from rumbo.portfolio.models import Action, Project


def address(plan, kind, **parent):
    query = "&".join(f"{name}={record.pk}" for name, record in parent.items())
    return f"{reverse('desk:create', args=[plan.key, kind])}?{query}"


def test_it_checks_access(answers, statuses, plan, axis, other_axis):
    url = address(plan, "theme", axis=axis)
    assert answers(url) == statuses(reader=403, editor=200)
    assert answers(address(plan, "axis")) == statuses(reader=403, manager=200)
    assert answers(address(plan, "organization")) == statuses(reader=403, manager=200)
    assert answers(url, {"title": "Nuevo", "axis": axis.pk}) == statuses(reader=403, editor=302)
    assert Theme.objects.count() == 4  # editor, manager, administrator, superuser


def test_a_plan_is_not_made_here(answers, statuses, plan, axis, other_axis):
    assert answers(address(plan, "plan")) == statuses(reader=403)


@pytest.mark.parametrize("kind", [kind.code for kind in ALL if kind.code not in ("plan", "document")])
def test_every_kind_has_a_form(browser, manager, plan, kind):
    assert browser(manager).get(address(plan, kind)).status_code == 200


def test_a_document_is_made_of_files_at_its_project(browser, manager, plan):
    assert browser(manager).get(address(plan, "document")).url == reverse("desk:portfolio", args=[plan.key])


def test_it_comes_to_the_new_element_and_offers_to_undo(browser, editor, plan, theme, url, told):
    response = browser(editor).post(
        address(plan, "objective", theme=theme),
        {"theme": theme.pk, "title": "  Recargar\nel acuífero ", "text": "a\r\nb"},
    )
    made = Objective.objects.get()
    assert response.url == url("element", plan, made)
    assert (made.title, made.text, made.key) == ("Recargar el acuífero", "a\nb", "recargar-el-acuifero")
    assert "Se creó «Recargar el acuífero»." in told(response)[0]
    assert made.history.get().history_user == editor


def test_an_editor_may_choose_parents_of_the_own_axis_only(browser, editor, plan, theme, other_axis):
    foreign = ThemeFactory(axis=other_axis)
    client = browser(editor)
    form = client.get(address(plan, "objective")).context["form"]
    assert list(form.fields["theme"].queryset) == [theme]
    response = client.post(address(plan, "objective"), {"theme": foreign.pk, "title": "Ajeno"})
    assert response.status_code == 200
    assert "theme" in response.context["form"].errors
    assert not Objective.objects.exists()


def test_a_parent_that_is_not_there(browser, manager, plan):
    client = browser(manager)
    assert client.get(f"{address(plan, 'theme')}axis=9999").status_code == 404
    assert client.get(f"{address(plan, 'theme')}axis=abc").status_code == 404


def test_a_long_title_keeps_what_was_typed(browser, editor, plan, axis):
    response = browser(editor).post(address(plan, "theme", axis=axis), {"axis": axis.pk, "title": "x" * 251})
    page = response.content.decode()
    assert "251" in page
    assert "x" * 251 in page
    assert not Theme.objects.exists()


def test_two_projects_with_one_number(browser, editor, plan, project):
    data = {"program": project.program.pk, "number": "700", "title": "Otro"}
    response = browser(editor).post(address(plan, "project", program=project.program), data)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert Project.objects.count() == 1


def test_an_action_stands_under_one_of_two(browser, editor, plan, project):
    client = browser(editor)
    page = client.post(address(plan, "action"), {"title": "Sola"})
    assert "Elige uno: una estrategia o un proyecto." in page.content.decode()
    client.post(address(plan, "action", project=project), {"title": "Licitar", "project": project.pk})
    assert Action.objects.get().project == project


def test_parents_out_of_force_are_no_choice(browser, manager, plan, axis):
    Axis.objects.filter(pk=axis.pk).update(state=State.WITHDRAWN)
    form = browser(manager).get(address(plan, "theme")).context["form"]
    assert not form.fields["axis"].queryset.exists()


def test_it_needs_a_token(browser, editor, plan, axis):
    client = browser(editor, csrf=True)
    assert client.post(address(plan, "theme", axis=axis), {"title": "x", "axis": axis.pk}).status_code == 403
    assert not Theme.objects.exists()

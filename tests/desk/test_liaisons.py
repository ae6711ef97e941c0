from __future__ import annotations

import csv
import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from factories import LiaisonFactory, OrganizationFactory, ProjectFactory, ResponsibilityFactory
from reading import links, main_html, main_text
from rumbo.portfolio.models import Liaison

pytestmark = pytest.mark.django_db
TODAY = localdate
BEGAN = datetime.date(2026, 1, 1)


@pytest.fixture
def liaison(plan, organization):
    return LiaisonFactory(
        plan=plan, organization=organization, title="Rosa Mezquite", email="rosa@cuenca.example", from_day=BEGAN
    )


@pytest.fixture
def address(plan):
    return reverse("desk:liaisons", args=[plan.key])


@pytest.fixture
def passing(plan, liaison):
    return reverse("desk:hand_over", args=[plan.key, liaison.pk])


def sent(**changes):
    data = {"title": "Luis Sotol", "phone": "871 000 0000", "on": TODAY().isoformat(), "reason": "Oficio 12"}
    return data | changes


def test_who_sees_the_list(answers, statuses, address):
    assert answers(address) == statuses()


def test_who_hands_over(answers, statuses, passing):
    assert answers(passing) == statuses(reader=403, manager=200)
    assert answers(passing, {"title": ""}) == statuses(reader=403, manager=200)


def test_who_names_one(answers, statuses, plan):
    create = reverse("desk:create", args=[plan.key, "liaison"])
    assert answers(create) == statuses(reader=403, other_editor=200)


def test_an_empty_list_says_what_to_do(browser, manager, plan, address):
    page = browser(manager).get(address)
    assert "Todavía no hay ningún enlace" in main_text(page)
    assert "Todavía ninguna organización responde por nada: dilo en la matriz." in main_text(page)
    assert "Todas las organizaciones que responden de algo tienen enlace." not in main_text(page)


def test_where_all_have_one_it_is_said(browser, manager, address, liaison, project):
    ResponsibilityFactory(measure=project.measure, organization=liaison.organization)
    page = browser(manager).get(address)
    assert "Todas las organizaciones que responden de algo tienen enlace." in main_text(page)


def test_the_list_has_all_that_is_needed_to_call(browser, reader, address, liaison, project):
    yesterday, soon = TODAY() - datetime.timedelta(1), TODAY() + datetime.timedelta(3)
    LiaisonFactory(
        plan=liaison.plan, organization=liaison.organization, project=project, title="Ana Palma", role="deputy",
        phone="871 111", from_day=BEGAN, until_day=soon,
    )  # fmt: skip
    LiaisonFactory(plan=liaison.plan, title="Nadie Ya", from_day=BEGAN, until_day=yesterday)
    LiaisonFactory(title="De Otro Plan")
    page = browser(reader).get(address)
    text = main_text(page)
    for said in ("Rosa Mezquite", "Consejo de Cuenca", "rosa@cuenca.example", "Ana Palma", "Suplente", "871 111"):
        assert said in text
    assert "Termina en 3 días" in text
    assert "Medidores" in text
    assert "Nadie Ya" not in text
    assert "De Otro Plan" not in text
    assert "Nadie Ya" in main_text(browser(reader).get(f"{address}?shown=past"))
    assert "Nuevo enlace" not in main_text(page)


def test_words_narrow_the_list(browser, reader, address, liaison):
    LiaisonFactory(plan=liaison.plan, title="Ana Palma")
    assert [row.liaison for row in browser(reader).get(f"{address}?q=cuenca rosa").context["rows"]] == [liaison]
    assert "Nadie coincide" in main_text(browser(reader).get(f"{address}?q=xyz%00"))


def test_organizations_without_one_lead_to_a_form_that_is_filled_in(browser, manager, plan, address, project):
    missing = OrganizationFactory(title="Aguas del Valle")
    ResponsibilityFactory(measure=project.measure, organization=missing)
    page = browser(manager).get(address)
    assert "1 organización sin enlace" in main_text(page)
    target = f"{reverse('desk:create', args=[plan.key, 'liaison'])}?organization={missing.pk}"
    assert ("Nombrar su enlace", target) in links(page)
    form = browser(manager).get(target)
    assert f'<option value="{missing.pk}" selected>' in main_html(form)
    saved = browser(manager).post(
        target,
        {
            "organization": missing.pk,
            "role": "liaison",
            "title": "Rosa Mezquite",
            "phone": "1",
            "from_day": "2027-01-01",
        },
    )
    assert saved.status_code == 302
    assert Liaison.objects.get().key == "enlace-1"


def test_what_is_wrong_is_said_at_its_field(browser, manager, plan, organization):
    data = {"organization": organization.pk, "role": "liaison", "title": "Rosa", "from_day": "2027-02-01"}
    page = browser(manager).post(
        reverse("desk:create", args=[plan.key, "liaison"]), data | {"until_day": "2027-01-01"}
    )
    assert set(page.context["form"].errors) == {"email", "until_day"}


def test_an_editor_chooses_among_the_projects_of_the_axis(browser, editor, plan, organization, project, other_axis):
    elsewhere = ProjectFactory(program__theme__axis=other_axis)
    create = reverse("desk:create", args=[plan.key, "liaison"])
    field = browser(editor).get(create).context["form"].fields["project"]
    assert field.required
    assert list(field.queryset) == [project]
    data = {
        "organization": organization.pk,
        "role": "liaison",
        "title": "Rosa",
        "phone": "1",
        "from_day": "2027-02-01",
    }
    for wrong in ("", elsewhere.pk):
        assert "project" in browser(editor).post(create, data | {"project": wrong}).context["form"].errors
    assert browser(editor).post(create, data | {"project": project.pk}).status_code == 302


def test_a_manager_leaves_the_project_open(browser, manager, plan, project):
    create = reverse("desk:create", args=[plan.key, "liaison"])
    field = browser(manager).get(f"{create}?project={project.pk}").context["form"]["project"]
    assert (field.field.required, field.value()) == (False, str(project.pk))


def test_handing_over(browser, manager, passing, liaison, told):
    response = browser(manager).post(passing, sent())
    assert response.status_code == 302
    assert told(response) == ["«Rosa Mezquite» entrega a «Luis Sotol»."]
    liaison.refresh_from_db()
    heir = Liaison.objects.get(title="Luis Sotol")
    assert (liaison.until_day, heir.from_day) == (TODAY(), TODAY() + datetime.timedelta(days=1))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"phone": ""}, "email"),
        ({"on": "2025-12-31"}, "on"),
        ({"on": "ayer"}, "on"),
        ({"reason": " "}, "reason"),
        ({"title": "R" * 151}, "title"),
    ],
)
def test_handing_over_what_does_not_fit(browser, manager, passing, liaison, changes, field):
    page = browser(manager).post(passing, sent(**changes))
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    liaison.refresh_from_db()
    assert liaison.until_day is None


def test_the_page_of_one_hands_over_and_has_no_public_page(browser, manager, reader, url, plan, liaison, passing):
    page = browser(manager).get(url("element", plan, liaison))
    assert ("Entregar a otra persona…", passing) in links(page)
    assert "Página pública" not in main_text(page)
    assert passing not in main_html(browser(reader).get(url("element", plan, liaison)))
    Liaison.objects.update(until_day=TODAY() - datetime.timedelta(days=1))
    assert passing not in main_html(browser(manager).get(url("element", plan, liaison)))


def test_the_page_of_an_organization_names_its_people(browser, manager, url, plan, organization, liaison):
    LiaisonFactory(organization=organization, title="De Otro Plan")
    text = main_text(browser(manager).get(url("element", plan, organization)))
    assert "Rosa Mezquite" in text
    assert "De Otro Plan" not in text
    other = main_text(browser(manager).get(url("element", plan, OrganizationFactory())))
    assert "nombra a quién se le pregunta" in other


def test_the_files(browser, reader, address, liaison, project):
    missing = OrganizationFactory(title="Aguas del Valle")
    ResponsibilityFactory(measure=project.measure, organization=missing)

    def rows(query):
        text = browser(reader).get(f"{address}?{query}").getvalue().decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    (row,) = rows("format=csv")
    assert (row["organization"], row["person"], row["email"], row["from"], row["until"]) == (
        "Consejo de Cuenca", "Rosa Mezquite", "rosa@cuenca.example", "2026-01-01", "",
    )  # fmt: skip
    assert rows("list=without&format=csv") == [{"organization": "Aguas del Valle", "answers_for": "1"}]
    assert browser(reader).get(f"{address}?format=xlsx").getvalue()[:2] == b"PK"


def test_many_cost_as_much_as_few(browser, manager, address, plan, project, liaison):
    def count():
        with CaptureQueriesContext(connection) as captured:
            assert browser(manager).get(address).status_code == 200
        return len(captured)

    ResponsibilityFactory(measure=project.measure, role="responsible")
    few = count()
    for _n in range(12):
        LiaisonFactory(plan=plan, project=project)
        ResponsibilityFactory(measure=project.measure, role="responsible")
    assert count() == few

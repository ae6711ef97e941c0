import pytest
from django.urls import reverse

from factories import AntecedentFactory, OrganizationFactory, ResponsibilityFactory
from rumbo.plan.models import AntecedentLink
from rumbo.portfolio.models import Responsibility

#: The editor took it away before they came.
GONE = dict.fromkeys(("manager", "administrator", "superuser"), 404)


def roles(project):
    rows = Responsibility.objects.filter(measure=project.measure).order_by("pk")
    return [(row.organization.title, row.role) for row in rows]


class TestResponsible:
    def test_it_checks_access(self, answers, statuses, plan, other_axis, project, organization, url):
        address = url("responsible", plan, project)
        assert answers(address) == statuses()
        data = {"organization": organization.pk, "role": "responsible"}
        assert answers(address, data) == statuses(reader=403, editor=302)
        assert roles(project) == [("Consejo de Cuenca", "responsible")]

    def test_a_reader_sees_no_form(self, browser, reader, plan, project, url):
        ResponsibilityFactory(measure=project.measure, organization__title="Obras")
        page = browser(reader).get(url("responsible", plan, project)).content.decode()
        assert "Obras" in page
        assert "Quitar" not in page
        assert 'name="role"' not in page

    def test_one_is_accountable_and_who_is_replaced_is_said(
        self, browser, editor, plan, project, organization, url, told
    ):
        ResponsibilityFactory(measure=project.measure, organization__title="Obras")
        client, address = browser(editor), url("responsible", plan, project)
        data = {"organization": organization.pk, "role": "accountable"}
        assert "«Obras»" in client.post(address, data).content.decode()
        assert roles(project) == [("Obras", "accountable")]
        response = client.post(address, {**data, "replace": "on"})
        assert told(response) == ["«Consejo de Cuenca» rinde cuentas ahora, en lugar de «Obras»."]
        assert roles(project) == [("Consejo de Cuenca", "accountable")]

    def test_changing_a_role(self, browser, editor, plan, project, url, told):
        ResponsibilityFactory(measure=project.measure, organization__title="Obras")
        row = ResponsibilityFactory(measure=project.measure, organization__title="Parques", role="consulted")
        client, address = browser(editor), url("change_role", plan, project, row.pk)
        assert "rinde cuentas" in told(client.post(address, {"role": "accountable"}))[0]
        assert roles(project) == [("Obras", "accountable"), ("Parques", "consulted")]
        client.post(address, {"role": "accountable", "replace": "1"})
        assert roles(project) == [("Parques", "accountable")]
        assert client.post(address, {"role": "jefe"}).status_code == 404

    def test_others_change_nothing(self, answers, statuses, plan, other_axis, project, url):
        row = ResponsibilityFactory(measure=project.measure, role="consulted")
        expected = statuses(reader=403, editor=302)
        assert answers(url("change_role", plan, project, row.pk), {"role": "informed"}) == expected | GONE
        row = Responsibility.objects.get()
        assert answers(url("remove_role", plan, project, row.pk), {}) == expected | GONE
        assert roles(project) == []

    def test_rows_of_another_element_are_not_there(self, browser, editor, plan, project, url):
        row = ResponsibilityFactory()
        assert browser(editor).post(url("remove_role", plan, project, row.pk)).status_code == 404

    def test_nobody_answers_for_a_theme(self, browser, manager, plan, theme, url):
        assert browser(manager).get(url("responsible", plan, theme)).status_code == 404

    def test_the_organization_shows_what_it_answers_for(self, browser, reader, plan, project, organization, url):
        ResponsibilityFactory(measure=project.measure, organization=organization)
        ResponsibilityFactory(organization=organization)
        page = browser(reader).get(url("element", plan, organization)).content.decode()
        assert url("element", plan, project) in page
        assert page.count("Rinde cuentas") == 1


class TestLinks:
    @pytest.fixture
    def antecedent(self, plan):
        return AntecedentFactory(plan=plan, title="Plan Director 1994")

    def test_it_checks_access(self, answers, statuses, plan, other_axis, theme, antecedent, url):
        address = url("links", plan, theme)
        assert answers(address) == statuses()
        data = {"antecedent": antecedent.pk, "relation": "taken", "note": "La meta"}
        assert answers(address, data) == statuses(reader=403, editor=302)

    def test_linking_and_unlinking(self, browser, editor, plan, project, antecedent, url, told):
        client, address = browser(editor), url("links", plan, project)
        response = client.post(address, {"antecedent": antecedent.pk, "relation": "adapted", "note": "Otra escala"})
        assert told(response) == ["Se guardó el vínculo con «Plan Director 1994»."]
        link = AntecedentLink.objects.get()
        assert (link.element, link.relation, link.note) == (project, "adapted", "Otra escala")
        assert "Plan Director 1994" in client.get(url("element", plan, project)).content.decode()
        assert str(project) in client.get(url("element", plan, antecedent)).content.decode()
        client.post(url("unlink", plan, project, link.pk))
        assert not AntecedentLink.objects.exists()

    def test_a_plan_of_elsewhere_is_no_choice(self, browser, editor, plan, theme, url):
        data = {"antecedent": AntecedentFactory().pk, "relation": "taken"}
        assert "antecedent" in browser(editor).post(url("links", plan, theme), data).context["form"].errors

    def test_others_unlink_nothing(self, answers, statuses, plan, other_axis, theme, antecedent, url):
        link = AntecedentLink.objects.create(antecedent=antecedent, theme=theme, relation="taken")
        address = url("unlink", plan, theme, link.pk)
        assert answers(address, {}) == statuses(reader=403, editor=302) | GONE


class TestMerge:
    def address(self, plan, organization):
        return reverse("desk:merge", args=[plan.key, organization.pk])

    def test_it_checks_access(self, answers, statuses, plan, axis, other_axis, organization):
        assert answers(self.address(plan, organization)) == statuses(reader=403, manager=200)

    def test_nothing_is_lost(self, browser, manager, plan, project, organization, url):
        double = OrganizationFactory(title="Consejo de Cuenca A.C.", other_names="CC")
        ResponsibilityFactory(measure=project.measure, organization=double)
        response = browser(manager).post(self.address(plan, double), {"keep": organization.pk})
        assert response.url == url("element", plan, organization)
        double.refresh_from_db()
        organization.refresh_from_db()
        assert (double.state, double.superseded_by) == ("superseded", organization)
        assert organization.other_names == "Consejo de Cuenca A.C.; CC"
        assert roles(project) == [("Consejo de Cuenca", "accountable")]

    def test_not_with_itself(self, browser, manager, plan, organization):
        response = browser(manager).post(self.address(plan, organization), {"keep": organization.pk})
        assert "keep" in response.context["form"].errors

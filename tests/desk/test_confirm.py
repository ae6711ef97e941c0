import pytest
from django.urls import reverse

from factories import OrganizationFactory, PriorityEntryFactory, ProgramFactory, ProjectFactory, ThemeFactory
from rumbo.importers.models import Duplicate
from rumbo.plan.enums import Standing


@pytest.fixture
def entry(axis, project):
    return PriorityEntryFactory(
        axis=axis, title="Medidores en pozos", project=project, standing=Standing.TO_CONFIRM, score=0.87
    )


@pytest.fixture
def page(plan):
    return reverse("desk:confirm", args=[plan.key])


@pytest.fixture
def match(plan):
    return lambda record: reverse("desk:match", args=[plan.key, record.KIND, record.pk])


def test_it_checks_access(answers, statuses, plan, other_axis, entry, page, match):
    assert answers(page) == statuses()
    assert answers(match(entry), {"verdict": "accept"}) == statuses(reader=403, manager=302)
    assert answers(reverse("desk:confirm_all", args=[plan.key]), {}) == statuses(reader=403, manager=302)
    assert answers(match(entry)) == dict.fromkeys(statuses(), 405)


def test_it_shows_both_titles_the_score_and_buttons_for_who_decides(browser, reader, manager, entry, page):
    text = browser(reader).get(page).content.decode()
    assert "Medidores en pozos" in text
    assert "700 Medidores" in text
    assert "parecido: 87 %" in text
    assert "Confirmar todas" not in text
    assert "Confirmar todas" in browser(manager).get(page).content.decode()


def test_confirming_one(browser, manager, entry, page, match, told):
    assert told(browser(manager).post(match(entry), {"verdict": "accept"})) == [
        "Se confirmó la correspondencia de «Medidores en pozos»."
    ]
    entry.refresh_from_db()
    assert entry.standing == Standing.CONFIRMED
    assert entry.history.first().history_user == manager
    assert "No hay nada por confirmar" in browser(manager).get(page).content.decode()


def test_rejecting_one(browser, manager, entry, page, match):
    browser(manager).post(match(entry), {"verdict": "reject"})
    entry.refresh_from_db()
    assert (entry.standing, entry.project) == (Standing.REJECTED, None)
    assert "Entradas prioritarias sin correspondencia" in browser(manager).get(page).content.decode()


def test_choosing_another_of_the_same_axis_only(browser, manager, entry, other_axis, match, told):
    near = ProjectFactory(program=entry.project.program, title="Medidores en los pozos")
    far = ProjectFactory(program__theme=ThemeFactory(axis=other_axis))
    client = browser(manager)
    assert "mismo eje" in told(client.post(match(entry), {"verdict": "choose", "choice": f"project:{far.pk}"}))[0]
    client.post(match(entry), {"verdict": "choose", "choice": f"project:{near.pk}"})
    entry.refresh_from_db()
    assert (entry.project, entry.standing) == (near, Standing.CONFIRMED)


@pytest.mark.parametrize("choice", ["", "project:", "goal:1", "project:abc"])
def test_a_choice_that_is_none(browser, manager, entry, match, told, choice):
    response = browser(manager).post(match(entry), {"verdict": "choose", "choice": choice})
    assert told(response) == ["Elige la correspondencia en la lista."]


def test_all_together(browser, manager, plan, entry, axis, told):
    ThemeFactory(axis=axis, other_name="Acuífero en equilibrio", standing=Standing.TO_CONFIRM, score=0.9)
    response = browser(manager).post(reverse("desk:confirm_all", args=[plan.key]))
    assert told(response) == ["Se confirmaron 2 correspondencias."]


def test_what_has_no_counterpart_is_not_decided(browser, manager, plan, project):
    url = reverse("desk:match", args=[plan.key, "project", project.pk])
    assert browser(manager).post(url, {"verdict": "accept"}).status_code == 404


class TestDuplicates:
    @pytest.fixture
    def pair(self, organization):
        return Duplicate.objects.create(
            first=organization, second=OrganizationFactory(title="Consejo de la Cuenca"), score=0.93
        )

    def address(self, plan, pair):
        return reverse("desk:duplicate", args=[plan.key, pair.pk])

    def test_it_checks_access(self, answers, statuses, plan, axis, other_axis, pair):
        found = answers(self.address(plan, pair), {"keep": ""})
        assert found == statuses(reader=403, manager=302) | {"administrator": 404, "superuser": 404}

    def test_one(self, browser, manager, plan, pair, page, told):
        assert "Consejo de la Cuenca" in browser(manager).get(page).content.decode()
        response = browser(manager).post(self.address(plan, pair), {"keep": "second"})
        assert told(response) == ["Ahora son una sola organización: «Consejo de la Cuenca»."]
        pair.first.refresh_from_db()
        assert pair.first.superseded_by == pair.second

    def test_two(self, browser, manager, plan, pair):
        browser(manager).post(self.address(plan, pair), {"keep": ""})
        pair.refresh_from_db()
        assert pair.standing == Standing.REJECTED


def test_programs_can_be_chosen_too(browser, manager, entry, match):
    program = ProgramFactory(theme=entry.project.program.theme)
    browser(manager).post(match(entry), {"verdict": "choose", "choice": f"program:{program.pk}"})
    entry.refresh_from_db()
    assert (entry.program, entry.project) == (program, None)

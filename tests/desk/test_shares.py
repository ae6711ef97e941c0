from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from factories import EstimateFactory, OrganizationFactory, ProjectFactory, TerritoryFactory
from reading import main_html, main_text
from rumbo.core.actors import SYSTEM
from rumbo.portfolio.models import Responsibility, Share, Split
from rumbo.portfolio.services.responsibilities import assign
from rumbo.portfolio.services.shares import Part, agree, split_project

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 6, 30)


@pytest.fixture
def places(plan):
    """Two municipalities of the plan's area and the state of one; the plan knows no other."""
    state = TerritoryFactory(key="durango", title="Durango", kind="state")
    area = TerritoryFactory(key="area", title="La Laguna", kind="metropolitan")
    lerdo = TerritoryFactory(key="lerdo", title="Lerdo", kind="municipality", parent=state)
    torreon = TerritoryFactory(key="torreon", title="Torreón", kind="municipality")
    area.members.add(lerdo, torreon)
    plan.territory = area
    plan.save()
    return [lerdo, torreon, state]


@pytest.fixture
def address(plan, project):
    return reverse("desk:shares", args=[plan.key, project.pk])


def sent(places, *costs, cost="1000", people="30", version=1, **more):
    data = {"version": version, "cost": cost, "people": people, "row": [place.pk for place in places]}
    for place, one in zip(places, costs, strict=False):
        data |= {f"cost-{place.pk}": one, f"people-{place.pk}": "10"}
    return data | more


def kept():
    return {share.territory.key: share.cost for share in Share.objects.select_related("territory")}


def test_who_gets_in(answers, statuses, address):
    assert answers(address) == statuses()


def test_who_splits(answers, statuses, address):
    assert answers(address, {"cost": "x"}) == statuses(reader=403, editor=200)


def test_a_project_of_another_plan_is_not_found(browser, editor, plan):
    stranger = ProjectFactory()
    assert browser(editor).get(reverse("desk:shares", args=[plan.key, stranger.pk])).status_code == 404


def test_the_places_of_the_plan_have_a_row_each(browser, editor, address, places):
    TerritoryFactory(title="Lejos", kind="municipality")
    form = browser(editor).get(address).context["form"]
    assert [row.place.key for row in form.rows] == ["durango", "lerdo", "torreon"]


def test_shares_that_add_up_are_saved(browser, editor, address, places, told):
    response = browser(editor).post(address, sent(places, "1,000.50", "$1,999.50", "", cost="3000", people="20"))
    assert response.status_code == 200, "the state's row says ten people"
    data = sent(places, "1,000.50", "$1,999.50", "", cost="3000", people="20", reason="Convenio")
    data[f"people-{places[2].pk}"] = ""
    response = browser(editor).post(address, data)
    assert response.status_code == 302
    assert told(response) == ["Las partes se guardaron: suman."]
    assert kept() == {"lerdo": Decimal("1000.50"), "torreon": Decimal("1999.50")}
    assert "Convenio" in main_text(browser(editor).get(address))


def test_what_does_not_add_up_is_refused_and_nothing_typed_is_lost(browser, editor, address, places):
    more = {f"competence-{places[0].pk}": "Pavimentar", "reason": "Prueba"}
    page = browser(editor).post(address, sent(places, "500", "300", "100.25", **more))
    assert page.status_code == 200
    assert "99.75" in main_text(page)
    assert not Split.objects.exists()
    html = main_html(page)
    for typed in ('value="500"', 'value="300"', 'value="100.25"', "Pavimentar", 'value="Prueba"'):
        assert typed in html


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("abc", "no es un importe"),
        ("-5", "menos de cero"),
        ("1" * 20, "demasiado grande"),
        ("1.000,50", "no es un importe"),
        ("10,00", "no es un importe"),
        ("1.005", "no es un importe"),
        ("NaN", "no es un importe"),
        ("1e5", "no es un importe"),
        ("٣", "no es un importe"),
    ],
)
def test_amounts_that_cannot_be_read_are_said_beside_the_field(browser, editor, address, places, typed, said):
    page = browser(editor).post(address, sent(places, typed, "500", "500"))
    assert page.status_code == 200
    assert not Split.objects.exists()
    row = page.context["form"].rows[0]
    assert said in row.errors["cost"]
    assert row.cost == typed
    assert f'aria-describedby="cost-{places[0].pk}-error"' in main_html(page)


def test_signs_that_no_database_keeps_are_left_out(browser, editor, address, places):
    more = {f"competence-{places[0].pk}": "Pavi\x00mentar"}
    assert browser(editor).post(address, sent(places, "500", "300", "200", **more)).status_code == 302
    assert Share.objects.get(territory=places[0]).competence == "Pavimentar"


@pytest.mark.parametrize("typed", ["abc", "-1", "1.5", "9" * 20, "٣"])
def test_people_that_cannot_be_counted_are_said(browser, editor, address, places, typed):
    data = sent(places, "500", "500", "0") | {f"people-{places[0].pk}": typed}
    page = browser(editor).post(address, data)
    assert page.status_code == 200
    assert page.context["form"].rows[0].errors["people"]
    assert not Split.objects.exists()


def test_a_row_is_added_without_saving(browser, editor, address, places):
    other = TerritoryFactory(title="Gómez", kind="municipality")
    page = browser(editor).post(address, sent(places, "1", "2", "3", add="1", place=other.pk))
    assert [(row.place, row.cost) for row in page.context["form"].rows][-1] == (other, "")
    assert page.context["form"].rows[0].cost == "1"
    assert not Split.objects.exists()
    for nothing in ("", "abc", "999999"):
        page = browser(editor).post(address, sent(places, "1", "2", "3", add="1", place=nothing))
        assert page.context["form"].errors["place"]


def test_the_second_of_two_is_told_and_may_save_what_was_typed(browser, editor, address, project, places):
    split_project(SYSTEM, project, Decimal(10), 0, [Part(places[0], Decimal(10))])
    page = browser(editor).post(address, sent(places, "500", "300", "200", version=1))
    assert "Alguien más" in page.context["form"].sentence
    assert kept() == {"lerdo": Decimal(10)}
    again = browser(editor).post(address, sent(places, "500", "300", "200", version=page.context["version"]))
    assert again.status_code == 302
    assert sum(kept().values()) == 1000


@pytest.fixture
def share(project, places):
    return split_project(SYSTEM, project, Decimal(10), 0, [Part(places[0], Decimal(10))]).shares.get()


@pytest.fixture
def agreement(plan, project, share):
    return reverse("desk:agree_share", args=[plan.key, project.pk, share.pk])


def said(share, answer="agree", **fields):
    return {"answer": answer} | {f"s{share.pk}-{name}": value for name, value in fields.items()}


def test_who_records_agreements(answers, statuses, agreement, share):
    data = said(share, on="2026-06-30", administration="2025-2027")
    assert answers(agreement, data) == statuses(reader=403, editor=302)


def test_a_government_agrees(browser, editor, agreement, share):
    data = said(share, on="2026-06-30", administration="2025-2027", minutes="Cabildo 12")
    assert browser(editor).post(agreement, data).status_code == 302
    share.refresh_from_db()
    assert (share.state, share.agreed_on, share.minutes) == ("agreed", DAY, "Cabildo 12")


@pytest.mark.parametrize(
    ("answer", "fields", "wrong"),
    [
        ("agree", {"on": "2026-06-30", "administration": " "}, "administration"),
        ("agree", {"on": "ayer", "administration": "2025-2027"}, "on"),
        ("reject", {"on": "2026-06-30", "administration": "2025-2027"}, "reason"),
        ("agree", {"on": "2026-06-30", "administration": "x" * 61}, "administration"),
    ],
)
def test_an_agreement_that_lacks_something_is_not_kept(browser, editor, agreement, share, answer, fields, wrong):
    page = browser(editor).post(agreement, said(share, answer, minutes="Cabildo 12", **fields))
    assert page.status_code == 200
    ((_share, form),) = page.context["agreements"]
    assert list(form.errors) == [wrong]
    assert 'value="Cabildo 12"' in main_html(page)
    share.refresh_from_db()
    assert share.state == "proposed"


def test_a_rejection_says_why(browser, editor, agreement, share, address):
    data = said(share, "reject", on="2026-06-30", administration="2025-2027", reason="Sin presupuesto. " * 20)
    assert browser(editor).post(agreement, data).status_code == 302
    assert "Sin presupuesto." in main_text(browser(editor).get(address))


def test_estimates_that_differ_from_the_split_are_said(browser, editor, address, project, share):
    assert browser(editor).get(address).context["estimate_gap"] == 10
    estimate = EstimateFactory(project=project, amount=Decimal("12.50"))
    assert "$2.50" in main_text(browser(editor).get(address))
    estimate.amount = Decimal(10)
    estimate.save()
    assert "difieren" not in main_text(browser(editor).get(address))


def test_readers_see_the_shares_and_no_form(browser, reader, address, share):
    html = main_html(browser(reader).get(address))
    assert "Lerdo" in html
    assert "<form" not in html


def test_the_public_page_says_who_pays_what(client, plan, project, share):
    page = reverse("portal:project", args=[plan.key, project.key])
    assert "Propuesta" in main_text(client.get(page))
    agree(SYSTEM, share, on=DAY, administration="2025-2027", minutes="Cabildo 12")
    text = main_text(client.get(page))
    assert "Quién pone qué" in text
    assert "Lerdo $10.00" in text
    assert "2025-2027 · Cabildo 12" in text


def test_a_page_of_many_shares_asks_as_much_as_one_of_few(browser, editor, address, project, places):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count():
        with CaptureQueriesContext(connection) as captured:
            assert browser(editor).get(address).status_code == 200
        return len(captured)

    split_project(SYSTEM, project, Decimal(2), 0, [Part(place, Decimal(1)) for place in places[:2]])
    few = count()
    many = [TerritoryFactory(kind="municipality") for _n in range(20)]
    split_project(SYSTEM, project, Decimal(20), 0, [Part(place, Decimal(1)) for place in many])
    assert count() == few


class TestWhoAnswers:
    @pytest.fixture
    def share(self, project, places):
        parts = [Part(place, Decimal(5)) for place in places[:2]]
        return split_project(SYSTEM, project, Decimal(10), 0, parts).shares.get(territory=places[0])

    @pytest.fixture
    def target(self, plan, project, share):
        return reverse("desk:answer_share", args=[plan.key, project.pk, share.pk])

    @pytest.fixture
    def other(self, db):
        return OrganizationFactory(key="obras", title="Obras")

    def held(self, share):
        rows = Responsibility.objects.filter(share=share).order_by("organization__key", "role")
        return list(rows.values_list("organization__key", "role"))

    def test_who_sets_it(self, answers, statuses, target):
        assert answers(target, {}) == statuses(reader=403, editor=302)

    def test_one_is_added_with_its_roles(self, browser, editor, address, target, share, organization, told):
        page = browser(editor).get(address)
        assert "Nadie rinde cuentas" in main_text(page)
        response = browser(editor).post(target, {"new": organization.pk, "roles-new": ["A", "R"]})
        assert response.url == f"{address}#answers-{share.pk}"
        assert told(response) == ["Se guardó quién responde de la parte de «Lerdo»."]
        assert self.held(share) == [("consejo", "accountable"), ("consejo", "responsible")]
        text = main_text(browser(editor).get(address))
        assert "Lerdo: Consejo de Cuenca · Rinde cuentas" in text

    def test_who_is_accountable_changes_in_one_step(
        self, browser, editor, target, project, share, organization, other
    ):
        assign(SYSTEM, project, organization, "accountable", share=share)
        assign(SYSTEM, project, other, "informed", share=share)
        data = {
            "organization": [organization.pk, other.pk], f"seen-{organization.pk}": "A", f"seen-{other.pk}": "I",
            f"roles-{organization.pk}": ["C"], f"roles-{other.pk}": ["A"],
        }  # fmt: skip
        assert browser(editor).post(target, data).status_code == 302
        assert self.held(share) == [("consejo", "consulted"), ("obras", "accountable")]

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            ({"roles-new": "R"}, "Elige la organización que se agrega."),
            ({"new": "999999", "roles-new": "R"}, "Elige la organización que se agrega."),
            ({"new": "own"}, "Marca al menos un papel de «Obras»."),
            ({"new": "own", "roles-new": "A"}, "deja la A marcada una sola vez"),
        ],
    )
    def test_what_does_not_fit_is_said_and_kept(
        self, browser, editor, target, project, share, organization, other, data, said
    ):
        assign(SYSTEM, project, organization, "accountable", share=share)
        data = {name: other.pk if value == "own" else value for name, value in data.items()}
        seen = {"organization": organization.pk, f"seen-{organization.pk}": "A", f"roles-{organization.pk}": "A"}
        page = browser(editor).post(target, seen | data)
        assert page.status_code == 200
        assert said in main_text(page)
        table = next(one for one in page.context["tables"] if one.share == share)
        assert table.letters == data.get("roles-new", "")
        assert self.held(share) == [("consejo", "accountable")]

    def test_what_somebody_else_changed_meanwhile_is_shown_first(
        self, browser, editor, target, project, share, organization
    ):
        assign(SYSTEM, project, organization, "informed", share=share)
        data = {"organization": organization.pk, f"seen-{organization.pk}": "", f"roles-{organization.pk}": "R"}
        page = browser(editor).post(target, data)
        assert "Alguien más cambió" in main_text(page)
        table = next(one for one in page.context["tables"] if one.share == share)
        assert [(row.letters, row.stored) for row in table.rows] == [("R", "I")]
        assert browser(editor).post(target, data | {f"seen-{organization.pk}": "I"}).status_code == 302
        assert self.held(share) == [("consejo", "responsible")]

    def test_a_reader_reads_it(self, browser, reader, address, target, project, share, organization):
        assign(SYSTEM, project, organization, "accountable", share=share)
        html = main_html(browser(reader).get(address))
        assert "Consejo de Cuenca" in html
        assert target not in html

    def test_taking_the_share_away_says_that_who_answered_does_so_no_longer(
        self, browser, editor, address, project, share, organization, places, told
    ):
        assign(SYSTEM, project, organization, "accountable", share=share)
        data = sent(places, "", "10", cost="10", people="10", version=2)
        data[f"people-{places[0].pk}"] = data[f"people-{places[2].pk}"] = ""
        response = browser(editor).post(address, data)
        assert response.status_code == 302
        assert told(response)[1] == "«Lerdo» ya no toma parte: quien respondía de su parte deja de hacerlo."
        assert "Lerdo: Consejo de Cuenca · Rinde cuentas · quitada" in main_text(browser(editor).get(address))

    def test_the_public_page_says_who_answers_for_each_share(self, browser, plan, project, share, organization):
        plan.is_public = True
        plan.save()
        assign(SYSTEM, project, organization, "accountable", share=share)
        page = browser().get(reverse("portal:project", args=[plan.key, project.key]))
        assert "Rinde cuentas: Consejo de Cuenca" in main_text(page)
        assert "Sin responsable" in main_text(page)
        page = browser().get(reverse("portal:organization", args=[plan.key, organization.key]))
        assert "parte de Lerdo" in main_text(page)

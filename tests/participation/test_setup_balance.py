"""Whether those who come are those who should."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import InvitationFactory, ParticipantFactory, TableFactory, TerritoryFactory
from rumbo.core.services import records
from rumbo.participation.enums import Dimension
from rumbo.participation.models import Target
from rumbo.participation.queries.balance import balance
from rumbo.participation.services.balance import set_targets
from rumbo.participation.web.balance import charts

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(table):
    return table.workshop


@pytest.fixture
def place():
    return TerritoryFactory(kind="municipality", key="torreon", title="Torreón")


def figures(workshop, dimension):
    side = next(one for one in balance(workshop).sides if one.dimension == dimension)
    return {
        one.value: (one.counts.invited, one.counts.confirmed, one.counts.present, one.target) for one in side.groups
    }


class TestCounting:
    def test_nobody(self, workshop):
        assert balance(workshop).sides == []

    def test_by_sector(self, manager, workshop, table):
        for answer in ("invited", "confirmed", "confirmed", "declined"):
            InvitationFactory(workshop=workshop, sector="social", answer=answer)
        InvitationFactory(workshop=workshop, sector="social", withdrawn=True)
        InvitationFactory(workshop=workshop)
        ParticipantFactory(table=table, sector="public")
        ParticipantFactory(table=table, sector="public", left=True)
        set_targets(manager, workshop, {("sector", "academic"): 7})
        found = figures(workshop, Dimension.SECTOR)
        assert found == {
            "public": (0, 0, 1, None),
            "private": (0, 0, 0, None),
            "social": (4, 2, 0, None),
            "academic": (0, 0, 0, 7),
            "media": (0, 0, 0, None),
            "other": (0, 0, 0, None),
            "": (1, 0, 0, None),
        }
        total = balance(workshop).total
        assert (total.invited, total.confirmed, total.declined, total.present) == (5, 2, 1, 1)

    def test_by_municipality_gender_and_age(self, workshop, table, place):
        InvitationFactory(workshop=workshop, territory=place, gender="woman")
        ParticipantFactory(table=table, territory=place, age_group="over_60")
        assert figures(workshop, Dimension.TERRITORY) == {"torreon": (1, 0, 1, None)}
        assert figures(workshop, Dimension.GENDER)["woman"] == (1, 0, 0, None)
        assert figures(workshop, Dimension.GENDER)[""] == (0, 0, 1, None)
        assert figures(workshop, Dimension.AGE)["over_60"] == (0, 0, 1, None)

    def test_what_nobody_says_is_left_out(self, workshop):
        InvitationFactory(workshop=workshop, sector="social")
        assert [side.dimension for side in balance(workshop).sides] == [Dimension.SECTOR]

    def test_other_workshops_and_withdrawn_tables_do_not_count(self, manager, workshop, axis):
        ParticipantFactory(table=TableFactory(axis=axis))
        gone = TableFactory(axis=axis, workshop=workshop)
        ParticipantFactory(table=gone)
        records.withdraw(manager, gone, reason="Sin sala")
        assert balance(workshop).total.present == 0

    def test_who_is_missing(self, manager, workshop, table):
        InvitationFactory(workshop=workshop, sector="social", answer="confirmed")
        set_targets(manager, workshop, {("sector", "social"): 1, ("sector", "public"): 1})
        groups = {one.value: one.is_short for one in balance(workshop).sides[0].groups}
        assert (groups["social"], groups["public"], groups["media"]) == (False, True, False)

    def test_bars_fit_the_largest(self, manager, workshop):
        InvitationFactory(workshop=workshop, sector="social", answer="confirmed")
        set_targets(manager, workshop, {("sector", "social"): 4})
        line = charts(balance(workshop))[0].lines[2]
        assert [bar.width for bar in line.bars] == ["25.00", "25.00", "0.00"]
        assert line.mark == "100.00"


class TestTargets:
    def test_they_are_kept_with_their_history(self, manager, workshop):
        assert set_targets(manager, workshop, {("sector", "social"): 5, ("sector", "media"): None}) == 1
        assert set_targets(manager, workshop, {("sector", "social"): 5}) == 0
        assert set_targets(manager, workshop, {("sector", "social"): 6}) == 1
        assert set_targets(manager, workshop, {("sector", "social"): None}) == 1
        assert not Target.objects.exists()
        past = Target.history.order_by("history_id").values_list("history_type", "number", "history_user")
        assert list(past) == [("+", 5, manager.pk), ("~", 6, manager.pk), ("-", 6, manager.pk)]

    @pytest.mark.parametrize(
        "wanted",
        [
            ("sector", "x", 1),
            ("nada", "social", 1),
            ("territory", "", 1),
            ("sector", "social", 0),
            ("sector", "social", 5001),
        ],
    )
    def test_wrong_ones(self, manager, workshop, wanted):
        dimension, value, number = wanted
        with pytest.raises(ValidationError):
            set_targets(manager, workshop, {("sector", "media"): 3, (dimension, value): number})
        assert not Target.objects.exists()

    @pytest.mark.parametrize("name", ["outsider", "reader", "editor", "facilitator"])
    def test_who_may_not(self, request, workshop, name):
        with pytest.raises(PermissionDenied):
            set_targets(request.getfixturevalue(name), workshop, {("sector", "social"): 5})

    def test_the_page(self, browser, manager, plan, workshop, place):
        url = reverse("participation:targets", args=[plan.key, workshop.pk])
        client = browser(manager)
        assert 'name="territory-torreon"' in client.get(url).content.decode()
        bad = client.post(url, {"sector-social": "-3", "territory-torreon": "muchos", "age-18_29": "99999"})
        assert set(bad.context["form"].errors) == {"sector-social", "territory-torreon", "age-18_29"}
        assert client.post(url, {"sector-social": "12", "territory-torreon": "3"}).url.endswith("#balance")
        assert {(one.dimension, one.value): one.number for one in Target.objects.all()} == {
            ("sector", "social"): 12,
            ("territory", "torreon"): 3,
        }
        assert 'value="12"' in client.get(url).content.decode()


class TestWorkshopPage:
    def page(self, client, workshop):
        return client.get(reverse("participation:workshop", args=[workshop.plan.key, workshop.pk]))

    def test_it_shows_tables_and_balance(self, browser, reader, workshop, table):
        InvitationFactory(workshop=workshop, sector="social")
        text = self.page(browser(reader), workshop).content.decode()
        for words in ("Mesa de agua", "Salón de actos", "16 de marzo de 2026", "Con invitación"):
            assert words in text
        assert "style=" not in text

    def test_a_reader_sees_no_code_no_names_and_no_buttons(self, browser, reader, workshop, table):
        InvitationFactory(workshop=workshop, name="Persona invitada")
        text = self.page(browser(reader), workshop).content.decode()
        for words in (
            table.code,
            "Persona invitada",
            "/editar/",
            "/crear/",
            "/invitaciones/",
            "/asistencia/",
            "equilibrio",
        ):
            assert words not in text

    def test_who_leads_a_table_sees_its_links(self, browser, facilitator, workshop, table, axis):
        other = TableFactory(axis=axis, workshop=workshop)
        text = self.page(browser(facilitator), workshop).content.decode()
        assert table.code in text
        assert f"/mesas/{table.pk}/asistencia/" in text
        assert other.code not in text
        assert f"/mesas/{other.pk}/asistencia/" not in text
        assert "/invitaciones/" in text
        assert "/editar/" not in text

    def test_an_editor_changes_only_the_table_of_the_own_axis(self, browser, editor, workshop, table, other_axis):
        other = TableFactory(axis=other_axis, workshop=workshop)
        text = self.page(browser(editor), workshop).content.decode()
        assert f"/mesas-de-trabajo/{table.pk}/" in text
        assert f"/mesas-de-trabajo/{other.pk}/" not in text

    def test_another_plan(self, browser, manager, plan):
        other = TableFactory().workshop
        assert browser(manager).get(reverse("participation:workshop", args=[plan.key, other.pk])).status_code == 404

    def test_it_costs_the_same_for_many(self, browser, manager, workshop, table, axis, place):
        client = browser(manager)

        def more(n):
            for _n in range(n):
                InvitationFactory(workshop=workshop, sector="social", territory=place)
                ParticipantFactory(table=TableFactory(axis=axis, workshop=workshop), gender="woman")

        more(1)
        self.page(client, workshop)
        with CaptureQueriesContext(connection) as few:
            self.page(client, workshop)
        more(6)
        with CaptureQueriesContext(connection) as many:
            self.page(client, workshop)
        assert len(many) == len(few)

"""The result of a ranking, the page of one place in it, and two rankings beside each other."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories.priority import ItemFactory, RoundFactory, RunFactory
from factories.runs import ranking_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(plan):
    return RoundFactory(plan=plan)


def made(found, scores=None, method=None, **more):
    """Return a ranking of the round whose lines are items of it."""
    count = len(scores or range(4))
    items = {f"P{number}": ItemFactory(round=found).pk for number in range(1, count + 1)}
    return ranking_run(scores, method, round=found, origin={"items": items}, **more)


def address(name, plan, *args):
    return reverse(f"priority:{name}", args=[plan.key, *args])


class TestResult:
    def test_has_the_order_the_line_and_what_is_without_a_place(self, client, plan, reader, round_):
        run = made(round_)
        client.force_login(reader)
        page = client.get(address("run", plan, run.pk)).text
        first, line, third = (
            page.index(word) for word in ("Proyecto P1", "arriba están los 2 primeros", "Proyecto P3")
        )
        assert first < page.index("Proyecto P2") < line < third < page.index("Proyecto P4")
        assert "1 sin lugar" in page
        assert 'aria-label="Beneficio +0.600; Factibilidad +0.300"' in page

    @pytest.mark.parametrize("name", ["topsis", "promethee"])
    @pytest.mark.parametrize("language", ["es", "en"])
    def test_is_shown_for_every_method_and_language(self, client, plan, reader, round_, name, language):
        run = made(round_, method={"name": name})
        client.force_login(reader)
        client.cookies["rumbo_language"] = language
        assert "Proyecto P3" in client.get(address("run", plan, run.pk), headers={"Accept-Language": language}).text

    def test_says_which_share_a_place_across_the_line(self, client, plan, reader, round_):
        run = made(round_, [[5, 5], [3, 3], [3, 3], [1, 1]])
        client.force_login(reader)
        page = client.get(address("run", plan, run.pk)).text
        assert page.count("lugar compartido") == 2
        assert "3, porque los últimos comparten lugar" in page

    @pytest.mark.parametrize("scores", [[[3, 3]], [[3, 3], [3, 3]]])
    def test_of_one_or_of_equals_has_no_line(self, client, plan, reader, round_, scores):
        run = made(round_, scores)
        client.force_login(reader)
        page = client.get(address("run", plan, run.pk)).text
        assert "La línea" not in page
        assert "Proyecto P1" in page

    def test_tells_what_to_know(self, client, plan, reader, round_):
        doubts = [{"code": "provisional", "n": 1, "of": 0}, {"code": "of a later version"}]
        run = ranking_run(round=round_, origin={"doubts": doubts, "delphi_number": 2, "provisional": True})
        client.force_login(reader)
        page = client.get(address("run", plan, run.pk)).text
        assert "este orden es provisional" in page
        assert "seguía abierta" in page

    def test_costs_as_many_queries_for_200_as_for_4(self, client, plan, reader, round_):
        few = made(round_)
        many = made(round_, [[number % 5 + 1, (number * 7) % 5 + 1] for number in range(200)], number=few.number + 1)
        client.force_login(reader)
        counts = []
        for run in (few, few, many):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address("run", plan, run.pk)).status_code == 200
            counts.append(len(queries))
        assert counts[1] == counts[2]

    def test_can_be_kept_as_a_table(self, client, plan, reader, round_):
        run = made(round_)
        client.force_login(reader)
        url = address("run_table", plan, run.pk)
        text = b"".join(client.get(url, {"format": "csv"}).streaming_content).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        assert [(row["place"], row["id"]) for row in rows] == [("1", "P1"), ("2", "P2"), ("3", "P3"), ("", "P4")]
        assert rows[0]["adds_C1"] == "0.6"
        for wanted in ("xlsx", "json"):
            assert b"".join(client.get(url, {"format": wanted}).streaming_content)
        assert client.get(url, {"format": "exe"}).status_code == 404


class TestPlace:
    def page(self, client, plan, run, identity):
        return client.get(address("run_place", plan, run.pk, run.origin["items"][identity]))

    def test_says_why_and_how_firm(self, client, plan, reader, round_):
        run = made(round_, [[5, 2], [3, 4], [1, 2]])
        client.force_login(reader)
        page = self.page(client, plan, run, "P2").text
        assert "Lugar 2 de 3: está entre los 2 primeros." in page
        assert (
            "«Proyecto P1», en el lugar 1, está arriba porque gana en Beneficio (5 contra 3); pierde en "
            "Factibilidad (2 contra 4), pero por menos."
        ) in page
        assert (
            "«Proyecto P3», en el lugar 3, está abajo porque pierde en Beneficio (1 contra 3) y Factibilidad "
            "(2 contra 4)."
        ) in page
        assert "de cada 100 combinaciones de pesos" in page or "con todas las combinaciones" in page
        assert "Calificaron 2 personas." in page

    def test_of_one_without_a_place_says_so(self, client, plan, reader, round_):
        run = made(round_)
        client.force_login(reader)
        page = self.page(client, plan, run, "P4").text
        assert "No tiene lugar" in page
        assert "sin calificación" in page
        assert "Por qué está aquí" not in page

    def test_of_one_alone(self, client, plan, reader, round_):
        run = made(round_, [[3, 3]])
        client.force_login(reader)
        page = self.page(client, plan, run, "P1").text
        assert "Lugar 1 de 1." in page
        assert "Es lo único que se jerarquizó." in page

    def test_names_those_that_share_it(self, client, plan, reader, round_):
        run = made(round_, [[3, 3], [3, 3], [3, 3], [3, 3], [3, 3], [1, 1]])
        client.force_login(reader)
        assert (
            "Comparte su lugar con «Proyecto P2», «Proyecto P3», «Proyecto P4» y 1 más"
            in self.page(client, plan, run, "P1").text
        )

    @pytest.mark.parametrize("name", ["weighted-sum", "topsis", "promethee"])
    def test_is_there_for_every_line_and_method(self, client, plan, reader, round_, name):
        run = made(round_, [[5, None], [3, 4], [3, 2], [None, 2], [None, None]], {"name": name})
        client.force_login(reader)
        for identity in run.origin["items"]:
            assert self.page(client, plan, run, identity).status_code == 200

    def test_what_is_not_in_the_run_is_not_found(self, client, plan, reader, round_):
        run = made(round_)
        client.force_login(reader)
        assert client.get(address("run_place", plan, run.pk, ItemFactory(round=round_).pk)).status_code == 404
        waiting = RunFactory(round=round_, number=77, origin={"items": {"P1": 5}})
        assert client.get(address("run_place", plan, waiting.pk, 5)).status_code == 404


class TestCompare:
    def test_says_what_moved_and_why(self, client, plan, reader, round_):
        before = made(round_, [[5, 2], [3, 4], [1, 2]], {"first": 1}, title="Antes", number=1)
        after = ranking_run(
            [[1, 1], [3, 4], [2, 2]],
            {"first": 1, "name": "topsis"},
            round=round_,
            title="Luego",
            number=2,
            origin=before.origin,
        )
        client.force_login(reader)
        page = client.get(address("compare_runs", plan, after.pk), {"con": before.pk}).text
        assert "De «1 · Antes» a «2 · Luego»." in page
        assert "Método: Suma ponderada, y después TOPSIS." in page
        assert "Cambiaron 3 de las 6 calificaciones que ambas tienen." in page
        assert "bajó 2 lugares" in page
        assert "subió 1 lugar" in page
        assert page.index("Entra") < page.index("Sale")
        assert (
            "De «1 · Antes» a «2 · Luego»."
            in client.get(address("compare_runs", plan, before.pk), {"con": after.pk}).text
        )

    def test_of_the_same_says_that_nothing_differs(self, client, plan, reader, round_):
        one, two = made(round_, number=1), ranking_run(round=round_, number=2)
        client.force_login(reader)
        page = client.get(address("compare_runs", plan, one.pk), {"con": two.pk}).text
        assert "Nada: el método, los pesos y las calificaciones son los mismos." in page
        assert "Nada cruza la línea." in page

    def test_with_nothing_to_compare_says_what_to_do(self, client, plan, reader, round_):
        run = made(round_)
        client.force_login(reader)
        assert "No hay otra jerarquización" in client.get(address("compare_runs", plan, run.pk)).text

    @pytest.mark.parametrize("chosen", ["x", "", "-1", "9" * 30, "²"])
    def test_what_is_no_run_leaves_the_choice(self, client, plan, reader, round_, chosen):
        run = made(round_)
        client.force_login(reader)
        assert client.get(address("compare_runs", plan, run.pk), {"con": chosen}).status_code == 200

    def test_of_another_kind_plan_or_state_is_not_found(self, client, plan, reader, round_):
        run = made(round_, number=1)
        others = [
            RunFactory(round=round_, number=2, kind="selection", state="done"),
            RunFactory(round=round_, number=3),
            ranking_run(),
        ]
        client.force_login(reader)
        for other in others:
            assert client.get(address("compare_runs", plan, run.pk), {"con": other.pk}).status_code == 404

    def test_from_the_page_of_a_run(self, client, plan, reader, round_):
        one, two = made(round_, number=1), ranking_run(round=round_, number=2)
        client.force_login(reader)
        page = client.get(address("run", plan, one.pk)).text
        assert f'<option value="{two.pk}">' in page

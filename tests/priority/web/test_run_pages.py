"""Pages of runs: the list, how far one is, its result, its files, doing it again."""

import json

import pytest
from django.urls import reverse

from factories.priority import RoundFactory, RunFactory
from factories.runs import ranking_run
from rumbo.methods.runs import check
from rumbo.priority.models import Run
from rumbo.priority.services import runs

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(plan):
    return RoundFactory(plan=plan, title="Ronda de agua")


@pytest.fixture
def done(round_):
    return ranking_run(round=round_, title="La primera", origin={"items": {}})


def address(name, plan, *args):
    return reverse(f"priority:{name}", args=[plan.key, *args])


class TestList:
    def test_says_what_to_do_where_there_is_none(self, client, plan, reader, round_):
        client.force_login(reader)
        for url in (address("runs", plan), address("round_runs", plan, round_.pk)):
            assert "Todavía no se ha calculado nada" in client.get(url).text

    def test_has_the_runs_of_the_plan_or_of_a_round(self, client, plan, reader, round_, done):
        RunFactory(round=RoundFactory(plan=plan), title="Otra ronda", number=2)
        RunFactory(title="Otro plan", state="done")
        client.force_login(reader)
        everything = client.get(address("runs", plan)).text
        assert "La primera" in everything
        assert "Otra ronda" in everything
        assert "Otro plan" not in everything
        assert "Otra ronda" not in client.get(address("round_runs", plan, round_.pk)).text

    def test_leaves_out_those_that_check_another(self, client, plan, reader, done):
        RunFactory(round=done.round, number=2, title="Comprobación", origin={"repeats": done.pk})
        client.force_login(reader)
        assert "Comprobación" not in client.get(address("runs", plan)).text

    def test_costs_the_same_for_many(self, client, plan, reader, round_, django_assert_max_num_queries):
        client.force_login(reader)
        client.get(address("runs", plan))
        for number in range(1, 26):
            RunFactory(round=round_, number=number)
        with django_assert_max_num_queries(12):
            assert client.get(address("runs", plan)).status_code == 200


class TestOne:
    @pytest.mark.parametrize(("state", "says"), [("waiting", "Espera su turno"), ("working", "42 %")])
    def test_at_work_says_how_far_and_can_be_cancelled(self, client, plan, manager, round_, state, says):
        run = RunFactory(round=round_, state=state, share=0.42)
        client.force_login(manager)
        page = client.get(address("run", plan, run.pk)).text
        assert says in page
        assert 'hx-trigger="every 1s"' in page
        assert "Cancelar la corrida" in page
        fragment = client.get(address("run", plan, run.pk), headers={"HX-Request": "true"}).text
        assert says in fragment
        assert "<html" not in fragment
        client.post(address("cancel_run", plan, run.pk))
        run.refresh_from_db()
        assert run.stop or run.state == "cancelled"

    def test_a_reader_sees_how_far_it_is_and_cancels_nothing(self, client, plan, reader, round_):
        run = RunFactory(round=round_)
        client.force_login(reader)
        assert "Cancelar la corrida" not in client.get(address("run", plan, run.pk)).text
        assert client.post(address("cancel_run", plan, run.pk)).status_code == 403
        assert client.post(address("check_run", plan, run.pk)).status_code == 403

    def test_a_fragment_of_one_that_is_done_lets_the_page_load_itself(self, client, plan, reader, done):
        client.force_login(reader)
        response = client.get(address("run", plan, done.pk), headers={"HX-Request": "true"})
        assert response.headers["HX-Refresh"] == "true"

    def test_one_that_failed_says_why(self, client, plan, reader, round_):
        run = RunFactory(round=round_, state="failed", error="Faltan calificaciones.")
        client.force_login(reader)
        assert "Faltan calificaciones." in client.get(address("run", plan, run.pk)).text

    def test_one_that_was_cancelled_says_so(self, client, plan, reader, round_):
        run = RunFactory(round=round_, state="cancelled")
        client.force_login(reader)
        assert "Esta corrida se canceló" in client.get(address("run", plan, run.pk)).text

    @pytest.mark.parametrize("kind", ["ranking", "allocation", "selection", "scenarios"])
    def test_every_kind_has_a_view(self, kind):
        from rumbo.priority.web.run_views import view_of

        assert view_of(kind).template == f"priority/runs/_{kind}.html"

    def test_people_of_other_plans_find_nothing(self, client, plan, outsider, done):
        client.force_login(outsider)
        for name in ("run", "run_document", "run_table"):
            assert client.get(address(name, plan, done.pk)).status_code == 404


class TestFiles:
    def test_the_document_can_be_checked_by_anybody(self, client, plan, reader, done):
        client.force_login(reader)
        response = client.get(address("run_document", plan, done.pk))
        assert check(response.content)["checksum"] == done.checksum
        assert f"RUN-{plan.key}-{done.number}.json" in response.headers["Content-Disposition"]

    def test_one_that_is_not_done_has_none(self, client, plan, reader, round_):
        run = RunFactory(round=round_)
        client.force_login(reader)
        assert client.get(address("run_document", plan, run.pk)).status_code == 404
        assert client.get(address("run_table", plan, run.pk), {"format": "csv"}).status_code == 404


class TestCheck:
    def test_doing_it_again_says_that_it_gives_the_same(
        self, client, plan, manager, done, django_capture_on_commit_callbacks
    ):
        client.force_login(manager)
        with django_capture_on_commit_callbacks(execute=True):
            client.post(address("check_run", plan, done.pk))
        again = Run.objects.get(origin__repeats=done.pk)
        assert "Da lo mismo" in client.get(address("run", plan, done.pk)).text
        assert "Da lo mismo: el mismo orden" in client.get(address("run", plan, again.pk)).text

    def test_a_unit_of_the_ninth_digit_is_no_difference(self, client, plan, manager, done):
        near = json.loads(json.dumps(done.result))
        near["ranking"][0]["value"] += 1e-13
        RunFactory(
            round=done.round, number=9, state="done", result=near, checksum="another", origin={"repeats": done.pk}
        )
        client.force_login(manager)
        assert "Da lo mismo" in client.get(address("run", plan, done.pk)).text

    def test_what_differs_is_said(self, client, plan, manager, done):
        other = json.loads(json.dumps(done.result))
        other["order"].reverse()
        again = RunFactory(
            round=done.round,
            number=9,
            state="done",
            inputs=done.inputs,
            method=done.method,
            result=other,
            checksum="another",
            origin={"repeats": done.pk},
        )
        client.force_login(manager)
        assert "Es distinta" in client.get(address("run", plan, done.pk)).text
        page = client.get(address("run", plan, again.pk)).text
        assert "Da algo distinto" in page
        assert "order[0]" in page

    def test_one_that_is_checked_already_is_refused_in_words(self, client, plan, manager, done):
        runs.repeat(manager, done)
        client.force_login(manager)
        page = client.post(address("check_run", plan, done.pk), follow=True).text
        assert "ya se está comprobando" in page

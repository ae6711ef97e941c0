"""The minutes of a table: written, signed off, published; as a PDF with and without names."""

from __future__ import annotations

import json

import pytest
import typst
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from factories import ContributionFactory, ExerciseFactory, ParticipantFactory, PlanFactory, TableFactory
from reading import main_html, main_text
from rumbo.core.errors import EditConflict, Refused
from rumbo.core.services import records
from rumbo.participation import acta
from rumbo.participation.enums import ExerciseType, MinutesState
from rumbo.participation.models import Exercise, Minutes
from rumbo.participation.queries.minutes import public_record, record_of
from rumbo.participation.services import grouping
from rumbo.participation.services import minutes as services
from rumbo.participation.services.ballots import Sheet, cast

pytestmark = pytest.mark.django_db
HOSTILE = (
    '#panic("x") $x$ *b* <script>alert(1)</script> @ref `raw` \\ #{1} // /* [l](u) "c" \u202e ñ 水 {{ 7|add:1 }}'
)


@pytest.fixture
def exercise(table):
    return ExerciseFactory(table=table, phase="closed", title="¿Qué problemas hay?")


@pytest.fixture
def people(table):
    return [
        ParticipantFactory(
            table=table,
            name=f"Rosario {number}",
            organization="Ejido El Ejemplo" if number < 3 else "",
            sector="social" if number < 7 else "public",
        )
        for number in range(12)
    ]


@pytest.fixture
def said(exercise, people):
    return ContributionFactory(exercise=exercise, text="El acuífero baja", author=people[0])


@pytest.fixture
def url(table):
    return f"/mesa/plan-2040/participacion/mesas/{table.pk}/acta/"


def write(actor, table, agreements="Medir los pozos\n\nReunirse en mayo\n", remarks="", version=1):
    return services.edit(actor, table, agreements=agreements, remarks=remarks, expected_version=version)


def texts(words):
    """The words that Typst sets, as it would print them."""
    pages = typst.compile(
        acta.TEMPLATE.read_bytes(), format="svg", sys_inputs={"data": json.dumps(words)}, ignore_system_fonts=True
    )
    return pages if isinstance(pages, list) else [pages]


class TestWhoMay:
    @pytest.mark.parametrize(
        ("who", "status"),
        [
            ("facilitator", 200),
            ("editor", 200),
            ("manager", 200),
            ("administrator", 200),
            ("reader", 403),
            ("other_editor", 403),
            ("outsider", 404),
        ],
    )
    def test_pages_and_acts(self, who, status, request, client, url, table):
        user = request.getfixturevalue(who)
        client.force_login(user)
        assert client.get(url).status_code == status
        assert client.get(f"{url}acta.pdf").status_code == status
        answer = client.post(url, {"do": "save", "agreements": "Uno", "version": 1})
        assert answer.status_code == (302 if status == 200 else status)
        assert Minutes.objects.exists() is (status == 200)
        if status != 200:
            for act in (services.sign, services.publish, services.get_or_start):
                with pytest.raises(PermissionDenied):
                    act(user, table)

    def test_the_secretary_keeps_them(self, table, reader):
        table.secretary = reader
        table.save()
        assert write(reader, table).history.first().history_user == reader

    def test_nobody_signed_in_or_of_another_plan(self, url, client, manager):
        assert Client().get(url).status_code == 302
        PlanFactory(key="otro")
        manager.is_superuser = True
        manager.save()
        client.force_login(manager)
        assert client.get(url.replace("plan-2040", "otro")).status_code == 404


class TestTheirLife:
    def test_from_draft_to_published(self, facilitator, table, said):
        write(facilitator, table)
        signed = services.sign(facilitator, table)
        assert (signed.state, signed.signed_by) == (MinutesState.SIGNED, facilitator)
        assert signed.record["agreements"] == ["Medir los pozos", "Reunirse en mayo"]
        assert signed.record["said"][0]["items"][0]["text"] == "El acuífero baja"
        published = services.publish(facilitator, table)
        assert published.state == MinutesState.PUBLISHED
        assert [one.history_change_reason for one in published.history.all()] == [
            "Publicada",
            "Firmada",
            "",
            "Se empezó",
        ]

    def test_what_is_signed_stays_as_it_was(self, facilitator, table, exercise, said):
        services.sign(facilitator, table)
        ContributionFactory(exercise=exercise, text="Dicho después")
        assert "Dicho después" not in json.dumps(Minutes.objects.get().record, ensure_ascii=False)

    def test_opened_again_with_a_reason(self, facilitator, table):
        services.sign(facilitator, table)
        for reason in ("", " ", "x" * 101):
            with pytest.raises(Refused):
                services.reopen(facilitator, table, reason)
        again = services.reopen(facilitator, table, "Faltó un acuerdo")
        assert (again.state, again.record, again.signed_by) == (MinutesState.DRAFT, {}, None)
        assert again.history.first().history_change_reason == "Faltó un acuerdo"

    def test_what_is_refused(self, facilitator, table):
        with pytest.raises(Refused, match="Firma primero"):
            services.publish(facilitator, table)
        with pytest.raises(Refused, match="borrador"):
            services.reopen(facilitator, table, "Porque sí")
        with pytest.raises(Refused, match="20001"):
            write(facilitator, table, agreements="x" * 20_001)
        services.sign(facilitator, table)
        for act in (lambda: services.sign(facilitator, table), lambda: write(facilitator, table, version=2)):
            with pytest.raises(Refused, match="ya se firmó"):
                act()
        services.publish(facilitator, table)
        with pytest.raises(Refused, match="ya leyó"):
            services.reopen(facilitator, table, "Porque sí")
        with pytest.raises(Refused, match="Ya está publicada"):
            services.publish(facilitator, table)

    def test_not_while_an_exercise_is_open(self, facilitator, table):
        ExerciseFactory(table=table, phase="open", title="¿Qué falta?")
        with pytest.raises(Refused, match="sigue abierto"):
            services.sign(facilitator, table)

    def test_two_who_write_at_once(self, facilitator, manager, table):
        write(facilitator, table, agreements="De ella", version=1)
        with pytest.raises(EditConflict) as caught:
            write(manager, table, agreements="De él", version=1)
        assert caught.value.submitted["agreements"] == "De él"
        assert Minutes.objects.get().agreements == "De ella"

    def test_saving_the_same_is_no_version(self, facilitator, table):
        version = write(facilitator, table).version
        assert write(facilitator, table, version=version).version == version


class TestTheRecord:
    def test_what_is_in_it(self, facilitator, table, exercise, people, said, manager):
        hidden = ContributionFactory(exercise=exercise, text="Un insulto")
        grouping.hide(manager, hidden, reason="Ofende")
        ExerciseFactory(table=table, phase="draft", title="No se hizo")
        other = ContributionFactory(exercise=exercise, text="Baja el agua", author=people[1])
        together = ExerciseFactory(table=table, type=ExerciseType.GROUPING, source=exercise, phase="closed")
        grouping.merge(manager, together, [said, other], "El agua se acaba")
        record = record_of(table, write(facilitator, table))
        assert len(record["people"]) == 12
        assert [one["title"] for one in record["agenda"]] == ["¿Qué problemas hay?", together.title]
        assert record["said"][1]["items"][0]["people"] == 2
        assert [one["text"] for one in record["said"][1]["items"][0]["members"]] == [
            "El acuífero baja",
            "Baja el agua",
        ]
        assert "Un insulto" not in json.dumps(record, ensure_ascii=False)

    def test_importance_and_opinion(self, table, exercise, people, said, facilitator):
        importance = ExerciseFactory(table=table, type=ExerciseType.IMPORTANCE, source=exercise)
        assert cast([Sheet(one.pk, importance.pk, {said.pk: 4}, 1) for one in people]) == [""] * 12
        opinion = ExerciseFactory(table=table, type=ExerciseType.OPINION, source=exercise)
        assert cast([Sheet(one.pk, opinion.pk, {said.pk: 1}, 1) for one in people]) == [""] * 12
        ranked, judged = record_of(table, Minutes(table=table))["results"]
        assert ranked["rows"] == [{"pk": said.pk, "place": 1, "text": "El acuífero baja", "people": 12, "mean": 4.0}]
        assert judged["rows"][0]["agree"] == 12

    def test_results_of_few_are_not_told(self, table, exercise, people, said):
        importance = ExerciseFactory(table=table, type=ExerciseType.IMPORTANCE, source=exercise)
        cast([Sheet(one.pk, importance.pk, {said.pk: 4}, 1) for one in people[:4]])
        assert record_of(table, Minutes(table=table))["results"] == []

    def test_in_public_nobody_is_named(self, table, people, said):
        record = public_record(record_of(table, Minutes(table=table)))
        text = json.dumps(record, ensure_ascii=False)
        assert "Rosario" not in text
        assert str(table.facilitator) not in text
        assert record["total"] == 12
        assert {row["sector"]: row["people"] for row in record["sectors"]} == {"social": 7, "public": 5}
        assert record["organizations"] == ["Ejido El Ejemplo"]

    def test_in_public_few_are_not_counted(self, table, exercise):
        for sector in ("social", "public", "media"):
            ParticipantFactory(table=table, sector=sector)
        record = public_record(record_of(table, Minutes(table=table)))
        assert record["total"] is None
        assert {row["people"] for row in record["sectors"]} == {None}

    def test_what_was_hidden_since_is_left_out_in_public(self, table, exercise, said, manager):
        record = record_of(table, Minutes(table=table))
        assert "acuífero" in json.dumps(public_record(record), ensure_ascii=False)
        assert "acuífero" not in json.dumps(public_record(record, [said.pk]), ensure_ascii=False)


class TestThePage:
    def test_writing_and_signing_off(self, client, url, facilitator, table, said):
        client.force_login(facilitator)
        page = client.get(url)
        assert "Borrador" in main_text(page)
        assert "El acuífero baja" in main_text(page)
        sent = {"do": "save", "agreements": "Medir los pozos", "remarks": "Se fue la luz", "version": 1}
        assert "Se guardó el acta" in client.post(url, sent, follow=True).content.decode()
        assert "Se firmó el acta" in client.post(url, {"do": "sign"}, follow=True).content.decode()
        page = client.get(url)
        assert "Medir los pozos" in main_text(page)
        assert "<textarea" not in main_html(page)
        assert "Di por qué" in client.post(url, {"do": "reopen"}, follow=True).content.decode()
        answer = client.post(url, {"do": "publish"}, follow=True)
        assert "Acta sin nombres (PDF)" in main_text(answer)

    def test_both_texts_of_a_conflict(self, client, url, facilitator, manager, table):
        write(manager, table, agreements="De ella")
        client.force_login(facilitator)
        answer = client.post(url, {"do": "save", "agreements": "De él", "version": 1})
        assert answer.status_code == 409
        assert "De ella" in main_text(answer)
        assert "De él" in main_html(answer)
        version = Minutes.objects.get().version
        assert client.post(url, {"do": "save", "agreements": "De ambos", "version": version}).status_code == 302
        assert Minutes.objects.get().agreements == "De ambos"

    def test_bad_input(self, client, url, facilitator):
        client.force_login(facilitator)
        for sent in (
            {"do": "save"},
            {"do": "save", "version": "x"},
            {"do": "save", "version": 1, "agreements": "x" * 20_001},
        ):
            assert client.post(url, sent).status_code == 422, sent
        assert "Elige qué hacer" in client.post(url, {"do": "dance"}, follow=True).content.decode()

    def test_texts_are_only_texts(self, client, url, facilitator, exercise, table):
        ContributionFactory(exercise=exercise, text=HOSTILE)
        write(facilitator, table, agreements=HOSTILE, remarks=HOSTILE)
        client.force_login(facilitator)
        html = main_html(client.get(url))
        assert "<script>alert" not in html
        assert "{{ 7|add:1 }}" in html


class TestThePdf:
    def test_it_is_one(self, client, url, facilitator, people, said):
        client.force_login(facilitator)
        answer = client.get(f"{url}acta.pdf")
        assert answer.headers["Content-Type"] == "application/pdf"
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.content.startswith(b"%PDF-")

    def test_what_people_wrote_is_never_markup(self, table, exercise, facilitator, people):
        """Typst would stop at the first sign of it; and nothing of it is set in bold or as a formula."""
        table.title = table.workshop.place = HOSTILE
        ContributionFactory(exercise=exercise, text=HOSTILE, author=people[0])
        people[0].name = people[0].organization = HOSTILE
        people[0].save()
        record = record_of(table, Minutes(table=table, agreements=HOSTILE, remarks=HOSTILE))
        for words in (
            acta.shown(record, signed=(HOSTILE, timezone.now())),
            acta.shown(public_record(record), public=True),
        ):
            assert acta.pdf(words).startswith(b"%PDF-")

    def test_a_long_table(self, table, exercise, people):
        for number in range(150):
            ContributionFactory(exercise=exercise, text=f"Una aportación larga {number} " * 8)
        words = acta.shown(record_of(table, Minutes(table=table)))
        assert len(texts(words)) > 3

    def test_an_empty_table(self, table):
        assert acta.pdf(acta.shown(record_of(table, Minutes(table=table)))).startswith(b"%PDF-")

    @pytest.mark.parametrize("word", ["import", "include", "read(", "image(", "http", "@preview", "eval"])
    def test_nothing_is_fetched(self, word):
        """The template needs no package, no other file and nothing of the network."""
        assert word not in acta.TEMPLATE.read_bytes().decode()


class TestInPublic:
    @pytest.fixture
    def published(self, facilitator, table, people, said):
        write(facilitator, table)
        services.sign(facilitator, table)
        return services.publish(facilitator, table)

    def test_the_file_and_where_it_is_found(self, client, published):
        address = f"/plan-2040/participacion/actas/{published.pk}.pdf"
        assert address in main_html(client.get("/plan-2040/participacion/"))
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF-")

    def test_no_name_is_in_it(self, client, published, monkeypatch):
        given = []
        monkeypatch.setattr(acta, "pdf", lambda words: given.append(words) or b"%PDF-")
        client.get(f"/plan-2040/participacion/actas/{published.pk}.pdf")
        text = json.dumps(given[0], ensure_ascii=False)
        assert "El acuífero baja" in text
        assert "Rosario" not in text
        assert str(published.signed_by) not in text

    def test_hiding_takes_it_out_of_what_is_published(self, client, published, said, manager, monkeypatch):
        given = []
        monkeypatch.setattr(acta, "pdf", lambda words: given.append(words) or b"%PDF-")
        grouping.hide(manager, said, reason="Ofende")
        client.get(f"/plan-2040/participacion/actas/{published.pk}.pdf")
        assert "El acuífero baja" not in json.dumps(given[0], ensure_ascii=False)

    def test_hiding_takes_it_out_wherever_it_was_said(self, client, facilitator, manager, plan, axis, monkeypatch):
        """A table's minutes quote what other tables said: problems of causes, and what people voted on."""
        given = []
        monkeypatch.setattr(acta, "pdf", lambda words: given.append(words) or b"%PDF-")
        before, here = (TableFactory(plan=plan, axis=axis, facilitator=facilitator) for _table in range(2))
        ideas = ExerciseFactory(table=before, phase="closed")
        grouping_ = ExerciseFactory(table=before, type=ExerciseType.GROUPING, source=ideas, phase="closed")
        votes = ExerciseFactory(table=here, type=ExerciseType.IMPORTANCE, source=grouping_, phase="open")
        causes = ExerciseFactory(table=here, type=ExerciseType.CAUSES, source=grouping_, phase="closed")
        abusive = ContributionFactory(exercise=ideas, text="Un insulto")
        ContributionFactory(exercise=causes, text="Faltan pozos", kind="cause", parent=abusive)
        voters = [ParticipantFactory(table=here) for _number in range(6)]
        assert cast([Sheet(one.pk, votes.pk, {abusive.pk: 4}, 1) for one in voters]) == [""] * 6
        Exercise.objects.filter(pk=votes.pk).update(phase="closed")
        services.sign(facilitator, here)
        published = services.publish(facilitator, here)
        address = f"/plan-2040/participacion/actas/{published.pk}.pdf"
        client.get(address)
        assert json.dumps(given.pop(), ensure_ascii=False).count("Un insulto") == 2
        grouping.hide(manager, abusive, reason="Ofende")
        client.get(address)
        left = json.dumps(given.pop(), ensure_ascii=False)
        assert "Un insulto" not in left
        assert "Faltan pozos" in left

    @pytest.mark.parametrize("what", ["table", "workshop"])
    def test_not_of_what_was_withdrawn(self, client, published, table, manager, what):
        records.withdraw(manager, table if what == "table" else table.workshop, reason="No se hizo")
        assert client.get(f"/plan-2040/participacion/actas/{published.pk}.pdf").status_code == 404
        assert "actas" not in main_html(client.get("/plan-2040/participacion/"))

    @pytest.mark.parametrize("state", ["draft", "signed"])
    def test_not_before(self, client, published, state):
        Minutes.objects.update(state=state)
        assert client.get(f"/plan-2040/participacion/actas/{published.pk}.pdf").status_code == 404
        assert "actas" not in main_html(client.get("/plan-2040/participacion/"))

    def test_not_of_a_plan_that_is_not_public(self, client, published, plan):
        plan.is_public = False
        plan.save()
        assert client.get(f"/plan-2040/participacion/actas/{published.pk}.pdf").status_code == 404

"""The council's decision on the desk."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import OrganizationFactory, RunFactory
from factories.priority import ObjectionFactory, RoundFactory
from factories.ranked import items, publication_of, ranked_round, ranked_run
from reading import links, main_text
from rumbo.core.services import records
from rumbo.priority.models import Departure, Publication
from rumbo.priority.services.publications import depart, publish

pytestmark = pytest.mark.django_db
BASE = "/mesa/plan-2040/priorizacion"


@pytest.fixture
def found(plan):
    return ranked_round(plan)


@pytest.fixture
def publication(found):
    return publication_of(found)


@pytest.fixture
def staff(client, manager):
    client.force_login(manager)
    return client


def addresses(publication):
    one = f"{BASE}/publicaciones/{publication.pk}"
    item = publication.round.items.first().pk
    return {
        "decision": f"{BASE}/rondas/{publication.round_id}/decision/",
        "publication": f"{one}/",
        "file": f"{one}/acta.pdf",
        "departure": f"{one}/diferencias/{item}/",
        "minutes": f"{one}/acta/",
        "publish": f"{one}/publicar/",
        "take_back": f"{one}/retirar/",
    }


def test_a_reader_reads_and_a_manager_decides(client, publication, reader, editor, manager, outsider):
    urls = addresses(publication)
    for person, reads, writes in ((outsider, 404, 404), (reader, 200, 403), (editor, 200, 403), (manager, 200, 200)):
        client.force_login(person)
        for name, url in urls.items():
            expected = reads if name in ("decision", "publication", "file") else writes
            assert client.get(url).status_code == expected, (person.email, name)
    client.force_login(reader)
    assert client.post(urls["decision"], {"title": "Cartera"}).status_code == 403


def test_what_is_of_another_plan_is_not_there(staff, publication):
    other = publication_of(ranked_round())
    for name, url in addresses(other).items():
        assert staff.get(url).status_code == 404, name
    strange = items(other.round)[0].pk
    assert staff.get(f"{BASE}/publicaciones/{publication.pk}/diferencias/{strange}/").status_code == 404


def test_without_a_ranking_the_page_leads_to_the_runs(staff, plan):
    found = RoundFactory(plan=plan)
    page = staff.get(f"{BASE}/rondas/{found.pk}/decision/")
    assert "Todavía no hay una jerarquización" in main_text(page)
    assert any(url == f"{BASE}/rondas/{found.pk}/corridas/" for _words, url in links(page))


def test_a_decision_is_begun_with_its_runs(staff, found):
    url = f"{BASE}/rondas/{found.pk}/decision/"
    answer = staff.post(
        url,
        {
            "title": "Cartera prioritaria",
            "ranking": found.runs.first().pk,
            "selection": "",
            "decided_by": "Consejo",
            "decided_on": "2026-05-20",
        },
    )
    made = Publication.objects.get()
    assert answer.headers["Location"] == f"{BASE}/publicaciones/{made.pk}/"
    assert (made.title, made.decided_on, made.is_public) == ("Cartera prioritaria", datetime.date(2026, 5, 20), False)
    assert "Cartera prioritaria" in main_text(staff.get(url))


def test_what_is_wrong_with_the_beginning_is_said(staff, found):
    strange = RunFactory(state="done").pk
    answer = staff.post(
        f"{BASE}/rondas/{found.pk}/decision/",
        {"title": "", "ranking": strange, "decided_by": "", "decided_on": "mañana"},
    )
    assert answer.status_code == 422
    assert len(answer.context["form"].errors) == 4
    assert not Publication.objects.exists()


def test_the_list_has_the_line_and_what_departs(staff, publication, found, manager):
    depart(manager, publication, items(found)[3], "in", "El decreto vence este año")
    text = main_text(staff.get(addresses(publication)["publication"]))
    assert text.index("Proyecto B") < text.index("La línea: 2 lugares") < text.index("Proyecto C")
    assert "El consejo lo incluye" in text
    assert "El decreto vence este año" in text


def test_a_departure_is_written_corrected_and_taken_back(staff, publication, found):
    item = items(found)[2]
    url = f"{BASE}/publicaciones/{publication.pk}/diferencias/{item.pk}/"
    assert "lugar 3" in main_text(staff.get(url))
    assert staff.post(url, {"reason": " "}).status_code == 422
    answer = staff.post(url, {"reason": "El decreto vence", "reason_en": ""})
    assert answer.headers["Location"].endswith(f"/publicaciones/{publication.pk}/#item-{item.pk}")
    one = Departure.objects.get()
    assert (one.kind, one.reason, one.withdrawn) == ("in", "El decreto vence", False)
    assert "El decreto vence" in staff.get(url).content.decode()
    staff.post(url, {"do": "follow"})
    one.refresh_from_db()
    assert one.withdrawn


def test_a_departure_from_what_is_published_is_refused_in_words(staff, publication, found, manager):
    publish(manager, publication)
    url = f"{BASE}/publicaciones/{publication.pk}/diferencias/{items(found)[2].pk}/"
    answer = staff.post(url, {"reason": "Tarde"})
    assert answer.status_code == 422
    assert "Está publicada" in main_text(answer)
    staff.post(url, {"do": "follow"})
    assert not Departure.objects.exists()


def test_minutes_are_saved_and_two_writers_lose_nothing(staff, publication, manager):
    url = addresses(publication)["minutes"]
    assert staff.post(url, {"text": "Lo que se dijo", "text_en": "", "version": 1}).status_code == 302
    publication.refresh_from_db()
    assert publication.text == "Lo que se dijo"
    answer = staff.post(url, {"text": "Otra cosa", "text_en": "", "version": 1})
    assert answer.status_code == 409
    assert "Lo que se dijo" in main_text(answer)
    assert "Otra cosa" in answer.content.decode()
    assert staff.post(url, {"text": "x", "version": "y"}).status_code == 422


def test_minutes_of_what_is_published_do_not_change(staff, publication, manager):
    made = publish(manager, publication)
    answer = staff.post(addresses(publication)["minutes"], {"text": "Otra", "text_en": "", "version": made.version})
    assert answer.status_code == 422
    assert "se queda como está" in main_text(answer)


def test_what_will_be_published_is_seen_first(staff, publication, found, manager):
    depart(manager, publication, items(found)[0], "out", "Ya tiene dinero")
    ObjectionFactory(round=found, title="No se consultó al ejido", organization=OrganizationFactory(title="Ejido"))
    url = addresses(publication)["publish"]
    text = main_text(staff.get(url))
    for words in ("El consejo revisó", "Quedó fuera: Proyecto A", "Ya tiene dinero", "Ejido: No se consultó", "Suma"):
        assert words in text
    staff.post(url)
    assert not Publication.objects.get().is_public
    staff.post(url, {"with_open": "1"})
    assert Publication.objects.get().is_public
    assert staff.get(url).status_code == 302


def test_what_changed_since_it_was_read_is_read_again_before_it_is_published(staff, publication, found, manager):
    url = addresses(publication)["publish"]
    seen = staff.get(url).context["seen"]
    assert f'name="seen" value="{seen}"' in staff.get(url).content.decode()
    depart(manager, publication, items(found)[0], "out", "Ya tiene dinero")
    answer = staff.post(url, {"seen": seen}, follow=True)
    assert "Alguien la cambió" in main_text(answer)
    assert not Publication.objects.get().is_public
    staff.post(url, {"seen": answer.context["seen"]})
    assert Publication.objects.get().is_public


def test_what_is_missing_is_listed(staff, found):
    bare = publication_of(found, text="")
    for name in ("publication", "publish"):
        assert "Escribe el acta" in main_text(staff.get(addresses(bare)[name]))
    staff.post(addresses(bare)["publish"])
    assert not Publication.objects.get().is_public


def test_taking_back_asks_why(staff, publication, manager):
    publish(manager, publication)
    url = addresses(publication)["take_back"]
    staff.post(url, {"reason": ""})
    assert Publication.objects.get().is_current
    staff.post(url, {"reason": "El acta tenía un error"})
    assert Publication.objects.get().state == "withdrawn"
    page = staff.get(addresses(publication)["publication"])
    assert "El acta tenía un error" in main_text(page)
    assert "nada que retirar" in main_text(staff.get(url))


def test_the_minutes_are_a_pdf(staff, publication, found, manager):
    depart(manager, publication, items(found)[3], "in", "#set text(red) *x* \x07 $y$")
    ObjectionFactory(round=found, text="No", outcome="rejected", answer="Sí", answered_on=datetime.date(2026, 6, 1))
    answer = staff.get(addresses(publication)["file"])
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_run_without_result_shows_a_page(staff, plan):
    found = RoundFactory(plan=plan)
    publication = publication_of(found, ranking=RunFactory(round=found, state="done"))
    for end in ("", "publicar/", "acta.pdf"):
        assert staff.get(f"{BASE}/publicaciones/{publication.pk}/{end}").status_code == 200, end


def test_withdrawing_a_decision_is_said(staff, publication, manager):
    records.withdraw(manager, publication, reason="Se empezó por error")
    assert "Se empezó por error" in main_text(staff.get(addresses(publication)["publication"]))


def test_as_many_queries_for_many(staff, plan):
    def counted(url):
        with CaptureQueriesContext(connection) as context:
            assert staff.get(url).status_code == 200
        return len(context)

    small, large = ranked_round(plan, scores=((5, 4), (1, 1))), ranked_round(plan, scores=((3, 2),) * 15)
    ranked_run(large, ((2, 2),) * 15)
    one, other = publication_of(small), publication_of(large)
    for _number in range(5):
        ObjectionFactory(round=large)
        publication_of(large)
    staff.get(addresses(one)["publication"])
    for name in ("decision", "publication", "publish", "departure"):
        assert counted(addresses(one)[name]) == counted(addresses(other)[name]), name

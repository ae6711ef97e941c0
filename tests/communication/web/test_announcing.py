"""The desk's pages of announcements and followers: what they show to whom, and what their buttons do."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories import AnnouncementFactory, ProjectFactory, SubscriptionFactory
from reading import main_text

pytestmark = pytest.mark.django_db
DESK = "/mesa/plan-2040/comunicacion/"


@pytest.fixture
def desk(client, manager):
    client.force_login(manager)
    return client


@pytest.fixture
def draft(plan):
    return AnnouncementFactory(plan=plan, key="aviso", title="Abre <la> convocatoria", text="El **lunes**.")


def test_without_announcements_the_page_leads_to_the_first(desk, plan):
    answer = desk.get(f"{DESK}comunicados/")
    assert "Escribir el primer comunicado" in main_text(answer)
    assert "/mesa/plan-2040/comunicados/crear/" in answer.content.decode()


def test_a_draft_is_read_as_it_will_look_and_says_how_many_get_it(desk, draft):
    SubscriptionFactory(plan=draft.plan, email="a@example.org")
    SubscriptionFactory(plan=draft.plan, email="b@example.org")
    html = desk.get(f"{DESK}comunicados/{draft.pk}/").content.decode()
    assert "<strong>lunes</strong>" in html
    assert "Abre &lt;la&gt; convocatoria" in html
    assert "Se publica y les llega por correo a 2 personas." in html
    assert "a@example.org" not in html


def test_publishing_and_taking_back(desk, draft):
    url = f"{DESK}comunicados/{draft.pk}/"
    assert "Está publicado" in main_text(desk.post(f"{url}publicar/", follow=True))
    draft.refresh_from_db()
    assert draft.published_at is not None
    again = main_text(desk.post(f"{url}publicar/", follow=True))
    assert "Este comunicado ya está publicado." in again
    wrong = desk.post(f"{url}retirar/", {"reason": ""})
    assert wrong.status_code == 400
    assert "error-summary" in wrong.content.decode()
    assert "Se retiró" in main_text(desk.post(f"{url}retirar/", {"reason": "Otra fecha"}, follow=True))
    draft.refresh_from_db()
    assert draft.published_at is None


def test_the_sheet_of_an_announcement_leads_to_its_page(desk, draft):
    html = desk.get(f"/mesa/plan-2040/comunicados/{draft.pk}/").content.decode()
    assert f"{DESK}comunicados/{draft.pk}/" in html


@pytest.mark.parametrize("path", ["publicar/", "retirar/"])
def test_others_read_and_do_not_publish(client, reader, editor, draft, path):
    for person in (reader, editor):
        client.force_login(person)
        answer = client.get(f"{DESK}comunicados/{draft.pk}/")
        assert answer.status_code == 200
        assert "<form" not in answer.content.decode().partition("<main")[2].partition("</main>")[0]
        assert client.post(f"{DESK}comunicados/{draft.pk}/{path}", {"reason": "x"}).status_code == 403


def test_an_announcement_of_another_plan_is_not_there(desk):
    other = AnnouncementFactory()
    assert desk.get(f"{DESK}comunicados/{other.pk}/").status_code == 404
    assert desk.post(f"{DESK}comunicados/{other.pk}/publicar/").status_code == 404


def test_followers_are_counted_and_never_named(client, reader, plan):
    project = ProjectFactory(program__theme__axis__plan=plan, title="Corredor")
    for number in range(3):
        SubscriptionFactory(plan=plan, kind="project", thing=project.pk, email=f"s{number}@vecinas.example")
    SubscriptionFactory(plan=plan, kind="project", thing=project.pk, confirmed_at=None)
    SubscriptionFactory(plan=plan, kind="project", thing=project.pk, ended_at=timezone.now())
    client.force_login(reader)
    answer = client.get(f"{DESK}seguidores/")
    assert [row["count"] for row in answer.context["rows"]] == [3]
    assert "@vecinas.example" not in answer.content.decode()
    assert client.post(f"{DESK}seguidores/buscar/", {"email": "s0@vecinas.example"}).status_code == 403
    assert client.post(f"{DESK}seguidores/terminar/", {"subscription": "1"}).status_code == 403


def test_a_manager_ends_what_somebody_asks_to_end(desk, plan):
    made = SubscriptionFactory(plan=plan, email="luz@vecinas.example")
    other = SubscriptionFactory()
    found = desk.post(f"{DESK}seguidores/buscar/", {"email": " Luz@Vecinas.example "})
    assert [one.pk for one, _record in found.context["found"]] == [made.pk]
    assert "no sigue nada" in main_text(desk.post(f"{DESK}seguidores/buscar/", {"email": "x@y.example"}))
    assert desk.post(f"{DESK}seguidores/buscar/", {"email": "nada"}).status_code == 400
    for number in (other.pk, "x", "", "9" * 30):
        assert desk.post(f"{DESK}seguidores/terminar/", {"subscription": number}).status_code == 404
    desk.post(f"{DESK}seguidores/terminar/", {"subscription": made.pk})
    made.refresh_from_db()
    other.refresh_from_db()
    assert made.ended_at is not None
    assert other.ended_at is None


def test_nobody_follows_yet(desk, plan):
    assert "Todavía nadie sigue nada" in main_text(desk.get(f"{DESK}seguidores/"))


@pytest.mark.parametrize("path", ["seguidores/", "comunicados/"])
def test_the_pages_cost_the_same_for_few_as_for_many(desk, plan, path):
    def fill(count):
        for _number in range(count):
            project = ProjectFactory(program__theme__axis__plan=plan)
            SubscriptionFactory(plan=plan, kind="project", thing=project.pk)
            AnnouncementFactory(plan=plan)

    fill(3)
    with CaptureQueriesContext(connection) as few:
        desk.get(DESK + path)
    fill(20)
    with CaptureQueriesContext(connection) as many:
        desk.get(DESK + path)
    assert len(few) == len(many)

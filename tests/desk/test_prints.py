"""The pages that print the portfolio: asking, progress, downloading, deleting, offering to the public."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import PrintFactory, ProjectFactory
from reading import main_text
from rumbo.portfolio.models import Print

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(plan):
    return f"/mesa/{plan.key}/impresos/"


@pytest.fixture
def done(plan, manager):
    return PrintFactory(
        plan=plan, actor=manager, state="done", total=3, pages=9, file=ContentFile(b"%PDF-1.7 algo", name="f.pdf")
    )


@pytest.fixture
def desk(client, manager):
    client.force_login(manager)
    return client


def test_an_empty_page_says_what_to_do(desk, base):
    assert "Todavía no se imprime nada" in main_text(desk.get(base))


def test_the_filters_of_the_list_choose_the_projects(desk, base, program, plan):
    ProjectFactory(program=program, number="1", key="1", under_way=True)
    ProjectFactory(program=program, number="2", key="2")
    assert f'href="{base}?under_way=yes"' in desk.get(f"/mesa/{plan.key}/proyectos/?under_way=yes").content.decode()
    assert "De 1 proyecto." in main_text(desk.get(f"{base}?under_way=yes"))
    answer = desk.post(f"{base}?under_way=yes", {"what": "page", "language": "es"})
    assert answer.status_code == 302
    row = Print.objects.get()
    assert (row.query, row.total, row.kind, row.language) == ("under_way=yes", 1, "portfolio", "es")
    assert row.options["which"]
    assert row.options["site"] == "http://testserver"


def test_blank_forms_want_a_number(desk, base):
    text = main_text(desk.post(base, {"what": "blank", "language": "es", "blank": ""}))
    assert "Di cuántos formularios en blanco" in text
    desk.post(base, {"what": "blank", "language": "es", "blank": "12"})
    assert Print.objects.get().total == 12


def test_what_is_refused_is_told(desk, base):
    assert "quita un filtro" in main_text(desk.post(base, {"what": "page", "language": "es"}))


def test_progress_is_shown_and_asks_for_itself(desk, base, plan):
    row = PrintFactory(plan=plan, state="working", done=50, total=364)
    html = desk.get(base, headers={"hx-request": "true"}).content.decode()
    assert "50 de 364" in html
    assert f'hx-get="{base}"' in html
    assert "<html" not in html
    Print.objects.filter(pk=row.pk).update(done=364)
    assert "Se están armando las páginas" in desk.get(base).content.decode()
    Print.objects.filter(pk=row.pk).update(state="failed", error="Se acabó el papel.")
    html = desk.get(base, headers={"hx-request": "true"}).content.decode()
    assert "Se acabó el papel." in html
    assert "hx-get" not in html
    desk.post(f"{base}{row.pk}/otra-vez/")
    assert Print.objects.get().state in {"waiting", "working", "done"}


def test_a_file_is_downloaded(desk, base, done):
    text = main_text(desk.get(base))
    assert "Fichas de 3 proyectos" in text
    assert "9 páginas" in text
    answer = desk.get(f"{base}{done.pk}/archivo/")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 algo"
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_file_that_is_lost_says_so(desk, base, done):
    done.file.storage.delete(done.file.name)
    assert desk.get(base).status_code == 200
    assert desk.get(f"{base}{done.pk}/archivo/").status_code == 404


def test_a_file_that_is_not_ready(desk, base, plan):
    row = PrintFactory(plan=plan, state="working")
    assert desk.get(f"{base}{row.pk}/archivo/").status_code == 404


def test_a_file_is_deleted(desk, base, done, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"{base}{done.pk}/borrar/")
    assert not Print.objects.exists()
    assert not done.file.storage.exists(done.file.name)


def test_the_public_gets_what_is_offered(desk, client, base, done, plan):
    url = f"/{plan.key}/cartera.pdf"
    assert client.get(url).status_code == 404
    desk.post(f"{base}{done.pk}/publicar/", {"offered": "yes"})
    client.logout()
    assert b"".join(client.get(url).streaming_content).startswith(b"%PDF-")
    Print.objects.update(published=False)
    assert client.get(url).status_code == 404


def test_a_reader_prints_but_neither_deletes_nor_offers(client, reader, base, done):
    client.force_login(reader)
    assert client.get(base).status_code == 200
    assert client.post(f"{base}{done.pk}/borrar/").status_code == 403
    assert client.post(f"{base}{done.pk}/publicar/", {"offered": "yes"}).status_code == 403


def test_many_files_cost_the_same(desk, base, plan, manager, django_assert_num_queries):
    PrintFactory(plan=plan, actor=manager)
    desk.get(base)
    with CaptureQueriesContext(connection) as few:
        desk.get(base)
    for _ in range(10):
        PrintFactory(plan=plan, actor=manager, state="done")
    with django_assert_num_queries(len(few)):
        desk.get(base)

"""Requests that nobody sends in good faith: each gets an answer, none an error of the program."""

import io
from wsgiref.util import setup_testing_defaults

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from rumbo.config.wsgi import application
from rumbo.core.web.security import POLICY, RequestLimit

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager_browser(people, browser):
    return browser(people["manager"])


class TestNul:
    """PostgreSQL takes no text with the character NUL."""

    @pytest.mark.parametrize("name", ["sector", "group", "territory", "page", "format"])
    def test_in_a_filter(self, client, ours, name):
        assert client.get("/abierto/organizaciones/", {name: "\0x"}).status_code == 200

    @pytest.mark.parametrize("name", ["kind", "action", "page"])
    def test_in_the_address_of_an_import(self, manager_browser, ours, name):
        url = reverse("desk:run", args=["abierto", ours.run.pk])
        assert manager_browser.get(url, {name: "a\0b"}).status_code == 200

    def test_in_a_reason(self, manager_browser, ours):
        theme = ours.elements["theme"]
        url = reverse("desk:withdraw", args=["abierto", "theme", theme.pk])
        assert manager_browser.post(url, {"reason": "Se\0 acabó"}).status_code == 302
        theme.refresh_from_db()
        assert theme.state_reason == "Se acabó"

    def test_in_a_text(self, manager_browser, ours):
        axis = ours.elements["axis"]
        url = reverse("desk:edit", args=["abierto", "axis", axis.pk])
        assert manager_browser.post(url, {"title": "A\0gua", "version": 1, "text": "a\0"}).status_code == 302
        axis.refresh_from_db()
        assert (axis.title, axis.text) == ("Agua", "a")


@pytest.mark.parametrize("charset", ["unicode_escape", "raw_unicode_escape", "utf-7", "utf-16"])
def test_charsets_that_are_none(client, manager_browser, ours, charset):
    asked = client.get("/abierto/buscar/?q=a\\ud800b", CONTENT_TYPE=f"text/plain; charset={charset}")
    assert asked.status_code == 415
    body = b'--X\r\nContent-Disposition: form-data; name="reason"\r\n\r\na\\ud800b\r\n--X--\r\n'
    url = reverse("desk:withdraw", args=["abierto", "theme", ours.elements["theme"].pk])
    sent = manager_browser.post(url, body, content_type=f"multipart/form-data; boundary=X; charset={charset}")
    assert sent.status_code == 415


def test_charsets_that_are_text(client, ours):
    for charset in ("utf-8", "UTF-8", "iso-8859-1", "nothing-of-the-kind"):
        asked = client.get("/abierto/buscar/?q=agua", CONTENT_TYPE=f"text/plain; charset={charset}")
        assert asked.status_code == 200


@pytest.mark.parametrize("value", ["9" * 30, "-1", "٣", "²", "x" * 3000, "ñ́" * 500, "'\"><script>alert(1)</script>"])
@pytest.mark.parametrize(
    "path", ["proyectos/", "organizaciones/", "buscar/", "metas/", "estrategias/", "territorios/", "antecedentes/"]
)
def test_senseless_filters(client, ours, path, value):
    names = ("q", "page", "axis", "theme", "program", "territory", "sector", "group", "sort", "kind", "term", "state")
    for name in names:
        answer = client.get(f"/abierto/{path}", {name: value})
        assert answer.status_code in {200, 404}
        assert b"<script>alert" not in answer.content


@pytest.mark.parametrize("path", ["ediciones/{n}/", "ediciones/{n}/plan.json", "temas/{n}/"])
def test_numbers_that_no_database_holds(client, ours, path):
    assert client.get(f"/abierto/{path.format(n='9' * 40)}").status_code == 404


@pytest.mark.parametrize("path", ["temas/{n}/", "temas/{n}/historia/", "importaciones/{n}/", "temas/{n}/editar/"])
def test_ids_that_no_database_holds(manager_browser, path):
    assert manager_browser.get(f"/mesa/abierto/{path.format(n='9' * 40)}").status_code == 404


class TestSize:
    def test_more_than_an_import_may_have_is_not_even_read(self, settings):
        settings.REQUEST_LIMIT = 2 * 1024 * 1024
        request = RequestFactory().post(
            "/mesa/x/importaciones/nueva/", b"", content_type="multipart/form-data; boundary=x"
        )
        request.META["CONTENT_LENGTH"] = str(3 * 1024 * 1024)
        request._stream = None
        answer = RequestLimit(lambda _request: pytest.fail("was let through"))(request)
        assert answer.status_code == 413
        assert answer.content.decode().startswith("Todos los archivos juntos pueden tener 2 MB como máximo.")

    @pytest.mark.parametrize(("length", "status"), [(2 * 1024**3, 413), (None, 403)])
    def test_two_gigabytes_are_refused_before_anything_is_read(self, ours, length, status):
        class Endless(io.RawIOBase):
            asked = 0

            def read(self, size=-1):
                self.asked += 1
                return b"x" * max(size, 1)

        url = reverse("desk:documents", args=["abierto", ours.elements["project"].pk])
        environ = {"REQUEST_METHOD": "POST", "PATH_INFO": url, "HTTP_HOST": "localhost", "wsgi.input": Endless()}
        environ["CONTENT_TYPE"] = "multipart/form-data; boundary=x"
        if length:
            environ["CONTENT_LENGTH"] = str(length)
        setup_testing_defaults(environ)
        answered = []
        b"".join(application(environ, lambda line, _headers: answered.append(int(line.split()[0]))))
        assert (answered, environ["wsgi.input"].asked) == ([status], 0)

    def test_the_middleware_is_there(self, client, settings):
        settings.REQUEST_LIMIT = 10
        assert client.post("/cuenta/login/", {"login": "a@example.org"}).status_code == 413

    def test_a_file_too_large_is_named(self, manager_browser, ours, settings):
        settings.UPLOAD_LIMIT = 5
        file = io.BytesIO(b"too large")
        file.name = "plan.md"
        page = manager_browser.post("/mesa/abierto/importaciones/nueva/", {"uploads": file}).content.decode()
        assert "«plan.md» pesa más de" in page or "plan.md" in page


class TestHeaders:
    @pytest.mark.parametrize("path", ["/abierto/", "/nada/de/nada/", "/cuenta/login/", "/mesa/", "/health/"])
    def test_of_every_answer(self, client, ours, path):
        headers = client.get(path).headers
        assert headers["Content-Security-Policy"] == POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"

    def test_of_an_error(self, settings, ours, monkeypatch):
        monkeypatch.setattr("rumbo.portal.web.home.visible_plans", lambda _user: 1 / 0)
        client = Client(raise_request_exception=False)
        answer = client.get("/")
        assert (answer.status_code, answer.headers["Content-Security-Policy"]) == (500, POLICY)
        assert b"ZeroDivisionError" not in answer.content

    def test_an_unknown_host_is_refused(self, client, ours):
        assert client.get("/abierto/", HTTP_HOST="malo.example.com").status_code == 400

    def test_cookies(self, client, ours, people):
        client.post("/cuenta/login/", {"login": people["manager"].email, "password": "una clave larga"})
        session = client.cookies["sessionid"]
        assert (session["httponly"], session["samesite"]) == (True, "Lax")


@pytest.mark.parametrize(
    "where", ["https://malo.example.com/", "//malo.example.com", "/\\malo.example.com", "javascript:alert(1)"]
)
def test_no_page_sends_elsewhere(client, ours, people, where):
    data = {"login": people["manager"].email, "password": "una clave larga", "next": where}
    assert client.post("/cuenta/login/", data).url == "/mesa/"
    assert client.post("/idioma/", {"language": "en", "next": where}).url == "/"


def test_every_write_wants_a_token(ours, people):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["administrator"])
    for url in ("/mesa/abierto/plan/1/editar/", "/idioma/", "/cuenta/logout/", "/mesa/abierto/personas/"):
        assert client.post(url, {"title": "x"}).status_code == 403

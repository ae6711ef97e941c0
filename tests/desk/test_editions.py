import hashlib
import json

from factories import ThemeFactory
from rumbo.core.models import State
from rumbo.plan.models import Edition

DATA = {"number": 1, "title": "Edición de diciembre", "note": "La primera"}


def test_it_checks_access(answers, statuses, plan, axis, other_axis, url):
    assert answers(url("editions", plan)) == statuses()
    found = answers(url("editions", plan), DATA)
    assert found == statuses(reader=403, manager=302) | {"administrator": 200, "superuser": 200}
    assert Edition.objects.count() == 1


def test_it_keeps_what_is_in_force_with_its_checksum(browser, manager, plan, project, url, told):
    ThemeFactory(axis=project.program.theme.axis, state=State.WITHDRAWN)
    response = browser(manager).post(url("editions", plan), DATA)
    edition = Edition.objects.get()
    assert told(response) == ["Se publicó la edición «1. Edición de diciembre»."]
    assert (edition.number, edition.published_by, edition.note) == (1, manager, "La primera")
    assert [row["title"] for row in edition.content["theme"]] == ["Acuífero"]
    assert [row["number"] for row in edition.content["project"]] == ["700"]
    text = json.dumps(edition.content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert edition.checksum == hashlib.sha256(text.encode()).hexdigest()
    page = browser(manager).get(url("editions", plan)).content.decode()
    assert edition.checksum in page
    assert 'value="2"' in page


def test_numbers_follow_each_other(browser, manager, plan, url):
    response = browser(manager).post(url("editions", plan), {**DATA, "number": 3})
    assert "La siguiente edición es la número 1; no se puede publicar la 3." in response.content.decode()
    assert not Edition.objects.exists()


def test_a_reader_sees_no_form(browser, reader, plan, url):
    assert 'name="number"' not in browser(reader).get(url("editions", plan)).content.decode()

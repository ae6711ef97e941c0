"""Texts that people write never become a part of the page that acts."""

import re
from html.parser import HTMLParser

import pytest

from factories import (
    AssessmentFactory,
    ConflictFactory,
    CriterionFactory,
    DelphiRoundFactory,
    ItemFactory,
    ProjectFactory,
)
from rumbo.core.services import records
from rumbo.priority.tokens import link_token
from security import addresses

pytestmark = pytest.mark.django_db
BAD = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
TEXT = f"""{BAD}

[a](javascript:alert(3)) <a href="jAvaScript:alert(4)">b</a> <a href="data:text/html,x">c</a> [d](vbscript:x)
<svg onload=alert(5)><style>*{{display:none}}</style><form action="https://malo.example.com"><input></form>
<p style="position:fixed" onclick="alert(6)" id="main" class="btn">e</p> <base href="https://malo.example.com/">
![x](https://malo.example.com/p.png) <meta http-equiv="refresh" content="0;url=https://malo.example.com">
"""
#: Elements that no page of the site holds; what may stand in addresses.
NEVER = {"base", "iframe", "object", "embed", "style"}
SCHEMES = re.compile(r"\s*(?!https?:|mailto:|tel:|webcal:|data:image)[a-z]+:", re.IGNORECASE)


class Acting(HTMLParser):
    """Collects what in a page would act, be fetched from elsewhere or go elsewhere."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.inside = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given, self.inside = dict(attrs), tag
        wrong = tag in NEVER or any(name.startswith("on") for name in given)
        wrong |= any(SCHEMES.match(given.get(name) or "") is not None for name in ("href", "src", "action"))
        wrong |= any("malo.example.com" in (given.get(name) or "") for name in ("src", "action", "content"))
        wrong |= tag == "p" and bool({"style", "id"} & given.keys())
        if wrong:
            self.found.append((tag, attrs))

    def handle_data(self, data):
        if self.inside == "script" and "alert" in data:
            self.found.append(("script", data))


def acting(page):
    return Acting(page.content.decode()).found


def test_the_probe_finds_what_acts():
    assert len(Acting(TEXT).found) > 8


@pytest.fixture
def hostile(ours, people):
    """Every text of every element holds something hostile."""
    for record in [*ours.elements.values(), ours.plan, ours.organization, ours.territory]:
        changes = {"title": BAD, "text": TEXT, "title_en": BAD, "text_en": TEXT}
        for name in ("group", "other_names", "author", "why_stopped", "scope", "unit", "other_name"):
            if hasattr(record, name) and name in record.EDITABLE:
                changes[name] = BAD
        type(record).objects.filter(pk=record.pk).update(**changes)
    ours.run.lines.update(title=BAD, message=BAD, file=BAD, before={"title": BAD}, after={"title": BAD, "text": TEXT})
    ours.run.files.update(name=BAD)
    type(ours.run).objects.update(error=BAD, mapping={"files": {BAD: {"kind": "portfolio", "levels": {BAD: "axis"}}}})
    people["administrator"].name = BAD
    people["administrator"].save()
    theme = ours.elements["theme"]
    theme.refresh_from_db()
    theme = records.update(people["administrator"], theme, {"title": f"{BAD} 2"}, reason=BAD)
    records.withdraw(people["administrator"], theme, reason=BAD)
    return ours


@pytest.mark.parametrize("language", ["es", "en"])
def test_public_pages(hostile, client, language):
    for url in addresses.portal(hostile.plan, hostile):
        page = client.get(url, headers={"accept-language": language})
        if page.status_code == 200 and page.headers["content-type"].startswith("text/html"):
            assert acting(page) == [], url
    page = client.get("/abierto/buscar/", {"q": "script alert onerror"})
    assert "<mark>" in page.content.decode()
    assert acting(page) == []


def test_pages_of_the_desk(hostile, people, browser):
    client = browser(people["administrator"])
    for url in ["/mesa/", *addresses.desk(hostile.plan, hostile)]:
        page = client.get(url)
        if page.status_code == 200 and page.headers["content-type"].startswith("text/html"):
            assert acting(page) == [], url


def test_pages_of_an_evaluator(hostile, client):
    evaluator, found = hostile.elements["evaluator"], hostile.elements["round"]
    type(found).objects.filter(pk=found.pk).update(phase="scoring")
    CriterionFactory(round=found, title=BAD, text=TEXT, levels=f"{BAD}\n{BAD}")
    item = found.items.get(measure=hostile.elements["project"].measure)
    delphi = DelphiRoundFactory(round=found)
    AssessmentFactory(delphi=delphi, evaluator=evaluator, item=item, values={}, comment=f"</textarea>{BAD}")
    other = ProjectFactory(program=hostile.elements["program"], number="900")
    conflicted = ItemFactory(round=found, measure=other.measure)
    ConflictFactory(evaluator=evaluator, item=conflicted, reason=BAD)
    start = f"/evaluar/{link_token(evaluator.pk, evaluator.secret)}/"
    scored = [f"calificar/{one.pk}/" for one in (item, conflicted)]
    for path in ["", "lista/", "listo/", "pesos/", "pesos/?modo=pairwise", *scored]:
        page = client.get(start + path)
        assert page.status_code == 200, path
        assert acting(page) == [], path


def test_what_is_said_after_a_change(ours, people, browser):
    client = browser(people["administrator"])
    theme = ours.elements["theme"]
    url = f"/mesa/abierto/temas/{theme.pk}/editar/"
    page = client.post(url, {"title": BAD, "axis": theme.axis_id, "version": 1}, follow=True)
    assert page.status_code == 200
    assert "&lt;script&gt;" in page.content.decode()
    assert acting(page) == []


@pytest.mark.parametrize("path", ["proyectos/", "organizaciones/", "metas/"])
def test_no_cell_of_a_download_is_a_formula(ours, client, path):
    for record in (ours.elements["project"], ours.organization, ours.elements["goal"]):
        type(record).objects.filter(pk=record.pk).update(title="=cmd|' /C calc'!A0", title_en="")
    answer = client.get(f"/abierto/{path}", {"format": "csv"})
    text = b"".join(answer.streaming_content).decode()
    assert "cmd" in text
    assert not re.search(r'(?:^|,)"?[=+@-]', text, re.MULTILINE)
    assert answer.headers["content-disposition"].startswith('attachment; filename="abierto-')

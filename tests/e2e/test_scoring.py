"""Scoring by a link: by keyboard, on a phone of 360 pixels, without a connection, and in the second Delphi round."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing, contextmanager

import pytest
from playwright.sync_api import expect

from e2e.pages import evaluator_link
from e2e.scoring import CRITERIA, FIRST, PEOPLE, SECOND
from e2e.visitor import check_axe

GIVEN = (
    'SELECT a."values", a.comment FROM priority_assessment a JOIN priority_delphiround d ON d.id = a.delphi_id '
    "JOIN priority_evaluator e ON e.id = a.evaluator_id JOIN priority_round r ON r.id = d.round_id "
    "WHERE r.title = ? AND e.title = ? AND d.closed_at IS NULL ORDER BY a.item_id"
)
WEIGHTS = (
    "SELECT w.method, w.ratio FROM priority_weighting w JOIN priority_evaluator e ON e.id = w.evaluator_id "
    "JOIN priority_round r ON r.id = e.round_id WHERE r.title = ?"
)


@pytest.fixture
def link(fresh):
    """The address of an evaluator's link: `link(FIRST)`."""

    def address(title, name=PEOPLE[0]):
        with closing(sqlite3.connect(fresh.database)) as connection:
            return f"/evaluar/{evaluator_link(connection, title, name)}/"

    return address


@pytest.fixture
def given(fresh):
    """What the first evaluator gave: `given(FIRST)` is a list of (scores in the order of the criteria, comment)."""

    def rows(title):
        return [
            (list(json.loads(values).values()), comment) for values, comment in fresh.rows(GIVEN, title, PEOPLE[0])
        ]

    return rows


def bar(page):
    return page.locator("#sending")


def group(page, criterion):
    return page.locator("fieldset.score", has_text=criterion)


def mark(page, criterion, level):
    group(page, criterion).get_by_role("radio", name=level, exact=True).check()


def is_narrow(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@contextmanager
def interrupted(visitor):
    """Do not count what fails meanwhile for lack of a connection."""
    visitor.context.set_offline(True)
    yield
    visitor.context.set_offline(False)
    expect(bar(visitor.page)).to_have_text("Guardado")
    visitor.problems[:] = [text for text in visitor.problems if not text.startswith("request failed")]


@pytest.mark.parametrize("size", ["desktop"], indirect=True)
def test_all_is_scored_by_keyboard_alone(anonymous, link, given):
    page = anonymous.open(link(FIRST))
    expect(page.locator("strong", has_text="0 de 3")).to_be_visible()
    page.get_by_role("link", name="Empezar").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#scores")).to_be_visible()
    check_axe(page)
    group(page, CRITERIA[0]).get_by_role("radio").first.focus()
    for key in ("4", "0"):
        page.keyboard.press(key)
    expect(page.get_by_role("textbox", name=CRITERIA[2])).to_be_focused()
    page.keyboard.type("120,5")
    first = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != first)
    expect(group(page, CRITERIA[0]).get_by_role("radio").first).to_be_focused()
    page.keyboard.press("2")
    page.keyboard.press("5")
    page.keyboard.type("7")
    second = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != second)
    page.keyboard.press("1")
    page.keyboard.press("1")
    page.keyboard.type("0")
    page.keyboard.press("Enter")
    page.wait_for_url("**/listo/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gracias")
    check_axe(page)
    assert [values for values, _comment in given(FIRST)] == [[4, None, 120.5], [2, 5, 7], [1, 1, 0]]


@pytest.mark.parametrize("size", ["phone"], indirect=True)
def test_marks_on_a_phone_save_themselves(anonymous, link, given):
    anonymous.expect(422)
    page = anonymous.open(link(FIRST))
    assert is_narrow(page)
    check_axe(page)
    page.get_by_role("link", name="Empezar").tap()
    expect(page.locator("#scores")).to_be_visible()
    assert is_narrow(page)
    mark(page, CRITERIA[0], "4 Mucho")
    expect(bar(page)).to_have_text("Guardado")
    mark(page, CRITERIA[1], "No sé")
    page.get_by_role("textbox", name=CRITERIA[2]).fill("1200")
    page.get_by_label("Comentario").tap()
    expect(bar(page)).to_have_text("Sin guardar")
    expect(group(page, CRITERIA[2])).to_contain_text("la calificación va de 0 a 900")
    check_axe(page)
    page.get_by_role("textbox", name=CRITERIA[2]).fill("12")
    page.get_by_label("Comentario").fill("Ya hay terreno")
    expect(bar(page)).to_have_text("Guardado")
    page.reload()
    expect(page.get_by_label("Comentario")).to_have_value("Ya hay terreno")
    assert given(FIRST) == [([4, None, 12], "Ya hay terreno")]
    page.get_by_text("Tengo un conflicto de interés").tap()
    page.get_by_label("Cuál es, en pocas palabras").fill("Es de mi familia")
    page.get_by_role("button", name="No califico este").tap()
    expect(page.get_by_text("«Es de mi familia»")).to_be_visible()
    check_axe(page)
    assert given(FIRST) == [([], "")]
    page.get_by_role("button", name="Retirarlo y calificar").tap()
    expect(page.get_by_label("Comentario")).to_have_value("Ya hay terreno")
    page.goto(page.url.partition("calificar")[0] + "lista/")
    assert is_narrow(page)
    check_axe(page)
    expect(page.locator(".own-items > li").first).to_contain_text("Listo")


@pytest.mark.parametrize("size", ["phone"], indirect=True)
def test_without_network_marks_are_kept_and_sent_once_it_is_back(anonymous, link, given):
    page = anonymous.open(link(FIRST))
    page.get_by_role("link", name="Empezar").tap()
    expect(page.locator("#scores")).to_be_visible()
    here = page.url
    with interrupted(anonymous):
        mark(page, CRITERIA[0], "5 Muchísimo")
        mark(page, CRITERIA[1], "3 Medio")
        expect(bar(page)).to_have_text("Sin enviar: 1")
        expect(page.locator("#kept")).to_contain_text("se guarda en este aparato")
        page.get_by_role("button", name="Guardar y seguir").tap()
        expect(page.locator("#kept")).to_be_in_viewport()
        assert page.url == here
        check_axe(page)
        assert given(FIRST) == []
    expect(page.locator("#kept")).to_be_hidden()
    assert given(FIRST) == [([5, 3], "")]
    page.reload()
    expect(group(page, CRITERIA[0]).get_by_role("radio", name="5 Muchísimo")).to_be_checked()


@pytest.mark.parametrize("size", ["desktop"], indirect=True)
def test_two_screens_do_not_undo_each_other(visit, link, given):
    one, other = visit(), visit()
    for visitor in (one, other):
        visitor.expect(409)
        visitor.open(link(FIRST)).get_by_role("link", name="Empezar").click()
        expect(visitor.page.locator("#scores")).to_be_visible()
    mark(one.page, CRITERIA[0], "1 Muy poco")
    expect(bar(one.page)).to_have_text("Guardado")
    mark(other.page, CRITERIA[0], "5 Muchísimo")
    expect(bar(other.page)).to_have_text("Sin guardar")
    assert given(FIRST) == [([1], "")]
    other.page.get_by_role("button", name="Conservar lo de esta pantalla").click()
    expect(bar(other.page)).to_have_text("Guardado")
    assert given(FIRST) == [([5], "")]


def test_the_second_delphi_round_shows_the_group_and_asks_why(anonymous, link, given):
    page = anonymous.open(link(SECOND))
    page.get_by_role("link", name="Empezar").click()
    social = group(page, CRITERIA[0])
    expect(social).to_contain_text("El grupo (4 personas)")
    expect(social).to_contain_text("La vez pasada dijiste 1 (Muy poco)")
    expect(social.get_by_role("radio", name="1 Muy poco")).to_be_checked()
    check_axe(page)
    assert is_narrow(page)
    mark(page, CRITERIA[1], "4 Mucho")
    page.get_by_role("button", name="Guardar y seguir").click()
    page.wait_for_url("**porque=1")
    expect(page.get_by_text("Quedas fuera de lo que dijo la mitad del grupo")).to_be_visible()
    page.get_by_label("Comentario").fill("Ahí no vive nadie")
    page.get_by_role("button", name="Guardar y seguir").click()
    page.wait_for_url(re.compile(r"/calificar/\d+/$"))
    assert given(SECOND) == [([1, 4, 10], "Ahí no vive nadie")]
    page.goto(page.url.partition("calificar")[0] + "lista/")
    check_axe(page)
    page.get_by_role("button", name="Conservar las demás como estaban").click()
    page.get_by_role("button", name="Conservarlas").click()
    page.wait_for_url("**/listo/")
    assert len(given(SECOND)) == 3


def test_weights_in_pairs_say_where_they_contradict(anonymous, link, fresh):
    page = anonymous.open(link(FIRST) + "pesos/")
    check_axe(page)
    page.get_by_role("link", name="En pares").click()
    for choice, select in zip(("5", "-5", "5"), page.locator("main select").all(), strict=True):
        select.select_option(choice)
    page.get_by_role("button", name="Guardar mis pesos").click()
    expect(page.get_by_role("alert").filter(has_text="se contradicen")).to_be_visible()
    check_axe(page)
    assert is_narrow(page)
    assert fresh.rows(WEIGHTS, FIRST) == []
    page.get_by_role("button", name="Guardarlos como están").click()
    expect(page.get_by_role("heading", name="Lo que dijiste, en partes de 100")).to_be_visible()
    check_axe(page)
    ((method, ratio),) = fresh.rows(WEIGHTS, FIRST)
    assert method == "pairwise"
    assert ratio > 0.1


@pytest.mark.parametrize("size", ["phone"], indirect=True)
@pytest.mark.parametrize(
    ("phase", "title"),
    [
        ("draft", "Todavía no se abre"),
        ("between", "Esta vuelta Delphi está cerrada"),
        ("closed", "Las calificaciones están cerradas"),
    ],
)
def test_where_nothing_is_taken_the_link_says_so(anonymous, link, fresh, phase, title):
    fresh.write("UPDATE priority_round SET phase = ?", phase)
    fresh.write("UPDATE priority_delphiround SET closed_at = opened_at")
    page = anonymous.open(link(SECOND))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    check_axe(page)
    assert is_narrow(page)


@pytest.mark.parametrize("size", ["phone"], indirect=True)
def test_what_was_closed_meanwhile_is_not_lost_unseen(anonymous, link, fresh, given):
    anonymous.expect(422)
    page = anonymous.open(link(FIRST))
    page.get_by_role("link", name="Empezar").tap()
    expect(page.locator("#scores")).to_be_visible()
    name = page.get_by_role("heading", level=1).inner_text()
    fresh.write("UPDATE priority_round SET phase = 'closed'")
    mark(page, CRITERIA[0], "5 Muchísimo")
    expect(page.locator("#refused")).to_contain_text("Las calificaciones de esta ronda están cerradas")
    expect(bar(page)).to_have_text("Sin guardar")
    fresh.write("UPDATE priority_delphiround SET closed_at = opened_at")
    page.goto(page.url.partition("calificar")[0])
    expect(page.locator("#refused")).to_contain_text(" ".join(name.split()))
    check_axe(page)
    page.get_by_role("button", name="Dejarlo así").tap()
    expect(page.locator("#refused")).to_be_empty()
    assert given(FIRST) == []


@pytest.mark.parametrize("size", ["phone"], indirect=True)
def test_it_works_without_scripts(visit, link, given):
    page = visit(scripts=False).open(link(FIRST))
    page.get_by_role("link", name="Empezar").click()
    mark(page, CRITERIA[0], "4 Mucho")
    mark(page, CRITERIA[1], "2 Poco")
    page.get_by_role("textbox", name=CRITERIA[2]).fill("15")
    page.get_by_role("button", name="Guardar y seguir").click()
    expect(page.get_by_role("navigation", name="Antes y después")).to_contain_text("2 de 3")
    assert given(FIRST) == [([4, 2, 15], "")]

"""A table without phones: what is on paper goes in by keyboard alone, also when the site is killed in between."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from e2e.plan import DESK
from e2e.prepare import QUESTIONS, STATEMENTS, TABLE_CODE
from e2e.test_keyboard import tab_to
from e2e.visitor import check_axe

TABLE = "SELECT id FROM participation_table WHERE code = ?"
SAID = (
    "SELECT c.text FROM participation_contribution c JOIN participation_exercise e ON e.id = c.exercise_id "
    "WHERE e.title = ? ORDER BY c.id"
)
BALLOTS = (
    "SELECT b.voter, b.value FROM participation_ballot b JOIN participation_exercise e ON e.id = b.exercise_id "
    "WHERE e.title = ? AND b.revision = 1 ORDER BY b.id"
)
FORGET = (
    "DELETE FROM participation_ballot WHERE exercise_id IN (SELECT id FROM participation_exercise WHERE title = ?)"
)
pytestmark = pytest.mark.parametrize("size", ["desktop"], indirect=True)


@pytest.fixture
def desk(person, fresh):
    """The page of the table, in front of whoever leads it."""
    ((table,),) = fresh.rows(TABLE, TABLE_CODE)
    return person("editor").open(f"{DESK}participacion/mesas/{table}/")


def to_paper(page, question):
    """Go from the table to the paper page of an exercise."""
    tab_to(page, question)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(question)
    tab_to(page, "Capturar de papel")
    page.keyboard.press("Enter")
    page.wait_for_url("**/papel/")


def box(page):
    """Where the text is typed."""
    return page.get_by_role("textbox", name="Lo que se dijo")


def type_in(page, text):
    """Type what stands on paper, and press Enter."""
    expect(box(page)).to_be_focused()
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.locator(".spoken .text").first).to_have_text(text)


def test_ideas_go_in_one_after_another(desk, fresh):
    to_paper(desk, QUESTIONS["ideas"])
    check_axe(desk)
    type_in(desk, "Los camiones no tienen rampa")
    fresh.restart()
    type_in(desk, "Faltan sombras en las paradas")
    desk.keyboard.press("Enter")  # nothing typed: it is told, and nothing is stored
    expect(box(desk)).to_be_focused()
    type_in(desk, "<b>Baches</b>")
    said = [text for (text,) in fresh.rows(SAID, QUESTIONS["ideas"])]
    assert said[-3:] == ["Los camiones no tienen rampa", "Faltan sombras en las paradas", "<b>Baches</b>"]


def fill_in(page, number, keys):
    """Type a sheet with one key for each statement; Enter saves it and brings the next one."""
    expect(page.get_by_label("Número de la hoja")).to_have_value(str(number))
    expect(page.locator(".ballot input").first).to_be_focused()
    page.keyboard.type(keys)
    expect(page.get_by_role("button", name="Guardar y siguiente hoja")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text(f"La hoja {number} quedó guardada")


def test_ballots_go_in_with_one_key_for_each_statement(desk, fresh):
    fresh.write(FORGET, QUESTIONS["opinion"])
    to_paper(desk, QUESTIONS["opinion"])
    check_axe(desk)
    sheets = ["adp"[n % 3 :] + "adp" * len(STATEMENTS) for n in range(2)]
    first, second = (sheet[: len(STATEMENTS)] for sheet in sheets)
    fill_in(desk, 1, first)
    fresh.restart()
    fill_in(desk, 2, second)
    values = {"a": 1, "d": -1, "p": 0}
    stored = fresh.rows(BALLOTS, QUESTIONS["opinion"])
    assert [value for _voter, value in stored] == [values[key] for key in first + second]
    assert len({voter for voter, _value in stored}) == 2
    tab_to(desk, "Hoja")
    desk.keyboard.press("Enter")
    expect(desk.locator(".ballot input").first).to_have_value(first[0])
    expect(desk.locator(".ballot input").first).to_be_focused()
    desk.keyboard.type("p")
    tab_to(desk, "Guardar y siguiente hoja")
    desk.keyboard.press("Enter")
    expect(desk.locator("#messages")).to_contain_text("La hoja 1 quedó guardada")
    stored = sorted(value for _voter, value in fresh.rows(BALLOTS, QUESTIONS["opinion"]))
    assert stored == sorted(values[key] for key in "p" + first[1:] + second)

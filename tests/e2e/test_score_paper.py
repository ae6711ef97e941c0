"""Scores from paper go in by keyboard alone, a key a score; what is wrong stays where it was typed."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from e2e.plan import DESK
from e2e.scoring import FIRST, PEOPLE
from e2e.visitor import check_axe

ROUND = "SELECT id FROM priority_round WHERE title = ?"
STORED = (
    'SELECT a."values", a.origin FROM priority_assessment a JOIN priority_evaluator e ON e.id = a.evaluator_id '
    "JOIN priority_round r ON r.id = e.round_id WHERE r.title = ? AND e.title = ? ORDER BY a.item_id"
)
pytestmark = pytest.mark.parametrize("size", ["desktop"], indirect=True)


@pytest.fixture
def grid(person, fresh):
    """The grid of the second evaluator of the first round."""
    ((pk,),) = fresh.rows(ROUND, FIRST)
    page = person("manager").open(f"{DESK}priorizacion/rondas/{pk}/papel/")
    choice = page.locator("#type-of")
    choice.select_option(index=1)
    page.get_by_role("button", name="Capturar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(PEOPLE[1])
    return page


def test_a_form_is_typed_in_with_one_key_a_score(grid, fresh):
    boxes = grid.locator("[data-score-grid] td input:not(.remark)")
    expect(boxes.nth(0)).to_be_focused()
    grid.keyboard.type("45")
    expect(boxes.nth(2)).to_be_focused()
    grid.keyboard.type("120,5")
    grid.keyboard.press("Enter")
    grid.keyboard.press("Enter")
    grid.keyboard.type("?7")
    grid.locator("[data-save]").click()
    expect(grid.locator("[aria-invalid=true]")).to_be_focused()
    expect(grid.locator("[aria-invalid=true]")).to_have_value("7")
    assert fresh.rows(STORED, FIRST, PEOPLE[1]) == []
    check_axe(grid)
    grid.keyboard.type("2")
    grid.locator("[data-save]").click()
    grid.wait_for_url("**/papel/")
    stored = [(list(json.loads(values).values()), origin) for values, origin in fresh.rows(STORED, FIRST, PEOPLE[1])]
    assert stored == [([4, 5, 120.5], "paper"), ([None, 2], "paper")]

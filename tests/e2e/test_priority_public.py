"""What a council decided, as an outsider sees it, and the weights that anybody moves."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from e2e.decided import BROUGHT_IN, LEFT_OUT, NAMES, PLAN
from e2e.visitor import check_axe

PUBLISHED = "SELECT id FROM priority_publication WHERE title = ?"
MOVED = ({1: 0, 2: 0, 3: 100}, {1: 20, 2: 75, 3: 5}, {1: 34, 2: 33, 3: 33}, {1: 100, 2: 0, 3: 0})


def order(page):
    """The names and places as the list has them."""
    return [
        (row.get_attribute("data-name"), row.locator("[data-place]").inner_text())
        for row in page.locator("[data-rows] > li").all()
    ]


def move(page, number, value):
    """Move a weight as a person who drags it."""
    page.locator(f"#p{number}").evaluate(
        "(node, value) => { node.value = value; node.dispatchEvent(new Event('input', { bubbles: true })); }",
        str(value),
    )


def test_an_outsider_sees_what_the_council_departed_from(anonymous):
    page = anonymous.open(f"/{PLAN}/cartera-prioritaria/")
    departures = page.locator("section", has=page.get_by_role("heading", name=re.compile("decidió distinto")))
    expect(departures).to_contain_text(LEFT_OUT)
    expect(departures).to_contain_text(BROUGHT_IN)
    expect(page.get_by_text("El consejo lo incluyó").first).to_be_visible()
    expect(page.get_by_text("Falta el drenaje")).to_be_visible()
    expect(page.get_by_role("link", name=NAMES["topsis"])).to_be_visible()
    check_axe(page)
    page.locator(".ranked a").first.click()
    expect(page.get_by_role("heading", name="Su prioridad")).to_be_visible()


@pytest.mark.parametrize("method", list(NAMES))
def test_moving_weights_gives_the_order_that_the_server_gives(visit, fresh, method):
    ((pk,),) = fresh.rows(PUBLISHED, NAMES[method])
    address = f"/{PLAN}/cartera-prioritaria/{pk}/pesos/"
    moving, plain = visit(), visit(scripts=False)
    page = moving.open(address)
    decided = order(page)
    assert decided == order(plain.open(address))
    for weights in MOVED:
        for number, value in weights.items():
            move(page, number, value)
        query = "&".join(f"p{number}={value}" for number, value in weights.items())
        expect(page).to_have_url(re.compile(re.escape(f"?{query}") + "$"))
        told = order(page)
        server = plain.open(f"{address}?{query}")
        assert told == order(server)
        texts = [one.locator("[data-changes]").inner_text().split() for one in (page, server)]
        assert texts[0] == texts[1]
    page.get_by_role("link", name="Como se decidió").click()
    expect(page).to_have_url(re.compile("/pesos/$"))
    assert order(page) == decided
    expect(page.locator("[data-changes]")).to_contain_text("Nada entra ni sale")


def test_weights_by_keyboard_and_without_weights(visit, fresh):
    ((pk,),) = fresh.rows(PUBLISHED, NAMES["promethee"])
    page = visit().open(f"/{PLAN}/cartera-prioritaria/{pk}/pesos/")
    slider = page.get_by_label("Costo")
    slider.focus()
    page.keyboard.press("End")
    for name in ("Beneficio", "Urgencia"):
        page.get_by_label(name, exact=True).focus()
        page.keyboard.press("Home")
    expect(page.locator("[data-changes]")).to_contain_text("Ahora entra:")
    check_axe(page)
    slider.focus()
    page.keyboard.press("Home")
    expect(page.locator("[data-changes]")).to_contain_text("Dale algún peso")

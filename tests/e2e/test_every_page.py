"""What holds for every page, on both screens and in both languages."""

import re

import pytest
from playwright.sync_api import expect

from e2e import pages
from e2e.conftest import EMAILS
from e2e.visitor import SIZES, check_axe, visitor
from rumbo.cli import demo

LOCALES = {"es": "es-MX", "en": "en-US"}
#: Bytes that the first visit of a public page may cost on the wire, all files included; the font is kept after it.
WEIGHT = 100 * 1024
#: Where the map is what people come for, it may bring Leaflet with it.
OF_A_MAP = WEIGHT + 40 * 1024
#: Words of the interface that a Spanish page never has outside what is marked as English.
ENGLISH = re.compile(
    r"\b(Save|Edit|Search|Project|Projects|Program|Theme|Axis|Goal|Sign in|Sign out|Menu|Close|Cancel|Filters|"
    r"History|Undo|Withdraw|Confirm|Apply|Download|Next|Previous|Required|Optional|The|This|You|Not|None|True|False)\b"
)
#: What a page says when a text was not filled in or not translated.
LEFT_OVER = re.compile(r"%\(\w+\)|\{\{|\{%|&amp;|&#x|</?[a-z]+>")
#: Words of the Spanish interface that an English page never has.
SPANISH = re.compile(
    r"\b(Guardar|Editar|Buscar|Iniciar sesión|Cerrar sesión|Cancelar|Deshacer|Retirar|Filtros|Mesa de trabajo|"
    r"Por confirmar|Quién responde|Descargar|Siguiente|Anterior|opcional)\b"
)
WEIGHTS = "performance.getEntries().filter(one => one.transferSize).map(one => [one.name, one.transferSize])"


@pytest.fixture(scope="module")
def readers(browser, untouched):
    """One browser for each language and person, opened when first asked for."""
    opened = {}

    def reader(language, role):
        if (language, role) not in opened:
            one = visitor(browser, untouched.address, "phone", locale=LOCALES[language])
            if role:
                one.page.goto(f"{untouched.address}/cuenta/login/")
                one.page.locator("[name=login]").fill(EMAILS[role])
                one.page.locator("[name=password]").fill(demo.PASSWORD)
                one.page.locator("main button[type=submit]").click()
                one.page.wait_for_url("**/mesa/")
            opened[language, role] = one
        return opened[language, role]

    yield reader
    for one in opened.values():
        one.context.close()


def own_text(page, language):
    """Return what the page says, without what it marks as being in another language."""
    return page.evaluate(
        """language => {
            const copy = document.body.cloneNode(true);
            copy.querySelectorAll('[lang], script, style, code, textarea').forEach(one => {
                if (one.lang !== language) one.remove();
            });
            const named = [...copy.querySelectorAll('[aria-label], [placeholder], [title], [alt]')].flatMap(
                one => ['aria-label', 'placeholder', 'title', 'alt'].map(name => one.getAttribute(name) || '')
            );
            return [document.title, copy.textContent, ...named].join('\\n');
        }""",
        language,
    )


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("name", [*pages.PUBLIC, *pages.STAFF])
def test_a_page(readers, untouched, name, language):
    role = pages.STAFF[name][0] if name in pages.STAFF else ""
    address = pages.address(untouched.template, name)
    if address is None:
        pytest.skip("RUMBO_TEST_DATA is not set: no imported plan")
    reader = readers(language, role)
    reader.problems.clear()
    if name in pages.MISSING:
        reader.expected = {403, 404}
    page = reader.open(address)
    reader.expected = set()
    for size in SIZES.values() if language == "es" else [SIZES["phone"]]:
        page.set_viewport_size(size["viewport"])
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{wide} pixels too wide at {size['viewport']['width']}"
        check_axe(page)
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("h1")).to_have_count(1)
    text = own_text(page, language)
    foreign = ENGLISH if language == "es" else SPANISH
    assert sorted(set(foreign.findall(text))) == []
    assert sorted(set(LEFT_OVER.findall(text))) == []
    assert reader.problems == []


@pytest.mark.parametrize("name", pages.PUBLIC)
def test_the_weight_of_a_public_page(browser, untouched, name):
    one = visitor(browser, untouched.address, "phone")
    one.expect(403, 404)
    page = one.open(pages.address(untouched.template, name))
    weights = dict(page.evaluate(WEIGHTS))
    one.context.close()
    assert len(weights) >= 5
    assert sum(weights.values()) < (OF_A_MAP if name == "map of the projects" else WEIGHT), weights

"""A table at work: phones, a projector and whoever leads it, each in a browser of their own."""

from __future__ import annotations

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from e2e.plan import DESK
from e2e.prepare import IDEAS, QUESTIONS, STATEMENTS, TABLE_CODE
from e2e.visitor import check_axe

TABLE = "SELECT id FROM participation_table WHERE code = ?"
SEATS = (
    "SELECT COUNT(*) FROM participation_participant p JOIN participation_table t ON t.id = p.table_id WHERE code = ?"
)
SAID = "SELECT COUNT(*) FROM participation_contribution WHERE text = ?"
#: How many answers there are in an exercise, and how many if nobody's answer to the same statement counts twice.
BALLOTS = (
    "SELECT COUNT(*), COUNT(DISTINCT voter || item_id) FROM participation_ballot WHERE exercise_id IN "
    "(SELECT id FROM participation_exercise WHERE title = ?)"
)
UNVOTED = (
    "DELETE FROM participation_ballot WHERE exercise_id IN (SELECT id FROM participation_exercise WHERE title = ?)"
)
SCALE = "UPDATE participation_exercise SET settings = ? WHERE title = ?"
pytestmark = pytest.mark.parametrize("size", ["phone"], indirect=True)


class Room:
    """The people of a table."""

    def __init__(self, visit, person, site):
        self.visit, self.person, self.site, self.everybody = visit, person, site, []
        self.leader = None

    def projector(self):
        """Open the projector."""
        wall = self._come(self.visit())
        wall.page.set_viewport_size({"width": 1280, "height": 720})
        return wall.open(f"/pantalla/{TABLE_CODE}/")

    def phone(self, address=f"/entrar/{TABLE_CODE}/", **options):
        """Join on a phone of one's own."""
        visitor = self._come(self.visit(**options))
        page = visitor.open(address.removeprefix(self.site.address))
        page.get_by_label("Sector").select_option("Social")
        page.get_by_label("Municipio").select_option("San Telmo")
        page.get_by_role("button", name="Entrar").click()
        expect(page.locator("#live")).to_be_visible()
        return page

    def lead(self, act, question):
        """Press a button beside an exercise of the agenda: open, close, show."""
        if self.leader is None:
            self.leader = self._come(self.person("editor"))
            self.leader.page.set_viewport_size({"width": 1280, "height": 800})
            ((table,),) = self.site.rows(TABLE, TABLE_CODE)
            self.leader.open(f"{DESK}participacion/mesas/{table}/")
        step = self.leader.page.locator(f'.step:has(h3 a:text-is("{question}"))')
        step.locator(f"[value={act}]").click()
        expect(step.locator(f"[value={act}]")).to_have_count(0)

    def begin(self, kind):
        """Open an exercise."""
        self.lead("open", QUESTIONS[kind])

    @contextmanager
    def interrupted(self):
        """Do not count what fails meanwhile for lack of a connection."""
        yield
        for one in self.everybody:
            lost = ("request failed", "console: htmx:")
            one.problems[:] = [text for text in one.problems if not text.startswith(lost)]

    def _come(self, visitor):
        self.everybody.append(visitor)
        return visitor


@pytest.fixture
def room(visit, person, fresh):
    return Room(visit, person, fresh)


@pytest.fixture
def phone(room):
    return room.phone()


def bar(page):
    return page.locator("#sending")


def say(page, text):
    page.get_by_label("Problema").fill(text)
    page.get_by_role("button", name="Enviar").click()


def answer(page, word):
    """Answer the statement in sight; return it."""
    card = page.locator("#deck > li:not([hidden])")
    statement = card.locator(".statement").inner_text()
    card.get_by_role("button", name=word, exact=True).click()
    return statement


def test_two_phones_and_a_projector_go_from_the_code_to_the_result(room):
    wall = room.projector()
    check_axe(wall)
    expect(wall.get_by_role("heading", level=1)).to_have_text(QUESTIONS["ideas"])
    expect(wall.locator(".wall-code")).to_have_text(TABLE_CODE)
    address = wall.locator(".wall-how a").get_attribute("href")
    first, second = room.phone(address), room.phone(address)
    expect(wall.locator(".wall-people")).to_have_text("6 de 40 lugares ocupados")
    say(first, "Los camiones no tienen rampa")
    expect(wall.locator(".wall-figures")).to_contain_text("5 aportaciones")
    expect(wall.locator("#wall")).not_to_contain_text("rampa")
    same = second.locator(".said > li", has_text="rampa").get_by_role("button", name="También es mía")
    same.click()
    expect(same).to_have_attribute("aria-pressed", "true")
    expect(first.locator(".said > li", has_text="rampa")).to_contain_text("de 2 personas")
    room.begin("opinion")
    for page in (first, second):
        expect(page.get_by_role("heading", level=1)).to_have_text(QUESTIONS["opinion"])
    assert {answer(first, "De acuerdo") for _n in range(2)} <= set(STATEMENTS)
    answer(second, "En desacuerdo")
    expect(wall.locator(".wall-figures")).to_contain_text("5 personas respondieron")
    expect(bar(first)).to_have_text("Enviado")
    expect(bar(second)).to_have_text("Enviado")
    with room.interrupted():
        room.site.restart()
        answer(second, "Paso")
        answer(second, "De acuerdo")
        expect(second.locator("[data-end]")).to_be_visible()
        answer(first, "En desacuerdo")
        for page in (first, second):
            expect(bar(page)).to_have_text("Enviado")
    check_axe(second)
    second.reload()
    expect(second.locator("[data-end]")).to_be_visible()
    expect(wall.locator(".wall-figures")).to_contain_text("5 personas respondieron")
    expect(wall.locator("#wall")).to_contain_text("Los resultados no se ven")
    room.lead("close", QUESTIONS["opinion"])
    room.lead("show", QUESTIONS["opinion"])
    expect(wall.get_by_role("region", name="Resultados")).to_contain_text(STATEMENTS[0])
    for page in (first, second):
        expect(page.get_by_role("heading", name="Resultados", exact=True)).to_be_visible()
        check_axe(page)
    assert room.site.rows(BALLOTS, QUESTIONS["opinion"]) == [(15, 15)]


def test_what_is_said_and_voted_without_network_is_kept_and_sent_once(room, phone):
    with room.interrupted():
        phone.context.set_offline(True)
        say(phone, "Dicho sin red")
        waiting = phone.locator(".said > li", has_text="Dicho sin red")
        expect(waiting).to_contain_text("Por enviar")
        phone.locator(".said > li", has_text=IDEAS[2]).get_by_role("button", name="También es mía").click()
        expect(bar(phone)).to_have_text("Por enviar: 2")
        expect(phone.locator("#kept")).to_contain_text("se envía en cuanto vuelva")
        check_axe(phone)
        assert room.site.rows(SAID, "Dicho sin red") == [(0,)]
        phone.context.set_offline(False)
        expect(bar(phone)).to_have_text("Enviado")
        expect(waiting).to_contain_text("Lo tuyo")
        expect(waiting).to_have_count(1)
    room.begin("opinion")
    expect(phone.locator("#deck")).to_be_visible()
    with room.interrupted():
        phone.context.set_offline(True)
        for word in ("De acuerdo", "Paso", "En desacuerdo"):
            answer(phone, word)
        phone.locator("#answered-box > summary").click()
        phone.locator("#answered > li").first.get_by_role("button", name="En desacuerdo").click()
        expect(bar(phone)).to_contain_text("Por enviar")
        phone.context.set_offline(False)
        expect(bar(phone)).to_have_text("Enviado")
    phone.reload()
    expect(phone.locator("#answered > li")).to_have_count(3)
    assert phone.locator("#answered [aria-pressed=true]").all_text_contents().count("En desacuerdo") == 2
    assert room.site.rows(SAID, "Dicho sin red") == [(1,)]


def test_what_was_stored_but_not_acknowledged_is_sent_again_and_counts_once(room, phone):
    def lose_the_answer(route):
        route.fetch()
        route.abort()

    with room.interrupted():
        phone.route("**/taller/enviar/", lose_the_answer, times=1)
        say(phone, "Dicho dos veces")
        expect(bar(phone)).to_have_text("Enviado")
    expect(phone.locator(".said > li", has_text="Dicho dos veces")).to_have_count(1)
    assert room.site.rows(SAID, "Dicho dos veces") == [(1,)]


def test_what_waits_survives_a_reload(room, phone):
    with room.interrupted():
        phone.route("**/taller/enviar/", lambda route: route.abort())
        say(phone, "Dicho antes de recargar")
        expect(bar(phone)).to_contain_text("Por enviar")
        phone.unroute("**/taller/enviar/")
        phone.reload()
        expect(phone.locator(".said > li", has_text="antes de recargar")).to_contain_text("Lo tuyo")


def test_what_somebody_types_stays_while_others_speak(room, phone):
    other = room.phone()
    field = phone.get_by_label("Problema")
    field.fill("A medio escri")
    say(other, "La de al lado")
    expect(phone.locator(".said > li", has_text="La de al lado")).to_be_visible()
    expect(field).to_have_value("A medio escri")
    expect(field).to_be_focused()
    phone.reload()
    expect(field).to_have_value("A medio escri")
    room.lead("close", QUESTIONS["ideas"])
    expect(phone.locator("#refused")).to_contain_text("A medio escri")
    check_axe(phone)
    room.lead("open", QUESTIONS["ideas"])
    phone.get_by_role("button", name="Escribirlo de nuevo").click()
    expect(field).to_have_value("A medio escri")


def test_what_is_refused_says_why_and_keeps_the_text(room, phone):
    with room.interrupted():
        phone.context.set_offline(True)
        say(phone, "Dicho tarde")
        room.lead("close", QUESTIONS["ideas"])
        phone.context.set_offline(False)
        expect(phone.locator("#refused")).to_contain_text("está cerrado")
    expect(phone.locator("#refused")).to_contain_text("Dicho tarde")
    phone.get_by_role("button", name="Dejarlo así").click()
    expect(phone.locator("#refused")).to_be_empty()
    field_limit = "x" * 601
    room.lead("open", QUESTIONS["ideas"])
    say(phone, field_limit)
    expect(phone.get_by_label("Problema")).to_have_value(field_limit)
    expect(phone.get_by_label("Problema")).to_have_attribute("aria-invalid", "true")


def test_a_phone_that_lost_its_cookie_is_the_same_participant_again(room, phone):
    phone.context.clear_cookies()
    room.everybody[0].expect(403)
    phone.goto(f"{room.site.address}/taller/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Entra de nuevo")
    phone.get_by_role("link", name="Escribir el código").click()
    phone.get_by_label("Código de la mesa").fill(" mesa-23 ")
    phone.get_by_role("button", name="Ir a la mesa").click()
    phone.get_by_label("Sector").select_option("Social")
    phone.get_by_label("Municipio").select_option("San Telmo")
    phone.get_by_role("button", name="Entrar").dblclick()
    expect(phone.locator("#live")).to_be_visible()
    assert room.site.rows(SEATS, TABLE_CODE) == [(5,)]


def test_every_exercise_is_done_on_a_phone_and_stays(room, phone):
    def begun(kind):
        room.begin(kind)
        expect(phone.get_by_role("heading", level=1)).to_have_text(QUESTIONS[kind])
        wide = phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0
        check_axe(phone)

    def kept():
        expect(bar(phone)).to_have_text("Enviado")
        phone.reload()

    begun("grouping")
    expect(phone.locator(".card", has_text="El camión tarda mucho")).to_contain_text(IDEAS[0])
    begun("causes")
    problem = phone.locator(".problem", has_text=IDEAS[2])
    problem.get_by_text("Agregar una causa").click()
    problem.get_by_label("¿Qué lo causa?").fill("No hay presupuesto")
    problem.get_by_role("button", name="Enviar").click()
    kept()
    expect(problem.locator(".said")).to_contain_text("No hay presupuesto")
    begun("importance")
    rating = phone.get_by_role("group", name=IDEAS[2])
    rating.get_by_label("4").check()
    kept()
    expect(rating.get_by_label("4")).to_be_checked()
    begun("profile")
    part = phone.get_by_label("¿Qué se hace?")
    part.fill("Más camiones\n\nCada diez minutos")
    part.locator("xpath=ancestor::form").get_by_role("button").click()
    kept()
    expect(part).to_have_value("Más camiones\n\nCada diez minutos")


@pytest.mark.parametrize("scale", ["points", "ranking"])
def test_points_and_orders_are_given_by_touch_and_by_keyboard(room, phone, scale):
    room.site.write(UNVOTED, QUESTIONS["importance"])
    room.site.write(SCALE, f'{{"scale": "{scale}", "points": 3}}', QUESTIONS["importance"])
    room.begin("importance")
    expect(phone.locator(f"[data-scale={scale}]")).to_be_visible()
    check_axe(phone)
    if scale == "points":
        more = phone.get_by_role("button", name=re.compile(f"Uno más para «{IDEAS[2]}»"))
        more.click()
        more.focus()
        phone.keyboard.press("Enter")
        phone.keyboard.press("Enter")
        expect(phone.locator("[data-left-points]")).to_have_text("0")
        expect(more).to_be_disabled()
    else:
        up = phone.get_by_role("button", name=f"Subir: «{IDEAS[3]}»")
        before = phone.locator("#rank .text").all_inner_texts()
        up.focus()
        phone.keyboard.press("Enter")
        expect(up).to_be_focused()
        assert phone.locator("#rank .text").all_inner_texts() != before
    expect(bar(phone)).to_have_text("Enviado")
    shown = phone.locator("[data-act=vote] input").evaluate_all("all => all.map(one => one.name + one.value)")
    phone.reload()
    expect(phone.locator("[data-saved]")).to_be_visible()
    kept = phone.locator("[data-act=vote] input").evaluate_all("all => all.map(one => one.name + one.value)")
    assert kept[2:] == shown[2:]


def test_two_who_write_the_same_part_see_both_texts(room, phone):
    other = room.phone()
    room.begin("profile")
    label = "¿Dónde?"
    for page, text in ((phone, "San Telmo"), (other, "Nogalera")):
        expect(page.get_by_label(label)).to_be_visible()
        page.get_by_label(label).fill(text)
    for page in (phone, other):
        page.get_by_label(label).locator("xpath=ancestor::form").get_by_role("button").click()
        expect(bar(page)).to_have_text("Enviado")
    form = other.get_by_label(label).locator("xpath=ancestor::form")
    expect(form.get_by_role("alert")).to_contain_text("San Telmo")
    expect(other.get_by_label(label)).to_have_value("Nogalera")
    other.get_by_label(label).fill("San Telmo y Nogalera")
    form.get_by_role("button").click()
    expect(phone.get_by_label(label)).to_have_value("San Telmo y Nogalera")


def test_without_scripts(room):
    page = room.phone(scripts=False)
    say(page, "Dicho sin guiones")
    expect(page.locator("#messages")).to_contain_text("Se guardó")
    expect(page.locator(".said > li", has_text="Dicho sin guiones")).to_contain_text("Lo tuyo")
    page.locator(".said > li", has_text=IDEAS[2]).get_by_role("button", name="También es mía").click()
    expect(page.locator(".said > li", has_text=IDEAS[2]).get_by_role("button")).to_have_attribute(
        "aria-pressed", "true"
    )
    room.begin("opinion")
    page.reload()
    for left in (2, 1, 0):
        answer(page, "De acuerdo")
        expect(page.locator("#deck > li")).to_have_count(left)


def test_the_projector_fits_its_screen(room):
    wall = room.projector()
    for width, height in ((1280, 720), (1920, 1080), (360, 740)):
        wall.set_viewport_size({"width": width, "height": height})
        assert wall.evaluate("document.documentElement.scrollWidth") <= width
        question = wall.get_by_role("heading", level=1).bounding_box()
        assert question["y"] + question["height"] < height

"""People: inviting somebody, what each role may see and do, and too many wrong passwords."""

import pytest
from playwright.sync_api import expect

from e2e.conftest import EMAILS
from e2e.plan import AXIS, DESK, NUMBER, PUBLIC
from e2e.prepare import EMPTY_PLAN
from e2e.visitor import check_axe
from rumbo.cli import demo

EMAIL = "nueva@almagre.example"
PASSWORD = "mezquite y gobernadora"


def invite(visitor, role, axis=None):
    """Invite somebody; return the link to choose a password, which is shown where no mail can be sent."""
    page = visitor.open(f"{DESK}personas/")
    page.get_by_label("Correo electrónico").fill(EMAIL)
    page.get_by_label("Nombre").fill("Paula Nueva")
    page.get_by_label("Papel").select_option(role)
    if axis:
        page.get_by_label("Eje (opcional)").select_option(axis)
    page.get_by_role("button", name="Dar el papel").click()
    expect(page.get_by_text("«Paula Nueva» ya tiene el papel.")).to_be_visible()
    return page.locator("code.secret").inner_text()


def choose_password(visitor, link):
    """Follow the link and sign in with the password chosen there."""
    visitor.page.goto(link)
    check_axe(visitor.page)
    for field in visitor.page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    visitor.page.locator("main").get_by_role("button").last.click()
    visitor.page.wait_for_load_state()
    visitor.sign_in(EMAIL, PASSWORD)
    visitor.page.wait_for_url("**/mesa/")


def test_an_invited_editor_edits_their_axis_only(person, visit):
    link = invite(person("administrator"), "Edición de un eje", AXIS)
    invited = visit()
    choose_password(invited, link)
    page = invited.page
    expect(page.locator("main").get_by_role("heading", level=2).first).to_have_text(
        "Plan Estratégico Metropolitano Valle de Almagre 2045"
    )
    expect(page.get_by_text("Plan Estratégico Torreón 2040")).to_have_count(0)
    invited.open(f"{PUBLIC}proyectos/{NUMBER}/")
    expect(page.locator("main").get_by_role("link", name="Editar")).to_be_visible()
    invited.open(f"{PUBLIC}proyectos/1/")
    expect(page.locator("main").get_by_role("link", name="Editar")).to_have_count(0)
    invited.expect(403, 404)
    invited.open(f"{DESK}importaciones/nueva/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Esta página no está abierta para ti")
    check_axe(page)
    invited.open(f"/mesa/{EMPTY_PLAN}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Esta página no está aquí")


def test_an_invited_reader_sees_the_desk_and_changes_nothing(person, visit):
    link = invite(person("administrator"), "Lectura")
    invited = visit()
    choose_password(invited, link)
    page = invited.open(DESK)
    expect(page.get_by_role("heading", name="Ejes y temas")).to_be_visible()
    for forbidden in ("Editar el plan", "Importar archivos", "Nuevo eje"):
        expect(page.get_by_role("link", name=forbidden)).to_have_count(0)


def test_a_role_is_taken_away(person, fresh):
    others = (
        "DELETE FROM plan_membership WHERE plan_id <> (SELECT id FROM plan_plan WHERE key = ?) AND role = 'reader'"
    )
    fresh.write(others, demo.PLAN_KEY)  # they read another plan, too
    administrator = person("administrator")
    reader = person("reader")
    page = administrator.open(f"{DESK}personas/")
    page.get_by_role("button", name="Quitar: Tomás Gobernadora, Lectura").click()
    page.get_by_role("dialog").get_by_role("button", name="Quitarlo").click()
    expect(page.get_by_text("«Tomás Gobernadora» ya no tiene el papel de «Lectura».")).to_be_visible()
    reader.expect(404)
    reader.open(DESK)
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("Esta página no está aquí")
    reader.open("/mesa/")
    expect(reader.page.get_by_text("Todavía no tienes un papel en ningún plan")).to_be_visible()


@pytest.mark.parametrize("role", ["outsider", "reader", "other editor"])
def test_nobody_else_edits_the_axis(person, role):
    visitor = person(role)
    page = visitor.open(f"{PUBLIC}proyectos/{NUMBER}/")
    expect(page.locator("main").get_by_role("link", name="Editar")).to_have_count(0)


def test_whoever_is_not_signed_in_comes_back_after_signing_in(anonymous):
    page = anonymous.open(f"{DESK}cambios/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Iniciar sesión")
    page.get_by_label("Correo electrónico").fill(EMAILS["reader"])
    page.get_by_label("Contraseña").fill("valle-de-almagre")
    page.locator("main").get_by_role("button", name="Iniciar sesión").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lo último que cambió")


def test_too_many_wrong_passwords_close_the_entrance_and_say_what_to_do(anonymous):
    anonymous.expect(403, 429)
    page = anonymous.open("/cuenta/login/")
    page.get_by_label("Correo electrónico").fill(EMAILS["reader"])
    for wrong in range(1, 9):
        page.get_by_label("Contraseña").fill("no es esta")
        page.locator("main").get_by_role("button", name="Iniciar sesión").click()
        if wrong < 8:
            expect(page.locator("main")).to_contain_text("no son correctos")
    expect(page.get_by_role("heading", level=1)).to_have_text("Demasiados intentos")
    expect(page.locator("main")).to_contain_text("un cuarto de hora")
    expect(page.locator("main").get_by_role("link").first).to_be_visible()
    check_axe(page)

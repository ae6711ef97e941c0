"""Who answers: the matrix by keyboard, roles for a share, a liaison that hands over, what nobody answers for."""

from playwright.sync_api import expect

from e2e.plan import DESK, PROJECT, PUBLIC
from e2e.visitor import check_axe

MATRIX = f"{DESK}responsables/?axis=movilidad"
NOBODY, SOMEBODY = "40 Caminata escolar acompañada", "Agencia Metropolitana de Movilidad del Valle de Almagre"


def cell(page, project, organization):
    return page.locator(f'[data-name="{project} · {organization}"]')


def test_the_matrix_is_edited_by_keyboard(person):
    page = person("editor").open(MATRIX)
    one = cell(page, NOBODY, SOMEBODY)
    row = page.locator("tr", has=one)
    expect(row.get_by_text("Nadie rinde cuentas")).to_be_visible()
    one.focus()
    page.keyboard.press("a")
    expect(one).to_have_text("A")
    expect(row.get_by_text("Nadie rinde cuentas")).to_be_hidden()
    page.keyboard.press("Shift+R")
    expect(one).to_have_text("RA")
    page.keyboard.press("ArrowRight")
    expect(one).not_to_be_focused()
    page.keyboard.press("c")
    expect(page.locator("[data-cell]:focus")).to_have_text("C")
    page.keyboard.press("Control+z")
    expect(page.locator("[data-cell]:focus")).to_have_text("")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Delete")
    expect(one).to_have_text("")
    page.reload()
    expect(cell(page, NOBODY, SOMEBODY)).to_have_text("")


def test_replacing_who_is_accountable_is_asked(person):
    visitor = person("editor")
    visitor.expect(409)
    page = visitor.open(MATRIX)
    line = f"31 {PROJECT}"
    old, new = cell(page, line, SOMEBODY), cell(page, line, "Dirección de Obras Públicas de Almagre")
    expect(old).to_have_text("A")
    new.focus()
    page.keyboard.press("a")
    page.get_by_role("button", name="Sustituirla").click()
    expect(new).to_have_text("A")
    expect(old).to_have_text("")
    check_axe(page)


def test_strategies_have_a_matrix_too(person):
    page = person("manager").open(MATRIX)
    page.get_by_role("link", name="Estrategias", exact=True).click()
    expect(page.get_by_role("columnheader", name="Estrategia", exact=True)).to_be_visible()
    first = page.locator("[data-cell]").first
    first.focus()
    page.keyboard.press("i")
    expect(first).to_have_text("I")


def test_who_answers_for_a_share_is_set_and_shown_in_public(person, anonymous):
    page = person("editor").open(f"{DESK}responsables/?axis=movilidad")
    cell(page, f"31 {PROJECT}", SOMEBODY).click()
    page.get_by_role("link", name="Quién responde de cada parte").click()
    page.get_by_label("Otra organización para la parte de Nogalera").select_option(
        "Radio Acequia, emisora comunitaria"
    )
    box = page.get_by_role("region", name="Nogalera")
    box.get_by_label("Otra organización: Rinde cuentas").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Guardar quién responde de la parte de Nogalera").press("Enter")
    expect(page.get_by_text("Se guardó quién responde de la parte de «Nogalera».")).to_be_visible()
    check_axe(page)
    public = anonymous.open(f"{PUBLIC}proyectos/31/").locator("main")
    expect(public).to_contain_text("Rinde cuentas: Radio Acequia, emisora comunitaria")
    expect(public).not_to_contain_text("Nicanor Sotolero")


def test_a_liaison_hands_over(person):
    page = person("manager").open(f"{DESK}enlaces/")
    check_axe(page)
    page.get_by_role("link", name="Rosa Mezquite").click()
    page.get_by_role("link", name="Entregar a otra persona…").click()
    page.get_by_label("Nombre de quien sigue").fill("Zenaida Yucal")
    page.get_by_label("Motivo").fill("Nombramiento 7")
    page.get_by_role("button", name="Entregar").click()
    expect(page.get_by_role("link", name="Escribe un correo o un teléfono")).to_be_visible()
    check_axe(page)
    page.get_by_label("Teléfono").fill("800 000 0077")
    page.get_by_role("button", name="Entregar").click()
    expect(page.get_by_text("«Rosa Mezquite» entrega a «Zenaida Yucal».")).to_be_visible()
    page.goto(page.url.split("/enlaces/")[0] + "/enlaces/")
    expect(page.locator("tr", has_text="Rosa Mezquite")).to_contain_text("Termina hoy")
    expect(page.locator("tr", has_text="Zenaida Yucal")).to_contain_text("800 000 0077")


def test_what_nobody_answers_for_is_assigned_without_a_script(person):
    page = person("editor", scripts=False).open(f"{DESK}sin-responsable/?axis=movilidad")
    expect(page.get_by_role("status").filter(has_text="2 sin quien rinda cuentas")).to_be_visible()
    page.get_by_label(f"Quién rinde cuentas de {NOBODY}").select_option(SOMEBODY)
    page.get_by_role("button", name=f"Que rinda cuentas de {NOBODY}").press("Enter")
    expect(page.get_by_text(f"«{SOMEBODY}» rinde cuentas de «{NOBODY}».")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="1 sin quien rinda cuentas")).to_be_visible()
    page.get_by_role("button", name="Deshacer").press("Enter")
    expect(page.get_by_role("status").filter(has_text="2 sin quien rinda cuentas")).to_be_visible()

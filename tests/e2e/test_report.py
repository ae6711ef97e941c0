"""The three-minute report on a phone: the connection drops, a photo comes along, and it is accepted in the end."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from e2e.reported import PLAN, asked_for, report_token
from e2e.visitor import check_axe
from filemaking import picture

pytestmark = pytest.mark.parametrize("size", ["phone"], indirect=True)
REPORTS = f"/mesa/{PLAN}/seguimiento/informes/"
#: What the report that nobody began is about: its project, and the first step of it.
ASKED = """
SELECT pr.title, (SELECT min(m.id) FROM portfolio_milestone m WHERE m.project_id = pr.id AND m.state = 'current')
FROM monitoring_assignment a JOIN portfolio_project pr ON pr.measure_id = a.measure_id WHERE a.id = ?
"""
SENT = "SELECT state, text, problem, nothing_changed FROM monitoring_progressreport WHERE assignment_id = ?"
STEP = """SELECT m.progress FROM monitoring_reportedmilestone m JOIN monitoring_progressreport r ON r.id = m.report_id
WHERE m.milestone_id = ? AND r.assignment_id = ?"""
FILES = """SELECT e.name FROM monitoring_evidence e JOIN monitoring_progressreport r ON r.id = e.report_id
WHERE r.assignment_id = ? AND NOT e.withdrawn"""


@pytest.fixture
def asked(fresh):
    """The link, what is asked, and a step of it: (address, assignment, title, milestone)."""
    with closing(sqlite3.connect(fresh.database)) as database:
        assignment, token = asked_for(database, "to write"), report_token(database, "to write")
        title, milestone = database.execute(ASKED, (assignment,)).fetchone()
    return f"/informe/{token}/", assignment, title, milestone


@pytest.fixture
def photo(tmp_path):
    file = tmp_path / "ribera.jpg"
    file.write_bytes(picture(size=(800, 600)))
    return file


def looks_well(page):
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    check_axe(page)


def bar(page):
    return page.locator("#sending")


def forget_failures(visitor):
    visitor.problems[:] = [text for text in visitor.problems if not text.startswith("request failed")]


def test_a_report_with_a_photo_while_the_connection_drops(anonymous, fresh, asked, photo):
    address, assignment, title, milestone = asked
    page = anonymous.open(address)
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    looks_well(page)
    page.get_by_label("¿Qué se hizo?").fill("Se colocó la señal de los primeros 300 metros.")
    expect(bar(page)).to_have_text(re.compile(r"^Guardado \d\d:\d\d$"))
    anonymous.context.set_offline(True)
    details = page.locator("#report details > summary")
    if details.count():
        details.first.click()
    step = page.locator(f"[data-field='m-{milestone}']")
    step.get_by_role("slider").focus()
    page.keyboard.press("End")
    expect(step.get_by_role("textbox").first).to_have_value("100")
    expect(step.get_by_label("Se terminó el")).to_be_visible()
    step.get_by_role("textbox").first.fill("45")
    expect(step.get_by_role("slider")).to_have_value("45")
    page.get_by_label("¿Qué la detiene?").fill("Falta el permiso de la ribera.")
    page.get_by_label(re.compile("Toma la foto")).set_input_files(photo)
    expect(page.get_by_text("Espera la conexión")).to_be_visible()
    expect(bar(page)).to_have_text("Sin conexión")
    page.get_by_role("button", name="Enviar informe").click()
    expect(page.locator("#kept")).to_contain_text("Tu informe queda en este teléfono")
    looks_well(page)
    anonymous.context.set_offline(False)
    expect(page.get_by_role("heading", name="Tu informe llegó")).to_be_visible(timeout=30_000)
    forget_failures(anonymous)
    looks_well(page)
    said = ("sent", "Se colocó la señal de los primeros 300 metros.", "Falta el permiso de la ribera.", 0)
    assert fresh.rows(SENT, assignment) == [said]
    assert fresh.rows(FILES, assignment) == [("ribera.jpg",)]
    assert fresh.rows(STEP, milestone, assignment) == [(45,)]


def test_what_is_typed_without_a_connection_outlives_the_page(anonymous, fresh, asked):
    address, assignment, _title, _milestone = asked
    page = anonymous.open(address)
    anonymous.context.set_offline(True)
    page.get_by_label("¿Qué se hizo?").fill("Escrito en el túnel.")
    expect(bar(page)).to_have_text("Sin conexión")
    page.goto("about:blank")
    anonymous.context.set_offline(False)
    page = anonymous.open(address)
    expect(page.get_by_label("¿Qué se hizo?")).to_have_value("Escrito en el túnel.")
    expect(bar(page)).to_have_text(re.compile("^Guardado"))
    forget_failures(anonymous)
    kept = fresh.rows("SELECT draft FROM monitoring_progressreport WHERE assignment_id = ?", assignment)[0][0]
    assert json.loads(kept)["text"] == "Escrito en el túnel."


def test_two_phones_with_one_link_see_both(visit, asked):
    address = asked[0]
    first, second = visit(), visit()
    one, other = first.open(address), second.open(address)
    one.get_by_label("¿Qué se hizo?").fill("Lo de la primera.")
    expect(bar(one)).to_have_text(re.compile("^Guardado"))
    second.expect(409)
    other.get_by_label("¿Qué la detiene?").fill("Un permiso.")
    expect(other.get_by_label("¿Qué se hizo?")).to_have_value("Lo de la primera.")
    expect(bar(other)).to_have_text(re.compile("^Guardado"))
    other.get_by_label("¿Qué se hizo?").fill("Lo de la segunda.")
    expect(bar(other)).to_have_text(re.compile("^Guardado"))
    first.expect(409)
    one.get_by_label("¿Qué se hizo?").fill("Otra vez la primera.")
    expect(one.locator(".theirs")).to_contain_text("Lo de la segunda.")
    looks_well(one)
    one.get_by_role("button", name="Usar eso").click()
    expect(one.get_by_label("¿Qué se hizo?")).to_have_value("Lo de la segunda.")


def test_nothing_changed_is_one_tap_without_any_script(visit, fresh, asked):
    page = visit(scripts=False).open(asked[0])
    page.get_by_role("button", name=re.compile("Nada cambió")).click()
    expect(page.get_by_role("heading", name="Dijiste que nada cambió")).to_be_visible()
    assert fresh.rows(SENT, asked[1]) == [("sent", "", "", 1)]
    page.get_by_role("button", name="Deshacer: sí cambió algo").click()
    page.get_by_label("¿Qué se hizo?").fill("Sí cambió.")
    page.get_by_role("button", name="Enviar informe").click()
    expect(page.get_by_role("heading", name="Tu informe llegó")).to_be_visible()
    assert fresh.rows(SENT, asked[1]) == [("sent", "Sí cambió.", "", 0)]


def test_what_has_to_be_mended_is_said_beside_its_field(anonymous, asked):
    page = anonymous.open(asked[0])
    anonymous.expect(422)
    page.get_by_label("¿Cuánto se ha gastado").fill("-5")
    page.get_by_role("button", name="Enviar informe").click()
    field = page.locator("[data-field='spent']")
    expect(field.locator(".errorlist")).to_contain_text("debajo de cero")
    expect(page.get_by_label("¿Cuánto se ha gastado")).to_be_focused()
    looks_well(page)


def test_a_question_goes_back_and_forth_until_it_is_accepted(visit, person, fresh, asked):
    address, assignment, title, milestone = asked
    liaison = visit()
    page = liaison.open(address)
    details = page.locator("#report details > summary")
    if details.count():
        details.first.click()
    page.locator(f"#f-m-{milestone}").fill("60")
    page.get_by_label("¿Qué se hizo?").fill("Avanzó el primer tramo.")
    page.get_by_role("button", name="Enviar informe").click()
    expect(page.get_by_role("heading", name="Tu informe llegó")).to_be_visible()
    staff = person("manager")
    desk = staff.open(REPORTS)
    looks_well(desk)
    desk.get_by_role("link", name=re.compile(re.escape(title))).first.click()
    expect(desk.get_by_text("Avanzó el primer tramo.")).to_be_visible()
    looks_well(desk)
    desk.get_by_text("Preguntar algo antes").click()
    desk.get_by_label("Tu pregunta").fill("¿Cuántos metros van?")
    desk.get_by_role("button", name="Enviar la pregunta").click()
    expect(desk.get_by_text("La pregunta está hecha.")).to_be_visible()
    page = liaison.open(address)
    expect(page.get_by_role("heading", name="¿Cuántos metros van?")).to_be_visible()
    looks_well(page)
    page.get_by_label("Tu respuesta").fill("Trescientos metros.")
    page.get_by_role("button", name="Enviar la respuesta").click()
    expect(page.get_by_role("heading", name="Tu informe llegó")).to_be_visible()
    desk.reload()
    expect(desk.get_by_text("Trescientos metros.")).to_be_visible()
    desk.get_by_role("button", name="Aceptar el informe").click()
    expect(desk.get_by_text("sus cifras están en el plan")).to_be_visible()
    page = liaison.open(address)
    expect(page.get_by_text("Gracias: el plan cuenta con él.")).to_be_visible()
    looks_well(page)
    assert fresh.rows(SENT, assignment)[0][0] == "accepted"
    assert fresh.rows("SELECT progress FROM portfolio_milestone WHERE id = ?", milestone) == [(60,)]

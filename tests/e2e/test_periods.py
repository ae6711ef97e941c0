"""A manager opens a period, copies a link and revokes it; on a phone and a desk."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from e2e.plan import DESK, PUBLIC
from e2e.visitor import check_axe

OPEN = "SELECT COUNT(*) FROM monitoring_reportingperiod WHERE phase = 'open'"
WORKING = "SELECT COUNT(*) FROM monitoring_reportlink WHERE revoked_at IS NULL"


def test_a_period_is_opened_and_a_link_is_copied_and_revoked(person, visit, fresh):
    manager = person("manager")
    manager.context.grant_permissions(["clipboard-read", "clipboard-write"])
    before = fresh.rows(OPEN)[0][0]
    page = manager.open(f"{DESK}seguimiento/")
    page.get_by_role("link", name="Periodos de informe").click()
    check_axe(page)
    page.get_by_role("button", name=re.compile("^Preparar")).click()
    expect(page.get_by_role("status").first).to_contain_text("Todavía no se ha pedido nada")
    page.get_by_role("link", name="Mirar y abrir").click()
    check_axe(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("A quién se le pedirá qué")
    page.get_by_role("button", name=re.compile("^Abrir y pedir")).click()
    expect(page.get_by_role("status").first).to_contain_text("ligas listas para enviar")
    assert fresh.rows(OPEN)[0][0] == before + 1
    check_axe(page)

    page.get_by_role("link", name="Ligas", exact=True).click()
    check_axe(page)
    page.get_by_role("button", name=re.compile("^Copiar")).first.click()
    expect(page.locator("#toasts")).to_contain_text("Copiado")
    address = page.evaluate("navigator.clipboard.readText()")
    page.locator("main tbody").get_by_role("link").first.click()

    liaison = visit()
    liaison.page.goto(address)
    expect(liaison.page.get_by_role("heading", level=1)).to_be_visible()
    expect(liaison.page.get_by_role("button", name=re.compile("Nada cambió")).first).to_be_visible()

    working = fresh.rows(WORKING)[0][0]
    check_axe(page)
    page.get_by_role("button", name=re.compile("^Revocar")).first.click()
    page.get_by_role("button", name="Sí, continuar").click()
    expect(page.get_by_role("status").first).to_contain_text("ya no funciona")
    assert fresh.rows(WORKING)[0][0] == working - 1

    liaison.expect(403, 404, 410)
    liaison.page.reload()
    expect(liaison.page.get_by_role("button", name=re.compile("Nada cambió"))).to_have_count(0)


def test_everybody_sees_who_reports_and_nobody_who_they_are(anonymous, fresh):
    page = anonymous.open(f"{PUBLIC}informes/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Quién informa")
    assert page.locator("main tbody tr").count() > 3
    for (name,) in fresh.rows("SELECT title FROM portfolio_liaison"):
        expect(page.locator("main")).not_to_contain_text(name)
    check_axe(page)

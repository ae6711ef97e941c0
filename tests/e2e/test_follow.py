"""Somebody follows a project by e-mail, hears that it moved, and ends it with one press."""

from __future__ import annotations

import re
from http.client import HTTPConnection
from urllib.parse import urlsplit

from playwright.sync_api import expect

from cli.servers import holds
from e2e import mailbox as mails
from e2e.plan import DESK, NUMBER, PUBLIC
from e2e.visitor import check_axe
from rumbo.cli import demo

#: The site of these tests sends its mails to a mailbox.
mailbox, site = mails.mailbox, mails.site

EMAIL = "luz@vecinas.example"
PROJECT = f"{PUBLIC}proyectos/{NUMBER}/"


def run_now(site, job):
    """Let the clock find that a job is due."""
    assert holds(lambda: site.rows("SELECT 1 FROM communication_job WHERE name = ?", job))
    site.write("UPDATE communication_job SET next_at = '2020-01-01 00:00:00', held_until = NULL WHERE name = ?", job)


def one_click(site, path):
    """Do what a mail program does where somebody presses its button to unsubscribe; return the status."""
    connection = HTTPConnection(urlsplit(site.address).netloc)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", path, "List-Unsubscribe=One-Click", headers)
    status = connection.getresponse().status
    connection.close()
    return status


def subscriptions(site):
    return site.rows("SELECT confirmed_at IS NOT NULL, ended_at IS NOT NULL FROM communication_subscription")


def test_from_the_button_to_the_last_mail(visit, person, fresh, mailbox):
    mailbox.mails.clear()
    neighbour = visit()
    page = neighbour.open(PROJECT)
    page.get_by_role("link", name="Seguir por correo").click()
    check_axe(page)
    page.get_by_label("Tu correo electrónico").fill(EMAIL)
    page.get_by_role("button", name="Seguir", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Revisa tu correo")
    assert subscriptions(fresh) == [(0, 0)]

    confirming = mailbox.link(EMAIL, "Confirma que quieres seguir", "/seguir/confirmar/")
    neighbour.open(confirming)
    check_axe(page)
    assert subscriptions(fresh) == [(0, 0)]  # looking at a link confirms nothing
    page.get_by_role("button", name="Sí, lo quiero seguir").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ya lo sigues")

    manager = person("manager")
    found = "SELECT r.id FROM portfolio_project r JOIN plan_plan p ON p.id = r.plan_id WHERE r.key = ? AND p.key = ?"
    [(project,)] = fresh.rows(found, NUMBER, demo.PLAN_KEY)
    desk = manager.open(f"{DESK}proyectos/{project}/etapa/")
    desk.get_by_text("Suspender el proyecto…").click()
    form = desk.locator("details[open]").filter(has=desk.get_by_role("button", name="Suspenderlo"))
    form.locator("[name=reason]").fill("Falta el derecho de vía.")
    form.get_by_role("button", name="Suspenderlo").click()
    expect(desk.locator(".notice").first).to_be_visible()

    run_now(fresh, "news")
    link = mailbox.link(EMAIL, "Novedades de", PROJECT)
    neighbour.open(link)
    expect(page.locator(":target")).to_contain_text("Suspendido")
    neighbour.open(f"{PUBLIC}novedades/")
    expect(page.get_by_role("listitem").filter(has_text="Suspendido").first).to_be_visible()

    ending = mailbox.link(EMAIL, "Novedades de", "/seguir/dejar/")
    assert one_click(fresh, ending) == 200
    assert subscriptions(fresh) == [(1, 1)]

    neighbour.open(mailbox.link(EMAIL, "Novedades de", r"/seguir/(?!dejar)"))
    check_axe(page)
    page.get_by_role("button", name=re.compile("^Volver a seguir")).click()
    expect(page.get_by_role("button", name=re.compile("^Dejar de seguir"))).to_have_count(1)
    assert subscriptions(fresh) == [(1, 0)]

    neighbour.open(ending)
    check_axe(page)
    page.get_by_role("button", name="Dejar de seguir").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Listo: ya no te escribimos")
    page.get_by_role("button", name="Volver a seguir").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lo sigues de nuevo")

"""An owner who never answers, from the first reminder to the head of the organization, under a moved clock."""

from playwright.sync_api import expect

from e2e.mornings import PEOPLE, PERIOD, SILENT, pass_mornings
from e2e.plan import DESK
from e2e.visitor import check_axe

LIAISON, DEPUTY, HEAD = (name for _role, name, _email in PEOPLE)


def test_a_silent_owner_from_the_first_reminder_to_the_head(person, fresh):
    def mails_to(name):
        return page.locator(".dialogue > li").filter(has_text=f"{name} · ")

    pass_mornings(fresh.env, "silent", -31, 5)
    manager = person("manager")
    page = manager.open(f"{DESK}seguimiento/periodos/")
    page.get_by_role("link", name=PERIOD).first.click()
    expect(page.locator("main")).to_contain_text(SILENT)
    number = fresh.rows("select id from accounts_organization where title = ?", SILENT)[0][0]
    manager.open(f"{DESK}organizaciones/{number}/")
    page.locator("main").get_by_role("link", name="Diálogo", exact=True).click()

    # 30, 7 and 1 days before: the liaison alone.
    expect(page.get_by_role("heading", level=1)).to_have_text(SILENT)
    expect(mails_to(LIAISON)).to_have_count(3)
    expect(mails_to(DEPUTY)).to_have_count(0)
    expect(mails_to(LIAISON).first).to_contain_text("Recordatorio")
    expect(page.locator("aside")).to_contain_text("Sin respuesta")

    # 6 and 13 days after: the deputy is asked, too.
    pass_mornings(fresh.env, "go", 6, 14)
    page.reload()
    expect(mails_to(LIAISON)).to_have_count(5)
    expect(mails_to(DEPUTY)).to_have_count(1)
    expect(mails_to(DEPUTY).first).to_contain_text("Escalamiento")
    expect(mails_to(HEAD)).to_have_count(0)

    # 43 days after: the head.
    pass_mornings(fresh.env, "go", 15, 44)
    page.reload()
    expect(mails_to(LIAISON)).to_have_count(6)
    expect(mails_to(DEPUTY)).to_have_count(2)
    expect(mails_to(HEAD)).to_have_count(1)
    check_axe(page)

    # Somebody calls, and notes it.
    page.get_by_label("Con quién").select_option(label=HEAD)
    page.get_by_label("Qué se dijo").fill("Nombran a otra persona el lunes.")
    page.get_by_role("button", name="Guardar la nota").click()
    note = page.locator(".dialogue > li").filter(has_text="Nombran a otra persona el lunes.")
    expect(note).to_contain_text(f"Llamada telefónica: {HEAD}")

    # Once it was reported nothing is written any more.
    pass_mornings(fresh.env, "reported", 45, 80)
    page.reload()
    expect(mails_to(LIAISON)).to_have_count(6)
    expect(page.locator("aside")).to_contain_text("Hoy, nada.")
    manager.open(f"{DESK}comunicacion/recordatorios/")
    expect(page.locator("main")).not_to_contain_text(LIAISON)

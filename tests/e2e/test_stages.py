"""An idea goes through every gate until it is closed, all of it on the desk's pages."""

from playwright.sync_api import expect

from e2e.plan import DESK
from e2e.visitor import check_axe

STUDIES = ("technical", "legal", "land", "environmental", "social", "economic")


class Idea:
    """A new project, as whoever works on it sees it."""

    def __init__(self, person):
        self.visitor = person("manager")
        page = self.visitor.open(f"{DESK}programas/1/")
        page.goto(page.url.replace("programas/1/", "proyectos/crear/?program=1"))
        page.locator("[name=title]").fill("Parque lineal del arroyo")
        self.page = page
        self.save()
        self.number = page.url.rstrip("/").split("/")[-1]

    def save(self):
        self.page.get_by_role("button", name="Guardar", exact=True).click()
        expect(self.page.locator(".notice").first).to_be_visible()

    def add(self, part, /, **values):
        """Add a part of its sheet on the page of its form."""
        self.visitor.open(f"{DESK}{part}/crear/?project={self.number}")
        for name, value in values.items():
            field = self.page.locator(f"main form [name={name}]").first
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        self.save()

    def open_stage(self):
        return self.visitor.open(f"{DESK}proyectos/{self.number}/etapa/")

    def lacks(self, *sentences):
        """See what the gate lacks, that it cannot be passed, and each of the sentences."""
        page = self.open_stage()
        expect(page.get_by_role("button", name="Pasar la puerta")).to_have_count(0)
        for sentence in sentences:
            expect(page.locator("section[aria-labelledby=gate]")).to_contain_text(sentence)

    def passes(self, stage, minutes):
        page = self.open_stage()
        expect(page.get_by_text("No falta nada")).to_be_visible()
        page.get_by_label("Acta").first.fill(minutes)
        page.get_by_role("button", name="Pasar la puerta").click()
        expect(page.locator(".notice").first).to_contain_text(f"ahora está en «{stage}»")
        expect(page.locator(".thread > li").first).to_contain_text(minutes)


def test_an_idea_goes_through_every_gate(person):
    idea = Idea(person)
    idea.lacks("Ninguna organización rinde cuentas", "La ficha no dice qué problema")
    check_axe(idea.page)
    idea.visitor.open(f"{DESK}proyectos/{idea.number}/responsables/")
    idea.page.locator("main form [name=organization]").last.select_option(index=1)
    idea.page.get_by_role("button", name="Dar el papel").click()
    idea.add("fichas", problem="El arroyo se desborda cada verano.")
    idea.passes("Ficha", "Acta 1/2026")

    idea.lacks("No hay una estimación")
    idea.visitor.open(f"{DESK}fichas/crear/?project={idea.number}")
    idea.page.get_by_role("link", name="Editar").first.click()
    for name in ("population", "text", "results", "sustainability"):
        idea.page.locator(f"main form [name={name}]").fill("Vecinas y vecinos del arroyo.")
    for name, value in {"beneficiaries": "4200", "starts_on": "2027-01-01", "ends_on": "2028-12-31"}.items():
        idea.page.locator(f"main form [name={name}]").fill(value)
    idea.save()
    idea.add("estimaciones", title="Obra civil", amount="1000000", year="2027", price_year="2026")
    idea.add("ubicaciones", title="El arroyo", geometry="26.712, -104.214")
    idea.passes("Factibilidad", "Acta 2/2026")

    idea.lacks("No hay dictamen")
    for kind in STUDIES:
        idea.add(
            "estudios", title=f"Estudio {kind}", kind=kind, verdict="feasible", author="Instituto", date="2026-01-15"
        )
    idea.passes("Financiamiento", "Acta 3/2026")

    idea.lacks("0 %", "No tiene hitos")
    idea.add(
        "financiamientos", title="Fondo estatal", source="state", year="2027", amount="1000000", status="authorized"
    )
    idea.add("hitos", title="Obra terminada", starts_on="2027-01-01", ends_on="2027-06-30", weight="1")
    idea.lacks("línea base")
    idea.visitor.open(f"{DESK}proyectos/{idea.number}/cronograma/")
    idea.page.locator("#fix [name=reason]").fill("Calendario acordado")
    idea.page.locator("#fix button").click()
    idea.passes("Ejecución", "Acta 4/2026")

    idea.lacks("Obra terminada")
    idea.visitor.open(f"{DESK}proyectos/{idea.number}/")
    idea.page.get_by_role("link", name="Obra terminada").first.click()
    idea.page.get_by_role("link", name="Editar").first.click()
    idea.page.locator("main form [name=progress]").fill("100")
    idea.page.locator("main form [name=done_on]").fill("2026-06-30")
    idea.save()
    idea.passes("Operación", "Acta 5/2026")
    idea.passes("Cerrado", "Acta 6/2026")
    expect(idea.open_stage().get_by_text("Está cerrado: después de eso no hay más puertas.")).to_be_visible()
    check_axe(idea.page)

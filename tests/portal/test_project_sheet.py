"""What a project's sheet shows to the public, on its page and as one page of PDF."""

import datetime
import json
import re

import pytest
import typst

from factories import (
    ConditionFactory,
    ContractFactory,
    EstimateFactory,
    FundingFactory,
    PermitFactory,
    PositionFactory,
    ProfileFactory,
    RiskFactory,
    StudyFactory,
)
from reading import main_html, main_text, section
from rumbo.core.actors import SYSTEM
from rumbo.core.pdf import FONTS
from rumbo.core.services import records
from rumbo.portfolio.models import Risk
from rumbo.portfolio.prints import page as ficha
from rumbo.portfolio.prints.words import qr

pytestmark = pytest.mark.django_db
URL = "/plan-2040/proyectos/7/"
PDF = f"{URL}ficha.pdf"
PAST, FUTURE = datetime.date(2020, 5, 1), datetime.date(2999, 5, 1)
HEADINGS = ("Ficha del proyecto", "¿Se puede hacer?", "Costo y dinero", "Permisos y terrenos", "Riesgos", "Equipo")


@pytest.fixture
def profile(story):
    made = ProfileFactory(
        project=story.project,
        problem="Nadie sabe cuánta agua se saca.",
        population="Quienes viven junto a los pozos.",
        beneficiaries=12500,
        text="Se pone un **medidor** en cada pozo.",
        results="Se sabe cuánta agua se saca.",
        sustainability="Lo mantiene el organismo con sus cuotas.",
        starts_on=datetime.date(2027, 1, 1),
        ends_on=datetime.date(2029, 12, 31),
    )
    made.objectives.add(story.objective)
    made.goals.add(story.goal)
    return made


@pytest.fixture
def words(client, monkeypatch):
    """Ask for the file and give the words that it is set from."""

    def read(url=PDF):
        given = []
        monkeypatch.setattr(ficha, "pdf", lambda words: given.append(words) or b"%PDF-")
        assert client.get(url).content == b"%PDF-"
        return given[-1]

    return read


def pages_of(words):
    """Return how many pages the words make."""
    data = json.dumps(words)
    made = typst.compile(
        ficha.TEMPLATE.read_bytes(),
        root=ficha.TEMPLATE.parent,
        format="svg",
        sys_inputs={"data": data},
        ignore_system_fonts=True,
        font_paths=[FONTS],
    )
    return 1 if isinstance(made, bytes) else len(made)


def test_what_there_is_not_is_left_out(client, story):
    text = main_text(client.get(URL))
    assert not [heading for heading in HEADINGS if heading in text.replace("Riesgos y", "")]


def test_the_profile(client, story, profile):
    page = client.get(URL)
    text = section(page, "Ficha del proyecto")
    assert "Problema que atiende Nadie sabe cuánta agua se saca." in text
    assert "Quienes viven junto a los pozos. 12,500 personas se benefician" in text
    assert "Objetivo: Equilibrar el acuífero" in text
    assert f'href="/plan-2040/temas/acuifero/#objective-{story.objective.pk}"' in main_html(page)
    assert f'href="/plan-2040/temas/acuifero/#goal-{story.goal.pk}"' in main_html(page)
    assert "<strong>medidor</strong>" in main_html(page)
    assert f'href="{PDF}"' in main_html(page)


def test_verdicts_say_whose_they_are_and_until_when(client, story):
    signed = {"project": story.project, "author": "Instituto", "date": PAST}
    study = StudyFactory(**signed, title="Suelos", verdict="conditions", expires_on=FUTURE)
    StudyFactory(**signed, title="Impacto", kind="environmental", verdict="feasible", expires_on=PAST)
    ConditionFactory(study=study, title="Medir antes", due_on=PAST)
    ConditionFactory(study=study, title="Medir después", due_on=FUTURE)
    ConditionFactory(study=study, title="Avisar", due_on=PAST, met_on=PAST)
    text = section(client.get(URL), "¿Se puede hacer?")
    assert "Suelos Factible con condiciones Instituto · 1 de mayo de 2020 · vale hasta el 1 de mayo de 2999" in text
    assert "Medir antes Vencida vence el 1 de mayo de 2020" in text
    assert "Medir después Aún no se cumple" in text
    assert "Avisar Cumplida 1 de mayo de 2020" in text
    assert "Impacto Factible Vencido" in text


def test_sums_of_money_are_exact(client, story):
    for _ in range(10):
        EstimateFactory(project=story.project, amount="0.10")
    EstimateFactory(project=story.project, amount="999.00", price_year=2024)
    FundingFactory(project=story.project, amount="0.10", status="identified")
    FundingFactory(project=story.project, amount="0.20", status="authorized")
    FundingFactory(project=story.project, amount="399.80", status="spent", source="state")
    text = section(client.get(URL), "Costo y dinero")
    assert "a precios de 2024–2026" in text
    assert "$1,000.00" in text
    assert "40 % de su costo está autorizado $400.00 de $1,000.00" in text
    assert "Federal $0.10 – $0.20 – – $0.30" in text
    assert "Total $0.10 – $0.20 – $399.80 $400.10" in text


def test_what_is_almost_authorised_is_not_rounded_up(client, story):
    EstimateFactory(project=story.project, amount="1000.00")
    FundingFactory(project=story.project, amount="999.99", status="committed")
    assert "99 % de su costo" in main_text(client.get(URL))


def test_permits_that_expired_say_so(client, story):
    PermitFactory(project=story.project, title="Zona federal", status="granted", granted_on=PAST, expires_on=PAST)
    PermitFactory(project=story.project, title="Uso de suelo", status="granted", expires_on=FUTURE)
    PermitFactory(project=story.project, title="Impacto", authority="Semarnat", status="refused")
    text = section(client.get(URL), "Permisos y terrenos")
    assert "Zona federal – Vencido" in text
    assert "Uso de suelo – Otorgado" in text
    assert "Impacto Semarnat Negado" in text


def test_risks_stand_in_a_matrix(client, story):
    RiskFactory(project=story.project, title="Poco", probability=1, impact=1)
    RiskFactory(project=story.project, title="Mucho", probability=3, impact=2, text="Se vigila.", owner="Una persona")
    text = section(client.get(URL), "Riesgos")
    assert "Alta – 1 – Media – – – Baja 2 – –" in text.replace("Alto", "Alta").replace("Medio", "Media").replace(
        "Bajo", "Baja"
    )
    assert "Mucho probabilidad" in text
    assert "Se vigila." in text
    assert "Una persona" not in text


def test_the_team_is_told_without_names(client, story):
    PositionFactory(
        project=story.project, title="Residente", person="Nombre Secreto", organization=story.organization
    )
    PositionFactory(project=story.project, title="Supervisión")
    page = client.get(URL)
    text = section(page, "Equipo")
    assert "1 vacante Residente Aguas del Valle Cubierta Supervisión Vacante" in text
    assert "Nombre Secreto" not in page.content.decode()


def test_contracts_give_their_ocds_id(client, story):
    ContractFactory(project=story.project, title="Obra civil", ocid="ocds-abc123-1", contractor="Obras SA")
    assert "Obra civil Obras SA" in section(client.get(URL), "Contratos")
    assert "ocds-abc123-1 $900,000.00" in section(client.get(URL), "Contratos")


def test_withdrawn_parts_are_left_out(client, story):
    risk = RiskFactory(project=story.project, title="Inundación")
    assert "Inundación" in main_text(client.get(URL))
    records.withdraw(SYSTEM, risk, reason="Ya pasó.")
    assert "Inundación" not in main_text(client.get(URL))


def test_the_page_costs_the_same_with_many_parts(story, profile, queries):
    def add():
        study = StudyFactory(project=story.project)
        for _ in range(2):
            ConditionFactory(study=study)
        for made in (EstimateFactory, FundingFactory, PermitFactory, RiskFactory, ContractFactory):
            made(project=story.project)
        PositionFactory(project=story.project, organization=story.organization)

    add()
    queries(URL)
    few = queries(URL)
    for _ in range(5):
        add()
    assert queries(URL) == few


def test_a_kept_page_is_renewed(client, story, settings, words):
    settings.CACHES = settings.CACHES | {"pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    assert "Sequía" not in main_text(client.get(URL))
    records.create(SYSTEM, Risk(plan=story.plan, project=story.project, title="Sequía"))
    assert "Sequía" in main_text(client.get(URL))
    assert "Sequía" in str(words())


def test_access_to_the_file(guarded, story):
    guarded(PDF)


def test_the_file_is_a_pdf(client, story, profile):
    response = client.get(PDF)
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'inline; filename="ficha-7.pdf"'
    assert response.content.startswith(b"%PDF-")


def test_the_file_says_what_matters(words, story, profile):
    EstimateFactory(project=story.project)
    FundingFactory(project=story.project, status="spent")
    StudyFactory(project=story.project, verdict="feasible", author="Instituto", date=PAST)
    shown = words()
    assert shown["title"] == "7 · Medidores en los pozos"
    assert ["Problema que atiende", "Nadie sabe cuánta agua se saca."] in [list(row) for row in shown["texts"]]
    assert ("Descripción", "Se pone un medidor en cada pozo.") in shown["texts"]
    side = {part["title"]: dict(part["rows"]) for part in shown["side"]}
    assert side["Datos"]["Costo"] == "$1,000,000.00"
    assert side["Datos"]["Autorizado"] == "50 %"
    assert side["Datos"]["Personas beneficiadas"] == "12,500"
    assert "Rinde cuentas: Aguas del Valle" in side["Datos"]
    assert side["¿Se puede hacer?"] == {"Técnica": "Factible"}
    assert shown["address"] == "http://testserver/plan-2040/proyectos/7/"
    assert pages_of(shown) == 1


def test_a_project_without_profile_has_a_page_too(words, story):
    shown = words()
    assert shown["texts"] == [("Descripción", "Uno en cada pozo grande.")]
    assert pages_of(shown) == 1


@pytest.mark.parametrize("text", ["palabra " * 3000, "x" * 20_000, "\n".join(["renglón"] * 2000), "W" * 9000])
def test_long_texts_are_cut_to_one_page(words, story, profile, text):
    for name in ("problem", "population", "text", "results", "sustainability"):
        setattr(profile, name, text)
    profile.save()
    story.project.title = "Título largo " * 70
    story.project.save()
    for _ in range(12):
        RiskFactory(project=story.project, title="Un riesgo de nombre muy largo " * 6)
        StudyFactory(project=story.project)
    shown = words()
    assert all(len(text) <= 620 and text.endswith("…") for _label, text in shown["texts"])
    assert pages_of(shown) == 1


def test_what_people_wrote_is_no_markup(client, story, profile):
    profile.problem = '#panic("no") $ \\ *fuerte* #read("/etc/passwd") <b> "'
    profile.save()
    assert client.get(PDF).content.startswith(b"%PDF-")


def test_the_code_leads_to_the_page():
    svg = qr("https://rumbo.example/plan-2040/proyectos/7/")
    size = int(re.search(r'viewBox="0 0 (\d+) ', svg)[1])
    assert size >= 29
    assert svg != qr("https://rumbo.example/plan-2040/proyectos/8/")


def test_texts_are_cut_between_words():
    assert ficha.cut("uno dos tres", 12) == "uno dos tres"
    assert ficha.cut("uno dos, tres", 10) == "uno dos…"
    assert len(ficha.cut("x" * 50, 10)) <= 10

"""The whole profile of a project as PDF: what is in it, what is not, and that no text can break it."""

import datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from factories import (
    ComponentFactory,
    ConditionFactory,
    ContractFactory,
    EstimateFactory,
    FundingFactory,
    MilestoneFactory,
    PermitFactory,
    PositionFactory,
    ProfileFactory,
    ProjectFactory,
    RiskFactory,
    StudyFactory,
)
from rumbo.core.actors import SYSTEM
from rumbo.portfolio.prints import page, sheet
from rumbo.portfolio.queries.print_sheets import print_sheets
from rumbo.portfolio.services.shares import Part, split_project

pytestmark = pytest.mark.django_db
PDF = "/plan-2040/proyectos/7/ficha-completa.pdf"
DAY, TODAY = datetime.date(2027, 3, 1), datetime.date(2027, 5, 1)
EVIL = '#panic("no") $x$ \\ *fuerte* _a_ `b` #read("/etc/passwd") <b> "c" // /* ]] @x = y - z + 1. ~ & % {'


def text_of(made):
    """Return the words of a PDF, with single spaces."""
    return " ".join(" ".join(one.extract_text() for one in PdfReader(BytesIO(made)).pages).split())


@pytest.fixture
def whole(story):
    """Give the project one part of each kind."""
    made = ProfileFactory(
        project=story.project,
        problem="Nadie sabe cuánta agua se saca.",
        population="Quienes viven junto a los pozos.",
        beneficiaries=12500,
        text="Se pone un **medidor** en cada pozo.\n\n- Uno grande\n- Uno chico",
        results="Se sabe cuánta agua se saca.",
        sustainability="Lo mantiene el organismo con sus cuotas.",
        starts_on=DAY,
        ends_on=datetime.date(2029, 12, 31),
    )
    made.objectives.add(story.objective)
    made.goals.add(story.goal)
    study = StudyFactory(
        project=story.project, title="Suelos", verdict="conditions", author="Instituto", date=DAY, text="Hay roca."
    )
    ConditionFactory(study=study, title="Medir antes", due_on=DAY)
    ComponentFactory(project=story.project, title="Red de telemetría")
    EstimateFactory(project=story.project, title="Obra civil", year=2027, amount="1000.10")
    EstimateFactory(project=story.project, title="Equipo", year=2028, amount="0.20")
    FundingFactory(project=story.project, amount="400.00", status="authorized")
    MilestoneFactory(project=story.project, title="Licitación", starts_on=DAY, ends_on=datetime.date(2027, 9, 1))
    PermitFactory(project=story.project, title="Uso de suelo", authority="Municipio", status="refused")
    RiskFactory(
        project=story.project, title="Inundación", text="Se vigila.", probability=3, impact=3, owner="Alguien"
    )
    PositionFactory(project=story.project, title="Residente", person="Nombre Secreto", dedication=50)
    ContractFactory(project=story.project, title="Contrato de obra", contractor="Obras SA")
    return made


def words(story):
    """Return the words of the whole profile."""
    [read] = print_sheets([story.project], TODAY)
    return sheet.words_of(read, story.plan, address="https://rumbo.example/plan-2040/proyectos/7/")


def test_access(guarded, story):
    guarded(PDF)


def test_the_file_has_all_that_the_page_shows(client, story, whole):
    response = client.get(PDF)
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'inline; filename="ficha-completa-7.pdf"'
    text = text_of(response.content)
    for said in (
        "Medidores en los pozos", "Nadie sabe cuánta agua", "Quienes viven junto", "12,500", "medidor", "Uno chico",
        "Lo mantiene el organismo", "Equilibrar el acuífero", "Red de telemetría", "Obra civil", "$1,000.10",
        "$1,000.30", "$400.00", "Licitación", "Suelos", "Factible con condiciones", "Hay roca.", "Medir antes",
        "Uso de suelo", "Municipio", "Negado", "Inundación", "9/9", "Se vigila.", "Residente", "50 %",
        "Contrato de obra", "Obras SA", "Aguas del Valle", "/plan-2040/proyectos/7/",
    ):  # fmt: skip
        assert said in text, said


def test_people_are_not_named(client, story, whole):
    text = text_of(client.get(PDF).content)
    assert "Nombre Secreto" not in text
    assert "Él" not in text


def test_shares_are_told_with_their_sums(client, story, whole):
    split_project(SYSTEM, story.project, Decimal("1000.30"), 10, [Part(story.territory, Decimal("1000.30"), 10)])
    text = text_of(client.get(PDF).content)
    assert "Quién pone qué" in text
    assert "Lerdo – $1,000.30 10" in text


def test_a_project_of_which_nothing_is_known_has_a_file(client, story):
    story.project.text = ""
    story.project.number = ""
    story.project.save()
    story.project.territories.clear()
    assert len(PdfReader(BytesIO(client.get(PDF).content)).pages) == 1


def test_the_english_page_speaks_english(client, story, whole):
    client.cookies["django_language"] = "en"
    assert "Problem it answers" in text_of(client.get(PDF, headers={"accept-language": "en"}).content)


HOSTILE = st.one_of(
    st.text(max_size=400),
    st.text(alphabet=st.characters(categories=["Cc", "Cf", "Zs", "Sm", "Po", "Lo", "Mn"]), max_size=200),
    st.sampled_from([EVIL, "x" * 10_000, "palabra " * 1250, "\n" * 500, "\u202e" * 9 + "abc", "\x00\x1b[31m", ""]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(HOSTILE, min_size=6, max_size=6))
def test_no_text_breaks_a_file(story, whole, texts):
    [read] = print_sheets([story.project], TODAY)
    profile = read.parts.profile
    profile.problem, profile.population, profile.text, profile.results = texts[:4]
    read.project.title = texts[4][:250]
    read.components[0].title = texts[4][:250]
    read.parts.risks[0].text = texts[5]
    read.parts.studies[0].row.text = texts[5]
    read.parts.positions[0].title = texts[4][:250]
    full = sheet.words_of(read, story.plan, address="https://rumbo.example/")
    assert sheet.pdf(full).startswith(b"%PDF-")
    one = page.words_of(story.project, read.parts, read.responsible, plan=texts[4], address="https://rumbo.example/")
    assert len(PdfReader(BytesIO(page.pdf(one))).pages) == 1


def test_markup_is_set_as_it_was_typed(story, whole):
    whole.problem = EVIL
    whole.save()
    assert '#panic("no") $x$' in text_of(sheet.pdf(words(story)))


def test_long_texts_go_on_over_pages(story, whole):
    whole.problem = "palabra " * 1249 + "última"
    whole.save()
    made = sheet.pdf(words(story))
    assert "última" in text_of(made)
    assert len(PdfReader(BytesIO(made)).pages) > 2


def test_many_projects_cost_as_many_queries_as_one(story, whole, django_assert_num_queries):
    with CaptureQueriesContext(connection) as one:
        print_sheets([story.project], TODAY)
    others = [ProjectFactory(program=story.project.program) for _ in range(8)]
    for other in others:
        ProfileFactory(project=other)
        ConditionFactory(study=StudyFactory(project=other))
        MilestoneFactory(project=other)
        RiskFactory(project=other)
    with django_assert_num_queries(len(one)):
        print_sheets([story.project, *others], TODAY)

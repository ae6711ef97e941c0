"""Titles: what is cut off them and what stays."""

import pytest

from rumbo.importers.documents.labels import find_rule
from rumbo.importers.documents.text import clean_title, fold, names_axis, plain, shortens, stem_words


@pytest.mark.parametrize(
    ("text", "title", "starred"),
    [
        ("Consultorios en polígonos de riesgo.", "Consultorios en polígonos de riesgo", False),
        ("Sistema Integrado de Transporte:", "Sistema Integrado de Transporte", False),
        ("Ciudad judicial*", "Ciudad judicial", True),
        ("Ciudad judicial.*", "Ciudad judicial", True),
        ("Ciudad judicial *.", "Ciudad judicial", True),
        ("Azoteas, jardines, etc.", "Azoteas, jardines, etc.", False),
        ("Frontera con EE.UU.", "Frontera con EE.UU.", False),
        ("Fomento Laguna, A.C.*", "Fomento Laguna, A.C.", True),
        ("Densidad de 90 hab/ha.", "Densidad de 90 hab/ha.", False),
        ("Y lo demás...", "Y lo demás...", False),
        ("¿Y después?", "¿Y después?", False),
        (".", "", False),
    ],
)
def test_final_marks(text, title, starred):
    assert clean_title(text) == (title, starred)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Modernización  de\u00a0la **infraestructura**", "Modernización de la infraestructura"),
        ("_Agua_ y *suelo*", "Agua y suelo"),
        ("Ciudad judicial*", "Ciudad judicial*"),
        ("Uno* y dos*", "Uno* y dos*"),
        ("[Ver](x.html) `a` \\*", "Ver a *"),
        ("A &amp; B", "A & B"),
        ("a < b > c <b>d</b>", "a < b > c <b>d</b>"),
        ("nombre_de_archivo_largo", "nombre_de_archivo_largo"),
        ("***Todo***", "Todo"),
    ],
)
def test_plain(text, expected):
    assert plain(text) == expected


def test_fold():
    assert fold("  Movilidad No-Motorizada, (Peatón) ") == fold("movilidad no motorizada peaton")


def test_shortened_names():
    full = "Buen Gobierno y Coordinación Metropolitana"
    assert shortens("Buen gobierno", full)
    assert not shortens("Coordinación Metropolitana", full)
    assert not shortens(full, "Buen Gobierno")
    assert names_axis(full, {"Buen Gobierno"})
    assert not names_axis("Salud mental", {"Salud"})
    assert not names_axis("Movilidad Urbana", {"Movilidad y Transporte", "Entorno Urbano"})


def test_file_names_as_words():
    assert stem_words("docs/marco-juridico.md") == "Marco juridico"
    assert stem_words("PLAN") == "PLAN"


@pytest.mark.parametrize(
    ("titles", "found"),
    [
        (["Tema: Salud", "Tema: Agua"], [("Salud", ""), ("Agua", "")]),
        (["Pilar 1. Agua", "Pilar 2. Suelo"], [("Agua", "1"), ("Suelo", "2")]),
        (["Línea de acción 1.2: Agua", "LÍNEA DE ACCIÓN 1.3 – Suelo"], [("Agua", "1.2"), ("Suelo", "1.3")]),
        (["Eje I. Agua", "Eje II. Suelo"], [("Agua", "I"), ("Suelo", "II")]),
        (["Reto A: Agua", "Reto B: Suelo"], [("Agua", "A"), ("Suelo", "B")]),
        (["Desafío 1: Agua", "Desafío 2: Suelo"], [("Agua", "1"), ("Suelo", "2")]),
        (["1. Agua", "2. Suelo"], [("Agua", "1"), ("Suelo", "2")]),
        (["1 Agua", "2 Suelo"], [("Agua", "1"), ("Suelo", "2")]),
        (["Eje Agua", "Eje Suelo"], [("Agua", ""), ("Suelo", "")]),
        (["Pilar 1. Agua"], [("Agua", "1")]),
    ],
)
def test_labels_of_headings(titles, found):
    rule = find_rule(titles, listed=False)
    assert rule is not None
    assert [rule.strip(title) for title in titles] == found


@pytest.mark.parametrize(
    ("titles", "listed"),
    [
        (["Salud", "Agua"], False),
        (["Red: uno", "Agua", "Suelo"], False),
        (["Torreón 2040"], False),
        (["Desarrollo Social", "Desarrollo Económico"], False),
        (["Fase 1 Norte", "Fase 2 Norte", "Fase 3 Sur"], True),
        (["100 viviendas", "200 viviendas"], True),
        (["2.69 % de las viviendas", "3.74% de las viviendas"], True),
    ],
)
def test_titles_without_label(titles, listed):
    assert find_rule(titles, listed) is None


@pytest.mark.parametrize("code", ["P-07", "[P-07]", "1.2.3", "P07:", "P.7 -", "1.2.3."])
def test_codes_in_items(code):
    titles = [f"{code} Agua", f"{code.replace('7', '8').replace('3', '4')} Suelo"]
    rule = find_rule(titles, listed=True)
    assert rule is not None
    assert rule.strip(titles[0]) == ("Agua", code.strip("[]:- ").rstrip("."))

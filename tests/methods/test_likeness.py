"""Near-duplicates among short Spanish texts."""

from __future__ import annotations

import csv

import pytest

from rumbo.methods.likeness import Proposal, proposals, sets, stems


def alike(one: str, other: str) -> bool:
    return bool(proposals([one, other]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Falta de espacio publico", "Faltan espacios públicos"),
        ("Corrupción", "corrupcion"),
        ("Deficiente infraestructura", "Infraestructura deficiente"),
        ("Falta de mecanismos eficientes de participación", "No hay mecanismos eficientes de participación"),
        ("Fala de planeación municipal a largo plazo", "Falta de planeación municipal a largo plazo"),
        ("Falta de creación de capital humano", "Falta de creación de capital humano (basado en la educación)"),
        ("Crecimiento desordenado de la ciudad", "Crecimiento desordenado de las ciudades"),
    ],
)
def test_the_same_in_other_words_is_proposed(one, other):
    assert alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Falta de cultura vial", "Falta de agua"),
        ("Falta de transporte", "Falta de transparencia"),
        ("Corrupción", "Impunidad y corrupción en los gobiernos municipales de la zona"),
        ("Agua", "Movilidad"),
        ("", "Agua"),
    ],
)
def test_what_is_not_alike_is_not_proposed(one, other):
    assert not alike(one, other)


def test_words_of_lack_alone_are_kept():
    assert stems("No hay") == stems("no HAY") != ()
    assert stems("¡¡¡") == ()


def test_proposals_are_sorted_and_the_same_each_time():
    texts = ["Falta agua potable", "Baches", "Falta de agua potable", "Bache", "Semáforos"]
    assert proposals(texts) == proposals(texts) == [Proposal(0, 2, 100.0), Proposal(1, 3, 100.0)]


@pytest.mark.parametrize("texts", [[], ["Agua"], ["", ""], ["🙂", "<b>"]])
def test_few_and_strange_texts_do_no_harm(texts):
    assert all(pair.first < pair.second for pair in proposals(texts))
    assert all(len(found) > 1 for found in sets(texts))


def test_a_set_is_alike_all_over():
    """What only a third one joins is not put together."""
    texts = [
        "Agua potable para las colonias",
        "Agua potable para las colonias altas",
        "Baches",
        "agua potable colonias",
    ]
    (found,) = sets(texts)
    assert found == (0, 1, 3)
    pairs = {(pair.first, pair.second) for pair in proposals(texts)}
    assert all((a, b) in pairs for a in found for b in found if a < b)


def test_no_text_is_in_two_sets():
    texts = [f"Falta de mantenimiento de la calle {n} oriente" for n in range(12)]
    places = [place for found in sets(texts) for place in found]
    assert len(places) == len(set(places))


@pytest.fixture(scope="module")
def workshops(reference_data):
    with (reference_data / "workshops" / "contributions.csv").open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file)]


def test_real_duplicates_are_found(workshops):
    found = {frozenset((workshops[p.first], workshops[p.second])) for p in proposals(workshops)}
    for pair in (
        (
            "Marco Jurídico Metropolitano (Reconocido por los Congresos)",
            "Inexistencia de un marco jurídico metropolitano",
        ),
        ("Falta de espacio publico", "Faltan espacios públicos"),
        ("Falta de ordenamiento ecologico", "Falta de ordenamiento ecológico"),
        ("Deficiente Transparencia y rendición de cuentas", "Deficiente transparencia y rendición de cuentas"),
        (
            "Rezago en infraestructura cultural",
            "Rezago en Infraestructura cultural para proyectos con perspectivas Social y Sustentable",
        ),
    ):
        assert frozenset(pair) in found


def test_real_texts_that_only_share_common_words_are_not(workshops):
    found = {frozenset((workshops[p.first], workshops[p.second])) for p in proposals(workshops)}
    for pair in (
        ("Falta de visión unificada", "Falta de visión humanística"),
        ("Falta del manejo integral del agua", "Falta de manejo integral de residuos"),
        ("Falta de espacio publico", "falta de politicas publicas"),
        ("Corrupción", "Impunidad"),
    ):
        assert {*pair} <= set(workshops)
        assert frozenset(pair) not in found


def test_of_all_real_pairs_few_are_proposed(workshops):
    """A facilitator reads each proposal: they have to be worth it."""
    assert 40 <= len(proposals(workshops)) <= 80
    assert max(len(found) for found in sets(workshops)) <= 6

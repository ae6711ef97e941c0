import pytest

from rumbo.importers import matching

URBAN = "Planes, Reglamentos e Información del Desarrollo Urbano"
PROJECTS = {
    "150": "Aprobación del Plan Metropolitano de Desarrollo Urbano",
    "151": "Actualización del Plan Metropolitano de Desarrollo Urbano",
    "213": "Manual de lineamientos para calles completas",
}


def targets(found):
    return {key: match.target for key, match in found.items()}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Transporte Público", "transporte publico"),
        ("Densificación  urbana", "Densificación urbana."),
        ("Metro-parque\u00a0Río", "Metroparque rio"),
        ("Sistema Integrado de Transporte:", "Sistema Integrado de Transporte*"),
    ],
)
def test_case_accents_spaces_and_punctuation_do_not_count(one, other):
    assert matching.exact(one) == matching.exact(other)
    assert matching.likeness(one, other) == 1.0


def test_stop_words_and_endings_do_not_count_as_substance():
    assert matching.content("Planes del Centro Histórico") == matching.content("El plan centro histórico")
    assert matching.same_substance("Plan del Centro Histórico", "Plan Centro Histórico")
    assert matching.likeness("Plan del Centro Histórico", "Plan Centro Histórico") == 0.957


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Movilidad motorizada", "Movilidad no motorizada"),
        ("Obras con permiso", "Obras sin permiso"),
        ("Fase 1 del sistema", "Fase 2 del sistema"),
        ("Vivienda formal", "Vivienda informal"),
        ("Plan de Desarrollo Urbano", "Plan Metropolitano de Desarrollo Urbano"),
    ],
)
def test_a_word_of_content_more_or_other_is_a_difference_of_substance(one, other):
    assert not matching.same_substance(one, other)


def test_a_typing_error_is_none():
    assert matching.same_substance("Certificación de policías", "Certificasión de policías")


def test_titles_without_words_of_content_are_alike_to_nothing():
    assert matching.likeness("De la", "Para el") == 0.0
    assert not matching.same_substance("De la", "Para el")


def test_themes_match_one_to_one_and_the_last_pair_is_to_confirm():
    wanted = {
        "a": "Planes y reglamentos de desarrollo urbano y ordenamiento territorial",
        "b": "Densificación urbana y aprovechamiento de vacíos urbanos",
    }
    found = matching.match_themes(wanted, {1: URBAN, 2: "Densificación  urbana y aprovechamiento de vacíos urbanos"})
    assert targets(found) == {"a": 1, "b": 2}
    assert (found["a"].is_exact, found["a"].score) == (False, 0.732)
    assert found["b"].is_exact


def test_themes_that_share_a_single_word_stay_apart():
    found = matching.match_themes({"a": "Salud pública"}, {1: "Seguridad pública"})
    assert targets(found) == {"a": None}
    assert [one.target for one in found["a"].candidates] == [1]


def test_a_theme_that_two_want_alike_goes_to_neither():
    wanted = {"a": "Planes y reglamentos de desarrollo urbano", "b": "Planes, información y desarrollo urbano"}
    assert targets(matching.match_themes(wanted, {1: URBAN})) == {"a": None, "b": None}


def test_entries_that_want_the_same_project_are_accepted_for_neither():
    wanted = {"a": "Plan Metropolitano de Desarrollo Urbano", "b": "Actualización del Plan de Desarrollo Urbano"}
    found = matching.match_priorities(wanted, PROJECTS, {})
    assert targets(found) == {"a": None, "b": None}
    assert [one.target for one in found["a"].candidates] == ["150", "151"]
    assert [one.target for one in found["b"].candidates] == ["151", "150"]


def test_an_entry_that_says_more_than_a_project_is_only_listed():
    wanted = {"a": "Calles Completas: Manual de lineamientos y proyecto piloto (Blvd. Independencia)"}
    found = matching.match_priorities(wanted, PROJECTS, {})["a"]
    assert found.target is None
    assert [(one.target, one.score) for one in found.candidates] == [("213", 0.683)]


def test_an_entry_like_nothing_has_no_candidates():
    found = matching.match_priorities({"a": "Plan Integral para el Manejo de Aguas Pluviales"}, PROJECTS, {})["a"]
    assert (found.target, found.candidates) == (None, [])


def test_a_programme_that_differs_in_a_stop_word_is_to_confirm():
    found = matching.match_priorities({"a": "Plan del Centro Histórico"}, PROJECTS, {"p": "Plan Centro Histórico"})
    assert (found["a"].target, found["a"].score) == ("p", 0.957)


def test_a_project_goes_before_a_programme_of_the_same_title():
    found = matching.match_priorities({"a": "Cartera vial"}, {"1": "Cartera Vial"}, {"p": "Cartera vial"})
    assert targets(found) == {"a": "1"}


def test_a_title_that_two_projects_have_is_accepted_for_neither():
    found = matching.match_priorities({"a": "Pozo"}, {"1": "Pozo", "2": "pozo."}, {})["a"]
    assert found.target is None
    assert [one.target for one in found.candidates] == ["1", "2"]


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Buen Gobierno", "gob"),
        ("buen gobierno y coordinacion metropolitana", "gob"),
        ("Entorno Urbano y Paisaje", "urb"),
        ("Desarrollo Económico", None),
        ("Desarrollo", None),
        ("Medio Ambiente y Sustentabilidad", None),
    ],
)
def test_axes_are_known_in_full_and_shortened(title, found):
    axes = {
        "gob": "Buen Gobierno y Coordinación Metropolitana",
        "soc": "Desarrollo Social",
        "rur": "Desarrollo Rural",
        "urb": "Entorno Urbano",
    }
    assert matching.find_axis(title, axes) == found


def test_candidates_are_few_and_best_first():
    words = ("norte", "sur", "este", "oeste", "centro", "alto")
    many = {word: f"Plan de Desarrollo Urbano {word}" for word in words}
    found = matching.candidates("Plan de Desarrollo Urbano", many)
    assert len(found) == matching.CANDIDATES
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_organizations_that_differ_in_their_legal_form_may_be_one():
    titles = [
        (1, "Fundación Azul, A.C."),
        (2, "Fundación Azul"),
        (3, "Fundación Verde A. C."),
        (4, "CLIP (Fundación)"),
    ]
    assert [pair[:2] for pair in matching.likely_duplicates(titles)] == [(1, 2)]


def test_organizations_much_alike_are_proposed_unless_each_has_a_key():
    titles = [
        (1, "Cámara Mexicana de la Industria de la Construcción"),
        (2, "Cámara Nacional de la Industria de la Construcción"),
        (3, "Cámara Nacional de Comercio"),
    ]
    assert matching.likely_duplicates(titles) == [(1, 2, 0.825)]
    assert matching.likely_duplicates(titles, strict=True) == []

import pytest

from rumbo.core.search.highlight import excerpt, marker
from rumbo.core.search.words import fold, parts, plain, sound, stem, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Semaforización", "semaforizacion"), ("NIÑEZ", "ninez"), ("Ágüeda", "agueda"), ("plain", "plain")],
)
def test_accents_and_case_are_folded(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ciclista", "ciclistas"),
        ("urbano", "urbanas"),
        ("luces", "luz"),
        ("redes", "red"),
        ("vialidades", "vialidad"),
        ("planes", "plan"),
        ("vias", "via"),
    ],
)
def test_words_of_a_family_have_one_stem(one, other):
    assert stem(one) == stem(other)


def test_different_words_keep_different_stems():
    assert len({stem(word) for word in ("mover", "movilidad", "movimiento", "motor", "204", "2040")}) == 6


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("semaforizacion", "semaforizasion"),
        ("vialidad", "bialidad"),
        ("hospital", "ospital"),
        ("ciclovia", "siclobia"),
        ("gestion", "jestion"),
        ("queja", "keja"),
        ("calle", "caye"),
        ("ampliacion", "anpliasion"),
    ],
)
def test_words_that_sound_the_same_meet(right, wrong):
    assert sound(right) == sound(wrong)


def test_ch_is_a_sound_of_its_own():
    assert sound("coche") != sound("coke")


def test_words_say_where_they_start():
    assert [tuple(word) for word in words("Paseo (2a etapa), 2015-2040")] == [
        ("Paseo", "paseo", 0),
        ("2a", "2a", 7),
        ("etapa", "etapa", 10),
        ("2015-2040", "2015-2040", 18),
    ]


def test_numbers_joined_by_a_sign_have_parts():
    assert parts("2015-2040") == ("2015", "2040")
    assert parts("1.2") == ("1", "2")
    assert parts("204") == ()


def test_markdown_is_read_as_text():
    source = "# Título\n\nUn *énfasis*, un [enlace](https://example.org/x) y\n\n- uno\n- dos\n\n| a | b |"
    assert plain(source) == "Título Un énfasis , un enlace y uno dos a b"


def test_marks_are_put_around_words_and_the_rest_is_escaped():
    mark = marker(frozenset({"ciclist"}), frozenset())
    assert mark("Red <b>ciclista</b> & Ciclistas") == (
        "Red &lt;b&gt;<mark>ciclista</mark>&lt;/b&gt; &amp; <mark>Ciclistas</mark>"
    )


def test_an_excerpt_is_cut_at_words():
    text = "palabra " * 60
    assert excerpt(text[10:250], 70, before=True, length=len(text)) == "… " + "palabra " * 28 + "palabra …"


def test_an_excerpt_stays_in_the_text_of_the_word():
    both = "Un texto corto ¶ A short text"
    assert excerpt(both, 3, before=False, length=29) == "Un texto corto"
    assert excerpt(both, 19, before=False, length=29) == "A short text"
    assert excerpt(both, 19, before=True, length=900) == "A short text"

"""The outline: every block with its level and line, of lists as people write them."""

import pytest

from rumbo.importers.documents.outline import read_outline


def blocks(text):
    return [(one.type, one.level, one.line, one.text) for one in read_outline("a.md", text).blocks]


def items(text):
    return [(one.level, one.number, one.text) for one in read_outline("a.md", text).items()]


def test_headings_of_both_kinds():
    text = "Uno\n===\n\nDos\n---\n\n### Tres ###\n\n##Cuatro\n\n**Cinco**\n\n#no\n"
    assert blocks(text) == [
        ("heading", 1, 1, "Uno"),
        ("heading", 2, 4, "Dos"),
        ("heading", 3, 7, "Tres"),
        ("heading", 2, 9, "Cuatro"),
        ("heading", 7, 11, "Cinco"),
        ("paragraph", 0, 13, "#no"),
    ]


def test_lines_that_wrap_are_joined():
    text = "* Uno que\n  sigue\n    * Dos\nsigue también\n\nTexto que\nsigue en\n2014. Y más\n"
    assert blocks(text) == [
        ("item", 1, 1, "Uno que sigue"),
        ("item", 2, 3, "Dos sigue también"),
        ("paragraph", 0, 6, "Texto que sigue en"),
        ("item", 1, 8, "Y más"),
    ]


def test_a_number_in_a_long_paragraph_begins_no_list():
    text = "Esta es una frase larga que se parte en dos líneas porque no cabe en la de\n2014. Y sigue.\n"
    assert [one[0] for one in blocks(text)] == ["paragraph"]


@pytest.mark.parametrize("bullet", ["-", "*", "+", "•", "–"])
def test_bullets_of_every_kind(bullet):
    assert items(f"{bullet} Uno\n\t{bullet} Dos\n{bullet}\u00a0Tres\n") == [
        (1, "", "Uno"),
        (2, "", "Dos"),
        (1, "", "Tres"),
    ]


def test_numbers_go_on_under_the_next_bullet():
    assert items("* A\n    1. b\n    2. c\n* D\n    3) e\n    4.- f\n") == [
        (1, "", "A"),
        (2, "1", "b"),
        (2, "2", "c"),
        (1, "", "D"),
        (2, "3", "e"),
        (2, "4", "f"),
    ]


def test_numbers_under_bullets_at_one_indentation():
    assert [level for level, _number, _text in items("* A\n1. b\n2. c\n* D\n3. e\n")] == [1, 2, 2, 1, 2]


def test_dotted_numbers_at_one_indentation():
    assert items("1. Uno\n1.1 Dos\n1.1.1 Tres\n1.2 Cuatro\n2. Cinco\n") == [
        (1, "1", "Uno"),
        (2, "1.1", "Dos"),
        (3, "1.1.1", "Tres"),
        (2, "1.2", "Cuatro"),
        (1, "2", "Cinco"),
    ]


def test_a_figure_begins_no_item():
    assert items("El gasto:\n\n2.5 millones de pesos\n\n- 3.5 millones\n") == [(1, "", "3.5 millones")]


def test_uneven_indentation():
    assert [level for level, _number, _text in items("* A\n   * b\n    * c\n   * d\n * E\n        * f\n")] == [
        1,
        2,
        2,
        2,
        1,
        2,
    ]


def test_the_first_item_after_a_heading_is_as_deep_as_it_is_indented():
    assert [one[0] for one in items("# A\n\n* b\n    * c\n\n# D\n\n    * e\n")] == [1, 2, 2]
    assert [one[0] for one in items("# A\n\n  * b\n    * c\n\n# D\n\n  * e\n")] == [1, 2, 1]


def test_quotes_tables_code_and_html():
    text = "> Uno\n>\n> Dos\n\nA | B\n--|--\n1 | 2\n\n```\n# no\n```\n\n<div>\n* no\n</div>\n\n* * *\n"
    assert blocks(text) == [
        ("quote", 0, 1, "Uno\n\nDos"),
        ("other", 0, 5, "A | B\n--|--\n1 | 2"),
        ("other", 0, 9, "```\n# no\n```"),
        ("other", 0, 13, "<div>\n* no\n</div>"),
    ]


def test_front_matter_gives_the_title():
    outline = read_outline("a.md", '---\ntitle: "El agua"\ntags:\n  - a\n---\n\nTexto\n')
    assert (outline.title, blocks("---\ntitle: x\n---\nTexto\n")) == (
        "El agua",
        [("paragraph", 0, 4, "Texto")],
    )


def test_a_rule_at_the_start_is_no_front_matter():
    assert blocks("---\nTexto, sin más\n---\n")[0][3] == "Texto, sin más"

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rumbo.desk import diff
from rumbo.desk.diff import segments

texts = st.text(alphabet="ab .\n", max_size=40)


@given(texts, texts)
def test_both_texts_are_in_the_differences(before, after):
    found = segments(before, after, context=10_000)
    assert "".join(text for operation, text in found if operation != "insert") == before
    assert "".join(text for operation, text in found if operation != "delete") == after


def test_words_and_phrases():
    assert segments("Construir 40 km de vías", "Construir 62 km de vías seguras") == [
        ("equal", "Construir "),
        ("delete", "40"),
        ("insert", "62"),
        ("equal", " km de vías"),
        ("insert", " seguras"),
    ]
    assert segments("rojo vivo", "azul claro") == [("delete", "rojo vivo"), ("insert", "azul claro")]


@pytest.mark.parametrize(("before", "after"), [("", ""), ("igual", "igual")])
def test_equal_texts(before, after):
    assert segments(before, after) == ([("equal", before)] if before else [])


def test_long_unchanged_stretches_are_shortened():
    same = "palabra " * 200
    ((_, head), *_rest, (_, tail)) = segments(f"{same}uno {same}", f"{same}dos {same}", context=20)
    assert head == " …" + (same)[-20:]
    assert tail == (" " + same)[:20] + " …"


def test_words_are_compared_only_where_a_paragraph_changed(monkeypatch):
    compared = []
    words = diff._words
    monkeypatch.setattr(diff, "_words", lambda gone, come: compared.append((gone, come)) or words(gone, come))
    before = "\n\n".join(f"Párrafo {n} con varias palabras de prueba." * 5 for n in range(300))
    after = before.replace("Párrafo 100 con", "Párrafo cien con", 1)
    assert any(operation == "insert" for operation, _text in segments(before, after))
    ((gone, come),) = compared
    assert gone.startswith("Párrafo 100 con")
    assert come.startswith("Párrafo cien con")

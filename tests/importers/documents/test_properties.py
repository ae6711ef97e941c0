"""Whatever the bytes, reading ends with a draft: never with a traceback."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from rumbo.importers.documents import DOCUMENT_KINDS, ROLES, FileMapping, Mapping, read_documents
from rumbo.importers.draft import KINDS
from rumbo.importers.files import InputFile

NAMES = ("a.md", "b.md", "vision.txt")
LINES = st.sampled_from(
    [
        "# Agua", "## Tema: Ríos", "### Gráfica 1. Algo", "* Uno", "    * Dos", "\t1. Tres*", "1.1.1 Cuatro",
        "- P-07 Cinco", "> Cita", "", "_Nota: x_", "**Metas**", "Objetivos / Metas", "a | b", "--|--", "```", "---",
        "<img src=x>", "<b", "[x](y)",
        "[x]: y", "![", "Texto largo que no dice nada en particular.", "2. Dos", "   ", "===", "#", "* *",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=300), st.lists(LINES, max_size=30).map("\n".join))
LEVELS = ("h1", "h2", "h3", "bold", "list1", "list2", "list3", "metas/list1")
MAPPINGS = st.builds(
    FileMapping,
    kind=st.sampled_from((*DOCUMENT_KINDS, "otra")),
    levels=st.dictionaries(st.sampled_from(LEVELS), st.sampled_from((*ROLES, "otro"))),
    axis=st.sampled_from(("", "Agua")),
    chapter=st.sampled_from(("", "legal", "otro")),
)


def check(reading):
    keys = set()
    for row in reading.draft.rows:
        assert row.kind in KINDS
        assert (row.kind, row.key) not in keys
        assert row.fields["title"]
        assert row.source.file in NAMES
        keys.add((row.kind, row.key))
    for row in reading.draft.rows:
        for kind in ("axis", "theme", "objective", "strategy", "program", "project"):
            assert kind not in row.fields or (kind, row.fields[kind]) in keys
    assert all(one.message for one in (*reading.draft.problems, *reading.draft.notes))
    assert Mapping.from_json(json.loads(json.dumps(reading.mapping.to_json()))) == reading.mapping


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_any_text(texts):
    files = [InputFile(name, text.encode("utf-8", "replace")) for name, text in zip(NAMES, texts, strict=False)]
    reading = read_documents(files)
    check(reading)
    assert read_documents(files).draft == reading.draft


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(content):
    check(read_documents([InputFile("a.md", content)]))


@settings(max_examples=100, deadline=None)
@given(TEXTS, MAPPINGS)
def test_any_mapping(text, one):
    check(read_documents([InputFile("a.md", text.encode("utf-8", "replace"))], Mapping({"a.md": one})))


@settings(max_examples=60, deadline=None)
@given(st.lists(LINES, max_size=30))
def test_lines_are_those_of_the_file(lines):
    for row in read_documents([InputFile("a.md", "\n".join(lines).encode())]).draft.rows:
        assert 1 <= row.source.line <= len(lines)

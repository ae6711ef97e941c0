"""What is wrong with a document is said in a sentence: what, where, and how to mend it."""

import pytest
from django.utils import translation

from rumbo.importers.documents import FileMapping, Mapping

PLAN = """\
# Agua

## Ríos

* Riberas
    1. Retirar basura
    2. Plantar sauces
* Aforos
    3. Instalar escalas
"""


def said(problems):
    return [(one.source.file, one.source.line, one.message) for one in problems]


def test_windows_1252_is_converted(read, paths):
    reading = read({"rios.md": PLAN.encode("cp1252")})
    assert paths(reading, "theme") == [("Agua", "Ríos")]
    assert reading.draft.problems == []
    assert said(reading.draft.notes) == [
        (
            "rios.md",
            0,
            "The file is in Windows-1252 and was converted. Save it in UTF-8 to be sure of every letter.",
        )
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_converted(read, paths, encoding):
    reading = read({"rios.md": PLAN.encode(encoding)})
    assert paths(reading, "theme") == [("Agua", "Ríos")]
    assert [note.message for note in reading.draft.notes] == [
        "The file is in UTF-16 and was converted. Save it in UTF-8 to be sure of every letter."
    ]


def test_a_byte_order_mark_is_no_text(read, paths):
    reading = read({"rios.md": PLAN.encode("utf-8-sig")})
    assert paths(reading, "axis") == [("Agua",)]
    assert reading.draft.notes == []


@pytest.mark.parametrize(
    "content",
    [
        bytes(range(256)) * 20,
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00\x01" * 90,
        b"\xff\xfe\x00\xd8\x00",
    ],
)
def test_what_is_no_text_is_refused(read, content):
    reading = read({"plan.md": content})
    assert said(reading.draft.problems) == [
        ("plan.md", 0, "The file is not text. Save the document as plain text (Markdown) in UTF-8.")
    ]
    assert reading.draft.rows == []


@pytest.mark.parametrize("content", [b"", b" \n\n\t", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(read, content):
    reading = read({"plan.md": content})
    assert said(reading.draft.problems) == [
        ("plan.md", 0, "The file is empty. Save the document again, or leave the file out.")
    ]


def test_a_file_too_large_is_refused(read):
    reading = read({"plan.md": b"a" * 10_000_001})
    assert [one.message for one in reading.draft.problems] == [
        "The file is larger than 10 MB, too large for a text document."
    ]


def test_a_folder_with_nothing_of_use(read):
    reading = read({"foto.jpg": b"\xff\xd8", ".DS_Store": b"\x00"})
    assert said(reading.draft.notes) == [
        (name, 0, "The file was left out: it is no text document.") for name in ("foto.jpg", ".DS_Store")
    ]
    assert said(reading.draft.problems) == [
        (
            "",
            0,
            "Nothing of a plan was found. Give Markdown documents: a portfolio, a vision, a priority list or "
            "chapters in prose.",
        )
    ]
    assert [one.message[:28] for one in read({}).draft.problems] == ["Nothing of a plan was found."]


def test_a_number_used_twice_in_a_file(read):
    reading = read({"rios.md": PLAN.replace("3. Instalar", "2. Instalar")})
    assert said(reading.draft.problems) == [
        (
            "rios.md",
            9,
            "Project number 2 is used twice: line 7 of rios.md and line 9 of rios.md. Give one of them its own.",
        )
    ]


def test_a_number_used_twice_in_two_files(read):
    other = "# Suelo\n\n## Laderas\n\n* Terrazas\n    3. Trazar terrazas\n    4. Construir terrazas\n"
    reading = read({"rios.md": PLAN, "suelo.md": other})
    assert said(reading.draft.problems) == [
        (
            "suelo.md",
            6,
            "Project number 3 is used twice: line 9 of rios.md and line 6 of suelo.md. Give one of them its own.",
        )
    ]


def test_a_project_in_two_programmes(read):
    reading = read({"rios.md": PLAN + "    1. Retirar Basura.\n"})
    assert said(reading.draft.problems) == [
        (
            "rios.md",
            10,
            'Project "Retirar Basura" stands in two programs: line 6 of rios.md and line 10 of rios.md. Keep it in '
            "one of them, or tell the two apart by their numbers or titles.",
        )
    ]


def test_a_project_without_number_in_two_programmes(read):
    text = "# Agua\n\n## Ríos\n\n- Riberas\n  - Limpiar\n  - Plantar\n- Presas\n  - Limpiar\n"
    reading = read({"rios.md": text})
    assert [one.source.line for one in reading.draft.problems] == [9]


def test_one_title_with_two_numbers_is_two_projects(read):
    reading = read({"rios.md": PLAN + "    4. Retirar basura\n"})
    assert reading.draft.problems == []
    assert said(reading.draft.notes) == [
        (
            "rios.md",
            10,
            'Project "Retirar basura" stands in two programs: line 6 of rios.md and line 10 of rios.md.',
        )
    ]
    assert len(list(reading.draft.of("project"))) == 4


def test_one_title_in_two_axes_is_two_projects(read):
    text = "# {}\n\n## Tema\n\n- Uno\n  - Difusión\n  - {} a\n- Dos\n  - {} b\n"
    reading = read({"a.md": text.format("Agua", "x", "x"), "b.md": text.format("Suelo", "y", "y")})
    assert reading.draft.problems == []
    assert len(list(reading.draft.of("project"))) == 6


def test_a_goal_without_objective(read):
    reading = read(
        {
            "vision.md": "# Agua\n\n> Agua limpia.\n\n## Ríos\n\n* Limpiar los ríos\n    * Agua clara\n\n"
            "## Pozos\n\n    * Un medidor por pozo\n"
        }
    )
    assert said(reading.draft.problems) == [
        (
            "vision.md",
            12,
            'Goal "Un medidor por pozo" belongs to no objective. Put its objective above it (list level 1), or '
            "correct its indentation.",
        )
    ]
    assert [row.fields["title"] for row in reading.draft.of("goal")] == ["Agua clara"]


@pytest.mark.parametrize("line", ["    4. Aforar pozos", "4. Aforar pozos"])
def test_a_project_without_programme(read, line):
    reading = read({"rios.md": f"{PLAN}\n## Pozos\n\n{line}\n        * Norte\n"})
    assert said(reading.draft.problems) == [
        (
            "rios.md",
            13,
            'Project "Aforar pozos" belongs to no program. Put its program above it (list level 1), or correct its '
            "indentation.",
        )
    ]
    assert list(reading.draft.of("component")) == []


def test_a_file_without_axis(read):
    text = PLAN.replace("# Agua\n", "").replace("\n## Ríos", "## Ríos") + "\n## Pozos\n\n* Aforo\n    4. Medir\n"
    levels = {"h2": "theme", "list1": "program", "list2": "project"}
    reading = read({"rios.md": text}, mapping=Mapping({"rios.md": FileMapping("portfolio", levels)}))
    assert said(reading.draft.problems) == [
        (
            "rios.md",
            line,
            f'Theme "{title}" belongs to no axis. Put the name of the axis above it as a heading, or name the axis '
            "of the file in the mapping.",
        )
        for line, title in ((1, "Ríos"), (9, "Pozos"))
    ]
    named = Mapping({"rios.md": FileMapping("portfolio", levels, axis="Agua")})
    mended = read({"rios.md": text}, mapping=named)
    assert mended.draft.problems == []
    assert len(list(mended.draft.of("project"))) == 4


def test_a_title_too_long(read):
    reading = read({"rios.md": PLAN.replace("Plantar sauces", "Plantar sauces " + "y más sauces " * 20)})
    assert said(reading.draft.problems) == [
        (
            "rios.md",
            7,
            'Project "Plantar sauces y más sauces y más sauces y más sauces y más …" has 274 characters, and 250 are '
            "allowed. Shorten it, and put the rest in a paragraph below.",
        )
    ]


def test_a_statement_may_be_longer_but_not_without_end(read):
    text = "# Agua\n\n> Agua.\n\n## Ríos\n\n* {}\n    * Meta\n"
    assert read({"v.md": text.format("a" * 999)}).draft.problems == []
    assert [one.message for one in read({"v.md": text.format("a" * 1001)}).draft.problems] == [
        f'Objective "{"a" * 60}…" has 1001 characters, and 1000 are allowed. Shorten it, and put the rest in a '
        "paragraph below."
    ]


def test_html_in_titles_stays_literal(read):
    reading = read({"rios.md": PLAN.replace("Plantar sauces", "<script>alert(1)</script> **Plantar** sauces")})
    titles = [row.fields["title"] for row in reading.draft.of("project")]
    assert titles[1] == "<script>alert(1)</script> Plantar sauces"
    assert said(reading.draft.notes) == [("rios.md", 7, "HTML was kept as plain text.")]


def test_a_number_too_long(read):
    number = "P-" + ".".join(["1234"] * 5)
    text = PLAN.replace("1. Retirar", f"* {number} Retirar").replace("2. P", "* P-2 P").replace("3. I", "* P-3 I")
    assert [one.message for one in read({"rios.md": text}).draft.problems] == [
        f"Project number {number} is too long: 20 characters are allowed."
    ]


def test_a_diagnosis_without_axis(read):
    mapping = Mapping({"d.md": FileMapping("diagnosis", {"list1": "problem"})})
    text = "Los problemas son:\n\n1. Polvo\n2. Ruido\n\nHay mucho polvo y mucho ruido.\n"
    assert said(read({"d.md": text}, mapping=mapping).draft.problems) == [
        (
            "d.md",
            1,
            "The diagnosis names no axis. Begin it with the axis as a heading, or name it in the mapping.",
        )
    ]
    mapping.files["d.md"].axis = "Aire"
    reading = read({"d.md": text}, mapping=mapping)
    assert [row.fields["title"] for row in reading.draft.of("problem")] == ["Polvo", "Ruido"]
    assert [row.fields["title"] for row in reading.draft.of("axis")] == ["Aire"]


def test_a_line_without_words_is_left_out(read):
    reading = read({"rios.md": PLAN.replace("Instalar escalas", "**")})
    assert len(list(reading.draft.of("project"))) == 2
    assert said(reading.draft.notes) == [("rios.md", 9, "A line without text was left out.")]


def test_the_sentences_are_in_spanish_too(read):
    text = "# Agua\n\n> Agua limpia.\n\n## Ríos\n\n* Limpiar\n    * Agua clara\n\n## Pozos\n\n    * Medidores\n"
    with translation.override("es"):
        reading = read({"vision.md": text})
    assert [one.message for one in reading.draft.problems] == [
        "Meta «Medidores»: no pertenece a ningún objetivo. Pon encima su objetivo (nivel 1 de la lista), o corrige "
        "la sangría."
    ]

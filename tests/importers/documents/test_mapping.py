"""The mapping: plain data that a person changes, and that is followed."""

import json

import pytest

from rumbo.importers.documents import FileMapping, LevelSummary, Mapping

PLAN = "# Agua\n\n## Ríos\n\n* Riberas\n    1. Retirar basura\n    2. Plantar sauces\n        * Norte\n"


def test_it_goes_to_json_and_back(read):
    mapping = read({"a/rios.md": PLAN}).mapping
    data = json.loads(json.dumps(mapping.to_json()))
    assert data == {
        "files": {
            "a/rios.md": {
                "kind": "portfolio",
                "axis": "",
                "chapter": "",
                "levels": {
                    "h1": "axis",
                    "h2": "theme",
                    "list1": "program",
                    "list2": "project",
                    "list3": "component",
                },
            }
        }
    }
    assert Mapping.from_json(data) == mapping


def test_it_is_followed(read, paths):
    levels = {"h1": "axis", "h2": "ignore", "list1": "theme", "list2": "objective", "list3": "goal"}
    reading = read({"rios.md": PLAN}, mapping=Mapping({"rios.md": FileMapping("vision", levels)}))
    assert paths(reading, "goal") == [("Agua", "Riberas", "Plantar sauces", "Norte")]
    assert [one.title for one in reading.vision_themes] == ["Riberas"]
    assert reading.mapping.files["rios.md"].levels == levels


def test_a_file_that_it_does_not_name_is_told_by_structure(read):
    reading = read({"rios.md": PLAN, "otro.md": "Texto.\n"}, mapping=Mapping({"otro.md": FileMapping("ignore")}))
    assert {name: one.kind for name, one in reading.mapping.files.items()} == {
        "rios.md": "portfolio",
        "otro.md": "ignore",
    }
    assert list(reading.draft.of("chapter")) == []


def test_a_kind_alone_lets_the_levels_be_told(read, paths):
    reading = read({"rios.md": PLAN}, mapping=Mapping({"rios.md": FileMapping("vision")}))
    assert paths(reading, "objective") == [("Agua", "Ríos", "Riberas")]


def test_the_kind_of_a_chapter(read):
    mapping = Mapping({"texto.md": FileMapping("chapter", chapter="legal")})
    reading = read({"texto.md": "# Introducción\n\nTexto.\n"}, mapping=mapping)
    assert [row.fields["kind"] for row in reading.draft.of("chapter")] == ["legal"]


def test_the_levels_are_shown_with_examples(read):
    assert read({"rios.md": PLAN}).levels["rios.md"] == [
        LevelSummary("h1", "axis", 1, ("Agua",)),
        LevelSummary("h2", "theme", 1, ("Ríos",)),
        LevelSummary("list1", "program", 1, ("Riberas",)),
        LevelSummary("list2", "project", 2, ("Retirar basura", "Plantar sauces")),
        LevelSummary("list3", "component", 1, ("Norte",)),
    ]


def test_unknown_words_are_problems(read):
    mapping = Mapping({"rios.md": FileMapping("cartera", {"h1": "eje"}, chapter="prólogo")})
    reading = read({"rios.md": PLAN}, mapping=mapping)
    assert [(one.source.file, one.message.split(". Use")[0]) for one in reading.draft.problems] == [
        ("rios.md", f'The mapping says "{word}", which is not known') for word in ("cartera", "prólogo", "eje")
    ]
    assert reading.draft.problems[0].message.endswith(
        "Use one of: portfolio, vision, priority, diagnosis, chapter, index, ignore."
    )
    assert reading.draft.rows == []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, 'The mapping must be an object with "files": one entry for each file.'),
        ([], 'The mapping must be an object with "files": one entry for each file.'),
        ({"files": 3}, 'The mapping must be an object with "files": one entry for each file.'),
        ({"files": {"a.md": 3}}, 'The mapping of a.md must be an object with "kind" and "levels".'),
        (
            {"files": {"a.md": {"levels": []}}},
            'The mapping of a.md must be an object with "kind" and "levels".',
        ),
    ],
)
def test_another_shape_is_refused(data, message):
    with pytest.raises(ValueError, match=r"^The mapping") as caught:
        Mapping.from_json(data)
    assert str(caught.value) == message

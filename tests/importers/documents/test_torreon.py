"""The documents of a real plan, held against tables that others extracted from it."""

import re
from collections import Counter
from itertools import pairwise

import pytest
from django.utils import translation

from rumbo.importers.documents import read_documents

AXES = [
    "Buen Gobierno y Coordinación Metropolitana",
    "Desarrollo Social",
    "Entorno Urbano",
    "Movilidad y Transporte",
]
KINDS = {"cartera": "portfolio", "vision": "vision", "diagnostico": "diagnosis"}


@pytest.fixture(scope="module")
def reading(documents):
    with translation.override("en"):
        return read_documents(documents)


def _plain(text):
    return re.sub(r"\s+", " ", text).strip()


def _title(text):
    return _plain(text).rstrip("*").rstrip(".:")


def _path(reading, row, *kinds):
    by_key = {row.key: row for row in reading.draft.rows}
    found = [row.fields["title"]]
    for kind in kinds:
        row = by_key[row.fields[kind]]
        found.insert(0, row.fields["title"])
    return tuple(found)


def test_nothing_is_wrong(reading):
    assert reading.draft.problems == []
    assert reading.draft.explicit_keys is False


def test_counts(reading):
    assert Counter(row.kind for row in reading.draft.rows) == {
        "axis": 4,
        "theme": 17 + 17,
        "program": 65,
        "project": 197,
        "component": 9,
        "objective": 37,
        "goal": 81,
        "problem": 20,
        "chapter": 10,
        "priority_entry": 29,
    }
    assert sum(row.fields.get("_vision", False) for row in reading.draft.of("theme")) == 17


def test_keys_are_unique_and_references_lead_somewhere(reading):
    keys = {(row.kind, row.key) for row in reading.draft.rows}
    assert len(keys) == len(reading.draft.rows)
    for row in reading.draft.rows:
        for kind in ("axis", "theme", "program", "project", "objective"):
            if kind in row.fields and row.kind != "priority_entry":
                assert (kind, row.fields[kind]) in keys


def test_axes_in_order_with_their_vision(reading):
    axes = list(reading.draft.of("axis"))
    assert [row.fields["title"] for row in axes] == AXES
    assert axes[2].fields["text"].startswith("Un **Entorno Urbano** que cuenta con una _Infraestructura Eficiente,_")
    assert axes[2].fields["text"].count("\n\n") == 2
    assert not any(">" in row.fields["text"] for row in axes)


def test_projects_have_the_programme_and_theme_of_the_reference(reading, reference):
    found = [
        (*_path(reading, row, "program", "theme"), row.fields["number"], row.fields["under_way"])
        if "under_way" in row.fields
        else (*_path(reading, row, "program", "theme"), row.fields["number"], False)
        for row in reading.draft.of("project")
    ]
    wanted = [
        (
            _title(row["theme"]),
            _title(row["program"]),
            _title(row["project"]),
            row["number"],
            row["project"].endswith("*"),
        )
        for row in reference("cartera")
    ]
    assert sorted(found, key=lambda one: int(one[3])) == sorted(wanted, key=lambda one: int(one[3]))
    assert sum(one[4] for one in found) == 18


def test_components(reading):
    projects = {row.key: row.fields["number"] for row in reading.draft.of("project")}
    found = [(projects[row.fields["project"]], row.fields["title"]) for row in reading.draft.of("component")]
    assert found == [
        ("214", "Fase 1 Sistema BRT"),
        ("214", "Fase 2 Sistema BRT"),
        ("214", "Fase 3 Carriles confinados"),
        ("217", "CETRAM-Centro Torreón"),
        ("217", "Terminal Durango-Torre Eiffel"),
        ("217", "Terminal Coahuila-Tec de Torreón"),
        ("217", "Terminal Hamburgo"),
        ("217", "Terminal Independencia"),
        ("217", "Estaciones de Transferencia"),
    ]


def test_objectives_and_goals_as_in_the_reference(reading, reference):
    goals = [_path(reading, row, "objective", "theme") for row in reading.draft.of("goal")]
    wanted = [
        (_title(row["theme"]), _plain(row["objective"]), _plain(row["goal"]))
        for row in reference("metas")
        if row["goal"].strip()
    ]
    assert sorted(goals) == sorted(wanted)
    objectives = [_path(reading, row, "theme") for row in reading.draft.of("objective")]
    bare = [(_title(r["theme"]), _plain(r["objective"])) for r in reference("metas") if not r["goal"].strip()]
    assert sorted(objectives) == sorted(bare)


def test_a_goal_keeps_its_point(reading):
    titles = {row.fields["title"] for row in reading.draft.of("goal")}
    assert "Aumentar la densidad de población a 90 Hab/Ha." in titles


def test_the_theme_named_twice_is_one(reading):
    themes = [row for row in reading.draft.of("theme") if row.fields["title"] == "Transporte Público"]
    assert [row.source.line for row in themes] == [22]
    programs = [row.fields["title"] for row in reading.draft.of("program") if row.fields["theme"] == themes[0].key]
    assert programs == [
        "Sistema Integrado de Transporte BRT",
        "Implementación del Plan Integral de Movilidad Urbana Sustentable",
        "Capacitación y certificación a conductores del transporte público",
    ]


def test_sources(reading, documents):
    lines = {file.name: file.content.decode().split("\n") for file in documents}
    for row in reading.draft.rows:
        if row.kind == "chapter":
            continue
        line = re.sub(r"\s+", " ", lines[row.source.file][row.source.line - 1])
        assert row.fields["title"] in line, row


def test_priority_entries(reading):
    assert Counter(item.axis_title for item in reading.priority_items) == {
        "Buen Gobierno": 2,
        "Desarrollo Económico": 4,
        "Desarrollo Social": 8,
        "Movilidad y Transporte": 5,
        "Entorno Urbano": 6,
        "Medio Ambiente y Sustentabilidad": 4,
    }
    first = reading.priority_items[0]
    assert (first.title, first.source.line) == (
        "Elección ciudadana de cabildos con representación territorial",
        3,
    )
    rows = {row.key: row.fields for row in reading.draft.of("priority_entry")}
    assert rows[first.key] == {"axis_title": "Buen Gobierno", "title": first.title}
    assert (
        "Construcción de instalaciones para la escuela municipal de música Silvestre Revueltas en Gómez Palacio"
        in {item.title for item in reading.priority_items}
    )
    shortened = [one for one in reading.axis_mentions if one.kind == "priority"]
    assert [one.title for one in shortened][:2] == ["Buen Gobierno", "Desarrollo Económico"]
    assert {one.key for one in shortened} == {""}


def test_vision_themes(reading):
    assert len(reading.vision_themes) == 17
    theme = next(one for one in reading.vision_themes if one.title.startswith("Planes y reglamentos"))
    assert theme.axis_title == "Entorno Urbano"
    assert len(theme.objectives) == 3


def test_problems_of_the_four_diagnoses(reading):
    axes = {row.key: row.fields["title"] for row in reading.draft.of("axis")}
    found = [(axes[row.fields["axis"]], row.fields["title"]) for row in reading.draft.of("problem")]
    assert Counter(axis for axis, _title in found) == dict.fromkeys(AXES, 5)
    assert found[0] == (AXES[0], "Inexistencia de un marco jurídico metropolitano")
    assert (AXES[3], "La cultura vial no es suficiente") in found


def test_chapters(reading):
    axes = {row.key: row.fields["title"] for row in reading.draft.of("axis")}
    found = [
        (row.fields["kind"], row.fields["title"], axes.get(row.fields.get("axis", "")))
        for row in reading.draft.of("chapter")
    ]
    assert found == [
        *(("diagnosis", axis, axis) for axis in AXES),
        ("legal", "Marco Jurídico", None),
        ("methodology", "Metodología", None),
        ("model", "Modelo de Desarrollo", None),
        ("introduction", "Presentación", None),
        ("scenarios", "Prospectiva y Escenarios", None),
        ("synthesis", "Síntesis del Diagnóstico", None),
    ]


def test_chapters_are_readable(reading):
    for row in reading.draft.of("chapter"):
        text = row.fields["text"]
        assert not re.search(r"<(?:img|iframe)|!\[|\]\((?!https?://)", text), row.fields["title"]
        headings = [len(marks) for marks in re.findall(r"^(#+) ", text, re.MULTILINE)]
        assert not headings or min(headings) == 2
        assert all(below - above <= 1 for above, below in pairwise(headings))
    mobility = next(
        row.fields["text"] for row in reading.draft.of("chapter") if row.source.file.endswith("movilidad.md")
    )
    assert "**Gráfica 1. Comparativo regional de nivel de motorización**\n\n**Fuente:** INEGI, 2014" in mobility
    assert "Centro          |" in mobility


def test_each_image_and_frame_left_out_is_noted(reading, documents):
    wanted = [
        (file.name, number)
        for file in documents
        for number, line in enumerate(file.content.decode().split("\n"), start=1)
        if line.startswith(("<img", "<iframe"))
    ]
    notes = {(note.source.file, note.source.line) for note in reading.draft.notes}
    assert len(wanted) == 12
    assert set(wanted) <= notes


def test_each_file_alone_is_the_same_kind(documents, reading):
    for file in documents:
        for known in ([], AXES, AXES[:1]):
            alone = read_documents([file], known_axes=known).mapping.files[file.name]
            assert alone == reading.mapping.files[file.name], (file.name, known)


def test_the_mapping_may_be_given_again(documents, reading):
    again = read_documents(documents, reading.mapping)
    assert again.draft == reading.draft


def test_a_file_alone_gives_its_part(documents):
    names = ["cartera-buen-gobierno.md", "vision-movilidad.md"]
    for name, kind, count in ((names[0], "project", 32), (names[1], "goal", 16)):
        file = next(one for one in documents if one.name == name)
        found = read_documents([file])
        assert sum(row.kind == kind for row in found.draft.rows) == count
        assert found.draft.problems == []

import pytest

from rumbo.importers.draft import Source
from rumbo.importers.files import InputFile
from rumbo.importers.new_plan import find_title, plan_row

INDEX = InputFile("indice.md", "# Plan Torreón 2040\n\n* [Uno](uno.md)\n".encode())
PROSE = InputFile("presentacion.md", "# Presentación\n\nDe 2000 a 2010 creció. El plan va de 2015 a 2040.\n".encode())
MAPPING = {"files": {"indice.md": {"kind": "index"}, "presentacion.md": {"kind": "chapter"}}}
PLACES = {"torreon": "Torreón", "lerdo": "Lerdo"}


def made(files, *, mapping=MAPPING, key="", places=PLACES):
    notes = []
    row = plan_row(files, mapping, places, key=key, this_year=2026, notes=notes)
    return row, [note.message for note in notes]


def test_title_years_and_territory_are_found():
    row, notes = made([INDEX, PROSE])
    assert row.key == "plan-torreon-2040"
    assert row.fields == {"title": "Plan Torreón 2040", "start_year": 2015, "end_year": 2040, "territory": "torreon"}
    assert row.source == Source("indice.md", 1)
    assert notes == [
        "Los archivos dan un plan nuevo: «Plan Torreón 2040», 2015-2040. Lo que no sea así se puede cambiar."
    ]


@pytest.mark.parametrize(
    ("title", "text", "years"),
    [
        ("Plan 2015-2040", "", (2015, 2040)),
        ("Plan 2015 al 2040", "", (2015, 2040)),
        ("Plan 2040", "", (2026, 2040)),
        ("Plan 2020", "", (2020, 2020)),
        ("Plan Rector", "Entre 2025 y más. 2022 – 2050; 2022 a 2050; 2030 a 2045", (2022, 2050)),
        ("Plan Rector", "El censo de 2000 a 2010", (2026, 2046)),
    ],
)
def test_years(title, text, years):
    row, _notes = made([InputFile("indice.md", f"# {title}\n\n{text}\n".encode())])
    assert (row.fields["start_year"], row.fields["end_year"]) == years


def test_what_is_supposed_is_said():
    row, notes = made([InputFile("nota.md", b"# Nota\n")], mapping={}, key="valle-2050")
    assert (row.key, row.fields["title"]) == ("valle-2050", "Valle 2050")
    assert notes[1:] == ["Ningún archivo da el título del plan; bastaría un índice con su encabezado."]
    row, notes = made([InputFile("nota.md", b"# Nota\n")], mapping={})
    assert (row.key, row.fields["title"]) == ("nuevo-plan", "Nuevo plan")
    assert notes[2:] == ["Ningún archivo da los años del plan; se supusieron."]


def test_without_an_index_a_heading_that_speaks_of_a_plan_and_a_year_is_its_title():
    files = [InputFile("a.md", b"# Presentacion 2040\n"), InputFile("b.md", b"# Plan del Valle 2050\n")]
    assert find_title(files, {}).title == "Plan del Valle 2050"


def test_a_title_that_names_two_territories_gives_none():
    row, _notes = made([InputFile("indice.md", "# Plan de Torreón y Lerdo 2040\n".encode())])
    assert "territory" not in row.fields

from __future__ import annotations

from collections import Counter

from rumbo.importers.files import InputFile
from rumbo.importers.organizations import is_organizations, read_organizations


def test_the_real_list(reference_data):
    file = InputFile("institutions.csv", (reference_data / "institutions.csv").read_bytes())
    assert is_organizations(file)
    draft = read_organizations(file)
    assert draft.problems == []
    assert len(draft.rows) == 390
    assert draft.rows[0].fields == {
        "title": "Colegio Ingles-Secundaria",
        "sector": "academic",
        "group": "Instituciones educativas",
    }
    assert Counter(row.fields["sector"] for row in draft.rows) == {
        "other": 272,
        "public": 41,
        "private": 31,
        "social": 27,
        "academic": 19,
    }


def test_problems_name_the_line_and_doubles_are_taken_once():
    content = f"Sector,Nombre\nPúblico,Agua\n,\nPrivado,AGUA\nSocial,{'x' * 201}\nMedios,  \n".encode()
    draft = read_organizations(InputFile("lista.csv", content))
    assert [(row.fields["title"], row.fields["sector"]) for row in draft.rows] == [("Agua", "public")]
    assert [(p.source.line, p.message.split(":")[0]) for p in draft.problems] == [
        (5, "El nombre tiene 201 caracteres de 200 permitidos"),
        (6, "La organización no tiene nombre"),
    ]
    assert [(n.source.line, n.message) for n in draft.notes] == [
        (4, "«AGUA» ya está en la línea 2; se tomó una sola vez.")
    ]


def test_an_empty_list_and_other_files():
    assert "ninguna organización" in read_organizations(InputFile("l.csv", b"sector,name\n")).problems[0].message
    assert not is_organizations(InputFile("l.csv", b"name,latitude\n"))
    assert not is_organizations(InputFile("l.csv", b""))
    assert not is_organizations(InputFile("l.md", b"sector,name\n"))

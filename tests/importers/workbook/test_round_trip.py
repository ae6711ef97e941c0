from __future__ import annotations

import io

import openpyxl
import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from rumbo.importers.draft import Draft, Row
from rumbo.importers.files import InputFile
from rumbo.importers.schema import BY_KIND, TABLES, Column
from rumbo.importers.workbook import read_workbook, write_workbook


def there_and_back(draft: Draft) -> Draft:
    return read_workbook(InputFile("plan.xlsx", write_workbook(draft)))


def stated(row: Row) -> dict:
    """The fields of a row that hold something."""
    return {name: value for name, value in row.fields.items() if value not in ("", None, [], False)}


def full_row(kind: str, key: str = "clave") -> Row:
    fields: dict = {}
    for column in BY_KIND[kind].columns[1:]:
        if column.readonly:
            continue
        fields[column.code] = {
            "text": f"{column.code} á ñ",
            "long": "Uno\n\nDos = tres",
            "integer": 2031,
            "boolean": True,
            "choice": column.choices[0] if column.choices else "",
            "reference": "otra",
            "references": ["una", "dos"],
            "money": "1234567.80",
            "date": "2031-05-06",
        }[column.type]
    if kind in ("action", "responsibility", "antecedent_link"):
        owners = [c.code for c in BY_KIND[kind].columns if c.type == "reference" and not c.required]
        owners = [code for code in owners if code != "territory"]
        for code in owners[1:]:
            fields[code] = ""
    return Row(kind, key, fields)


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("kind", [table.kind for table in TABLES])
def test_every_kind_comes_back_as_it_went(kind, language):
    row = full_row(kind)
    with override(language):
        draft = there_and_back(Draft([row]))
    assert draft.problems == []
    assert draft.notes == []
    (back,) = draft.rows
    assert (back.kind, back.key, stated(back)) == (kind, "clave", stated(row))


def test_a_workbook_written_in_spanish_is_read_by_an_english_reader():
    with override("es"):
        content = write_workbook(Draft([full_row("project")]))
    with override("en"):
        draft = read_workbook(InputFile("plan.xlsx", content))
    assert draft.problems == []
    assert draft.rows[0].fields["term"] == "short"


def test_what_looks_like_a_formula_stays_text():
    row = Row("axis", "eje", {"title": '=HYPERLINK("http://x","y")', "text": "+52 871\n@nadie\n-1"})
    content = write_workbook(Draft([row]))
    sheet = openpyxl.load_workbook(io.BytesIO(content))[str(BY_KIND["axis"].label)]
    assert (sheet["B3"].value, sheet["B3"].data_type) == ('=HYPERLINK("http://x","y")', "s")
    assert stated(read_workbook(InputFile("p.xlsx", content)).rows[0]) == row.fields


def test_a_text_longer_than_a_cell_goes_on_in_the_next_column():
    text = "Párrafo. " * 9000
    draft = there_and_back(
        Draft([Row("chapter", "largo", {"kind": "other", "title": "Largo", "text": text.rstrip()})])
    )
    assert draft.problems == []
    assert draft.rows[0].fields["text"] == text.rstrip()


def texts(column: Column) -> st.SearchStrategy[str]:
    alphabet = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\x85")
    found = st.text(alphabet, max_size=min(column.limit or 60, 60))
    return found.map(lambda text: " ".join(text.split()))


@given(
    st.lists(st.fixed_dictionaries({c.code: texts(c) for c in BY_KIND["axis"].columns[1:]}), min_size=1, max_size=4)
)
@settings(max_examples=40, deadline=None)
def test_any_text_comes_back_unchanged(rows):
    draft = Draft([Row("axis", f"eje-{n}", {**f, "title": f["title"] or "Eje"}) for n, f in enumerate(rows)])
    back = there_and_back(draft)
    assert back.problems == []
    assert [stated(row) for row in back.rows] == [stated(row) for row in draft.rows]


def test_drop_downs_and_help_are_there():
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(Draft([full_row("project")]))))
    sheet = book[str(BY_KIND["project"].label)]
    lists = {str(v.sqref).split(":")[0][:-1]: v.formula1 for v in sheet.data_validations.dataValidation}
    letters = {cell.value: cell.column_letter for cell in sheet[1]}
    assert lists[letters["Plazo"]] == '"Corto plazo,Mediano plazo,Largo plazo"'
    assert lists[letters["Programa"]].startswith("'Programas'!$A$3")
    assert sheet["A2"].value == str(BY_KIND["project"].columns[0].help)
    assert book.sheetnames[0] == "Léeme"
    assert book.sheetnames[-1] == "Valores permitidos"

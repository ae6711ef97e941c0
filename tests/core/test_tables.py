import csv
import json
from datetime import date
from io import StringIO

import pytest
from openpyxl import load_workbook

from rumbo.core.tables import Column, Table, csv_lines, export_response, json_lines, xlsx_file

TABLE = Table(
    "things",
    "Things",
    (
        Column("name", "Name", lambda row: row["name"]),
        Column("count", "How many", lambda row: row["count"]),
        Column("good", "Good", lambda row: row["good"]),
        Column("places", "Places", lambda row: row["places"]),
        Column("day", "Day", lambda row: row["day"]),
    ),
)


def thing(name="Ciclovía", count=-3, good=True, places=("Torreón", "Lerdo"), day=date(2026, 1, 31)):
    return {"name": name, "count": count, "good": good, "places": places, "day": day}


def written(**options):
    return "".join(csv_lines(TABLE, [thing(), thing(name='Uno, "dos"\ntres', places=(), day=None)], **options))


def sheet_of(rows):
    with xlsx_file(TABLE, rows) as file:
        return load_workbook(file).active


def test_csv():
    assert written() == (
        "name,count,good,places,day\r\n"
        "Ciclovía,-3,true,Torreón; Lerdo,2026-01-31\r\n"
        '"Uno, ""dos""\ntres",-3,true,,\r\n'
    )


def test_csv_for_excel_begins_with_a_mark():
    assert written(bom=True) == "\ufeff" + written()


DANGEROUS = ["=1+1", "+52 871", "-2", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://example.org")']


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_is_a_formula_in_csv(text):
    rows = list(csv.reader(StringIO("".join(csv_lines(TABLE, [thing(name=text)])), newline="")))
    assert rows[1][0] == f"'{text}"


@pytest.mark.parametrize("text", ["a=b", "1-2", "'x", "Torreón @ 2040", ""])
def test_other_texts_are_left_alone_in_csv(text):
    rows = list(csv.reader(StringIO("".join(csv_lines(TABLE, [thing(name=text)])), newline="")))
    assert rows[1][0] == text


def test_a_list_that_begins_as_a_formula_is_disarmed_too():
    rows = list(csv.reader(StringIO("".join(csv_lines(TABLE, [thing(places=("=1", "2"))])), newline="")))
    assert rows[1][3] == "'=1; 2"


@pytest.mark.parametrize("text", [*DANGEROUS[:5], DANGEROUS[6], "#REF!"])
def test_texts_are_texts_in_xlsx_unaltered(text):
    sheet = sheet_of([thing(name=text)])
    assert (sheet["A2"].value, sheet["A2"].data_type) == (text, "s")


def test_xlsx_has_labels_and_types():
    sheet = sheet_of([thing()])
    assert sheet.title == "Things"
    assert [cell.value for cell in sheet[1]] == ["Name", "How many", "Good", "Places", "Day"]
    assert [cell.value for cell in sheet[2]][:4] == ["Ciclovía", -3, True, "Torreón; Lerdo"]
    assert sheet["E2"].value.date() == date(2026, 1, 31)


def test_xlsx_leaves_out_what_no_sheet_can_hold():
    sheet = sheet_of([thing(name="a\x0bb" + "x" * 40_000)])
    assert sheet["A2"].value == ("ab" + "x" * 40_000)[:32_767]


def test_json():
    assert json.loads("".join(json_lines(TABLE, [thing(), thing(name="=1", places=())]))) == [
        {"name": "Ciclovía", "count": -3, "good": True, "places": ["Torreón", "Lerdo"], "day": "2026-01-31"},
        {"name": "=1", "count": -3, "good": True, "places": [], "day": "2026-01-31"},
    ]
    assert json.loads("".join(json_lines(TABLE, []))) == []


def test_many_rows_come_in_pieces():
    rows = [thing(name=str(number)) for number in range(450)]
    pieces = list(csv_lines(TABLE, iter(rows)))
    assert len(pieces) == 3
    assert len("".join(pieces).splitlines()) == 451
    assert [row["name"] for row in json.loads("".join(json_lines(TABLE, iter(rows))))] == [
        str(number) for number in range(450)
    ]


@pytest.mark.parametrize(
    ("wanted", "kind"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("json", "application/json"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_a_page_gives_its_list_as_a_file(rf, wanted, kind):
    response = export_response(rf.get("/", {"format": wanted}), TABLE, [thing()], "cosas")
    assert response.headers["Content-Type"] == kind
    assert response.headers["Content-Disposition"] == f'attachment; filename="cosas.{wanted}"'
    content = b"".join(response.streaming_content)
    start = {"csv": b"\xef\xbb\xbfname,", "json": b"[\n{", "xlsx": b"PK"}[wanted]
    assert content.startswith(start)
    if wanted == "xlsx":
        response.file_to_stream.close()


@pytest.mark.parametrize("wanted", ["", "pdf", "CSV"])
def test_without_a_known_format_the_page_is_shown(rf, wanted):
    assert export_response(rf.get("/", {"format": wanted}), TABLE, [], "cosas") is None

"""Tables of indicators and values: what is read, proposed, listed and refused."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories.monitoring import IndicatorFactory
from factories.places import TerritoryFactory
from factories.plan import PlanFactory
from importers.plans import applied, files, proposed
from rumbo.cli.commands.export import listed
from rumbo.cli.importing import find_plan
from rumbo.core.actors import SYSTEM
from rumbo.core.errors import Refused
from rumbo.importers.files import InputFile
from rumbo.importers.formats import read
from rumbo.importers.observations.propose import frequency_of
from rumbo.importers.services import applying
from rumbo.importers.services.proposing import propose
from rumbo.monitoring.models import Indicator, Observation, Series
from rumbo.monitoring.services.observations import revise
from rumbo.places.models import Territory
from rumbo.plan.models import Plan

pytestmark = pytest.mark.django_db
SHEETS = "indicator,area,name,description,format,categories\npozos,agua,Pozos medidos,,cantidad,Agua\n"
VALUES = "indicator,territory,date,value,source,notes\n"


def table(*rows, name="observations.csv", heading=VALUES):
    return InputFile(name, (heading + "".join(f"{row}\n" for row in rows)).encode())


def sheets(*rows):
    return table(*rows, name="indicators.csv", heading=SHEETS)


def problems(*given):
    return [(line.source.file, line.source.line, line.message) for line in propose(given, None).problems]


def notes(given, plan=None):
    lines = propose(given, plan).lines
    return [(line.source.line, line.message) for line in lines if line.action == "note" and line.source.file]


def exported(plan):
    text = b"".join(listed(plan, "observations", "csv")).decode()
    return [list(row.values()) for row in csv.DictReader(io.StringIO(text, newline=""))]


class TestReading:
    @pytest.mark.parametrize(
        "text",
        [
            "indicator,territory,date,value\npozos,Lerdo,2020-12-31,5\n",
            "indicador;territorio;fecha;valor;fuente;notas\r\npozos;Lerdo;31/12/2020;5;;\r\n",
            "\ufeffValor\tFecha\tTerritorio\tIndicador\n5\t2020-12-31\tLerdo\tpozos\n",
        ],
    )
    def test_headings_in_both_languages_and_any_order(self, text):
        found = read([InputFile("valores.csv", text.encode())])
        assert (found.format, found.draft.problems) == ("observations", [])
        (row,) = found.draft.rows
        assert {"indicator": "pozos", "territory": "Lerdo", "date": "2020-12-31", "value": "5"}.items() <= (
            row.fields.items()
        )

    def test_notes_beside_the_tables_do_not_hide_them(self):
        beside = [InputFile("SOURCE.md", b"# Where this is from"), InputFile("foto.png", b"\x89PNG")]
        found = read([sheets(), table("pozos,Lerdo,2020-12-31,5,,"), *beside])
        assert (found.format, len(found.draft.rows)) == ("observations", 2)
        assert [note.source.file for note in found.draft.notes] == ["SOURCE.md", "foto.png"]

    def test_beside_the_documents_of_a_plan_they_wait(self):
        found = read([*files(), table("pozos,Lerdo,2020-12-31,5,,")])
        assert found.format == "documents"
        assert [note.source.file for note in found.draft.notes] == ["observations.csv"]

    @pytest.mark.parametrize(
        ("row", "words"),
        [
            ("pozos,Lerdo,2020-02-31,5,,", "calendario"),
            ("pozos,Lerdo,2020,5,,", "no es un día"),
            ("pozos,Lerdo,,5,,", "Le falta el día"),
            ('pozos,Lerdo,2020-12-31,"12,5",,', "coma decimal"),
            ('pozos,Lerdo,2020-12-31,"1,250",,', "millares"),
            ("pozos,Lerdo,2020-12-31,1 250,,", "solo el número"),
            ("pozos,Lerdo,2020-12-31,45%,,", "porcentaje"),
            ("pozos,Lerdo,2020-12-31,,,", "vacío"),
            (f"pozos,Lerdo,2020-12-31,{'9' * 61},,", "60"),
            ("pozos,,2020-12-31,5,,", "territorio"),
            (f"pozos,{'L' * 121},2020-12-31,5,,", "120"),
            (",Lerdo,2020-12-31,5,,", "indicador"),
            ("Pozos medidos,Lerdo,2020-12-31,5,,", "clave"),
            (f"pozos,Lerdo,2020-12-31,5,{'F' * 301},", "300"),
            ("pozos,Lerdo,2020-12-31,5,,nota,de más", "comillas"),
        ],
    )
    def test_what_is_wrong_in_a_row_is_told_with_its_line(self, row, words):
        (found,) = problems(sheets(), table("pozos,Lerdo,2019-12-31,4,,", row))
        assert found[:2] == ("observations.csv", 3)
        assert words in found[2]

    def test_every_wrong_cell_is_told_at_once(self):
        assert len(problems(table("pozos,,2020-02-31,45%,,"))) == 3

    @pytest.mark.parametrize(
        ("row", "words"),
        [
            ("pozos,agua,Otra vez,,cantidad,", "línea 2"),
            ("otro,agua,,,cantidad,", "nombre"),
            (f"otro,agua,{'N' * 251},,cantidad,", "250"),
            ("otro,agua,Otro,,euros,", "porcentaje"),
            (f"{'o' * 151},agua,Otro,,cantidad,", "150"),
        ],
    )
    def test_what_is_wrong_in_a_sheet(self, row, words):
        (found,) = problems(sheets(row))
        assert found[:2] == ("indicators.csv", 3)
        assert words in found[2]

    @pytest.mark.parametrize(
        ("text", "line", "words"),
        [
            ("indicator,territory,value\npozos,Lerdo,5\n", 1, "date"),
            ("indicator,territory,date,value,value\npozos,Lerdo,2020-12-31,5,6\n", 1, "value"),
            (VALUES, 1, "ninguna fila"),
            (f'{VALUES}pozos,Lerdo,2020-12-31,5,"INEGI', 2, "CSV"),
        ],
    )
    def test_what_is_wrong_with_a_table(self, text, line, words):
        (found,) = problems(InputFile("observations.csv", text.encode()))
        assert found[:2] == ("observations.csv", line)
        assert words in found[2]

    def test_a_column_that_is_not_known_is_told_and_left(self):
        found = notes([table("pozos,Lerdo,2020-12-31,5,1", heading="indicator,territory,date,value,peso\n")])
        assert any("peso" in message for _line, message in found)


class TestWhatIsListed:
    @pytest.mark.parametrize(
        ("value", "words"),
        [("-3", "conteo"), ("5000", "1000 veces"), ("ND", "no es un número"), ("X", "no es un número")],
    )
    def test_strange_values_are_taken_and_listed(self, value, words):
        given = [sheets(), table("pozos,Lerdo,2019-12-31,5,,", f"pozos,Lerdo,2020-12-31,{value},,")]
        (found,) = [note for note in notes(given) if words in note[1]]
        assert found[0] == 3
        assert found[1].startswith(f"Pozos medidos · Lerdo · 2020-12-31: {value} — ")
        applied(given, PlanFactory())
        assert list(Observation.objects.order_by("on").values_list("text", flat=True)) == ["5", value]

    def test_two_values_for_one_date_and_the_same_one_twice(self):
        rows = [f"pozos,Lerdo,2020-12-31,{value},," for value in ("5", "6", "5.0")]
        found = [message for _line, message in notes([sheets(), table(*rows)]) if "ese día" in message]
        assert len(found) == 1
        everything = [line.message for line in propose([sheets(), table(*rows)], None).lines]
        assert any("1 fila repite" in message for message in everything)

    def test_the_value_before_may_be_in_the_plan(self):
        plan = PlanFactory()
        applied([sheets(), table("pozos,Lerdo,2019-12-31,5,,")], plan)
        found = notes([table("pozos,Lerdo,2019-12-31,6,,", "pozos,Lerdo,2020-12-31,9000,,")], plan)
        assert [line for line, _message in found] == [2, 3]


class TestTerritories:
    def test_known_ones_are_found_by_name_and_key(self):
        plan = PlanFactory()
        lerdo = TerritoryFactory(title="Lerdo", key="mpio-lerdo", kind="municipality")
        applied([table("pozos,LERDO,2020-12-31,5,,", "pozos,mpio-lerdo,2021-12-31,6,,")], plan)
        assert list(Series.objects.values_list("territory", flat=True)) == [lerdo.pk]

    def test_two_of_one_name_are_not_guessed(self):
        for key in ("matamoros-coahuila", "matamoros-tamaulipas"):
            TerritoryFactory(title="Matamoros", key=key, kind="municipality")
        (found,) = problems(table("pozos,Matamoros,2020-12-31,5,,"))
        assert "matamoros-coahuila, matamoros-tamaulipas" in found[2]
        assert problems(table("pozos,matamoros-coahuila,2020-12-31,5,,")) == []

    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("Nacional", "country"),
            ("Nuevo León", "state"),
            ("Zona Metropolitana de Saltillo", "metropolitan"),
            ("Comarca Lagunera", "metropolitan"),
            ("San Pedro", "municipality"),
            ("Ñ 東京", "municipality"),
        ],
    )
    def test_those_that_are_not_known_are_made(self, name, kind):
        applied([table(f"pozos,{name},2020-12-31,5,,")], PlanFactory())
        assert Territory.objects.get(title=name).kind == kind
        assert exported(Plan.objects.get())[0][1] == name

    def test_what_is_proposed_beside_a_twin_is_told(self):
        TerritoryFactory(title="México", key="mexico", kind="country")
        (found,) = [message for _line, message in notes([table("p,Nacional,2020-12-31,5,,")]) if "aparte" in message]
        assert "«México»" in found


class TestImportingAgain:
    def test_what_people_edited_stays_and_what_the_file_changed_is_written(self):
        plan = PlanFactory()
        applied([sheets()], plan)
        Indicator.objects.update(title="Pozos con medidor", version=2)
        run = applied([sheets()], plan)
        assert (run.counts["changed"], run.counts["left"]) == (0, 1)
        changed = InputFile("indicators.csv", sheets().content.replace(b"Pozos medidos", b"Pozos en uso"))
        assert applied([changed], plan).counts["changed"] == 1
        assert Indicator.objects.get().title == "Pozos en uso"

    def test_values_that_were_revised_here_stay_revised(self):
        plan = PlanFactory()
        given = [sheets(), table("pozos,Lerdo,2020-12-31,5,INEGI,")]
        applied(given, plan)
        revise(SYSTEM, Observation.objects.get(), "6", "INEGI", reason="Corregido")
        assert applied(given, plan).counts["taken"] == 0
        assert [row[3] for row in exported(plan)] == ["6"]

    def test_values_of_what_is_withdrawn_or_computed_are_left(self):
        plan = PlanFactory()
        IndicatorFactory(plan=plan, key="pozos", state="withdrawn")
        IndicatorFactory(plan=plan, key="suma", computation="sum")
        run = applied([sheets(), table("pozos,Lerdo,2020-12-31,5,,", "suma,Lerdo,2020-12-31,5,,")], plan)
        assert (run.counts["left"], Observation.objects.count()) == (3, 0)

    def test_a_proposal_is_stale_once_values_came(self):
        plan = PlanFactory()
        run = proposed([sheets(), table("pozos,Lerdo,2020-12-31,5,,")], plan)
        applied([sheets()], plan)
        with pytest.raises(applying.StaleProposal):
            applying.apply(SYSTEM, run)

    def test_only_who_manages_the_plan_imports(self, plan, editor, manager):
        given = [sheets(), table("pozos,Lerdo,2020-12-31,5,,")]
        with pytest.raises(PermissionDenied):
            applied(given, plan, actor=editor)
        assert not Indicator.objects.exists()
        TerritoryFactory(title="Lerdo", kind="municipality")
        run = applied(given, plan, actor=manager)
        assert Observation.objects.get().batch.actor == manager
        assert run.lines.filter(kind="observation").get().line == 2


class TestWhichPlan:
    def test_the_only_one_a_named_one_or_a_new_one(self):
        given = [table("pozos,Lerdo,2020-12-31,5,,")]
        assert find_plan(given, "") == (None, "")
        plan = PlanFactory(key="uno")
        assert find_plan(given, "") == (plan, "")
        PlanFactory(key="dos")
        assert find_plan(given, "uno") == (plan, "")
        assert find_plan(given, "tres") == (None, "tres")
        with pytest.raises(Refused, match="uno"):
            find_plan(given, "")

    def test_a_new_plan_gets_its_key_and_what_it_needs(self):
        run = applied([table("pozos,Nacional,2020-12-31,5,,")], new_key="valle-2050")
        assert (run.plan.key, run.plan.title) == ("valle-2050", "Valle 2050")
        assert Observation.objects.get().series.indicator.plan == run.plan


class TestExporting:
    def test_the_order_is_that_of_letters_and_of_the_file(self):
        plan = PlanFactory()
        rows = [
            "b,Lerdo,2020-12-31,2,,",
            "b,Lerdo,2020-12-31,1,,",
            "b,Lerdo,2019-12-31,3,,",
            "b,Gómez Palacio,2021-12-31,4,,",
            "a-c,Lerdo,2020-12-31,5,,",
            "a,Lerdo,2020-12-31,6,,",
            "B,Lerdo,2020-12-31,7,,",
        ]
        applied([table(*rows)], plan)
        assert [row[3] for row in exported(plan)] == ["7", "6", "5", "4", "3", "2", "1"]

    def test_what_a_spreadsheet_would_run_comes_back_as_it_was(self):
        plan = PlanFactory()
        rows = ["a,Lerdo,2020-12-31,-5.10,=F,-", "a,Lerdo,2021-12-31,ND,@F,+n"]
        applied([table(*rows)], plan)
        assert exported(plan) == [
            ["a", "Lerdo", "2020-12-31", "-5.10", "'=F", "'-"],
            ["a", "Lerdo", "2021-12-31", "ND", "'@F", "'+n"],
        ]
        text = b"".join(listed(plan, "observations", "csv"))
        assert applied([InputFile("observations.csv", text)], plan).counts["taken"] == 0

    def test_the_number_of_queries_is_the_same_for_many(self, django_assert_num_queries):
        plan = PlanFactory()
        for number in (3, 30):
            applied([table(*(f"i-{n},Lerdo,2020-12-31,{n},," for n in range(number)))], plan)
            with django_assert_num_queries(2):
                assert len(exported(plan)) == number


@pytest.mark.parametrize(
    ("days", "frequency"),
    [
        ([date(2020, month, 28) for month in range(1, 8)], "monthly"),
        ([date(2020, month, 28) for month in (1, 4, 7, 10)], "quarterly"),
        ([date(year, 12, 31) for year in (2015, 2016, 2017, 2018)], "yearly"),
        ([date(year, 12, 31) for year in (1990, 1995, 2000, 2005)], "five_yearly"),
        ([date(2015, 1, 1), date(2015, 1, 2), date(2017, 1, 1), date(2017, 6, 1), date(2019, 1, 1)], "irregular"),
        ([date(year, 12, 31) for year in (1980, 1990, 2000)], "irregular"),
    ],
)
def test_how_often_values_come(days, frequency):
    assert frequency_of(days) == frequency


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS, max_size=8), max_size=6), st.sampled_from([VALUES, SHEETS]))
def test_any_table_gives_lines_or_problems_and_never_an_error(db, rows, heading):
    text = io.StringIO(heading, newline="")
    text.seek(0, io.SEEK_END)
    csv.writer(text).writerows(rows)
    found = propose([InputFile("tabla.csv", text.getvalue().encode())], None)
    assert found.lines


NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9).map(str)
ROWS = st.tuples(
    st.sampled_from(["a", "b-2", "B"]),
    st.sampled_from(["Lerdo", "Nacional"]),
    st.dates(date(1990, 1, 1), date(1990, 1, 3)).map(str),
    st.one_of(NUMBERS, st.sampled_from(["X", "ND", "1", "1.0"])),
    st.sampled_from(["", "INEGI", 'Con "comillas", y comas']),
    st.sampled_from(["", "Dos\nlíneas", "Dos\r\nlíneas", " espacios "]),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROWS, min_size=1, max_size=12))
def test_what_goes_in_comes_out(db, rows):
    text = io.StringIO(VALUES, newline="")
    text.seek(0, io.SEEK_END)
    csv.writer(text).writerows(rows)
    given = [InputFile("observations.csv", text.getvalue().encode())]
    plan = PlanFactory()
    with translation.override("en"):
        applied(given, plan)
        out = [[*row[:4], *(cell.removeprefix("'") for cell in row[4:])] for row in exported(plan)]
        assert out == sorted(map(list, rows), key=lambda row: row[:3])
        assert applied(given, plan).counts["taken"] == 0

"""Past workshops in small tables: what is recognised, what is doubtful, what is left."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied

from factories import AxisFactory, MembershipFactory
from importers.plans import applied, proposed
from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.importers.files import InputFile
from rumbo.importers.services import applying, decisions
from rumbo.participation.models import Contribution, Exercise, Process, Stage, Table, Workshop
from rumbo.participation.services import past

pytestmark = pytest.mark.django_db
HEADING = "workshop,date,axis,kind,parent,text,score\n"


@pytest.fixture
def agua(plan):
    return AxisFactory(plan=plan, key="agua", title="Agua y Territorio")


@pytest.fixture(autouse=True)
def _axes(agua, plan):
    AxisFactory(plan=plan, key="movilidad-urbana", title="Movilidad Urbana")


def table(*rows, heading=HEADING, name="talleres.csv"):
    return [InputFile(name, (heading + "".join(f"{row}\n" for row in rows)).encode())]


def told(run, action):
    return [(line.line, line.message) for line in run.lines.filter(action=action)]


def test_axes_are_known_by_key_or_title(plan):
    rows = ("1,,agua,problem,,Fugas,", "1,,AGUA Y TERRITORIO,problem,,Pozos,", "1,,movilidad,problem,,Baches,")
    applied(table(*rows), plan)
    assert list(Contribution.objects.values_list("text", "exercise__table__axis__key")) == [
        ("Fugas", "agua"),
        ("Pozos", "agua"),
        ("Baches", "movilidad-urbana"),
    ]
    assert Table.objects.count() == 2


def test_an_axis_that_two_could_be_is_never_guessed(plan):
    AxisFactory(plan=plan, key="agua-limpia", title="Movilidad Rural")
    run = applied(table("1,,movilidad,problem,,Baches,", "1,,agua,problem,,Fugas,"), plan)
    assert list(Contribution.objects.values_list("text", flat=True)) == ["Fugas"]
    assert list(run.lines.filter(action="left").values_list("title", "reason", "line")) == [
        ("Baches", "axis_absent", 2)
    ]
    ((line, message),) = told(run, "note")
    assert line == 2
    assert message.startswith("El eje «movilidad» no está en el plan: sus aportaciones (1) se dejan fuera.")
    assert "Agua y Territorio, Movilidad Urbana, Movilidad Rural" in message


def test_a_problem_is_known_whatever_its_case_accents_and_spaces(plan):
    rows = (
        "1,,agua,problem,,Falta de planeación  a largo plazo,",
        "1,,agua,cause,FALTA DE PLANEACION A LARGO PLAZO.,No hay plan,",
    )
    run = applied(table(*rows), plan)
    cause = Contribution.objects.get(kind="cause")
    assert cause.parent.text == "Falta de planeación a largo plazo"
    assert not run.lines.filter(action__in=["to_confirm", "note"]).exists()


LIKE = (
    "1,,agua,problem,,Falta de mantenimiento de las redes de agua,",
    "1,,agua,problem,,Pozos sin medidor,",
    "1,,agua,cause,Falta de mantenimiento de la red de agua,No hay cuadrillas,",
)


def test_a_problem_in_other_words_is_to_confirm_and_taken_meanwhile(plan):
    run = applied(table(*LIKE), plan)
    line = run.lines.get(action="to_confirm")
    assert (line.line, line.counterpart["title"]) == (4, "Falta de mantenimiento de las redes de agua")
    assert line.score > 0.85
    assert Contribution.objects.get(kind="cause").parent.text == line.counterpart["title"]
    again = applied(table(*LIKE), plan)
    assert [again.counts[name] for name in ("taken", "to_confirm", "unchanged")] == [0, 0, 3]


@pytest.mark.parametrize(
    ("verdict", "parent"), [("accept", "Falta de mantenimiento de las redes de agua"), ("reject", None)]
)
def test_a_doubtful_problem_is_decided_before_applying(plan, manager, verdict, parent):
    run = proposed(table(*LIKE), plan, actor=manager)
    decisions.decide(manager, run.lines.get(action="to_confirm"), verdict)
    applying.apply(manager, run)
    found = Contribution.objects.get(kind="cause").parent
    assert (found.text if found else None) == parent


def test_another_candidate_can_be_chosen(plan, manager):
    rows = (
        "1,,agua,problem,,Falta de mantenimiento de redes,",
        "1,,agua,problem,,Falta de mantenimiento de pozos,",
        "1,,agua,cause,Falta de mantenimiento,No hay cuadrillas,",
    )
    run = proposed(table(*rows), plan, actor=manager)
    line = run.lines.get(kind="contribution", line=4)
    assert line.action == "create"
    assert [one["title"].split()[-1] for one in line.candidates] == ["redes", "pozos"]
    assert told(run, "note") == [(4, "El problema «Falta de mantenimiento» no está; la causa entra sin él.")]
    chosen = line.candidates[1]
    decisions.decide(manager, line, "choose", f"{chosen['kind']}:{chosen['key']}")
    applying.apply(manager, run)
    assert Contribution.objects.get(kind="cause").parent.text == "Falta de mantenimiento de pozos"


def test_a_cause_without_its_problem_comes_in_and_is_listed(plan):
    rows = ("1,,agua,cause,Otra cosa,No hay cuadrillas,", "1,,agua,cause,,Nadie cobra,")
    run = applied(table(*rows), plan)
    assert list(Contribution.objects.values_list("kind", "parent")) == [("cause", None), ("cause", None)]
    assert told(run, "note") == [
        (2, "El problema «Otra cosa» no está; la causa entra sin él."),
        (3, "La causa no nombra ningún problema; entra sin él."),
    ]
    assert Exercise.objects.get().source is None


def test_a_cause_finds_its_problem_in_an_earlier_import_and_never_in_another_axis(plan):
    applied(table("1,,agua,problem,,Fugas,", "1,,movilidad,problem,,Baches,"), plan)
    rows = ("2,,agua,cause,fugas,Tubos viejos,", "2,,agua,cause,Baches,Lluvia,")
    applied(table(*rows), plan)
    parents = dict(Contribution.objects.filter(kind="cause").values_list("text", "parent__text"))
    assert parents == {"Tubos viejos": "Fugas", "Lluvia": None}
    assert Exercise.objects.get(type="causes").source == Contribution.objects.get(text="Fugas").exercise


def test_what_stands_twice_is_taken_once_and_listed(plan):
    rows = (
        "1,,agua,problem,,Fugas,",
        "1,,agua,problem,, FUGAS.,",
        "1,,agua,action,,Fugas,",
        "2,,agua,problem,,Fugas,",
    )
    run = applied(table(*rows), plan)
    assert Contribution.objects.count() == 3
    assert list(run.lines.filter(action="left").values_list("line", "reason", "message")) == [
        (3, "repeated", "Ya está en la línea 2; se toma una sola vez.")
    ]


def test_the_stage_is_what_most_of_the_workshop_was_about(plan):
    rows = (
        "1,,agua,cause,,a,",
        "2,,agua,priority-score,,b,4",
        "2,,agua,vision,,c,",
        "3,,agua,action,,d,",
        "Foro final,,agua,proyecto,,e,",
        "5,,agua,importancia,,f,3.5",
    )
    applied(table(*rows), plan)
    assert list(Workshop.objects.values_list("title", "title_en", "stage__title").order_by("pk")) == [
        ("Taller 1", "Workshop 1", "Diagnóstico"),
        ("Taller 2", "Workshop 2", "Visión y objetivos"),
        ("Taller 3", "Workshop 3", "Estrategias y acciones"),
        ("Foro final", "", "Proyectos"),
        ("Taller 5", "Workshop 5", "Diagnóstico"),
    ]
    assert Process.objects.get().title == "Talleres anteriores"
    assert Stage.objects.count() == 4


def test_another_importance_is_a_change(plan):
    applied(table("1,,agua,importancia,,Fugas,4.3"), plan)
    run = applied(table('1,,agua,importancia,,Fugas,"4,8"'), plan)
    (line,) = run.lines.filter(action="change")
    assert line.changes == [("Importancia", "4.3", "4.8")]
    assert float(Contribution.objects.get().score) == 4.8
    assert Contribution.objects.get().kind == "problem"


def test_another_date_of_the_same_workshop_is_a_change(plan):
    applied(table("1,2014-10-09,agua,problem,,Fugas,"), plan)
    run = applied(table("1,10/10/2014,agua,problem,,Fugas,"), plan)
    assert list(run.lines.filter(action="change").values_list("kind", "title")) == [("workshop", "Taller 1")]
    assert Workshop.objects.get().date.isoformat() == "2014-10-10"


def test_a_date_that_was_edited_here_stays(plan, manager):
    applied(table("1,2014-10-09,agua,problem,,Fugas,"), plan)
    records.update(manager, Workshop.objects.get(), {"date": "2014-10-08"})
    run = applied(table("1,2014-10-09,agua,problem,,Fugas,"), plan)
    assert list(run.lines.filter(action="left").values_list("kind", "reason")) == [("workshop", "edited_here")]
    assert Workshop.objects.get().date.isoformat() == "2014-10-08"


def test_another_workshop_of_the_same_name_is_asked_about(plan):
    applied(table("1,2014-10-09,agua,problem,,Fugas,"), plan)
    run = proposed(table("1,2019-03-05,agua,problem,,Baches,"), plan)
    ((line, message),) = told(run, "problem")
    assert (line, message[:60]) == (2, "El plan ya tiene un taller anterior «1» del 2014-10-09; este")


def test_what_was_edited_hidden_or_withdrawn_here_stays(plan, manager):
    given = table("1,,agua,problem,,Fugas,", "1,,agua,problem,,Pozos,", "1,,movilidad,problem,,Baches,")
    applied(given, plan)
    Contribution.objects.filter(text="Fugas").update(text="Fugas en la red")
    Contribution.objects.filter(text="Pozos").update(hidden=True)
    records.withdraw(manager, Table.objects.get(axis__key="movilidad-urbana"), reason="Era de otro plan")
    run = applied(given, plan)
    assert list(run.lines.filter(kind="contribution").values_list("title", "action", "reason")) == [
        ("Fugas", "left", "edited_here"),
        ("Pozos", "left", "not_in_force"),
        ("Baches", "left", "not_in_force"),
    ]
    run = applied(table("1,,movilidad,problem,,Otro,"), plan)
    assert run.lines.get(line=2).reason == "not_in_force"
    assert Contribution.objects.count() == 3


def test_what_the_file_lacks_is_listed_and_stays(plan):
    applied(table("1,,agua,problem,,Fugas,", "1,,agua,problem,,Pozos,"), plan)
    run = applied(table("1,,agua,problem,,Fugas,"), plan)
    assert list(run.lines.filter(action="left").values_list("title", "reason")) == [("Pozos", "absent")]
    assert Contribution.objects.count() == 2


def test_headings_and_kinds_in_spanish_with_semicolons(plan):
    rows = (
        "1;09/10/2014;agua;Problema;;Fugas, y muchas;",
        "1;;agua;Causa;Fugas y muchas;Tubos;",
        "1;;agua;Visión;;Agua;",
    )
    run = applied(table(*rows, heading="Taller;Fecha;Eje;Tipo;Causa de;Aportación;Importancia\n"), plan)
    assert run.counts.get("problem", 0) == 0
    assert list(Contribution.objects.values_list("kind", "text", "parent__text").order_by("pk")) == [
        ("problem", "Fugas, y muchas", None),
        ("vision", "Agua", None),
        ("cause", "Tubos", "Fugas, y muchas"),
    ]
    assert Workshop.objects.get().date.isoformat() == "2014-10-09"


def test_a_workbook_with_the_same_columns(plan):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Relatoría de los talleres"])
    sheet.append(HEADING.strip().split(","))
    sheet.append([1, "2014-10-09", "agua", "problem", None, "Fugas", None])
    sheet.append([1, None, "agua", "priority-score", None, "Fugas", 4.3])
    sheet.append([None] * 7)
    sheet.append([1, None, "agua", "tontería", None, "Fugas", None])
    stream = io.BytesIO()
    book.save(stream)
    given = [InputFile("talleres.xlsx", stream.getvalue())]
    run = proposed(given, plan)
    (problem,) = run.lines.filter(action="problem")
    assert (run.format, problem.place) == ("workshops", "talleres.xlsx, hoja Sheet, fila 6")
    sheet.delete_rows(6)
    stream = io.BytesIO()
    book.save(stream)
    applied([InputFile("talleres.xlsx", stream.getvalue())], plan)
    assert list(Contribution.objects.values_list("text", "exercise__type")) == [
        ("Fugas", "ideas"),
        ("Fugas", "importance"),
    ]


def test_only_who_manages_the_plan_may(plan, agua):
    for place in ({"role": "editor", "axis": agua}, {"role": "reader"}):
        actor = MembershipFactory(plan=plan, **place).user
        with pytest.raises(PermissionDenied):
            proposed(table("1,,agua,problem,,Fugas,"), plan, actor=actor)


def test_a_manager_of_the_plan_imports_and_another_one_does_not(plan, manager):
    run = proposed(table("1,,agua,problem,,Fugas,"), plan, actor=manager)
    with pytest.raises(PermissionDenied):
        applying.apply(MembershipFactory(role="manager").user, run)
    assert applying.apply(manager, run).state == "applied"


def test_what_changed_since_the_proposal_is_asked_again(plan, manager):
    run = proposed(table("1,,agua,problem,,Fugas,"), plan, actor=manager)
    applied(table("2,,agua,problem,,Pozos,"), plan)
    with pytest.raises(applying.StaleProposal):
        applying.apply(manager, run)


def test_the_service_stores_nothing_in_an_open_exercise_or_another_plan(plan, manager):
    applied(table("1,,agua,problem,,Fugas,"), plan)
    exercise = Exercise.objects.get()
    exercise.phase = "open"
    said = past.Said(exercise, past.UUID(int=1), "problem", "Pozos")
    with pytest.raises(Refused, match="está recibiendo respuestas"):
        past.store(manager, plan, [said])
    other = MembershipFactory(role="manager")
    with pytest.raises(Refused, match="es de otro plan"):
        past.store(other.user, other.plan, [said])
    with pytest.raises(PermissionDenied):
        past.store(other.user, plan, [said])


def test_a_text_longer_than_the_longest_is_refused_and_the_longest_is_kept_whole(plan, manager):
    applied(table("1,,agua,problem,,Fugas,"), plan)
    exercise = Exercise.objects.get()
    with pytest.raises(Refused, match="5001"):
        past.store(manager, plan, [past.Said(exercise, past.UUID(int=1), "problem", "x" * 5001)])
    (made,) = past.store(manager, plan, [past.Said(exercise, past.UUID(int=1), "problem", "x" * 5000)])
    assert made.text == "x" * 5000

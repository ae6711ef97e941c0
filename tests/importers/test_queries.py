import pytest

from factories import PriorityEntryFactory, ProgramFactory, ProjectFactory, ThemeFactory
from importers.plans import applied, proposed
from rumbo.importers.models import ImportLine
from rumbo.importers.queries import confirm, runs

pytestmark = pytest.mark.django_db


def test_the_lines_of_an_import_by_action_and_kind():
    run = proposed()
    assert [(group.action, group.label, group.count) for group in runs.summary(run)] == [
        ("to_confirm", "Por confirmar", 2),
        ("create", "Nuevos", 13),
        ("match", "Con contraparte", 2),
        ("left", "Sin tomar", 2),
        ("note", "Notas", 3),
    ]
    assert [(group.kind, group.label, group.count) for group in runs.kinds(run, "to_confirm")] == [
        ("priority_entry", "Cartera prioritaria", 1),
        ("theme", "Temas", 1),
    ]
    assert [line.title for line in runs.lines(run, "create", "program")] == ["Redes", "Plantas de tratamiento"]
    assert runs.lines(run).count() == 22


def test_imports_newest_first(plan):
    first, second = proposed(plan=plan), proposed()
    assert list(runs.runs()) == [second, first]
    assert list(runs.runs(plan)) == [first]
    assert runs.run(first.pk) == first


def test_a_line_says_its_place_and_its_changes():
    run = proposed()
    line = run.lines.get(kind="project", number="2")
    assert line.place == "cartera.md:7"
    assert line.changes[:3] == [("Programa", "", "redes"), ("Número", "", "2"), ("Título", "", "Fugas")]
    doubtful = run.lines.get(kind="priority_entry", action="to_confirm")
    assert doubtful.counterpart_name == "Plantas de tratamiento"
    assert ("Contraparte", "", "Por confirmar") in doubtful.changes
    assert str(line) == "Nuevos · 2 Fugas"
    assert ImportLine(file="libro.xlsx", sheet="Proyectos", line=4).place == "libro.xlsx, hoja Proyectos, fila 4"


def test_what_is_to_confirm_in_a_plan():
    plan = applied().plan
    theme, entry = confirm.to_confirm(plan)
    assert (theme.kind, theme.title, theme.counterpart.title, theme.score) == (
        "theme",
        "Saneamiento del drenaje urbano regional",
        "Saneamiento y drenaje urbano",
        0.817,
    )
    assert (entry.kind, entry.title, entry.counterpart.title, entry.score) == (
        "priority_entry",
        "La planta de tratamiento",
        "Plantas de tratamiento",
        0.957,
    )
    assert [(one.kind, one.key, one.score) for one in entry.candidates] == [
        ("program", "plantas-de-tratamiento", 0.957)
    ]
    assert [one.title for one in confirm.unmatched(plan)] == ["Reforestación", "Ciclovías"]
    assert confirm.count(plan) == 2


def test_themes_without_counterpart_are_candidates_of_the_same_axis(axis, other_axis):
    ThemeFactory(axis=axis, title="Drenaje", other_name="Drenaje urbano sano", standing="to_confirm", score=0.7)
    free = ThemeFactory(axis=axis, title="Drenaje urbano")
    ThemeFactory(axis=other_axis, title="Drenaje urbano")
    (found,) = confirm.to_confirm(axis.plan)
    assert [one.record for one in found.candidates] == [free]


def test_the_number_of_queries_does_not_grow(axis, django_assert_num_queries):
    def fill(count):
        for _n in range(count):
            program = ProgramFactory(theme__axis=axis)
            project = ProjectFactory(program=program)
            PriorityEntryFactory(axis=axis, project=project, standing="to_confirm")
            PriorityEntryFactory(axis=axis, standing="none")
            ThemeFactory(axis=axis, other_name="Otro", standing="to_confirm")

    fill(1)
    for _round in range(2):
        with django_assert_num_queries(5):
            confirm.to_confirm(axis.plan)
        with django_assert_num_queries(3):
            confirm.unmatched(axis.plan)
        with django_assert_num_queries(3):
            confirm.count(axis.plan)
        fill(4)

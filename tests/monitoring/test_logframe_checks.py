"""What the logic of a logframe lacks: each rule alone, and none for one that lacks nothing."""

import pytest

from factories import IndicatorFactory, LogframeFactory, LogframeRowFactory
from rumbo.monitoring.queries.logframes import matrix_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def frame():
    return LogframeFactory()


def row(frame, level, title, *, own=1, under=None, **values):
    """Make a row with all that the guide asks for, unless told otherwise."""
    values = {"verification": "Informe anual", "assumptions": "Llega el agua", **values}
    made = LogframeRowFactory(logframe=frame, level=level, title=title, under=under, **values)
    often = {"componente": "quarterly", "actividad": "monthly"}.get(level, "yearly")
    for _one in range(own):
        made.indicators.add(IndicatorFactory(plan=frame.plan, purpose=level, frequency=often))
    return made


@pytest.fixture
def whole(frame):
    """Return the rows of a logframe that lacks nothing."""
    component = row(frame, "componente", "Pozos rehabilitados")
    return {
        "fin": row(frame, "fin", "Contribuir a que el acuífero se recupere"),
        "proposito": row(frame, "proposito", "Los hogares tienen agua todos los días"),
        "componente": component,
        "actividad": row(frame, "actividad", "Rehabilitación de pozos", under=component),
    }


def rules(frame):
    """Return the rules of all doubts: those of the whole, and those of rows."""
    matrix = matrix_of(frame)
    return sorted([one.rule for one in matrix.doubts] + [one.rule for line in matrix.lines for one in line.doubts])


def test_one_that_lacks_nothing(frame, whole):
    matrix = matrix_of(frame)
    assert rules(frame) == []
    assert [(line.row.level, line.number) for line in matrix.lines] == [
        ("fin", ""),
        ("proposito", ""),
        ("componente", "C1"),
        ("actividad", "A1.1"),
    ]


def test_an_empty_one_lacks_its_levels(frame):
    assert rules(frame) == ["no_component", "no_fin", "no_proposito"]


@pytest.mark.parametrize(
    ("level", "values", "rule"),
    [
        ("fin", {"title": "Recuperar el acuífero"}, "fin_contributes"),
        ("proposito", {"verification": ""}, "no_verification"),
        ("componente", {"assumptions": " "}, "no_assumption"),
        ("actividad", {"title": "Pozos  REHABILITADOS"}, "said_twice"),
    ],
)
def test_what_a_row_lacks(frame, whole, level, values, rule):
    for name, value in values.items():
        setattr(whole[level], name, value)
    whole[level].save()
    assert rules(frame) == [rule]


def test_a_second_fin_and_propósito(frame, whole):
    row(frame, "fin", "Contribuir a otra cosa")
    row(frame, "proposito", "Otra gente vive mejor")
    assert rules(frame) == ["many_fin", "many_proposito"]


def test_a_component_without_activities_and_an_activity_without_its_component(frame, whole):
    whole["componente"].state = "withdrawn"
    whole["componente"].save()
    row(frame, "componente", "Redes nuevas")
    assert rules(frame) == ["lost_activity", "no_activity"]


@pytest.mark.parametrize(("own", "rule"), [(0, "no_indicator"), (4, "many_indicators")])
def test_too_few_and_too_many_indicators(frame, whole, own, rule):
    whole["proposito"].indicators.clear()
    for _one in range(own):
        whole["proposito"].indicators.add(IndicatorFactory(plan=frame.plan, purpose="proposito"))
    assert rules(frame) == [rule]


def test_means_of_verification_may_stand_on_the_sheets_of_all_indicators(frame, whole):
    whole["proposito"].verification = ""
    whole["proposito"].save()
    assert rules(frame) == ["no_verification"]
    whole["proposito"].indicators.update(verification="Boletín mensual")
    assert rules(frame) == []


def test_indicators_of_another_level_too_seldom_or_of_two_levels(frame, whole):
    component = whole["componente"]
    component.indicators.set([IndicatorFactory(plan=frame.plan, purpose="fin", frequency="yearly")])
    assert rules(frame) == ["other_level", "too_seldom"]
    both = IndicatorFactory(plan=frame.plan, frequency="monthly")
    component.indicators.set([both])
    whole["actividad"].indicators.set([both])
    assert rules(frame) == ["one_for_levels"]


def test_the_matrix_takes_two_queries_whatever_its_size(frame, whole, django_assert_num_queries):
    for number in range(12):
        component = row(frame, "componente", f"Componente {number}", own=2)
        row(frame, "actividad", f"Actividad {number}", under=component)
    with django_assert_num_queries(2):
        matrix_of(frame)

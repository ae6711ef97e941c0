import pytest

from factories import AntecedentFactory, AxisFactory, GoalFactory, ObjectiveFactory, ThemeFactory
from rumbo.core.tables import csv_lines
from rumbo.plan.queries.tables import ANTECEDENTS, GOALS, plan_antecedent_rows, plan_goal_rows, vision_theme

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("other_name", "standing", "shown"),
    [
        ("Agua para todos", "to_confirm", "Agua para todos"),
        ("Agua para todos", "", "Agua para todos"),
        ("", "exact", "Acuífero"),
        ("", "confirmed", "Acuífero"),
        ("", "none", ""),
        ("", "rejected", ""),
        ("", "", ""),
    ],
)
def test_what_the_vision_calls_a_theme(axis, other_name, standing, shown):
    assert vision_theme(ThemeFactory(axis=axis, title="Acuífero", other_name=other_name, standing=standing)) == shown


def test_goals_in_the_order_of_the_plan(plan, axis):
    second = AxisFactory(plan=plan, key="b", title="Segundo", position=axis.position + 1)
    later = GoalFactory(objective=ObjectiveFactory(theme=ThemeFactory(axis=second)), title="Después")
    theme = ThemeFactory(axis=axis, title="Acuífero", standing="exact")
    objective = ObjectiveFactory(theme=theme, title="Recargar, sin demora")
    GoalFactory(objective=objective, title="=Pozos cerrados", term="short", key="pozos", title_en="Wells")
    GoalFactory(objective=ObjectiveFactory(theme=theme, state="withdrawn"), title="De un objetivo retirado")
    GoalFactory(objective=objective, title="Retirada", state="withdrawn")
    lines = "".join(csv_lines(GOALS, plan_goal_rows(plan))).splitlines()
    assert lines[0] == "axis,theme,objective,goal,term,vision_theme,key,title_en"
    assert lines[1] == 'Agua,Acuífero,"Recargar, sin demora",\'=Pozos cerrados,short,Acuífero,pozos,Wells'
    assert lines[2].startswith("Segundo,")
    assert len(lines) == 3
    assert later.title in lines[2]


def test_goals_take_one_query(plan, axis, django_assert_num_queries):
    objective = ObjectiveFactory(theme=ThemeFactory(axis=axis))
    for _number in range(30):
        GoalFactory(objective=objective)
    with django_assert_num_queries(1):
        assert len("".join(csv_lines(GOALS, plan_goal_rows(plan))).splitlines()) == 31


def test_antecedents(plan):
    AntecedentFactory(plan=plan, key="plan-2001", title="Plan Sol", year=2001, outcome="abandoned")
    AntecedentFactory(plan=plan, key="plan-1994", title="Plan Luna", year=1994)
    assert "".join(csv_lines(ANTECEDENTS, plan_antecedent_rows(plan))) == (
        "year,title,author,outcome,why_stopped,text,key,title_en\r\n"
        "1994,Plan Luna,,,,,plan-1994,\r\n"
        "2001,Plan Sol,,abandoned,,,plan-2001,\r\n"
    )

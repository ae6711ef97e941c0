from pathlib import Path

import pytest

import rumbo.cli
from factories import (
    ActionFactory,
    AntecedentFactory,
    AxisFactory,
    ObjectiveFactory,
    PriorityEntryFactory,
    ProblemFactory,
    ProgramFactory,
    ProjectFactory,
    ResponsibilityFactory,
    StrategyFactory,
    TerritoryFactory,
    ThemeFactory,
)
from importers.plans import applied
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records
from rumbo.importers.compare import compare, counts
from rumbo.importers.draft import KINDS
from rumbo.importers.files import gather
from rumbo.importers.schema import BY_KIND, LIFE
from rumbo.importers.snapshot import snapshot
from rumbo.plan.services import antecedents

pytestmark = pytest.mark.django_db
DEMO = Path(rumbo.cli.__file__).parent / "demo_plan"


@pytest.fixture
def demo(db):
    return applied(gather(DEMO)).plan


def test_rows_have_exactly_the_columns_of_the_tables(demo):
    draft = snapshot(demo)
    assert {row.kind for row in draft.rows} == set(KINDS) - set(LIFE)
    for row in draft.rows:
        assert set(row.fields) == {column.code for column in BY_KIND[row.kind].columns} - {"key"}
        assert row.key


def test_the_plan_compared_with_its_own_snapshot_has_no_difference(demo):
    found = compare(snapshot(demo, current_only=False), snapshot(demo), {})
    assert {line.action for line in found} == {"unchanged"}
    assert counts(found)["unchanged"] == len(snapshot(demo).rows)


def test_every_reference_leads_to_a_row(demo):
    draft = snapshot(demo)
    keys = {(row.kind, row.key) for row in draft.rows}
    for row in draft.rows:
        for column in BY_KIND[row.kind].columns:
            value = row.fields.get(column.code)
            named = value if column.type == "references" else [value] if column.type == "reference" and value else []
            assert all((column.kinds[0], key) in keys for key in named)


def test_a_row_says_what_the_element_says(axis):
    theme = ThemeFactory(axis=axis, key="potable", other_name="Agua sana", standing="to_confirm", score=0.8)
    problem = ProblemFactory(axis=axis, key="sed")
    objective = ObjectiveFactory(theme=theme, key="llaves", title="Llaves")
    objective.problems.add(problem)
    strategy = StrategyFactory(objective=objective, key="medir")
    place = TerritoryFactory(key="lerdo")
    project = ProjectFactory(program=ProgramFactory(theme=theme, key="redes"), number="7", under_way=True)
    project.territories.add(place)
    ResponsibilityFactory(measure=strategy.measure, organization__key="agua", role="informed")
    antecedents.link(SYSTEM, AntecedentFactory(plan=axis.plan, key="viejo"), strategy, "taken", "todo", "all")
    PriorityEntryFactory(axis=axis, key="p", title="Pozos", project=project, standing="exact")
    rows = {(row.kind, row.key): row.fields for row in snapshot(axis.plan).rows}
    assert rows["theme", "potable"]["other_name"] == "Agua sana"
    assert rows["objective", "llaves"]["problems"] == ["sed"]
    assert rows["project", "7"] == {
        "program": "redes",
        "number": "7",
        "title": project.title,
        "title_en": "",
        "text": "",
        "text_en": "",
        "term": "",
        "under_way": True,
        "territories": ["lerdo"],
        "tags": "",
        "stage": "idea",
    }
    (responsibility,) = [fields for (kind, _key), fields in rows.items() if kind == "responsibility"]
    assert responsibility == {
        "strategy": "medir",
        "project": "",
        "action": "",
        "organization": "agua",
        "territory": "",
        "role": "informed",
    }
    (link,) = [fields for (kind, _key), fields in rows.items() if kind == "antecedent_link"]
    assert (link["antecedent"], link["strategy"], link["relation"], link["note_en"]) == (
        "viejo",
        "medir",
        "taken",
        "all",
    )
    assert rows["priority_entry", "p"] == {
        "axis": "agua",
        "axis_title": "Agua",
        "title": "Pozos",
        "project": "7",
        "program": "",
    }
    everything = {(row.kind, row.key): row.fields for row in snapshot(axis.plan, current_only=False).rows}
    assert everything["theme", "potable"]["_standing"] == "to_confirm"
    assert everything["theme", "potable"]["_score"] == 0.8
    assert everything["project", "7"]["_state"] == "current"


def test_what_is_not_in_force_is_left_out_with_what_stands_under_it(axis):
    theme = ThemeFactory(axis=axis)
    strategy = StrategyFactory(objective__theme=theme)
    action = ActionFactory(strategy=strategy)
    ResponsibilityFactory(measure=action.measure)
    records.withdraw(SYSTEM, theme, reason="Ya no")
    kinds = [row.kind for row in snapshot(axis.plan).rows]
    assert sorted(kinds) == ["axis", "organization", "plan"]
    states = {row.kind: row.fields["_state"] for row in snapshot(axis.plan, current_only=False).rows}
    assert (states["theme"], states["strategy"], states["axis"]) == ("withdrawn", "current", "current")


def test_rows_stand_in_the_order_of_their_parents(plan):
    second = AxisFactory(plan=plan, key="b", position=2)
    first = AxisFactory(plan=plan, key="a", position=1)
    ThemeFactory(axis=second, key="b1", position=1)
    ThemeFactory(axis=first, key="a2", position=2)
    ThemeFactory(axis=first, key="a1", position=1)
    assert [row.key for row in snapshot(plan).of("theme")] == ["a1", "a2", "b1"]


def test_projects_stand_in_the_order_of_their_numbers(axis):
    program = ProgramFactory(theme__axis=axis)
    for number in ("10", "9", "2"):
        ProjectFactory(program=program, number=number)
    assert [row.fields["number"] for row in snapshot(axis.plan).of("project")] == ["2", "9", "10"]


def test_the_number_of_queries_does_not_grow(axis, django_assert_num_queries):
    def fill(count):
        program = ProgramFactory(theme__axis=axis)
        for _n in range(count):
            project = ProjectFactory(program=program)
            project.territories.add(TerritoryFactory())
            ResponsibilityFactory(measure=project.measure)
            ActionFactory(strategy=None, project=project)

    fill(1)
    with django_assert_num_queries(30):
        snapshot(axis.plan)
    fill(5)
    with django_assert_num_queries(30):
        snapshot(axis.plan)


def test_another_plan_is_not_in_it(axis):
    ThemeFactory()
    assert [row.kind for row in snapshot(axis.plan).rows] == ["plan", "axis"]


def test_without_a_plan_only_what_all_plans_share(axis):
    TerritoryFactory(key="lerdo")
    assert [(row.kind, row.key) for row in snapshot(None).rows] == [("territory", "lerdo")]

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pytest
from click.testing import CliRunner

from factories import ComponentFactory, GoalFactory, PlanFactory, PriorityEntryFactory, ProjectFactory, ThemeFactory
from rumbo.cli.commands.export import WHAT, command
from rumbo.cli.errors import UserError
from rumbo.cli.listings import LISTINGS
from rumbo.importers.files import InputFile
from rumbo.importers.services.proposing import propose


def run(*args: str):
    return CliRunner().invoke(command, args, standalone_mode=False)


@pytest.fixture
def small_plan(axis):
    theme = ThemeFactory(axis=axis, title="Río", other_name="El río", standing="confirmed")
    for number, title in (("10", "Puente"), ("9", "=Dique"), ("", "Sin número")):
        ProjectFactory(
            program__theme=theme, program__title="Obras", number=number, key=f"k{number}", title=title, under_way=True
        )
    GoalFactory(objective__theme=theme, objective__title="Cuidar", title="Limpio", term="short")
    return axis.plan


def test_projects_as_csv_in_number_order(small_plan):
    result = run("projects", "--format", "csv")
    assert result.exit_code == 0
    assert not result.stdout_bytes.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(result.stdout_bytes.decode())))
    assert rows[0][:7] == ["axis", "theme", "program", "number", "title", "under_way", "priority"]
    assert [row[:7] for row in rows[1:]] == [
        ["Agua", "Río", "Obras", "9", "'=Dique", "true", "false"],
        ["Agua", "Río", "Obras", "10", "Puente", "true", "false"],
        ["Agua", "Río", "Obras", "", "Sin número", "true", "false"],
    ]


def test_goals_as_csv_with_the_vision_theme(small_plan):
    rows = list(csv.DictReader(io.StringIO(run("goals").stdout_bytes.decode())))
    wanted = ("axis", "theme", "objective", "goal", "term", "vision_theme")
    assert list(rows[0])[:6] == list(wanted)
    assert [rows[0][name] for name in wanted] == ["Agua", "Río", "Cuidar", "Limpio", "short", "El río"]


def test_every_list_in_every_form(small_plan, tmp_path):
    PriorityEntryFactory(axis__plan=small_plan, plan=small_plan)
    assert set(LISTINGS) == set(WHAT) - {"workbook"}
    for what in LISTINGS:
        assert isinstance(json.loads(run(what, "--format", "json").stdout_bytes), list)
        file = tmp_path / f"{what}.xlsx"
        assert run(what, "--format", "xlsx", "--output", str(file)).exit_code == 0
        assert openpyxl.load_workbook(file).active.max_column > 3


def test_the_workbook_imports_again_without_a_change(small_plan, tmp_path):
    ComponentFactory(project__program__theme__axis__plan=small_plan)
    file = tmp_path / "plan.xlsx"
    assert run("workbook", "--output", str(file)).exit_code == 0
    proposal = propose([InputFile("plan.xlsx", file.read_bytes())], small_plan)
    assert (proposal.counts["taken"], proposal.counts["changed"]) == (0, 0)
    assert proposal.counts["unchanged"] > 8
    assert [path.name for path in tmp_path.iterdir()] == ["plan.xlsx"]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["projects"], "no plan yet"),
        (["projects", "--plan", "otro"], "no plan yet"),
    ],
)
@pytest.mark.django_db
def test_without_a_plan_it_says_what_to_do(args, says):
    result = run(*args)
    assert isinstance(result.exception, UserError)
    assert says in str(result.exception)


def test_which_plan_has_to_be_clear(plan, tmp_path):
    PlanFactory(key="otro")
    assert "There are: otro, plan-2040." in str(run("goals").exception)
    assert "There is no plan “nada”" in str(run("goals", "--plan", "nada").exception)
    assert run("goals", "--plan", "otro").exit_code == 0
    assert "--format xlsx" in str(run("workbook", "--plan", "otro", "--format", "csv").exception)
    missing = tmp_path / "no" / "plan.xlsx"
    assert "cannot be written" in str(run("workbook", "--plan", "otro", "--output", str(missing)).exception)

import json

import pytest
from click.testing import CliRunner

from cli.servers import environment, run
from importers.plans import PORTFOLIO, PRIORITY, VISION
from rumbo.cli.commands.import_ import command
from rumbo.importers.models import ImportRun
from rumbo.plan.models import Axis, Plan, Theme
from rumbo.portfolio.models import PriorityEntry, Project

BAD = {
    "empty.md": "",
    "twice.md": PORTFOLIO.replace("2. Fugas", "1. Fugas"),
    "long.md": PORTFOLIO.replace("2. Fugas", f"2. {'Fugas ' * 60}"),
}


@pytest.fixture
def folder(tmp_path):
    documents = tmp_path / "plan"
    documents.mkdir()
    for name, text in {"cartera": PORTFOLIO, "vision": VISION, "cartera-prioritaria": PRIORITY}.items():
        (documents / f"{name}.md").write_text(text)
    return documents


def call(*arguments, answers=None):
    return CliRunner().invoke(command, [str(one) for one in arguments], input=answers, catch_exceptions=False)


def result(*arguments):
    called = call(*arguments, "--json")
    return called.exit_code, json.loads(called.stdout)


@pytest.mark.django_db
class TestInTheProgram:
    def test_one_object_says_what_was_taken(self, folder):
        code, found = result(folder, "--plan", "valle", "--yes")
        assert code == 0
        assert {key: value for key, value in found.items() if key not in ("details", "run")} == {
            "plan": "valle",
            "format": "documents",
            "taken": 15,
            "changed": 0,
            "unchanged": 0,
            "matched": 2,
            "to_confirm": 2,
            "left": 2,
            "errors": [],
            "applied": True,
        }
        assert found["details"]["new"]["project"] == 3
        assert [line["title"] for line in found["details"]["left"]] == ["Reforestación", "Ciclovías"]
        assert Plan.objects.get().key == "valle"
        assert Theme.objects.filter(standing="to_confirm").count() == 1

    def test_a_second_import_changes_nothing(self, folder):
        result(folder, "--yes")
        code, found = result(folder, "--plan", "nuevo-plan", "--yes")
        assert (code, found["taken"], found["changed"], found["unchanged"]) == (0, 0, 0, 12)

    def test_a_dry_run_writes_nothing(self, folder):
        code, found = result(folder, "--dry-run")
        assert (code, found["taken"], found["applied"]) == (0, 15, False)
        assert Plan.objects.count() == ImportRun.objects.count() == 0

    @pytest.mark.parametrize("name", BAD)
    def test_bad_input_is_told_and_nothing_is_written(self, folder, name):
        (folder / name).write_text(BAD[name])
        code, found = result(folder, "--yes")
        assert code == 2
        assert {error["file"] for error in found["errors"]} == {name}
        assert all(error["message"] and set(error) == {"file", "line", "message"} for error in found["errors"])
        assert Plan.objects.count() == Axis.objects.count() == ImportRun.objects.count() == 0

    def test_bad_input_is_told_to_people_with_its_place(self, folder):
        (folder / "cartera.md").write_text(BAD["twice.md"])
        called = call(folder, "--yes")
        assert called.exit_code == 2
        assert called.stderr.startswith("rumbo: cartera.md:7: El número de proyecto 1 está repetido")
        assert called.stderr.endswith("No se escribió nada.\n")

    def test_a_path_that_is_not_there_and_a_folder_without_use(self, tmp_path):
        code, found = result(tmp_path / "nada", "--yes")
        assert (code, found["errors"][0]["message"]) == (2, f"{tmp_path / 'nada'} no existe. Revisa la ruta.")
        code, found = result(tmp_path, "--yes")
        assert code == 2
        assert found["errors"][0]["message"].startswith("Aquí no hay nada que sirva.")

    def test_a_failure_while_writing_leaves_nothing(self, folder, monkeypatch):
        def fail(*_args):
            raise RuntimeError("se fue la luz")

        monkeypatch.setattr("rumbo.importers.services.applying._note_duplicates", fail)
        with pytest.raises(RuntimeError):
            call(folder, "--yes")
        assert Plan.objects.count() == Project.objects.count() == ImportRun.objects.count() == 0

    def test_json_asks_nothing(self, folder):
        called = call(folder, "--json")
        assert called.exit_code == 2
        assert called.stderr == "rumbo: --json asks nothing: say --yes to write, or --dry-run to look.\n"

    def test_without_a_terminal_the_proposal_is_shown_and_nothing_written(self, folder):
        called = call(folder)
        assert called.exit_code == 2
        assert "Por confirmar: 2" in called.stdout
        assert "≈ Plantas de tratamiento (0.96)" in called.stdout
        assert "--yes" in called.stderr
        assert Plan.objects.count() == 0

    def test_doubtful_matches_are_asked_for_one_by_one(self, folder, monkeypatch):
        monkeypatch.setattr("rumbo.cli.importing.at_terminal", lambda: True)
        called = call(folder, answers="a\nr\ny\n")
        assert called.exit_code == 0
        assert set(Theme.objects.values_list("standing", flat=True)) == {"exact", "confirmed"}
        assert PriorityEntry.objects.get(title="La planta de tratamiento").standing == "rejected"

    def test_a_number_chooses_a_candidate_and_no_writes_nothing(self, folder, monkeypatch):
        monkeypatch.setattr("rumbo.cli.importing.at_terminal", lambda: True)
        called = call(folder, answers="\n1\nn\n")
        assert called.exit_code == 0
        assert called.stdout.endswith("No se escribió nada.\n")
        assert Plan.objects.count() == 0
        call(folder, answers="\n1\ny\n")
        assert PriorityEntry.objects.get(title="La planta de tratamiento").standing == "confirmed"
        assert Theme.objects.filter(standing="to_confirm").count() == 1

    def test_the_plan_is_found_by_its_title(self, folder):
        (folder / "indice.md").write_text("# Plan del Valle 2050\n\n* [Cartera](cartera.md)\n")
        result(folder, "--plan", "valle", "--yes")
        result(folder, "--plan", "otro", "--yes")
        Plan.objects.filter(key="otro").update(title="Otro plan")
        code, found = result(folder, "--yes")
        assert (code, found["plan"], found["taken"]) == (0, "valle", 0)

    def test_a_plan_that_was_renamed_here_is_found_by_the_title_of_its_files(self, folder):
        (folder / "indice.md").write_text("# Plan del Valle 2050\n\n* [Cartera](cartera.md)\n")
        result(folder, "--yes")
        Plan.objects.update(title="Plan del Valle al 2050")
        code, found = result(folder, "--yes")
        assert (code, found["plan"], found["changed"]) == (0, "plan-del-valle-2050", 0)

    def test_files_of_another_plan_are_not_mixed_in(self, folder):
        result(folder, "--plan", "valle", "--yes")
        (folder / "indice.md").write_text("# Plan de la Sierra 2050\n\n* [Cartera](cartera.md)\n")
        code, found = result(folder, "--yes")
        assert (code, found["taken"]) == (2, 0)
        assert found["errors"][0]["message"] == (
            "Los archivos son de «Plan de la Sierra 2050», que no está aquí. Indica con --plan la clave del plan al "
            "que van (valle), o una clave nueva para crear un plan con ellos."
        )

    def test_among_several_plans_one_has_to_be_named(self, folder):
        result(folder, "--plan", "uno", "--yes")
        result(folder, "--plan", "dos", "--yes")
        code, found = result(folder, "--yes")
        assert code == 2
        assert "(dos, uno)" in found["errors"][0]["message"]

    def test_a_key_has_to_be_one(self, folder):
        code, found = result(folder, "--plan", "Mi Plan", "--yes")
        assert (code, found["errors"][0]["message"].split(":")[0]) == (
            2,
            "«Mi Plan» no puede ser la clave de un plan",
        )


def test_on_an_empty_database_the_tables_are_made(folder, tmp_path):
    env = environment(tmp_path / "data")
    looked = run("import", str(folder), "--dry-run", "--json", env=env)
    assert (looked.returncode, json.loads(looked.stdout)["taken"]) == (0, 15)
    assert not list((tmp_path / "data").glob("*.sqlite3"))
    bad = tmp_path / "malo.md"
    bad.write_text("")
    refused = run("import", str(bad), "--yes", env=env)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert not list((tmp_path / "data").glob("*.sqlite3"))
    done = run("import", str(folder), "--yes", "--json", env=env)
    assert done.stderr == "New database: making the tables.\n"
    assert (done.returncode, json.loads(done.stdout)["taken"]) == (0, 15)
    again = run("import", str(folder), "--yes", "--json", "--plan", "nuevo-plan", env=env)
    assert (again.returncode, json.loads(again.stdout)["taken"], json.loads(again.stdout)["changed"]) == (0, 0, 0)

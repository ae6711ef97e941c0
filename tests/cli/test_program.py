"""The program itself: its help, its commands, its errors."""

import os
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner
from django.db import OperationalError

from rumbo.cli.errors import UserError, sentence
from rumbo.cli.main import COMMANDS, program


def rumbo(*arguments, **variables):
    """Run the program as a user does, without any setting of the environment the tests run in."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RUMBO_")}
    return subprocess.run(
        [sys.executable, "-P", "-m", "rumbo", *arguments],
        env=kept | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_lists_every_command_without_importing_django():
    code = (
        "import sys; from rumbo.cli.main import program; "
        "program.main(['--help'], prog_name='rumbo', standalone_mode=False); "
        "print(sorted({'django', 'granian', 'openpyxl'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    lines = result.stdout.splitlines()
    assert lines[-1] == "[]"
    listed = [line.split()[0] for line in lines[lines.index("Commands:") + 1 : -1] if not line.startswith("   ")]
    assert listed == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_loads(name):
    command = program.get_command(click.Context(program), name)
    assert command is not None
    assert command.help
    assert command.short_help == COMMANDS[name][1]


def test_unknown_command():
    result = CliRunner().invoke(program, ["plant"])
    assert (result.exit_code, "No such command 'plant'" in result.output) == (2, True)


def test_version():
    assert CliRunner().invoke(program, ["--version"]).output == "rumbo 0.1.0\n"


def test_a_wrong_setting_is_a_sentence(tmp_path):
    result = rumbo("manage", "check", RUMBO_PORT="none", RUMBO_DATA_DIR=str(tmp_path))
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr == (
        "rumbo: RUMBO_PORT input should be a valid integer, unable to parse string as an integer (it is 'none').\n"
    )


def test_a_data_folder_that_cannot_be_made_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    folder = tmp_path / "file" / "data"
    result = rumbo("manage", "check", RUMBO_DATA_DIR=str(folder))
    assert result.returncode == 2
    assert result.stderr == f"rumbo: The folder RUMBO_DATA_DIR={folder} cannot be made: Not a directory.\n"


def test_a_database_that_does_not_answer_is_a_sentence(tmp_path):
    url = f"sqlite:///{tmp_path}/missing/rumbo.db"
    result = rumbo("manage", "dumpdata", "places", RUMBO_DATA_DIR=str(tmp_path), RUMBO_DATABASE_URL=url)
    assert result.returncode in {1, 2}
    assert "Traceback" not in result.stderr


def test_manage_passes_arguments_on(tmp_path):
    result = rumbo("manage", "check", "--help", RUMBO_DATA_DIR=str(tmp_path / "new"))
    assert (result.returncode, result.stdout.splitlines()[0][:25]) == (0, "usage: rumbo manage check")
    assert (tmp_path / "new").is_dir()


def test_sentences_of_expected_errors():
    assert sentence(OperationalError("no such table: plan_plan\nmore")) == (
        "The database at RUMBO_DATABASE_URL (or in RUMBO_DATA_DIR) does not work: no such table: plan_plan. "
        "Is it running, and does it have its tables (`rumbo manage migrate`)?"
    )
    denied = PermissionError(13, "Permission denied", "/srv/secret")
    assert sentence(denied) == "/srv/secret may not be read or written: Permission denied. Check its owner and mode."
    assert sentence(ValueError("a mistake of ours")) is None


def test_a_user_error_exits_with_2():
    @click.command()
    def fail():
        raise UserError("The file is empty. Take another.")

    result = CliRunner().invoke(fail)
    assert (result.exit_code, result.output) == (2, "rumbo: The file is empty. Take another.\n")

"""`rumbo test`: which steps run, what the table says, and when it fails."""

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from tools import check, packages
from tools.packages import MissingProgramsError
from tools.postgres import PostgresError
from tools.steps import STEPS, Step

ROOT = Path(__file__).resolve().parents[2]


def fails(run):
    return False


def breaks(run):
    raise PostgresError("initdb failed: no space left")


@pytest.fixture
def steps(monkeypatch):
    seen = []

    def passes(run):
        seen.append({name for name in run.environment if name.startswith("RUMBO_")})
        return True

    steps = (
        Step("lint", "a", passes),
        Step("sqlite", "b", fails),
        Step("postgres", "c", breaks, ("postgresql",)),
        Step("e2e", "d", passes),
    )
    monkeypatch.setattr(check, "STEPS", steps)
    monkeypatch.setattr(packages, "ensure", lambda names: seen.append(sorted(names)))
    return seen


def run(*arguments):
    result = CliRunner().invoke(check.main, arguments, catch_exceptions=False)
    lines = [re.sub(r"\d+\.\d s", "0.0 s", line) for line in result.output.splitlines()]
    return result.exit_code, lines


def test_all_steps_run_and_the_table_says_what_passed(steps):
    code, lines = run()
    assert code == 1
    assert lines[-4:] == [
        "lint          passed     0.0 s",
        "sqlite        FAILED     0.0 s",
        "postgres      FAILED     0.0 s",
        "e2e           passed     0.0 s",
    ]
    assert "initdb failed: no space left" in lines
    assert steps[0] == ["postgresql"]


def test_steps_can_be_chosen_and_need_no_more_than_they_need(steps):
    code, lines = run("--only", "lint", "--only", "e2e")
    assert (code, [line.split()[0] for line in lines[-2:]]) == (0, ["lint", "e2e"])
    assert steps[0] == []
    code, lines = run("--skip", "sqlite", "--skip", "postgres")
    assert (code, [line.split()[0] for line in lines[-2:]]) == (0, ["lint", "e2e"])


def test_it_can_stop_at_the_first_failure(steps):
    code, lines = run("--fail-fast")
    assert code == 1
    assert lines[-4:] == [
        "lint          passed     0.0 s",
        "sqlite        FAILED     0.0 s",
        "postgres      not run",
        "e2e           not run",
    ]


def test_the_settings_of_the_user_do_not_reach_the_tests(steps, monkeypatch):
    monkeypatch.setenv("RUMBO_PORT", "9")
    monkeypatch.setenv("RUMBO_TEST_DATA", "/data")
    run("--only", "lint")
    assert steps[1] - {"RUMBO_TEST_CHROMIUM"} == {"RUMBO_DATA_DIR", "RUMBO_TEST_DATA"}


def test_missing_programs_are_named_where_they_cannot_be_installed(monkeypatch):
    monkeypatch.setattr(packages, "find", lambda name: None if name != "chromium" else "/usr/bin/chromium")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(MissingProgramsError) as error:
        packages.ensure(["postgresql", "gettext", "chromium", "gettext"])
    assert str(error.value) == (
        "the tests need gettext, postgresql (on Debian: apt-get install gettext postgresql); "
        "run as root on Debian, `rumbo test` installs them"
    )


def test_nothing_is_installed_when_nothing_is_missing(monkeypatch):
    monkeypatch.setattr(packages, "find", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(packages, "_apt_get", lambda *arguments: pytest.fail("apt-get was called"))
    packages.ensure(packages.DEBIAN)


def test_as_root_on_debian_the_missing_are_installed(monkeypatch):
    installed, calls = set(), []

    def apt_get(*arguments):
        calls.append(arguments)
        installed.update(arguments[3:])

    monkeypatch.setattr(packages, "find", lambda name: name if name in installed else None)
    monkeypatch.setattr(packages, "_apt_get", apt_get)
    monkeypatch.setattr(packages.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    packages.ensure(["gettext", "chromium"])
    assert calls == [("update",), ("install", "--yes", "--no-install-recommends", "chromium", "gettext")]


def test_every_step_is_documented():
    page = (ROOT / "docs" / "development.md").read_text(encoding="utf-8")
    assert [step.name for step in STEPS if f"| `{step.name}` |" not in page] == []

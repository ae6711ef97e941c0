"""`./rumbo` in a checkout: finds Python, makes the environment once, hands over."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HANDS_OVER = "import os, sys; print(os.getcwd()); print(sys.argv[0]); print(sys.argv[1:])"


@pytest.fixture
def checkout(tmp_path):
    """A checkout whose path has spaces and accents, with what the script needs."""
    folder = tmp_path / "plan de Torreón"
    (folder / "tools").mkdir(parents=True)
    (folder / "src" / "locale").mkdir(parents=True)
    shutil.copy2(ROOT / "rumbo", folder / "rumbo")
    shutil.copy2(ROOT / "tools" / "environment.py", folder / "tools" / "environment.py")
    for name in ("pyproject.toml", "tools/build_hook.py"):
        (folder / name).write_text("first")
    return folder


@pytest.fixture
def environment(checkout):
    """The module tools/environment.py of that checkout, whose commands are kept instead of run."""
    spec = importlib.util.spec_from_file_location("environment_of_a_checkout", checkout / "tools" / "environment.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.commands = []

    def run(command, **options):
        module.commands.append(" ".join(command).replace(str(checkout), "CHECKOUT").replace(sys.executable, "PYTHON"))
        if "venv" in command:
            module.PYTHON.parent.mkdir(parents=True, exist_ok=True)
            module.PYTHON.symlink_to(sys.executable)
        return True

    module.run = run
    return module


MAKE = ["PYTHON -I -c import venv, ensurepip", "PYTHON -I -m venv --clear CHECKOUT/.venv"]
PIP = "CHECKOUT/.venv/bin/python -m pip --disable-pip-version-check --no-input --quiet install"
PROGRAM = [f"{PIP} --editable CHECKOUT"]
TOOLS = [f"{PIP} --upgrade pip>=25.1", f"{PIP} --group CHECKOUT/pyproject.toml:dev"]


def taken(environment):
    commands, environment.commands[:] = list(environment.commands), []
    return [command for command in commands if "import pip" not in command]


def test_the_environment_is_made_once(environment, capsys):
    environment.prepare(tools=False)
    assert taken(environment) == MAKE + PROGRAM
    assert capsys.readouterr().err == "rumbo: Installing Rumbo in .venv; the first time this takes a minute or two.\n"
    environment.prepare(tools=False)
    assert environment.commands == []
    assert capsys.readouterr().err == ""


def test_the_tests_get_what_they_need_once(environment):
    environment.prepare(tools=False)
    taken(environment)
    environment.prepare(tools=True)
    assert taken(environment) == TOOLS
    environment.prepare(tools=True)
    assert environment.commands == []


@pytest.mark.parametrize("changed", ["pyproject.toml", "tools/build_hook.py", "src/locale/django.po"])
def test_it_installs_again_when_what_it_depends_on_changed(environment, checkout, changed):
    environment.prepare(tools=True)
    taken(environment)
    (checkout / changed).write_text("second")
    environment.prepare(tools=True)
    assert taken(environment) == PROGRAM + TOOLS


def test_an_interrupted_installation_is_taken_up_again(environment):
    environment.prepare(tools=False)
    environment.stamp("program").unlink()
    taken(environment)
    environment.prepare(tools=False)
    assert taken(environment) == PROGRAM


def test_a_failing_pip_is_a_sentence_and_leaves_no_stamp(environment):
    environment.run, run = (lambda command, **options: "--editable" not in command and run(command)), environment.run
    with pytest.raises(environment.CannotPrepareError) as error:
        environment.prepare(tools=False)
    assert str(error.value) == (
        "pip could not install what Rumbo needs; its message is above. Check the network and start again."
    )
    assert not environment.stamp("program").exists()


def test_a_missing_venv_module_is_named(environment, monkeypatch):
    monkeypatch.setattr(environment, "run", lambda command, **options: False)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(environment.CannotPrepareError) as error:
        environment.prepare(tools=False)
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert str(error.value) == (
        f"Python's venv module is incomplete (ensurepip is missing). On Debian: apt-get install python{version}-venv"
    )


def test_two_starts_at_once_install_once(checkout):
    code = (
        "import importlib.util, sys, time; from pathlib import Path\n"
        f"spec = importlib.util.spec_from_file_location('e', {str(checkout / 'tools' / 'environment.py')!r})\n"
        "e = importlib.util.module_from_spec(spec); spec.loader.exec_module(e)\n"
        "def run(command, **options):\n"
        "    if 'venv' in command:\n"
        "        e.PYTHON.parent.mkdir(parents=True); e.PYTHON.symlink_to(sys.executable)\n"
        "    if '--editable' in command:\n"
        "        time.sleep(0.5); print('installed', flush=True)\n"
        "    return e.PYTHON.exists() or 'ensurepip' in command[-1]\n"
        "e.run = run; e.prepare(tools=False)\n"
    )
    starts = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    outputs = [start.communicate(timeout=20)[0] for start in starts]
    assert [start.returncode for start in starts] == [0, 0, 0]
    assert sorted(outputs) == ["", "", "installed\n"]


def script(checkout, *arguments, cwd, path=None, python=sys.executable):
    variables = {"PATH": path or os.environ["PATH"], "RUMBO_TEST_PYTHON": python}
    return subprocess.run(arguments, cwd=cwd, env=variables, capture_output=True, text=True, timeout=20, check=False)


def test_it_works_from_any_folder_and_through_a_link(checkout, tmp_path):
    (checkout / "tools" / "environment.py").write_text(HANDS_OVER)
    link = tmp_path / "bin" / "rumbo"
    link.parent.mkdir()
    link.symlink_to("../plan de Torreón/rumbo")
    for command, cwd in (("./rumbo", checkout), (str(checkout / "rumbo"), tmp_path), (str(link), "/")):
        result = script(checkout, command, "import", "two words", cwd=cwd)
        assert result.stderr == ""
        assert result.stdout.splitlines() == [
            str(cwd),
            str(checkout / "tools" / "environment.py"),
            "['import', 'two words']",
        ]


def test_without_python_it_says_what_is_needed(checkout, tmp_path):
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("dirname", "readlink", "sh"):
        (tools / name).symlink_to(shutil.which(name))
    result = script(checkout, "./rumbo", "demo", cwd=checkout, path=str(tools), python="python-that-is-not-there")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == (
        "rumbo: Python 3.11 or later is needed and was not found. On Debian: apt-get install python3 python3-venv\n"
    )


def test_an_old_python_is_passed_over(checkout, tmp_path):
    (checkout / "tools" / "environment.py").write_text(HANDS_OVER)
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("dirname", "readlink", "sh"):
        (tools / name).symlink_to(shutil.which(name))
    (tools / "python3").write_text("#!/bin/sh\nexit 1\n")
    (tools / "python3").chmod(0o755)
    (tools / "python3.12").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (tools / "python3.12").chmod(0o755)
    result = script(checkout, "./rumbo", "demo", cwd=checkout, path=str(tools), python="python3")
    assert (result.returncode, result.stdout.splitlines()[-1]) == (0, "['demo']")

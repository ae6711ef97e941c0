"""`rumbo demo`: its defaults, its secret, its port; and the whole of it."""

import os
import signal
import socket
import stat
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from cli.servers import environment, get, run, running, stop
from rumbo.cli.checkout import checkout, run_module
from rumbo.cli.commands import demo
from rumbo.cli.commands import test as test_command
from rumbo.cli.errors import UserError
from rumbo.config import environment as settings

NAMES = ("RUMBO_DATA_DIR", "RUMBO_SECRET_KEY", "RUMBO_PORT", "RUMBO_HOST")


@pytest.fixture
def unset(monkeypatch):
    """No setting in the environment; what the demo sets is unset again afterwards."""
    for name in settings.names():
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def test_the_defaults_are_a_folder_of_the_checkout_a_kept_secret_and_a_port(unset, monkeypatch, tmp_path):
    monkeypatch.setattr(demo, "checkout", lambda: tmp_path)
    demo.set_defaults()
    first = {name: os.environ.get(name) for name in NAMES}
    assert first["RUMBO_DATA_DIR"] == str(tmp_path / "data" / "demo")
    assert first["RUMBO_SECRET_KEY"] == (tmp_path / "data" / "demo" / "secret").read_text()
    assert len(first["RUMBO_SECRET_KEY"]) == 64
    assert int(first["RUMBO_PORT"]) >= 8000
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    demo.set_defaults()
    assert os.environ["RUMBO_SECRET_KEY"] == first["RUMBO_SECRET_KEY"]


def test_what_is_set_is_respected(unset, monkeypatch, tmp_path):
    given = {"RUMBO_DATA_DIR": str(tmp_path), "RUMBO_SECRET_KEY": "k" * 40, "RUMBO_PORT": "8123"}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    demo.set_defaults()
    assert {name: os.environ[name] for name in given} == given


def test_installed_from_a_wheel_it_uses_the_folder_it_is_called_in(unset, monkeypatch, tmp_path):
    monkeypatch.setattr(demo, "checkout", lambda: None)
    monkeypatch.chdir(tmp_path)
    demo.set_defaults()
    assert os.environ["RUMBO_DATA_DIR"] == str(tmp_path / "rumbo-demo")


def test_the_secret_is_for_its_owner_alone(tmp_path):
    secret = demo.kept_secret(tmp_path / "new" / "secret")
    assert demo.kept_secret(tmp_path / "new" / "secret") == secret
    assert stat.S_IMODE((tmp_path / "new" / "secret").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret"]


def test_a_secret_that_cannot_be_kept_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError) as error:
        demo.kept_secret(tmp_path / "file" / "secret")
    assert error.value.message == (
        f"The demo's secret {tmp_path}/file/secret cannot be kept: File exists. See RUMBO_DATA_DIR."
    )


def test_a_taken_port_is_passed_over():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert demo.free_port("127.0.0.1", port) != port
    assert demo.free_port("127.0.0.1", port) == port


def test_sign_ins_are_aligned():
    people = [
        SimpleNamespace(role="Administración", email="admin@example.org", password="una"),
        SimpleNamespace(role="Lectura", email="lectora@example.org", password="dos"),
    ]
    assert demo.sign_in_lines(people) == [
        "Sign in as:",
        "  Administración  admin@example.org  una",
        "  Lectura         lectora@example.org  dos",
    ]


def test_it_says_where_to_join_the_workshop():
    assert demo.workshop_lines("http://127.0.0.1:8123/", "VALLE2")[1:] == [
        "  Join its table:  http://127.0.0.1:8123/entrar/VALLE2/",
        "  Its projector:   http://127.0.0.1:8123/pantalla/VALLE2/",
    ]


def test_it_says_where_to_score():
    (line,) = demo.evaluator_lines("http://127.0.0.1:8123/", "/evaluar/7.a-b/")
    assert line.endswith(" http://127.0.0.1:8123/evaluar/7.a-b/")
    assert demo.evaluator_lines("http://127.0.0.1:8123/", "") == []


def test_it_says_where_to_report():
    (line,) = demo.report_lines("http://127.0.0.1:8123/", "/informe/7.a-b/")
    assert line.endswith(" http://127.0.0.1:8123/informe/7.a-b/")
    assert demo.report_lines("http://127.0.0.1:8123/", "") == []


def test_the_checkout_is_found():
    root = checkout()
    assert (root / "rumbo").is_file()


def test_commands_of_a_checkout_say_so_elsewhere(monkeypatch):
    monkeypatch.setattr("rumbo.cli.checkout.checkout", lambda: None)
    with pytest.raises(UserError) as error:
        run_module("tools.check", [])
    assert error.value.message == (
        "This command works in a checkout only: clone the repository and run it there as ./rumbo."
    )


def test_commands_of_a_checkout_get_all_their_arguments(monkeypatch):
    calls = []
    monkeypatch.setattr(test_command, "run_module", lambda module, arguments: calls.append((module, arguments)))
    CliRunner().invoke(test_command.command, ["--only", "lint", "--help", "--", "-x"], catch_exceptions=False)
    assert calls == [("tools.check", ("--only", "lint", "--help", "--", "-x"))]


@pytest.mark.sqlite
def test_the_demo_is_made_and_served(tmp_path):
    env = environment(tmp_path)
    first = run("demo", "--no-serve", env=env)
    assert (first.returncode, first.stdout.splitlines()[0]) == (0, "Sign in as:")
    with running("demo", env=env) as process:
        assert "<html" in get(env, "/")
        assert "<html" in get(env, "/entrar/VALLE2/")
        assert "VALLE2" in get(env, "/pantalla/VALLE2/")
        code, output, errors, _ = stop(process, signal.SIGTERM)
    lines = output.splitlines()
    assert (code, lines[0]) == (0, f"Rumbo answers at http://127.0.0.1:{env['RUMBO_PORT']}")
    assert lines[1:-1] == first.stdout.splitlines()
    assert lines[-1] == "Stop it with Ctrl+C."
    assert "Traceback" not in errors

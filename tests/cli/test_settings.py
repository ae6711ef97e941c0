"""`rumbo settings`."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from rumbo.cli.commands.settings import command
from rumbo.config import environment
from rumbo.config.environment import ConfigurationError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch):
    for name in environment.names():
        monkeypatch.delenv(name, raising=False)


def lines(*arguments):
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_the_page_of_the_documentation_is_up_to_date():
    assert lines("--markdown") == (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


def test_all_settings_are_listed_with_value_and_source(monkeypatch):
    monkeypatch.setenv("RUMBO_PORT", "8080")
    monkeypatch.setenv("RUMBO_HOSTS", "a.org,b.org")
    output = lines().splitlines()
    assert [line.split(" = ")[0] for line in output[::2]] == list(environment.names())
    assert "RUMBO_PORT = 8080  [environment]" in output
    assert "RUMBO_HOSTS = a.org,b.org  [environment]" in output
    assert "RUMBO_DEBUG = false  [default]" in output
    assert "RUMBO_BASE_URL = (empty)  [default]" in output


def test_secrets_are_not_shown(monkeypatch):
    monkeypatch.setenv("RUMBO_SECRET_KEY", "q" * 40)
    monkeypatch.setenv("RUMBO_DATABASE_URL", "postgres://u:qqqq@h/name")
    output = lines()
    assert "RUMBO_SECRET_KEY = (set, not shown)  [environment]" in output
    assert "RUMBO_DATABASE_URL = (set, not shown)  [environment]" in output
    assert "qqqq" not in output


def test_a_wrong_value_is_refused(monkeypatch):
    monkeypatch.setenv("RUMBO_PORT", "no")
    with pytest.raises(ConfigurationError, match=r"^RUMBO_PORT "):
        CliRunner().invoke(command, catch_exceptions=False)

"""Every setting: documented, typed, and refused with a sentence when wrong."""

import re
from pathlib import Path

import pytest

from rumbo.config import environment
from rumbo.config.environment import ConfigurationError, Environment

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch):
    for name in environment.names():
        monkeypatch.delenv(name, raising=False)


def test_defaults():
    values = environment.read()
    assert values.debug is False
    assert values.secret_key == ""
    assert values.data_dir == Path("data")
    assert values.hosts == ("localhost", "127.0.0.1", "[::1]")
    assert (values.host, values.port, values.web_workers) == ("127.0.0.1", 8000, 1)
    assert (values.language, values.time_zone) == ("es", "America/Monterrey")


RIGHT = {
    "RUMBO_SECRET_KEY": ("x" * 32, "x" * 32),
    "RUMBO_DEBUG": ("true", True),
    "RUMBO_DATA_DIR": ("/srv/rumbo", Path("/srv/rumbo")),
    "RUMBO_DATABASE_URL": ("postgres://rumbo:secret@db:5432/rumbo", "postgres://rumbo:secret@db:5432/rumbo"),
    "RUMBO_HOSTS": ("plan.example.org, www.example.org,", ("plan.example.org", "www.example.org")),
    "RUMBO_BASE_URL": ("https://plan.example.org/", "https://plan.example.org/"),
    "RUMBO_HOST": ("::1", "::1"),
    "RUMBO_PORT": ("65535", 65535),
    "RUMBO_WEB_WORKERS": ("4", 4),
    "RUMBO_HTTPS": ("1", True),
    "RUMBO_BEHIND_PROXY": ("yes", True),
    "RUMBO_LANGUAGE": ("en", "en"),
    "RUMBO_TIME_ZONE": ("America/Mexico_City", "America/Mexico_City"),
    "RUMBO_EMAIL_URL": ("smtps://a%40b:c@mail.example.org", "smtps://a%40b:c@mail.example.org"),
    "RUMBO_EMAIL_FROM": ("plan@example.org", "plan@example.org"),
    "RUMBO_UPLOAD_LIMIT_MB": ("2048", 2048),
    "RUMBO_FILES_URL": ("s3://almagre/plan?region=mx-1", "s3://almagre/plan?region=mx-1"),
    "RUMBO_FILES_KEY": ("AKIA", "AKIA"),
    "RUMBO_FILES_SECRET": ("s3cr3t", "s3cr3t"),
    "RUMBO_TILES_URL": (
        "https://{s}.tiles.example.org/{z}/{x}/{y}.png",
        "https://{s}.tiles.example.org/{z}/{x}/{y}.png",
    ),
    "RUMBO_TILES_CREDIT": ("© Instituto", "© Instituto"),
    "RUMBO_LOG_LEVEL": ("WARNING", "WARNING"),
    "RUMBO_LOG_FORMAT": ("json", "json"),
}


#: Settings that make sense together alone.
PAIRS = {"RUMBO_FILES_KEY": "RUMBO_FILES_SECRET", "RUMBO_FILES_SECRET": "RUMBO_FILES_KEY"}


@pytest.mark.parametrize("name", environment.names())
def test_right_values_are_read(monkeypatch, name):
    text, value = RIGHT[name]
    if other := PAIRS.get(name):
        monkeypatch.setenv(other, RIGHT[other][0])
    monkeypatch.setenv(name, text)
    assert getattr(environment.read(), name.removeprefix("RUMBO_").lower()) == value


TILES = "has to be an address such as https://tiles.example.org/{z}/{x}/{y}.png (it is '%s')."
BUCKET = "has to be s3://bucket/prefix, with the name of a bucket."
STORE = "can say endpoint= and region= after the question mark, and nothing else."
ENDPOINT = "has to give the endpoint as an address such as https://s3.example.org."
WRONG = [
    ("RUMBO_FILES_URL", "https://almagre", BUCKET),
    ("RUMBO_FILES_URL", "s3:///plan", BUCKET),
    ("RUMBO_FILES_URL", "s3://key:secret@almagre", BUCKET),
    ("RUMBO_FILES_URL", "s3://almagre?zone=1", STORE),
    ("RUMBO_FILES_URL", "s3://almagre?region=", STORE),
    ("RUMBO_FILES_URL", "s3://almagre?endpoint=s3.example.org", ENDPOINT),
    ("RUMBO_FILES_KEY", "AK IA", "has to be written without spaces."),
    ("RUMBO_FILES_SECRET", "s3cr3t", "and RUMBO_FILES_KEY go together: give both, or none."),
    ("RUMBO_TILES_CREDIT", " ", "has to say whose map it is (it is ' ')."),
    ("RUMBO_TILES_URL", "https://tiles.example.org/", TILES % "https://tiles.example.org/"),
    ("RUMBO_TILES_URL", "//tiles.example.org/{z}/{x}/{y}.png", TILES % "//tiles.example.org/{z}/{x}/{y}.png"),
    ("RUMBO_TILES_URL", "https://a.org; script-src */{z}/{x}/{y}", TILES % "https://a.org; script-src */{z}/{x}/{y}"),
    ("RUMBO_SECRET_KEY", "short", "has to be at least 32 characters long."),
    ("RUMBO_DEBUG", "perhaps", "input should be a valid boolean, unable to interpret input (it is 'perhaps')."),
    ("RUMBO_DATA_DIR", " ", "has to name a folder (it is ' ')."),
    ("RUMBO_DATABASE_URL", "mysql://a/b", "has to begin with postgres:// or sqlite:///."),
    ("RUMBO_DATABASE_URL", "sqlite:///relative.db", "has to give an absolute path: sqlite:////absolute/path.db."),
    (
        "RUMBO_DATABASE_URL",
        "postgres://u:p@host:port/name",
        "has to be postgres://user:password@host:port/name, with a database name.",
    ),
    (
        "RUMBO_DATABASE_URL",
        "postgres://u:p@host/",
        "has to be postgres://user:password@host:port/name, with a database name.",
    ),
    ("RUMBO_HOSTS", " , ", "has to be host names such as plan.example.org, separated by commas (it is ' , ')."),
    (
        "RUMBO_HOSTS",
        "https://a.org",
        "has to be host names such as plan.example.org, separated by commas (it is 'https://a.org').",
    ),
    (
        "RUMBO_BASE_URL",
        "a.org",
        "has to be an address without a path, such as https://plan.example.org (it is 'a.org').",
    ),
    (
        "RUMBO_BASE_URL",
        "https://a.org/plan",
        "has to be an address without a path, such as https://plan.example.org (it is 'https://a.org/plan').",
    ),
    ("RUMBO_HOST", "[::1]", "has to be an address such as 127.0.0.1, 0.0.0.0 or ::1 (it is '[::1]')."),
    (
        "RUMBO_PORT",
        "eighty",
        "input should be a valid integer, unable to parse string as an integer (it is 'eighty').",
    ),
    ("RUMBO_PORT", "65536", "input should be less than or equal to 65535 (it is '65536')."),
    ("RUMBO_WEB_WORKERS", "0", "input should be greater than or equal to 1 (it is '0')."),
    ("RUMBO_HTTPS", "", "input should be a valid boolean, unable to interpret input (it is '')."),
    ("RUMBO_BEHIND_PROXY", "2", "input should be a valid boolean, unable to interpret input (it is '2')."),
    ("RUMBO_LANGUAGE", "fr", "input should be 'es' or 'en' (it is 'fr')."),
    ("RUMBO_TIME_ZONE", "Mars/Olympus", "is no known time zone, such as America/Monterrey (it is 'Mars/Olympus')."),
    ("RUMBO_EMAIL_URL", "http://a", "has to begin with smtp:// or smtps://."),
    ("RUMBO_EMAIL_URL", "smtp://a:b@host:x", "has to be smtp://user:password@host:port."),
    ("RUMBO_EMAIL_FROM", "nobody", "has to be an e-mail address such as plan@example.org (it is 'nobody')."),
    ("RUMBO_UPLOAD_LIMIT_MB", "2049", "input should be less than or equal to 2048 (it is '2049')."),
    ("RUMBO_LOG_LEVEL", "info", "input should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR' (it is 'info')."),
    ("RUMBO_LOG_FORMAT", "xml", "input should be 'json' or 'text' (it is 'xml')."),
]


@pytest.mark.parametrize(("name", "value", "sentence"), WRONG)
def test_wrong_values_are_refused(monkeypatch, name, value, sentence):
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError) as error:
        environment.read()
    assert str(error.value) == f"{name} {sentence}"


def test_every_setting_has_a_wrong_value_tested():
    assert {name for name, *_ in WRONG} == set(environment.names())


def test_all_wrong_values_are_named_at_once(monkeypatch):
    monkeypatch.setenv("RUMBO_PRT", "8000")
    monkeypatch.setenv("RUMBO_PORT", "0")
    monkeypatch.setenv("RUMBO_LANGUAGE", "fr")
    with pytest.raises(ConfigurationError) as error:
        environment.read()
    assert str(error.value).splitlines() == [
        "RUMBO_PRT is not a setting of Rumbo; see `rumbo settings`.",
        "RUMBO_PORT input should be greater than or equal to 1 (it is '0').",
        "RUMBO_LANGUAGE input should be 'es' or 'en' (it is 'fr').",
    ]


def test_names_in_small_letters_are_refused(monkeypatch):
    monkeypatch.setenv("rumbo_port", "8000")
    with pytest.raises(ConfigurationError, match=r"^rumbo_port is not a setting of Rumbo; see `rumbo settings`\.$"):
        environment.read()


def test_variables_of_the_tests_are_left_alone(monkeypatch):
    monkeypatch.setenv("RUMBO_TEST_DATA", "/somewhere")
    environment.read()


@pytest.mark.parametrize("name", Environment.model_fields)
def test_every_setting_is_documented(name):
    description = Environment.model_fields[name].description or ""
    assert description.endswith(".")
    assert f"| `RUMBO_{name.upper()}` |" in (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert description in (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


def test_variables_in_the_documentation_exist():
    known = {*environment.names()}
    for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        named = set(re.findall(r"RUMBO_[A-Z_]*[A-Z]", page.read_text(encoding="utf-8")))
        assert {name for name in named if not name.startswith("RUMBO_TEST")} <= known, page

"""Every setting of the program: read from ``RUMBO_*`` environment variables alone, typed, failing loudly."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import parse_qs, urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "RUMBO_"
SECRETS = frozenset(
    {"secret_key", "database_url", "email_url", "files_url", "files_key", "files_secret"}
)  # never printed
Words = Annotated[tuple[str, ...], NoDecode]


class ConfigurationError(Exception):
    """A ``RUMBO_*`` variable is missing or wrong; the message says which and how to mend it."""


class Environment(BaseSettings):
    """The settings. The description of each is what the documentation prints."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, case_sensitive=False, frozen=True)

    secret_key: str = Field(
        "",
        description="Secret that signs sessions and links; at least 32 characters. Needed by `rumbo serve`.",
    )
    debug: bool = Field(False, description="Shows tracebacks in the browser. Never in production.")
    data_dir: Path = Field(
        Path("data"), description="Folder of the default database and of uploaded files; made when missing."
    )
    database_url: str = Field(
        "",
        description="Database: `postgres://user:password@host:port/name` or `sqlite:////absolute/path.db`. "
        "Empty: `rumbo.sqlite3` in the data folder.",
    )
    hosts: Words = Field(
        ("localhost", "127.0.0.1", "[::1]"),
        description="Host names the site answers to, separated by commas.",
    )
    base_url: str = Field(
        "",
        description="Public address of the site, such as `https://plan.example.org`; used in mails and links.",
    )
    host: str = Field("127.0.0.1", description="Address that `rumbo serve` listens on.")
    port: int = Field(8000, ge=1, le=65535, description="Port that `rumbo serve` listens on.")
    web_workers: int = Field(1, ge=1, le=64, description="Web server processes.")
    https: bool = Field(False, description="Site is served over HTTPS: secure cookies, HSTS, redirects.")
    behind_proxy: bool = Field(
        False, description="A reverse proxy sets `X-Forwarded-Proto` and `X-Forwarded-For`; trust them."
    )
    language: Literal["es", "en"] = Field("es", description="First language of the interface.")
    time_zone: str = Field("America/Monterrey", description="Time zone of the dates shown.")
    email_url: str = Field(
        "", description="Mail server, `smtp://user:password@host:587?tls=1`. Empty: mails go to the log."
    )
    email_from: str = Field("rumbo@localhost", description="Sender of the mails.")
    upload_limit_mb: int = Field(20, ge=1, le=2048, description="Largest upload, in megabytes.")
    files_url: str = Field(
        "",
        description="Store of uploaded files, `s3://bucket/prefix?endpoint=https://s3.example.org&region=mx-1`; "
        "needs `pip install 'rumbo[s3]'`. Empty: the folder `files` of the data folder.",
    )
    files_key: str = Field(
        "", description="Key to the store of `RUMBO_FILES_URL`. Empty: what the machine itself may (its role)."
    )
    files_secret: str = Field("", validate_default=True, description="Secret that goes with `RUMBO_FILES_KEY`.")
    tiles_url: str = Field(
        "",
        description="Background of maps, `https://tiles.example.org/{z}/{x}/{y}.png`. Empty: a plain grid, and no "
        "page asks anything of another host.",
    )
    tiles_credit: str = Field("© OpenStreetMap", description="Whose map it is, shown on it.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Least level logged.")
    log_format: Literal["json", "text"] = Field("text", description="Form of the log lines.")

    @field_validator("data_dir", mode="before")
    @classmethod
    def _named_folder(cls, value: Any) -> Any:
        if not str(value).strip():
            raise ValueError("has to name a folder")
        return value

    @field_validator("hosts", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("hosts")
    @classmethod
    def _host_names(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value or any("/" in name or " " in name for name in value):
            raise ValueError("has to be host names such as plan.example.org, separated by commas")
        return value

    @field_validator("host")
    @classmethod
    def _bare_host(cls, value: str) -> str:
        if not value or any(sign in value for sign in "/[] "):
            raise ValueError("has to be an address such as 127.0.0.1, 0.0.0.0 or ::1")
        return value

    @field_validator("base_url")
    @classmethod
    def _public_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (
            parts.scheme not in {"http", "https"} or not parts.netloc or parts.path.strip("/") or parts.query
        ):
            raise ValueError("has to be an address without a path, such as https://plan.example.org")
        return value

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: str) -> str:
        if value and len(value) < 32:
            raise ValueError("has to be at least 32 characters long")
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in {"postgres", "postgresql", "sqlite"}:
            raise ValueError("has to begin with postgres:// or sqlite:///")
        if value.startswith("sqlite:") and not value.startswith("sqlite:////"):
            raise ValueError("has to give an absolute path: sqlite:////absolute/path.db")
        if value.startswith("postgres") and not (_port_is_number(value) and urlsplit(value).path.strip("/")):
            raise ValueError("has to be postgres://user:password@host:port/name, with a database name")
        return value

    @field_validator("email_url")
    @classmethod
    def _known_mail(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in {"smtp", "smtps"}:
            raise ValueError("has to begin with smtp:// or smtps://")
        if value and not (_port_is_number(value) and urlsplit(value).hostname):
            raise ValueError("has to be smtp://user:password@host:port")
        return value

    @field_validator("email_from")
    @classmethod
    def _sender(cls, value: str) -> str:
        if "@" not in value or not value.isprintable():
            raise ValueError("has to be an e-mail address such as plan@example.org")
        return value

    @field_validator("files_url")
    @classmethod
    def _file_store(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and not (parts.scheme == "s3" and re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", parts.netloc)):
            raise ValueError("has to be s3://bucket/prefix, with the name of a bucket")
        options = parse_qs(parts.query, keep_blank_values=True)
        if (
            set(options) - {"endpoint", "region"}
            or any(not found[-1] for found in options.values())
            or parts.fragment
        ):
            raise ValueError("can say endpoint= and region= after the question mark, and nothing else")
        endpoint = urlsplit(options.get("endpoint", ["https://s3.example.org"])[-1])
        if endpoint.scheme not in {"http", "https"} or not endpoint.hostname:
            raise ValueError("has to give the endpoint as an address such as https://s3.example.org")
        return value

    @field_validator("files_key")
    @classmethod
    def _one_word(cls, value: str) -> str:
        if any(sign.isspace() or not sign.isprintable() for sign in value):
            raise ValueError("has to be written without spaces")
        return value

    @field_validator("files_secret")
    @classmethod
    def _both_or_none(cls, value: str, info: ValidationInfo) -> str:
        if bool(value) != bool(info.data.get("files_key", "")):
            raise ValueError("and RUMBO_FILES_KEY go together: give both, or none")
        return value

    @field_validator("tiles_url")
    @classmethod
    def _tiles(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (
            parts.scheme not in {"http", "https"}
            or not re.fullmatch(r"(\{s\}\.)?[\w.-]+(:\d+)?", parts.netloc)
            or any(part not in parts.path + parts.query for part in ("{z}", "{x}", "{y}"))
        ):
            raise ValueError("has to be an address such as https://tiles.example.org/{z}/{x}/{y}.png")
        return value

    @field_validator("tiles_credit")
    @classmethod
    def _credit(cls, value: str) -> str:
        if not value.strip() or len(value) > 200:
            raise ValueError("has to say whose map it is")
        return value

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        from zoneinfo import ZoneInfo  # imported here: only this check needs the zone data

        try:
            ZoneInfo(value)
        except Exception as error:
            raise ValueError("is no known time zone, such as America/Monterrey") from error
        return value


def names() -> tuple[str, ...]:
    """Return the names of all variables, in order."""
    return tuple(f"{PREFIX}{name.upper()}" for name in Environment.model_fields)


def read() -> Environment:
    """Read the environment.

    Raises:
        ConfigurationError: a variable is unknown or has a wrong value; all are named in one message.
    """
    wrong = [
        f"{name} is not a setting of Rumbo; see `rumbo settings`."
        for name in sorted(os.environ)
        if name.upper().startswith(PREFIX) and name not in names() and not name.startswith(f"{PREFIX}TEST_")
    ]
    try:
        environment = Environment()
    except ValidationError as error:
        wrong += [f"{PREFIX}{str(e['loc'][0]).upper()} {_sentence(e)}" for e in error.errors()]
        raise ConfigurationError("\n".join(wrong)) from None
    if wrong:
        raise ConfigurationError("\n".join(wrong))
    return environment


def _port_is_number(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def _sentence(error: Any) -> str:
    text = error["msg"].removeprefix("Value error, ")
    shown = "" if error["loc"][0] in SECRETS else f" (it is {error['input']!r})"
    return f"{text[0].lower()}{text[1:]}{shown}."

"""`rumbo settings`: what can be set, what is set, and what it means."""

from __future__ import annotations

import os

import click

from rumbo.config import environment
from rumbo.config.environment import PREFIX, SECRETS, Environment

MARKDOWN_HEAD = """# Settings

Every setting is an environment variable that begins with `RUMBO_`. There is no other place: no settings file, no
local override. A wrong value, or a `RUMBO_` variable that is not in this list, stops the program with a sentence.
`rumbo settings` lists what is in force. Variables that begin with `RUMBO_TEST_` are read by the tests and benchmarks
alone (see [development](development.md)).

This page is written by `rumbo settings --markdown > docs/settings.md`; a test holds that it is up to date.

| variable | default | meaning |
|---|---|---|
"""


@click.command()
@click.option("--markdown", is_flag=True, help="Print the page docs/settings.md instead.")
def command(markdown: bool) -> None:
    """List all settings with their value, where it comes from, and meaning. Secrets are not shown."""
    click.echo(page() if markdown else table(), nl=not markdown)


def page() -> str:
    """Return the documentation page of all settings."""
    return MARKDOWN_HEAD + "".join(
        f"| `{PREFIX}{name.upper()}` | {_code(_text(field.default))} | {field.description} |\n"
        for name, field in Environment.model_fields.items()
    )


def table() -> str:
    """Return a text table of the values in force.

    Raises:
        ConfigurationError: a variable is unknown or has a wrong value.
    """
    values = environment.read()
    given = {name.upper() for name in os.environ}
    lines = []
    for name, field in Environment.model_fields.items():
        variable = f"{PREFIX}{name.upper()}"
        value = _text(getattr(values, name))
        shown = "(set, not shown)" if name in SECRETS and value else value or "(empty)"
        source = "environment" if variable in given else "default"
        lines.append(f"{click.style(variable, bold=True)} = {shown}  [{source}]\n    {field.description}")
    return "\n".join(lines)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _code(text: str) -> str:
    return f"`{text}`" if text else "(empty)"

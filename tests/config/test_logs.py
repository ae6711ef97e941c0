"""What the log says of an error: where it was, never what the variables held."""

from __future__ import annotations

import logging.config

import pytest

from rumbo.config import logs


@pytest.mark.parametrize("form", ["console", "json"])
def test_an_error_is_told_without_what_variables_held(monkeypatch, form):
    monkeypatch.setattr(logging.config, "dictConfig", lambda _settings: None)
    monkeypatch.setattr(logs.structlog, "configure", lambda **_settings: None)
    formatter = logs.logging_settings("INFO", form)["formatters"]["structured"]
    make = formatter["()"](processors=formatter["processors"], foreign_pre_chain=formatter["foreign_pre_chain"])

    def fails(address):
        raise RuntimeError(len(address))

    someone = "@".join(["vecina", "example.org"])
    try:
        fails(someone)
    except RuntimeError as error:
        told = (type(error), error, error.__traceback__)
        line = make.format(logging.LogRecord("rumbo", logging.WARNING, __file__, 1, "lane_left", (), told))
    assert "lane_left" in line
    assert "RuntimeError" in line
    assert someone not in line

"""What the log says of an error: where it was, never what the variables held."""

from __future__ import annotations

import logging.config

import pytest
from django.urls import reverse

from rumbo.config import logs


@pytest.fixture(params=["console", "json"])
def make(request, monkeypatch):
    """The formatter of each form of the log."""
    monkeypatch.setattr(logging.config, "dictConfig", lambda _settings: None)
    monkeypatch.setattr(logs.structlog, "configure", lambda **_settings: None)
    formatter = logs.logging_settings("INFO", request.param)["formatters"]["structured"]
    return formatter["()"](processors=formatter["processors"], foreign_pre_chain=formatter["foreign_pre_chain"])


def test_an_error_is_told_without_what_variables_held(make):

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


@pytest.mark.parametrize(
    ("route", "more"),
    [
        ("evaluate:score", [7]),
        ("evaluate:start", []),
        ("live:mine", []),
        ("portal:confirm_proposal", []),
        ("portal:confirm_support", []),
        ("portal:enter_vote", []),
        ("report:start", []),
        ("report:draft", []),
        ("follow:confirm", []),
        ("follow:end", []),
        ("follow:end_all", []),
        ("follow:announcements", []),
        ("follow:follower", []),
    ],
)
def test_a_refused_request_is_told_without_the_link_of_who_sent_it(make, route, more):
    path = reverse(route, args=["1.8e5c-i5jq:90_H", *more])
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, "%s: %s", ("Not Found", path), None)
    line = make.format(record)
    assert "Not Found" in line
    assert path.split("1.8e5c", maxsplit=1)[0] in line
    assert "8e5c" not in line
    assert "i5jq" not in line


def test_other_addresses_stay_as_they_are(make):
    path = "/plan-2040/propuestas/12/?pagina=2"
    line = make.format(logging.LogRecord("django.request", logging.WARNING, __file__, 1, "Gone: %s", (path,), None))
    assert path in line

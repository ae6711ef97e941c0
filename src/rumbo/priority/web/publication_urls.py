"""Addresses of the council's decision: publications, departures, objections."""

from __future__ import annotations

from typing import Any

urlpatterns: list[Any] = []

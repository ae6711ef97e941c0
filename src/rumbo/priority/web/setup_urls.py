"""Addresses of the preparation of a round: what is prioritised, its evaluators, its Delphi rounds."""

from __future__ import annotations

from typing import Any

urlpatterns: list[Any] = []

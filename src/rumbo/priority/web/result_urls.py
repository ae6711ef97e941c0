"""Addresses of what came of the scores."""

from __future__ import annotations

from typing import Any

urlpatterns: list[Any] = []

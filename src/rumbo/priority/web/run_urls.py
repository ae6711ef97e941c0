"""Addresses of runs: asked for, followed, cancelled, read."""

from __future__ import annotations

from typing import Any

urlpatterns: list[Any] = []

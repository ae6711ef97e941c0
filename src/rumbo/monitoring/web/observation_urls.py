"""Addresses of values: typed, imported, confirmed, revised."""

from __future__ import annotations

from typing import Any

urlpatterns: list[Any] = []

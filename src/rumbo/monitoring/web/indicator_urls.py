"""Addresses of indicators: their series, targets and goals."""

from __future__ import annotations

from typing import Any

urlpatterns: list[Any] = []

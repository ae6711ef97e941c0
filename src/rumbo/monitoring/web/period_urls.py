"""Addresses of reporting periods, and of who reports in them."""

from __future__ import annotations

from typing import Any

urlpatterns: list[Any] = []

"""Addresses of followers and announcements."""

from __future__ import annotations

from typing import Any

urlpatterns: list[Any] = []

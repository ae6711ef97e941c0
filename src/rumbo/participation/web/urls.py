"""Addresses of the staff's pages of participation, under ``mesa/<plan>/participacion/``."""

from __future__ import annotations

from typing import Any

app_name = "participation"
urlpatterns: list[Any] = []

"""Addresses of liaisons, who report by a link instead of an account, under ``informe/``."""

from __future__ import annotations

from typing import Any

app_name = "report"
urlpatterns: list[Any] = []

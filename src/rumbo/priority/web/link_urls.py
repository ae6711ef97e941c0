"""Addresses of evaluators, who have a link instead of an account."""

from __future__ import annotations

from typing import Any

app_name = "evaluate"
urlpatterns: list[Any] = []

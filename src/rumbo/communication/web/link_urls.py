"""Addresses of people who follow a plan, who have a link instead of an account, under ``seguir/``."""

from __future__ import annotations

from typing import Any

app_name = "follow"
urlpatterns: list[Any] = []

"""Addresses of votes, equal shares and selections under budgets."""

from __future__ import annotations

from typing import Any

urlpatterns: list[Any] = []

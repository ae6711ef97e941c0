"""Addresses of statuses and the rules behind them."""

from __future__ import annotations

from typing import Any

urlpatterns: list[Any] = []

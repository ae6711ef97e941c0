"""Addresses of evaluations, what they found, and what follows."""

from __future__ import annotations

from typing import Any

urlpatterns: list[Any] = []

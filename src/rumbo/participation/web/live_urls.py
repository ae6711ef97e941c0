"""Addresses of those who take part without an account: joining, the phone's page, the projector, the own link."""

from __future__ import annotations

from typing import Any

app_name = "live"
urlpatterns: list[Any] = []

"""Addresses of statuses and the rules behind them."""

from __future__ import annotations

from typing import Any

from django.urls import path

from rumbo.monitoring.web import status_rules, statuses

urlpatterns: list[Any] = [
    path("semaforo/", statuses.statuses, name="statuses"),
    path("semaforo/calcular/", statuses.judge_now, name="judge_now"),
    path("semaforo/reglas/", status_rules.rules, name="status_rules"),
    path("semaforo/<slug:kind>/<int:pk>/", statuses.status, name="status"),
]

"""Addresses of runs: asked for, followed, cancelled, read."""

from __future__ import annotations

from typing import Any

from django.urls import path

from rumbo.priority.web import comparing, places, rankings, runs

urlpatterns: list[Any] = [
    path("corridas/", runs.of_plan, name="runs"),
    path("rondas/<int:pk>/corridas/", runs.of_round, name="round_runs"),
    path("rondas/<int:pk>/jerarquizar/", rankings.ask, name="ask_ranking"),
    path("corridas/<int:pk>/", runs.one, name="run"),
    path("corridas/<int:pk>/cancelar/", runs.cancel, name="cancel_run"),
    path("corridas/<int:pk>/comprobar/", runs.check, name="check_run"),
    path("corridas/<int:pk>/comparar/", comparing.compare, name="compare_runs"),
    path("corridas/<int:pk>/lugares/<int:item>/", places.one, name="run_place"),
    path("corridas/<int:pk>/RUN.json", runs.document, name="run_document"),
    path("corridas/<int:pk>/tabla/", runs.table, name="run_table"),
]

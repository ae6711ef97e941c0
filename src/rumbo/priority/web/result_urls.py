"""Addresses of what came of the scores."""

from __future__ import annotations

from typing import Any

from django.urls import path

from rumbo.priority.web import results

urlpatterns: list[Any] = [
    path("rondas/<int:pk>/calificaciones/", results.progress, name="progress"),
    path("rondas/<int:pk>/resultados/", results.agreement, name="results"),
    path("rondas/<int:pk>/resultados/comentarios/", results.comments, name="result_comments"),
    path("rondas/<int:pk>/resultados/pesos/", results.weights, name="result_weights"),
    path("rondas/<int:pk>/resultados/<int:item>/", results.item, name="result_item"),
]

"""Addresses of votes, equal shares and selections under budgets."""

from __future__ import annotations

from typing import Any

from django.urls import path

from rumbo.priority.web import allocation, selection, selection_reasons, votes

urlpatterns: list[Any] = [
    path("rondas/<int:pk>/votos/", votes.votes, name="votes"),
    path("rondas/<int:pk>/votos/papel/", votes.sheets, name="vote_sheets"),
    path("rondas/<int:pk>/votos/archivo/", votes.file, name="vote_file"),
    path("rondas/<int:pk>/votos/quitar-archivo/", votes.drop, name="drop_votes"),
    path("rondas/<int:pk>/votos.pb", votes.export, name="vote_export"),
    path("rondas/<int:pk>/partes-iguales/", allocation.ask_allocation, name="ask_allocation"),
    path("rondas/<int:pk>/seleccion/", selection.ask_selection, name="ask_selection"),
    path("rondas/<int:pk>/escenarios/", selection.ask_scenarios, name="ask_scenarios"),
    path("corridas/<int:pk>/choque/", selection_reasons.clash, name="clash"),
    path("corridas/<int:pk>/fuera/<int:place>/", selection_reasons.why_out, name="why_out"),
]

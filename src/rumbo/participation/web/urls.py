"""Addresses of the staff's pages of participation, under ``mesa/<plan>/participacion/``."""

from __future__ import annotations

from typing import Any

from django.urls import include, path

from rumbo.participation.web import (
    adoption,
    contributions,
    home,
    results,
    workshops,
)

app_name = "participation"
WORKSHOP = "talleres/<int:pk>/"
urlpatterns: list[Any] = [
    path("", home.home, name="home"),
    path("empezar/", home.start, name="start"),
    path(WORKSHOP, workshops.workshop, name="workshop"),
    path(f"{WORKSHOP}mesas/", workshops.tables, name="add_tables"),
]

# The console of a table and of its exercises.
EXERCISE = "ejercicios/<int:pk>/"
SAID = "aportaciones/<int:pk>/"
urlpatterns += [
    path("", include("rumbo.participation.web.console_urls")),
    path(f"{EXERCISE}resultados/", results.results, name="results"),
]

# What was said in the whole plan, and what the plan makes of it.
urlpatterns += [
    path("aportaciones/", contributions.contributions, name="contributions"),
    path("aportaciones/adoptar/", adoption.adopt_many, name="adopt_many"),
    path(f"{SAID}adoptar/", adoption.adopt, name="adopt"),
    path("adopciones/<int:pk>/retirar/", adoption.release, name="release"),
    path("adopciones/<int:pk>/reponer/", adoption.reinstate, name="reinstate"),
    path("adopciones/deshacer/", adoption.undo, name="undo_adoption"),
]

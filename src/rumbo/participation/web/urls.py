"""Addresses of the staff's pages of participation, under ``mesa/<plan>/participacion/``."""

from __future__ import annotations

from django.urls import path

from rumbo.participation.web import (
    adoption,
    agenda,
    contributions,
    exercises,
    home,
    moderation,
    results,
    tables,
    workshops,
)

app_name = "participation"
WORKSHOP = "talleres/<int:pk>/"
TABLE = "mesas/<int:pk>/"
urlpatterns = [
    path("", home.home, name="home"),
    path("empezar/", home.start, name="start"),
    path(WORKSHOP, workshops.workshop, name="workshop"),
    path(f"{WORKSHOP}mesas/", workshops.tables, name="add_tables"),
]

# The console of a table and of its exercises.
EXERCISE = "ejercicios/<int:pk>/"
SAID = "aportaciones/<int:pk>/"
urlpatterns += [
    path(TABLE, tables.table, name="table"),
    path(f"{TABLE}agenda-habitual/", tables.usual, name="usual"),
    path(f"{TABLE}ejercicios/nuevo/", agenda.create, name="exercise_new"),
    path(f"{TABLE}cambios/", exercises.changes, name="changes"),
    path(EXERCISE, exercises.exercise, name="exercise"),
    path(f"{EXERCISE}resultados/", results.results, name="results"),
    path(f"{EXERCISE}hacer/", tables.act, name="exercise_act"),
    path(f"{EXERCISE}editar/", agenda.edit, name="exercise_edit"),
    path(f"{EXERCISE}retirar/", tables.withdraw, name="exercise_withdraw"),
    path(f"{EXERCISE}unir/", moderation.merge, name="merge"),
    path(f"{SAID}editar/", moderation.edit, name="contribution_edit"),
    path(f"{SAID}ocultar/", moderation.hide, name="contribution_hide"),
    path(f"{SAID}mostrar/", moderation.show, name="contribution_show"),
    path(f"{SAID}separar/", moderation.split, name="contribution_split"),
    path("cambios/<int:pk>/deshacer/", moderation.undo, name="undo"),
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

"""Addresses of the console of a table and of its exercises."""

from __future__ import annotations

from django.urls import path

from rumbo.participation.web import agenda, diagrams, exercises, moderation, paper, tables, workbook

TABLE = "mesas/<int:pk>/"
EXERCISE = "ejercicios/<int:pk>/"
SAID = "aportaciones/<int:pk>/"
urlpatterns = [
    path(TABLE, tables.table, name="table"),
    path(f"{TABLE}agenda-habitual/", tables.usual, name="usual"),
    path(f"{TABLE}ejercicios/nuevo/", agenda.create, name="exercise_new"),
    path(f"{TABLE}cambios/", exercises.changes, name="changes"),
    path(f"{TABLE}libro/", workbook.workbook, name="workbook"),
    path(f"{TABLE}libro/descarga/", workbook.download, name="workbook_file"),
    path(EXERCISE, exercises.exercise, name="exercise"),
    path(f"{EXERCISE}hacer/", tables.act, name="exercise_act"),
    path(f"{EXERCISE}editar/", agenda.edit, name="exercise_edit"),
    path(f"{EXERCISE}retirar/", tables.withdraw, name="exercise_withdraw"),
    path(f"{EXERCISE}unir/", moderation.merge, name="merge"),
    path(f"{EXERCISE}diagrama/<slug:form>/", diagrams.diagram, name="diagram"),
    path(f"{EXERCISE}papel/", paper.paper, name="paper"),
    path(f"{SAID}editar/", moderation.edit, name="contribution_edit"),
    path(f"{SAID}ocultar/", moderation.hide, name="contribution_hide"),
    path(f"{SAID}mostrar/", moderation.show, name="contribution_show"),
    path(f"{SAID}separar/", moderation.split, name="contribution_split"),
    path("cambios/<int:pk>/deshacer/", moderation.undo, name="undo"),
]

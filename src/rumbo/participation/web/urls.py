"""Addresses of the staff's pages of participation, under ``mesa/<plan>/participacion/``."""

from __future__ import annotations

from typing import Any

from django.urls import include, path

from rumbo.participation.web import (
    adoption,
    attendance,
    contributions,
    guests,
    home,
    invitations,
    minutes,
    results,
    workshops,
)

app_name = "participation"
WORKSHOP = "talleres/<int:pk>/"
TABLE = "mesas/<int:pk>/"
INVITATION = "invitaciones/<int:pk>/"
urlpatterns: list[Any] = [
    path("", home.home, name="home"),
    path("empezar/", home.start, name="start"),
    path(WORKSHOP, workshops.workshop, name="workshop"),
    path(f"{WORKSHOP}mesas/", workshops.tables, name="add_tables"),
    path(f"{WORKSHOP}equilibrio/", workshops.targets, name="targets"),
    path(f"{WORKSHOP}invitaciones/", invitations.listed, name="invitations"),
    path(f"{WORKSHOP}invitaciones/nueva/", invitations.create, name="invitation_new"),
    path(f"{WORKSHOP}invitaciones/lista/", guests.guests, name="guests"),
    path(f"{INVITATION}editar/", invitations.edit, name="invitation_edit"),
    path(f"{INVITATION}retirar/", invitations.turn, name="invitation_turn"),
    path(f"{INVITATION}respuesta/", invitations.answer, name="invitation_answer"),
    path(f"{INVITATION}vino/", invitations.came, name="invitation_came"),
    path(f"{TABLE}asistencia/", attendance.listed, name="attendance"),
    path(f"{TABLE}asistencia/hoja/", attendance.sheet, name="sheet"),
    path("participantes/<int:pk>/corregir/", attendance.edit, name="participant_edit"),
    path("participantes/<int:pk>/lista/", attendance.turn, name="participant_turn"),
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

# Citizens' calls and proposals.
urlpatterns += [path("", include("rumbo.participation.web.call_urls"))]

# The minutes of a table.
urlpatterns += [
    path(f"{TABLE}acta/", minutes.minutes, name="minutes"),
    path(f"{TABLE}acta/acta.pdf", minutes.minutes_pdf, name="minutes_pdf"),
]

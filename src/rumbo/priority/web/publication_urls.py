"""Addresses of the council's decision: publications, departures, objections."""

from __future__ import annotations

from typing import Any

from django.urls import path

from rumbo.priority.web import decisions

urlpatterns: list[Any] = [
    path("rondas/<int:pk>/decision/", decisions.decision, name="decision"),
    path("publicaciones/<int:pk>/", decisions.publication, name="publication"),
    path("publicaciones/<int:pk>/diferencias/<int:item>/", decisions.departure, name="departure"),
    path("publicaciones/<int:pk>/acta/", decisions.minutes, name="publication_minutes"),
    path("publicaciones/<int:pk>/acta.pdf", decisions.minutes_file, name="publication_file"),
    path("publicaciones/<int:pk>/publicar/", decisions.publish, name="publish"),
    path("publicaciones/<int:pk>/retirar/", decisions.take_back, name="take_back"),
]

"""Addresses of the review of reports."""

from __future__ import annotations

from typing import Any

from django.urls import path

from rumbo.monitoring.web import review, type_in

urlpatterns: list[Any] = [
    path("informes/", review.reports, name="reports"),
    path("informes/aceptar/", review.accept_several, name="accept_reports"),
    path("informes/<int:pk>/", review.report, name="report"),
    path("informes/<int:pk>/aceptar/", review.accept, name="accept_report"),
    path("informes/<int:pk>/preguntar/", review.observe, name="observe_report"),
    path("informes/<int:pk>/reabrir/", review.reopen, name="reopen_report"),
    path("informes/<int:pk>/anotar/", review.note, name="note_report"),
    path("informes/<int:pk>/evidencia/<int:number>/", review.file, name="report_file"),
    path("informes/<int:pk>/evidencia/<int:number>/miniatura/", review.thumbnail, name="report_thumbnail"),
    path("asignaciones/<int:pk>/capturar/", type_in.type_in, name="type_in"),
]

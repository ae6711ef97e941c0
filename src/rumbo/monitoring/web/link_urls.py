"""Addresses of liaisons, who report by a link instead of an account, under ``informe/``."""

from __future__ import annotations

from typing import Any

from django.urls import path

from rumbo.monitoring.web import report_files, reporting

app_name = "report"
urlpatterns: list[Any] = [
    path("<str:token>/", reporting.start, name="start"),
    path("<str:token>/borrador/", reporting.draft, name="draft"),
    path("<str:token>/nada-cambio/", reporting.unchanged, name="unchanged"),
    path("<str:token>/responder/", reporting.answer, name="answer"),
    path("<str:token>/mis-ligas/", reporting.mail_links, name="mail_links"),
    path("<str:token>/idioma/", reporting.language, name="language"),
    path("<str:token>/evidencia/", report_files.add, name="add_evidence"),
    path("<str:token>/evidencia/<int:pk>/", report_files.file, name="evidence"),
    path("<str:token>/evidencia/<int:pk>/miniatura/", report_files.thumbnail, name="evidence_thumbnail"),
    path("<str:token>/evidencia/<int:pk>/retirar/", report_files.take_back, name="take_evidence_back"),
]

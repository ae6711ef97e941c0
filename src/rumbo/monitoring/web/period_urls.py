"""Addresses of reporting periods, and of who reports in them."""

from __future__ import annotations

from typing import Any

from django.urls import path

from rumbo.monitoring.web import assignments, period_links, period_people, period_steps, periods

urlpatterns: list[Any] = [
    path("periodos/", periods.periods, name="periods"),
    path("periodos/preparar/", period_steps.prepare, name="prepare_period"),
    path("periodos/reglas/", period_steps.rules, name="reporting_rules"),
    path("periodos/<int:pk>/", periods.period, name="period"),
    path("periodos/<int:pk>/cambios/", periods.changes, name="period_changes"),
    path("periodos/<int:pk>/quienes/", period_people.people, name="period_people"),
    path("periodos/<int:pk>/a-mano/", period_people.by_hand, name="period_by_hand"),
    path("periodos/<int:pk>/abrir/", period_steps.open_, name="open_period"),
    path("periodos/<int:pk>/cerrar/", period_steps.close, name="close_period"),
    path("periodos/<int:pk>/reabrir/", period_steps.reopen, name="reopen_period"),
    path("periodos/<int:pk>/ligas/", period_links.links, name="period_links"),
    path("periodos/<int:pk>/ligas/imprimir/", period_links.sheet, name="period_link_sheet"),
    path("asignaciones/<int:pk>/", assignments.assignment, name="assignment"),
]

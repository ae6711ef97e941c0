"""Addresses of values: typed, imported, confirmed, revised."""

from __future__ import annotations

from typing import Any

from django.urls import path

from rumbo.monitoring.web import value_views

urlpatterns: list[Any] = [
    path("por-confirmar/", value_views.conflicts, name="confirm_values"),
    path("valores/<int:pk>/elegir/", value_views.choose_value, name="choose_value"),
    path("valores/<int:pk>/corregir/", value_views.revise_value, name="revise_value"),
]

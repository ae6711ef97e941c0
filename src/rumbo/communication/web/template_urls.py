"""Addresses of templates and of what addresses prefer."""

from __future__ import annotations

from typing import Any

from django.urls import path

from rumbo.communication.web import templates

urlpatterns: list[Any] = [
    path("plantillas/", templates.templates, name="templates"),
    path("plantillas/<slug:kind>/<slug:language>/", templates.template, name="template"),
    path("plantillas/<slug:kind>/<slug:language>/original/", templates.default, name="default_template"),
    path("preferencias/", templates.preferences, name="preferences"),
    path("mis-preferencias/", templates.own_preferences, name="own_preferences"),
]

"""Addresses of logframes."""

from __future__ import annotations

from typing import Any

from django.urls import path

from rumbo.monitoring.web import logframes

urlpatterns: list[Any] = [
    path("mir/", logframes.logframes, name="logframes"),
    path("mir/<int:pk>/", logframes.logframe, name="logframe"),
    path("mir/<int:pk>/xlsx/", logframes.workbook, name="logframe_workbook"),
    path("mir/<int:pk>/pdf/", logframes.pdf, name="logframe_pdf"),
]

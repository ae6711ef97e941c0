"""Addresses of scores on paper and in workbooks."""

from __future__ import annotations

from typing import Any

from django.urls import path

from rumbo.priority.web import paper, paper_entry, paper_workbook

urlpatterns: list[Any] = [
    path("rondas/<int:pk>/papel/", paper.home, name="paper"),
    path("rondas/<int:pk>/papel/formatos/", paper.forms, name="paper_forms"),
    path("rondas/<int:pk>/papel/captura/", paper_entry.entry, name="paper_entry"),
    path("rondas/<int:pk>/papel/libro/", paper_workbook.upload, name="scores_workbook"),
    path("rondas/<int:pk>/papel/libro/archivo/", paper_workbook.download, name="scores_workbook_file"),
]

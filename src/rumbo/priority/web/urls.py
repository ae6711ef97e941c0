"""Addresses of the staff's pages of priority, under ``mesa/<plan>/priorizacion/``."""

from __future__ import annotations

from typing import Any

from django.urls import include, path

from rumbo.priority.web import home

app_name = "priority"
urlpatterns: list[Any] = [
    path("", home.home, name="home"),
    path("rondas/<int:pk>/", home.one, name="round"),
    path("", include("rumbo.priority.web.setup_urls")),
    path("", include("rumbo.priority.web.paper_urls")),
    path("", include("rumbo.priority.web.result_urls")),
    path("", include("rumbo.priority.web.run_urls")),
    path("", include("rumbo.priority.web.money_urls")),
    path("", include("rumbo.priority.web.publication_urls")),
]

"""Addresses of the staff's pages of monitoring, under ``mesa/<plan>/seguimiento/``."""

from __future__ import annotations

from typing import Any

from django.urls import include, path

from rumbo.monitoring.web import home

app_name = "monitoring"
urlpatterns: list[Any] = [
    path("", home.home, name="home"),
    path("", include("rumbo.monitoring.web.indicator_urls")),
    path("", include("rumbo.monitoring.web.observation_urls")),
    path("", include("rumbo.monitoring.web.status_urls")),
    path("", include("rumbo.monitoring.web.logframe_urls")),
    path("", include("rumbo.monitoring.web.period_urls")),
    path("", include("rumbo.monitoring.web.review_urls")),
    path("", include("rumbo.monitoring.web.evaluation_urls")),
]

"""Addresses of the staff's pages of communication, under ``mesa/<plan>/comunicacion/``."""

from __future__ import annotations

from typing import Any

from django.urls import include, path

from rumbo.communication.web import home

app_name = "communication"
urlpatterns: list[Any] = [
    path("", home.home, name="home"),
    path("", include("rumbo.communication.web.outbox_urls")),
    path("", include("rumbo.communication.web.template_urls")),
    path("", include("rumbo.communication.web.reminder_urls")),
    path("", include("rumbo.communication.web.follow_urls")),
]

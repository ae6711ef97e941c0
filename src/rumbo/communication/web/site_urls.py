"""Addresses of the mails of no plan, for administrators of the site, under ``mesa/planes/correo/``."""

from __future__ import annotations

from typing import Any

from django.urls import path

from rumbo.communication.web import outbox

app_name = "site_mail"
urlpatterns: list[Any] = [
    path("", outbox.site_outbox, name="outbox"),
    path("avisos/<int:pk>/", outbox.site_notice, name="notice"),
    path("avisos/<int:pk>/enviar/", outbox.site_again, name="send_again"),
    path("avisos/<int:pk>/cancelar/", outbox.site_stop, name="call_off"),
]

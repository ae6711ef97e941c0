"""Addresses of the outbox."""

from __future__ import annotations

from typing import Any

from django.urls import path

from rumbo.communication.web import outbox

urlpatterns: list[Any] = [
    path("bandeja/", outbox.outbox, name="outbox"),
    path("avisos/<int:pk>/", outbox.notice, name="notice"),
    path("avisos/<int:pk>/enviar/", outbox.again, name="send_again"),
    path("avisos/<int:pk>/cancelar/", outbox.stop, name="call_off"),
]

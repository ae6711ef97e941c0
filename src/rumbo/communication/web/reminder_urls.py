"""Addresses of reminders, escalation and digests, and of the dialogue with an organization."""

from __future__ import annotations

from typing import Any

from django.urls import path

from rumbo.communication.web import dialogue, reminders, telephone

urlpatterns: list[Any] = [
    path("recordatorios/", reminders.reminders, name="reminders"),
    path("recordatorios/reglas/", reminders.reminder_rules, name="reminder_rules"),
    path("telefonear/", telephone.telephone, name="telephone"),
    path("telefonear/cartas/", telephone.letters, name="letters"),
    path("organizaciones/<int:pk>/", dialogue.organization_dialogue, name="dialogue"),
    path("organizaciones/<int:pk>/carta/", telephone.letter, name="letter"),
]

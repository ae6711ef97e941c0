"""Addresses of evaluators, who have a link instead of an account."""

from __future__ import annotations

from typing import Any

from django.urls import path

from rumbo.priority.web import own

app_name = "evaluate"
urlpatterns: list[Any] = [
    path("<str:token>/", own.start, name="start"),
]

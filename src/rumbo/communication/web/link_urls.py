"""Addresses of people who follow a plan, who have a link instead of an account, under ``seguir/``."""

from __future__ import annotations

from typing import Any

from django.urls import path

from rumbo.communication.web import following

app_name = "follow"
urlpatterns: list[Any] = [
    path("confirmar/<str:token>/", following.confirm, name="confirm"),
    path("dejar/<str:token>/", following.end, name="end"),
    path("dejar-todo/<str:token>/", following.end_all, name="end_all"),
    path("comunicados/<str:token>/", following.announcements, name="announcements"),
    path("<str:token>/", following.follower, name="follower"),
]

"""Addresses of followers and announcements."""

from __future__ import annotations

from typing import Any

from django.urls import path

from rumbo.communication.web import announcing

urlpatterns: list[Any] = [
    path("comunicados/", announcing.announcements, name="announcements"),
    path("comunicados/<int:pk>/", announcing.announcement, name="announcement"),
    path("comunicados/<int:pk>/publicar/", announcing.publish, name="publish_announcement"),
    path("comunicados/<int:pk>/retirar/", announcing.take_back, name="take_back_announcement"),
    path("seguidores/", announcing.followers, name="followers"),
    path("seguidores/buscar/", announcing.find_follower, name="find_follower"),
    path("seguidores/terminar/", announcing.end_follower, name="end_follower"),
]

"""Addresses of indicators: their series, targets and goals."""

from __future__ import annotations

from typing import Any

from django.urls import path

from rumbo.monitoring.web import series, target_views

urlpatterns: list[Any] = [
    path("indicadores/<int:pk>/", series.indicator, name="indicator"),
    path("series/<int:pk>/", series.series, name="series"),
    path("series/<int:pk>/base/", target_views.baseline, name="baseline"),
    path("series/<int:pk>/camino/", target_views.own_path, name="own_path"),
    path("series/<int:pk>/meta/", target_views.add_target, name="add_target"),
    path("series/<int:pk>/metas-del-plan/", target_views.goals, name="series_goals"),
    path("series/<int:pk>/valor/", target_views.value, name="type_value"),
    path("metas/<int:pk>/cambiar/", target_views.replace_target, name="replace_target"),
    path("metas/<int:pk>/quitar/", target_views.drop_target, name="drop_target"),
]

"""Addresses of the public pages."""

app_name = "portal"
urlpatterns: list[object] = []

"""Addresses of the staff's pages."""

app_name = "desk"
urlpatterns: list[object] = []

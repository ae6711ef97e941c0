"""Addresses of the account's own pages."""

from django.urls import path

from rumbo.accounts.web.profile import profile

app_name = "accounts"
urlpatterns = [path("perfil/", profile, name="profile")]

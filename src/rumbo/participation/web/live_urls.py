"""Addresses of those who take part without an account: joining, the phone's page, the projector, the own link."""

from __future__ import annotations

from django.urls import path

from rumbo.participation.web import live, mine, phone, screen

app_name = "live"
urlpatterns = [
    path("entrar/", live.enter, name="enter"),
    path("entrar/<str:code>/", live.join, name="join"),
    path("taller/", phone.phone, name="phone"),
    path("taller/estado/", phone.state, name="state"),
    path("taller/enviar/", phone.send, name="send"),
    path("pantalla/<str:code>/", screen.screen, name="screen"),
    path("pantalla/<str:code>/estado/", screen.screen_state, name="screen_state"),
    path("mis-aportaciones/<str:token>/", mine.mine, name="mine"),
]

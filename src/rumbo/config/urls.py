"""All addresses."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from rumbo.core.web import errors, health

# There is one way in, with its second step and its count of wrong passwords.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("health/", health.health, name="health"),
    path("idioma/", set_language, name="set_language"),
    path("cuenta/", include("allauth.account.urls")),
    path("cuenta/mfa/", include("allauth.mfa.urls")),
    path("cuenta/", include("rumbo.accounts.web.urls")),
    path("admin/", admin.site.urls),
    path("mesa/<slug:plan_key>/participacion/", include("rumbo.participation.web.urls")),
    path("mesa/<slug:plan_key>/priorizacion/", include("rumbo.priority.web.urls")),
    path("mesa/<slug:plan_key>/seguimiento/", include("rumbo.monitoring.web.urls")),
    path("mesa/<slug:plan_key>/comunicacion/", include("rumbo.communication.web.urls")),
    path("mesa/planes/correo/", include("rumbo.communication.web.site_urls")),
    path("mesa/", include("rumbo.desk.urls")),
    path("", include("rumbo.participation.web.live_urls")),
    path("evaluar/", include("rumbo.priority.web.link_urls")),
    path("informe/", include("rumbo.monitoring.web.link_urls")),
    path("seguir/", include("rumbo.communication.web.link_urls")),
    path("", include("rumbo.portal.urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error

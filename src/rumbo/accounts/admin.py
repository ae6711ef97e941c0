"""The catalogue of people, for administrators of the installation."""

from __future__ import annotations

from django.contrib import admin

from rumbo.accounts.models import User


@admin.register(User)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Closes and opens accounts; passwords are set by their owners, roles on the plan's page of people."""

    list_display = ("email", "name", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("email", "name")
    fields = ("email", "name", "language", "is_active", "is_superuser", "is_staff", "last_login")
    readonly_fields = ("last_login",)

"""The address of a liaison's link, which they carry instead of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from rumbo.monitoring.tokens import token_of

if TYPE_CHECKING:
    from rumbo.monitoring.models import ReportLink


def address_of(link: ReportLink, base_url: str | None = None) -> str:
    """Return the whole address of a link: at the site's own address where it is set, else at ``base_url``."""
    return f"{(settings.BASE_URL or base_url or '').rstrip('/')}{path_of(link)}"


def path_of(link: ReportLink) -> str:
    """Return the address of a link on the site."""
    return reverse("report:start", args=[token_of(link)])

"""The link of an evaluator, which they carry instead of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from rumbo.priority.tokens import link_token

if TYPE_CHECKING:
    from django.http import HttpRequest

    from rumbo.priority.models import Evaluator


def link_of(request: HttpRequest, evaluator: Evaluator) -> str:
    """Return the whole address at which an evaluator scores, at the site's own address where it is set."""
    token = link_token(evaluator.pk, evaluator.secret)
    try:
        path = reverse("evaluate:start", args=[token])
    except NoReverseMatch:
        path = f"/evaluar/{token}/"
    return f"{settings.BASE_URL}{path}" if settings.BASE_URL else request.build_absolute_uri(path)

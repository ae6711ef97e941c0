"""All addresses of the program, and a page with nothing on it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from rumbo.config import urls
from rumbo.config.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def blank(request: HttpRequest) -> HttpResponse:
    """Show the frame that every public page has, and nothing in it."""
    return render(request, "public.html")


urlpatterns = [path("en-blanco/", blank, name="blank"), *urls.urlpatterns]

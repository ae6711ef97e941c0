import time

from django.http import HttpRequest, HttpResponse
from django.urls import path

from rumbo.config import urls


def slow(request: HttpRequest) -> HttpResponse:
    time.sleep(1.5)
    return HttpResponse("done")


urlpatterns = [path("slow/", slow), *urls.urlpatterns]

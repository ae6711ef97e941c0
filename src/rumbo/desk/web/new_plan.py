"""Making a plan from files: giving them, naming the plan, applying."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rumbo.desk.web.access import plans_page
from rumbo.desk.web.import_page import OPEN, act, address, import_frame, import_page, run_page
from rumbo.desk.web.new_plan_form import NewPlanForm
from rumbo.desk.web.uploads import limit, take_files
from rumbo.importers.services import applying


@require_http_methods(["GET", "HEAD", "POST"])
@plans_page
def upload(request: HttpRequest) -> HttpResponse:
    """Take the files of a plan that is not here yet and start reading them."""
    form, started = take_files(request, None)
    if started is not None:
        return redirect(address(None, started))
    back = reverse("desk:home")
    return import_frame(request, "desk/upload.html", None, form=form, limit=limit(), back=back)


@require_POST
@import_page("plan.manage")
def name(request: HttpRequest, plan: Any, run: Any) -> HttpResponse:
    """Keep what the person says of the plan."""
    form = NewPlanForm(request.POST)
    if not form.save(request.user, run):
        return run_page(request, plan, run, form)
    messages.success(request, _("The plan will be called “%(name)s”.") % {"name": form.cleaned_data["title"]})
    return redirect(address(plan, run))


@require_POST
@import_page("plan.manage")
def apply(request: HttpRequest, plan: Any, run: Any) -> HttpResponse:
    """Keep what the person says of the plan, and let a task make it."""
    if run.state in OPEN:
        form = NewPlanForm(request.POST)
        if not form.save(request.user, run):
            return run_page(request, plan, run, form)
    return act(request, plan, run, lambda: applying.start_applying(request.user, run))

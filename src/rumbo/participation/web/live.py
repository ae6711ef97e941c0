"""Coming to a table on a phone: the code, and the form that asks once who comes."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rumbo.core.errors import Refused
from rumbo.participation.models import Table
from rumbo.participation.queries.live import (
    clean_code,
    has_foreign_sign,
    people_at,
    table_with_code,
    takes_people,
)
from rumbo.participation.services.joining import join as join_table
from rumbo.participation.web.codes import WRONG_CODES, is_guessing, wrong_codes
from rumbo.participation.web.joining_form import CodeForm, JoinForm
from rumbo.participation.web.session import remember, seated


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a table, and lead to it."""
    form = CodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "participation/enter.html", {"form": form, "seated": seated(request)})
    code = clean_code(form.cleaned_data["code"])
    if is_guessing(request) or table_with_code(code) is None:
        return _unknown(request, form, code)
    return redirect("live:join", code)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Say which table it is, ask who comes, and seat them."""
    table = table_with_code(clean_code(code)) if not is_guessing(request) else None
    if table is None:
        return _unknown(request, CodeForm({"code": code}), clean_code(code))
    if table.code != code:
        return redirect("live:join", table.code)
    before = seated(request)
    if before is not None and before.table_id == table.pk and not before.left:
        return redirect("live:phone")
    if not takes_people(table):
        message = _("This table was withdrawn. Ask whoever organizes the workshop for another code.")
        return _closed(request, table, message)
    if request.method != "POST" and people_at(table) >= table.capacity:
        message = _("The table is full: it has %(capacity)d places. Ask whoever leads it to add one.")
        return _closed(request, table, message % {"capacity": table.capacity})
    form = JoinForm(request.POST or None, table=table, before=before)
    if request.method == "POST" and form.is_valid():
        return _seat(request, table, form)
    context = {"form": form, "table": table, "before": before}
    return render(request, "participation/join.html", context)


def _seat(request: HttpRequest, table: Table, form: JoinForm) -> HttpResponse:
    try:
        participant = join_table(table, form.person(), nonce=form.cleaned_data["nonce"])
    except Refused as refused:
        return _closed(request, table, refused.message)
    except ValidationError as error:
        form.add_error(None, error)
        return render(request, "participation/join.html", {"form": form, "table": table})
    if participant.left:
        return _closed(request, table, _("You were taken off the list of this table. Ask whoever leads it."))
    response = redirect("live:phone")
    response["Location"] += "?nuevo=1"
    remember(response, participant)
    return response


def _closed(request: HttpRequest, table: Table, message: str, status: int = 409) -> HttpResponse:
    return render(request, "participation/closed.html", {"table": table, "message": message}, status=status)


def _unknown(request: HttpRequest, form: CodeForm, code: str) -> HttpResponse:
    """Say that no table has the code; whoever tries very many is told to wait."""
    if wrong_codes(request) > WRONG_CODES:
        form.errors["code"] = form.error_class([_("Too many wrong codes came from here. Wait a minute.")])
        return render(request, "participation/enter.html", {"form": form}, status=429)
    message = _("No table has this code. Look at the projector and type it again.")
    if has_foreign_sign(code):
        message = _("No table has this code: codes have no 0, O, 1 or I. Look at the projector and type it again.")
    form.errors["code"] = form.error_class([message])
    return render(request, "participation/enter.html", {"form": form}, status=404)

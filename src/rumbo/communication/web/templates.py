"""The words of the mails: which are the plan's own, changing and trying them; and what an address wants."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rumbo.communication.enums import Language, NoticeKind
from rumbo.communication.models import MessageTemplate, Preference
from rumbo.communication.services.preferences import preference_of, set_preference
from rumbo.communication.services.templates import TEXT_LIMIT, set_words, use_default
from rumbo.communication.web.home import SECTION
from rumbo.communication.words import LANGUAGES, MEANINGS, NAMES, Words, default_words, example, fill, own_words
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import Crumb, page

#: Versions that a page shows.
VERSIONS = 20


class WordsForm(forms.Form):
    """Subject and text of a kind of mail."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy("An empty line begins a paragraph; lines that begin with a dash become a list."),
        widget=forms.Textarea(attrs={"rows": 16, "maxlength": TEXT_LIMIT}),
    )


class AddressForm(forms.Form):
    """Whose wishes."""

    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)


class PreferenceForm(forms.ModelForm[Preference]):
    """What the owner of an address wants."""

    class Meta:
        model = Preference
        fields = ("language", "digest", "announcements")


@require_safe
@plan_page("plan.manage")
def templates(request: HttpRequest, plan: Any) -> HttpResponse:
    """List the kinds of mails, and in which languages the plan has its own words."""
    own = set(MessageTemplate.objects.filter(plan=plan).values_list("kind", "language"))
    rows = [
        (NoticeKind(kind).label, [(code, label, kind, (kind, code) in own) for code, label in Language.choices])
        for kind in NAMES
    ]
    return page(
        request,
        "communication/templates.html",
        plan,
        here=SECTION,
        crumbs=_way(plan, (_("Words of the mails"), "")),
        rows=rows,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page("plan.manage")
def template(request: HttpRequest, plan: Any, kind: str, language: str) -> HttpResponse:
    """Show the words of a kind of mail with an example; try others, and keep them."""
    _check(kind, language)
    own = own_words(plan, kind, language)
    words = own or default_words(kind, language)
    form = WordsForm(request.POST if request.method == "POST" else None, initial=words._asdict())
    if request.method == "POST" and form.is_valid():
        words = Words(form.cleaned_data["subject"], form.cleaned_data["text"])
        if request.POST.get("do") != "try" and _keep(request, plan, kind, language, form):
            return redirect("communication:template", plan.key, kind, language)
    return page(
        request,
        "communication/template.html",
        plan,
        here=SECTION,
        crumbs=_way(
            plan,
            (_("Words of the mails"), reverse("communication:templates", args=[plan.key])),
            (f"{NoticeKind(kind).label} · {Language(language).label}", ""),
        ),
        form=form,
        kind=NoticeKind(kind),
        language=Language(language),
        own=own is not None,
        names=[(f"{{{{ {name} }}}}", MEANINGS[name]) for name in NAMES[kind]],
        preview=fill(words, kind, language, example(kind, language, plan.name)),
        tried=request.method == "POST",
        versions=MessageTemplate.history.filter(plan=plan, kind=kind, language=language)
        .select_related("history_user")
        .order_by("-history_id")[:VERSIONS],
    )


@require_POST
@plan_page("plan.manage")
def default(request: HttpRequest, plan: Any, kind: str, language: str) -> HttpResponse:
    """Go back to the words that come with Rumbo."""
    _check(kind, language)
    use_default(request.user, plan, kind, language)
    messages.success(request, _("These mails have the words that come with Rumbo again."))
    return redirect("communication:template", plan.key, kind, language)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@plan_page("plan.manage")
def preferences(request: HttpRequest, plan: Any) -> HttpResponse:
    """Look an address up, and note what its owner asked for."""
    asked = request.POST if request.method == "POST" else None
    address = AddressForm(asked)
    form = None
    if address.is_valid():
        email = address.cleaned_data["email"]
        found = preference_of(plan, email)
        saves = request.POST.get("do") == "save"
        form = PreferenceForm(asked if saves else None, instance=found)
        if saves and form.is_valid():
            set_preference(request.user, plan, email, **form.cleaned_data)
            messages.success(request, _("Noted: %(email)s is written to like that from now on.") % {"email": email})
            return redirect("communication:preferences", plan.key)
    return page(
        request,
        "communication/preferences.html",
        plan,
        here=SECTION,
        crumbs=_way(plan, (_("Wishes of an address"), "")),
        address=address,
        email=address.cleaned_data["email"] if form is not None else "",
        known=form is not None and form.instance.pk is not None,
        form=form,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def own_preferences(request: HttpRequest, plan: Any) -> HttpResponse:
    """Let somebody with a role in the plan say how they are written to."""
    email = request.user.email  # type: ignore[union-attr]
    saves = request.POST.get("do") == "save"
    form = PreferenceForm(request.POST if saves else None, instance=preference_of(plan, email))
    if saves and form.is_valid():
        set_preference(request.user, plan, email, **form.cleaned_data)
        messages.success(request, _("Noted: %(email)s is written to like that from now on.") % {"email": email})
        return redirect("communication:own_preferences", plan.key)
    return page(
        request,
        "communication/own_preferences.html",
        plan,
        here=SECTION,
        crumbs=_way(plan, (_("My wishes"), "")),
        email=email,
        form=form,
    )


def _keep(request: HttpRequest, plan: Any, kind: str, language: str, form: WordsForm) -> bool:
    try:
        set_words(request.user, plan, kind, language, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, _("These mails have the plan's own words from now on."))
    return True


def _check(kind: str, language: str) -> None:
    if kind not in NAMES or language not in LANGUAGES:
        raise Http404(_("There are no mails of this kind in this language."))


def _way(plan: Any, *rest: Crumb) -> list[Crumb]:
    return [(_("Communication"), reverse("communication:home", args=[plan.key])), *rest]

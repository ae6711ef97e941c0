"""The profile: name and language; the way to password and two-step verification."""

from __future__ import annotations

from typing import cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from rumbo.accounts.models import User
from rumbo.accounts.services.people import update_profile
from rumbo.accounts.web.language import remember_language


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a person says of themself."""

    class Meta:
        model = User
        fields = ("name", "language")
        help_texts = {
            "name": _("So it stands in the history, beside what you change."),
            "language": _("Of the pages, whenever you sign in."),
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [("", _("As the browser asks")), *User._meta.get_field("language").flatchoices]
        self.fields["language"].choices = choices  # type: ignore[attr-defined]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change the own profile."""
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=cast("User", request.user).pk))
    if form.is_valid():
        user = update_profile(request.user, **form.cleaned_data)
        with override(user.language or get_language()):
            messages.success(request, str(_("Your profile was saved.")))
        return remember_language(redirect("accounts:profile"), user.language)
    return render(request, "account/profile.html", {"form": form})

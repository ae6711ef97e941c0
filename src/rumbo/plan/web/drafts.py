"""What a person typed into a form whose session had ended is kept and shown again after signing in."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict

#: Longer texts than this are not kept (characters of the encoded form).
LIMIT = 200_000
_KEY = "desk_draft"


def keep_draft(request: HttpRequest) -> None:
    """Keep the form that an ended session could not send; only forms that say whose they are (``typed_by``)."""
    person = request.POST.get("typed_by", "")
    encoded = request.POST.urlencode()
    if request.method == "POST" and person and len(encoded) <= LIMIT:
        request.session[_KEY] = {"path": request.path, "person": person, "form": encoded}


def draft_of(request: HttpRequest) -> QueryDict | None:
    """Return what this person had typed on this page, or None."""
    kept = request.session.get(_KEY)
    if kept and kept["path"] == request.path and kept.get("person") == str(request.user.pk):
        return QueryDict(kept["form"])
    return None


def forget_draft(request: HttpRequest) -> None:
    """Forget what was kept: it was saved."""
    request.session.pop(_KEY, None)

"""Two rankings beside each other: what moved, and what they were computed from that differs."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.priority.enums import RankMethod, RunKind, ScoresBy
from rumbo.priority.method_words import ranking as words
from rumbo.priority.models import Run
from rumbo.priority.queries.run_changes import RunChanges, run_changes
from rumbo.priority.queries.runs import others_to_compare
from rumbo.priority.web.access import SECTION, get_run
from rumbo.priority.web.run_way import way_from

#: Runs that can be chosen.
CHOICES = 30


@require_safe
@plan_page()
def compare(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Compare a ranking with another one; the one that was asked for later is the newer one."""
    run = _ranking(get_run(plan, pk))
    chosen = request.GET.get("con", "")
    other = _ranking(get_run(plan, int(chosen))) if _is_number(chosen) else None
    context: dict[str, Any] = {"run": run, "other": other}
    if other is not None:
        before, after = sorted((run, other), key=lambda one: one.number)
        changes = run_changes(before, after)
        context |= {
            "before": before,
            "after": after,
            "changes": changes,
            "reasons": _reasons(changes),
            "weights": [
                (one.name, _percent(one.before), _percent(one.after)) for one in changes.weights if one.differs
            ],
        }
    return page(
        request,
        "priority/runs/compare.html",
        plan,
        here=SECTION,
        crumbs=way_from(plan, run, _("Compare")),
        round=run.round,
        comparable=list(others_to_compare(run)[:CHOICES]),
        **context,
    )


def _ranking(run: Run) -> Run:
    if run.kind != RunKind.RANKING or not run.is_done:
        raise Http404(_("Only finished rankings can be compared."))
    return run


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _reasons(changes: RunChanges) -> list[str]:
    """Return in sentences what the two were computed from that differs."""
    said = [_method(name, before, after) for name, before, after in changes.method if name in _METHOD]
    if changes.scores:
        sentence = ngettext(
            "%(n)s of the %(of)s scores that both have is another one.",
            "%(n)s of the %(of)s scores that both have are other ones.",
            changes.scores,
        )
        said.append(sentence % {"n": f"{changes.scores:,}", "of": f"{changes.compared:,}"})
    if changes.evaluators[0] != changes.evaluators[1]:
        said.append(
            _("Evaluators: %(before)d, and then %(after)d.")
            % {"before": changes.evaluators[0], "after": changes.evaluators[1]}
        )
    for lines, sentence in ((changes.added, _("Came in: %(names)s.")), (changes.gone, _("Gone: %(names)s."))):
        if lines:
            names = words.listed([line.name for line in lines[: words.NAMED]], len(lines) - words.NAMED)
            said.append(sentence % {"names": names})
    return said


def _method(name: str, before: Any, after: Any) -> str:
    label, choices = _METHOD[name]
    return _("%(what)s: %(before)s, and then %(after)s.") % {
        "what": label(),
        "before": choices.get(before, before),
        "after": choices.get(after, after),
    }


def _percent(share: float | None) -> str:
    return "–" if share is None else words.percent(share)


#: Fields of the method: what they are called, and how their values are.
_METHOD: dict[str, tuple[Any, dict[Any, Any]]] = {
    "name": (lambda: _("Method"), dict(RankMethod.choices)),
    "scores": (lambda: _("Scores of many"), dict(ScoresBy.choices)),
    "weights": (lambda: _("Weights"), words.WEIGHING),
    "voices": (lambda: _("Weights"), words.VOICES),
    "first": (lambda: _("Places of priority"), {}),
    "samples": (lambda: _("Random combinations"), {}),
}

"""The results of an exercise of causes: each problem with what people said causes it, as a tree and as a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from rumbo.participation.exercises.causes.diagrams import problem_tree
from rumbo.participation.queries import said

if TYPE_CHECKING:
    from rumbo.participation.models import Exercise


def context(exercise: Exercise) -> dict[str, Any]:
    """Return ``problems``, each with its causes, those with most causes first, and ``trees`` that draw them."""
    problems = said.causes(exercise)
    return {"problems": problems, "trees": [_tree(one) for one in problems]}


def _tree(one: said.Bundle) -> SafeString:
    texts = [cause.text for cause in one.members]
    title = _("Problem tree of “%(text)s”") % {"text": one.text}
    description = _("Its causes: %(causes)s.") % {"causes": "; ".join(texts)}
    drawn = problem_tree(one.text, texts, name=f"results-{one.pk}", title=title, description=description)
    return mark_safe(drawn)  # noqa: S308  # svg.py escapes every text

"""Changing many projects at once: only what a person saw beforehand, in one transaction, undone as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rumbo.core.errors import Refused
from rumbo.core.ordering import text_key
from rumbo.core.services import records
from rumbo.core.services.many import chunks, save_many
from rumbo.portfolio.enums import BatchKind
from rumbo.portfolio.models import Batch, Project
from rumbo.portfolio.models.project import check_tags
from rumbo.portfolio.queries.bulk import LIMIT, Edit, Line, changed_tags, chosen, lines_of
from rumbo.portfolio.queries.tags import tagged
from rumbo.portfolio.services import batches, responsibilities

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.plan.models import Plan
    from rumbo.portfolio.services.batches import Recorder


@dataclass(slots=True)
class Outcome:
    """What became of a bulk edit: what can be undone, how many projects changed, and which stayed, with why."""

    batch: Batch | None = None
    changed: int = 0
    left: list[tuple[Any, str]] = field(default_factory=list)


@transaction.atomic
def apply(actor: Actor, plan: Plan, seen: Mapping[int, str], edit: Edit, *, reason: str) -> Outcome:
    """Change the projects that a person saw with these marks (`Line.mark`); others of them stay as they are.

    Raises:
        Refused: no reason is given, or these are more than `LIMIT`.
    """
    if not reason.strip():
        raise Refused(_("Say why: it is published in the history of each project, without your name."))
    if len(seen) > LIMIT:
        raise Refused(_("At most %(limit)d projects are changed at once: choose fewer.") % {"limit": LIMIT})
    outcome = Outcome()
    with batches.record(actor, plan, BatchKind.EDIT, "", reason=reason) as recorder:
        for chunk in chunks(sorted(seen)):
            rows = list(chosen(plan, chunk).select_for_update(of=("self",)))
            _apply_chunk(actor, rows, seen, edit, recorder, outcome)
        recorder.summary = _summary(edit, outcome.changed)
    outcome.batch = recorder.batch
    return outcome


@transaction.atomic
def rename_tag(actor: Actor, plan: Plan, tag: str, to: str, *, reason: str = "") -> Outcome:
    """Give a tag another name in the whole plan, joining it with one of that name; without a name, take it away.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: no project has the tag.
        ValidationError: the name is no tag, or a project would have too many.
    """
    records.authorize(actor, "plan.manage", plan)
    to = " ".join(to.split())
    if ";" in to:
        raise ValidationError(_("A semicolon separates tags: leave it out."))
    check_tags(to)
    rows: list[Project] = list(tagged(Project.objects.filter(plan=plan), tag).select_for_update(of=("self",)))
    if not rows:
        raise Refused(_("No project has the tag “%(tag)s” any more.") % {"tag": tag})
    removed = [tag] if text_key(tag) != text_key(to) else []
    if to:
        summary = _("Tag “%(tag)s” renamed to “%(to)s”") % {"tag": tag, "to": to}
    else:
        summary = _("Tag “%(tag)s” taken away") % {"tag": tag}
    with batches.record(actor, plan, BatchKind.EDIT, summary, reason=reason) as recorder:
        for project in rows:
            project.tags = _renamed(project, tag, to, removed)
        save_many(actor, rows, ["tags"], reason=reason or summary)
    return Outcome(recorder.batch, len(rows))


def _renamed(project: Project, tag: str, to: str, removed: Sequence[str]) -> str:
    others = [one for one in project.tag_list if text_key(one) not in {text_key(tag), text_key(to)}]
    return changed_tags(others, [to] if to else [], removed)


def _apply_chunk(
    actor: Actor, rows: list[Any], seen: Mapping[int, str], edit: Edit, recorder: Recorder, outcome: Outcome
) -> None:
    changing: list[Line] = []
    for line in lines_of(actor, rows, edit):
        if line.mark != seen[line.project.pk]:
            outcome.left.append((line.project, _("Somebody changed it since you looked: look at it again.")))
        elif line.kind == "refused":
            outcome.left.append((line.project, line.refused))
        elif line.kind == "change":
            changing.append(line)
    reason = recorder.reason
    _write_roles(actor, changing, edit, recorder)
    written = [line for line in changing if line.is_written]
    for line in written:
        line.project.term, line.project.tags = line.term, line.tags
    save_many(actor, [line.project for line in written], ["term", "tags"], reason=reason)
    outcome.changed += len(changing)


def _write_roles(actor: Actor, lines: list[Line], edit: Edit, recorder: Recorder) -> None:
    given = [line for line in lines if line.gives_role]
    if not given or edit.organization is None:
        return
    recorder.watch_roles(line.project.measure_id for line in given)
    reason = recorder.reason
    new = [(line.project, edit.organization, edit.role) for line in given if line.present is None]
    if new:
        responsibilities.assign_many(actor, new, reason=reason)
    present = [(line.project, line.present) for line in given if line.present is not None]
    if present:
        responsibilities.replace_many(actor, present, edit.organization, reason=reason)


def _summary(edit: Edit, count: int) -> str:
    parts = []
    if edit.term is not None:
        parts.append(_("term"))
    if edit.add or edit.remove:
        parts.append(_("tags"))
    if edit.organization is not None:
        parts.append(_("who answers"))
    message = ngettext("Edit of %(n)d project: %(what)s", "Edit of %(n)d projects: %(what)s", count)
    return message % {"n": count, "what": ", ".join(parts)}

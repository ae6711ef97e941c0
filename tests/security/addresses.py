"""Every address of the pages, filled in for a plan; no page can be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.urls import reverse

from rumbo.desk.kinds import KINDS

#: Pages that are of no plan.
OF_NO_PLAN = {"home", "create_plan", "administrators"}
OF_PROPOSAL = {"proposal", "support_sent", "accept_proposal", "merge_proposal"}
OF_PROJECT = {"stage", "shares", "agree_share", "answer_share", "schedule", "matrix_cell", "documents"}
#: Mails of no plan: administrators of the site alone get there.
OF_SITE = "rumbo.communication.web.site_urls"
OF_BATCH = {"batch", "undo_batch"}
OF_PRINT = {"print_file", "print_again", "publish_print", "delete_print"}
OF_PUBLICATION = {"publication", "weights", "decision_minutes", "publication_run"}
OF_DOCUMENT = {"document", "new_version", "document_file", "document_thumbnail"}
RUN = {"run", "mapping", "again", "decide", "cells", "apply", "discard"}


def all_of(plan: Any, other: Any) -> Iterator[str]:
    """Yield the addresses of the public pages and of the staff's, as those below."""
    yield from portal(plan, other)
    yield from desk(plan, other)
    yield from priority(plan, other)
    yield from monitoring(plan, other)
    yield from communication(plan, other)


def desk(plan: Any, other: Any) -> Iterator[str]:
    """Yield the addresses of the desk of a plan, with the ids of what is in ``other`` (a world of the tests)."""
    records = [*other.elements.values(), other.plan]
    for name, parts in _names("desk"):
        if "plan_key" not in parts:
            assert name in OF_NO_PLAN or name.startswith("new_"), name
        elif {"kind", "pk"} <= parts:
            for record in records:
                more = {"history_id": record.history.first().pk if record.history.exists() else 1, "version": 1}
                more["row"] = other.link.pk if name in {"links", "unlink"} else other.held.pk
                more["organization"] = other.organization.pk
                yield _address("desk", name, parts, plan_key=plan.key, kind=record.KIND, pk=record.pk, **more)
        elif "kind" in parts:
            for kind in KINDS:
                yield _address("desk", name, parts, plan_key=plan.key, kind=kind)
        else:
            numbers = dict.fromkeys(RUN, other.run.pk) | dict.fromkeys(OF_PROPOSAL, other.proposal.pk)
            numbers |= dict.fromkeys(OF_BATCH, other.batch.pk) | dict.fromkeys(OF_PRINT, other.printed.pk)
            numbers |= dict.fromkeys(OF_PROJECT, other.elements["project"].pk) | {"take_role": other.member.pk}
            numbers["view"] = other.saved.pk
            numbers["hand_over"] = other.elements["liaison"].pk
            numbers |= dict.fromkeys(OF_DOCUMENT, other.elements["document"].pk)
            pk = numbers.get(name, other.organization.pk)
            more = {"organization": other.organization.pk, "share": other.share.pk, "number": 1}
            yield _address("desk", name, parts, plan_key=plan.key, pk=pk, **more)


def portal(plan: Any, other: Any) -> Iterator[str]:
    """Yield the addresses of the public pages of a plan, with the keys of what is in ``other``."""
    shared = {"organization": other.organization, "territory": other.territory}
    shared |= dict.fromkeys(("logframe_workbook", "logframe_pdf"), other.elements["logframe"])
    shared |= {"axis_schedule": other.elements["axis"], "axis_board": other.elements["axis"]}
    shared |= {"territory_board": other.territory, "indicator_territory": other.elements["indicator"]}
    shared |= dict.fromkeys(("votes", "vote_sent"), other.elements["round"])
    shared |= dict.fromkeys(("axis_news_feed", "axis_calendar_file", "follow", "follow_sent"), other.elements["axis"])
    shared |= dict.fromkeys(("project_news_feed", "project_calendar_file"), other.elements["project"])
    shared |= dict.fromkeys(("project_schedule", "profile", "whole_profile"), other.elements["project"])
    for name, parts in _names("portal"):
        if "plan_key" in parts:
            one = (other.elements | shared).get(name, other.elements["call"])  # of a call: its form
            key = one.key if "key" in parts else ""
            numbers = dict.fromkeys(OF_PROPOSAL, other.proposal.pk)
            numbers |= dict.fromkeys(OF_DOCUMENT, other.elements["document"].pk)
            numbers |= {"minutes": other.minutes.pk, "results": other.voted.pk}
            numbers |= dict.fromkeys(OF_PUBLICATION, other.decided.pk) | {"evidence": other.proof.pk}
            pk = numbers.get(name, other.said.pk)
            number = other.decided.ranking.number if name == "publication_run" else 1
            more = {"number": number, "territory_key": other.territory.key, "kind": "eje"}
            yield _address("portal", name, parts, plan_key=plan.key, key=key, pk=pk, **more)


#: What the number in an address of prioritisation is of, by how the address begins.
PRIORITY = {
    "rondas": "round",
    "criterios": "criterion",
    "evaluadores": "evaluator",
    "publicaciones": "publication",
    "objeciones": "objection",
}


def priority(plan: Any, other: Any) -> Iterator[str]:
    """Yield the addresses of the prioritisation of a plan, with the numbers of what is in ``other``."""
    numbers = {part: other.elements[kind].pk for part, kind in PRIORITY.items()}
    numbers["corridas"] = other.elements["publication"].ranking_id
    for name, pattern, parts in _walk(import_module("rumbo.priority.web.urls").urlpatterns):
        values = {"plan_key": plan.key}
        if "pk" in parts:
            values["pk"] = numbers[pattern.split("/", 1)[0]]
        yield reverse(f"priority:{name}", kwargs=values | dict.fromkeys(parts - {"pk"}, 1))


#: The same in an address of evaluation and improvement.
LEARNING = {
    "evaluaciones": "evaluation",
    "hallazgos": "finding",
    "recomendaciones": "recommendation",
    "compromisos": "improvement",
}


def communication(plan: Any, other: Any) -> Iterator[str]:
    """Yield the addresses of the communication of a plan, with the numbers of what is in ``other``."""
    numbers = {"avisos": other.notice.pk, "comunicados": other.elements["announcement"].pk}
    numbers |= {"organizaciones": other.organization.pk}
    for name, pattern, parts in _walk(import_module("rumbo.communication.web.urls").urlpatterns):
        values = {"plan_key": plan.key}
        if "pk" in parts:
            values["pk"] = numbers[pattern.split("/", 1)[0]]
        words = {"kind": "digest", "language": "es"} if "language" in parts else {}
        rest = dict.fromkeys(parts - {"pk"}, 1) | words
        yield reverse(f"communication:{name}", kwargs=values | rest)


def of_site(notice: Any) -> Iterator[str]:
    """Yield the addresses of what belongs to no plan, with the number of a mail."""
    for name, _pattern, parts in _walk(import_module(OF_SITE).urlpatterns):
        yield reverse(f"site_mail:{name}", kwargs=dict.fromkeys(parts, notice.pk))


def monitoring(plan: Any, other: Any) -> Iterator[str]:
    """Yield the addresses of the monitoring of a plan, with the numbers of what is in ``other``."""
    numbers = {"indicadores": other.elements["indicator"].pk, "series": other.series.pk, "metas": other.aimed.pk}
    numbers |= {"valores": other.observed.pk, "semaforo": other.series.pk}
    numbers |= {"periodos": other.elements["reporting_period"].pk, "mir": other.elements["logframe"].pk}
    numbers |= {"asignaciones": other.assigned.pk, "informes": other.reported.pk}
    numbers |= {part: other.elements[kind].pk for part, kind in LEARNING.items()}
    for name, pattern, parts in _walk(import_module("rumbo.monitoring.web.urls").urlpatterns):
        values = {"plan_key": plan.key}
        if "pk" in parts:
            values["pk"] = numbers[pattern.split("/", 1)[0]]
        rest = dict.fromkeys(parts - {"pk"}, 1) | ({"kind": "series"} if "kind" in parts else {})
        yield reverse(f"monitoring:{name}", kwargs=values | rest)


def _walk(patterns: Any, before: str = "") -> Iterator[tuple[str, str, set[str]]]:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _walk(pattern.url_patterns, before + str(pattern.pattern))
        else:
            yield pattern.name, before + str(pattern.pattern), set(pattern.pattern.converters)


def _names(context: str) -> Iterator[tuple[str, set[str]]]:
    for pattern in import_module(f"rumbo.{context}.urls").urlpatterns:
        yield pattern.name, set(pattern.pattern.converters)


def _address(context: str, name: str, parts: set[str], **values: Any) -> str:
    return reverse(f"{context}:{name}", kwargs={part: values[part] for part in parts})

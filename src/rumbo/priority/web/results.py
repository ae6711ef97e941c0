"""The scores of a round: how far each evaluator is, how far they agree, one project, comments, and weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, cast

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.core.tables import Table, export_response
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.priority import charts
from rumbo.priority.delphi_words import strength, verdict
from rumbo.priority.models import Criterion, DelphiRound, Round
from rumbo.priority.queries import results
from rumbo.priority.queries.items import ItemRow, criteria_of, listed_items
from rumbo.priority.web import result_tables, result_words
from rumbo.priority.web.access import SECTION, get_round, way_to

#: Projects and comments on a page.
LISTED = 25


@require_safe
@plan_page()
def progress(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show who has answered in a Delphi round, and how many scored each project."""
    found = get_round(plan, pk)
    delphi = results.delphi_rounds(found)
    one = _chosen(request, delphi)
    board = results.board(one) if one else None
    manages = request.user.has_perm("plan.manage", plan)
    rows = results.spreads(board, {}, []) if board else []
    tables: dict[str, tuple[Table, Iterable[Any]]] = {"projects": (result_tables.COUNTS, rows)}
    if manages and board:
        tables["evaluators"] = (result_tables.PROGRESS, board.people)
    response = _download(request, found, tables)
    if response is not None:
        return response
    few = sorted(rows, key=lambda row: (row.people, -row.asked))
    return page(
        request,
        "priority/results/progress.html",
        plan,
        here=SECTION,
        crumbs=way_to(plan, found, _("Scores")),
        round=found,
        delphi=delphi,
        one=one,
        board=board,
        totals=_totals(board) if board else {},
        paper=[(_("Paper and workbooks"), reverse("priority:paper", args=[plan.key, pk]))],
        people=sorted(board.people, key=lambda row: (row.state == "done", row.done)) if manages and board else [],
        page_obj=Paginator(few, LISTED).get_page(request.GET.get("page")),
    )


@require_safe
@plan_page()
def agreement(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show how far evaluators agree by criterion and Delphi round, and on which projects least."""
    found = get_round(plan, pk)
    delphi = results.delphi_rounds(found)
    one = _chosen(request, delphi)
    if one is None:
        return _page(request, plan, found, "agreement", _("Results"), delphi=[])
    criteria = list(criteria_of(found))
    board, result = results.board(one), results.result_of(one)
    spreads = results.spreads(board, result, criteria)
    till = [(each, results.result_of(each)) for each in delphi if each.number <= one.number]
    response = _download(
        request,
        found,
        {
            "concordance": (result_tables.CONCORDANCE, result_tables.concordance_rows(criteria, till)),
            "projects": (result_tables.SPREADS, results.least_agreed(spreads)),
            "middles": (result_tables.MIDDLES, result_tables.middle_rows(spreads, criteria, till)),
            "sectors": (result_tables.SECTORS, result_tables.sector_rows(spreads, criteria, result)),
        },
    )
    if response is not None:
        return response
    before = till[-2][1] if len(till) > 1 else None
    lines = _lines(criteria, till)
    return _page(
        request,
        plan,
        found,
        "agreement",
        _("Results"),
        delphi=delphi,
        one=one,
        by_sector=bool(result.get("sectors")),
        verdict=verdict(found, one, result, before),
        chart=charts.concordances([(name, values) for name, values, _ in lines], float(found.agreement)),
        lines=lines,
        rounds=[each for each, _ in till],
        page_obj=Paginator(results.least_agreed(spreads), LISTED).get_page(request.GET.get("page")),
    )


@require_safe
@plan_page()
def item(request: HttpRequest, plan: Any, pk: int, item: int) -> HttpResponse:
    """Show the scores of one project: their distribution by criterion, by Delphi round, by sector, and comments."""
    found = get_round(plan, pk)
    row = _row(found, item)
    manages = request.user.has_perm("plan.manage", plan)
    delphi = results.delphi_rounds(found)
    listed, sectors = results.distributions(found, row.item, delphi)
    return _page(
        request,
        plan,
        found,
        "item",
        row.name,
        delphi=delphi,
        row=row,
        lines=[_drawn(one, manages) for one in listed],
        sectors=_sector_lines(sectors, row, [one.criterion for one in listed]),
        comments=results.comments_of(found, item=row.item) if manages else [],
    )


@require_safe
@plan_page("plan.manage")
def comments(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """List what evaluators said of the projects, under their pseudonyms."""
    found = get_round(plan, pk)
    listed = results.comments_of(found)
    rows = {row.pk: row for row in listed_items(found)}
    response = _download(
        request, found, {"comments": (result_tables.COMMENTS, [(one, rows[one.item.pk]) for one in listed])}
    )
    if response is not None:
        return response
    shown = Paginator([(one, rows[one.item.pk]) for one in listed], LISTED).get_page(request.GET.get("page"))
    return _page(request, plan, found, "comments", _("Comments"), page_obj=shown)


@require_safe
@plan_page()
def weights(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show what weights the evaluators gave: their mean, the spread, by sector, and judgements that clash."""
    found = get_round(plan, pk)
    said = results.weights_of(found)
    response = _download(
        request, found, {"weights": (result_tables.weights_table(said), result_tables.weight_rows(said))}
    )
    if response is not None:
        return response
    manages = request.user.has_perm("plan.manage", plan)
    return _page(
        request,
        plan,
        found,
        "weights",
        _("Weights"),
        said=said,
        lines=_weight_lines(said),
        sectors=[(result_words.sector(name), people) for name, (people, _) in said.sectors.items()],
        strained=said.strained if manages else [],
        missing=said.missing if manages else [],
    )


def _totals(board: results.Board) -> dict[str, int]:
    """Return how much is done in all, and how many evaluators have finished, are at work and have not begun."""
    states = Counter(one.state for one in board.people)
    return {
        "asked": max(sum(one.asked for one in board.people), 1),
        "done": sum(one.done for one in board.people),
        "finished": states["done"],
        "begun": states["go"],
        "waiting": states["mute"],
    }


def _page(request: HttpRequest, plan: Any, found: Round, template: str, name: str, **context: Any) -> HttpResponse:
    crumbs = way_to(plan, found, name)
    if template != "agreement":
        crumbs[-1:-1] = [(_("Results"), reverse("priority:results", args=[plan.key, found.pk]))]
    return page(
        request,
        f"priority/results/{template}.html",
        plan,
        here=SECTION,
        crumbs=crumbs,
        round=found,
        **context,
    )


def _chosen(request: HttpRequest, delphi: Sequence[DelphiRound]) -> DelphiRound | None:
    """Return the Delphi round that ``?vuelta=`` names, else the last one; None where none was opened."""
    named = request.GET.get("vuelta", "")
    return next((one for one in delphi if str(one.number) == named), delphi[-1] if delphi else None)


def _download(
    request: HttpRequest, found: Round, tables: dict[str, tuple[Table, Iterable[Any]]]
) -> HttpResponse | None:
    """Return the table that ``?table=`` names as the file that ``?format=`` asks for."""
    table = tables.get(request.GET.get("table", ""))
    if table is None:
        return None
    return cast("HttpResponse | None", export_response(request, *table, f"{found.key}-{table[0].name}"))


def _lines(
    criteria: Sequence[Criterion], till: Sequence[tuple[DelphiRound, dict[str, Any]]]
) -> list[tuple[str, list[tuple[int, float]], list[Any]]]:
    """Return for the order in all and each criterion its name, (Delphi round, W) … and what was found by round."""

    def line(name: str, cells: list[Any]) -> tuple[str, list[tuple[int, float]], list[Any]]:
        known = [(one.number, cell["w"]) for (one, _), cell in zip(till, cells, strict=True) if cell]
        shown = [cell and {**cell, "strength": strength(cell["w"])} for cell in cells]
        return name, known, list(zip([one for one, _ in till], shown, strict=True))

    whole = line(_("The order in all"), [result.get("overall") for _, result in till])
    each = [line(one.name, [result.get("criteria", {}).get(str(one.pk)) for _, result in till]) for one in criteria]
    return [whole, *each]


def _drawn(one: results.Distribution, manages: bool) -> dict[str, Any]:
    """Return what the page of a project shows of a criterion; bars of a few scores are seen by managers alone."""
    last = one.middles[-1] if one.middles else None
    few = len(one.scores) < results.LEAST_SHOWN and not manages
    middle = (last.low, last.median, last.high) if last else (0.0, 0.0, 0.0)
    return {
        "criterion": one.criterion,
        "last": last,
        "median": result_words.level(one.criterion, last.median) if last else "",
        "middles": one.middles,
        "chart": charts.score_chart(one.scores, one.criterion.bounds, middle) if last and not few else None,
        "few": few,
        "said": "; ".join(
            f"{result_words.level(one.criterion, score)}: {people}" for score, people in Counter(one.scores).items()
        ),
        "ends": result_words.ends(one.criterion),
    }


def _sector_lines(
    sectors: dict[str, Any], row: ItemRow, criteria: Sequence[Criterion]
) -> list[tuple[str, int, list[Any]]]:
    """Return for each sector: its name, its people, and its median of a project by criterion."""
    found = []
    for name, sector in sectors.items():
        medians = sector["medians"].get(str(row.pk), {})
        cells = [(one, medians.get(str(one.pk))) for one in criteria]
        if any(median is not None for _, median in cells):
            found.append((result_words.sector(name), sector["people"], cells))
    return found


def _weight_lines(said: results.Weights) -> list[dict[str, Any]]:
    """Return for each criterion its mean weight, the lowest and the highest, by sector, and where to draw them."""
    found = said.found
    if found is None:
        return []
    most = max(float(found.high.max()), 0.01)
    given = sum(one.weight for one in said.criteria)
    return [
        {
            "criterion": one,
            "mean": found.weights[at] * 100,
            "low": found.low[at] * 100,
            "high": found.high[at] * 100,
            "spread": found.spread[at],
            "given": one.weight / given * 100 if given else 0,
            "sectors": [shares[at] * 100 for _, shares in said.sectors.values()],
            "ends": [
                charts.share_line(float(value), most) for value in (found.low[at], found.weights[at], found.high[at])
            ],
        }
        for at, one in enumerate(said.criteria)
    ]


def _row(found: Round, item: int) -> ItemRow:
    row = next((one for one in listed_items(found, with_left=True) if one.pk == item), None)
    if row is None:
        raise Http404(_("There is no such thing in this round."))
    return row

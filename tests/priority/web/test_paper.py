"""Scores on paper and in workbooks: forms to print, typing them in, uploading what was filled in."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from factories.priority import (
    AssessmentFactory,
    ConflictFactory,
    CriterionFactory,
    DelphiRoundFactory,
    EvaluatorFactory,
    ItemFactory,
    RoundFactory,
)
from rumbo.core.pdf import page_count
from rumbo.priority.models import Assessment
from rumbo.priority.prints import score_forms
from rumbo.priority.web import paper as paper_views
from rumbo.priority.workbooks import write_scores

pytestmark = pytest.mark.django_db


@pytest.fixture
def delphi(plan):
    """Two evaluators and three items; one criterion of five levels and one from 0 to 10."""
    delphi = DelphiRoundFactory(round__plan=plan)
    CriterionFactory(round=delphi.round, title="Agua")
    CriterionFactory(round=delphi.round, title="Costo", scale="interval", low=0, high=10, levels="")
    EvaluatorFactory.create_batch(2, round=delphi.round)
    ItemFactory.create_batch(3, round=delphi.round)
    return delphi


@pytest.fixture
def staff(client, manager):
    client.force_login(manager)
    return client


def address(delphi, name, query=""):
    return reverse(f"priority:{name}", args=[delphi.round.plan.key, delphi.round.pk]) + query


def person_of(delphi, place=0):
    return delphi.round.evaluators.order_by("position", "pk")[place]


def grid(delphi, place=0, **query):
    more = "".join(f"&{name}={value}" for name, value in query.items())
    return address(delphi, "paper_entry", f"?persona={person_of(delphi, place).pk}{more}")


def names(delphi):
    """Return the names of the fields: a list of (agua, costo, comment, version) by item."""
    agua, costo = delphi.round.criteria.order_by("pk")
    return [
        (f"s-{one.pk}-{agua.pk}", f"s-{one.pk}-{costo.pk}", f"c-{one.pk}", f"v-{one.pk}")
        for one in delphi.round.items.order_by("position", "pk")
    ]


def upload(staff, delphi, **cells):
    book = openpyxl.load_workbook(io.BytesIO(write_scores(delphi.round)))
    for cell, value in cells.items():
        book.worksheets[2][cell] = value
    stream = io.BytesIO()
    book.save(stream)
    given = SimpleUploadedFile("libro.xlsx", stream.getvalue())
    return staff.post(address(delphi, "scores_workbook"), {"upload": given})


@pytest.mark.parametrize("name", ["paper", "paper_forms", "paper_entry", "scores_workbook", "scores_workbook_file"])
def test_paper_is_for_those_who_manage_the_plan(client, delphi, reader, name):
    client.force_login(reader)
    assert client.get(address(delphi, name)).status_code == 403


def test_the_page_says_what_comes_first(staff, plan):
    empty = RoundFactory(plan=plan)
    page = staff.get(reverse("priority:paper", args=[plan.key, empty.pk])).content.decode()
    assert 'class="empty"' in page


def test_the_page_offers_forms_typing_and_workbooks(staff, delphi):
    page = staff.get(address(delphi, "paper")).content.decode()
    for name in ("paper_forms", "paper_entry", "scores_workbook", "scores_workbook_file"):
        assert address(delphi, name) in page


def test_forms_are_printed_for_one_for_all_and_blank(staff, delphi):
    sizes = []
    for query in (f"?persona={person_of(delphi).pk}", "?persona=parte-1", "?blancos=3", "?blancos=x", ""):
        response = staff.get(address(delphi, "paper_forms", query))
        assert response.content.startswith(b"%PDF")
        sizes.append(page_count(response.content))
    assert sizes == [1, 2, 3, 1, 1]
    assert staff.get(address(delphi, "paper_forms", "?persona=0")).status_code == 404


def test_a_form_has_what_its_evaluator_is_asked_about(delphi, axis):
    person = person_of(delphi)
    items = paper_views.listed_items(delphi.round)
    form = paper_views.form_of(items, person, code="1", conflicts={items[1].pk})
    assert [row[3] for row in form["rows"]] == [False, True, False]
    person.axis = items[2].axis
    assert [row[2] for row in paper_views.form_of(items, person, code="1")["rows"]] == [items[2].name]


def test_many_forms_come_in_parts_that_fit_in_a_file(staff, delphi, monkeypatch):
    monkeypatch.setattr(score_forms, "ROWS", 5)
    assert [len(part) for part in score_forms.parts_of(paper_views.listed_items(delphi.round), [])] == []
    assert [value for value, _, _ in staff.get(address(delphi, "paper")).context["parts"]] == ["parte-1", "parte-2"]
    for part in ("parte-1", "parte-2"):
        response = staff.get(address(delphi, "paper_forms", f"?persona={part}"))
        assert page_count(response.content) == 1
    assert staff.get(address(delphi, "paper_forms", "?persona=parte-3")).status_code == 404


def test_a_round_without_criteria_prints_nothing(staff, plan):
    empty = DelphiRoundFactory(round__plan=plan)
    response = staff.get(address(empty, "paper_forms"), follow=True)
    assert len(list(response.context["messages"])) == 1


def test_what_is_typed_is_stored_and_the_rest_left(staff, delphi, manager):
    (agua, costo, comment, _), (second, *_), _ = names(delphi)
    response = staff.post(grid(delphi), {agua: "4", costo: "7,5", comment: "Urge", second: "?"})
    assert response.status_code == 302
    stored = {one.item_id: one for one in Assessment.objects.all()}
    first, other = delphi.round.items.order_by("position", "pk")[:2]
    assert list(stored[first.pk].values.values()) == [4, 7.5]
    assert (stored[first.pk].comment, stored[first.pk].origin, stored[first.pk].actor) == ("Urge", "paper", manager)
    assert list(stored[other.pk].values.values()) == [None]
    assert len(stored) == 2


def test_what_was_typed_stays_where_something_is_wrong_and_nothing_is_stored(staff, delphi):
    (agua, costo, comment, _), (second, *_), _ = names(delphi)
    response = staff.post(grid(delphi), {agua: "9", costo: "7.5", comment: "Urge", second: "3"})
    page = response.content.decode()
    assert response.status_code == 200
    assert f'id="{agua}-error"' in page
    assert f'id="{costo}-error"' not in page
    assert all(f'value="{text}"' in page for text in ("9", "7.5", "Urge", "3"))
    assert not Assessment.objects.exists()


def test_a_comment_that_is_too_long_is_told(staff, delphi):
    (_, _, comment, _), *_ = names(delphi)
    response = staff.post(grid(delphi), {comment: "x" * 1001})
    assert f'id="{comment}-error"' in response.content.decode()


def test_what_stands_is_typed_over_and_what_is_emptied_is_no_answer_any_more(staff, delphi):
    (agua, costo, comment, version), *_ = names(delphi)
    staff.post(grid(delphi), {agua: "4", costo: "7", comment: "Urge"})
    page = staff.get(grid(delphi)).content.decode()
    assert f'name="{version}" value="1"' in page
    staff.post(grid(delphi), {agua: "4", costo: "", comment: "Urge", version: "1"})
    one = Assessment.objects.get()
    assert (list(one.values.values()), one.version, len(one.past)) == ([4], 2, 1)


def test_what_was_scored_elsewhere_in_the_meantime_is_not_overwritten(staff, delphi):
    (agua, _, _, version), *_ = names(delphi)
    AssessmentFactory(
        delphi=delphi, evaluator=person_of(delphi), item=delphi.round.items.order_by("pk").first(), version=2
    )
    response = staff.post(grid(delphi), {agua: "4", version: "1"})
    assert 'value="4"' in response.content.decode()
    assert Assessment.objects.get().values == {}


def test_a_conflict_has_no_boxes_and_is_not_stored(staff, delphi):
    (agua, *_), *_ = names(delphi)
    ConflictFactory(evaluator=person_of(delphi), item=delphi.round.items.order_by("pk").first())
    assert f'name="{agua}"' not in staff.get(grid(delphi)).content.decode()
    staff.post(grid(delphi), {agua: "4"})
    assert not Assessment.objects.exists()


def test_nothing_is_typed_in_while_no_delphi_round_is_open(staff, delphi):
    delphi.closed_at = delphi.opened_at
    delphi.save()
    (agua, *_), *_ = names(delphi)
    assert "<table" not in staff.get(grid(delphi)).content.decode()
    assert "<table" not in staff.post(grid(delphi), {agua: "4"}).content.decode()
    assert 'type="file"' not in staff.get(address(delphi, "scores_workbook")).content.decode()
    assert not Assessment.objects.exists()


def test_the_grid_needs_an_evaluator_of_the_round(staff, delphi):
    assert staff.get(address(delphi, "paper_entry")).status_code == 302
    for who in (EvaluatorFactory().pk, "x", "9" * 30):
        assert staff.get(address(delphi, "paper_entry", f"?persona={who}")).status_code == 404


def test_a_large_grid_has_pages_that_follow_each_other(staff, delphi):
    ItemFactory.create_batch(40, round=delphi.round)
    response = staff.post(grid(delphi), {})
    assert response.url.endswith("page=2")
    assert len(staff.get(response.url).context["lines"]) == 3
    assert staff.post(response.url, {}).url == address(delphi, "paper")


def test_the_workbook_is_downloaded_for_all_or_one(staff, delphi):
    sizes = []
    for query in ("", f"?persona={person_of(delphi).pk}"):
        content = staff.get(address(delphi, "scores_workbook_file", query)).content
        sizes.append(openpyxl.load_workbook(io.BytesIO(content)).worksheets[2].max_row)
    assert sizes == [4 + 6, 4 + 3]


def test_an_uploaded_workbook_is_shown_line_by_line_before_it_is_stored(staff, delphi, manager):
    response = upload(staff, delphi, E5="Mucho", F5="7,5")
    page = response.content.decode()
    assert (response.context["new"], response.context["changed"]) == (1, 0)
    assert "Mucho" in page
    assert not Assessment.objects.exists()
    again = staff.post(address(delphi, "scores_workbook"), {"entries": response.context["entries"]})
    assert again.url == address(delphi, "progress")
    one = Assessment.objects.get()
    assert (list(one.values.values()), one.origin, one.actor) == ([4, 7.5], "workbook", manager)
    assert upload(staff, delphi).context["reading"].changes == []


def test_what_is_wrong_in_a_workbook_is_listed_and_nothing_can_be_stored(staff, delphi):
    response = upload(staff, delphi, E5="Regular", E6="Mucho")
    page = response.content.decode()
    assert response.status_code == 200
    assert "E5" in page
    assert response.context["entries"] == ""
    assert 'name="entries"' not in page


def test_a_change_shows_what_it_says_so_far(staff, delphi):
    upload_first = upload(staff, delphi, E5="Mucho")
    staff.post(address(delphi, "scores_workbook"), {"entries": upload_first.context["entries"]})
    page = upload(staff, delphi, E5="Poco").content.decode()
    assert "<del>Mucho</del>" in page


def test_entries_that_are_not_ours_or_came_too_late_are_refused(staff, delphi):
    other = DelphiRoundFactory(round__plan=delphi.round.plan)
    mine = upload(staff, delphi, E5="Mucho").context["entries"]
    for where, entries in ((delphi, "nada"), (other, mine)):
        assert staff.post(address(where, "scores_workbook"), {"entries": entries}).status_code == 302
    agua = delphi.round.criteria.order_by("pk").first()
    AssessmentFactory(
        delphi=delphi,
        evaluator=person_of(delphi),
        item=delphi.round.items.order_by("position", "pk").first(),
        values={str(agua.pk): 1},
    )
    staff.post(address(delphi, "scores_workbook"), {"entries": mine})
    assert list(Assessment.objects.get().values.values()) == [1]


@pytest.mark.parametrize("content", [b"", b"hola", b"PK\x03\x04"])
def test_what_is_no_workbook_gets_a_sentence(staff, delphi, content):
    given = SimpleUploadedFile("libro.xlsx", content)
    response = staff.post(address(delphi, "scores_workbook"), {"upload": given})
    assert response.status_code == 200
    assert not Assessment.objects.exists()


def test_pages_cost_as_many_queries_for_a_large_round(staff, delphi, django_assert_max_num_queries):
    pages = [address(delphi, "paper"), grid(delphi), address(delphi, "paper_forms", "?persona=parte-1")]
    counts = []
    for _ in range(2):
        for place, one in enumerate(pages):
            staff.get(one)
            with django_assert_max_num_queries(200 if len(counts) < len(pages) else counts[place]) as found:
                staff.get(one)
            counts.append(len(found))
        ItemFactory.create_batch(5, round=delphi.round)
        EvaluatorFactory.create_batch(5, round=delphi.round)

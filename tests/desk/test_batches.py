import pytest
from django.urls import reverse

from rumbo.core.actors import SYSTEM
from rumbo.core.services import records
from rumbo.portfolio.models import Project
from rumbo.portfolio.services.batches import record


@pytest.fixture
def made(plan, project):
    """Bulk edits, as many as asked for."""

    def make(count):
        found = []
        for number in range(count):
            with record(SYSTEM, plan, "edit", f"Etiquetas {number}") as recorder:
                records.update(
                    SYSTEM, project, {"tags": f"agua {number} {len(found)} {Project.objects.get().version}"}
                )
            found.append(recorder.batch)
        return found

    return make


@pytest.fixture
def url(plan):
    return reverse("desk:batches", args=[plan.key])


def test_it_checks_access(answers, statuses, url, axis, other_axis):
    assert answers(url) == statuses()


def test_an_empty_list_says_what_to_do(browser, reader, url):
    assert "Todavía no se ha editado nada en lote" in browser(reader).get(url).content.decode()


def test_each_is_there_with_who_when_and_how_many(browser, manager, plan, made, url):
    (batch,) = made(1)
    text = browser(manager).get(url).content.decode()
    assert "Etiquetas 0" in text
    assert "1 cosa" in text
    assert reverse("desk:undo_batch", args=[plan.key, batch.pk]) in text


def test_one_that_was_undone_says_by_whom_and_offers_nothing(browser, manager, plan, made, url):
    (batch,) = made(1)
    undo = reverse("desk:undo_batch", args=[plan.key, batch.pk])
    browser(manager).post(undo)
    text = browser(manager).get(url).content.decode()
    assert undo not in text
    assert "Deshecho por" in text or "Deshecha por" in text


def test_the_number_of_queries_does_not_grow(browser, manager, url, made, django_assert_num_queries):
    client = browser(manager)
    made(2)
    client.get(url)
    with django_assert_num_queries(100, exact=False) as few:
        client.get(url)
    made(12)
    with django_assert_num_queries(len(few)):
        client.get(url)

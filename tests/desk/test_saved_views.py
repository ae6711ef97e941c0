"""The portfolio's table on the desk, and the views of it that people keep."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories import EstimateFactory, ProjectFactory
from rumbo.core.errors import Refused
from rumbo.portfolio.models import SavedView
from rumbo.portfolio.services import views as services

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(plan):
    return reverse("desk:portfolio", args=[plan.key])


@pytest.fixture
def save_url(plan):
    return reverse("desk:save_view", args=[plan.key])


def keep(client, url, name, query, **more):
    return client.post(url, {"name": name, "view": "table", "query": query, **more})


def said(client, plan):
    return client.get(reverse("desk:views", args=[plan.key])).content.decode()


class TestTable:
    def test_who_gets_in(self, answers, statuses, table):
        assert answers(table) == statuses()

    def test_it_is_the_list_of_projects(self, table, plan):
        assert table == reverse("desk:list", args=[plan.key, "project"])

    def test_rows_lead_to_the_desk(self, browser, reader, table, project):
        content = browser(reader).get(table).content.decode()
        assert f'href="{table}{project.pk}/"' in content
        assert "Guardar esta vista" in content

    def test_what_projects_lack_is_a_filter_of_the_desk_alone(self, browser, reader, client, table, plan, project):
        response = browser(reader).get(table, {"gap": "unaccountable"})
        assert response.context["filters"].values == {"gap": "unaccountable"}
        public = client.get(reverse("portal:projects", args=[plan.key]), {"gap": "unaccountable"})
        assert public.context["filters"].values == {}

    def test_htmx_gets_the_table_alone(self, browser, reader, table, project):
        response = browser(reader).get(table, {"sort": "title", "q": ""}, headers={"HX-Request": "true"})
        assert "<html" not in response.content.decode()
        assert response.headers["HX-Push-Url"] == f"{table}?sort=title"

    def test_money_is_added_up_over_all_pages(self, browser, reader, table, project):
        for _n in range(51):
            EstimateFactory(project=ProjectFactory(program=project.program), amount="1000000.00")
        content = browser(reader).get(table, {"columnas": "number.cost"}).content.decode()
        foot = re.search(r"<tfoot>.*?</tfoot>", content, re.DOTALL)[0]
        assert "Total de 52 proyectos" in foot
        assert "51.00" in foot


class TestKeeping:
    def test_a_round_trip(self, browser, reader, plan, axis, project, save_url, table):
        client = browser(reader)
        response = keep(
            client, save_url, "  Sin  costo ", "?sort=-title&axis=agua&columnas=title&columnas=number&x=1"
        )
        view = SavedView.objects.get()
        assert (view.name, view.owner, view.shared) == ("Sin costo", reader, False)
        assert view.query == "axis=agua&sort=-title&columnas=number.title"
        assert response.url == f"{table}?{view.query}"
        opened = client.get(reverse("desk:view", args=[plan.key, view.pk]))
        assert opened.url == response.url
        assert client.get(opened.url).context["filters"].columns == ("number", "title")
        assert f'<a href="{table}?axis=agua&amp;sort=-title' in client.get(table).content.decode()

    def test_other_pages_are_kept_too(self, browser, reader, plan, axis, save_url):
        response = keep(browser(reader), save_url, "Tablero de agua", "?axis=agua", view="board")
        assert SavedView.objects.get().query == "vista=board&axis=agua"
        assert response.url == f"{reverse('desk:board', args=[plan.key])}?axis=agua"

    @pytest.mark.parametrize(("view", "query"), [("//evil.example", "?axis=nada"), ("table", "javascript:alert(1)")])
    def test_only_canonical_views_are_kept(self, browser, reader, axis, save_url, table, view, query):
        response = keep(browser(reader), save_url, "Rara", query, view=view)
        assert SavedView.objects.get().query == ""
        assert response.url == table

    def test_replacing_can_be_undone(self, browser, reader, plan, axis, save_url):
        client = browser(reader)
        keep(client, save_url, "Agua", "?axis=agua")
        keep(client, save_url, "Agua", "?sort=title")
        assert SavedView.objects.get().query == "sort=title"
        content = said(client, plan)
        assert "muestra ahora esta vista" in content
        assert '<input type="hidden" name="query" value="axis=agua">' in content

    def test_deleting_can_be_undone(self, browser, reader, plan, axis, save_url):
        client = browser(reader)
        keep(client, save_url, "Agua", "?axis=agua", view="budget")
        client.post(reverse("desk:view", args=[plan.key, SavedView.objects.get().pk]), {"delete": "1", "name": "x"})
        assert not SavedView.objects.exists()
        form = re.search(r'<form method="post" action="[^"]+guardar/">(.*?)</form>', said(client, plan), re.DOTALL)[1]
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
        client.post(save_url, fields)
        assert (SavedView.objects.get().name, SavedView.objects.get().query) == ("Agua", "vista=budget&axis=agua")

    def test_renaming(self, browser, reader, plan, axis, save_url):
        client = browser(reader)
        keep(client, save_url, "Agua", "?axis=agua")
        keep(client, save_url, "Todo", "")
        url = reverse("desk:view", args=[plan.key, SavedView.objects.get(name="Todo").pk])
        client.post(url, {"name": "Agua"})
        assert "Ya hay una vista que se llama «Agua»" in said(client, plan)
        client.post(url, {"name": "Cartera"})
        assert {one.name for one in SavedView.objects.all()} == {"Agua", "Cartera"}

    @pytest.mark.parametrize("name", ["", "   ", "x" * 81, "\0"])
    def test_a_name_that_is_none(self, browser, reader, axis, save_url, name):
        client = browser(reader)
        assert keep(client, save_url, name, "?axis=agua").status_code == 302
        assert not SavedView.objects.exists()

    def test_fifty_at_most(self, reader, plan):
        for number in range(services.LIMIT):
            services.save_view(reader, plan, str(number), "")
        with pytest.raises(Refused, match="50"):
            services.save_view(reader, plan, "una más", "")
        services.save_view(reader, plan, "7", "sort=title")

    @pytest.mark.parametrize(
        "query", ["next=//evil.example", "axis=a&axis=b", "vista=otra", "q=" + "x" * 2000, "page=2"]
    )
    def test_the_service_takes_no_other_query(self, reader, plan, query):
        with pytest.raises(Refused):
            services.save_view(reader, plan, "Rara", query)


class TestSharing:
    def test_managers_share_and_all_of_the_plan_see_it(self, browser, reader, manager, plan, axis, save_url, table):
        keep(browser(manager), save_url, "Agua", "?axis=agua", shared="1")
        view = SavedView.objects.get()
        assert view.shared
        client = browser(reader)
        assert client.get(reverse("desk:view", args=[plan.key, view.pk])).url == f"{table}?axis=agua"
        url = reverse("desk:view", args=[plan.key, view.pk])
        assert client.post(url, {"name": "Mía"}).status_code == 403
        assert client.post(url, {"delete": "1"}).status_code == 403

    def test_nobody_else_shares(self, browser, reader, axis, save_url):
        assert keep(browser(reader), save_url, "Agua", "?axis=agua", shared="1").status_code == 403
        assert not SavedView.objects.exists()

    def test_what_is_not_shared_is_ones_own(self, browser, reader, manager, plan):
        view = services.save_view(reader, plan, "Mía", "").view
        url = reverse("desk:view", args=[plan.key, view.pk])
        assert browser(manager).get(url).status_code == 404
        with pytest.raises(PermissionDenied):
            services.delete_view(manager, view)
        with pytest.raises(PermissionDenied):
            services.change_view(reader, view, name="Mía", shared=True)

    def test_who_gets_in(self, answers, statuses, plan):
        assert answers(reverse("desk:views", args=[plan.key])) == statuses()

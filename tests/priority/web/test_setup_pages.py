"""The pages on which a round is prepared: what is prioritised, criteria, evaluators, links, conflicts of interest."""

import pytest
from django.core import mail
from django.urls import reverse

from factories import (
    ActionFactory,
    AxisFactory,
    ConflictFactory,
    CriterionFactory,
    DelphiRoundFactory,
    EvaluatorFactory,
    ItemFactory,
    OrganizationFactory,
    ProjectFactory,
    RoundFactory,
    StrategyFactory,
)
from rumbo.accounts.models import Organization
from rumbo.priority.models import Conflict, Criterion, Evaluator, Item
from rumbo.priority.services.criteria import USUAL_CRITERIA
from rumbo.priority.tokens import link_token

pytestmark = pytest.mark.django_db
PAGES = ["items", "criteria", "evaluators"]
OF_MANAGERS = ["paste", "conflicts", "links", "link_sheet"]


@pytest.fixture
def found(plan):
    return RoundFactory(plan=plan, title="Ronda de proyectos 2026")


@pytest.fixture
def as_manager(client, manager):
    client.force_login(manager)
    return client


def _url(name, found, *more):
    return reverse(f"priority:{name}", args=[found.plan.key, found.pk, *more])


def _project(axis, **values):
    return ProjectFactory(program__theme__axis=axis, program__theme__axis__plan=axis.plan, **values)


def _chosen(found):
    return list(Item.objects.filter(round=found, left=False).values_list("measure", flat=True))


# What is prioritised


def test_projects_are_narrowed_as_in_the_portfolio(found, axis, other_axis, as_manager):
    _project(axis, title="Colector pluvial", stage="idea")
    _project(other_axis, title="Ciclovía", stage="idea")
    page = as_manager.get(_url("items", found), {"axis": axis.key}).content.decode()
    assert "Colector pluvial" in page
    assert "Ciclovía" not in page
    page = as_manager.get(_url("items", found), {"stage": "nunca"}).content.decode()
    assert "Colector pluvial" in page
    assert "notice warning" in page


def test_marking_keeps_what_the_page_does_not_show(found, axis, other_axis, as_manager):
    one, two, three = _project(axis), _project(axis), _project(other_axis)
    ItemFactory(round=found, measure=three.measure)
    ItemFactory(round=found, measure=two.measure)
    shown = f"{one.measure_id}.{two.measure_id}."
    as_manager.post(_url("items", found), {"shown": shown, "measure": [one.measure_id], "do": "save"})
    assert set(_chosen(found)) == {one.measure_id, three.measure_id}


def test_whole_axes_are_added_and_taken_out(found, axis, other_axis, as_manager):
    of_axis = [_project(axis).measure_id for _ in range(3)]
    other = _project(other_axis).measure_id
    _project(axis, state="withdrawn")
    as_manager.post(_url("items", found), {"add_axis": axis.pk})
    as_manager.post(_url("items", found), {"add_axis": other_axis.pk})
    assert set(_chosen(found)) == {*of_axis, other}
    as_manager.post(_url("items", found), {"drop_axis": axis.pk})
    assert _chosen(found) == [other]


def test_all_that_match_are_added(found, axis, as_manager):
    wanted = _project(axis, stage="execution").measure_id
    _project(axis, stage="idea")
    as_manager.post(f"{_url('items', found)}?stage=execution", {"do": "all"})
    assert _chosen(found) == [wanted]


@pytest.mark.parametrize(("subject", "word"), [("strategy", "estrategia"), ("action", "acción")])
def test_strategies_and_actions_are_chosen_too(plan, axis, as_manager, subject, word):
    found = RoundFactory(plan=plan, subject=subject)
    strategy = StrategyFactory(objective__theme__axis=axis, title="Cuidar el agua")
    made = strategy if subject == "strategy" else ActionFactory(strategy=strategy, title="Reparar fugas")
    page = as_manager.get(_url("items", found), {"axis": axis.key}).content.decode()
    assert made.title in page
    assert word in page
    as_manager.post(_url("items", found), {"shown": f"{made.measure_id}.", "measure": made.measure_id, "do": "save"})
    assert _chosen(found) == [made.measure_id]
    assert as_manager.get(_url("items", found), {"ver": "elegidos"}).status_code == 200


def test_once_opened_things_are_taken_out_with_a_reason_and_put_back(found, as_manager):
    item, _other = ItemFactory(round=found), ItemFactory(round=found)
    DelphiRoundFactory(round=found)
    page = as_manager.get(_url("items", found), {"ver": "elegidos"}).content.decode()
    assert _url("take_out", found, item.pk) in page
    assert as_manager.post(_url("take_out", found, item.pk), {"reason": ""}).status_code == 422
    as_manager.post(_url("take_out", found, item.pk), {"reason": "Ya se construyó"})
    item.refresh_from_db()
    assert (item.left, item.reason) == (True, "Ya se construyó")
    assert "Ya se construyó" in as_manager.get(_url("items", found)).content.decode()
    as_manager.post(_url("put_back", found, item.pk))
    item.refresh_from_db()
    assert not item.left


def test_dropping_after_opening_is_refused_with_a_sentence(found, as_manager):
    item, _other = ItemFactory(round=found), ItemFactory(round=found)
    DelphiRoundFactory(round=found)
    answer = as_manager.post(
        _url("items", found), {"shown": f"{item.measure_id}.", "do": "save"}, follow=True
    ).content.decode()
    assert "di por qué" in answer
    assert len(_chosen(found)) == 2


@pytest.mark.parametrize(
    "data",
    [{"add_axis": "x"}, {"drop_axis": "9" * 30}, {"measure": ["x", "999999"], "shown": "a.b", "do": "save"}, {}],
)
def test_nonsense_chooses_nothing(found, as_manager, data):
    kept = ItemFactory(round=found).measure_id
    assert as_manager.post(_url("items", found), data).status_code == 302
    assert _chosen(found) == [kept]


def test_things_of_another_round_are_not_found(found, plan, as_manager):
    other = ItemFactory(round=RoundFactory(plan=plan))
    assert as_manager.get(_url("take_out", found, other.pk)).status_code == 404
    assert as_manager.post(_url("put_back", found, other.pk)).status_code == 404


# Criteria


def test_the_usual_criteria_come_by_one_button_and_can_be_changed(found, as_manager, plan):
    assert "usuales" in as_manager.get(_url("criteria", found)).content.decode()
    as_manager.post(_url("usual_criteria", found))
    made = list(Criterion.objects.filter(round=found))
    assert [one.title for one in made] == [one.title for one in USUAL_CRITERIA]
    assert all(len(one.level_names) == 5 and one.title_en and one.text_en for one in made)
    assert [one.maximise for one in made].count(False) == 1
    page = as_manager.get(_url("criteria", found)).content.decode()
    assert reverse("desk:edit", args=[plan.key, "criterion", made[0].pk]) in page
    again = as_manager.post(_url("usual_criteria", found), follow=True).content.decode()
    assert "ya tiene criterios" in again
    assert Criterion.objects.filter(round=found).count() == 8


def test_criteria_are_moved_where_they_are_listed(found, as_manager, plan):
    one, two = CriterionFactory(round=found), CriterionFactory(round=found)
    answer = as_manager.post(reverse("desk:move", args=[plan.key, "criterion", two.pk]), {"to": "up"})
    assert answer["Location"].startswith(_url("criteria", found))
    page = as_manager.get(_url("criteria", found)).content.decode()
    assert page.index(two.title) < page.index(one.title)


def test_given_weights_of_zero_are_pointed_out(found, as_manager):
    found.weights_from = "given"
    found.save()
    CriterionFactory(round=found, weight=0)
    assert "pesan 0" in as_manager.get(_url("criteria", found)).content.decode()


# Evaluators


def test_the_table_says_who_they_are_and_how_they_are_spread(found, axis, other_axis, as_manager):
    EvaluatorFactory(round=found, title="Persona Uno", organization__sector="public", axis=axis)
    page = as_manager.get(_url("evaluators", found)).content.decode()
    assert "Persona Uno" in page
    assert "Hay ejes que nadie califica" in page
    EvaluatorFactory(round=found, title="Persona Dos", organization=None)
    page = as_manager.get(_url("evaluators", found), {"orden": "sector"}).content.decode()
    assert "Hay ejes que nadie califica" not in page
    assert page.index("Persona Uno") < page.index("Persona Dos")


@pytest.mark.parametrize("order", ["organizacion", "sector", "eje", "nombre", "nunca"])
def test_every_order_works(found, axis, as_manager, order):
    EvaluatorFactory(round=found, axis=axis)
    EvaluatorFactory(round=found, organization=None)
    assert as_manager.get(_url("evaluators", found), {"orden": order}).status_code == 200


def test_a_pasted_list_is_shown_first_and_then_taken_whole(found, axis, as_manager):
    there = OrganizationFactory(title="Instituto de Planeación", other_names="IMPLAN")
    text = "Persona Uno\tIMPLAN\tAgua\tuno@example.org\nPersona Dos\tCámara Nueva\t\t\n"
    page = as_manager.post(_url("paste", found), {"text": text}).content.decode()
    assert "Se agregarán 2 personas" in page
    assert "Cámara Nueva" in page
    assert not Evaluator.objects.exists()
    as_manager.post(_url("paste", found), {"text": text, "apply": "1", "sector-0": "private"})
    one, two = Evaluator.objects.order_by("pk")
    assert (one.organization, one.axis, one.email) == (there, axis, "uno@example.org")
    assert (two.organization.title, two.organization.sector, two.axis) == ("Cámara Nueva", "private", None)


def test_an_organization_that_is_there_under_another_name_is_chosen(found, as_manager):
    there = OrganizationFactory(title="Cámara Nacional de la Industria")
    text = "Persona Uno\tCámara Nacional de Industria"
    page = as_manager.post(_url("paste", found), {"text": text}).content.decode()
    assert f"Es: {there}" in page
    as_manager.post(_url("paste", found), {"text": text, "apply": "1", "organization-0": str(there.pk)})
    assert Evaluator.objects.get().organization == there
    assert Organization.objects.count() == 1


def test_headings_are_understood_and_others_left_out(found, as_manager):
    text = "Correo,Nombre,Teléfono\nuno@example.org,Persona Uno,555\n"
    page = as_manager.post(_url("paste", found), {"text": text}).content.decode()
    assert "Teléfono" in page
    as_manager.post(_url("paste", found), {"text": text, "apply": "1"})
    assert Evaluator.objects.get().email == "uno@example.org"


def test_who_is_there_already_stays(found, as_manager):
    EvaluatorFactory(round=found, title="Persona Uno", organization=None, email="uno@example.org")
    text = "Otra Forma\t\t\tUNO@example.org\nPersona Dos"
    as_manager.post(_url("paste", found), {"text": text, "apply": "1"})
    assert sorted(Evaluator.objects.values_list("title", flat=True)) == ["Persona Dos", "Persona Uno"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Pega primero una lista"),
        ("\n \n", "vacía"),
        ("Persona Uno\tX\tAgua\tno es correo", "Fila 1, Correo"),
        ("Nombre\tEje\nPersona Uno\tEje que no hay", "Fila 2, Eje"),
        ("\tSolo organización", "Falta el nombre"),
        ("Persona Uno\nPersona Uno", "dos veces"),
        ("Nombre\tNombre\nA\tB", "dos columnas"),
        ("Correo\tOrganización\nuno@example.org\tX", "ninguna es el nombre"),
        ("Nombre\tCorreo", "ninguna persona"),
        ("A" * 200, "caben 150"),
        ('"sin cerrar', ""),
    ],
)
def test_what_is_wrong_in_a_list_is_said_and_nothing_is_written(found, axis, as_manager, text, said):
    answer = as_manager.post(_url("paste", found), {"text": text, "apply": "1"})
    if said:
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert not Evaluator.objects.exists()
    assert answer.status_code < 500


def test_new_evaluators_and_criteria_lead_back_to_the_round(found, as_manager, plan):
    url = reverse("desk:create", args=[plan.key, "evaluator"])
    answer = as_manager.post(f"{url}?round={found.pk}", {"round": found.pk, "title": "Persona Uno"})
    assert answer["Location"].startswith(_url("evaluators", found))
    evaluator = Evaluator.objects.get()
    page = as_manager.get(reverse("desk:element", args=[plan.key, "evaluator", evaluator.pk])).content.decode()
    assert _url("evaluators", found) in page
    assert reverse("portal:priority", args=[plan.key]) + "#" not in page


# Links


def test_links_are_shown_and_mailed_to_whoever_has_not_got_one(found, as_manager):
    one = EvaluatorFactory(round=found, email="uno@example.org")
    EvaluatorFactory(round=found, email="")
    page = as_manager.get(_url("links", found))
    assert link_token(one.pk, one.secret) in page.content.decode()
    assert "no-cache" in page["Cache-Control"]
    as_manager.post(_url("links", found), {"do": "waiting"})
    as_manager.post(_url("links", found), {"do": "waiting"})
    assert [sent.to for sent in mail.outbox] == [["uno@example.org"]]
    assert link_token(one.pk, one.secret) in mail.outbox[0].body
    as_manager.post(_url("links", found), {"do": "marked", "evaluator": [one.pk, "x"]})
    assert len(mail.outbox) == 2


def test_a_renewed_link_is_another_one(found, as_manager, plan):
    one = EvaluatorFactory(round=found)
    answer = as_manager.post(reverse("priority:renew_link", args=[plan.key, one.pk]))
    assert answer["Location"] == _url("links", found)
    page = as_manager.get(_url("links", found)).content.decode()
    assert link_token(one.pk, one.secret) not in page
    one.refresh_from_db()
    assert link_token(one.pk, one.secret) in page


def test_the_sheet_has_a_code_for_each(found, as_manager):
    EvaluatorFactory(round=found, title="Persona Uno")
    EvaluatorFactory(round=found, title="Persona Dos")
    page = as_manager.get(_url("link_sheet", found)).content.decode()
    assert page.count('role="img"') == 2
    assert "Persona Uno" in page


def test_without_a_mail_server_the_other_ways_are_named(found, as_manager, settings):
    settings.MAIL_DELIVERY = "log"
    EvaluatorFactory(round=found, email="uno@example.org")
    assert "no envía correos" in as_manager.get(_url("links", found)).content.decode()


# Conflicts of interest


def test_conflicts_are_noted_for_somebody_and_taken_back(found, as_manager, manager):
    item, one = ItemFactory(round=found), EvaluatorFactory(round=found)
    given = {"do": "declare", "evaluator": one.pk, "item": item.pk, "reason": "Su empresa lo construye"}
    as_manager.post(_url("conflicts", found), given)
    conflict = Conflict.objects.get()
    assert (conflict.reason, conflict.actor) == ("Su empresa lo construye", manager)
    assert "Su empresa lo construye" in as_manager.get(_url("conflicts", found)).content.decode()
    as_manager.post(_url("conflicts", found), {"do": "take_back", "evaluator": one.pk, "item": item.pk})
    conflict.refresh_from_db()
    assert conflict.withdrawn


@pytest.mark.parametrize("given", [{}, {"evaluator": "x", "item": "y", "reason": "z"}, {"reason": ""}])
def test_a_conflict_without_its_parts_is_not_noted(found, as_manager, given):
    ItemFactory(round=found)
    EvaluatorFactory(round=found)
    assert as_manager.post(_url("conflicts", found), {"do": "declare"} | given).status_code == 422
    assert not Conflict.objects.exists()


def test_conflicts_of_other_rounds_are_not_taken_back(found, as_manager):
    other = ConflictFactory()
    given = {"do": "take_back", "evaluator": other.evaluator_id, "item": other.item_id}
    assert as_manager.post(_url("conflicts", found), given).status_code == 404
    assert as_manager.post(_url("conflicts", found), {"do": "take_back"}).status_code == 404


# Who sees what, and what it costs


@pytest.mark.parametrize("name", [*PAGES, *OF_MANAGERS])
def test_empty_pages_say_what_to_do(found, as_manager, name):
    answer = as_manager.get(_url(name, found))
    assert answer.status_code == 200
    if name != "paste":
        assert 'class="empty"' in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "seen", "managed"), [("outsider", 404, 404), ("reader", 200, 403), ("editor", 200, 403)]
)
def test_who_may_see_these_pages(found, client, who, seen, managed, request):
    ItemFactory(round=found)
    EvaluatorFactory(round=found, email="uno@example.org")
    client.force_login(request.getfixturevalue(who))
    for name in PAGES:
        answer = client.get(_url(name, found))
        assert answer.status_code == seen
        assert "uno@example.org" not in answer.content.decode()
    for name in OF_MANAGERS:
        assert client.get(_url(name, found)).status_code == managed
        assert client.post(_url(name, found)).status_code in {managed, 405}
    assert client.post(_url("items", found), {"do": "all"}).status_code == (404 if who == "outsider" else 403)
    assert client.post(_url("usual_criteria", found)).status_code == managed


@pytest.mark.parametrize("name", [*PAGES, *OF_MANAGERS])
def test_pages_cost_the_same_however_many(found, plan, as_manager, name, django_assert_max_num_queries):
    def fill(count):
        for _ in range(count):
            axis = AxisFactory(plan=plan)
            item = ItemFactory(round=found, measure=_project(axis).measure)
            CriterionFactory(round=found)
            ConflictFactory(evaluator=EvaluatorFactory(round=found, axis=axis), item=item)

    counted = []
    for count in (2, 6):
        fill(count)
        with django_assert_max_num_queries(60) as queries:
            assert as_manager.get(_url(name, found)).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1]

"""The desk's pages of evaluation: noting, answering, committing, changing the plan, and the board of commitments."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from factories import (
    ActionFactory,
    GoalFactory,
    OrganizationFactory,
    PlanFactory,
    ProgramFactory,
    ProjectFactory,
    StrategyFactory,
    ThemeFactory,
)
from factories.monitoring import (
    AssignmentFactory,
    EvaluationFactory,
    EvaluationQuestionFactory,
    FindingFactory,
    ImprovementFactory,
    ProgressReportFactory,
    RecommendationFactory,
    SeriesFactory,
    StatusRulesFactory,
    TargetFactory,
)
from factories.portfolio import LiaisonFactory
from filemaking import picture
from reading import main_text
from rumbo.monitoring.models import (
    Evaluation,
    Evidence,
    Finding,
    Improvement,
    PlanChange,
    Recommendation,
    StatusRecord,
)

pytestmark = pytest.mark.django_db


def at(name, plan, *args):
    return reverse(f"monitoring:{name}", args=[plan.key, *args])


@pytest.fixture
def evaluation(plan):
    return EvaluationFactory(plan=plan, title="Evaluación 2025")


@pytest.fixture
def finding(evaluation):
    return FindingFactory(evaluation=evaluation, title="Se pierde mucha agua")


@pytest.fixture
def advice(finding):
    return RecommendationFactory(finding=finding, title="Bajar la meta")


@pytest.fixture
def accepted(finding):
    return RecommendationFactory(
        finding=finding, title="Bajar la meta", answer="accepted", answered_on=datetime.date(2026, 1, 15)
    )


@pytest.fixture
def target(plan):
    series = SeriesFactory(
        indicator__plan=plan,
        indicator__title="Pérdidas de la red",
        baseline_value=10,
        baseline_on=datetime.date(2020, 12, 31),
    )
    return TargetFactory(series=series, value=80, on=datetime.date(2030, 12, 31))


@pytest.fixture
def browser(client, manager):
    client.force_login(manager)
    return client


def test_without_anything_it_says_what_to_do(client, plan, reader, manager):
    client.force_login(reader)
    assert "Quien gestiona el plan lo crea aquí" in main_text(client.get(at("evaluations", plan)))
    assert "Todavía no hay compromisos" in main_text(client.get(at("improvements", plan)))
    client.force_login(manager)
    assert "Crea la evaluación de este año" in main_text(client.get(at("evaluations", plan)))


def test_the_list_says_what_awaits_an_answer_is_late_and_waits(browser, plan, advice, accepted):
    ImprovementFactory(recommendation=accepted, due_on=datetime.date(2020, 1, 1))
    FindingFactory(evaluation=None, plan=plan, title="Entre evaluaciones")
    PlanChange.objects.create(
        plan=plan, recommendation=accepted, kind="goal", thing=1, name="Meta", field="title", reason="x"
    )
    text = main_text(browser.get(at("evaluations", plan)))
    for said in ("Evaluación 2025", "Bajar la meta", "1 compromiso está vencido", "1 cambio del plan espera"):
        assert said in text
    assert "Entre evaluaciones" in text


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("evaluation", "evaluation"),
        ("finding", "finding"),
        ("finding", "add_finding_file"),
        ("recommendation", "answer_recommendation"),
        ("recommendation", "commit_to"),
        ("recommendation", "choose_change"),
        ("improvement", "keep_improvement"),
        ("improvement", "give_up_improvement"),
        ("improvement", "take_up_again"),
        ("evaluation", "take_evaluation_back"),
    ],
)
def test_what_is_of_another_plan_is_not_found(browser, plan, kind, name):
    factories = {
        "evaluation": EvaluationFactory,
        "finding": FindingFactory,
        "recommendation": RecommendationFactory,
        "improvement": ImprovementFactory,
    }
    other = factories[kind]()
    assert browser.get(at(name, plan, other.pk)).status_code == 404
    assert browser.get(at(name, other.plan, other.pk)).status_code == 404


def test_readers_see_and_change_nothing(client, plan, reader, evaluation, finding, advice, accepted, target):
    client.force_login(reader)
    improvement = ImprovementFactory(recommendation=accepted)
    for name, pk in (("evaluation", evaluation.pk), ("finding", finding.pk)):
        page = client.get(at(name, plan, pk))
        assert page.status_code == 200
        assert '<form method="post" action="/mesa' not in page.content.decode().split("<main")[1]
    assert client.get(at("improvements", plan)).status_code == 200
    for name, args in (
        ("publish_evaluation", [evaluation.pk]),
        ("usual_questions", [evaluation.pk]),
        ("take_evaluation_back", [evaluation.pk]),
        ("note_finding", []),
        ("add_finding_file", [finding.pk]),
        ("answer_recommendation", [advice.pk]),
        ("commit_to", [accepted.pk]),
        ("change_target", [accepted.pk, target.pk]),
        ("change_text", [accepted.pk, "goal", GoalFactory(plan=plan).pk]),
        ("keep_improvement", [improvement.pk]),
        ("give_up_improvement", [improvement.pk]),
        ("take_up_again", [improvement.pk]),
    ):
        assert client.post(at(name, plan, *args), {"reason": "x"}).status_code == 403, name


def test_an_evaluation_gets_the_usual_questions_and_is_published_and_taken_back(browser, plan, evaluation):
    text = main_text(browser.get(at("evaluation", plan, evaluation.pk)))
    assert "escribe qué pregunta" in text
    text = main_text(browser.post(at("usual_questions", plan, evaluation.pk), follow=True))
    assert "Se agregaron 5 preguntas" in text
    assert "anota qué se encontró" in text
    assert "todas las preguntas" in main_text(browser.post(at("usual_questions", plan, evaluation.pk), follow=True))
    assert "no tiene hallazgos" in main_text(browser.post(at("publish_evaluation", plan, evaluation.pk), follow=True))
    FindingFactory(evaluation=evaluation)
    assert "revísala y publícala" in main_text(browser.get(at("evaluation", plan, evaluation.pk)))
    assert "es pública" in main_text(browser.post(at("publish_evaluation", plan, evaluation.pk), follow=True))
    page = browser.post(at("take_evaluation_back", plan, evaluation.pk), {"reason": ""})
    assert page.status_code == 422
    browser.post(at("take_evaluation_back", plan, evaluation.pk), {"reason": "Un dato está mal."})
    assert Evaluation.objects.get().published_at is None


def test_the_page_of_an_evaluation_shows_facts_of_its_months(browser, plan, evaluation):
    text = main_text(browser.get(at("evaluation", plan, evaluation.pk)))
    assert "aparecen aquí solos" in text
    report = ProgressReportFactory(
        assignment__period__plan=plan,
        assignment__period__due_on=datetime.date(2025, 4, 15),
        sent_at=datetime.datetime(2025, 4, 1, tzinfo=datetime.UTC),
    )
    AssignmentFactory(period=report.assignment.period)
    text = main_text(browser.get(at("evaluation", plan, evaluation.pk)))
    assert "A tiempo llegaron 1 de 2. 1 nunca llegó." in text


def test_a_finding_is_noted_with_what_it_recommends(browser, plan, evaluation, target):
    question = EvaluationQuestionFactory(evaluation=evaluation, title="¿Se acercan las metas?")
    page = browser.get(at("note_finding", plan), {"evaluation": evaluation.pk, "question": question.pk})
    assert page.status_code == 200
    given = {
        "title": "Se pierde mucha agua",
        "evidence": "Visitas",
        "question": question.pk,
        "series": target.series_id,
        "advice": "Bajar la meta",
    }
    text = main_text(browser.post(at("note_finding", plan), given, follow=True))
    assert "Se anotó el hallazgo" in text
    assert "Bajar la meta" in text
    made = Finding.objects.get()
    assert (made.evaluation, made.question, made.series) == (evaluation, question, target.series)
    assert Recommendation.objects.get().finding == made


def test_a_finding_comes_from_a_report_or_a_status(browser, plan, axis, target):
    project = ProjectFactory(program__theme__axis=axis)
    report = ProgressReportFactory(
        assignment__period__plan=plan, assignment__measure=None, assignment__series=target.series
    )
    form = browser.get(at("note_finding", plan), {"report": report.pk}).context["form"]
    assert (form["report"].value(), form["series"].value()) == (report.pk, target.series_id)
    form = browser.get(at("note_finding", plan), {"project": project.pk}).context["form"]
    assert form["measure"].value() == project.measure_id
    other = ProgressReportFactory()
    form = browser.get(at("note_finding", plan), {"report": other.pk, "project": "9" * 30}).context["form"]
    assert form["report"].value() is None
    page = browser.post(at("note_finding", plan), {"title": "x", "report": other.pk, "measure": "9" * 18})
    assert page.status_code == 422
    assert not Finding.objects.exists()


def test_what_is_wrong_is_said_beside_the_field(browser, plan, evaluation):
    question = EvaluationQuestionFactory(evaluation=EvaluationFactory(plan=plan))
    assert browser.get(at("note_finding", plan), {"evaluation": "9" * 40}).status_code == 200
    assert browser.get(at("note_finding", plan), {"evaluation": EvaluationFactory().pk}).status_code == 404
    page = browser.post(at("note_finding", plan), {"title": "", "evaluation": evaluation.pk, "question": question.pk})
    assert page.status_code == 422
    assert {"title", "question"} <= set(page.context["form"].errors)


def test_a_file_is_added_shown_and_taken_back(browser, plan, finding):
    file = SimpleUploadedFile("foto.jpg", picture(), "image/jpeg")
    page = browser.post(at("add_finding_file", plan, finding.pk), {"file": file, "caption": "Una fuga"}, follow=True)
    assert "Una fuga" in main_text(page)
    row = Evidence.objects.get()
    for more in ({}, {"small": ""}):
        given = browser.get(at("finding_file", plan, finding.pk, row.pk), more)
        assert given.headers["Content-Type"] == "image/jpeg"
        assert b"".join(given.streaming_content).startswith(b"\xff\xd8")
    other = FindingFactory(evaluation=finding.evaluation)
    assert browser.get(at("finding_file", plan, other.pk, row.pk)).status_code == 404
    assert browser.post(at("take_finding_file_back", plan, finding.pk, row.pk), {"reason": ""}).status_code == 422
    browser.post(at("take_finding_file_back", plan, finding.pk, row.pk), {"reason": "Se ve una cara."})
    assert browser.get(at("finding_file", plan, finding.pk, row.pk)).status_code == 404
    wrong = SimpleUploadedFile("nada.exe", b"MZ\x90\x00" + b"\x00" * 80)
    page = browser.post(at("add_finding_file", plan, finding.pk), {"file": wrong})
    assert page.status_code == 422


def test_a_recommendation_leads_to_its_finding(browser, plan, advice):
    assert browser.get(at("recommendation", plan, advice.pk)).url == at("finding", plan, advice.finding_id)
    assert browser.get(at("recommendation", plan, RecommendationFactory().pk)).status_code == 404


def test_an_answer_needs_a_reason_unless_it_is_accepted(browser, plan, advice):
    address = at("answer_recommendation", plan, advice.pk)
    assert browser.get(address).status_code == 200
    assert browser.post(address, {}).status_code == 422
    page = browser.post(address, {"answer": "rejected", "reason": " "})
    assert page.status_code == 422
    assert "Di por qué" in main_text(page)
    assert browser.post(address, {"answer": "accepted"}).status_code == 302
    advice.refresh_from_db()
    assert (advice.answer, advice.answered_on) == ("accepted", timezone.localdate())
    assert "di qué sale de ella" in main_text(browser.get(at("finding", plan, advice.finding_id)))


def test_a_commitment_is_written_down_kept_and_taken_up_again(browser, plan, accepted):
    liaison = LiaisonFactory(plan=plan, from_day=datetime.date(2020, 1, 1))
    given = {"title": "Medir cada mes", "organization": liaison.organization_id, "due_on": "2020-03-01"}
    address = at("commit_to", plan, accepted.pk)
    assert browser.get(address).status_code == 200
    assert browser.post(address, given | {"due_on": "2020-02-31"}).status_code == 422
    wrong = browser.post(address, given | {"organization": OrganizationFactory().pk, "liaison": liaison.pk})
    assert "Elige un enlace de la organización" in main_text(wrong)
    browser.post(address, given | {"liaison": liaison.pk})
    row = Improvement.objects.get()
    text = main_text(browser.get(at("improvements", plan)))
    assert "Medir cada mes" in text
    assert "Vencido" in text
    kept = at("keep_improvement", plan, row.pk)
    assert browser.get(kept).status_code == 200
    assert browser.post(kept, {"outcome": "Ya se mide", "on": "2999-01-01"}).status_code == 422
    assert "se cumplió" in main_text(browser.post(kept, {"outcome": "Ya se mide", "on": "2020-02-20"}, follow=True))
    assert browser.post(kept, {"outcome": "Ya se mide", "on": "2020-02-20"}).status_code == 422
    again = at("take_up_again", plan, row.pk)
    assert browser.get(again).status_code == 200
    assert "otra vez en marcha" in main_text(browser.post(again, {"reason": "Se dejó de medir"}, follow=True))
    gone = at("give_up_improvement", plan, row.pk)
    assert browser.get(gone).status_code == 200
    assert "sin efecto" in main_text(browser.post(gone, {"reason": "Ya no"}, follow=True))


def test_what_changes_is_chosen_from_the_finding_or_found_by_words(browser, plan, axis, advice, target):
    goal = GoalFactory(objective__theme__axis=axis, title="Reducir fugas")
    Finding.objects.filter(pk=advice.finding_id).update(goal=goal, series=target.series)
    address = at("choose_change", plan, advice.pk)
    assert "Sólo una recomendación aceptada" in main_text(browser.get(address))
    Recommendation.objects.update(answer="partly")
    text = main_text(browser.get(address))
    for said in ("Reducir fugas", "Pérdidas de la red", goal.objective.title):
        assert said in text
    project = ProjectFactory(program__theme__axis=axis, title="Sectorizar la red")
    assert project.title in main_text(browser.get(address, {"q": "sectorizar"}))
    assert "Nada vigente" in main_text(browser.get(address, {"q": "xyzxyz\0"}))


def test_a_target_changes_and_the_old_is_shown_beside_the_new(browser, plan, accepted, target):
    address = at("change_target", plan, accepted.pk, target.pk)
    assert "80" in main_text(browser.get(address))
    assert browser.post(address, {"value": "72,5", "on": "2030-12-31", "reason": "x"}).status_code == 422
    page = browser.post(address, {"value": "72.5", "on": "2032-12-31", "reason": "Falta dinero."}, follow=True)
    text = main_text(page)
    for said in ("80 para el 31 de diciembre de 2030", "72.5 para el 31 de diciembre de 2032", "Falta dinero."):
        assert said in text
    assert "todavía no está en una edición" in text
    assert browser.get(at("change_target", plan, accepted.pk, TargetFactory().pk)).status_code == 404


def test_a_text_changes_and_somebody_elses_change_is_not_lost(browser, plan, axis, accepted):
    goal = GoalFactory(objective__theme__axis=axis, title="Reducir fugas a 25 %", term="short")
    address = at("change_text", plan, accepted.pk, "goal", goal.pk)
    assert "Reducir fugas a 25 %" in main_text(browser.get(address))
    given = {"title": "Reducir fugas a 30 %", "term": "medium", "version": 1, "reason": "No alcanza."}
    type(goal).objects.update(title="Reducir fugas a 27 %", version=2)
    page = browser.post(address, given)
    assert page.status_code == 422
    assert "Reducir fugas a 27 %" in main_text(page)
    assert page.context["form"]["title"].value() == "Reducir fugas a 30 %"
    given["version"] = page.context["form"]["version"].value()
    text = main_text(browser.post(address, given, follow=True))
    assert "Reducir fugas a 27 %" in text
    assert "Corto plazo" in text
    assert "Mediano plazo" in text
    for wrong in ("project", "nada"):
        assert browser.get(at("change_text", plan, accepted.pk, wrong, goal.pk)).status_code == 404
    assert browser.get(at("change_text", plan, accepted.pk, "goal", GoalFactory().pk)).status_code == 404


def test_pages_cost_the_same_however_much_was_found(browser, plan, axis, evaluation):
    series = SeriesFactory(indicator__plan=plan)

    def fill(count):
        for _number in range(count):
            project = ProjectFactory(program__theme__axis=axis)
            finding = FindingFactory(
                evaluation=evaluation,
                question=EvaluationQuestionFactory(evaluation=evaluation),
                measure=project.measure,
                goal=GoalFactory(objective__theme__axis=axis),
                series=series,
            )
            advice = RecommendationFactory(finding=finding, answer="accepted")
            ImprovementFactory(recommendation=advice)
            PlanChange.objects.create(
                plan=plan,
                recommendation=advice,
                kind="project",
                thing=project.pk,
                name="Proyecto",
                field="title",
                reason="x",
            )

    def costs():
        found = []
        for address in (at("evaluations", plan), at("evaluation", plan, evaluation.pk), at("improvements", plan)):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert browser.get(address).status_code == 200
            found.append(len(queries))
        return found

    fill(2)
    browser.get(at("evaluations", plan))
    few = costs()
    fill(6)
    assert costs() == few


def test_another_plan_does_not_exist(browser):
    assert browser.get(at("evaluations", PlanFactory())).status_code == 404


def test_reports_and_statuses_lead_to_a_finding_about_them(browser, client, plan, reader, target):
    report = ProgressReportFactory(
        assignment__period__plan=plan,
        assignment__measure=None,
        assignment__series=target.series,
        state="accepted",
        sent_at=timezone.now(),
        accepted_at=timezone.now(),
    )
    StatusRecord.objects.create(
        plan=plan,
        kind="series",
        thing=target.series_id,
        on=timezone.localdate(),
        status="no_news",
        rule="unscheduled",
        rules=StatusRulesFactory(plan=plan),
    )
    pages = {
        at("report", plan, report.pk): f"?report={report.pk}",
        at("status", plan, "series", target.series_id): f"?series={target.series_id}",
    }
    for page, query in pages.items():
        assert f'href="{at("note_finding", plan)}{query}"' in browser.get(page).content.decode(), page
    client.force_login(reader)
    for page in pages:
        assert at("note_finding", plan) not in client.get(page).content.decode()


def test_the_usual_forms_of_each_kind_say_what_is_wrong(browser, plan, advice):
    for kind in ("evaluation", "evaluation_question", "finding", "recommendation", "improvement"):
        address = reverse("desk:create", args=[plan.key, kind])
        assert browser.get(address).status_code in {200, 404}, kind
        assert browser.post(address, {"title": ""}).status_code in {200, 404, 422}, kind
    address = f"{reverse('desk:create', args=[plan.key, 'improvement'])}?recommendation={advice.pk}"
    given = {"title": "Medir", "due_on": "2026-12-31", "organization": OrganizationFactory().pk}
    text = main_text(browser.post(address, given | {"recommendation": advice.pk}))
    assert "Sólo una recomendación aceptada lleva a un compromiso." in text
    Recommendation.objects.update(answer="accepted")
    page = browser.post(address, given | {"recommendation": advice.pk}, follow=True)
    assert (
        page.redirect_chain[0][0]
        == f"{at('recommendation', plan, advice.pk)}#improvement-{Improvement.objects.get().pk}"
    )


def test_after_an_edit_the_staff_is_where_it_works(browser, plan, advice):
    question = EvaluationQuestionFactory(evaluation=advice.finding.evaluation)
    places = {
        advice.finding.evaluation: at("evaluation", plan, advice.finding.evaluation_id),
        question: f"{at('evaluation', plan, question.evaluation_id)}#evaluation_question-{question.pk}",
        advice.finding: at("finding", plan, advice.finding_id),
        advice: f"{at('finding', plan, advice.finding_id)}#recommendation-{advice.pk}",
    }
    for record, place in places.items():
        address = reverse("desk:edit", args=[plan.key, record.KIND, record.pk])
        form = browser.get(address).context["form"]
        data = {name: value for name, value in form.initial.items() if value not in (None, "")}
        page = browser.post(address, data | {"version": 1, "title": "Otro título"})
        assert (page.status_code, page.headers.get("Location")) == (302, place), record.KIND


def test_days_are_given_to_the_browser_as_it_reads_them(browser, plan, accepted, target):
    assert 'value="2030-12-31"' in browser.get(at("change_target", plan, accepted.pk, target.pk)).content.decode()
    row = ImprovementFactory(recommendation=accepted)
    page = browser.get(at("keep_improvement", plan, row.pk)).content.decode()
    assert f'value="{timezone.localdate().isoformat()}"' in page


@pytest.fixture
def goal(plan, axis):
    return GoalFactory(plan=plan, objective__plan=plan, objective__theme__plan=plan, objective__theme__axis=axis)


@pytest.fixture
def other_goal(plan, other_axis):
    return GoalFactory(
        plan=plan, objective__plan=plan, objective__theme__plan=plan, objective__theme__axis=other_axis
    )


def photo():
    return {"file": SimpleUploadedFile("foto.jpg", picture(), "image/jpeg"), "caption": "La obra"}


def test_the_editor_of_an_axis_notes_and_edits_what_is_of_it(client, plan, editor, evaluation, goal, other_goal):
    client.force_login(editor)
    page = client.get(at("note_finding", plan), {"evaluation": evaluation.pk, "goal": goal.pk})
    form = page.context["form"]
    assert list(form.fields["goal"].queryset) == [goal]
    assert "de tu eje del que trata" in main_text(page)
    assert "advice" not in form.fields, "what is recommended is for whoever manages the plan"
    given = {"title": "La meta quedó corta", "evaluation": evaluation.pk, "goal": goal.pk}
    assert "Se anotó el hallazgo" in main_text(client.post(at("note_finding", plan), given, follow=True))
    made = Finding.objects.get()
    assert (made.goal, made.evaluation, made.history.get().history_user) == (goal, evaluation, editor)
    shown = client.get(at("finding", plan, made.pk)).content.decode()
    edit = reverse("desk:edit", args=[plan.key, "finding", made.pk])
    assert edit in shown
    assert at("add_finding_file", plan, made.pk) in shown
    assert "recomendaciones/nuevo" not in shown
    assert client.post(at("add_finding_file", plan, made.pk), photo()).status_code == 302
    file = Evidence.objects.get()
    assert client.post(at("take_finding_file_back", plan, made.pk, file.pk), {"reason": "Otra"}).status_code == 302
    given = {"title": "La meta quedó muy corta", "evaluation": evaluation.pk, "goal": goal.pk, "version": 3}
    assert client.post(edit, given).status_code == 302
    made.refresh_from_db()
    assert made.title == "La meta quedó muy corta"
    page = client.post(edit, given | {"goal": other_goal.pk, "version": made.version})
    assert "Ahí no puedes escribir" in main_text(page)
    made.refresh_from_db()
    assert made.goal == goal


@pytest.mark.parametrize("about", ["nothing", "theirs"])
def test_what_is_of_no_axis_of_the_editor_is_refused_with_a_sentence(client, plan, editor, goal, other_goal, about):
    client.force_login(editor)
    given = {"title": "Algo", "goal": other_goal.pk if about == "theirs" else ""}
    page = client.post(at("note_finding", plan), given)
    assert page.status_code == 422
    said = "Elige uno de la lista" if about == "theirs" else "Así no sería de ningún eje que editas"
    assert said in main_text(page)
    assert not Finding.objects.exists()


def test_who_edits_another_axis_or_none_changes_no_finding(
    client, plan, reader, editor, other_editor, evaluation, goal
):
    found = FindingFactory(plan=plan, evaluation=evaluation, goal=goal)
    given = {"title": "Otro", "evaluation": evaluation.pk, "goal": goal.pk, "version": found.version}
    addresses = (
        at("add_finding_file", plan, found.pk),
        reverse("desk:edit", args=[plan.key, "finding", found.pk]),
        reverse("desk:withdraw", args=[plan.key, "finding", found.pk]),
    )
    for person in (reader, other_editor):
        client.force_login(person)
        for address in addresses:
            assert client.get(address).status_code == 403, address
            assert client.post(address, {**given, **photo(), "reason": "x"}).status_code == 403, address
        for page in (at("finding", plan, found.pk), at("evaluation", plan, evaluation.pk)):
            assert not any(address in client.get(page).text for address in addresses), page
    client.force_login(reader)
    assert client.get(at("note_finding", plan)).status_code == 403
    assert client.post(at("note_finding", plan), given).status_code == 403
    for page in (at("evaluations", plan), at("evaluation", plan, evaluation.pk)):
        assert at("note_finding", plan) not in client.get(page).text
    client.force_login(editor)
    for page in (at("evaluations", plan), at("evaluation", plan, evaluation.pk)):
        assert at("note_finding", plan) in client.get(page).text
    client.force_login(other_editor)
    own = EvaluationFactory(plan=plan, axis=goal.objective.theme.axis)
    assert at("note_finding", plan) not in client.get(at("evaluation", plan, own.pk)).text


def test_what_comes_next_is_told_to_who_may_do_it(client, plan, manager, editor, evaluation):
    said = []
    for person in (manager, editor):
        client.force_login(person)
        said.append("Qué sigue" in main_text(client.get(at("evaluation", plan, evaluation.pk))))
    assert said == [True, False]


def test_an_editor_is_offered_what_is_of_their_axis_and_not_yet_out(
    client, plan, editor, evaluation, goal, other_axis
):
    theirs = ProjectFactory(plan=plan, program__theme__axis=other_axis)
    questions = [
        EvaluationQuestionFactory(plan=plan, evaluation=one)
        for one in (
            evaluation,
            EvaluationFactory(plan=plan, axis=other_axis),
            EvaluationFactory(plan=plan, measure=theirs.measure),
            EvaluationFactory(plan=plan, published_at=timezone.now()),
        )
    ]
    report = ProgressReportFactory(assignment__period__plan=plan, assignment__measure=theirs.measure)
    client.force_login(editor)
    fields = client.get(at("note_finding", plan)).context["form"].fields
    assert list(fields["evaluation"].queryset) == [evaluation]
    assert list(fields["question"].queryset) == questions[:1]
    given = {"title": "Algo", "goal": goal.pk, "report": report.pk}
    assert client.post(at("note_finding", plan), given).status_code == 422
    for question in questions[1:]:
        page = at("evaluation", plan, question.evaluation_id)
        assert at("note_finding", plan) not in client.get(page).text


def test_an_evaluation_of_an_editor_costs_as_much_with_many_findings(client, plan, axis, editor, evaluation, goal):
    program = ProgramFactory(plan=plan, theme=ThemeFactory(plan=plan, axis=axis))

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get(at("evaluation", plan, evaluation.pk)).status_code == 200
        return len(found)

    evaluation.measure = ProjectFactory(plan=plan, program=program).measure
    evaluation.save()

    def more():
        project = ProjectFactory(plan=plan, program=program)
        report = ProgressReportFactory(assignment__period__plan=plan, assignment__measure=project.measure)
        FindingFactory(plan=plan, evaluation=evaluation, goal=goal, report=report)
        of_project = ActionFactory(plan=plan, project=project, strategy=None)
        strategy = StrategyFactory(plan=plan, objective=goal.objective)
        of_strategy = ActionFactory(plan=plan, strategy=strategy, project=None)
        series = SeriesFactory(indicator__plan=plan, indicator__axis=axis)
        FindingFactory(plan=plan, evaluation=evaluation, goal=goal)
        FindingFactory(plan=plan, evaluation=evaluation, series=series)
        for thing in (project, strategy, of_project, of_strategy):
            FindingFactory(plan=plan, evaluation=evaluation, measure=thing.measure)

    client.force_login(editor)
    more()
    queries()
    few = queries()
    more()
    more()
    assert queries() == few
    page = client.get(at("evaluation", plan, evaluation.pk))
    assert page.context["editable"] == set(Finding.objects.values_list("pk", flat=True))

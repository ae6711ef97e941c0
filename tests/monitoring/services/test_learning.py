"""What evaluations lead to: answers, commitments, changes of the plan with the old beside the new."""

import datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from factories import GoalFactory, OrganizationFactory, PlanFactory, ProjectFactory
from factories.monitoring import (
    EvaluationFactory,
    FindingFactory,
    ImprovementFactory,
    ProgressReportFactory,
    RecommendationFactory,
    SeriesFactory,
    TargetFactory,
)
from factories.portfolio import LiaisonFactory
from filemaking import picture
from rumbo.core.errors import EditConflict, Refused
from rumbo.core.services import records
from rumbo.desk.services.editions import publish_edition
from rumbo.monitoring.models import EvaluationQuestion, Finding, Improvement, PlanChange, Recommendation
from rumbo.monitoring.queries.learning import edition_of, waiting
from rumbo.monitoring.services import changes, evaluations, finding_files, improvements

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

TODAY = datetime.date(2026, 5, 4)


@pytest.fixture
def evaluation(plan):
    return EvaluationFactory(plan=plan, title="Evaluación 2025")


@pytest.fixture
def advice(evaluation):
    return RecommendationFactory(finding__evaluation=evaluation)


@pytest.fixture
def accepted(manager, advice):
    return improvements.answer(manager, advice, "accepted", today=TODAY)


@pytest.fixture
def target(plan):
    series = SeriesFactory(
        indicator__plan=plan, baseline_value=10, baseline_on=datetime.date(2020, 12, 31), territory__title="Valle"
    )
    return TargetFactory(series=series, value=80, on=datetime.date(2030, 12, 31))


def last_reason(record):
    return record.history.first().history_change_reason


def test_an_evaluation_is_published_with_findings_and_taken_back_with_a_reason(manager, editor, evaluation):
    with pytest.raises(Refused, match="hallazgo"):
        evaluations.publish(manager, evaluation)
    FindingFactory(evaluation=evaluation, state="withdrawn")
    with pytest.raises(Refused, match="hallazgo"):
        evaluations.publish(manager, evaluation)
    FindingFactory(evaluation=evaluation)
    with pytest.raises(PermissionDenied):
        evaluations.publish(editor, evaluation)
    made = evaluations.publish(manager, evaluation)
    assert made.is_public
    with pytest.raises(Refused):
        evaluations.publish(manager, evaluation)
    with pytest.raises(Refused):
        evaluations.take_back(manager, evaluation, reason="  ")
    with pytest.raises(PermissionDenied):
        evaluations.take_back(editor, evaluation, reason="No")
    back = evaluations.take_back(manager, evaluation, reason="Un dato está mal.")
    assert not back.is_public
    assert last_reason(back) == "Un dato está mal."
    with pytest.raises(Refused):
        evaluations.take_back(manager, evaluation, reason="Otra vez")


def test_one_that_is_not_in_force_is_not_published(manager, plan):
    gone = EvaluationFactory(plan=plan, state="withdrawn")
    FindingFactory(evaluation=gone)
    with pytest.raises(Refused):
        evaluations.publish(manager, gone)
    with pytest.raises(Refused):
        evaluations.add_usual_questions(manager, gone)


@pytest.mark.parametrize(("kind", "count"), [("annual", 5), ("midterm", 7), ("final", 7), ("thematic", 5)])
def test_the_usual_questions_come_once(manager, plan, kind, count):
    evaluation = EvaluationFactory(plan=plan, kind=kind)
    made = evaluations.add_usual_questions(manager, evaluation)
    assert [one.title for one in made] == evaluations.usual_questions(kind)
    assert len(made) == count
    with pytest.raises(Refused):
        evaluations.add_usual_questions(manager, evaluation)
    assert EvaluationQuestion.objects.count() == count


def test_the_usual_questions_need_the_permission(editor, evaluation):
    with pytest.raises(PermissionDenied):
        evaluations.add_usual_questions(editor, evaluation)


@pytest.mark.parametrize("given", ["partly", "rejected"])
def test_an_answer_that_is_not_a_plain_yes_needs_a_reason(manager, advice, given):
    with pytest.raises(Refused):
        improvements.answer(manager, advice, given, " ")
    done = improvements.answer(manager, advice, given, "No alcanza.", today=TODAY)
    assert (done.answer, done.answer_reason, done.answered_on) == (given, "No alcanza.", TODAY)
    assert last_reason(done) == "No alcanza."


def test_an_answer_is_a_managers_and_one_of_three(manager, editor, advice):
    with pytest.raises(PermissionDenied):
        improvements.answer(editor, advice, "accepted")
    for wrong in ("pending", "", "maybe"):
        with pytest.raises(Refused):
            improvements.answer(manager, advice, wrong, "Porque sí.")
    withdrawn = RecommendationFactory(finding=advice.finding, state="withdrawn")
    with pytest.raises(Refused):
        improvements.answer(manager, withdrawn, "accepted")


def test_an_answer_is_changed_with_a_reason_unless_something_rests_on_it(manager, plan, accepted, target):
    with pytest.raises(Refused):
        improvements.answer(manager, accepted, "partly", "")
    with pytest.raises(Refused):
        improvements.answer(manager, accepted, "accepted", "")
    improvement = ImprovementFactory(recommendation=accepted)
    with pytest.raises(Refused, match="compromiso"):
        improvements.answer(manager, accepted, "rejected", "Cambiamos de opinión.")
    improvements.give_up(manager, improvement, "No se hará.")
    assert improvements.answer(manager, accepted, "rejected", "Cambiamos de opinión.").answer == "rejected"
    again = improvements.answer(manager, accepted, "accepted", "Siempre sí.")
    changes.change_target(manager, again, target, value=Decimal(70), on=target.on, reason="Es lo posible.")
    with pytest.raises(Refused, match="plan"):
        improvements.answer(manager, again, "rejected", "No.")


def test_a_commitment_follows_from_an_accepted_recommendation_only(manager, editor, advice):
    given = {"title": "Medir cada mes", "organization": OrganizationFactory(), "due_on": TODAY}
    with pytest.raises(Refused, match="Responde"):
        improvements.commit_to(manager, advice, **given)
    improvements.answer(manager, advice, "rejected", "No.")
    with pytest.raises(Refused, match="rechaz"):
        improvements.commit_to(manager, advice, **given)
    improvements.answer(manager, advice, "partly", "En parte.")
    with pytest.raises(PermissionDenied):
        improvements.commit_to(editor, advice, **given)
    with pytest.raises(ValidationError):
        improvements.commit_to(manager, advice, **(given | {"title": ""}))
    made = improvements.commit_to(manager, advice, **given)
    assert (made.progress, made.due_on, made.plan) == ("open", TODAY, advice.plan)


def test_the_liaison_of_a_commitment_is_of_its_organization_and_plan(manager, accepted):
    ours = LiaisonFactory(plan=accepted.plan)
    given = {"title": "Medir", "due_on": TODAY}
    for organization, liaison in (
        (OrganizationFactory(), ours),
        (ours.organization, LiaisonFactory(plan=PlanFactory(), organization=ours.organization)),
        (ours.organization, LiaisonFactory(plan=accepted.plan, organization=ours.organization, state="withdrawn")),
    ):
        with pytest.raises(Refused, match="enlace"):
            improvements.commit_to(manager, accepted, organization=organization, liaison=liaison, **given)
    made = improvements.commit_to(manager, accepted, organization=ours.organization, liaison=ours, **given)
    assert made.liaison == ours


def test_a_commitment_is_kept_given_up_and_taken_up_again(manager, editor, accepted):
    one = ImprovementFactory(recommendation=accepted)
    with pytest.raises(Refused):
        improvements.keep(manager, one, " ", TODAY, today=TODAY)
    with pytest.raises(Refused):
        improvements.keep(manager, one, "Hecho", TODAY + datetime.timedelta(days=1), today=TODAY)
    with pytest.raises(PermissionDenied):
        improvements.keep(editor, one, "Hecho", TODAY, today=TODAY)
    kept = improvements.keep(manager, one, "Hay medición mensual.", TODAY, today=TODAY)
    assert (kept.progress, kept.outcome, kept.done_on) == ("done", "Hay medición mensual.", TODAY)
    with pytest.raises(Refused):
        improvements.give_up(manager, one, "Ya no")
    with pytest.raises(Refused):
        improvements.take_up_again(manager, one, "")
    later = TODAY + datetime.timedelta(days=90)
    again = improvements.take_up_again(manager, one, "Se dejó de medir.", due_on=later)
    assert (again.progress, again.outcome, again.done_on, again.due_on) == ("open", "", None, later)
    with pytest.raises(Refused):
        improvements.take_up_again(manager, one, "Otra vez")
    with pytest.raises(Refused):
        improvements.give_up(manager, one, "")
    gone = improvements.give_up(manager, one, "Ya no hace falta.")
    assert (gone.progress, gone.outcome) == ("dropped", "Ya no hace falta.")


def test_what_follows_from_a_withdrawn_commitment_or_rejected_advice_is_refused(manager, advice, accepted):
    with pytest.raises(Refused):
        improvements.keep(manager, ImprovementFactory(recommendation=accepted, state="withdrawn"), "Hecho", TODAY)
    rejected = RecommendationFactory(finding=advice.finding, answer="rejected")
    with pytest.raises(Refused):
        improvements.take_up_again(manager, ImprovementFactory(recommendation=rejected, progress="dropped"), "Sí")


def test_a_target_changes_with_the_old_beside_the_new(manager, editor, accepted, target):
    made = changes.change_target(
        manager, accepted, target, value=Decimal("72.5"), on=datetime.date(2032, 12, 31), reason="Falta dinero."
    )
    target.refresh_from_db()
    assert (target.replaced_by_id, target.reason) == (made.thing, "Falta dinero.")
    assert (made.before, made.after, made.kind) == ("80 2030-12-31", "72.5 2032-12-31", "target")
    assert made.name.endswith("· Valle")
    assert (made.recommendation, made.reason, made.actor) == (accepted, "Falta dinero.", manager)


def test_a_target_of_another_plan_or_without_reason_does_not_change(manager, editor, advice, target):
    given = {"value": Decimal(70), "on": target.on, "reason": "Porque sí."}
    with pytest.raises(Refused):
        changes.change_target(manager, advice, target, **given)
    accepted = improvements.answer(manager, advice, "accepted")
    with pytest.raises(PermissionDenied):
        changes.change_target(editor, accepted, target, **given)
    with pytest.raises(Refused):
        changes.change_target(manager, accepted, target, **(given | {"reason": ""}))
    with pytest.raises(Refused):
        changes.change_target(manager, accepted, target, **(given | {"value": target.value}))
    with pytest.raises(Refused, match="mismo plan"):
        changes.change_target(manager, accepted, TargetFactory(), **given)
    target.refresh_from_db()
    assert target.replaced_by is None
    assert not PlanChange.objects.exists()


def test_texts_change_field_by_field_and_the_history_says_why(manager, axis, accepted):
    goal = GoalFactory(objective__theme__axis=axis, title="Reducir fugas a 25 %", term="short")
    made = changes.change_text(
        manager,
        accepted,
        goal,
        {"title": "Reducir fugas a 30 %", "term": "medium", "text": goal.text},
        reason="No alcanza.",
    )
    goal.refresh_from_db()
    assert (goal.title, goal.term, goal.version) == ("Reducir fugas a 30 %", "medium", 2)
    assert last_reason(goal) == "No alcanza."
    assert [(one.field, one.before, one.after) for one in made] == [
        ("title", "Reducir fugas a 25 %", "Reducir fugas a 30 %"),
        ("term", "short", "medium"),
    ]


def test_what_may_not_change_is_refused(manager, editor, axis, accepted):
    goal = GoalFactory(objective__theme__axis=axis)
    for record, values in (
        (goal, {"title": goal.title}),
        (goal, {"position": 7}),
        (GoalFactory(), {"title": "De otro plan"}),
        (GoalFactory(objective__theme__axis=axis, state="withdrawn"), {"title": "Ya no está"}),
        (OrganizationFactory(), {"title": "Otra cosa"}),
    ):
        with pytest.raises(Refused):
            changes.change_text(manager, accepted, record, values, reason="Porque sí.")
    with pytest.raises(Refused):
        changes.change_text(manager, accepted, goal, {"title": "Sin razón"}, reason="")
    with pytest.raises(PermissionDenied):
        changes.change_text(editor, accepted, goal, {"title": "Sin permiso"}, reason="Porque sí.")
    with pytest.raises(ValidationError):
        changes.change_text(manager, accepted, goal, {"title": ""}, reason="Porque sí.")
    with pytest.raises(EditConflict):
        changes.change_text(manager, accepted, goal, {"title": "Tarde"}, reason="Porque sí.", expected_version=9)
    assert not PlanChange.objects.exists()


def test_a_change_is_of_the_first_edition_after_it(manager, plan, axis, accepted):
    publish_edition(manager, plan, number=1, title="Primera")
    project = ProjectFactory(program__theme__axis=axis)
    [change] = changes.change_text(manager, accepted, project, {"title": "Más corto"}, reason="Se entiende.")
    assert edition_of(change) is None
    assert waiting(plan) == [change]
    second = publish_edition(manager, plan, number=2, title="Segunda")
    publish_edition(manager, plan, number=3, title="Tercera")
    assert edition_of(change) == second
    assert waiting(plan) == []


def test_an_edition_holds_the_targets_in_force(manager, plan, accepted, target):
    changes.change_target(manager, accepted, target, value=Decimal(70), on=target.on, reason="Es lo posible.")
    edition = publish_edition(manager, plan, number=1, title="Primera")
    [row] = edition.content["target"]
    assert (row["indicator"], row["on"], row["value"]) == (target.series.indicator.key, "2030-12-31", "70")


def test_a_picture_is_kept_without_the_cameras_notes_and_once(manager, editor, advice):
    finding, photo = advice.finding, picture()
    with pytest.raises(PermissionDenied):
        finding_files.add_file(editor, finding, BytesIO(photo), "foto.jpg")
    row = finding_files.add_file(manager, finding, BytesIO(photo), "foto.jpg", caption="La fuga")
    assert (row.media_type, row.caption, bool(row.thumbnail)) == ("image/jpeg", "La fuga", True)
    with row.file.open() as kept:
        assert kept.read() != photo
    with pytest.raises(Refused):
        finding_files.add_file(manager, finding, BytesIO(photo), "otra.jpg")
    with pytest.raises(Refused):
        finding_files.add_file(manager, finding, BytesIO(b""), "vacia.jpg")
    with pytest.raises(Refused):
        finding_files.take_back(manager, row, reason="")
    assert finding_files.take_back(manager, row, reason="Se ve una persona.").withdrawn
    assert "Se ve una persona." in last_reason(finding)
    with pytest.raises(Refused):
        finding_files.take_back(manager, row, reason="Otra vez")
    assert not finding_files.add_file(manager, finding, BytesIO(photo), "foto.jpg").withdrawn


def test_a_finding_out_of_force_takes_no_files(manager, evaluation):
    gone = FindingFactory(evaluation=evaluation, state="withdrawn")
    with pytest.raises(Refused):
        finding_files.add_file(manager, gone, BytesIO(picture()), "foto.jpg")


def test_the_usual_form_too_wants_an_accepted_recommendation_and_its_own_liaison(manager, advice, accepted):
    given = {"plan": advice.plan, "title": "Medir", "due_on": TODAY}
    pending = RecommendationFactory(finding=advice.finding)
    with pytest.raises(ValidationError, match="aceptada"):
        records.create(manager, Improvement(recommendation=pending, organization=OrganizationFactory(), **given))
    liaison = LiaisonFactory(plan=advice.plan)
    with pytest.raises(ValidationError, match="enlace"):
        records.create(
            manager,
            Improvement(recommendation=accepted, organization=OrganizationFactory(), liaison=liaison, **given),
        )
    made = records.create(
        manager,
        Improvement(recommendation=accepted, organization=liaison.organization, liaison=liaison, **given),
    )
    improvements.answer(manager, accepted, "partly", "En parte.")
    assert records.update(manager, made, {"title": "Medir cada mes"}).title == "Medir cada mes"


def of_axis(plan, axis):
    return GoalFactory(plan=plan, objective__plan=plan, objective__theme__plan=plan, objective__theme__axis=axis)


def test_editors_write_findings_about_things_of_their_axis_alone(
    editor, other_editor, reader, plan, axis, evaluation
):
    goal = of_axis(plan, axis)
    for person in (other_editor, reader):
        with pytest.raises(PermissionDenied):
            records.create(person, Finding(plan=plan, title="Corta", evaluation=evaluation, goal=goal))
    made = records.create(editor, Finding(plan=plan, title="Corta", evaluation=evaluation, goal=goal))
    file = finding_files.add_file(editor, made, BytesIO(picture()), "foto.jpg")
    made.refresh_from_db()
    for person in (other_editor, reader):
        with pytest.raises(PermissionDenied):
            records.update(person, made, {"title": "Otra"})
        with pytest.raises(PermissionDenied):
            finding_files.add_file(person, made, BytesIO(picture()), "otra.jpg")
        with pytest.raises(PermissionDenied):
            finding_files.take_back(person, file, reason="Otra")
    assert records.update(editor, made, {"title": "Muy corta"}).title == "Muy corta"
    assert finding_files.take_back(editor, file, reason="Otra").withdrawn
    with pytest.raises(PermissionDenied):
        records.create(editor, Recommendation(plan=plan, finding=made, title="Subirla"))


def test_editors_give_no_finding_to_another_axis_nor_take_one(editor, plan, axis, other_axis, evaluation):
    goal, other = of_axis(plan, axis), of_axis(plan, other_axis)
    own = FindingFactory(plan=plan, evaluation=evaluation, goal=goal)
    theirs = FindingFactory(plan=plan, evaluation=evaluation, goal=other)
    for finding, now in ((own, other), (own, None), (theirs, goal)):
        with pytest.raises(PermissionDenied):
            records.update(editor, finding, {"goal": now})


def test_who_is_evaluated_does_not_change_what_is_published_or_recommended(manager, editor, plan, axis, evaluation):
    goal = of_axis(plan, axis)
    found = FindingFactory(plan=plan, evaluation=evaluation, goal=goal)
    own = FindingFactory(plan=plan, goal=goal)
    file = finding_files.add_file(editor, found, BytesIO(picture()), "foto.jpg")
    found.refresh_from_db()
    records.create(manager, Recommendation(plan=plan, finding=found, title="Subirla"))

    def refused():
        for change in (
            lambda: records.update(editor, found, {"title": "Otra"}),
            lambda: records.update(editor, found, {"evaluation": None}),
            lambda: records.withdraw(editor, found, reason="No conviene"),
            lambda: finding_files.take_back(editor, file, reason="No conviene"),
            lambda: finding_files.add_file(editor, found, BytesIO(picture(color="#204060")), "otra.jpg"),
        ):
            with pytest.raises(PermissionDenied):
                change()

    refused()
    records.withdraw(manager, found.recommendations.get(), reason="Era otra")
    assert records.update(editor, found, {"title": "Suya todavía"}).title == "Suya todavía"
    evaluations.publish(manager, evaluation)
    evaluation.refresh_from_db()
    found = Finding.objects.get(pk=found.pk)
    refused()
    for of_it in ({"evaluation": evaluation}, {"evaluation": evaluation, "title": "Suya"}):
        with pytest.raises(PermissionDenied):
            records.update(editor, own, of_it)
    with pytest.raises(PermissionDenied):
        records.create(editor, Finding(plan=plan, title="Nuevo", evaluation=evaluation, goal=goal))


def test_the_axis_of_an_evaluation_of_a_project_and_of_a_report_count(plan, axis, other_axis):
    goal = of_axis(plan, axis)
    project, theirs = (ProjectFactory(plan=plan, program__theme__axis=one) for one in (axis, other_axis))
    for thing, expected in ((project, axis.pk), (theirs, None)):
        judged = EvaluationFactory(plan=plan, measure=thing.measure)
        report = ProgressReportFactory(assignment__period__plan=plan, assignment__measure=thing.measure)
        assert judged.of_axis == thing.axis_pk
        assert Finding(plan=plan, goal=goal, evaluation=judged).axis_pk == expected
        assert Finding(plan=plan, goal=goal, report=report).axis_pk == expected


def test_the_axis_of_a_finding_is_that_of_all_that_it_is_about(plan, axis, other_axis):
    goal, project = of_axis(plan, axis), ProjectFactory(plan=plan, program__theme__axis=axis)
    series, whole = SeriesFactory(indicator__plan=plan, indicator__axis=axis), SeriesFactory(indicator__plan=plan)
    general, of_one = EvaluationFactory(plan=plan), EvaluationFactory(plan=plan, axis=axis)
    of_other = EvaluationFactory(plan=plan, axis=other_axis)
    about = {"goal": goal, "measure": project.measure, "series": series}
    assert Finding(plan=plan, **about).axis_pk == axis.pk
    assert Finding(plan=plan, evaluation=general, **about).axis_pk == axis.pk
    assert Finding(plan=plan, evaluation=of_one).axis_pk == axis.pk
    for mixed in (
        {},
        {"evaluation": general},
        {"evaluation": of_other, "goal": goal},
        {"goal": of_axis(plan, other_axis), "series": series},
        {"goal": goal, "series": whole},
    ):
        assert Finding(plan=plan, **mixed).axis_pk is None, mixed

"""Statuses of a plan: rules in versions, all judged at once, only what changed kept, and found again at any time."""

import datetime
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from factories import (
    ActionFactory,
    GoalFactory,
    MilestoneFactory,
    ObservationFactory,
    ProgramFactory,
    ProjectFactory,
    SeriesFactory,
    StrategyFactory,
    TargetFactory,
)
from rumbo.core.errors import Refused
from rumbo.methods.status import Flag, Status, Thresholds, judge, parts_as_document, roll_up
from rumbo.monitoring.judging import known_of
from rumbo.monitoring.models import StatusRecord, StatusRules
from rumbo.monitoring.services import status
from rumbo.monitoring.status_lines import checked
from rumbo.portfolio.models import Milestone

DAY = datetime.date
TODAY = DAY(2030, 7, 1)
FIRST, LAST, REPORTED = DAY(2030, 1, 1), DAY(2030, 12, 31), DAY(2030, 6, 30)


@pytest.fixture
def program(plan, axis):
    return ProgramFactory(plan=plan, theme__axis=axis, theme__plan=plan)


@pytest.fixture
def project(plan, program):
    return ProjectFactory(plan=plan, program=program)


def step(project, progress, reported=REPORTED, begin=FIRST, end=LAST, **given):
    """A step of which somebody reported this progress on a day."""
    made = MilestoneFactory(project=project, starts_on=begin, ends_on=end, progress=progress, **given)
    made.history.update(history_date=datetime.datetime.combine(reported, datetime.time(18), datetime.UTC))
    return made


def now(kind, thing):
    return StatusRecord.objects.get(kind=kind, thing=thing.pk, is_current=True)


@pytest.mark.django_db
class TestRules:
    def test_each_version_is_kept_with_who_and_why(self, plan, manager):
        first = status.set_rules(manager, plan, {"grace_days": 60}, " Así   lo pide el consejo ")
        second = status.set_rules(manager, plan, {"grace_days": 45, "off_points": 30.5}, "Otra vez")
        assert (first.number, second.number) == (1, 2)
        assert (first.values["grace_days"], first.reason, first.actor) == (60, "Así lo pide el consejo", manager)
        assert status.rules_in_force(plan) == Thresholds(grace_days=45, off_points=30.5)
        assert StatusRules.objects.filter(plan=plan).count() == 2

    @pytest.mark.parametrize("who", ["reader", "editor", "outsider"])
    def test_who_may_not(self, plan, who, request):
        with pytest.raises(PermissionDenied):
            status.set_rules(request.getfixturevalue(who), plan, {"grace_days": 60}, "Así")

    def test_nothing_changes_or_no_reason(self, plan, manager):
        with pytest.raises(Refused, match="Nada cambia"):
            status.set_rules(manager, plan, {}, "Así")
        with pytest.raises(Refused, match="por qué"):
            status.set_rules(manager, plan, {"grace_days": 60}, "  ")
        with pytest.raises(Refused, match="demasiado larga"):
            status.set_rules(manager, plan, {"grace_days": 60}, "x" * 501)
        assert not StatusRules.objects.exists()

    @pytest.mark.parametrize(
        ("values", "line"),
        [
            ({"grace_days": -1}, "grace_days"),
            ({"grace_days": 1.5}, "grace_days"),
            ({"stale_days": 0}, "stale_days"),
            ({"risk_points": 0}, "risk_points"),
            ({"risk_points": float("nan")}, "risk_points"),
            ({"risk_points": "10"}, "risk_points"),
            ({"risk_points": True}, "risk_points"),
            ({"risk_points": 30}, "off_points"),
            ({"on_share": 1.1}, "on_share"),
            ({"risk_share": 0.99}, "risk_share"),
            ({"off_parts": 0}, "off_parts"),
            ({"late_periods": 0.5}, "late_periods"),
        ],
    )
    def test_what_a_line_may_not_be(self, values, line):
        with pytest.raises(ValidationError) as refusal:
            checked(values)
        assert list(refusal.value.message_dict) == [line]

    def test_an_unknown_line(self):
        with pytest.raises(ValidationError, match="mejor"):
            checked({"mejor": 1})

    def test_another_set_of_rules_says_what_would_change(self, plan, project):
        one = step(project, 38)
        found = status.preview(plan, {"risk_points": 5}, TODAY)
        before, after = found["milestone", one.pk]
        assert (before.status, after.status) == (Status.AT_RISK, Status.AT_RISK)
        before, after = status.preview(plan, {"risk_points": 20}, TODAY)["milestone", one.pk]
        assert (before.status, after.status) == (Status.AT_RISK, Status.ON_COURSE)
        assert not StatusRecord.objects.exists()


@pytest.mark.django_db
class TestEvaluate:
    def test_a_step_a_project_a_programme_an_axis_and_the_plan(self, plan, axis, program, project):
        late = step(project, 31)
        status.evaluate(plan, TODAY)
        found = {(one.kind, one.rule) for one in StatusRecord.objects.all()}
        assert found >= {("milestone", "behind"), ("project", "behind"), ("program", "many_at_risk")}
        assert now("milestone", late).params["progress"] == 31
        assert now("project", project).datum_on == DAY(2030, 6, 30)
        assert now("axis", axis).inputs["parts"] == {f"project:{project.pk}": ["at_risk", "2030-06-30", []]}
        assert now("plan", plan).status == "at_risk"

    def test_a_step_off_course_is_not_hidden_in_a_project_that_is_as_planned(self, plan, project):
        for _number in range(9):
            step(project, 90)
        step(project, 2)
        status.evaluate(plan, TODAY)
        found = now("project", project)
        assert (found.status, found.rule, found.params["off_course"]) == ("at_risk", "some_off", 1)

    def test_a_project_off_course_is_not_hidden_in_a_plan(self, plan, program):
        for progress in [90] * 9 + [2]:
            step(ProjectFactory(plan=plan, program=program), progress)
        status.evaluate(plan, TODAY)
        assert now("plan", plan).rule == "some_off"

    def test_nobody_reported(self, plan, project):
        silent = step(project, 0)
        status.evaluate(plan, TODAY)
        assert now("milestone", silent).rule == now("project", project).rule == "never_reported"

    def test_the_last_change_of_progress_counts_and_no_other(self, plan, project):
        one = step(project, 40, DAY(2030, 3, 1))
        one.title = "Otro nombre"
        one.save()
        one.history.filter(title="Otro nombre").update(
            history_date=datetime.datetime(2030, 6, 30, 18, tzinfo=datetime.UTC)
        )
        status.evaluate(plan, TODAY)
        assert now("milestone", one).inputs["reported_on"] == "2030-03-01"
        assert now("milestone", one).rule == "stale_report"

    def test_suspended_closed_and_an_overdue_step(self, plan, program):
        paused = ProjectFactory(plan=plan, program=program, suspended=True)
        closed = ProjectFactory(plan=plan, program=program, stage="closed")
        inside, overdue = step(paused, 10), step(ProjectFactory(plan=plan, program=program), 90, end=DAY(2030, 5, 1))
        status.evaluate(plan, DAY(2040, 1, 1))
        assert now("project", paused).rule == now("milestone", inside).rule == "suspended"
        assert now("project", closed).rule == "done"
        assert "overdue" in now("milestone", overdue).flags
        assert "overdue" in now("project", overdue.project).flags

    def test_a_term_that_is_not_begun_and_one_in_which_nobody_reported(self, plan, axis, project):
        plan.short_until, plan.medium_until, plan.end_year = 2030, 2035, 2040
        plan.save()
        strategy = StrategyFactory(plan=plan, objective__theme=project.program.theme, objective__plan=plan)
        short = ActionFactory(plan=plan, strategy=strategy, project=None, term="short")
        later = ActionFactory(plan=plan, strategy=strategy, project=None, term="long")
        own = ActionFactory(plan=plan, strategy=None, project=project, term="")
        status.evaluate(plan, TODAY)
        rules = [now("action", one).rule for one in (short, later, own)]
        assert rules == ["never_reported", "not_begun_due", "unscheduled"]
        assert now("strategy", strategy).rule == "many_silent"

    def test_a_goal_from_its_series(self, plan, axis, program):
        goal = GoalFactory(plan=plan, objective__theme=program.theme, objective__plan=plan)
        series = SeriesFactory(indicator__plan=plan, baseline_value=50, baseline_on=DAY(2020, 12, 31))
        series.goals.add(goal)
        TargetFactory(series=series, value=90, on=DAY(2040, 12, 31))
        for year, number in ((2028, 70), (2029, 55), (2031, 90)):
            ObservationFactory(series=series, on=DAY(year, 12, 31), number=number)
        watched = SeriesFactory(indicator__plan=plan)
        status.evaluate(plan, TODAY)
        found = now("series", series)
        assert (found.status, found.rule, found.flags) == ("off_course", "far_short", ["regressing"])
        assert found.inputs["observations"] == [["2029-12-31", 55.0], ["2028-12-31", 70.0]]
        assert (now("goal", goal).rule, now("axis", axis).rule) == ("many_off", "many_off")
        assert not StatusRecord.objects.filter(kind="series", thing=watched.pk).exists()

    def test_only_what_changed_is_a_new_row(self, plan, project):
        one, other = step(project, 31), step(project, 50)
        first = status.evaluate(plan, TODAY)
        assert first.changed == first.judged
        assert status.evaluate(plan, DAY(2030, 7, 2)).changed == 0
        Milestone.objects.filter(pk=one.pk).update(progress=45)
        again = status.evaluate(plan, DAY(2030, 7, 3))
        assert 0 < again.changed < again.judged
        rows = StatusRecord.objects.filter(kind="milestone", thing=one.pk).order_by("on")
        assert [(row.on.day, row.status, row.is_current) for row in rows] == [
            (1, "at_risk", False),
            (3, "on_course", True),
        ]
        assert now("milestone", other).on == TODAY

    def test_a_second_time_on_the_same_day_takes_the_place_of_the_first(self, plan, project):
        one = step(project, 31)
        status.evaluate(plan, TODAY)
        Milestone.objects.filter(pk=one.pk).update(progress=45)
        status.evaluate(plan, TODAY)
        assert StatusRecord.objects.get(kind="milestone", thing=one.pk).status == "on_course"

    def test_who_falls_silent_off_course_does_not_better_the_plan(self, plan, axis, program):
        late = step(ProjectFactory(plan=plan, program=program), 2)
        for _number in range(4):
            step(ProjectFactory(plan=plan, program=program), 100)
        status.evaluate(plan, TODAY)
        assert (now("project", late.project).status, now("plan", plan).rule) == ("off_course", "some_off")
        status.evaluate(plan, DAY(2030, 11, 30))
        assert (now("milestone", late).status, now("project", late.project).status) == ("no_news", "no_news")
        assert now("project", late.project).params["last_known"] == "off_course"
        assert now("axis", axis).inputs["parts"][f"project:{late.project_id}"][3] == "off_course"
        assert (now("plan", plan).status, now("plan", plan).rule) == ("at_risk", "some_off")
        for record in StatusRecord.objects.select_related("rules"):
            again = status.recompute(record)
            assert (again.status.value, again.rule) == (record.status, record.rule)
            assert again.last_known is known_of(record.params)

    def test_a_last_day_that_passes_without_news_is_a_change(self, plan, project):
        one = step(project, 30, DAY(2030, 1, 15), begin=FIRST, end=DAY(2030, 7, 31))
        for day, known in ((TODAY, "on_course"), (DAY(2030, 8, 1), "at_risk"), (DAY(2030, 9, 15), "off_course")):
            status.evaluate(plan, day)
            assert (now("milestone", one).status, now("milestone", one).params["last_known"]) == ("no_news", known)
        assert status.evaluate(plan, DAY(2030, 9, 16)).changed == 0

    def test_what_is_gone_has_no_present_status(self, plan, project):
        one = step(project, 31)
        status.evaluate(plan, TODAY)
        Milestone.objects.filter(pk=one.pk).update(state="withdrawn")
        status.evaluate(plan, DAY(2030, 7, 2))
        assert not StatusRecord.objects.get(kind="milestone", thing=one.pk).is_current

    def test_an_earlier_day_is_refused(self, plan):
        status.evaluate(plan, TODAY)
        with pytest.raises(Refused, match="1 de julio de 2030"):
            status.evaluate(plan, DAY(2030, 6, 30))

    def test_every_status_is_found_again_from_its_own_inputs_and_rules(self, plan, manager, project):
        step(project, 31)
        step(project, 90, end=DAY(2030, 6, 15))
        status.evaluate(plan, TODAY)
        status.set_rules(manager, plan, {"risk_points": 24, "grace_days": 0}, "Así")
        status.evaluate(plan, DAY(2030, 7, 2))
        records = list(StatusRecord.objects.select_related("rules"))
        assert {record.rules.number for record in records} == {1, 2}
        for record in records:
            again = status.recompute(record)
            flags = sorted(flag.value for flag in again.flags)
            assert (again.status.value, again.rule, flags) == (record.status, record.rule, record.flags)
            assert again.datum_on == record.datum_on

    @pytest.mark.parametrize("many", [3, 30])
    def test_queries_do_not_grow(self, plan, program, many, django_assert_max_num_queries):
        for _number in range(many):
            project = ProjectFactory(plan=plan, program=program)
            step(project, 40)
            series = SeriesFactory(indicator__plan=plan, baseline_value=50, baseline_on=DAY(2020, 12, 31))
            TargetFactory(series=series)
            ObservationFactory(series=series, on=DAY(2029, 12, 31), number=60)
        with django_assert_max_num_queries(30):
            status.evaluate(plan, TODAY)
        Milestone.objects.filter(plan=plan).update(progress=45)
        with django_assert_max_num_queries(30):
            status.evaluate(plan, TODAY)

    def test_the_command(self, plan, project):
        out = StringIO()
        call_command("evaluate_status", stdout=out)
        assert out.getvalue().startswith("plan-2040: ")
        with pytest.raises(CommandError, match="otro"):
            call_command("evaluate_status", "otro")


def test_a_good_mean_of_which_half_is_silent_is_no_news():
    found = judged([(90, 0), (60, 150), (60, 150)])
    assert (found.status, found.rule) == (Status.NO_NEWS, "many_silent")


def test_a_step_that_turns_out_not_done_makes_nothing_better():
    """Half of the steps are silent then: what is known to be at risk stays that."""
    others = [(40, 0), (60, 0), (60, 121)]
    assert judged([*others, (100, 121)]).status is Status.AT_RISK
    assert judged([*others, (99, 121)]).status is Status.AT_RISK
    assert judged([(60, 0), (60, 0), (60, 121), (99, 121)]).status is Status.NO_NEWS


def test_a_bad_mean_stays_bad_when_half_is_silent():
    assert judged([(36, 0), (30, 150), (30, 150)]).status is Status.AT_RISK


shares = st.integers(0, 100)


def judged(steps, order=None):
    """Return the status of a project with steps of these (progress, days since the report)."""
    names = [f"milestone:{number}" for number in range(len(steps))]
    parts = {}
    for name, (progress, age) in zip(names, steps, strict=True):
        reported = TODAY - datetime.timedelta(days=age)
        document = {"of": "work", "progress": progress, "planned": 50.0, "reported_on": reported.isoformat()}
        one = judge(document, TODAY, Thresholds())
        parts[name] = one
    parts = parts_as_document(parts)["parts"]
    if order is not None:
        parts = {names[place]: parts[names[place]] for place in order}
    mean = sum(progress for progress, _age in steps) / len(steps)
    newest = TODAY - datetime.timedelta(days=min(age for _progress, age in steps))
    document = {"of": "project", "progress": mean, "planned": 50.0, "reported_on": newest.isoformat(), "parts": parts}
    return judge(document, TODAY, Thresholds())


steps_of = st.lists(st.tuples(shares, st.integers(0, 200)), min_size=1, max_size=6)


@given(steps_of, st.data())
def test_a_worse_step_never_makes_a_project_better(steps, data):
    place = data.draw(st.integers(0, len(steps) - 1))
    worse = steps[:]
    worse[place] = (data.draw(st.integers(0, steps[place][0])), steps[place][1])
    before, after = judged(steps).status.rank, judged(worse).status.rank
    assert before is None or after is None or after >= before


@given(steps_of, st.data())
def test_an_older_report_never_makes_a_project_surer(steps, data):
    place = data.draw(st.integers(0, len(steps) - 1))
    older = steps[:]
    older[place] = (steps[place][0], data.draw(st.integers(steps[place][1], 400)))
    before, after = judged(steps), judged(older)
    assert Flag.STALE not in before.flags or Flag.STALE in after.flags
    if before.status is Status.NO_NEWS:
        assert after.status is Status.NO_NEWS


@given(st.lists(steps_of, min_size=1, max_size=5), st.data())
def test_older_or_dropped_reports_never_make_a_bad_project_or_whole_better(projects, data):
    """Where the newest report never came, the one before it counts: as old or older, and with no more progress."""
    older = [
        [(data.draw(st.integers(0, progress)), data.draw(st.integers(age, 400))) for progress, age in steps]
        for steps in projects
    ]
    before, after = ([judged(steps) for steps in some] for some in (projects, older))
    for one, other in zip(before, after, strict=True):
        assert not one.counts_as.is_bad or other.counts_as.rank >= one.counts_as.rank
    then, now_ = (roll_up(dict(enumerate(some))).verdict.status for some in (before, after))
    assert not then.is_bad or now_.rank >= then.rank


@given(steps_of, st.randoms())
def test_the_order_of_steps_changes_nothing(steps, chance):
    order = list(range(len(steps)))
    chance.shuffle(order)
    assert judged(steps, order) == judged(steps)

"""Every rule of every status, found from inputs and said in both languages."""

import datetime
from dataclasses import dataclass

import pytest
from django.utils import translation

from rumbo.methods.status import (
    RULES,
    Aim,
    Dated,
    Flag,
    Status,
    Verdict,
    Work,
    judge_aim,
    judge_work,
    roll_up,
)
from rumbo.monitoring.status_words import FLAGS, LISTED, PART_FLAGS, SENTENCES, WORDS, age_sentence, tallies, tell

DAY = datetime.date
TODAY = DAY(2030, 7, 1)
YEAR = {"starts_on": DAY(2030, 1, 1), "ends_on": DAY(2030, 12, 31)}
HALF = {"reported_on": DAY(2030, 6, 30)}
BASE = Dated(DAY(2020, 12, 31), 50)
TARGET = [Dated(DAY(2040, 12, 31), 90)]
SEEN_ON = DAY(2029, 12, 31)
OFF, RISK, ON = Status.OFF_COURSE, Status.AT_RISK, Status.ON_COURSE
WAS_OFF, WAS_RISK = (Status.NO_NEWS, Status.OFF_COURSE), (Status.NO_NEWS, Status.AT_RISK)
SILENT, LATER, STOPPED, DONE = Status.NO_NEWS, Status.NOT_DUE, Status.SUSPENDED, Status.DONE


def work(**given):
    return judge_work(Work(**given), TODAY)


def aim(value=None, on=SEEN_ON, targets=TARGET, baseline=BASE):
    seen = [] if value is None else [Dated(on, value)]
    return judge_aim(Aim(baseline, targets, seen), TODAY)


def whole(*parts):
    """Judge parts of these statuses; one that is a pair has no news and was last known to be its second."""
    pairs = [part if isinstance(part, tuple) else (part, None) for part in parts]
    return roll_up(
        {str(number): Verdict(status, "x", last_known=known) for number, (status, known) in enumerate(pairs)}
    ).verdict


@dataclass
class Case:
    rule: str
    verdict: Verdict
    es: str
    en: str


CASES = [
    Case(
        "suspended",
        work(suspended_on=DAY(2030, 3, 1)),
        "Suspendido: está suspendido desde el 1 de marzo de 2030.",
        "Suspended: it is suspended since March 1, 2030.",
    ),
    Case(
        "done",
        work(done_on=DAY(2030, 5, 1)),
        "Listo: terminó el 1 de mayo de 2030.",
        "Done: it ended on May 1, 2030.",
    ),
    Case("done", work(progress=100), "Listo: todo está hecho.", "Done: all of it is done."),
    Case(
        "not_begun_due",
        work(starts_on=DAY(2031, 1, 1)),
        "Aún no toca: empieza el 1 de enero de 2031.",
        "Not due yet: it begins on Jan. 1, 2031.",
    ),
    Case(
        "unscheduled",
        work(),
        "Aún no toca: no tiene fechas y a nadie se le ha pedido informe.",
        "Not due yet: it has no dates, and nobody was asked for a report.",
    ),
    Case(
        "never_reported",
        work(**YEAR),
        "Sin noticias: debía empezar el 1 de enero de 2030 y nadie ha informado nunca.",
        "No news: it was to begin on Jan. 1, 2030, and nobody has ever reported on it.",
    ),
    Case(
        "never_reported",
        work(asked_on=DAY(2030, 6, 1)),
        "Sin noticias: nadie ha informado nunca.",
        "No news: nobody has ever reported on it.",
    ),
    Case(
        "stale_report",
        work(progress=10, reported_on=DAY(2030, 1, 31), **YEAR),
        "Sin noticias: el último informe es del 31 de enero de 2030, hace demasiado; decía 10 %.",
        "No news: the last report is of Jan. 31, 2030, too long ago; it said 10 %.",
    ),
    Case(
        "never_reported",
        work(ends_on=DAY(2030, 5, 1)),
        "Sin noticias: debía terminar el 1 de mayo de 2030 y nadie ha informado nunca. Según eso va fuera de "
        "curso, y así cuenta.",
        "No news: it was to end on May 1, 2030, and nobody has ever reported on it. By that it is off course, and it "
        "counts as such.",
    ),
    Case(
        "stale_report",
        work(progress=10, planned=40, reported_on=DAY(2030, 1, 31)),
        "Sin noticias: el último informe es del 31 de enero de 2030, hace demasiado; decía 10 %. Según eso va fuera "
        "de curso, y así cuenta.",
        "No news: the last report is of Jan. 31, 2030, too long ago; it said 10 %. By that it is off course, and it "
        "counts as such.",
    ),
    Case(
        "just_late",
        work(progress=95, ends_on=DAY(2030, 6, 30), **HALF),
        "En riesgo: debía terminar el 30 de junio de 2030, lleva 1 día de atraso y tenía 95 % hecho al "
        "30 de junio de 2030.",
        "At risk: it was to end on June 30, 2030, is 1 day late, and 95 % was done by June 30, 2030.",
    ),
    Case(
        "late_end",
        work(progress=95, ends_on=DAY(2030, 5, 1), **HALF),
        "Fuera de curso: debía terminar el 1 de mayo de 2030, lleva 61 días de atraso y tenía 95 % hecho al "
        "30 de junio de 2030.",
        "Off course: it was to end on May 1, 2030, is 61 days late, and 95 % was done by June 30, 2030.",
    ),
    Case(
        "far_behind",
        work(progress=20, planned=55.25, **HALF),
        "Fuera de curso: 20 % hecho al 30 de junio de 2030; se planeó 55.2 %.",
        "Off course: 20 % done by June 30, 2030; 55.2 % was planned by then.",
    ),
    Case(
        "behind",
        work(progress=31, planned=55, **HALF),
        "En riesgo: 31 % hecho al 30 de junio de 2030; se planeó 55 %.",
        "At risk: 31 % done by June 30, 2030; 55 % was planned by then.",
    ),
    Case(
        "as_planned",
        work(progress=50, planned=55, **HALF),
        "En curso: 50 % hecho al 30 de junio de 2030; se planeó 55 %.",
        "On course: 50 % done by June 30, 2030; 55 % was planned by then.",
    ),
    Case(
        "under_way",
        work(progress=45, **HALF),
        "En curso: 45 % hecho al 30 de junio de 2030; no tiene fechas con que compararlo.",
        "On course: 45 % done by June 30, 2030; it has no dates to compare with.",
    ),
    Case(
        "not_observed_yet",
        aim(baseline=Dated(DAY(2029, 12, 31), 50)),
        "Aún no toca: aún no llega ningún valor después de la línea base de 50.",
        "Not due yet: no value has come yet after the baseline of 50.",
    ),
    Case(
        "never_observed",
        aim(),
        "Sin noticias: nunca ha llegado un valor; solo se conoce la línea base de 50.",
        "No news: no value has ever come; only the baseline of 50 is known.",
    ),
    Case(
        "stale_value",
        aim(64, DAY(2026, 12, 31)),
        "Sin noticias: el último valor, 64, es del 31 de diciembre de 2026: faltan los siguientes.",
        "No news: the last value, 64, is of Dec. 31, 2026: the next ones are missing.",
    ),
    Case(
        "stale_value",
        aim(59, DAY(2026, 12, 31), targets=[Dated(DAY(2030, 12, 31), 70)]),
        "Sin noticias: el último valor, 59, es del 31 de diciembre de 2026: faltan los siguientes. Según eso está en "
        "riesgo, y así cuenta.",
        "No news: the last value, 59, is of Dec. 31, 2026: the next ones are missing. By that it is at risk, and it "
        "counts as such.",
    ),
    Case(
        "target_reached",
        aim(91),
        "Listo: 91 al 31 de diciembre de 2029: se alcanzó el valor meta de 90.",
        "Done: 91 on Dec. 31, 2029: the target of 90 is reached.",
    ),
    Case(
        "target_missed",
        aim(70, targets=[Dated(DAY(2030, 1, 31), 90)]),
        "Fuera de curso: 70 al 31 de diciembre de 2029; el valor meta era 90 para el 31 de enero de 2030.",
        "Off course: 70 on Dec. 31, 2029; the target was 90 by Jan. 31, 2030.",
    ),
    Case(
        "below_baseline",
        aim(49),
        "Fuera de curso: 49 al 31 de diciembre de 2029, peor que la línea base de 50.",
        "Off course: 49 on Dec. 31, 2029, worse than the baseline of 50.",
    ),
    Case(
        "somewhat_short",
        aim(65),
        "En riesgo: 65 al 31 de diciembre de 2029; el camino a 90 en 2040 pedía 68.",
        "At risk: 65 on Dec. 31, 2029; the way to 90 in 2040 asked for 68 by then.",
    ),
    Case(
        "far_short",
        aim(55),
        "Fuera de curso: 55 al 31 de diciembre de 2029; el camino a 90 en 2040 pedía 68.",
        "Off course: 55 on Dec. 31, 2029; the way to 90 in 2040 asked for 68 by then.",
    ),
    Case(
        "on_the_way",
        aim(69),
        "En curso: 69 al 31 de diciembre de 2029; el camino a 90 en 2040 pedía 68.",
        "On course: 69 on Dec. 31, 2029; the way to 90 in 2040 asked for 68 by then.",
    ),
    Case(
        "no_parts",
        whole(),
        "Aún no toca: todavía no hay con qué valorarlo.",
        "Not due yet: there is nothing yet that it could be judged by.",
    ),
    Case(
        "all_not_due",
        whole(LATER),
        "Aún no toca: nada de esto toca todavía.",
        "Not due yet: nothing of it is due yet.",
    ),
    Case("all_suspended", whole(STOPPED), "Suspendido: todo está suspendido.", "Suspended: all of it is suspended."),
    Case(
        "many_off",
        whole(OFF, ON, LATER),
        "Fuera de curso: 1 de 2 fuera de curso.",
        "Off course: 1 of 2 off course.",
    ),
    Case(
        "some_off",
        whole(OFF, ON, ON, ON, ON),
        "En riesgo: 1 de 5 fuera de curso, y los demás no lo ocultan.",
        "At risk: 1 of 5 off course, and that is not hidden by the others.",
    ),
    Case(
        "many_off",
        whole(OFF, WAS_OFF, WAS_OFF, ON, ON),
        "Fuera de curso: 3 de 5 fuera de curso. De 2 ya no hay noticias; iban fuera de curso cuando se supo "
        "por última vez.",
        "Off course: 3 of 5 off course. There is no news of 2 of them any more; when last known they were "
        "off course.",
    ),
    Case(
        "some_off",
        whole(WAS_OFF, ON, ON, ON, ON),
        "En riesgo: 1 de 5 fuera de curso, y los demás no lo ocultan. De 1 ya no hay noticias; iba fuera de curso "
        "cuando se supo por última vez.",
        "At risk: 1 of 5 off course, and that is not hidden by the others. There is no news of 1 of them any more; "
        "when last known it was off course.",
    ),
    Case(
        "many_silent",
        whole(WAS_RISK, SILENT, SILENT, ON, ON),
        "Sin noticias: 3 de 5 sin noticias. De lo que está sin noticias, 1 estaba en riesgo cuando se supo "
        "por última vez.",
        "No news: 3 of 5 without news. Of those without news, 1 was at risk when last known.",
    ),
    Case(
        "many_at_risk",
        whole(RISK, WAS_RISK, WAS_RISK, ON),
        "En riesgo: 3 de 4 en riesgo. De lo que está sin noticias, 2 estaban en riesgo cuando se supo por "
        "última vez.",
        "At risk: 3 of 4 at risk. Of those without news, 2 were at risk when last known.",
    ),
    Case(
        "none_bad",
        whole(WAS_RISK, ON, ON, ON, ON),
        "En curso: nada está fuera de curso; 0 en riesgo y 1 sin noticias de 5. De lo que está sin noticias, "
        "1 estaba en riesgo cuando se supo por última vez.",
        "On course: none is off course; 0 at risk and 1 without news of 5. Of those without news, 1 was at risk when "
        "last known.",
    ),
    Case("many_silent", whole(SILENT, ON), "Sin noticias: 1 de 2 sin noticias.", "No news: 1 of 2 without news."),
    Case("many_at_risk", whole(RISK, ON), "En riesgo: 1 de 2 en riesgo.", "At risk: 1 of 2 at risk."),
    Case("all_done", whole(DONE), "Listo: todo está hecho.", "Done: all of it is done."),
    Case(
        "none_bad",
        whole(ON, DONE),
        "En curso: nada está en riesgo, fuera de curso ni sin noticias.",
        "On course: none is at risk, off course or without news.",
    ),
    Case(
        "none_bad",
        whole(ON, ON, ON, SILENT, ON),
        "En curso: nada está fuera de curso; 0 en riesgo y 1 sin noticias de 5.",
        "On course: none is off course; 0 at risk and 1 without news of 5.",
    ),
]


def test_every_rule_has_its_sentence_and_its_case():
    assert set(SENTENCES) == RULES
    assert {case.rule for case in CASES} == RULES
    assert set(FLAGS) == set(PART_FLAGS) == set(Flag)
    assert not set(FLAGS.values()) & set(PART_FLAGS.values())
    assert set(WORDS) == set(LISTED) == set(Status)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_a_rule_in_both_languages(case):
    assert case.verdict.rule == case.rule
    with translation.override("es"):
        assert tell(case.verdict, TODAY).sentence == case.es
    with translation.override("en"):
        assert tell(case.verdict, TODAY).sentence == case.en


@pytest.mark.parametrize("rule", ["all_done", "suspended"])
@pytest.mark.parametrize("flag", Flag)
def test_a_flag_in_both_languages(flag, rule):
    verdict = Verdict(Status.ON_COURSE, rule, flags=frozenset({flag}))
    with translation.override("es"):
        spanish = tell(verdict, TODAY).flags
    with translation.override("en"):
        english = tell(verdict, TODAY).flags
    assert len(spanish) == len(english) == 1
    assert spanish != english
    assert all(text.endswith(".") for text in (*spanish, *english))


def test_the_age_of_a_datum():
    assert age_sentence(None, TODAY) == ""
    assert age_sentence(TODAY, TODAY) == "El dato es de hoy."
    assert age_sentence(DAY(2030, 6, 30), TODAY) == "El dato tiene 1 día."
    with translation.override("en"):
        assert age_sentence(DAY(2030, 5, 2), TODAY) == "The datum is 60 days old."


def test_the_age_of_the_oldest_datum_of_a_whole():
    parts = {"a": Verdict(ON, "x", datum_on=DAY(2030, 5, 2), days=60), "b": Verdict(ON, "x", datum_on=TODAY, days=0)}
    assert tell(roll_up(parts).verdict, TODAY).age == "El dato más viejo tiene 60 días."
    assert tell(roll_up({"b": parts["b"]}).verdict, TODAY).age == "Todos los datos son de hoy."
    with translation.override("en"):
        assert tell(roll_up(parts).verdict, TODAY).age == "The oldest datum is 60 days old."


def test_a_value_is_written_with_its_unit():
    assert tell(aim(91), TODAY, lambda number: f"{number:g} litros").sentence.startswith("Listo: 91 litros al")


def test_the_distribution_begins_with_the_worst_and_leaves_out_what_none_has():
    found = tallies({Status.DONE: 3, Status.OFF_COURSE: 1, Status.AT_RISK: 0})
    assert [(one.status, one.count) for one in found] == [("off_course", 1), ("done", 3)]

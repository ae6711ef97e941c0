"""The words of mails: filled in, checked, the plan's own, and as HTML."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from rumbo.communication.models import MessageTemplate
from rumbo.communication.services.templates import set_words, use_default
from rumbo.communication.words import (
    LANGUAGES,
    NAMES,
    Words,
    default_words,
    example,
    fill,
    html_of,
    problems,
    written,
)
from rumbo.core.errors import Refused

ALL = [(kind, language) for kind in NAMES for language in LANGUAGES]


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_the_words_that_come_with_rumbo_are_right(kind, language):
    words = default_words(kind, language)
    assert problems(kind, *words) == {}
    subject, text, html = fill(words, kind, language, example(kind, language, "Plan 2040"))
    assert "{{" not in subject + text + html
    assert len(subject) < 200
    assert "\n\n\n" not in text


def test_both_languages_are_different():
    same = {kind for kind in NAMES if default_words(kind, "es") == default_words(kind, "en")}
    assert same == {"announcement"}


def test_values_take_the_place_of_names(plan):
    subject, text, _html = written(plan, "news", "es", {"name": "Agua", "plan": "Plan 2040", "body": "Avanza."})
    assert subject == "Novedades de Agua"
    assert text == "Hola,\n\nAvanza.\n\nPlan 2040\n"


def test_a_person_is_greeted_by_name(plan):
    values = {"name": "Ana Sol", "plan": "Plan 2040", "body": "Avanza."}
    assert written(plan, "digest", "es", values).text.startswith("Hola, Ana Sol:")
    assert written(plan, "digest", "en", values).text.startswith("Hello, Ana Sol:")
    assert written(plan, "digest", "en", values | {"name": ""}).text.startswith("Hello,\n")


def test_an_unknown_language_is_the_first(plan):
    assert written(plan, "digest", "fr", {"plan": "P", "body": "B"}).subject == "Tu semana en P"


def test_a_value_is_not_looked_into():
    words = Words("{{ name }}", "{{ body }}")
    subject, text, _html = fill(
        words, "news", "es", {"name": "{{ plan }}", "body": "{{ link }} {% now %}", "plan": "P"}
    )
    assert (subject, text) == ("{{ plan }}", "{{ link }} {% now %}\n")


def test_a_subject_is_one_line():
    subject, _text, _html = fill(
        Words("A {{ name }}", "x"), "news", "es", {"name": "uno\r\nBcc: otra@ejemplo.example"}
    )
    assert subject == "A uno Bcc: otra@ejemplo.example"


def test_a_plan_has_its_own_words(manager, plan):
    set_words(manager, plan, "digest", "es", subject="La semana", text="Buen día, {{ name }}.\r\n\r\n{{body}}")
    values = {"name": "Ana", "plan": "Plan 2040", "body": "Todo bien."}
    assert written(plan, "digest", "es", values)[:2] == ("La semana", "Buen día, Ana.\n\nTodo bien.\n")
    assert written(plan, "digest", "en", values).subject == "Your week in Plan 2040"
    set_words(manager, plan, "digest", "es", subject="Otra", text="{{ body }}")
    assert MessageTemplate.objects.count() == 1
    assert MessageTemplate.history.count() == 2
    set_words(manager, plan, "digest", "es", subject="Otra", text="{{ body }}")
    assert MessageTemplate.history.count() == 2
    use_default(manager, plan, "digest", "es")
    assert written(plan, "digest", "es", values).subject == "Tu semana en Plan 2040"
    assert MessageTemplate.history.count() == 3


@pytest.mark.parametrize(
    ("subject", "text", "field", "said"),
    [
        ("Uno", "{{ body }} {{ liga }} {{ monto }}", "text", "{{ liga }}, {{ monto }}"),
        ("{{ otro }}", "{{ body }}", "subject", "{{ otro }}"),
        ("Uno", "{{ body }} {% now 'Y' %}", "text", "dos llaves"),
        ("Uno", "{{ body }} {{ plan", "text", "dos llaves"),
        ("Uno", "{{ body|safe }} {{ body }}", "text", "dos llaves"),
        ("Uno", "Sin nada", "text", "{{ body }}"),
        ("  ", "{{ body }}", "subject", "asunto"),
        ("Uno", "{{ body }}" + "x" * 10_001, "text", "más larg"),
    ],
)
def test_what_is_wrong_is_named(manager, plan, subject, text, field, said):
    with pytest.raises(ValidationError) as error:
        set_words(manager, plan, "digest", "es", subject=subject, text=text)
    assert said in " ".join(error.value.message_dict[field])
    assert not MessageTemplate.objects.exists()


@pytest.mark.parametrize(("kind", "language"), [("account", "es"), ("nada", "es"), ("digest", "fr")])
def test_there_are_words_for_what_is_written_with_them(manager, plan, kind, language):
    with pytest.raises(Refused):
        set_words(manager, plan, kind, language, subject="Uno", text="{{ body }}")


@pytest.mark.parametrize("who", ["reader", "editor", "outsider"])
def test_only_who_manages_the_plan_chooses_words(plan, who, request):
    actor = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        set_words(actor, plan, "digest", "es", subject="Uno", text="{{ body }}")
    with pytest.raises(PermissionDenied):
        use_default(actor, plan, "digest", "es")


def test_plain_text_becomes_html():
    text = "Hola, <Ana>:\n\n- uno\n- dos & tres\n\n• Jardín\n  vence: https://a.example/x?y=1&z=2.\n\nAdiós"
    assert html_of(text).split("\n") == [
        "<p>Hola, &lt;Ana&gt;:</p>",
        "<ul><li>uno</li><li>dos &amp; tres</li></ul>",
        '<p>• Jardín<br>vence: <a href="https://a.example/x?y=1&amp;z=2">https://a.example/x?y=1&amp;z=2</a>.</p>',
        "<p>Adiós</p>",
    ]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_no_text_breaks_out_of_its_html(text):
    html = html_of(text)
    for tag in ("<p>", "</p>", "<br>", "<ul>", "</ul>", "<li>", "</li>", "</a>"):
        html = html.replace(tag, "")
    for link in html.split('<a href="')[1:]:
        assert link.startswith(("http://", "https://"))
        html = html.replace(f'<a href="{link.partition(chr(62))[0]}>', "")
    assert "<" not in html

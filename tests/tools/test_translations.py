"""The check of the catalogue: each kind of fault is found and named."""

import polib
import pytest

from tools.translations import compare, compile_catalogues

HEAD = (
    'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)


def catalogue(text):
    return polib.pofile(HEAD + text)


def faults(template, translated, others=frozenset()):
    return list(compare(catalogue(template), catalogue(translated), others))


PLAN = '#: plan/web/pages.py:7\nmsgid "Plan"\nmsgstr ""\n\n'


def test_a_translated_text_is_right():
    assert faults(PLAN, 'msgid "Plan"\nmsgstr "Plan"\n') == []


def test_a_missing_text_is_named_with_its_place():
    assert faults(PLAN, "") == ["plan/web/pages.py:7: 'Plan' is not in the catalogue."]


def test_the_context_of_a_text_counts():
    template = 'msgctxt "verb"\nmsgid "Plan"\nmsgstr ""\n'
    assert faults(template, 'msgid "Plan"\nmsgstr "Plan"\n') == [
        "'Plan' is not in the catalogue.",
        "'Plan' is in the catalogue but nowhere in the code.",
    ]


def test_a_text_of_another_package_may_have_words_of_its_own():
    theirs = 'msgid "Sign in"\nmsgstr "Entrar"\n'
    assert faults("", theirs) == ["'Sign in' is in the catalogue but nowhere in the code."]
    assert faults("", theirs, {"Sign in"}) == []


@pytest.mark.parametrize(
    ("translated", "fault"),
    [
        ('msgid "Plan"\nmsgstr ""\n', "'Plan' is not translated."),
        ('#, fuzzy\nmsgid "Plan"\nmsgstr "Plano"\n', "'Plan' is marked fuzzy."),
        (
            'msgid "Plan"\nmsgstr "Plan %(name)s"\n',
            "'Plan' has other placeholders than its translation 'Plan %(name)s'.",
        ),
        (
            'msgid "Plan"\nmsgstr "Plan"\n\n#~ msgid "Old"\n#~ msgstr "Viejo"\n',
            "'Old' is obsolete; remove it from the catalogue.",
        ),
    ],
)
def test_faults_of_an_entry(translated, fault):
    assert faults(PLAN, translated) == [fault]


def test_a_lost_placeholder_is_found():
    template = 'msgid "Version %(number)s of {name}"\nmsgstr ""\n'
    right = 'msgid "Version %(number)s of {name}"\nmsgstr "Versión %(number)s de {name}"\n'
    wrong = 'msgid "Version %(number)s of {name}"\nmsgstr "Versión de {nombre}"\n'
    assert faults(template, right) == []
    assert faults(template, wrong) == [
        "'Version %(number)s of {name}' has other placeholders than its translation 'Versión de {nombre}'."
    ]


def test_a_singular_may_leave_the_number_out():
    entry = 'msgid "%(n)s plan"\nmsgid_plural "%(n)s plans"\nmsgstr[0] "{}"\nmsgstr[1] "%(n)s planes"\n'
    assert faults(entry, entry.replace("{}", "Un plan")) == []
    assert faults(entry, entry.replace("{}", "")) == ["'%(n)s plan' is not translated."]


def test_catalogues_are_compiled_when_they_changed(tmp_path):
    po = tmp_path / "src" / "rumbo" / "locale" / "es" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_text(HEAD + 'msgid "Axis"\nmsgstr "Eje"\n', encoding="utf-8")
    compile_catalogues(tmp_path)
    mo = po.with_suffix(".mo")
    assert {entry.msgid: entry.msgstr for entry in polib.mofile(str(mo))} == {"Axis": "Eje"}
    mo.write_bytes(b"newer")
    compile_catalogues(tmp_path)
    assert mo.read_bytes() == b"newer"

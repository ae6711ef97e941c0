import pytest

from importers.drafts import as_plan, draft, known, portfolio, row, vision
from rumbo.importers.compare import compare, counts, same
from rumbo.importers.draft import Draft, Problem, Source

EMPTY = draft(explicit=True)


def lines(existing, incoming, given=None):
    return compare(existing, incoming, given or {})


def brief(found):
    return [(str(line.action), line.kind, line.key, str(line.reason)) for line in found]


def by_key(found, kind, key):
    return next(line for line in found if (line.kind, line.key) == (kind, key))


def test_everything_is_new_in_an_empty_plan():
    found = lines(EMPTY, draft(*portfolio()))
    assert brief(found) == [
        ("create", "axis", "agua-y-territorio", ""),
        ("create", "theme", "agua-potable", ""),
        ("create", "program", "redes", ""),
        ("create", "project", "1", ""),
        ("create", "project", "2", ""),
    ]
    assert by_key(found, "project", "1").after == {"program": "redes", "number": "1", "title": "Pozos medidos"}
    assert counts(found)["taken"] == 5


def test_the_same_again_changes_nothing():
    found = lines(as_plan(), draft(*portfolio()))
    assert {line.write for line in found} == {""}
    assert (counts(found)["unchanged"], counts(found)["changed"]) == (5, 0)


def test_a_change_is_told_field_by_field():
    rows = portfolio()
    rows[3].fields |= {"title": "Pozos con medidor", "under_way": True}
    (changed,) = [line for line in lines(as_plan(), draft(*rows)) if line.write]
    assert (changed.action, changed.key, changed.number) == ("change", "1", "1")
    assert changed.before == {"title": "Pozos medidos", "under_way": False}
    assert changed.after == {"title": "Pozos con medidor", "under_way": True}


def test_a_field_that_a_file_does_not_speak_of_stays():
    plan = as_plan()
    plan.rows[3].fields["text"] = "Escrito aquí"
    assert {line.write for line in lines(plan, draft(*portfolio()))} == {""}


def test_projects_are_known_by_number_in_another_programme_too():
    rows = portfolio()
    rows.insert(3, row("program", "program-2", theme="theme-1", title="Medición"))
    rows[4].fields["program"] = "program-2"
    found = lines(as_plan(), draft(*rows))
    moved = by_key(found, "project", "1")
    assert (moved.before, moved.after) == ({"program": "redes"}, {"program": "medicion"})


def test_projects_without_number_are_known_by_title_in_their_programme():
    rows = portfolio()
    del rows[3].fields["number"]
    assert by_key(lines(as_plan(), draft(*rows)), "project", "1").action == "unchanged"


def test_two_goals_of_the_same_words_stay_two():
    rows = [*portfolio(), *vision(), row("goal", "goal-2", objective="objective-1", title="Cobertura completa")]
    found = lines(EMPTY, draft(*rows))
    assert [line.key for line in found if line.kind == "goal"] == ["cobertura-completa", "cobertura-completa-2"]


def test_a_theme_that_stands_twice_is_one():
    rows = [*portfolio(), row("theme", "theme-2", axis="axis-1", title="AGUA POTABLE")]
    rows.append(row("program", "program-2", theme="theme-2", title="Plantas"))
    found = lines(EMPTY, draft(*rows))
    assert [line.key for line in found if line.kind == "theme" and line.write] == ["agua-potable"]
    assert by_key(found, "program", "plantas").after["theme"] == "agua-potable"


def test_what_people_edited_since_is_kept_and_told():
    plan = as_plan()
    plan.rows[3].fields["title"] = "Pozos medidos y revisados"
    given = {("project", "1"): {"program": "redes", "number": "1", "title": "Pozos medidos"}}
    line = by_key(lines(plan, draft(*portfolio()), given), "project", "1")
    assert (line.action, line.reason, line.write) == ("left", "edited_here", "")


def test_what_the_file_changed_itself_is_written_over_an_edit():
    plan = as_plan()
    plan.rows[3].fields["title"] = "Editado"
    given = {("project", "1"): {"title": "Como antes"}}
    line = by_key(lines(plan, draft(*portfolio()), given), "project", "1")
    assert (line.action, line.before, line.after) == ("change", {"title": "Editado"}, {"title": "Pozos medidos"})


def test_a_renamed_element_is_known_by_the_title_that_its_file_gave():
    plan = as_plan()
    plan.rows[2].fields["title"] = "Redes de distribución"
    given = {("program", "redes"): {"theme": "agua-potable", "title": "Redes"}}
    found = lines(plan, draft(*portfolio()), given)
    assert by_key(found, "program", "redes").reason == "edited_here"
    assert {line.write for line in found} == {""}


def test_what_is_not_in_force_is_not_made_again():
    plan = as_plan()
    plan.rows[4].fields["_state"] = "withdrawn"
    line = by_key(lines(plan, draft(*portfolio())), "project", "2")
    assert (line.action, line.reason, line.write) == ("left", "not_in_force", "")


def test_what_the_files_lack_is_listed_within_their_axis():
    plan = as_plan()
    plan.rows += known(
        row("axis", "movilidad", title="Movilidad"),
        row("theme", "calles", axis="movilidad", title="Calles", _standing="", _score=None),
        row("program", "banquetas", theme="calles", title="Banquetas"),
        row("project", "9", program="banquetas", number="9", title="Rampas"),
    ).rows
    rows = [one for one in portfolio() if one.key != "project-2"]
    found = [line for line in lines(plan, draft(*rows)) if line.reason == "absent"]
    assert brief(found) == [("left", "project", "2", "absent")]
    assert found[0].title == "Fugas"


def test_the_vision_joins_the_theme_of_the_same_title():
    found = lines(EMPTY, draft(*portfolio(), *vision("AGUA POTABLE")))
    theme, joined = (line for line in found if line.kind == "theme")
    assert theme.after == {
        "axis": "agua-y-territorio",
        "title": "Agua potable",
        "standing": "exact",
        "other_name": "AGUA POTABLE",
    }
    assert (joined.action, joined.write, joined.title) == ("match", "", "AGUA POTABLE")
    assert by_key(found, "objective", "agua-para-todos").after["theme"] == "agua-potable"
    assert counts(found)["matched"] == 1


def test_a_vision_theme_without_counterpart_is_a_theme_of_its_own():
    found = lines(EMPTY, draft(*portfolio(), *vision("Aire limpio")))
    own = by_key(found, "theme", "aire-limpio")
    assert (own.action, own.after["standing"]) == ("create", "none")
    assert by_key(found, "theme", "agua-potable").after["standing"] == "none"


def test_a_vision_alone_makes_themes_without_a_word_of_counterparts():
    found = lines(EMPTY, draft(portfolio()[0], *vision()))
    assert by_key(found, "theme", "agua-potable").after == {"axis": "agua-y-territorio", "title": "Agua potable"}


def test_what_a_person_confirmed_stays_confirmed():
    plan = as_plan()
    plan.rows[1].fields |= {"other_name": "Agua sana", "_standing": "confirmed", "_score": 0.8}
    found = lines(plan, draft(*portfolio(), *vision("Agua sana")))
    assert [line.action for line in found if line.kind == "theme"] == ["unchanged", "match"]
    assert [line.write for line in found if line.kind == "theme"] == ["", ""]


def entries(**fields):
    return row("priority_entry", "p-1", **fields)


def test_entries_name_projects_of_their_axis():
    found = lines(EMPTY, draft(*portfolio(), entries(axis_title="Agua", title="FUGAS")))
    line = by_key(found, "priority_entry", "fugas")
    assert (line.action, line.write, line.counterpart["key"]) == ("match", "create", "2")
    assert line.after == {
        "axis_title": "Agua",
        "title": "FUGAS",
        "axis": "agua-y-territorio",
        "standing": "exact",
        "project": "2",
    }
    assert (counts(found)["taken"], counts(found)["matched"]) == (6, 1)


def test_entries_of_an_absent_axis_are_left_and_found_once_it_is_imported():
    entry = entries(axis_title="Movilidad", title="Rampas")
    first = lines(EMPTY, draft(*portfolio(), entry))
    line = by_key(first, "priority_entry", "rampas")
    assert (line.action, line.reason, line.write) == ("left", "axis_absent", "create")
    assert counts(first)["taken"] == 5
    plan = as_plan()
    plan.rows += known(
        row("axis", "movilidad", title="Movilidad"),
        row("theme", "calles", axis="movilidad", title="Calles", _standing="", _score=None),
        row("program", "banquetas", theme="calles", title="Banquetas"),
        row("project", "9", program="banquetas", number="9", title="Rampas"),
        row(
            "priority_entry",
            "rampas",
            axis="",
            axis_title="Movilidad",
            title="Rampas",
            project="",
            program="",
            _standing="axis_absent",
            _score=None,
        ),
    ).rows
    again = by_key(lines(plan, draft(entry)), "priority_entry", "rampas")
    assert (again.action, again.write) == ("match", "change")
    assert again.after == {"axis": "movilidad", "standing": "exact", "project": "9"}


def test_an_entry_that_a_person_unlinked_stays_so():
    plan = as_plan()
    plan.rows += known(
        row(
            "priority_entry",
            "fugas",
            axis="agua-y-territorio",
            axis_title="Agua",
            title="Fugas",
            project="",
            program="",
            _standing="rejected",
            _score=None,
        )
    ).rows
    line = by_key(
        lines(plan, draft(*portfolio(), entries(axis_title="Agua", title="Fugas"))), "priority_entry", "fugas"
    )
    assert (line.action, line.reason, line.write) == ("left", "rejected", "")


def test_a_workbook_is_recognised_by_key_and_may_empty_a_field():
    plan = as_plan()
    plan.rows[3].fields["text"] = "Algo"
    workbook = draft(row("project", "1", program="redes", number="1", title="Otro título", text=""), explicit=True)
    line = by_key(lines(plan, workbook), "project", "1")
    assert (line.action, line.before, line.after) == (
        "change",
        {"title": "Pozos medidos", "text": "Algo"},
        {"title": "Otro título", "text": ""},
    )


def test_a_workbook_with_other_keys_is_recognised_by_number():
    workbook = draft(row("project", "pozos", program="redes", number="1", title="Pozos medidos"), explicit=True)
    assert by_key(lines(as_plan(), workbook), "project", "1").action == "unchanged"


def test_another_accountable_organization_is_a_change():
    plan = as_plan()
    plan.rows += known(
        row("organization", "agua", title="Agua", other_names=""),
        row("organization", "obras", title="Obras", other_names=""),
        row("responsibility", "r1", project="1", organization="agua", role="accountable"),
        row("responsibility", "r2", project="1", organization="agua", role="informed"),
    ).rows
    workbook = draft(
        row("responsibility", "a", project="1", organization="obras", role="accountable"),
        row("responsibility", "b", project="1", organization="agua", role="informed"),
        explicit=True,
    )
    first, second = lines(plan, workbook)
    assert (first.action, first.key, first.after) == ("change", "r1", {"organization": "obras"})
    assert (second.action, second.key) == ("unchanged", "r2")


def test_links_of_a_workbook_are_confirmed_by_who_wrote_them():
    workbook = draft(
        row("priority_entry", "p", axis="agua-y-territorio", axis_title="", title="X", project="2", program=""),
        explicit=True,
    )
    line = by_key(lines(as_plan(), workbook), "priority_entry", "p")
    assert (line.action, line.after["standing"]) == ("create", "confirmed")


def test_organizations_are_one_by_title_and_by_other_name():
    plan = known(row("organization", "clip", title="Consejo Lagunero", other_names="CLIP; Consejo"))
    found = lines(plan, draft(row("organization", "a", title="CLIP"), row("organization", "b", title="Otra")))
    assert [(line.key, line.write) for line in found] == [("clip", ""), ("otra", "create")]


def test_organizations_that_may_be_one_are_proposed_until_someone_says_no():
    plan = known(row("organization", "azul", title="Fundación Azul", other_names=""))
    incoming = draft(row("organization", "x", title="Fundación Azul, A.C."))
    (line,) = lines(plan, incoming)
    assert (line.action, line.write, line.reason) == ("to_confirm", "create", "duplicate")
    assert line.counterpart["key"] == "azul"
    apart = {frozenset(("azul", "fundacion-azul-ac"))}
    assert compare(plan, incoming, {}, apart=apart)[0].action == "create"


def test_problems_and_notes_are_lines():
    incoming = Draft(problems=[Problem("mal", Source("a.md", 3))], notes=[Problem("ojo")])
    found = lines(EMPTY, incoming)
    assert [(line.action, line.message, line.source.line) for line in found] == [
        ("problem", "mal", 3),
        ("note", "ojo", 0),
    ]


@pytest.mark.parametrize(
    ("before", "after", "equal"),
    [
        ("", None, True),
        (None, [], True),
        (["a", "b"], ["b", "a"], True),
        ("uno ", "uno", True),
        ("uno", "Uno", False),
        (False, True, False),
        (2040, 2040, True),
        (None, 0.9, False),
        ("", "x", False),
    ],
)
def test_what_is_the_same(before, after, equal):
    assert same(before, after) is equal

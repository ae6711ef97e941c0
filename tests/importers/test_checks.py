import pytest

from importers.drafts import as_plan, draft, known, row
from rumbo.importers.compare import compare


def told(incoming, existing=None):
    found = compare(existing or as_plan(), incoming, {})
    return [(line.source.line, line.message) for line in found if line.action == "problem"]


def sheet(*rows):
    return draft(*rows, explicit=True)


def test_an_unknown_territory_is_told_with_its_place_and_what_to_do():
    plan = as_plan()
    plan.rows += known(row("territory", "torreon", title="Torreón", kind="municipality", code="05035")).rows
    project = row("project", "1", 12, program="redes", number="1", title="Pozos medidos", territories=["atlantida"])
    assert told(sheet(project), plan) == [
        (
            12,
            "Territorios: no existe el territorio «atlantida». Agrégalo en la hoja «Territorios» o escribe la "
            "clave, el código del INEGI o el nombre de uno conocido: torreon.",
        )
    ]


@pytest.mark.parametrize("name", ["torreon", "05035", "Torreón", "TORREON"])
def test_a_territory_may_be_named_by_key_code_or_title(name):
    plan = as_plan()
    plan.rows += known(row("territory", "torreon", title="Torreón", kind="municipality", code="05035")).rows
    project = row("project", "1", program="redes", number="1", title="Pozos medidos", territories=[name])
    (line,) = [line for line in compare(plan, sheet(project), {}) if line.kind == "project" and line.key == "1"]
    assert line.after == {"territories": ["torreon"]}


def test_a_reference_that_leads_nowhere_is_told():
    assert told(sheet(row("program", "otro", 4, theme="nada", title="Otro"))) == [
        (4, "Tema: no existe «nada» en «Temas». Agrégalo ahí o escribe uno de estos: agua-potable.")
    ]
    assert told(sheet(row("goal", "g", 5, objective="nada", title="Meta"))) == [
        (5, "Objetivo: no existe «nada» en «Objetivos». Agrégalo ahí o deja vacía la celda.")
    ]


def test_a_key_has_to_be_one():
    assert told(sheet(row("axis", "Eje número 1", 3, title="Eje"))) == [
        (3, "«Eje número 1» no puede ser una clave: usa letras sin acento, números y guiones, 80 como máximo.")
    ]


def test_a_number_that_another_project_of_the_plan_has_is_told():
    new = row("project", "nuevo", 7, program="redes", number="2", title="Otra cosa")
    taken = row("project", "2", 6, program="redes", title="Fugas")
    assert told(sheet(taken, new)) == [
        (
            7,
            "El número 2 es de «Fugas» en el plan. Da otro número a este proyecto o, si son el mismo, escribe la "
            "clave de aquel (2).",
        )
    ]


def test_two_projects_may_exchange_their_numbers():
    first = row("project", "1", program="redes", number="2", title="Pozos medidos")
    second = row("project", "2", program="redes", number="1", title="Fugas")
    assert told(sheet(first, second)) == []


def test_a_second_accountable_organization_is_told():
    plan = as_plan()
    plan.rows += known(row("organization", "a", title="A"), row("organization", "b", title="B")).rows
    rows = [
        row("responsibility", "1", 2, project="1", organization="a", role="accountable"),
        row("responsibility", "2", 3, project="1", organization="b", role="accountable"),
        row("responsibility", "3", 4, project="1", organization="a", role="informed"),
        row("responsibility", "4", 5, project="1", organization="a", role="informed"),
    ]
    assert told(sheet(*rows), plan) == [
        (
            3,
            "La fila 2 ya nombra a la organización que rinde cuentas y solo puede haber una: pon esta como "
            "responsable.",
        ),
        (5, "La fila 4 dice lo mismo: borra una de las dos."),
    ]


def test_the_years_of_a_plan_are_in_order():
    plan = row("plan", "p", 3, title="Plan", start_year=2020, short_until=2040, medium_until=2030, end_year=2045)
    assert told(sheet(plan)) == [
        (
            3,
            "Los años no están en orden: primer año, fin del corto plazo, fin del mediano plazo, último año.",
        )
    ]

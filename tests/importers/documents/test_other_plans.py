"""Plans that name and lay out their levels otherwise: read by structure, without a word of code for them."""

import pytest

CARTERA = """\
# Cartera de acciones de Valle Hondo

## Pilar 1. Agua para siempre

### Línea de acción 1.1: Fuentes

- Manantiales
\t- Censo de manantiales
\t- Cerca de protección.
- Fuentes
\t- Riego por goteo*

### Línea de acción 1.2: Redes

- Fugas
\t- Brigada de fugas

## Pilar 2. Suelo  vivo

### Línea de acción 2.1: Cultivo

- Semillas
\t- Banco de semillas
"""
OBJETIVOS = """\
# Lo que queremos

## Pilar 1. Agua para siempre

Agua limpia para los pueblos del valle y para los que vengan.

### Línea de acción 1.1: Fuentes

- Proteger las fuentes que dan agua a los pueblos durante todo el año.
\t- Cien manantiales protegidos.
- Medir el agua que se saca
\t- Una red de medidores

## Pilar 2. Suelo vivo

### Línea de acción 2.1: Cultivos

- Cuidar el suelo de las laderas con los pueblos
\t- Mil hectáreas con terrazas
"""
PRIMERO = """\
## Agua para siempre

- Censo de manantiales
- Brigada de fugas.

## Suelo

- Banco de semillas
"""


@pytest.fixture
def valle(read):
    return read({"cartera.md": CARTERA, "objetivos.md": OBJETIVOS, "primero.md": PRIMERO})


def test_a_plan_of_pilares_is_understood(valle):
    assert {name: (one.kind, one.levels) for name, one in valle.mapping.files.items()} == {
        "cartera.md": (
            "portfolio",
            {"h1": "ignore", "h2": "axis", "h3": "theme", "list1": "program", "list2": "project"},
        ),
        "objetivos.md": (
            "vision",
            {"h1": "ignore", "h2": "axis", "h3": "theme", "list1": "objective", "list2": "goal"},
        ),
        "primero.md": ("priority", {"h2": "axis", "list1": "project"}),
    }
    assert valle.draft.problems == []


def test_labels_and_numbers_of_pilares_are_no_part_of_the_titles(valle, paths):
    assert paths(valle, "project") == [
        ("Agua para siempre", "Fuentes", "Manantiales", "Censo de manantiales"),
        ("Agua para siempre", "Fuentes", "Manantiales", "Cerca de protección"),
        ("Agua para siempre", "Fuentes", "Fuentes", "Riego por goteo"),
        ("Agua para siempre", "Redes", "Fugas", "Brigada de fugas"),
        ("Suelo vivo", "Cultivo", "Semillas", "Banco de semillas"),
    ]
    assert paths(valle, "goal") == [
        (
            "Agua para siempre",
            "Fuentes",
            "Proteger las fuentes que dan agua a los pueblos durante todo el año.",
            "Cien manantiales protegidos.",
        ),
        ("Agua para siempre", "Fuentes", "Medir el agua que se saca", "Una red de medidores"),
        (
            "Suelo vivo",
            "Cultivos",
            "Cuidar el suelo de las laderas con los pueblos",
            "Mil hectáreas con terrazas",
        ),
    ]


def test_projects_without_numbers_have_none(valle):
    assert not any("number" in row.fields for row in valle.draft.of("project"))
    assert [row.fields["under_way"] for row in valle.draft.of("project")] == [
        False,
        False,
        True,
        False,
        False,
    ]


def test_the_text_of_a_pilar_is_its_vision(valle):
    water, soil = valle.draft.of("axis")
    assert water.fields["text"] == "Agua limpia para los pueblos del valle y para los que vengan."
    assert "text" not in soil.fields


def test_the_short_list_names_its_axes_as_it_likes(valle):
    assert [(one.axis_title, one.title, one.source.line) for one in valle.priority_items] == [
        ("Agua para siempre", "Censo de manantiales", 3),
        ("Agua para siempre", "Brigada de fugas", 4),
        ("Suelo", "Banco de semillas", 8),
    ]


def test_an_english_plan_in_one_file_with_dotted_numbers(read, paths):
    reading = read(
        {
            "plan.md": """\
# Green Valley 2045

A plan for the valley.

## Pillar 1: Water

A valley with clean water.

### 1.1 Rivers

1. Clean banks
   1.1.1 Remove waste
   1.1.2 Plant willows.
2. Monitoring
   1.1.3 Install gauges

### 1.2 Supply

1. Leaks
   1.2.1 Find leaks

## Pillar 2: Land

### 2.1 Soil

1. Compost
   2.1.1 Compost stations
        - North station
        - South station
"""
        }
    )
    assert reading.draft.problems == []
    assert paths(reading, "project") == [
        ("Water", "Rivers", "Clean banks", "Remove waste"),
        ("Water", "Rivers", "Clean banks", "Plant willows"),
        ("Water", "Rivers", "Monitoring", "Install gauges"),
        ("Water", "Supply", "Leaks", "Find leaks"),
        ("Land", "Soil", "Compost", "Compost stations"),
    ]
    assert [row.fields["number"] for row in reading.draft.of("project")] == [
        "1.1.1",
        "1.1.2",
        "1.1.3",
        "1.2.1",
        "2.1.1",
    ]
    assert [path[-1] for path in paths(reading, "component")] == ["North station", "South station"]
    assert [row.fields.get("text") for row in reading.draft.of("axis")] == [
        "A valley with clean water.",
        None,
    ]


def test_numbers_alone_at_one_indentation(read, paths):
    reading = read(
        {
            "plan.md": """\
# 1 Water

## 1.1 Rivers

1.1.1 Banks
1.1.1.1 Remove waste
1.1.1.2 Plant willows
1.1.2 Gauges
1.1.2.1 Install gauges

# 2 Land

## 2.1 Soil

2.1.1 Compost
2.1.1.1 Stations
"""
        }
    )
    assert paths(reading, "project") == [
        ("Water", "Rivers", "Banks", "Remove waste"),
        ("Water", "Rivers", "Banks", "Plant willows"),
        ("Water", "Rivers", "Gauges", "Install gauges"),
        ("Land", "Soil", "Compost", "Stations"),
    ]
    assert [row.fields["number"] for row in reading.draft.of("project")][-1] == "2.1.1.1"


def test_codes_and_programmes_as_headings(read, paths):
    reading = read(
        {
            "plan.md": """\
# Pillar 1: Water

## Rivers

### Programme: Banks

- P-01 Remove waste
- P-02. Plant willows

### Programme: Gauges

- P-03 Install gauges

# Pillar 2: Land

## Soil

### Programme: Compost

- P-04 Stations
    - North
"""
        }
    )
    assert [(path[2], path[3]) for path in paths(reading, "project")] == [
        ("Banks", "Remove waste"),
        ("Banks", "Plant willows"),
        ("Gauges", "Install gauges"),
        ("Compost", "Stations"),
    ]
    assert [row.fields["number"] for row in reading.draft.of("project")] == ["P-01", "P-02", "P-03", "P-04"]
    assert [path[-1] for path in paths(reading, "component")] == ["North"]


def test_ordered_programmes_whose_numbers_begin_again_are_not_numbered_projects(read, paths):
    reading = read(
        {
            "agua.md": """\
# Agua

## Ríos

1. Riberas
   - Retirar basura
   - Plantar sauces
2. Aforos
   - Instalar escalas

## Pozos

1. Medición
   - Medidores
   - Lecturas
"""
        }
    )
    assert reading.mapping.files["agua.md"].levels == {
        "h1": "axis",
        "h2": "theme",
        "list1": "program",
        "list2": "project",
    }
    assert [path[1:] for path in paths(reading, "project")] == [
        ("Ríos", "Riberas", "Retirar basura"),
        ("Ríos", "Riberas", "Plantar sauces"),
        ("Ríos", "Aforos", "Instalar escalas"),
        ("Pozos", "Medición", "Medidores"),
        ("Pozos", "Medición", "Lecturas"),
    ]
    assert not any("number" in row.fields for row in reading.draft.of("project"))


def test_ordinals_that_begin_again_in_each_file_are_no_numbers(read):
    text = "# {}\n\n## Tema\n\n* Programa\n" + "".join(f"    {n}. {{}} proyecto {n}\n" for n in range(1, 7))
    reading = read({"a.md": text.format("Agua", *"abcdef"), "b.md": text.format("Suelo", *"ghijkl")})
    assert reading.draft.problems == []
    assert not any("number" in row.fields for row in reading.draft.of("project"))


def test_projects_right_under_a_theme_get_a_programme_of_its_name(read, paths):
    reading = read(
        {
            "agua.md": "# Pilar: Agua\n\n## Línea de acción: Fugas\n\n- Detectar\n- Cerrar\n",
            "suelo.md": "# Pilar: Suelo\n\n## Línea de acción: Cultivo\n\n- Semillas\n- Abono\n",
        }
    )
    assert paths(reading, "project") == [
        ("Agua", "Fugas", "Fugas", "Detectar"),
        ("Agua", "Fugas", "Fugas", "Cerrar"),
        ("Suelo", "Cultivo", "Cultivo", "Semillas"),
        ("Suelo", "Cultivo", "Cultivo", "Abono"),
    ]
    assert [(note.message, note.source.file) for note in reading.draft.notes] == [
        (
            "The document has no level for this: Program. Each takes the name of what stands above it.",
            name,
        )
        for name in ("agua.md", "suelo.md")
    ]


def test_objectives_and_projects_in_one_file_under_headings_that_label_them(read, paths):
    reading = read(
        {
            "plan.md": """\
# Eje 1. Agua

## Tema 1.1 Ríos

### Problemas

- Los ríos bajan sucios

### Objetivos

- Limpiar los ríos
  - Agua de primera clase

### Programas y proyectos

- Riberas
  1. Retirar basura
  2. Plantar sauces

## Tema 1.2 Pozos

### Objetivos

- Medir los pozos
  - Un medidor por pozo

### Programas y proyectos

- Medición
  3. Instalar medidores
"""
        }
    )
    assert reading.draft.problems == []
    assert paths(reading, "problem") == [("Agua", "Los ríos bajan sucios")]
    assert paths(reading, "goal") == [
        ("Agua", "Ríos", "Limpiar los ríos", "Agua de primera clase"),
        ("Agua", "Pozos", "Medir los pozos", "Un medidor por pozo"),
    ]
    assert paths(reading, "project") == [
        ("Agua", "Ríos", "Riberas", "Retirar basura"),
        ("Agua", "Ríos", "Riberas", "Plantar sauces"),
        ("Agua", "Pozos", "Medición", "Instalar medidores"),
    ]
    assert not any("_vision" in row.fields for row in reading.draft.of("theme"))


def test_strategies_and_lines_of_action(read, paths):
    reading = read(
        {
            "plan.md": """\
# Eje 1. Agua

## Objetivo 1. Limpiar los ríos del valle

### Estrategia 1.1 Vigilar las riberas

- Línea de acción 1.1.1: Contratar vigilantes
- Línea de acción 1.1.2: Multar a quien ensucie

### Estrategia 1.2 Limpiar

- Línea de acción 1.2.1: Retirar basura

# Eje 2. Suelo

## Objetivo 2. Cuidar el suelo

### Estrategia 2.1 Abonar

- Línea de acción 2.1.1: Composta
"""
        }
    )
    assert paths(reading, "action")[1] == (
        "Agua",
        "Agua",
        "Limpiar los ríos del valle",
        "Vigilar las riberas",
        "Multar a quien ensucie",
    )
    assert len(paths(reading, "action")) == 4


def test_a_sheet_for_each_project_keeps_its_text(read, paths):
    reading = read(
        {
            "fichas.md": """\
# Cartera de proyectos

## Eje Agua

### Programa 1: Ríos

#### Proyecto 1. Riberas limpias

Se retira la basura de las riberas con la gente de los pueblos.

Cuesta poco: [ver](costos.html).

#### Proyecto 2. Sauces

Se plantan sauces.

### Programa 2: Pozos

#### Proyecto 3. Medidores

Se instalan medidores en cada pozo del valle.
"""
        }
    )
    assert [(path[0], path[2], path[3]) for path in paths(reading, "project")] == [
        ("Agua", "Ríos", "Riberas limpias"),
        ("Agua", "Ríos", "Sauces"),
        ("Agua", "Pozos", "Medidores"),
    ]
    first = next(reading.draft.of("project"))
    assert (first.fields["number"], first.fields["text"]) == (
        "1",
        "Se retira la basura de las riberas con la gente de los pueblos.\n\nCuesta poco: ver.",
    )


def test_bold_lines_stand_for_headings(read, paths):
    reading = read(
        {
            "agua.md": """\
# Agua

**Ríos**

* Riberas
  * Sauces
  * Limpieza

**Pozos**

* Medición
  * Medidores
  * Lecturas
"""
        }
    )
    assert [path[1:] for path in paths(reading, "project")][2:] == [
        ("Pozos", "Medición", "Medidores"),
        ("Pozos", "Medición", "Lecturas"),
    ]


def test_a_diagnosis_of_all_axes_in_one_file(read, paths):
    reading = read(
        {
            "diagnostico.md": """\
# Diagnóstico del valle

El valle se estudió con la gente.

## Agua para siempre

Los problemas que se hallaron son:

1. El agua baja sucia
2. Los pozos se secan

### El agua baja sucia

Baja sucia desde hace veinte años, y cada año baja más sucia que el anterior.

## Suelo vivo

Los problemas que se hallaron son:

1. Las laderas se caen.
2. La tierra se cansa

La tierra se cansa porque se siembra lo mismo.
"""
        },
        known_axes=["Agua para siempre", "Suelo vivo"],
    )
    assert reading.mapping.files["diagnostico.md"].kind == "diagnosis"
    assert paths(reading, "problem") == [
        ("Agua para siempre", "El agua baja sucia"),
        ("Agua para siempre", "Los pozos se secan"),
        ("Suelo vivo", "Las laderas se caen."),
        ("Suelo vivo", "La tierra se cansa"),
    ]
    chapters = [(row.fields["title"], row.fields["text"]) for row in reading.draft.of("chapter")]
    assert chapters[0] == ("Diagnóstico del valle", "El valle se estudió con la gente.")
    assert [title for title, _text in chapters[1:]] == ["Agua para siempre", "Suelo vivo"]
    assert chapters[1][1].endswith(
        "## El agua baja sucia\n\nBaja sucia desde hace veinte años, y cada año baja más sucia que el anterior."
    )


def test_a_numbered_list_at_the_start_of_other_prose_is_no_list_of_problems(read):
    reading = read(
        {
            "metodo.md": "# Metodología\n\nEl trabajo tuvo dos pasos:\n\n1. Preguntar\n2. Escribir\n\n"
            "Preguntamos a todos los pueblos del valle y escribimos lo que dijeron, sin quitar nada.\n"
        },
        known_axes=["Agua"],
    )
    assert [(row.kind, row.fields["kind"], row.fields["title"]) for row in reading.draft.rows] == [
        ("chapter", "methodology", "Metodología")
    ]


def test_a_flat_list_under_headings_that_name_no_axis_is_a_chapter(read):
    reading = read(
        {"foda.md": "# FODA\n\n### Fortalezas\n\n* Sierra\n* Río\n\n### Amenazas\n\n* Sequía\n"},
        known_axes=["Agua", "Suelo"],
    )
    assert reading.mapping.files["foda.md"].kind == "chapter"
    assert reading.draft.rows[0].fields["text"] == "## Fortalezas\n\n* Sierra\n* Río\n\n## Amenazas\n\n* Sequía"


def test_priorities_under_bullets_of_axes(read):
    reading = read(
        {"lista.md": "# Lo primero\n\n* Agua\n    * Censo\n    * Fugas\n* Suelo\n    * Semillas\n"},
        known_axes=["Agua", "Suelo vivo"],
    )
    assert reading.mapping.files["lista.md"].levels == {"h1": "ignore", "list1": "axis", "list2": "project"}
    assert [(one.axis_title, one.title) for one in reading.priority_items] == [
        ("Agua", "Censo"),
        ("Agua", "Fugas"),
        ("Suelo", "Semillas"),
    ]


def test_a_bold_label_tells_objectives_from_programmes(read, paths):
    reading = read(
        {
            "agua.md": """\
# Pilar Agua

## Línea de acción 1. Ríos

**Objetivos:**

1. Tener ríos limpios
   - 90 % de los tramos con agua de buena calidad.
   - Diez parques de ribera.
2. Tener gente que cuide los ríos
   - Un comité por pueblo.
""",
            "suelo.md": """\
# Pilar Suelo

## Línea de acción 1. Laderas

* Terrazas
    * Trazo
    * Muros
""",
        }
    )
    assert {name: one.kind for name, one in reading.mapping.files.items()} == {
        "agua.md": "vision",
        "suelo.md": "portfolio",
    }
    assert paths(reading, "goal")[0] == (
        "Agua",
        "Ríos",
        "Tener ríos limpios",
        "90 % de los tramos con agua de buena calidad.",
    )
    assert paths(reading, "project") == [
        ("Suelo", "Laderas", "Terrazas", "Trazo"),
        ("Suelo", "Laderas", "Terrazas", "Muros"),
    ]

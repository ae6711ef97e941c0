"""Who evaluates in the demonstration, and what its council said: all of it invented."""

from __future__ import annotations

#: Name, key of the organization, key of the one axis (all where there is none).
EVALUATORS = (
    ("Imelda Tamarisco", "almagre-obras-publicas", ""),
    ("Ramiro Yucatal", "san-telmo-agua", ""),
    ("Octavio Guayular", "agencia-movilidad", ""),
    ("Leonor Huizar", "universidad-valle-seco", ""),
    ("Saúl Palmillar", "tecnologico-almagre", ""),
    ("Irene Sotolinar", "centro-zonas-aridas", ""),
    ("Gaspar Nogalero", "camara-industria", ""),
    ("Beatriz Magueyera", "productores-nuez", ""),
    ("Efrén Chaparral", "cluster-solar", ""),
    ("Noemí Candelillo", "red-colonias", ""),
    ("Julián Ocotillar", "observatorio-ciudadano", ""),
    ("Marta Biznagar", "fundacion-cuidar", ""),
)
#: Numbers of the projects that are compared, three of each axis.
NUMBERS = (
    *("11", "13", "16"),
    *("31", "39", "47"),
    *("53", "65", "71"),
    *("79", "82", "93"),
    *("108", "114", "117"),
    *("131", "137", "139"),
)
#: How good each is at the eight usual criteria (1 to 5), as an evaluator without any doubt would say.
MERITS = {
    "11": (4, 4, 4, 5, 5, 2, 3, 3),
    "13": (5, 4, 5, 5, 4, 3, 4, 3),
    "16": (3, 5, 4, 5, 3, 1, 5, 4),
    "31": (4, 3, 4, 3, 3, 4, 1, 1),
    "39": (4, 5, 4, 5, 3, 2, 5, 5),
    "47": (4, 4, 4, 5, 3, 2, 4, 4),
    "53": (2, 4, 3, 3, 3, 5, 4, 4),
    "65": (2, 2, 3, 4, 5, 4, 3, 3),
    "71": (3, 5, 4, 4, 3, 4, 4, 3),
    "79": (4, 5, 4, 5, 3, 3, 4, 3),
    "82": (3, 5, 3, 4, 4, 1, 5, 4),
    "93": (2, 5, 3, 4, 3, 2, 4, 4),
    "108": (5, 3, 5, 4, 4, 4, 3, 4),
    "114": (3, 5, 3, 4, 4, 3, 5, 4),
    "117": (3, 4, 4, 3, 5, 1, 5, 4),
    "131": (5, 3, 5, 5, 3, 4, 3, 5),
    "137": (5, 3, 5, 3, 3, 5, 3, 4),
    "139": (5, 3, 5, 4, 3, 5, 2, 4),
}
#: What counts, as each sector spreads its 100 points over the eight criteria.
POINTS = {
    "public": (15, 10, 15, 15, 10, 10, 15, 10),
    "academic": (10, 15, 20, 15, 20, 5, 10, 5),
    "private": (10, 5, 10, 10, 5, 30, 15, 15),
    "social": (15, 30, 10, 20, 15, 5, 5, 0),
}
#: Who may not score what, and why.
CONFLICTS = (
    ("Octavio Guayular", "31", "La agencia que dirijo construiría la línea."),
    ("Beatriz Magueyera", "53", "Varias socias de la unión serían propietarias de la planta."),
    ("Gaspar Nogalero", "65", "Dos fundidoras de la cámara recibirían los hornos."),
)
WHY_OUTSIDE = (
    "En mi colonia se vive distinto de lo que dice el promedio.",
    "Los estudios que tenemos dicen otra cosa.",
    "Lo sostengo: el costo de esperar está en otra parte.",
)
#: Cost in pesos of the projects that have no estimate yet, at prices of 2025.
COSTS = {
    "11": 214_000_000,
    "16": 27_600_000,
    "39": 64_800_000,
    "47": 153_000_000,
    "53": 41_200_000,
    "65": 96_000_000,
    "71": 73_500_000,
    "82": 22_400_000,
    "93": 18_900_000,
    "108": 9_700_000,
    "114": 81_000_000,
    "117": 47_300_000,
    "131": 4_800_000,
    "137": 68_400_000,
    "139": 15_000_000,
}
ROUND = {
    "title": "Qué va primero, 2026-2028",
    "title_en": "What comes first, 2026-2028",
    "text": "El Consejo Metropolitano decide qué proyectos del plan se impulsan primero. Doce personas de "
    "gobiernos, universidades, empresas y organizaciones califican dieciocho proyectos con ocho criterios, cada "
    "quien por su cuenta; después ven lo que dijo el grupo y pueden cambiar de opinión.",
    "text_en": "The metropolitan council decides which projects of the plan come first. Twelve people of "
    "governments, universities, companies and organizations score eighteen projects by eight criteria, each "
    "alone; then they see what the group said and may change their minds.",
    "first": 8,
    "is_published": "on",
}
SECOND = {
    "title": "Qué sigue, segunda parte",
    "title_en": "What is next, second part",
    "text": "Siete proyectos que llegaron después de la primera ronda, con los mismos criterios.",
    "text_en": "Seven projects that came after the first round, by the same criteria.",
    "first": 3,
}
SECOND_NUMBERS = ("8", "33", "57", "84", "111", "119", "138")
COUNCIL, DECIDED = "Consejo Metropolitano del Valle de Almagre", "2026-05-20"
MINUTES = (
    "En la sesión ordinaria del 20 de mayo de 2026, con la presencia de catorce de sus diecisiete integrantes, el "
    "Consejo conoció la jerarquización de dieciocho proyectos que hicieron doce personas evaluadoras en dos "
    "vueltas.\n\nEl Consejo hace suyos los ocho primeros lugares, con las diferencias que aquí se explican una por "
    "una, y pide que las objeciones se publiquen junto con la decisión."
)
MINUTES_EN = (
    "In its ordinary session of 20 May 2026, fourteen of its seventeen members being present, the council took note "
    "of the ranking of eighteen projects made by twelve evaluators in two Delphi rounds.\n\nThe council adopts "
    "the first eight places, with the departures that are explained here one by one, and asks that the objections "
    "be published with the decision."
)
WHY_IN = (
    "Los estudios de la Línea 2 vencen en 2027: si no se decide ahora, hay que pagarlos otra vez y se pierde el "
    "derecho de vía que se donó en 2025."
)
WHY_IN_EN = (
    "The studies of Line 2 expire in 2027: unless it is decided now they have to be paid for again, and the right of "
    "way that was donated in 2025 is lost."
)
WHY_OUT = "Los congresos de los dos estados lo tramitan ya por su cuenta: no necesita dinero ni equipo del Consejo."
WHY_OUT_EN = "The congresses of the two states are at it already: it needs neither money nor a team of the council."
OBJECTIONS = (
    {
        "organization": "colectivo-ciclista",
        "raised_on": "2026-05-12",
        "title": "Los cruceros con más muertes no pueden esperar",
        "title_en": "The deadliest junctions cannot wait",
        "text": "El rediseño de los 17 cruceros se compara con obras diez veces más caras. Pedimos que los "
        "primeros cinco se hagan este año, estén o no en la lista.",
        "text_en": "The redesign of the 17 junctions is compared with works ten times as costly. We ask that the "
        "first five be done this year, whether on the list or not.",
        "project": "47",
        "outcome": "partly",
        "answer": "Los tres cruceros de mayor riesgo se hacen en 2026 con el fondo de conservación. Los demás se "
        "califican otra vez en la ronda de 2027.",
        "answer_en": "The three junctions of highest risk are done in 2026 out of the maintenance fund. The others "
        "are scored again in the round of 2027.",
        "answered_on": "2026-05-20",
    },
    {
        "organization": "camara-comercio",
        "raised_on": "2026-05-15",
        "title": "No se contó el efecto de las obras en los comercios",
        "title_en": "The effect of the works on shops was not counted",
        "text": "Ningún criterio mide lo que pierden los comercios mientras dura la obra.",
        "text_en": "No criterion measures what shops lose as long as the works last.",
    },
)

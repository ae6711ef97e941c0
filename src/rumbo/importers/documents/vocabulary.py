"""The general words of strategic planning, in Spanish and English.

They break ties and name chapters; no document has to use them. Structure decides first.
"""

from __future__ import annotations

import re

from .text import fold, significant, word_set

_ROLES = {
    "axis": "eje ejes pilar pilares dimension dimensiones axis axes pillar pillars dimensions",
    "theme": "tema temas subtema subtemas theme themes topic topics",
    "problem": "problema problemas problematica problematicas problem problems issue issues",
    "objective": "objetivo objetivos objective objectives",
    "goal": "meta metas goal goals target targets",
    "strategy": "estrategia estrategias strategy strategies",
    "program": "programa programas program programs programme programmes",
    "project": "proyecto proyectos project projects",
    "component": "componente componentes component components",
    "action": "accion acciones action actions",
}
_ROLE_OF = {word: role for role, listed in _ROLES.items() for word in listed.split()}
#: Words of labels that mean another thing from plan to plan: they label, and hint at no role.
_LOOSE = word_set("linea lineas line lines ambito area vertiente reto subprograma apartado sector campo")
_QUALIFIERS = word_set(
    "general generales especifico especificos estrategico estrategicos estrategica estrategicas "
    "particular particulares rector rectores principal principales prioritario prioritarios "
    "prioritaria prioritarias clave specific strategic main key priority cartera lista listado list "
    "portfolio plazo corto mediano largo principles accion"
)
_CHAPTERS = {
    "legal": "juridico juridica legal legales normativo normativa legislation regulatory law",
    "methodology": "metodologia metodologico metodologica methodology method methods",
    "synthesis": "sintesis foda fortalezas synthesis swot summary resumen",
    "scenarios": "escenario escenarios prospectiva prospectivo scenario scenarios foresight tendencial",
    "vision": "vision visiones",
    "model": "modelo model",
    "diagnosis": "diagnostico diagnosticos pronostico diagnosis assessment",
    "introduction": "presentacion introduccion prologo mensaje antecedentes introduction foreword preface about",
}
_CHAPTER_OF = {word: kind for kind, listed in _CHAPTERS.items() for word in listed.split()}
_CAPTION = re.compile(
    r"^(?:gr[áa]fic[ao]|tabla|cuadro|figura|ilustraci[óo]n|imagen|mapa|diagrama|esquema|fotograf[íi]a|foto|plano|"
    r"figure|table|chart|graph|map|diagram|illustration|exhibit|picture|box)s?\.?\s*"
    r"(?:n[úu]m\.?\s*|no\.?\s*)?(?:\d+(?:[.\-]\d+)*|(?-i:[IVXLC]+|[A-Z]))\b",
    re.IGNORECASE,
)
KIND_WORDS = {
    "portfolio": word_set("cartera proyecto proyectos programa programas portfolio project projects"),
    "vision": word_set("vision objetivo objetivos meta metas objectives goals"),
    "priority": word_set("prioritaria prioritarias prioritario prioritarios prioridad prioridades priority"),
    "diagnosis": word_set("diagnostico problema problemas problematica diagnosis problem problems issues"),
    "index": word_set("indice contenido contenidos index contents toc"),
}


def role_of_word(label: str) -> str:
    """Return the role that a label such as "Eje", "Programa" or "Strategic objective" speaks of, or ""."""
    found = significant(label)
    if not found or any(word in _LOOSE for word in found):
        return ""
    return _ROLE_OF.get(found[0]) or _ROLE_OF.get(found[-1]) or ""


def is_label_word(label: str) -> bool:
    """Say whether a label begins with a word of planning, whether or not it tells the role."""
    found = significant(label)
    return bool(found) and (found[0] in _LOOSE or found[0] in _ROLE_OF or found[-1] in _ROLE_OF)


def roles_in(text: str) -> list[str]:
    """Return the roles that a label line such as "Objetivos Generales / Metas" names, in order."""
    roles: list[str] = []
    for word in significant(text):
        role = _ROLE_OF.get(word)
        if role and role not in roles:
            roles.append(role)
    return roles


def is_section_label(text: str) -> bool:
    """Say whether a heading only announces a list: "Objetivos", "Programas y proyectos"."""
    found = significant(text)
    return 0 < len(found) <= 6 and bool(roles_in(text)) and all(w in _ROLE_OF or w in _QUALIFIERS for w in found)


def is_caption(text: str) -> bool:
    """Say whether a line is the caption of a figure or table: "Gráfica 1. ..."."""
    return bool(_CAPTION.match(text.strip("*_ ")))


def mentions(text: str, kind: str) -> bool:
    """Say whether a text uses a word that goes with a kind of document."""
    return any(word in KIND_WORDS[kind] for word in fold(text).split())


def chapter_kind(*texts: str) -> str:
    """Return the kind of chapter that the first telling text tells (file name, title, headings), or "other"."""
    for text in texts:
        found = [_CHAPTER_OF[word] for word in fold(text).split() if word in _CHAPTER_OF]
        if found:
            return min(found, key=list(_CHAPTERS).index)
    return "other"

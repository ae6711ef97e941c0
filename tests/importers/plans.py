"""Small plans in files, and importing them as the tests need it."""

from rumbo.core.actors import SYSTEM
from rumbo.importers.files import InputFile
from rumbo.importers.services import applying, runs
from rumbo.importers.services.proposing import propose

PORTFOLIO = """# Agua y Territorio

## Agua potable

* Redes
    1. Pozos medidos
    2. Fugas

## Saneamiento y drenaje urbano

* Plantas de tratamiento
    3. Planta norte *
"""
VISION = """# Agua y Territorio

> Agua para todos.

### Tema: Agua potable

* Toda la población tiene agua
    * Cobertura completa en 2040

### Tema: Saneamiento del drenaje urbano regional

* Ninguna descarga sin tratar
    * Tres plantas nuevas
"""
PRIORITY = """### Agua

* Fugas
* La planta de tratamiento
* Reforestación

### Movilidad

* Ciclovías
"""


def files(**texts: str) -> list[InputFile]:
    """Files by name without ending; the three documents of the small plan where none are given."""
    texts = texts or {"cartera": PORTFOLIO, "vision": VISION, "cartera_prioritaria": PRIORITY}
    return [InputFile(f"{name.replace('_', '-')}.md", text.encode()) for name, text in texts.items()]


def proposed(given=None, plan=None, *, actor=SYSTEM, new_key=""):
    """A stored proposal."""
    given = given or files()
    return runs.store(actor, given, propose(given, plan, new_key=new_key))


def applied(given=None, plan=None, *, actor=SYSTEM, new_key=""):
    """An import from the files to the plan."""
    return applying.apply(actor, proposed(given, plan, actor=actor, new_key=new_key))

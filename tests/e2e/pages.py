"""One page of each type: what it is called, and how its address is found in the prepared database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from django.core.signing import Signer

from cli.servers import SECRET
from e2e import finished, reported
from e2e.decided import BEGUN, NAMES
from e2e.decided import PLAN as DECIDED
from e2e.plan import DESK, NUMBER
from e2e.plan import PUBLIC as PLAN
from e2e.prepare import EMPTY_PLAN, IMPORTED_PLAN, TABLE_CODE
from e2e.ranked import CANCELLED, OTHERWISE, RANKED
from e2e.scoring import DRAFT, FIRST, PEOPLE, SECOND
from e2e.voting import CLASHING, COMPARED, COUNTED, KEYS, OPEN, SELECTED, SHARED
from rumbo.cli import demo

#: The rounds that evaluators score in, by what addresses say of them.
ROUNDS = {"first": FIRST, "second": SECOND, "draft": DRAFT, "vote": OPEN, "counted": COUNTED}
#: The runs of money, by what addresses say of them.
MONEY = {"shared": SHARED, "selected": SELECTED, "compared": COMPARED, "clashing": CLASHING}
#: The rankings, by what addresses say of them.
RANKINGS = {"done": RANKED, "otherwise": OTHERWISE, "cancelled": CANCELLED}
#: Published portfolios and one in preparation, by what addresses say of them.
DECISIONS = {"superseded": NAMES["topsis"], "in force": NAMES["promethee"], "draft": BEGUN}
WATCH = DESK + "seguimiento/"
REPORTED = f"/mesa/{reported.PLAN}/seguimiento/"
DECIDING = f"/mesa/{DECIDED}/priorizacion/"
#: Public pages: a name, and an address in which `{table}` stands for the key of the first row of that table.
PUBLIC = {
    "home": "/",
    "plan": PLAN,
    "plan without anything": f"/{EMPTY_PLAN}/",
    "axis": PLAN + "ejes/movilidad/",
    "theme": PLAN + "temas/{plan_theme}/",
    "goals": PLAN + "metas/",
    "strategies": PLAN + "estrategias/",
    "strategy": PLAN + "estrategias/{plan_strategy}/",
    "action": PLAN + "acciones/{portfolio_action}/",
    "program": PLAN + "programas/{portfolio_program}/",
    "projects": PLAN + "proyectos/",
    "projects filtered": PLAN + "proyectos/?axis=movilidad&under_way=yes&sort=-title",
    "projects without result": PLAN + "proyectos/?q=xyzxyz",
    "projects of an empty plan": f"/{EMPTY_PLAN}/proyectos/",
    "projects with chosen columns": PLAN + "proyectos/?sort=-cost&columnas=number.title.cost.funded.begins.ends.tags",
    "projects by stage": PLAN + "etapas/",
    "schedule of the projects": PLAN + "cronograma/?axis=movilidad",
    "budget of the projects": PLAN + "presupuesto/",
    "budget of an axis": PLAN + "presupuesto/?axis=movilidad",
    "who answers for projects": PLAN + "responsables/",
    "project": f"{PLAN}proyectos/{NUMBER}/",
    "map of the projects": PLAN + "mapa/",
    "map of an empty plan": f"/{EMPTY_PLAN}/mapa/",
    "appraisal": PLAN + "evaluaciones/{portfolio_appraisal}/",
    "project withdrawn": f"{PLAN}proyectos/{demo.WITHDRAWN}/",
    "project superseded": f"{PLAN}proyectos/{demo.SUPERSEDED}/",
    "search": PLAN + "buscar/",
    "search with results": PLAN + "buscar/?q=agua",
    "search without result": PLAN + "buscar/?q=xyzxyz",
    "organizations": PLAN + "organizaciones/",
    "organization": PLAN + "organizaciones/{accounts_organization}/",
    "territories": PLAN + "territorios/",
    "territory": PLAN + "territorios/{places_territory}/",
    "chapters": PLAN + "documento/",
    "chapter": PLAN + "documento/{plan_chapter}/",
    "priority": PLAN + "cartera-prioritaria/",
    "who reports": PLAN + "informes/",
    "who reports in an empty plan": f"/{EMPTY_PLAN}/informes/",
    "indicators": PLAN + "indicadores/",
    "indicators without result": PLAN + "indicadores/?q=xyzxyz",
    "indicators of an empty plan": f"/{EMPTY_PLAN}/indicadores/",
    "indicators of an area": PLAN + "indicadores/?area=Acu%C3%ADfero",
    "indicator": PLAN + "indicadores/perdidas-red/",
    "indicator by month": PLAN + "indicadores/puntualidad-troncales/",
    "indicator that is computed": PLAN + "indicadores/tasa-muertes-transito/",
    "indicator without values": PLAN + "indicadores/sombra-banquetas/",
    "indicator with steps": PLAN + "indicadores/acuerdos-cumplidos/",
    "indicator with a path of its own": PLAN + "indicadores/ciclovia-continua/",
    "indicator in a territory": PLAN + "indicadores/consulta-30-minutos/dos-acequias/",
    "indicators of an axis": PLAN + "ejes/movilidad/indicadores/",
    "indicators of a territory": PLAN + "territorios/{places_territory}/indicadores/",
    "logframe in public": PLAN + "mir/mir-medidores/",
    "what we learned": PLAN + "aprendizaje/",
    "what we learned, filtered": PLAN + "aprendizaje/?answer=rejected&axis=movilidad",
    "what we learned without result": PLAN + "aprendizaje/?year=1999",
    "what we learned of an empty plan": f"/{EMPTY_PLAN}/aprendizaje/",
    "territories compared": PLAN + "comparacion/",
    "news": PLAN + "novedades/",
    "news of an axis": PLAN + "novedades/?eje=movilidad",
    "news of no sort that there is": PLAN + "novedades/?tipo=announcement&antes=2020-01-01",
    "news of an empty plan": f"/{EMPTY_PLAN}/novedades/",
    "calendar": PLAN + "calendario/",
    "calendar of a project": f"{PLAN}calendario/?proyecto={NUMBER}",
    "calendar of an empty plan": f"/{EMPTY_PLAN}/calendario/",
    "follow a project": f"{PLAN}seguir/proyecto/{NUMBER}/",
    "follow, asked": f"{PLAN}seguir/proyecto/{NUMBER}/enviado/",
    "territories compared in an axis": PLAN + "comparacion/?axis=agua&territory=almagre&territory=san-telmo",
    "territories of an empty plan compared": f"/{EMPTY_PLAN}/comparacion/",
    "priority that was decided": f"/{DECIDED}/cartera-prioritaria/",
    "priority that was decided by axis": f"/{DECIDED}/cartera-prioritaria/?by=axis",
    "decision that was superseded": f"/{DECIDED}/cartera-prioritaria/{{decision superseded}}/",
    "weights to move": f"/{DECIDED}/cartera-prioritaria/{{decision in force}}/pesos/",
    "prioritisation round in public": f"/{DECIDED}/priorizacion/ronda/",
    "calls": PLAN + "convocatorias/",
    "calls of an empty plan": f"/{EMPTY_PLAN}/convocatorias/",
    "call": PLAN + "convocatorias/{participation_call}/",
    "propose": PLAN + "convocatorias/{participation_call}/proponer/",
    "proposal sent": PLAN + "convocatorias/{participation_call}/proponer/enviada/",
    "proposal": PLAN + "propuestas/{participation_proposal #}/",
    "support sent": PLAN + "propuestas/{participation_proposal #}/apoyo/",
    "process in public": PLAN + "participacion/",
    "process in public of an empty plan": f"/{EMPTY_PLAN}/participacion/",
    "contributions in public": PLAN + "aportaciones/",
    "contributions in public filtered": PLAN + "aportaciones/?adopted=yes&kind=problem",
    "contributions in public without result": PLAN + "aportaciones/?q=xyzxyz",
    "contributions in public of an empty plan": f"/{EMPTY_PLAN}/aportaciones/",
    "contribution": PLAN + "aportaciones/{said in public}/",
    "contribution that is not public": PLAN + "aportaciones/{said}/",
    "own link": "/mis-aportaciones/{own link}/",
    "own link that is forged": "/mis-aportaciones/12-inventado/",
    "report to write": "/informe/{reporting to write}/",
    "report of a value": "/informe/{reporting value}/",
    "report that nothing changed": "/informe/{reporting unchanged}/",
    "report that was sent": "/informe/{reporting sent}/?corregir=1",
    "report with a question": "/informe/{reporting asked}/",
    "report that was accepted": "/informe/{reporting accepted}/",
    "list of what a liaison owes": "/informe/{reporting list}/",
    "link to report that is forged": "/informe/12-inventado.nada/",
    "link of an evaluator": "/evaluar/{evaluator first}/",
    "link of an evaluator that is forged": "/evaluar/12.0-inventado/",
    "list of an evaluator": "/evaluar/{evaluator second}/lista/",
    "scoring": "/evaluar/{evaluator first}/calificar/{item first}/",
    "scoring in the second Delphi round": "/evaluar/{evaluator second}/calificar/{item second}/",
    "scoring what is not asked": "/evaluar/{evaluator first}/calificar/0/",
    "weights of an evaluator": "/evaluar/{evaluator first}/pesos/",
    "weights in pairs": "/evaluar/{evaluator first}/pesos/?modo=pairwise",
    "end of scoring": "/evaluar/{evaluator second}/listo/",
    "vote": PLAN + f"votaciones/{KEYS[OPEN]}/",
    "vote by mail": PLAN + f"votaciones/{KEYS[OPEN]}/correo/",
    "vote that is over": PLAN + f"votaciones/{KEYS[COUNTED]}/",
    "link to vote that is forged": "/votaciones/entrar/nada/",
    "antecedents": PLAN + "antecedentes/",
    "antecedent": PLAN + "antecedentes/{plan_antecedent}/",
    "editions": PLAN + "ediciones/",
    "edition": PLAN + "ediciones/1/",
    "sign in": "/cuenta/login/",
    "forgotten password": "/cuenta/password/reset/",
    "enter a table": "/entrar/",
    "join a table": f"/entrar/{TABLE_CODE}/",
    "phone without a table": "/taller/",
    "projector": f"/pantalla/{TABLE_CODE}/",
    "projector with results": f"/pantalla/{finished.CODE}/",
    "missing": PLAN + "nada/",
}
ROUND = DESK + "priorizacion/rondas/{round first}/"
SECOND_ROUND = DESK + "priorizacion/rondas/{round second}/"
VOTE = DESK + "priorizacion/rondas/{round vote}/"
VOTED = DESK + "priorizacion/rondas/{round counted}/"
RUNS = DESK + "priorizacion/corridas/"
NO_ROUND = DESK + "priorizacion/rondas/{round draft}/"
ELEMENT = f"proyectos/{{project {NUMBER}}}/"
PROPOSAL = "participacion/propuestas/{participation_proposal #}/"
#: Staff pages: who looks at them, and the address; `{table #}` stands for the number of the first row.
STAFF = {
    "desk": ("manager", "/mesa/"),
    "desk of nobody": ("outsider", "/mesa/"),
    "desk of a plan": ("manager", DESK),
    "desk of an empty plan": ("manager", f"/mesa/{EMPTY_PLAN}/"),
    "desk of a reader": ("reader", DESK),
    "new plan": ("administrator", "/mesa/planes/nuevo/"),
    "administrators": ("administrator", "/mesa/planes/administradores/"),
    "mails of no plan": ("administrator", "/mesa/planes/correo/"),
    "changes": ("manager", DESK + "cambios/"),
    "page of the council": ("manager", DESK + "consejo/"),
    "page of the council of an empty plan": ("manager", f"/mesa/{EMPTY_PLAN}/consejo/"),
    "week": ("manager", DESK + "mi-semana/"),
    "week of an editor": ("editor", DESK + "mi-semana/"),
    "week of an empty plan": ("manager", f"/mesa/{EMPTY_PLAN}/mi-semana/"),
    "logframes": ("manager", WATCH + "mir/"),
    "logframes of an empty plan": ("manager", f"/mesa/{EMPTY_PLAN}/seguimiento/mir/"),
    "logframe": ("manager", WATCH + "mir/{logframe mir-recarga}/"),
    "logframe of a reader": ("reader", WATCH + "mir/{logframe mir-medidores}/"),
    "new row of a logframe": ("manager", DESK + "renglones/crear/?logframe={logframe mir-recarga}&level=actividad"),
    "new logframe": ("manager", DESK + "mir/crear/"),
    "monitoring": ("manager", DESK + "seguimiento/"),
    "monitoring of a reader": ("reader", DESK + "seguimiento/"),
    "values to confirm": ("manager", WATCH + "por-confirmar/"),
    "monitoring of an empty plan": ("manager", f"/mesa/{EMPTY_PLAN}/seguimiento/"),
    "monitoring without result": ("manager", WATCH + "?q=xyzxyz"),
    "indicator on the desk": ("manager", WATCH + "indicadores/{indicator perdidas-red}/"),
    "indicator on the desk of a reader": ("reader", WATCH + "indicadores/{indicator perdidas-red}/"),
    "series": ("manager", WATCH + "series/{series puntualidad-troncales}/"),
    "series of a reader": ("reader", WATCH + "series/{series perdidas-red}/"),
    "series with a changed target": ("manager", WATCH + "series/{series acuerdos-cumplidos}/"),
    "series with a path of its own": ("manager", WATCH + "series/{series ciclovia-continua}/"),
    "series that is only watched": ("manager", WATCH + "series/{series superficie-urbana}/"),
    "series that is computed": ("manager", WATCH + "series/{series extraccion-total}/"),
    "baseline": ("manager", WATCH + "series/{series perdidas-red}/base/"),
    "path between targets": ("manager", WATCH + "series/{series ciclovia-continua}/camino/"),
    "new target": ("manager", WATCH + "series/{series perdidas-red}/meta/"),
    "change a target": ("manager", WATCH + "metas/{target perdidas-red}/cambiar/"),
    "drop a target": ("manager", WATCH + "metas/{target perdidas-red}/quitar/"),
    "goals of a series": ("manager", WATCH + "series/{series perdidas-red}/metas-del-plan/"),
    "new value": ("manager", WATCH + "series/{series perdidas-red}/valor/"),
    "choose a value": ("manager", WATCH + "valores/{doubtful puntualidad-troncales}/elegir/"),
    "revise a value": ("manager", WATCH + "valores/{doubtful puntualidad-troncales}/corregir/"),
    "statuses": ("manager", WATCH + "semaforo/"),
    "statuses of an empty plan": ("manager", f"/mesa/{EMPTY_PLAN}/seguimiento/semaforo/"),
    "status of the plan": ("manager", WATCH + "semaforo/plan/{plan_plan #}/"),
    "status of an axis": ("manager", WATCH + "semaforo/axis/{plan_axis #}/"),
    "status of a series": ("manager", WATCH + "semaforo/series/{series descenso-acuifero}/"),
    "rules of status": ("manager", WATCH + "semaforo/reglas/"),
    "rules of status of a reader": ("reader", WATCH + "semaforo/reglas/"),
    "periods": ("manager", WATCH + "periodos/"),
    "periods of a reader": ("reader", WATCH + "periodos/"),
    "periods of an empty plan": ("manager", f"/mesa/{EMPTY_PLAN}/seguimiento/periodos/"),
    "rules of reporting": ("manager", WATCH + "periodos/reglas/"),
    "rules of reporting of a reader": ("reader", WATCH + "periodos/reglas/"),
    "period": ("manager", WATCH + "periodos/{period open}/"),
    "period of a reader": ("reader", WATCH + "periodos/{period closed}/"),
    "silent owners of a period": ("manager", WATCH + "periodos/{period open}/?estado=silencio"),
    "what changed in a period": ("manager", WATCH + "periodos/{period open}/cambios/"),
    "who is asked": ("manager", WATCH + "periodos/{period open}/quienes/"),
    "who was asked": ("manager", WATCH + "periodos/{period open}/quienes/?ver=elegidos"),
    "ask by hand": ("manager", WATCH + "periodos/{period open}/a-mano/?q=agua"),
    "open a period": ("manager", WATCH + "periodos/{period open}/abrir/"),
    "close a period": ("manager", WATCH + "periodos/{period open}/cerrar/"),
    "reopen a period": ("manager", WATCH + "periodos/{period closed}/reabrir/"),
    "links of a period": ("manager", WATCH + "periodos/{period open}/ligas/"),
    "sheet of links of liaisons": ("manager", WATCH + "periodos/{period open}/ligas/imprimir/"),
    "report that is asked for": ("manager", WATCH + "asignaciones/{asked open}/"),
    "report that is asked for, to a reader": ("reader", WATCH + "asignaciones/{asked closed}/"),
    "evaluations": ("manager", WATCH + "evaluaciones/"),
    "evaluations of a reader": ("reader", WATCH + "evaluaciones/"),
    "evaluations of an empty plan": ("manager", f"/mesa/{EMPTY_PLAN}/seguimiento/evaluaciones/"),
    "new evaluation": ("manager", DESK + "evaluaciones-del-plan/crear/"),
    "evaluation": ("manager", WATCH + "evaluaciones/{monitoring_evaluation #}/"),
    "evaluation of a reader": ("reader", WATCH + "evaluaciones/{monitoring_evaluation #}/"),
    "take an evaluation back": ("manager", WATCH + "evaluaciones/{monitoring_evaluation #}/retirar/"),
    "note a finding": ("manager", WATCH + "hallazgos/nuevo/?evaluation={monitoring_evaluation #}"),
    "finding": ("manager", WATCH + "hallazgos/{monitoring_finding #}/"),
    "file of a finding": ("manager", WATCH + "hallazgos/{monitoring_finding #}/archivos/"),
    "answer a recommendation": ("manager", WATCH + "recomendaciones/{monitoring_recommendation #}/responder/"),
    "new commitment": ("manager", WATCH + "recomendaciones/{monitoring_recommendation #}/compromiso/"),
    "choose a change": ("manager", WATCH + "recomendaciones/{monitoring_recommendation #}/cambiar/?q=agua"),
    "change a target for a recommendation": (
        "manager",
        WATCH + "recomendaciones/{monitoring_recommendation #}/cambiar/valor-meta/{target perdidas-red}/",
    ),
    "change a text for a recommendation": (
        "manager",
        WATCH + "recomendaciones/{monitoring_recommendation #}/cambiar/project/{project 31}/",
    ),
    "commitments to improve": ("manager", WATCH + "compromisos/"),
    "commitments of an empty plan": ("manager", f"/mesa/{EMPTY_PLAN}/seguimiento/compromisos/"),
    "keep a commitment": ("manager", WATCH + "compromisos/{monitoring_improvement #}/cumplir/"),
    "take a commitment up again": ("manager", WATCH + "compromisos/{monitoring_improvement #}/retomar/"),
    "people": ("administrator", DESK + "personas/"),
    "people seen by a reader": ("reader", DESK + "personas/"),
    "publishing": ("manager", DESK + "ediciones/"),
    "imports": ("manager", DESK + "importaciones/"),
    "imports of an empty plan": ("manager", f"/mesa/{EMPTY_PLAN}/importaciones/"),
    "upload": ("manager", DESK + "importaciones/nueva/"),
    "import": ("manager", f"/mesa/{IMPORTED_PLAN}/importaciones/{{run}}/"),
    "import, what is new": ("manager", f"/mesa/{IMPORTED_PLAN}/importaciones/{{run}}/?action=create"),
    "to confirm": ("manager", f"/mesa/{IMPORTED_PLAN}/confirmar/"),
    "nothing to confirm": ("manager", DESK + "confirmar/"),
    "list": ("manager", DESK + "proyectos/"),
    "print": ("manager", DESK + "impresos/"),
    "print what is filtered": ("reader", DESK + "impresos/?under_way=yes"),
    "print an empty plan": ("manager", f"/mesa/{EMPTY_PLAN}/impresos/"),
    "saved views": ("manager", DESK + "proyectos/vistas/"),
    "schedule on the desk": ("manager", DESK + "cronograma/"),
    "budget on the desk": ("manager", DESK + "presupuesto/"),
    "bulk edit": ("manager", DESK + "proyectos/lote/?project=1&project=2"),
    "bulk edit without projects": ("manager", DESK + "proyectos/lote/"),
    "bulk change of stage": ("manager", DESK + "proyectos/lote/etapa/?project=1&project=2"),
    "what was done in bulk": ("manager", DESK + "lotes/{portfolio_batch #}/"),
    "tags": ("manager", DESK + "etiquetas/"),
    "rename a tag": ("manager", DESK + "etiquetas/?tag=Sombra"),
    "board": ("manager", DESK + "tablero/"),
    "board of a stage": ("manager", DESK + "tablero/?stage=idea"),
    "list of organizations": ("manager", DESK + "organizaciones/"),
    "list without any": ("manager", f"/mesa/{EMPTY_PLAN}/proyectos/"),
    "edit the plan": ("manager", DESK + "plan/{plan_plan #}/editar/"),
    "edit an axis": ("editor", DESK + "ejes/{axis movilidad}/editar/"),
    "desk of an axis": ("editor", DESK + "ejes/{axis movilidad}/"),
    "create a theme": ("manager", DESK + "temas/crear/"),
    "map on the desk": ("manager", DESK + "mapa/"),
    "create a location": ("manager", DESK + "ubicaciones/crear/"),
    "edit a location": ("manager", DESK + "ubicaciones/{portfolio_location #}/editar/"),
    "edit a territory": ("manager", DESK + "territorios/{places_territory #}/editar/"),
    "create a goal": ("manager", DESK + "metas/crear/"),
    "create an organization": ("manager", DESK + "organizaciones/crear/"),
    "desk of an organization": ("manager", DESK + "organizaciones/{accounts_organization #}/"),
    "unite organizations": ("manager", DESK + "organizaciones/{accounts_organization #}/unir/"),
    "desk of an antecedent": ("manager", DESK + "antecedentes/{plan_antecedent #}/"),
    "desk of a project": ("manager", DESK + ELEMENT),
    "desk of a project seen by a reader": ("reader", DESK + ELEMENT),
    "desk of an appraisal": ("manager", DESK + "evaluaciones/{portfolio_appraisal #}/"),
    "edit an appraisal": ("manager", DESK + "evaluaciones/{portfolio_appraisal #}/editar/"),
    "edit a milestone": ("manager", DESK + "hitos/{portfolio_milestone #}/editar/"),
    "edit a project": ("manager", DESK + ELEMENT + "editar/"),
    "documents": ("manager", DESK + ELEMENT + "documentos/"),
    "documents seen by a reader": ("reader", DESK + ELEMENT + "documentos/"),
    "document": ("manager", DESK + "documentos/{portfolio_document #}/"),
    "new version of a document": ("manager", DESK + "documentos/{portfolio_document #}/versiones/nueva/"),
    "withdraw": ("manager", DESK + ELEMENT + "retirar/"),
    "replace": ("manager", DESK + ELEMENT + "sustituir/"),
    "history": ("manager", DESK + ELEMENT + "historia/"),
    "matrix": ("manager", DESK + "responsables/?axis=movilidad"),
    "matrix of strategies": ("reader", DESK + "responsables/?kind=strategy"),
    "cell of the matrix": ("manager", DESK + "responsables/proyectos/{project 31}/{accounts_organization #}/"),
    "nobody accountable": ("manager", DESK + "sin-responsable/"),
    "nobody accountable in an empty plan": ("manager", f"/mesa/{EMPTY_PLAN}/sin-responsable/"),
    "liaisons": ("manager", DESK + "enlaces/"),
    "liaisons of an empty plan": ("manager", f"/mesa/{EMPTY_PLAN}/enlaces/"),
    "liaison": ("manager", DESK + "enlaces/{portfolio_liaison #}/"),
    "create a liaison": ("editor", DESK + "enlaces/crear/"),
    "hand over": ("manager", DESK + "enlaces/{portfolio_liaison #}/relevo/"),
    "vacancies": ("manager", DESK + "vacantes/"),
    "vacancies of an empty plan": ("manager", f"/mesa/{EMPTY_PLAN}/vacantes/"),
    "shares": ("manager", DESK + "proyectos/{project 31}/partes/"),
    "responsible": ("manager", DESK + ELEMENT + "responsables/"),
    "links": ("manager", DESK + ELEMENT + "antecedentes/"),
    "reinstate": ("manager", DESK + f"proyectos/{{project {demo.WITHDRAWN}}}/reponer/"),
    "participation": ("manager", DESK + "participacion/"),
    "participation of an empty plan": ("manager", f"/mesa/{EMPTY_PLAN}/participacion/"),
    "participation of who leads a table": ("editor", DESK + "participacion/"),
    "workshop": ("manager", DESK + "participacion/talleres/{participation_workshop #}/"),
    "workshop seen by a reader": ("reader", DESK + "participacion/talleres/{participation_workshop #}/"),
    "edit a workshop": ("manager", DESK + "talleres/{participation_workshop #}/editar/"),
    "edit a table": ("manager", DESK + "mesas-de-trabajo/{participation_table #}/editar/"),
    "targets": ("manager", DESK + "participacion/talleres/{participation_workshop #}/equilibrio/"),
    "invitations": ("manager", DESK + "participacion/talleres/{participation_workshop #}/invitaciones/"),
    "invite somebody": ("manager", DESK + "participacion/talleres/{participation_workshop #}/invitaciones/nueva/"),
    "invite a list": ("manager", DESK + "participacion/talleres/{participation_workshop #}/invitaciones/lista/"),
    "attendance": ("manager", DESK + "participacion/mesas/{participation_table #}/asistencia/"),
    "sheet to sign": ("manager", DESK + "participacion/mesas/{participation_table #}/asistencia/hoja/"),
    "table": ("editor", DESK + "participacion/mesas/{at work}/"),
    "table seen by a reader": ("reader", DESK + "participacion/mesas/{at work}/"),
    "choose an exercise": ("editor", DESK + "participacion/mesas/{at work}/ejercicios/nuevo/"),
    "new exercise": ("editor", DESK + "participacion/mesas/{at work}/ejercicios/nuevo/?type=importance"),
    "workbook of a table": ("editor", DESK + "participacion/mesas/{at work}/libro/"),
    "what was changed at a table": ("editor", DESK + "participacion/mesas/{at work}/cambios/"),
    "exercise of ideas": ("editor", DESK + "participacion/ejercicios/{exercise ideas}/"),
    "exercise of ideas seen by a reader": ("reader", DESK + "participacion/ejercicios/{exercise ideas}/"),
    "exercise of grouping": ("editor", DESK + "participacion/ejercicios/{exercise grouping}/"),
    "exercise of grouping seen by a reader": ("reader", DESK + "participacion/ejercicios/{exercise grouping}/"),
    "exercise of causes": ("editor", DESK + "participacion/ejercicios/{exercise causes}/"),
    "exercise of importance": ("editor", DESK + "participacion/ejercicios/{exercise importance}/"),
    "exercise of opinion": ("editor", DESK + "participacion/ejercicios/{exercise opinion}/"),
    "exercise of a profile": ("editor", DESK + "participacion/ejercicios/{exercise profile}/"),
    "edit an exercise": ("editor", DESK + "participacion/ejercicios/{exercise ideas}/editar/"),
    "take an exercise off": ("editor", DESK + "participacion/ejercicios/{exercise ideas}/retirar/"),
    "ideas from paper": ("editor", DESK + "participacion/ejercicios/{exercise ideas}/papel/"),
    "causes from paper": ("editor", DESK + "participacion/ejercicios/{exercise causes}/papel/"),
    "ballots from paper": ("editor", DESK + "participacion/ejercicios/{exercise opinion}/papel/"),
    "problem tree": ("reader", DESK + "participacion/ejercicios/{exercise causes}/diagrama/arbol/"),
    "fishbone": ("reader", DESK + "participacion/ejercicios/{exercise causes}/diagrama/ishikawa/"),
    "contributions": ("manager", DESK + "participacion/aportaciones/"),
    "contributions of an empty plan": ("manager", f"/mesa/{EMPTY_PLAN}/participacion/aportaciones/"),
    "adopt a contribution": ("editor", DESK + "participacion/aportaciones/{said}/adoptar/"),
    "adopt a group": ("manager", DESK + "participacion/aportaciones/{said in public}/adoptar/"),
    "minutes": ("editor", DESK + "participacion/mesas/{at work}/acta/"),
    "correct a contribution": ("editor", DESK + "participacion/aportaciones/{said}/editar/"),
    "hide a contribution": ("editor", DESK + "participacion/aportaciones/{said}/ocultar/"),
    "results of opinion": ("reader", DESK + "participacion/ejercicios/{result opinion}/resultados/"),
    "results of importance": ("reader", DESK + "participacion/ejercicios/{result importance}/resultados/"),
    "results of causes": ("reader", DESK + "participacion/ejercicios/{result causes}/resultados/"),
    "results of grouping": ("reader", DESK + "participacion/ejercicios/{result grouping}/resultados/"),
    "results of ideas": ("reader", DESK + "participacion/ejercicios/{result ideas}/resultados/"),
    "results with too few people": ("manager", DESK + "participacion/ejercicios/{exercise opinion}/resultados/"),
    "calls of the desk": ("manager", DESK + "participacion/convocatorias/"),
    "calls of the desk of an empty plan": ("manager", f"/mesa/{EMPTY_PLAN}/participacion/convocatorias/"),
    "create a call": ("manager", DESK + "convocatorias/crear/"),
    "proposals": ("manager", DESK + "participacion/propuestas/"),
    "proposals without result": ("manager", DESK + "participacion/propuestas/?q=xyzxyz"),
    "desk of a proposal": ("editor", DESK + PROPOSAL),
    "desk of a proposal seen by a reader": ("reader", DESK + PROPOSAL),
    "refuse a proposal": ("editor", DESK + PROPOSAL + "no-publicar/"),
    "answer a proposal": ("editor", DESK + PROPOSAL + "responder/"),
    "accept a proposal": ("editor", DESK + PROPOSAL + "aceptar/"),
    "merge a proposal": ("editor", DESK + PROPOSAL + "unir/"),
    "votes": ("manager", VOTED + "votos/"),
    "votes while they are taken": ("manager", VOTE + "votos/"),
    "votes of a round without any": ("manager", NO_ROUND + "votos/"),
    "paper ballots": ("manager", VOTED + "votos/papel/"),
    "votes from a file": ("manager", VOTED + "votos/archivo/"),
    "equal shares": ("manager", VOTED + "partes-iguales/"),
    "equal shares while votes are taken": ("manager", VOTE + "partes-iguales/"),
    "selection": ("manager", VOTED + "seleccion/"),
    "selection by source": ("manager", VOTED + "seleccion/?sources=many"),
    "selection of nothing": ("manager", NO_ROUND + "seleccion/"),
    "scenarios": ("manager", VOTED + "escenarios/"),
    "result of equal shares": ("manager", RUNS + "{money shared}/"),
    "result of a selection": ("manager", RUNS + "{money selected}/"),
    "result of scenarios": ("manager", RUNS + "{money compared}/"),
    "selection that is impossible": ("manager", RUNS + "{money clashing}/"),
    "limits that clash": ("manager", RUNS + "{money clashing}/choque/"),
    "why something is out": ("manager", RUNS + "{money selected}/fuera/1/"),
    "runs": ("manager", RUNS),
    "runs of a round": ("reader", SECOND_ROUND + "corridas/"),
    "runs of a round without any": ("manager", NO_ROUND + "corridas/"),
    "ask for a ranking": ("manager", SECOND_ROUND + "jerarquizar/"),
    "ask for a ranking without scores": ("manager", NO_ROUND + "jerarquizar/"),
    "ranking": ("manager", RUNS + "{ranking done}/"),
    "ranking by TOPSIS": ("reader", RUNS + "{ranking otherwise}/"),
    "place in a ranking": ("reader", RUNS + "{ranking done}/lugares/{item second}/"),
    "two rankings compared": ("reader", RUNS + "{ranking done}/comparar/?con={ranking otherwise}"),
    "run that was cancelled": ("manager", RUNS + "{ranking cancelled}/"),
    "prioritisation": ("manager", DESK + "priorizacion/"),
    "decisions of a round": ("manager", DECIDING + "rondas/{decided round}/decision/"),
    "decision": ("manager", DECIDING + "publicaciones/{decision draft}/"),
    "departure from the run": ("manager", DECIDING + "publicaciones/{decision draft}/diferencias/{decided item}/"),
    "minutes of a decision": ("manager", DECIDING + "publicaciones/{decision draft}/acta/"),
    "publish a decision": ("manager", DECIDING + "publicaciones/{decision draft}/publicar/"),
    "published decision": ("manager", DECIDING + "publicaciones/{decision in force}/"),
    "take a decision back": ("manager", DECIDING + "publicaciones/{decision in force}/retirar/"),
    "prioritisation of an empty plan": ("manager", f"/mesa/{EMPTY_PLAN}/priorizacion/"),
    "create a round": ("manager", DESK + "rondas/crear/"),
    "create a criterion": ("manager", DESK + "criterios/crear/?round={round draft}"),
    "round": ("manager", ROUND),
    "round seen by a reader": ("reader", ROUND),
    "round without anything": ("manager", NO_ROUND),
    "what is prioritised": ("manager", ROUND + "que-se-prioriza/"),
    "what was chosen": ("manager", ROUND + "que-se-prioriza/?ver=elegidos"),
    "choosing what is prioritised": ("manager", NO_ROUND + "que-se-prioriza/?axis=movilidad"),
    "take something out of a round": ("manager", ROUND + "que-se-prioriza/{item first}/sacar/"),
    "criteria": ("manager", ROUND + "criterios/"),
    "round without criteria": ("manager", NO_ROUND + "criterios/"),
    "evaluators": ("manager", ROUND + "evaluadores/"),
    "round without evaluators": ("manager", NO_ROUND + "evaluadores/"),
    "paste evaluators": ("manager", NO_ROUND + "evaluadores/lista/"),
    "links of evaluators": ("manager", ROUND + "enlaces/"),
    "sheet of links": ("manager", ROUND + "enlaces/hoja/"),
    "conflicts of interest": ("manager", ROUND + "conflictos/"),
    "close a Delphi round": ("manager", ROUND + "cerrar-vuelta/"),
    "last day of a Delphi round": ("manager", ROUND + "ultimo-dia/"),
    "open a Delphi round": ("manager", NO_ROUND + "abrir/"),
    "scores of a round": ("manager", SECOND_ROUND + "calificaciones/"),
    "scores of a round seen by a reader": ("reader", SECOND_ROUND + "calificaciones/?vuelta=1"),
    "scores of a round without anything": ("manager", NO_ROUND + "calificaciones/"),
    "results of scores": ("manager", SECOND_ROUND + "resultados/"),
    "results of scores without anything": ("reader", NO_ROUND + "resultados/"),
    "scores of a project": ("manager", SECOND_ROUND + "resultados/{item second}/"),
    "comments of evaluators": ("manager", SECOND_ROUND + "resultados/comentarios/"),
    "weights of evaluators": ("manager", SECOND_ROUND + "resultados/pesos/"),
    "scores on paper": ("manager", ROUND + "papel/"),
    "scores on paper without anything": ("manager", NO_ROUND + "papel/"),
    "type scores in": ("manager", SECOND_ROUND + "papel/captura/?persona={person second}"),
    "workbook of scores": ("manager", ROUND + "papel/libro/"),
    "reports to review": ("manager", REPORTED + "informes/"),
    "reports seen by a reader": ("reader", REPORTED + "informes/?ver=aceptados"),
    "reports to review of an empty plan": ("manager", f"/mesa/{EMPTY_PLAN}/seguimiento/informes/"),
    "report to review": ("manager", REPORTED + "informes/{reported sent}/"),
    "accepted report": ("manager", REPORTED + "informes/{reported accepted}/"),
    "report seen by a reader": ("reader", REPORTED + "informes/{reported asked}/"),
    "type a report in": ("manager", REPORTED + "asignaciones/{asked_of to write}/capturar/"),
    "type a value in": ("manager", REPORTED + "asignaciones/{asked_of value}/capturar/"),
    "profile": ("manager", "/cuenta/perfil/"),
    "addresses": ("manager", "/cuenta/email/"),
    "password": ("manager", "/cuenta/password/change/"),
    "two steps": ("manager", "/cuenta/mfa/"),
    "sign out": ("manager", "/cuenta/logout/"),
    "communication": ("manager", DESK + "comunicacion/"),
    "communication seen by a reader": ("reader", DESK + "comunicacion/"),
    "communication of an empty plan": ("manager", f"/mesa/{EMPTY_PLAN}/comunicacion/"),
    "outbox": ("manager", DESK + "comunicacion/bandeja/"),
    "outbox of an empty plan": ("manager", f"/mesa/{EMPTY_PLAN}/comunicacion/bandeja/"),
    "outbox without what is looked for": ("manager", DESK + "comunicacion/bandeja/?q=xyzxyz&state=failed"),
    "notice": ("manager", DESK + "comunicacion/avisos/{communication_notice #}/"),
    "words of the mails": ("manager", DESK + "comunicacion/plantillas/"),
    "words of a mail": ("manager", DESK + "comunicacion/plantillas/reminder/es/"),
    "wishes of an address": ("manager", DESK + "comunicacion/preferencias/"),
    "one's own wishes": ("editor", DESK + "comunicacion/mis-preferencias/"),
    "announcements": ("manager", DESK + "comunicacion/comunicados/"),
    "announcements of an empty plan": ("manager", f"/mesa/{EMPTY_PLAN}/comunicacion/comunicados/"),
    "followers": ("manager", DESK + "comunicacion/seguidores/"),
    "followers seen by a reader": ("reader", DESK + "comunicacion/seguidores/"),
    "reminders": ("reader", DESK + "comunicacion/recordatorios/"),
    "rules of reminders": ("manager", DESK + "comunicacion/recordatorios/reglas/"),
    "rules of reminders seen by a reader": ("reader", DESK + "comunicacion/recordatorios/reglas/"),
    "reminders of an empty plan": ("manager", f"/mesa/{EMPTY_PLAN}/comunicacion/recordatorios/"),
    "to telephone": ("manager", DESK + "comunicacion/telefonear/"),
    "letters": ("manager", DESK + "comunicacion/telefonear/cartas/"),
    "dialogue with an organization": ("manager", DESK + "comunicacion/organizaciones/{organization almagre-agua}/"),
    "dialogue without anything": ("reader", DESK + "comunicacion/organizaciones/{accounts_organization #}/?q=xyzxyz"),
}
#: Pages that answer that something is not there, or not for whoever asks.
MISSING = {
    "missing",
    "phone without a table",
    "contribution that is not public",
    "own link that is forged",
    "link of an evaluator that is forged",
    "link to vote that is forged",
    "link to report that is forged",
    "scoring what is not asked",
}


_SAID = (
    "SELECT c.id FROM participation_contribution c JOIN participation_exercise e ON c.exercise_id = e.id"
    " JOIN participation_table t ON e.table_id = t.id WHERE t.code = ?"
)
_AUTHOR = (
    "SELECT a.participant_id FROM participation_authorship a"
    " JOIN participation_participant p ON a.participant_id = p.id"
    " JOIN participation_table t ON p.table_id = t.id WHERE t.code = ? ORDER BY a.id"
)


def address(database: Path, name: str) -> str | None:
    """Return the address of a page of this type; None where what it shows is not in the database."""
    wanted = STAFF[name][1] if name in STAFF else PUBLIC[name]
    with closing(sqlite3.connect(database)) as connection:
        while "{" in wanted:
            before, _open, rest = wanted.partition("{")
            inner, _close, after = rest.partition("}")
            found = reported.value(connection, inner) or _value(connection, inner)
            if found is None:
                return None
            wanted = f"{before}{found}{after}"
    return wanted


def _value(connection: sqlite3.Connection, inner: str) -> str | int | None:
    plan = _first(connection, "SELECT id FROM plan_plan WHERE key = ?", demo.PLAN_KEY)
    table, _space, what = inner.partition(" ")
    if table == "run":
        query = "SELECT r.id FROM importers_importrun r JOIN plan_plan p ON r.plan_id = p.id WHERE p.key = ?"
        return _first(connection, query, IMPORTED_PLAN)
    if table == "project":
        return _first(connection, "SELECT id FROM portfolio_project WHERE plan_id = ? AND number = ?", plan, what)
    if table in _OF_INDICATOR:
        return _first(connection, f"SELECT {_OF_INDICATOR[table]}", what, plan)
    if table in {"exercise", "result"}:
        code = finished.CODE if table == "result" else TABLE_CODE
        query = (
            "SELECT e.id FROM participation_exercise e JOIN participation_table t ON e.table_id = t.id"
            " WHERE t.code = ? AND e.type = ?"
        )
        return _first(connection, query, code, what)
    if inner in {"at work", "said in public", "own link"}:
        return _of_table(connection, inner)
    if table in {"money", "ranking"}:
        title = MONEY[what] if table == "money" else RANKINGS[what]
        return _first(connection, "SELECT id FROM priority_run WHERE title = ? ORDER BY id DESC", title)
    if table in {"round", "evaluator", "person", "item", "decision", "decided"}:
        return _of_round(connection, table, what)
    if table == "said":
        query = (
            "SELECT c.id FROM participation_contribution c JOIN participation_exercise e ON c.exercise_id = e.id"
            " JOIN participation_table t ON e.table_id = t.id WHERE t.code = ? ORDER BY c.id"
        )
        return _first(connection, query, TABLE_CODE)
    if table == "axis":
        return _first(connection, "SELECT id FROM plan_axis WHERE plan_id = ? AND key = ?", plan, what)
    column = "id" if what == "#" else "key"
    mine = "" if table in {"accounts_organization", "places_territory"} else f"WHERE plan_id = {plan}"
    mine = f"WHERE id = {plan}" if table == "plan_plan" else mine
    return _first(connection, f"SELECT {column} FROM {table} {mine} ORDER BY id")  # noqa: S608 (names of this file)


#: What an indicator has in the territory of the whole: its query, after SELECT, by its key and the plan.
_OF_INDICATOR = {
    name: f"{column} FROM monitoring_indicator i JOIN monitoring_series s ON s.indicator_id = i.id"
    f" JOIN places_territory t ON t.id = s.territory_id {joined} WHERE i.key = ? AND i.plan_id = ?"
    f" AND t.kind = 'metropolitan' {only} ORDER BY 1"
    for name, column, joined, only in (
        ("indicator", "i.id", "", ""),
        ("series", "s.id", "", ""),
        ("target", "a.id", "JOIN monitoring_target a ON a.series_id = s.id", "AND NOT a.dropped"),
        ("doubtful", "o.id", "JOIN monitoring_observation o ON o.series_id = s.id", "AND o.standing = 'to_confirm'"),
    )
}
#: The same of what a page names by its key alone.
_OF_INDICATOR |= {"logframe": "id FROM monitoring_logframe WHERE key = ? AND plan_id = ?"}
#: And of periods and what is asked in them, by the phase: the newest.
_OF_INDICATOR |= {
    "period": "id FROM monitoring_reportingperiod WHERE phase = ? AND plan_id = ? ORDER BY id DESC",
    "asked": "a.id FROM monitoring_assignment a JOIN monitoring_reportingperiod p ON p.id = a.period_id"
    " WHERE p.phase = ? AND p.plan_id = ? ORDER BY p.id DESC, a.id",
}
#: And of an organization, which is of no plan.
_OF_INDICATOR |= {"organization": "id FROM accounts_organization WHERE key = ? AND ? IS NOT NULL"}


def _of_table(connection: sqlite3.Connection, inner: str) -> str | int | None:
    if inner == "at work":
        return _first(connection, "SELECT id FROM participation_table WHERE code = ?", TABLE_CODE)
    if inner == "said in public":
        return _first(connection, f"{_SAID} AND c.is_group", finished.CODE)
    return _own_link(_first(connection, _AUTHOR, finished.CODE))


def _of_round(connection: sqlite3.Connection, table: str, what: str) -> str | int | None:
    if table in {"decision", "decided"}:
        return _of_decision(connection, table, what)
    title = ROUNDS.get(what, what)
    if table == "evaluator":
        return evaluator_link(connection, title)
    if table == "person":
        query = "SELECT e.id FROM priority_evaluator e JOIN priority_round r ON r.id = e.round_id WHERE r.title = ?"
        return _first(connection, f"{query} ORDER BY e.id", title)
    if table == "round":
        return _first(connection, "SELECT id FROM priority_round WHERE title = ?", title)
    query = "SELECT i.id FROM priority_item i JOIN priority_round r ON r.id = i.round_id WHERE r.title = ?"
    return _first(connection, f"{query} ORDER BY i.position", title)


def _of_decision(connection: sqlite3.Connection, table: str, what: str) -> str | int | None:
    if table == "decision":
        return _first(connection, "SELECT id FROM priority_publication WHERE title = ?", DECISIONS[what])
    column = {"item": "i.id", "round": "i.round_id"}[what]
    rows = "FROM priority_publication p JOIN priority_item i ON i.round_id = p.round_id WHERE p.title = ?"
    return _first(connection, f"SELECT {column} {rows}", BEGUN)


def evaluator_link(connection: sqlite3.Connection, title: str, name: str = PEOPLE[0]) -> str:
    """Return the part of an evaluator's link, in the round of this title, that the site of the tests signs."""
    query = (
        "SELECT e.id, e.secret FROM priority_evaluator e JOIN priority_round r ON r.id = e.round_id"
        " WHERE r.title = ? AND e.title = ?"
    )
    pk, secret = connection.execute(query, (title, name)).fetchone()
    signer = Signer(key=SECRET, salt="rumbo.priority.evaluator", fallback_keys=[])
    return signer.sign(f"{pk}.{secret}").replace(":", "-", 1)


def _own_link(participant: str | int | None) -> str | None:
    """Return the part of a participant's own link that the site of the tests signs."""
    if participant is None:
        return None
    signer = Signer(key=SECRET, salt="rumbo.participation.link", fallback_keys=[])
    return signer.sign(str(participant)).replace(":", "-", 1)


def _first(connection: sqlite3.Connection, query: str, *values: object) -> str | int | None:
    row = connection.execute(query, values).fetchone()
    return row[0] if row else None

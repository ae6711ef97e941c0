"""Addresses of the staff's pages. Elements stand under their plan and the Spanish name of their kind."""

from django.urls import path, register_converter

from rumbo.desk.kinds import KindConverter
from rumbo.desk.web import (
    confirm,
    editions,
    elements,
    history,
    home,
    imports,
    lifecycle,
    lists,
    new_plan,
    organizations,
    people,
    proposals,
    relations,
    workbook,
)

register_converter(KindConverter, "kind")

app_name = "desk"
PLAN = "<slug:plan_key>/"
ONE = f"{PLAN}<kind:kind>/<int:pk>/"
urlpatterns = [
    path("", home.home, name="home"),
    path("planes/nuevo/", home.create_plan, name="create_plan"),
    path("planes/archivos/", new_plan.upload, name="new_upload"),
    path("planes/archivos/<int:pk>/", imports.run, name="new_run"),
    path("planes/archivos/<int:pk>/nombrar/", new_plan.name, name="new_name"),
    path("planes/archivos/<int:pk>/leer/", imports.mapping, name="new_mapping"),
    path("planes/archivos/<int:pk>/comparar/", imports.again, name="new_again"),
    path("planes/archivos/<int:pk>/decidir/", imports.decide, name="new_decide"),
    path("planes/archivos/<int:pk>/aplicar/", new_plan.apply, name="new_apply"),
    path("planes/archivos/<int:pk>/descartar/", imports.discard, name="new_discard"),
    path("planes/administradores/", people.plans_administrators, name="administrators"),
    path(PLAN, home.plan, name="plan"),
    path(f"{PLAN}cambios/", lists.changes, name="changes"),
    path(f"{PLAN}personas/", people.people, name="people"),
    path(f"{PLAN}personas/<int:pk>/quitar/", people.take, name="take_role"),
    path(f"{PLAN}participacion/propuestas/<int:pk>/aceptar/", proposals.accept, name="accept_proposal"),
    path(f"{PLAN}participacion/propuestas/<int:pk>/unir/", proposals.merge, name="merge_proposal"),
    path(f"{PLAN}ediciones/", editions.editions, name="editions"),
    path(f"{PLAN}libro/", workbook.workbook, name="workbook"),
    path(f"{PLAN}importaciones/", imports.imports, name="imports"),
    path(f"{PLAN}importaciones/nueva/", imports.upload, name="upload"),
    path(f"{PLAN}importaciones/<int:pk>/", imports.run, name="run"),
    path(f"{PLAN}importaciones/<int:pk>/leer/", imports.mapping, name="mapping"),
    path(f"{PLAN}importaciones/<int:pk>/comparar/", imports.again, name="again"),
    path(f"{PLAN}importaciones/<int:pk>/decidir/", imports.decide, name="decide"),
    path(f"{PLAN}importaciones/<int:pk>/aplicar/", imports.apply, name="apply"),
    path(f"{PLAN}importaciones/<int:pk>/descartar/", imports.discard, name="discard"),
    path(f"{PLAN}confirmar/", confirm.confirm, name="confirm"),
    path(f"{PLAN}confirmar/todo/", confirm.confirm_all, name="confirm_all"),
    path(f"{PLAN}confirmar/organizaciones/<int:pk>/", confirm.duplicate, name="duplicate"),
    path(f"{PLAN}confirmar/<kind:kind>/<int:pk>/", confirm.decide, name="match"),
    path(f"{PLAN}organizaciones/<int:pk>/unir/", organizations.merge, name="merge"),
    path(f"{PLAN}<kind:kind>/", lists.elements, name="list"),
    path(f"{PLAN}<kind:kind>/crear/", elements.create, name="create"),
    path(ONE, elements.element, name="element"),
    path(f"{ONE}editar/", elements.edit, name="edit"),
    path(f"{ONE}mover/", lifecycle.move, name="move"),
    path(f"{ONE}retirar/", lifecycle.withdraw, name="withdraw"),
    path(f"{ONE}sustituir/", lifecycle.supersede, name="supersede"),
    path(f"{ONE}reponer/", lifecycle.reinstate, name="reinstate"),
    path(f"{ONE}historia/", history.history, name="history"),
    path(f"{ONE}historia/<int:history_id>/restaurar/", history.restore, name="restore"),
    path(f"{ONE}deshacer/<int:version>/", history.undo, name="undo"),
    path(f"{ONE}responsables/", relations.responsible, name="responsible"),
    path(f"{ONE}responsables/<int:row>/cambiar/", relations.change_role, name="change_role"),
    path(f"{ONE}responsables/<int:row>/quitar/", relations.remove_role, name="remove_role"),
    path(f"{ONE}antecedentes/", relations.links, name="links"),
    path(f"{ONE}antecedentes/<int:row>/quitar/", relations.unlink, name="unlink"),
]

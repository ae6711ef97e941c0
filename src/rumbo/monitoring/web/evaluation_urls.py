"""Addresses of evaluations, what they found, and what follows."""

from __future__ import annotations

from typing import Any

from django.urls import path

from rumbo.monitoring.web import evaluations, findings, improvements, recommendations

urlpatterns: list[Any] = [
    path("evaluaciones/", evaluations.evaluations, name="evaluations"),
    path("evaluaciones/<int:pk>/", evaluations.evaluation, name="evaluation"),
    path("evaluaciones/<int:pk>/publicar/", evaluations.publish, name="publish_evaluation"),
    path("evaluaciones/<int:pk>/retirar/", evaluations.take_back, name="take_evaluation_back"),
    path("evaluaciones/<int:pk>/preguntas-usuales/", evaluations.usual_questions, name="usual_questions"),
    path("hallazgos/nuevo/", findings.note, name="note_finding"),
    path("hallazgos/<int:pk>/", findings.finding, name="finding"),
    path("hallazgos/<int:pk>/archivos/", findings.add_file, name="add_finding_file"),
    path("hallazgos/<int:pk>/archivos/<int:file>/", findings.file, name="finding_file"),
    path("hallazgos/<int:pk>/archivos/<int:file>/retirar/", findings.take_file_back, name="take_finding_file_back"),
    path("recomendaciones/<int:pk>/", findings.recommendation, name="recommendation"),
    path("recomendaciones/<int:pk>/responder/", recommendations.answer, name="answer_recommendation"),
    path("recomendaciones/<int:pk>/compromiso/", recommendations.commit, name="commit_to"),
    path("recomendaciones/<int:pk>/cambiar/", recommendations.choose, name="choose_change"),
    path(
        "recomendaciones/<int:pk>/cambiar/valor-meta/<int:target>/",
        recommendations.change_target,
        name="change_target",
    ),
    path("recomendaciones/<int:pk>/cambiar/<slug:of>/<int:thing>/", recommendations.change_text, name="change_text"),
    path("compromisos/", improvements.improvements, name="improvements"),
    path("compromisos/<int:pk>/cumplir/", improvements.keep, name="keep_improvement"),
    path("compromisos/<int:pk>/dejar/", improvements.give_up, name="give_up_improvement"),
    path("compromisos/<int:pk>/retomar/", improvements.take_up_again, name="take_up_again"),
]

"""Logframes on the desk and in public: making one row by row, its files, and who may."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from factories import IndicatorFactory, LogframeFactory, LogframeRowFactory, ProgramFactory, ProjectFactory
from rumbo.monitoring.models import Logframe, LogframeRow

pytestmark = pytest.mark.django_db


@pytest.fixture
def frame(plan):
    program = ProgramFactory(plan=plan, theme__axis__plan=plan, theme__plan=plan)
    project = ProjectFactory(plan=plan, program=program, title="Parque lineal")
    return LogframeFactory(plan=plan, project=project, key="mir-parque", title="MIR del parque")


@pytest.fixture
def staff(client, manager):
    client.force_login(manager)
    return client


def test_a_logframe_is_made_row_by_row(staff, plan, frame):
    first = staff.get(reverse("monitoring:logframe", args=[plan.key, frame.pk]))
    form = reverse("desk:create", args=[plan.key, "logframe_row"]) + f"?logframe={frame.pk}"
    assert f"{form}&amp;level=fin" in first.content.decode()
    shown = staff.get(f"{form}&level=fin").content.decode()
    assert '<option value="fin" selected' in shown
    made = staff.post(form, {"logframe": frame.pk, "level": "fin", "title": "Contribuir a que haya sombra"})
    row = LogframeRow.objects.get()
    assert made.url == reverse("monitoring:logframe", args=[plan.key, frame.pk]) + f"#logframe_row-{row.pk}"
    page = staff.get(reverse("monitoring:logframe", args=[plan.key, frame.pk])).content.decode()
    assert "Contribuir a que haya sombra" in page
    assert "No tiene propósito" in page


def test_an_activity_needs_a_component_of_its_logframe(staff, plan, frame):
    other = LogframeRowFactory(logframe=LogframeFactory(plan=plan, project=frame.project, state="withdrawn"))
    form = reverse("desk:create", args=[plan.key, "logframe_row"]) + f"?logframe={frame.pk}"
    for under in ("", other.pk):
        answer = staff.post(form, {"logframe": frame.pk, "level": "actividad", "title": "Siembra", "under": under})
        assert answer.status_code == 200
    assert not LogframeRow.objects.filter(logframe=frame).exists()


def test_a_project_has_one_logframe_in_force(staff, plan, frame):
    form = reverse("desk:create", args=[plan.key, "logframe"])
    answer = staff.post(form, {"title": "Otra", "project": frame.project.pk})
    assert "Ya tiene una MIR" in answer.content.decode()
    assert Logframe.objects.count() == 1


def test_its_files_hold_what_the_page_shows_and_run_nothing(staff, plan, frame):
    row = LogframeRowFactory(
        logframe=frame, level="fin", title='=HYPERLINK("x")', assumptions="*Nada* #cambia", verification="+1"
    )
    row.indicators.add(IndicatorFactory(plan=plan, title="Sombra", formula="=1+1", unit="m²"))
    book = load_workbook(
        BytesIO(staff.get(reverse("monitoring:logframe_workbook", args=[plan.key, frame.pk])).content)
    )
    cells = {cell.value: cell.data_type for cells in book.worksheets[0].iter_rows() for cell in cells if cell.value}
    assert {cells[text] for text in ('=HYPERLINK("x")', "=1+1", "+1", "Sombra")} == {"s"}
    assert "Su lógica" not in cells
    assert book.worksheets[1].max_row > 1
    made = PdfReader(BytesIO(staff.get(reverse("monitoring:logframe_pdf", args=[plan.key, frame.pk])).content))
    text = " ".join(page.extract_text() for page in made.pages)
    assert "MIR del parque" in text
    assert "*Nada* #cambia" in text


def test_everybody_reads_it_and_takes_the_files(client, plan, frame):
    LogframeRowFactory(logframe=frame, level="fin", title="Contribuir a que haya sombra")
    for name, kind in (
        ("portal:logframe", "text/html"),
        ("portal:logframe_workbook", "application/vnd"),
        ("portal:logframe_pdf", "application/pdf"),
    ):
        answer = client.get(reverse(name, args=[plan.key, frame.key]))
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith(kind)
    assert client.get(reverse("portal:logframe", args=[plan.key, "otra"])).status_code == 404
    project = client.get(reverse("portal:project", args=[plan.key, frame.project.key])).content.decode()
    assert reverse("portal:logframe", args=[plan.key, frame.key]) in project


def test_a_program_leads_to_its_own(client, plan, frame):
    program = ProgramFactory(plan=plan, theme__axis__plan=plan, theme__plan=plan)
    own = LogframeFactory(plan=plan, project=None, program=program, key="mir-programa")
    page = client.get(reverse("portal:program", args=[plan.key, program.key])).content.decode()
    assert reverse("portal:logframe", args=[plan.key, own.key]) in page
    assert reverse("portal:logframe", args=[plan.key, frame.key]) not in page


def test_a_reader_sees_it_and_changes_nothing(client, plan, frame, reader):
    client.force_login(reader)
    LogframeRowFactory(logframe=frame, level="componente", title="Andadores")
    page = client.get(reverse("monitoring:logframe", args=[plan.key, frame.pk])).content.decode()
    assert "Andadores" in page
    assert reverse("desk:create", args=[plan.key, "logframe_row"]) not in page
    form = reverse("desk:create", args=[plan.key, "logframe_row"]) + f"?logframe={frame.pk}"
    assert client.post(form, {"logframe": frame.pk, "level": "fin", "title": "X"}).status_code in {403, 404}
    assert LogframeRow.objects.count() == 1


def test_the_list_says_whose_each_is_in_constant_queries(staff, plan, frame, django_assert_max_num_queries):
    for number in range(15):
        program = ProgramFactory(plan=plan, theme__axis__plan=plan, theme__plan=plan)
        LogframeFactory(plan=plan, project=None, program=program, title=f"MIR {number}")
    with django_assert_max_num_queries(12):
        page = staff.get(reverse("monitoring:logframes", args=[plan.key])).content.decode()
    assert "MIR 14" in page
    assert "Parque lineal" in page

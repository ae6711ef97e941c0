from io import BytesIO

from django.urls import reverse
from openpyxl import load_workbook

from rumbo.importers.snapshot import snapshot
from rumbo.importers.workbook import write_workbook


def test_it_checks_access(answers, statuses, plan, axis, other_axis):
    assert answers(reverse("desk:workbook", args=[plan.key])) == statuses()


def test_it_is_the_workbook_that_the_program_exports(browser, reader, plan, project, organization):
    response = browser(reader).get(reverse("desk:workbook", args=[plan.key]))
    assert response.headers["Content-Disposition"] == 'attachment; filename="plan-2040.xlsx"'
    sheets = [
        load_workbook(BytesIO(data)) for data in (response.content, write_workbook(snapshot(plan), plan=plan.key))
    ]
    given, exported = [{sheet.title: list(sheet.values) for sheet in book} for book in sheets]
    for sheets_of in (given, exported):
        about = dict(sheets_of.pop("rumbo"))  # when it was written, and which one it is
        assert about["plan"] == plan.key
    assert given == exported
    assert any("Medidores" in row for rows in given.values() for row in rows)


def test_the_upload_page_offers_it(browser, manager, plan):
    response = browser(manager).get(reverse("desk:upload", args=[plan.key]))
    assert reverse("desk:workbook", args=[plan.key]) in response.content.decode()

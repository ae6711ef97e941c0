"""What a workbook may weigh: refused before it is unpacked, so that no file can exhaust the machine."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

#: Bytes that the parts of a workbook may have, unpacked; an honest plan of 5,000 projects has about 20 million.
UNPACKED_LIMIT = 150_000_000
#: Cells read before giving up; an honest plan of 5,000 projects has about 200,000.
CELL_LIMIT = 2_000_000
#: Rows of a sheet.
ROW_LIMIT = 100_000
#: Columns of a sheet that are looked at.
COLUMN_LIMIT = 100
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class UnreadableWorkbook(Exception):
    """The file is no workbook that can be read; the message says why and what to do."""


@contextmanager
def guarded(content: bytes, *passing: type[Exception]) -> Iterator[None]:
    """Guard the reading of a workbook: whatever openpyxl raises at a damaged part becomes a sentence.

    Raises:
        UnreadableWorkbook: it is none that can be read. Errors of the types ``passing`` go through as they are.
    """
    try:
        inspect(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of decorations that it does not keep
            yield
    except Exception as error:
        if isinstance(error, (UnreadableWorkbook, *passing)):
            raise
        raise UnreadableWorkbook(_("The workbook is damaged: open it in Excel and save it again.")) from error


def inspect(content: bytes) -> None:
    """Raise `UnreadableWorkbook` unless the bytes are an .xlsx file of a reasonable size."""
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise UnreadableWorkbook(
                _("The workbook has a password: open it in Excel, remove the password, save it.")
            )
        raise UnreadableWorkbook(_("This is an old Excel file (.xls): open it in Excel and save it as .xlsx."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise UnreadableWorkbook(_("The workbook is damaged: open it in Excel and save it again.")) from None
    if not any(info.filename == "xl/workbook.xml" for info in infos):
        raise UnreadableWorkbook(_("The file is a ZIP archive, not an Excel workbook (.xlsx): unpack it first."))
    if any(info.flag_bits & 1 for info in infos):
        raise UnreadableWorkbook(_("The workbook has a password: open it in Excel, remove the password, save it."))
    if len(infos) > 2000 or sum(info.file_size for info in infos) > UNPACKED_LIMIT:
        message = _(
            "The workbook is too large once unpacked: %(limit)d MB are allowed. Delete sheets that are not needed."
        )
        raise UnreadableWorkbook(message % {"limit": UNPACKED_LIMIT // 1_000_000})

"""How does the officer see the list again with the reasons beside each row, on screen and as a file?"""

from django.db import transaction
from django.utils.translation import gettext as _

from hoanhap.accounts.models import User
from hoanhap.audit import services as audit
from hoanhap.audit.rules import Action
from hoanhap.imports.files import write_copy
from hoanhap.imports.models import Import, ImportRow
from hoanhap.imports.rules import Choice, Verdict, reason_of
from hoanhap.imports.services.uploading import sheet_of
from hoanhap.kit.forms import told


@transaction.atomic
def copy_of(source: Import, *, by: User) -> bytes:
    """The uploaded sheet as .xlsx with verdict and reasons of each row, noted as an export. Raises Refused when the file is gone."""
    sheet = sheet_of(source)
    said = {row.number: (_said(row), reasons_text(row)) for row in source.rows.all()}
    audit.record(
        Action.EXPORT, by=by, subject_type="import", subject_id=source.pk, detail={"file": "xlsx", "count": len(said), "step": "copy"}
    )
    return write_copy(sheet.grid, header_row=sheet.table.header_row if sheet.table else 0, said=said)


def note_shown(source: Import, *, by: User) -> None:
    """Log that the user saw rows of a list."""
    audit.record(Action.VIEW, by=by, subject_type="import", subject_id=source.pk)


def _said(row: ImportRow) -> str:
    if row.person_id is not None:
        return _("Đã lưu")
    choice = f": {_(Choice(row.choice).label).lower()}" if row.choice else ""
    return _(Verdict(row.verdict).label) + choice


def reasons_text(row: ImportRow) -> str:
    """All reasons of a row in the reader's language, one a line."""
    return "\n".join(str(told(reason_of(plain).problem)) for plain in row.reasons)

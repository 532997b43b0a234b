"""How does a list get in, how are its columns mapped, and how does it get out again unsaved?"""

import hashlib
from collections.abc import Mapping
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop as N_

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import scope_of
from hoanhap.audit import services as audit
from hoanhap.audit.rules import Action
from hoanhap.imports.files import Sheet, read_list
from hoanhap.imports.models import ColumnMemory, Import, ImportFile
from hoanhap.imports.rules import (
    BY_DECISION,
    GROUND_WORDS,
    LIVE,
    NAMES,
    Encoding,
    Field,
    ImportState,
    ListKind,
    guess,
    remembered,
)
from hoanhap.imports.services.queue import defer
from hoanhap.kit.dates import now, today
from hoanhap.kit.errors import Problem, Refused
from hoanhap.units.models import Unit


class SameFile(Refused):
    """This very file was uploaded before; `earlier` is that import."""

    def __init__(self, earlier: Import) -> None:
        self.earlier = earlier
        super().__init__(
            [
                Problem(
                    "same_file",
                    N_("Tệp này đã tải lên lúc %(when)s."),
                    N_("Cùng một tệp nhập hai lần không thay đổi gì."),
                    N_("Mở lần nhập đó để xem; danh sách đã sửa thì tải tệp đã sửa."),
                    field="file",
                    params={"when": f"{earlier.uploaded_at:%d/%m/%Y}"},
                )
            ]
        )


@transaction.atomic
def upload(content: bytes, *, name: str, kind: ListKind, commune: int, by: User) -> Import:
    """Keep an uploaded list and guess its columns; nothing of it enters the register yet.

    Raises PermissionDenied without the right for the commune, SameFile, and Refused for a file that cannot be read or has no headings.
    """
    unit = Unit.objects.select_related("province").get(pk=commune)
    if unit.province is None or not scope_of(by, today(), P.PERSON_IMPORT).covers(commune=unit.pk, province=unit.province.pk):
        raise PermissionDenied(P.PERSON_IMPORT)
    digest = hashlib.sha256(content).hexdigest()
    if content and (earlier := _live(commune, digest)) is not None:
        raise SameFile(earlier)
    sheet = read_list(content)[0]
    if sheet.table is None:
        raise Refused(
            [
                Problem(
                    "no_header",
                    N_("Không thấy dòng tên cột."),
                    N_("Cần một dòng như: STT, Họ và tên, Năm sinh, Số CCCD, Nơi ở."),
                    N_("Thêm dòng tên cột ngay trên người đầu tiên, hoặc dùng tệp mẫu."),
                    field="file",
                )
            ]
        )
    memory = ColumnMemory.objects.filter(commune=commune, fingerprint=sheet.table.fingerprint).first()
    columns = remembered(memory.columns, len(sheet.table.headings)) if memory else guess(sheet.table, sheet.grid, today=today())
    try:
        with transaction.atomic():
            source = Import.objects.create(
                commune=unit,
                province=unit.province,
                kind=kind.value,
                file_name=name[-200:],
                sha256=digest,
                size=len(content),
                sheet=sheet.name,
                encoding=memory.encoding if memory else "",
                columns={field.value: place for field, place in columns.items()},
                uploaded_at=now(),
                uploaded_by=by,
            )
    except IntegrityError:
        if (earlier := _live(commune, digest)) is not None:  # somebody uploaded it between our look and our insert
            raise SameFile(earlier) from None
        raise
    ImportFile.objects.create(source=source, content=content)
    audit.record(Action.IMPORT, by=by, subject_type="import", subject_id=source.pk, detail={"step": "upload", "kind": kind.value})
    return source


def _live(commune: int, digest: str) -> Import | None:
    return Import.objects.filter(commune=commune, sha256=digest, state__in=[state.value for state in LIVE]).first()


def sheets_of(source: Import) -> list[Sheet]:
    """The sheets of a kept file. Raises Refused when the file was deleted."""
    kept = ImportFile.objects.filter(source=source).first()
    if kept is None:
        raise Refused([Problem("file_gone", N_("Tệp đã được xóa khỏi máy chủ."), remedy=N_("Tải lại tệp nếu còn cần."))])
    return read_list(bytes(kept.content), encoding=Encoding(source.encoding) if source.encoding else None)


def sheet_of(source: Import) -> Sheet:
    """The sheet that the officer chose. Raises Refused."""
    sheets = sheets_of(source)
    return next((sheet for sheet in sheets if sheet.name == source.sheet), sheets[0])


def locked(import_id: int, by: User, *states: ImportState) -> Import:
    """The import, locked. Raises Import.DoesNotExist outside scope; Refused when it is not in one of the states."""
    source = Import.objects.visible_to(by).select_for_update(of=("self",)).get(pk=import_id)
    if source.state not in states:
        raise Refused(
            [Problem("import_moved_on", N_("Lần nhập này đã sang bước khác."), remedy=N_("Tải lại trang để xem đang ở bước nào."))]
        )
    return source


@transaction.atomic
def choose_reading(import_id: int, *, sheet: str, encoding: str, by: User) -> Import:
    """Another sheet or encoding: the columns are guessed anew."""
    source = locked(import_id, by, ImportState.UPLOADED, ImportState.CHECKED)
    source.sheet, source.encoding = sheet, Encoding(encoding).value if encoding else ""
    found = sheet_of(source)
    columns = guess(found.table, found.grid, today=today()) if found.table else {}
    source.columns = {field.value: place for field, place in columns.items()}
    source.save(update_fields=["sheet", "encoding", "columns"])
    return source


@transaction.atomic
def start_check(
    import_id: int, columns: Mapping[Field, int], *, kind: ListKind, ground_on: date | None, ground_number: str, by: User
) -> Import:
    """Fix what each column holds and what the list is, remember it for these headings, and let the check begin in the background.

    Raises Import.DoesNotExist outside scope; Refused: a column used twice, no column of names, no ground.
    """
    source = locked(import_id, by, ImportState.UPLOADED, ImportState.CHECKED)
    sheet = sheet_of(source)
    if problems := _wrong(columns, sheet, kind, ground_on, ground_number):
        raise Refused(problems)
    assert sheet.table is not None
    plain = {field.value: place for field, place in columns.items()}
    source.columns, source.kind, source.ground_on, source.ground_number = plain, kind.value, ground_on, ground_number[:60]
    source.state, source.done, source.total, source.moved_at = ImportState.CHECKING.value, 0, 0, now()
    source.save()
    ColumnMemory.objects.update_or_create(
        commune_id=source.commune_id,
        fingerprint=sheet.table.fingerprint,
        defaults={"columns": plain, "encoding": source.encoding, "kind": kind.value, "used_at": now()},
    )
    defer("imports.check", source.pk)
    return source


def _wrong(columns: Mapping[Field, int], sheet: Sheet, kind: ListKind, ground_on: date | None, ground_number: str) -> list[Problem]:
    problems = []
    if sheet.table is None:
        return [Problem("no_header", N_("Trang này không có dòng tên cột."), remedy=N_("Chọn trang khác."), field="sheet")]
    twice = sorted({place for place in columns.values() if list(columns.values()).count(place) > 1})
    problems += [
        Problem(
            "column_twice",
            N_("Cột “%(column)s” được ghép cho hai mục."),
            N_("Một cột chỉ là một mục."),
            N_("Chọn lại một trong hai."),
            field=next(field.value for field, at in columns.items() if at == place),
            params={"column": sheet.table.headings[place]},
        )
        for place in twice
        if place < len(sheet.table.headings)
    ]
    if not NAMES & set(columns):
        problems.append(Problem("no_name_column", N_("Chưa chọn cột họ và tên."), remedy=N_("Chọn cột có họ tên."), field="full_name"))
    ground = Field.RESULT_ON if kind is ListKind.TESTED else Field.DECIDED_ON
    if ground not in columns and ground_on is None:
        problems.append(
            Problem(
                "no_ground",
                N_("Danh sách này chưa có %(ground)s."),
                N_("Một người chỉ vào hồ sơ qua sự kiện mà luật nêu."),
                N_("Chọn cột có ngày đó, hoặc nêu căn cứ chung cho cả danh sách."),
                field="ground_on",
                params={"ground": GROUND_WORDS[kind]},
            )
        )
    if kind in BY_DECISION and Field.DECISION_NUMBER not in columns and not ground_number.strip():
        problems.append(
            Problem(
                "no_decision_number",
                N_("Thiếu số quyết định."),
                N_("Một người vào danh sách này theo quyết định có số và ngày."),
                N_("Chọn cột số quyết định, hoặc nêu số chung cho cả danh sách."),
                field="ground_number",
            )
        )
    if ground_on is not None and ground_on > today():
        problems.append(Problem("day_in_future", N_("Ngày này ở tương lai."), remedy=N_("Gõ lại ngày."), field="ground_on"))
    return problems


@transaction.atomic
def cancel(import_id: int, *, by: User) -> None:
    """Give an unsaved list up: its bytes and rows are deleted at once. Raises Refused when something was saved already."""
    source = locked(import_id, by, ImportState.UPLOADED, ImportState.CHECKING, ImportState.CHECKED)
    source.state, source.closed_at = ImportState.CANCELLED.value, now()
    source.save(update_fields=["state", "closed_at"])
    ImportFile.objects.filter(source=source).delete()
    source.rows.all().delete()
    audit.record(Action.IMPORT, by=by, subject_type="import", subject_id=source.pk, detail={"step": "cancel"})

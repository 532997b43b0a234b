"""The pages of an import: upload, columns, result, decisions, copy, undo; bad input gets a message and keeps nothing."""

import io
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hoanhap.audit.models import AuditEntry
from hoanhap.imports import services
from hoanhap.imports.models import Import, ImportFile
from hoanhap.imports.rules import Field, ImportState, ListKind
from hoanhap.kit.dates import now
from hoanhap.people.models import Person
from tests import make
from tests.cast import CAU_GIAY, Cast
from tests.imports.lists import PEOPLE, a_checked_list, a_list, workbook
from tests.imports.test_files import a_bomb, a_million_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.commune_a)
    return client


def send(client: Client, content: bytes, *, name: str = "ds.xlsx", kind: str = "tested") -> Any:
    return client.post(reverse("import_list"), {"file": SimpleUploadedFile(name, content), "kind": kind, "commune": CAU_GIAY})


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Tệp rỗng (0 byte)"),
        (b"a" * (5 * 1024 * 1024 + 1), "Tệp lớn hơn 5 MB"),
        (b"PK\x03\x04 torn", "tệp hỏng"),
        (b"%PDF-1.7", "không phải bảng tính"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "Tệp có mật khẩu"),
        (b"a,b\n" * 21_000, "quá 20.000 dòng"),
        (workbook([["x", "y"], [1, 2]]), "Không thấy dòng tên cột"),
        (workbook([]), "không có dòng nào"),
    ],
)
def test_what_is_no_list_is_refused_in_words_and_not_kept(client: Client, content: bytes, said: str) -> None:
    answer = send(client, content)
    assert answer.status_code == 422
    assert said in text(answer)
    assert not Import.objects.exists()
    assert not ImportFile.objects.exists()


FILES = Path(__file__).parent / "files"


def with_filepass(book: bytes) -> bytes:
    """An .xls locked as Excel does it, as far as a reader without the password gets: the cipher is named behind the first record."""
    first = 512 + 4 + 16  # the stream begins in the first sector with BOF: four bytes of head, sixteen of body
    assert book[512:516] == b"\x09\x08\x10\x00"
    filepass = b"\x2f\x00\x36\x00" + b"\x01\x00\x01\x00\x01\x00" + bytes(range(48))
    room = book.index(b"\0" * len(filepass), first)
    return book[:first] + filepass + book[first:room] + book[room + len(filepass) :]


@pytest.mark.parametrize("make_locked", [
    (FILES / "password.xlsx").read_bytes, lambda: with_filepass((FILES / "unicode.xls").read_bytes()),
])  # fmt: skip
def test_a_real_file_with_a_password_is_refused_in_words(client: Client, make_locked: Callable[[], bytes]) -> None:
    answer = send(client, make_locked())
    assert answer.status_code == 422
    assert "Tệp có mật khẩu" in text(answer)
    assert "bỏ mật khẩu" in text(answer).lower()
    assert not Import.objects.exists()


@pytest.mark.parametrize("name", ["unicode.xls", "tcvn3.xls", "vni.xls"])
def test_an_old_workbook_goes_the_whole_way_in_whatever_font(client: Client, name: str) -> None:
    assert send(client, (FILES / name).read_bytes(), name=name).status_code == 302
    source = Import.objects.get()
    columns = reverse("import_columns", args=[source.pk])
    assert "Nguyễn Đức Thắng" in text(client.get(columns))
    answer = client.post(columns, {**source.columns, "act": "check", "kind": "tested"})
    services.check(source.pk)
    page = text(client.get(answer.url))
    for person in ("Nguyễn Đức Thắng", "Trần Thị Hường", "Lê Quang Đạo"):
        assert person in page
    assert list(source.rows.values_list("verdict", flat=True)) == ["good"] * 3
    assert source.rows.get(number=5).data["person"]["birth_date"] == "1990-08-01"


def test_a_million_rows_and_a_bomb_are_refused_before_they_cost_anything(client: Client) -> None:
    for made, said in ((a_million_rows(), "quá 20.000 dòng"), (a_bomb(), "phình ra quá lớn")):
        begun = time.process_time()
        answer = send(client, made)
        assert time.process_time() - begun < 2  # seconds of this processor; a list of 5,000 rows takes a tenth of one
        assert answer.status_code == 422
        assert said in text(answer)
    assert not Import.objects.exists()


def test_a_formula_of_a_stranger_stays_a_text_on_the_page_and_in_the_copy(client: Client, cast: Cast) -> None:
    row = ("1", "Nguyễn Đức Thắng", "1985", "Nam", "", "=cmd|' /C calc'!A0", "12/11/2026", "")
    assert send(client, a_list(row)).status_code == 302
    source = Import.objects.get()
    columns = {Field(named): place for named, place in source.columns.items()}
    services.start_check(source.pk, columns, kind=ListKind.TESTED, ground_on=None, ground_number="", by=cast.commune_a)
    services.check(source.pk)
    assert "=cmd|" in source.rows.get().data["person"]["address_line"]
    copy = client.get(reverse("import_copy", args=[source.pk]))
    cells = [cell for line in openpyxl.load_workbook(io.BytesIO(copy.getvalue())).active.iter_rows() for cell in line]
    assert [cell.data_type for cell in cells if cell.value and str(cell.value).startswith("=cmd")] == ["s"]


def test_upload_leads_to_the_columns_with_a_guess_and_a_sample(client: Client) -> None:
    answer = send(client, a_list())
    source = Import.objects.get()
    assert answer.url == reverse("import_columns", args=[source.pk])
    page = text(client.get(answer.url))
    assert "B: Họ và tên" in page
    assert "TRẦN THỊ HƯỜNG" in page


def test_the_same_file_leads_to_the_import_there_is(client: Client) -> None:
    content = a_list()
    send(client, content)
    answer = send(client, content)
    assert answer.status_code == 422
    assert "Cùng một tệp nhập hai lần không thay đổi gì" in text(answer)
    assert reverse("import_detail", args=[Import.objects.get().pk]) in text(answer)


def test_a_column_for_two_things_is_said_at_its_field(client: Client) -> None:
    send(client, a_list())
    source = Import.objects.get()
    answer = client.post(
        reverse("import_columns", args=[source.pk]), {"act": "check", "kind": "tested", "full_name": "1", "birth": "1", "result_on": "6"}
    )
    assert answer.status_code == 422
    assert "được ghép cho hai mục" in text(answer)
    assert Import.objects.get().state == ImportState.UPLOADED


def test_the_encoding_can_be_chosen(client: Client) -> None:
    send(client, a_list())
    source = Import.objects.get()
    client.post(reverse("import_columns", args=[source.pk]), {"act": "reading", "sheet": "Danh sách", "encoding": "vni"})
    assert Import.objects.get().encoding == "vni"


def test_the_page_asks_again_while_a_job_runs_and_offers_to_go_on_when_it_died(client: Client) -> None:
    send(client, a_list())
    source = Import.objects.get()
    columns = {**source.columns, "act": "check", "kind": "tested"}
    assert client.post(reverse("import_columns", args=[source.pk]), columns).url == reverse("import_detail", args=[source.pk])
    assert reverse("import_progress", args=[source.pk]) in text(client.get(reverse("import_detail", args=[source.pk])))
    assert "hx-get" in text(client.get(reverse("import_progress", args=[source.pk]), headers={"HX-Request": "true"}))
    Import.objects.update(moved_at=now() - timedelta(minutes=10))
    assert "Chạy tiếp" in text(client.get(reverse("import_detail", args=[source.pk])))
    assert client.post(reverse("import_resume", args=[source.pk])).status_code == 302
    services.check(source.pk)
    assert client.get(reverse("import_progress", args=[source.pk])).headers["HX-Refresh"] == "true"


def test_the_result_shows_every_reason_and_saves_only_what_is_ready(client: Client, cast: Cast) -> None:
    pk = a_checked_list(cast)
    page = text(client.get(reverse("import_detail", args=[pk])))
    assert "Họ tên có chữ số" in page
    assert "Không có ngày “31/02/1990”" in page
    assert "Lưu 3 dòng vào hồ sơ" in page
    doubts = text(client.get(reverse("import_detail", args=[pk]) + "?xem=doubtful"))
    assert "đọc là 001070012345" in doubts
    client.post(reverse("import_row", args=[pk, 8]), {"choice": "as_is", "xem": "doubtful", "trang": "1"})
    client.post(reverse("import_save", args=[pk]))
    assert Import.objects.get().state == ImportState.SAVING
    services.save(pk)
    assert Person.objects.count() == 4
    assert "Đã lưu" in text(client.get(reverse("import_detail", args=[pk])))


def test_a_decision_that_cannot_be_is_told(client: Client, cast: Cast) -> None:
    pk = a_checked_list(cast)
    answer = client.post(reverse("import_row", args=[pk, 8]), {"choice": "fill"}, follow=True)
    assert "Không có hồ sơ nào trong phạm vi của bạn để điền" in text(answer)


def test_many_lost_zeros_are_confirmed_at_once(client: Client, cast: Cast) -> None:
    rows = [(n, name, year, "Nam", int(f"10{year - 1900}01234{n}"), "", "12/11/2026", "") for n, name, year in
            ((1, "Đỗ Văn Khôi", 1970), (2, "Lý Bá Hùng", 1971))]  # fmt: skip
    send(client, a_list(*rows))
    source = Import.objects.get()
    client.post(reverse("import_columns", args=[source.pk]), {**source.columns, "act": "check", "kind": "tested"})
    services.check(source.pk)
    assert "Đã đối chiếu tất cả" in text(client.get(reverse("import_detail", args=[source.pk])))
    answer = client.post(reverse("import_confirm", args=[source.pk]), {"code": "number_zero_restored"}, follow=True)
    assert "Đã xác nhận 2 dòng" in text(answer)


def test_the_copy_is_the_list_with_reasons_and_is_logged(client: Client, cast: Cast) -> None:
    pk = a_checked_list(cast)
    answer = client.get(reverse("import_copy", args=[pk]))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet.cell(7, 9).value == "Sai"
    assert AuditEntry.objects.filter(action="export", subject_type="import", subject_id=str(pk)).exists()


def test_undo_needs_a_reason_and_names_the_rows_that_prevent_it(client: Client, cast: Cast) -> None:
    pk = a_checked_list(cast)
    client.post(reverse("import_save", args=[pk]))
    services.save(pk)
    address = reverse("import_undo", args=[pk])
    assert client.post(address, {"reason": ""}).status_code == 422
    from hoanhap.people.services import update_person

    update_person(Person.objects.get(full_name="Lê Quang Đạo").pk, {"occupation": "thợ mộc"}, by=cast.commune_a)
    page = text(client.get(address))
    assert "Dòng 6: đã có việc ghi, sửa sau khi nhập" in page
    assert client.post(address, {"reason": "Nhầm danh sách"}).status_code == 422
    assert Person.objects.visible_to(cast.commune_a).count() == 3


def test_cancel_and_close_delete_the_file(client: Client, cast: Cast) -> None:
    pk = a_checked_list(cast)
    assert client.post(reverse("import_cancel", args=[pk])).url == reverse("import_list")
    assert not ImportFile.objects.exists()
    assert "không có gì được lưu" in text(client.get(reverse("import_detail", args=[pk])))


def test_names_of_a_list_never_stand_in_addresses_or_the_log(client: Client, cast: Cast) -> None:
    pk = a_checked_list(cast)
    client.post(reverse("import_save", args=[pk]))
    services.save(pk)
    for entry in AuditEntry.objects.all():
        assert not any(str(person[1]) in str(entry.detail) for person in PEOPLE)


def test_others_do_not_see_the_list(cast: Cast) -> None:
    pk = a_checked_list(cast)
    client = Client()
    client.force_login(cast.commune_b)
    for name in ("import_save", "import_cancel", "import_close", "import_confirm", "import_resume"):
        assert client.post(reverse(name, args=[pk])).status_code == 404, name
    assert client.post(reverse("import_row", args=[pk, 4]), {"choice": "skip"}).status_code == 404
    assert Import.objects.get().state == ImportState.CHECKED


def test_a_page_of_many_rows_asks_few_questions(client: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    for n in range(12):
        make.person(cast.commune_a, f"Đỗ Văn Khôi {chr(65 + n)}n", birth_date=None, birth_precision="unknown")
    pk = a_checked_list(cast)
    client.get(reverse("import_detail", args=[pk]))
    with django_assert_max_num_queries(18):
        client.get(reverse("import_detail", args=[pk]) + "?xem=doubtful")

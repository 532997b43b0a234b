"""A table is pasted or uploaded, shown as printed beside what it comes to, mended, and saved only by the button."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hoanhap.plans import services
from hoanhap.plans.models import Plan
from hoanhap.plans.queries.printed import check_table
from hoanhap.plans.rules import AllocationTable, Column, PlanStatus, Row, RowKind
from hoanhap.plans.rules.printed import What
from tests.cast import Cast
from tests.plans.conftest import example

pytestmark = pytest.mark.django_db

CSV = (Path(__file__).parent / "caugiay_2021_table.csv").read_text(encoding="utf-8")
PASTED = CSV.replace(",", "\t")


@pytest.fixture
def draft(cast: Cast) -> Plan:
    """The plan of Cầu Giấy without its table."""
    return services.create_plan(replace(example("caugiay-2021"), status=PlanStatus.DRAFT, tables=()), by=cast.steering)


@pytest.fixture
def office(client: Client, cast: Cast) -> Client:
    client.force_login(cast.steering)
    return client


def read(office: Client, draft: Plan, **sent: Any) -> Any:
    return office.post(reverse("table_edit", args=[draft.pk, 0]), {"where": "biểu", "version": 1, "act": "paste"} | sent)


def sent_back(page: Any) -> dict[str, Any]:
    """What the browser sends of the grid that is shown."""
    grid = page.context["grid"]
    sent: dict[str, Any] = {"where": "biểu", "version": 1, "totals_label": grid.totals_label}
    for column in grid.columns:
        sent |= {f"c-{column.index}-top": column.top, f"c-{column.index}-below": column.below, f"c-{column.index}-target": column.target}
    for row in grid.rows:
        sent |= {f"r-{row.index}-name": row.name, f"r-{row.index}-kind": row.kind, f"r-{row.index}-no": row.printed or ""}
        sent |= {f"x-{row.index}-{at}": cell.text for at, cell in enumerate(row.cells)}
    return sent | {f"t-{at}": text for at, text in enumerate(grid.totals)}


def test_the_table_of_cau_giay_is_pasted_checked_and_saved_as_printed(office: Client, draft: Plan) -> None:
    page = read(office, draft, paste=PASTED)
    assert page.status_code == 200
    draft.refresh_from_db()
    assert (draft.version, services.read(draft).tables) == (1, ()), "nothing is saved before the button"
    check = page.context["check"]
    assert (check.known, check.others, check.units, check.cells) == (8, 1, (), ())
    by_target = {column.target: column.verdict for column in check.columns}
    assert (by_target["ST036"].printed, by_target["ST036"].computed, by_target["ST036"].text) == ("08", "8", "13")
    assert by_target["ST036"].word == "thiếu 5"
    assert "" in by_target, "«Điều tra khám phá hình sự» is for the officer to bind"
    sent = sent_back(page) | {"act": "save", "c-0-target": "ST030"}
    assert office.post(reverse("table_edit", args=[draft.pk, 0]), sent).status_code == 302
    table, printed = services.read(Plan.objects.get(pk=draft.pk)).tables[0], example("caugiay-2021").tables[0]
    assert table.rows == printed.rows
    assert table.totals == printed.totals
    assert [column.target for column in table.columns] == [column.target for column in printed.columns]


def test_the_check_follows_while_typing(office: Client, draft: Plan) -> None:
    sent = sent_back(read(office, draft, paste=PASTED)) | {"x-7-4": "06"}
    html = office.post(reverse("table_edit", args=[draft.pk, 0]), sent, headers={"HX-Request": "true"}).content.decode()
    assert "tổng in sai" in html
    assert "<html" not in html


def test_a_page_of_several_is_chosen(office: Client, draft: Plan) -> None:
    made = openpyxl.Workbook()
    made.active.title = "Ghi chú"
    made.active.append(["Đơn vị", "Khác"])
    made.active.append(["Quan Hoa", 9])
    sheet = made.create_sheet("Biểu giao")
    for line in CSV.splitlines():
        sheet.append(line.split(","))
    stream = io.BytesIO()
    made.save(stream)
    page = read(office, draft, file=SimpleUploadedFile("bieu.xlsx", stream.getvalue()))
    assert [name for name, _text in page.context["choices"]] == ["Ghi chú", "Biểu giao"]
    assert len(page.context["grid"].rows) == 1
    kept = {f"sheet-name-{at}": name for at, (name, _text) in enumerate(page.context["choices"])}
    kept |= {f"sheet-{at}": text for at, (_name, text) in enumerate(page.context["choices"])}
    chosen = read(office, draft, **kept, act="pick:1")
    assert [row.name for row in chosen.context["grid"].rows][:2] == ["Quan Hoa", "Yên Hòa"]
    assert len(chosen.context["grid"].rows) == 9


def test_a_document_is_read_too(office: Client, draft: Plan) -> None:
    made = docx.Document()
    lines = [line.split(",") for line in CSV.splitlines()]
    table = made.add_table(rows=len(lines), cols=len(lines[0]))
    for row, texts in zip(table.rows, lines, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    stream = io.BytesIO()
    made.save(stream)
    page = read(office, draft, file=SimpleUploadedFile("bieu.docx", stream.getvalue()))
    assert len(page.context["grid"].rows) == 9
    assert page.context["grid"].totals == ("10", "08", "08", "06", "08")


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"paste": ""}, "Chưa có bảng nào"),
        ({"paste": "một dòng chữ"}, "Chỉ thấy một cột"),
        ({"paste": "\n".join(f"Xã {at}\t1" for at in range(12_000))}, "12.000 dòng"),
        ({"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04broken")}, "hỏng"),
        ({"file": SimpleUploadedFile("x.pdf", b"%PDF-1.7")}, "không phải tệp"),
    ],
)
def test_what_holds_no_table_is_refused_and_the_grid_stays(office: Client, draft: Plan, sent: dict[str, Any], words: str) -> None:
    page = read(office, draft, **{"c-0-top": "Số", "r-0-name": "Quan Hoa", "x-0-0": "01"}, **sent)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert page.context["grid"].rows[0].name == "Quan Hoa"


def test_bad_cells_are_named_and_keep_the_table_from_being_saved(office: Client, draft: Plan) -> None:
    page = read(office, draft, paste="Đơn vị\tSố vụ\tNgày\nQuan Hoa\t=SUM(A1)\t01/8/ 2021\nYên Hòa\t-3\t5-10\nTổng cộng\tmười\t")
    assert [(doubt.row, doubt.what) for doubt in page.context["check"].cells] == [
        ("Quan Hoa", What.FORMULA),
        ("Quan Hoa", What.DATE),
        ("Yên Hòa", What.NEGATIVE),
        ("Tổng cộng", What.TEXT),
    ]
    assert page.context["check"].columns[0].verdict.word == "có ô không đọc được"
    refused = office.post(reverse("table_edit", args=[draft.pk, 0]), sent_back(page) | {"act": "save"})
    assert refused.status_code == 422
    assert "là ngày tháng, không phải số" in refused.content.decode()
    assert 'value="01/8/ 2021"' in refused.content.decode()


def test_a_printed_total_that_is_text_is_said_and_a_range_has_two_sums(cast: Cast, draft: Plan) -> None:
    doc = services.read(draft)
    columns = (Column(("A",), "ST036"), Column(("B",), "ST035"))
    table = AllocationTable("", columns, (Row("Quan Hoa", ("3", "1-2")), Row("Yên Hòa", ("1", "3"))), totals=("bốn", ""))
    words = [(column.verdict.computed, column.verdict.word) for column in check_table(doc, table).columns]
    assert words == [("4", "tổng in không phải là số"), ("4–5", "có ô là khoảng")]


def test_misspelt_doubled_and_former_names_are_shown_with_what_they_may_mean(cast: Cast, draft: Plan, office: Client) -> None:
    page = read(office, draft, paste="Đơn vị\tSố\nQuan Hoa\t1\nDịch Vọng Hâu\t1\nNghĩa Tâm\t1\nPhường Từ Liêm\t1\nXã Không Đâu\t1\n")
    doubts = {doubt.name: doubt for doubt in page.context["check"].units}
    assert set(doubts) == {"Nghĩa Tâm", "Phường Từ Liêm", "Xã Không Đâu"}, "an accent that slipped is read as before"
    assert "Phường Nghĩa Tân" in doubts["Nghĩa Tâm"].options
    assert "không có đơn vị tên này" in doubts["Xã Không Đâu"].what
    assert doubts["Xã Không Đâu"].options == (), "the word before a name is no likeness"
    line = doubts["Nghĩa Tâm"].line
    mended = office.post(reverse("table_edit", args=[draft.pk, 0]), sent_back(page) | {"act": f"name:{line}:Phường Nghĩa Tân"})
    assert mended.context["grid"].rows[line].name == "Phường Nghĩa Tân"
    assert "Nghĩa Tâm" not in {doubt.name for doubt in mended.context["check"].units}


def test_a_former_ward_in_a_plan_of_today_says_what_it_is_now(cast: Cast) -> None:
    doc = replace(example("hanoi-2024"), area=("Thành phố Hà Nội",), period=replace(example("hanoi-2024").period))
    from datetime import date

    from hoanhap.plans.rules import Span

    today = replace(doc, period=Span(date(2026, 1, 1), date(2027, 1, 1)))
    table = AllocationTable("", (Column(("A",), doc.targets[0].code),), (Row("Phường Quan Hoa", ("1",)), Row("Phường Cầu Giấy", ("1",))))
    (doubt,) = check_table(today, table).units
    assert doubt.name == "Phường Quan Hoa"
    assert "nay là" in doubt.what
    assert doubt.options, "and offers the units of today"


def test_a_ward_whose_name_begins_like_a_team_stays_a_unit(cast: Cast, office: Client) -> None:
    doc = replace(example("caugiay-2021"), status=PlanStatus.DRAFT, tables=(), number="9", area=("Thành phố Hà Nội", "Quận Ba Đình"))
    draft = services.create_plan(doc, by=cast.steering)
    grid = read(office, draft, paste="Đơn vị\tSố\nĐội Cấn\t1\nĐội CSĐTTP\t1\nTổ dân phố 5\t2\n").context["grid"]
    assert [row.kind for row in grid.rows] == [RowKind.UNIT, RowKind.TEAM, RowKind.VILLAGE]


def test_a_large_table_fits_the_request(office: Client, draft: Plan) -> None:
    lines = ["Đơn vị\t" + "\t".join(f"Cột {at}" for at in range(20))] + [
        f"Xã {at}\t" + "\t".join("1" for _ in range(20)) for at in range(126)
    ]
    page = read(office, draft, paste="\n".join(lines))
    assert len(page.context["grid"].rows) == 126
    assert office.post(reverse("table_edit", args=[draft.pk, 0]), sent_back(page) | {"act": "save"}).status_code == 302

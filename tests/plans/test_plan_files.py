"""Plan files: what is written comes back, and what is no plan is refused with its place."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from hoanhap.kit.errors import Refused
from hoanhap.plans import rules
from hoanhap.plans.files import content_hash, read_file, read_json, read_sheet, sheet_guard, write_json, write_sheet
from hoanhap.plans.files import sheet_form as form
from hoanhap.plans.rules import PlanDoc
from tests.plans.conftest import EXAMPLES, FOUNDING, example
from tests.plans.whole import at_default, whole

SCHEMA = Path(__file__).parents[2] / "docs" / "plan.schema.json"


def refusal(content: bytes, name: str = "plan.json") -> list[str]:
    """The reasons a file is refused with."""
    with pytest.raises(Refused) as caught:
        read_file(name, content)
    return [str(problem) for problem in caught.value.problems]


def changed(**values: object) -> bytes:
    """The Cầu Giấy file with other values at the top."""
    plain = json.loads((EXAMPLES / "caugiay-2021.json").read_text())
    return json.dumps(plain | values, ensure_ascii=False).encode()


# JSON


@pytest.mark.parametrize("name", FOUNDING)
def test_a_founding_plan_comes_back_from_json_and_from_the_spreadsheet(name: str) -> None:
    content = (EXAMPLES / f"{name}.json").read_bytes()
    doc = read_json(content)
    assert write_json(doc) == content
    assert read_sheet(write_sheet(doc)) == doc


def test_the_spreadsheet_example_says_the_same_as_the_json_example() -> None:
    assert read_file("caugiay-2021.xlsx", (EXAMPLES / "caugiay-2021.xlsx").read_bytes()) == example("caugiay-2021")


def test_a_plan_with_every_field_comes_back_from_json_and_from_the_spreadsheet() -> None:
    doc = whole()
    assert list(at_default(doc)) == []
    assert read_json(write_json(doc)) == doc
    assert read_sheet(write_sheet(doc)) == doc


def test_the_schema_is_valid_and_knows_every_field_of_a_plan() -> None:
    schema = json.loads(SCHEMA.read_text())
    Draft202012Validator.check_schema(schema)
    parts = {
        "target": rules.TargetDoc, "span": rules.Span, "deadline": rules.Deadline, "section": rules.Section, "baseline": rules.Baseline,
        "mention": rules.Mention, "column": rules.Column, "row": rules.Row, "note": rules.Note, "table": rules.AllocationTable,
        "reported": rules.ReportedFigure, "milestone": rules.Milestone, "signatory": rules.Signatory, "recipient": rules.Recipient,
        "annex": rules.Annex, "basis": rules.LegalBasis, "subordinate": rules.Subordinate, "window": rules.Window, "term": rules.Term,
        "task": rules.TaskDoc, "deliverable": rules.Deliverable,
    }  # fmt: skip
    for name, kind in parts.items():
        assert set(schema["$defs"][name]["properties"]) == {field.name for field in fields(kind)}, name
    assert set(schema["properties"]) - {"$schema", "format"} == {field.name for field in fields(PlanDoc)}


def test_the_spreadsheet_has_a_place_for_every_value_of_a_target_and_a_head() -> None:
    def tops(entries: tuple[form.Entry, ...]) -> set[str]:
        return {entry.path.partition(".")[0] for entry in entries}

    kinds = {
        "targets": rules.TargetDoc, "mentions": rules.Mention, "milestones": rules.Milestone, "tasks": rules.TaskDoc,
        "deliverables": rules.Deliverable, "windows": rules.Window, "subordinates": rules.Subordinate, "bases": rules.LegalBasis,
        "terms": rules.Term, "recipients": rules.Recipient, "annexes": rules.Annex, "sections": rules.Section,
        "reported": rules.ReportedFigure,
    }  # fmt: skip
    nested = set(form.INSIDE)
    for _sheet, key, entries in form.LISTS:
        owner = {form.INSIDE[key][1]} if key in form.INSIDE else set()
        assert tops(entries) == {field.name for field in fields(kinds[key])} - nested | owner, key
    assert tops(form.HEAD) == {field.name for field in fields(PlanDoc)} - set(kinds) - {"tables"}


def test_content_has_one_hash_however_it_is_spelled() -> None:
    plain = json.loads((EXAMPLES / "caugiay-2021.json").read_text())
    shuffled = json.dumps(dict(reversed(plain.items())), indent=7).encode()
    assert content_hash(read_json(shuffled)) == content_hash(example("caugiay-2021"))
    assert content_hash(read_json(changed(number="153"))) != content_hash(example("caugiay-2021"))


def test_decomposed_vietnamese_is_the_same_text() -> None:
    import unicodedata

    content = (EXAMPLES / "caugiay-2021.json").read_text()
    assert read_json(unicodedata.normalize("NFD", content).encode()) == example("caugiay-2021")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Tệp rỗng."),
        (b"  \n ", "Tệp rỗng."),
        (b'{"format": "hoanhap-plan-1",\n "issuer": }', "Dòng 2, cột 12"),
        (b"\xff\xfe{}", "không phải chữ UTF-8"),
        (b"[" * 100_000, "quá sâu"),
        (b'{"issuer": "A", "issuer": "B"}', "“issuer” ghi hai lần"),
        (b'{"value": NaN}', "“NaN” không phải là số"),
        (b"{}" + b" " * (2 * 1024 * 1024), "lớn hơn 2 MB"),
        (b"[]", "không phải một nhóm giá trị"),
    ],
)
def test_what_is_no_json_is_refused_with_its_place(content: bytes, words: str) -> None:
    assert words in refusal(content)[0]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"issuer": ""}, "issuer: để trống."),
        ({"kind": "week"}, "kind: “week” không có trong danh mục. Chọn một trong: year"),
        ({"issued_on": "2021-02-31"}, "issued_on: “2021-02-31” không phải là ngày."),
        ({"issued_on": "31/5/2021"}, "không phải là ngày"),
        ({"colour": "red"}, "có mục lạ: colour"),
        ({"format": "hoanhap-plan-9"}, "Chọn một trong: hoanhap-plan-1"),
        ({"period": {"since": "2021-07-01", "until": "2021-06-01"}}, "period.until: Kỳ kết thúc trước khi bắt đầu."),
        (
            {"targets": [{"code": "A", "text": "x", "kind": "count", "where": "II", "value": "13"}]},
            "targets[1].value: “13” không phải một số.",
        ),
        ({"targets": [{"code": "A", "text": "x", "kind": "count"}]}, "targets[1]: thiếu “where”."),
        ({"targets": []}, "Không có chỉ tiêu mã ST030"),
        ({"targets": [{"code": "A", "text": "x", "kind": "count", "where": "II", "value": True}]}, "không phải một số"),
        ({"targets": [{"code": "A", "text": "x", "kind": "count", "where": "II", "value": 10**13}]}, "vượt giới hạn"),
    ],
)
def test_what_is_no_plan_is_refused_with_the_path_of_the_value(values: dict[str, object], words: str) -> None:
    assert any(words in reason for reason in refusal(changed(**values)))


def test_all_wrong_places_are_named_at_once() -> None:
    reasons = refusal(changed(issuer="", title="", kind="week"))
    assert len(reasons) == 3


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=200))
def test_any_bytes_are_a_plan_or_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        read_file("x", content)


# Spreadsheet


@cache
def filled(name: str) -> bytes:
    """The spreadsheet of a founding plan."""
    return write_sheet(example(name))


def workbook(change: Callable[[Any], None], name: str = "caugiay-2021") -> bytes:
    """The spreadsheet of a founding plan, changed by hand in another program."""
    book = openpyxl.load_workbook(io.BytesIO(filled(name)))
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def put(sheet: str, cell: str, value: object) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book[sheet][cell] = value

    return change


def target_cell(label: str, line: int) -> str:
    at = [entry.label for entry in form.TARGETS].index(label)
    return f"{openpyxl.utils.get_column_letter(at + 1)}{line}"


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "words"),
    [
        ("Biểu 1", "E8", "=SUM(1,1)", "Trang “Biểu 1”, ô E8 có công thức."),
        ("Biểu 1", "E9", "l2", "trang “Biểu 1”, ô E9: “l2” không phải là số."),
        ("Biểu 1", "H9", "12 người", "trang “Biểu 1”, ô H9"),
        ("Biểu 1", "C8", "Thôn", "trang “Biểu 1”, ô C8: “Thôn” không phải loại dòng."),
        ("Biểu 1", "E4", "ST999", "Không có chỉ tiêu mã ST999"),
        ("Biểu 1", "A5", "Đầu dòng", "trang “Biểu 1”, ô A5: “Đầu dòng” không có trong mẫu."),
        ("Chỉ tiêu", target_cell("Loại", 2), "Số nhiều", "“Số nhiều” không có trong danh mục. Chọn một trong: Số lượng"),
        ("Chỉ tiêu", target_cell("Giá trị", 3), "sáu mươi", "“sáu mươi” không phải là số."),
        ("Chỉ tiêu", target_cell("Giá trị", 3), 0.6, "ô chứa 0,6: Excel đã đổi tỷ lệ phần trăm"),
        ("Chỉ tiêu", target_cell("Mã", 2), None, "“Mã” để trống."),
        ("Chỉ tiêu", target_cell("Mỗi năm", 2), "đúng", "không phải “có” hay “không”"),
        ("Chỉ tiêu", target_cell("Chỉ số", 2), "pr4", f"trang “Chỉ tiêu”, ô {target_cell('Chỉ số', 2)}"),
        ("Chỉ tiêu", "A1", "Số hiệu", "cột “Số hiệu” không có trong mẫu"),
        ("Kế hoạch", "B5", "31/02/2021", "trang “Kế hoạch”, ô B5: không có ngày “31/02/2021”."),
        ("Kế hoạch", "B5", "hôm qua", "không có ngày “hôm qua”"),
        ("Kế hoạch", "B2", "", "“Cơ quan ban hành” để trống."),
        ("Kế hoạch", "A3", "Số hiệu", "“Số hiệu” không có trong mẫu."),
        ("Nhắc lại", "A2", "ST999", "trang “Nhắc lại”, ô A2: không có mã “ST999”. Ghi đúng một mã ở trang “Chỉ tiêu”."),
        ("Kế hoạch", "B5", "01/8/ 2021", "không có ngày “01/8/ 2021”. Ghi ngày/tháng/năm, ví dụ 31/05/2021."),
    ],
)
def test_every_bad_cell_is_named(sheet: str, cell: str, value: object, words: str) -> None:
    reasons = refusal(workbook(put(sheet, cell, value)), "plan.xlsx")
    assert any(words in reason for reason in reasons), reasons


def test_several_bad_cells_are_named_together() -> None:
    def change(book: Any) -> None:
        book["Biểu 1"]["E8"], book["Biểu 1"]["F9"] = "a", "b"
        book["Kế hoạch"]["B5"] = "31/02/2021"

    assert len(refusal(workbook(change), "plan.xlsx")) == 3


def test_typed_numbers_and_days_are_read_as_people_mean_them() -> None:
    from datetime import date

    def change(book: Any) -> None:
        book["Biểu 1"]["E8"] = 1
        book["Kế hoạch"]["B5"] = date(2021, 5, 31)
        book["Chỉ tiêu"][target_cell("Giá trị", 2)] = 10

    doc = read_sheet(workbook(change))
    assert doc.tables[0].rows[0].cells[0] == "1"
    assert doc.issued_on == date(2021, 5, 31)
    assert doc.targets == example("caugiay-2021").targets


def test_a_merged_header_counts_for_its_columns() -> None:
    def change(book: Any) -> None:
        book["Biểu 1"]["I5"] = None
        book["Biểu 1"].merge_cells("H5:I5")

    assert read_sheet(workbook(change)) == example("caugiay-2021")


def test_a_missing_page_is_said() -> None:
    reasons = refusal(workbook(lambda book: book.remove(book["Kế hoạch"])), "plan.xlsx")
    assert "Tệp không có trang “Kế hoạch”." in reasons[0]


def test_the_empty_template_names_what_it_needs() -> None:
    reasons = refusal(write_sheet(), "mau.xlsx")
    assert {label for reason in reasons for label in [reason.partition("“")[2].partition("”")[0]]} == {"Kế hoạch"}
    assert any("“Tên kế hoạch” để trống" in reason for reason in reasons)


def test_text_that_looks_like_a_formula_stays_text() -> None:
    doc = read_json(changed(theme="=HYPERLINK(1)"))
    content = write_sheet(doc)
    assert openpyxl.load_workbook(io.BytesIO(content))["Kế hoạch"]["B8"].data_type == "s"
    assert read_sheet(content).theme == "=HYPERLINK(1)"


def archive(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as stream:
        for name, data in parts.items():
            stream.writestr(name.replace("__", "/"), data)
    return buffer.getvalue()


def repacked(part: str, data: bytes) -> bytes:
    """The Cầu Giấy spreadsheet with one part of the archive replaced."""
    source, buffer = zipfile.ZipFile(io.BytesIO(write_sheet(example("caugiay-2021")))), io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as stream:
        for info in source.infolist():
            stream.writestr(info.filename, data if info.filename == part else source.read(info))
    return buffer.getvalue()


def test_bombs_broken_and_foreign_files_are_refused() -> None:
    assert "phình ra quá lớn" in refusal(archive(big=b"\0" * (sheet_guard.MAX_UNPACKED + 1)))[0]
    assert "Không mở được tệp" in refusal(archive(a=b"x"))[0]
    assert "Không mở được tệp" in refusal(write_sheet()[:400])[0]
    assert "không phải tệp .xlsx" in refusal(b"\xd0\xcf\x11\xe0 old excel", "plan.xlsx")[0]
    assert "Tệp rỗng" in refusal(b"", "plan.xlsx")[0]
    assert "lớn hơn 5 MB" in refusal(b"PK" + b"x" * sheet_guard.MAX_BYTES, "plan.xlsx")[0]
    assert "quá nhiều phần" in refusal(archive(**{f"p{number}": b"" for number in range(sheet_guard.MAX_PARTS + 1)}))[0]


def test_document_types_are_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>'
    assert "không được phép" in refusal(repacked("xl/workbook.xml", bomb))[0]


def test_a_cell_at_the_far_end_is_refused_before_a_grid_is_built() -> None:
    assert (
        "dài 1.048.576 dòng, 16.384 cột; nhiều nhất là 2.000 dòng, 100 cột"
        in refusal(workbook(put("Biểu 1", "XFD1048576", "1")), "plan.xlsx")[0]
    )


def test_an_excel_error_is_named() -> None:
    reasons = refusal(workbook(put("Biểu 1", "E8", "#REF!")), "plan.xlsx")
    assert reasons[0].startswith("Trang “Biểu 1”, ô E8 báo lỗi của Excel.")


def test_merged_cells_below_the_header_are_named() -> None:
    """A merged cell would be read as one value and blanks, and a blank means that nothing is assigned."""
    reasons = refusal(workbook(lambda book: book["Biểu 1"].merge_cells("E9:E10")), "plan.xlsx")
    assert reasons == ["trang “Biểu 1”, ô E9: các ô E9 đến E10 đã gộp làm một. Bỏ gộp ô rồi ghi giá trị vào từng ô."]
    assert "A2 đến B2" in refusal(workbook(lambda book: book["Chỉ tiêu"].merge_cells("A2:B2")), "plan.xlsx")[0]


def test_twelve_thousand_rows_are_no_table_of_a_plan() -> None:
    def change(book: Any) -> None:
        for line in range(9, 12_009):
            book["Biểu 1"].cell(line, 2, f"Phường {line}")

    assert "Trang “Biểu 1” dài 12.008 dòng" in refusal(workbook(change), "plan.xlsx")[0]
    row = {"name": "Phường Mẫu", "cells": []}
    table = {"title": "", "columns": [], "rows": [row] * 12_000}
    assert any("tables[1].rows: có 12.000 mục, nhiều nhất là" in reason for reason in refusal(changed(tables=[table])))


def test_every_page_of_the_spreadsheet_names_its_bad_cells() -> None:
    """One wrong cell on each page that a plan with every field fills."""
    content = write_sheet(whole())

    def reasons(sheet: str, label: str, value: object) -> list[str]:
        book = openpyxl.load_workbook(io.BytesIO(content))
        at = [entry.label for name, _key, entries in form.LISTS if name == sheet for entry in entries].index(label) + 1
        book[sheet].cell(2, at).value = value
        buffer = io.BytesIO()
        book.save(buffer)
        return refusal(buffer.getvalue(), "plan.xlsx")

    wrong = (
        ("Nhiệm vụ", "Giao hay đề nghị", "yêu cầu", "“yêu cầu” không có trong danh mục. Chọn một trong: giao, đề nghị, phối hợp"),
        ("Nhiệm vụ", "Đợt cao điểm", "đợt khác", "Không có đợt “đợt khác” trong kế hoạch."),
        ("Nhiệm vụ", "Phục vụ chỉ tiêu", "CT99", "Không có chỉ tiêu mã CT99"),
        ("Nhiệm vụ", "Hạn", None, "thiếu “on”"),
        ("Việc cụ thể", "Mã nhiệm vụ", "NV09", "không có mã “NV09”"),
        ("Việc cụ thể", "Mã việc", "b", "Mã việc b dùng hai lần"),
        ("Việc cụ thể", "Số lượng", "một", "“một” không phải là số"),
        ("Mốc năm", "Năm", "2021,5", "không phải một số nguyên"),
        ("Mốc năm", "Giá trị", 0.025, "ô chứa 0,025: Excel đã đổi tỷ lệ"),
        ("Đợt cao điểm", "Đến hết ngày", "15/05/2021", "Kỳ kết thúc trước khi bắt đầu"),
        ("Cấp dưới lập", "Hạn", "30/02/2021", "không có ngày “30/02/2021”"),
        ("Căn cứ", "Chỗ ghi", None, "“Chỗ ghi” để trống"),
        ("Giải thích từ", "Nghĩa trong kế hoạch này", None, "để trống"),
        ("Nơi nhận", "Số bản", -1, "vượt giới hạn 0"),
        ("Phụ lục", "Tên phụ lục", None, "để trống"),
    )
    for sheet, label, value, words in wrong:
        found = reasons(sheet, label, value)
        assert any(words in reason and f"trang “{sheet}”" in reason for reason in found), (sheet, label, found)

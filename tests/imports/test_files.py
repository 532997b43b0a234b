"""What is no list, or a dangerous one, is refused with a message; the others are read whatever made them."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from hoanhap.imports.files import MAX_BYTES, MAX_ROWS, read_list, write_copy, write_template
from hoanhap.imports.rules import Encoding, Field, find_table, from_unicode, guess
from hoanhap.kit.dates import today
from hoanhap.kit.errors import Refused
from tests.imports.lists import HEADINGS, PEOPLE, a_list, workbook


def code_of(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read_list(content)
    (problem,) = refused.value.problems
    assert problem.what
    assert problem.remedy
    return problem.code


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


def with_sheet(xml: bytes) -> bytes:
    """A real .xlsx whose worksheet is replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(a_list())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, xml if part.filename == "xl/worksheets/sheet1.xml" else old.read(part))
    return out.getvalue()


def sheet(rows: str) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def a_million_rows() -> bytes:
    return with_sheet(sheet("".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 1_000_001, 7))))


def a_bomb() -> bytes:
    return with_sheet(sheet("<row r='1'><c r='A1'><v>1</v></c></row>") + b" " * (120 * 1024 * 1024))


def entities() -> bytes:
    return with_sheet(b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + sheet(""))


def ods(rows: str) -> bytes:
    names = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    names += ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    body = f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="A">{rows}</table:table>'
    body += "</office:spreadsheet></office:body></office:document-content>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", f'<?xml version="1.0"?>{body}')
        made.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


def cells(*texts: str) -> str:
    return "".join(f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in texts)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: b"", "file_empty"),
        (lambda: b"a" * (MAX_BYTES + 1), "file_large"),
        (lambda: OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "file_locked"),
        (lambda: OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "file_kind"),
        (lambda: OLE + b"\0" * 2000, "file_broken"),
        (lambda: b"PK\x03\x04 torn", "file_broken"),
        (lambda: a_list()[:2000], "file_broken"),
        (lambda: archive(word__document_xml=b"<x/>"), "file_kind"),
        (lambda: b"%PDF-1.7 ...", "file_kind"),
        (lambda: b"\x89PNG\r\n", "file_kind"),
        (lambda: b"ab\0cd", "file_kind"),
        (a_million_rows, "too_many_rows"),
        (lambda: "\n".join(["a,b"] * (MAX_ROWS + 1000)).encode(), "too_many_rows"),
        (lambda: with_sheet(sheet("<row r='1'><c r='XFD1'><v>1</v></c></row>")), "too_many_columns"),
        (lambda: with_sheet(sheet("<row r='1048576'><c r='A1048576'><v>1</v></c></row>")), "too_many_rows"),
        (lambda: with_sheet(sheet("<row r='1'><c r='&#65;1'><v>1</v></c></row>")), "file_broken"),
        (a_bomb, "file_bomb"),
        (entities, "file_broken"),
        (lambda: ods('<table:table-row table:number-rows-repeated="900000">' + cells("a") + "</table:table-row>"), "too_many_rows"),
        (lambda: workbook([]), "file_blank"),
        (lambda: b"\n\n,,\n", "file_blank"),
        (lambda: ",".join("x" * 300).encode(), "too_many_columns"),
    ],
)
def test_bad_files_are_refused_with_a_message(make: Callable[[], bytes], code: str) -> None:
    assert code_of(make()) == code


def test_an_archive_with_a_lying_header_is_measured_while_it_unpacks() -> None:
    content = bytearray(a_bomb())
    at = content.rindex(b"xl/worksheets/sheet1.xml") - 46
    content[at + 24 : at + 28] = (1000).to_bytes(4, "little")  # the directory says: 1000 bytes
    assert code_of(bytes(content)) in {"file_bomb", "file_broken"}


def names_in(content: bytes) -> list[Any]:
    found = read_list(content)[0]
    assert found.table is not None
    place = guess(found.table, found.grid, today=today())[Field.FULL_NAME]
    return [row[place] for row in found.grid[found.table.first_row :] if row[place]]


NAMES = [person[1] for person in PEOPLE]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_files_of_any_separator(codec: str, separator: str) -> None:
    lines = [separator.join(str(cell).replace(",", " ") for cell in row) for row in (HEADINGS, *PEOPLE)]
    assert names_in("\r\n".join(lines).encode(codec)) == NAMES


@pytest.mark.parametrize("encoding", [Encoding.TCVN3, Encoding.VNI])
def test_text_files_of_old_fonts(encoding: Encoding) -> None:
    lines = [";".join(str(cell) for cell in row) for row in (HEADINGS, *PEOPLE)]
    found = [name.lower() for name in names_in(from_unicode("\n".join(lines), encoding).encode("latin-1"))]
    assert found == [name.lower() for name in NAMES]


def test_windows_1258_is_unicode_in_one_byte_each() -> None:
    text = "STT;Họ và tên;Năm sinh\n1;Nguyễn Đức Thắng;1985\n2;Trần Thị Hường;1990\n"
    stored = b"".join(letter.encode("cp1258") for letter in _apart(text))
    assert names_in(stored) == ["Nguyễn Đức Thắng", "Trần Thị Hường"]


def _apart(text: str) -> str:
    """Letters with their tones as marks of their own, as Windows-1258 stores them."""
    import unicodedata

    out = []
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tones = [mark for mark in parts if mark in "\u0300\u0309\u0303\u0301\u0323"]
        base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in tones))
        out += [base, *tones]
    return "".join(out)


def test_an_ods_with_a_million_empty_rows_below_is_read() -> None:
    rows = f"<table:table-row>{cells('STT', 'Họ và tên', 'Năm sinh')}</table:table-row>"
    rows += f"<table:table-row>{cells('1', 'Nguyễn Đức Thắng', '1985')}</table:table-row>"
    rows += (
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert names_in(ods(rows)) == ["Nguyễn Đức Thắng"]


def test_columns_of_different_encodings_in_one_file() -> None:
    rows = [["STT", "Họ và tên", "Năm sinh", "Nghề nghiệp"]]
    rows += [["1", from_unicode(name, Encoding.TCVN3), "1985", from_unicode("thợ điện lạnh", Encoding.VNI)] for name in NAMES * 5]
    found = read_list(workbook(rows))[0]
    assert [str(name).lower() for name in names_in(workbook(rows))][:3] == [name.lower() for name in NAMES]
    assert found.grid[1][3] == "thợ điện lạnh"
    assert found.encodings == {1: Encoding.TCVN3, 3: Encoding.VNI}


def test_the_officer_decides_about_the_encoding() -> None:
    content = workbook([["Họ và tên", "Năm sinh"], [from_unicode("Hà", Encoding.VNI), "1985"]])
    assert read_list(content, encoding=Encoding.VNI)[0].grid[1][0] == "Hà"


def test_a_formula_shows_its_value_and_never_runs() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, ["Họ và tên", "Năm sinh"])
    page.write_formula(1, 0, '=HYPERLINK("http://x","Trần Văn Mạnh")', None, "Trần Văn Mạnh")
    page.write_formula(1, 1, "=1980+5", None, 1985)
    book.close()
    assert read_list(out.getvalue())[0].grid[1] == ["Trần Văn Mạnh", 1985]


def test_the_sheet_with_the_table_comes_first() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.add_worksheet("Bìa").write(0, 0, "Kính gửi")
    book.add_worksheet("Danh sách").write_row(0, 0, ["Họ và tên", "Năm sinh"])
    book.close()
    assert [found.name for found in read_list(out.getvalue())] == ["Danh sách", "Bìa"]


def test_the_copy_holds_texts_only_where_texts_were() -> None:
    grid: list[list[Any]] = [["Họ và tên", "Ghi chú"], ["=1+1", "+84 912"], ["@x", 5]]
    copy = openpyxl.load_workbook(io.BytesIO(write_copy(grid, header_row=0, said={2: ("Sai", "=cmd")}))).active
    assert [cell.data_type for row in copy.iter_rows(min_row=2) for cell in row if cell.value is not None] == ["s", "s", "s", "s", "s", "n"]


def test_the_template_is_a_list_without_people() -> None:
    found = read_list(write_template())[0]
    assert found.table is not None
    assert find_table(found.grid) == found.table

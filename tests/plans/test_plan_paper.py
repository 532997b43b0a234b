"""The plan as an official paper with its annex tables."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import docx
import pytest
from pypdf import PdfReader

from hoanhap.documents.rendering.blocks import Annex, Basis, Closing, Document, HeadCell, Matrix, Paragraph
from hoanhap.documents.rendering.docx import render_docx
from hoanhap.documents.rendering.pdf import render_pdf
from hoanhap.kit.errors import Refused
from hoanhap.plans import services
from hoanhap.plans.papers import head_lines, plan_paper
from hoanhap.plans.rules import (
    Deadline,
    Deliverable,
    Delivery,
    LegalBasis,
    PlanDoc,
    Recipient,
    Section,
    Signatory,
    TaskDoc,
    TaskKind,
)
from tests.cast import Cast
from tests.plans.conftest import FOUNDING, example, table, target


def texts(document: Document) -> list[str]:
    return [f"{block.lead} {block.text}".strip() for block in document.blocks if isinstance(block, Paragraph)]


@pytest.mark.parametrize("name", FOUNDING)
def test_every_founding_plan_becomes_a_paper_in_both_files(name: str) -> None:
    document = plan_paper(example(name))
    assert Document.from_data(document.to_data()) == document
    pages = PdfReader(io.BytesIO(render_pdf(document))).pages
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in pages[0].extract_text()
    words = docx.Document(io.BytesIO(render_docx(document)))
    assert any(paragraph.text == "KẾ HOẠCH" for paragraph in words.paragraphs)


def test_the_table_of_cau_giay_stands_in_the_annex_as_printed(caugiay: PlanDoc) -> None:
    document = plan_paper(caugiay)
    annex = next(block for block in document.blocks if isinstance(block, Annex))
    matrix = annex.blocks[0]
    assert isinstance(matrix, Matrix)
    assert [len(row) for row in matrix.rows] == [6] * 10
    assert matrix.rows[0] == ("1. Quan Hoa", "01", "01", "01", "0", "01")
    assert matrix.rows[8][1:] == ("02", None, None, None, None)
    assert matrix.rows[9] == ("Tổng cộng", "10", "08", "08", "06", "08")
    assert "152/KH-UBND" in annex.caption
    words = docx.Document(io.BytesIO(render_docx(document)))
    figures = words.tables[-1]
    assert figures.cell(len(matrix.head), 0).text == "1. Quan Hoa"
    assert figures.cell(0, 4).text == figures.cell(0, 5).text == "Lập hồ sơ đưa cai nghiện ma túy"


def test_a_heading_of_two_lines_joins_its_cells() -> None:
    lines = head_lines([("Đơn vị",), ("Hồ sơ", "Bắt buộc"), ("Hồ sơ", "Tự nguyện"), ("Vụ án",)])
    assert lines == (
        (HeadCell("Đơn vị", 1, 2), HeadCell("Hồ sơ", 2, 1), HeadCell("Vụ án", 1, 2)),
        (HeadCell("Bắt buộc"), HeadCell("Tự nguyện")),
    )


def test_a_table_without_printed_totals_gets_its_sum(plan) -> None:
    document = plan_paper(plan(tables=(table([("4",), ("6",)], ("CT01",)),)))
    annex = next(block for block in document.blocks if isinstance(block, Annex))
    assert annex.blocks[0].rows[-1] == ("Tổng cộng", "10")


def test_a_wide_table_lies_on_its_side(plan) -> None:
    codes = tuple(f"CT{number:02}" for number in range(1, 9))
    wide = table([("1",) * 8], codes, ("1",) * 8)
    document = plan_paper(plan(targets=tuple(target(code, 1) for code in codes), tables=(wide,)))
    page = PdfReader(io.BytesIO(render_pdf(document))).pages[-1]
    assert page.mediabox.width > page.mediabox.height
    section = docx.Document(io.BytesIO(render_docx(document))).sections[-1]
    assert (section.page_width or 0) > (section.page_height or 0)


def test_bases_targets_tasks_recipients_and_signatory_are_said(plan) -> None:
    task = TaskDoc(
        "NV01",
        "Đoàn Thanh niên",
        "Tổ chức mít tinh ngày 26/6",
        "mục IV.11",
        kind=TaskKind.REQUEST,
        coordinating=("Công an quận",),
        due=Deadline(date(2024, 6, 26)),
        deliverables=(Deliverable("a", "Mít tinh"), Deliverable("b", "Treo băng rôn", Decimal(1), "băng rôn")),
    )
    document = plan_paper(
        plan(
            tables=(),
            bases=(LegalBasis("Luật Phòng, chống ma túy năm 2021", "mục đầu"),),
            tasks=(task,),
            recipients=(Recipient("Thành ủy", note="để báo cáo"), Recipient("Các phường", by=Delivery.ELECTRONIC)),
            signatory=Signatory("", "PHÓ CHỦ TỊCH", "KT. CHỦ TỊCH", "CAQ"),
        )
    )
    said = texts(document)
    assert Basis("Căn cứ Luật Phòng, chống ma túy năm 2021;") in document.blocks
    assert any(line.startswith("1. Chỉ tiêu CT01: 10 người") for line in said)
    assert "- Đề nghị: Tổ chức mít tinh ngày 26/6; phối hợp với Công an quận; xong ngày 26/06/2024." in said
    assert "+ Treo băng rôn (1 băng rôn)." in said
    closing = next(block for block in document.blocks if isinstance(block, Closing))
    assert closing.recipients == ("Thành ủy (để báo cáo);", "Các phường (bản điện tử);", "Lưu: VT, CAQ.")
    assert closing.signature.capacity == ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")


def test_what_a_section_says_is_not_said_twice(plan) -> None:
    own_words = plan(sections=(Section("mục II", "Chỉ tiêu cụ thể", "Xử lý 10 vụ."),))
    assert not any("Chỉ tiêu CT01" in line for line in texts(plan_paper(own_words)))
    only_heading = plan(sections=(Section("mục II", "Chỉ tiêu cụ thể"),))
    said = texts(plan_paper(only_heading))
    assert said.index("I. CHỈ TIÊU CỤ THỂ") + 1 == next(at for at, line in enumerate(said) if "Chỉ tiêu CT01" in line)


def test_a_number_that_is_none_is_refused(plan) -> None:
    with pytest.raises(Refused, match="43a"):
        plan_paper(replace(plan(), number="43a"))


@pytest.mark.django_db
def test_the_page_shows_the_sheet_and_gives_both_files(client, cast: Cast, caugiay: PlanDoc) -> None:
    client.force_login(cast.steering)
    stored_plan = services.create_plan(caugiay, by=cast.steering)
    page = client.get(f"/ke-hoach/{stored_plan.pk}/van-ban/")
    assert page.status_code == 200
    assert "PHỤ LỤC" in page.content.decode()
    for form, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        answer = client.get(f"/ke-hoach/{stored_plan.pk}/van-ban.{form}")
        assert answer.status_code == 200
        assert answer.content.startswith(start)

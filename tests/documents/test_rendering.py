"""The files: read back what a reader of the .docx or .pdf gets."""

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import docx
import pypdf
import pytest

from hoanhap.cases.papers import FORMS
from hoanhap.documents.rendering.blocks import Closing, Document, Entry, Fields, Heading, NationHeading, Paragraph, Signature, Stamp, Title
from hoanhap.documents.rendering.docx import render_docx
from hoanhap.documents.rendering.pdf import Unprintable, render_pdf
from hoanhap.documents.rendering.qr import qr_text
from tests.documents.samples import CONTEXTS, document, managed_list

TRICKY = 'Nguyễn #panic("x") $a^2$ *đậm* _nghiêng_ "ngoặc" \\ <nhãn> @tham `mã` = + - // ghi chú [x] {y} & <w:t>'
"""Everything that is markup somewhere: to typst, to XML, to HTML."""


def issued(key: str) -> tuple[Document, Stamp]:
    """The sample paper of a form with number 118 and its stamp."""
    paper = document(key).numbered(118, CONTEXTS[key].on)
    return paper, Stamp("118/QĐ-CAP", CONTEXTS[key].on, paper.sha256(), "https://hoanhap.example.vn/kiem-tra/x7Kq/")


def simple(text: str, heading: Heading | NationHeading | None = None) -> Document:
    """A paper with one text."""
    blocks = (Title("Quyết định", "Thử"), Paragraph(text, lead="Điều 1."), Fields((Entry("Họ và tên", text), Entry("Tên khác"))))
    return Document(
        "c.04",
        heading or Heading("Công an phường Thử", "Thử", symbol="QĐ-CAP"),
        (*blocks, Closing(("Như trên;",), Signature(("Trưởng",), "A"))),
    )


def pdf_text(content: bytes) -> str:
    """The text of all pages on one line."""
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split())


@pytest.mark.parametrize("key", FORMS)
def test_the_pdf_of_every_form_can_be_read_and_embeds_its_fonts(key: str) -> None:
    paper, stamp = issued(key)
    reader: Any = pypdf.PdfReader(io.BytesIO(render_pdf(paper, stamp)))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "Độc lập - Tự do - Hạnh phúc" in text
    assert paper.title is not None
    assert paper.title.name.upper() in text
    assert "Số: 118/" in text
    assert stamp.check_code in text
    fonts = {font["/BaseFont"]: font for page in reader.pages for font in page["/Resources"]["/Font"].values()}
    assert fonts
    for name, font in fonts.items():
        assert "Tinos" in name
        assert (
            "/FontFile2" in font["/DescendantFonts"][0]["/FontDescriptor"] or "/FontFile3" in font["/DescendantFonts"][0]["/FontDescriptor"]
        )
    width, height = (float(value) for value in reader.pages[0].mediabox[2:])
    assert (round(max(width, height)), round(min(width, height))) == (842, 595), "A4"
    assert (width > height) is paper.landscape


@pytest.mark.parametrize("key", FORMS)
def test_the_docx_of_every_form_opens_and_holds_the_paper(key: str) -> None:
    paper, stamp = issued(key)
    word: Any = docx.Document(io.BytesIO(render_docx(paper, stamp)))
    heading = word.tables[0]
    assert paper.title is not None
    assert isinstance(paper.heading, Heading)
    assert paper.heading.issuer.upper() in heading.cell(0, 0).text
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc" in heading.cell(0, 1).text
    assert heading.cell(1, 0).text.startswith("Số: 118/")
    assert "năm 20" in heading.cell(1, 1).text
    styles = {paragraph.style.name: paragraph.text for paragraph in word.paragraphs}
    assert styles["Tên loại văn bản"] == paper.title.name.upper()
    assert styles["Trích yếu"] == paper.title.subject
    paragraphs = [block for block in paper.blocks if isinstance(block, Paragraph)]
    written = [paragraph.text for paragraph in word.paragraphs if paragraph.style.name == "Nội dung"]
    assert written == [f"{block.lead} {block.text}".strip() for block in paragraphs]


def test_the_docx_follows_decree_30() -> None:
    word: Any = docx.Document(io.BytesIO(render_docx(*issued("c.04"))))
    section = word.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [20, 20, 30, 15]
    assert section.different_first_page_header_footer, "no page number on page 1"
    assert "PAGE" in section.header.paragraphs[0]._p.xml
    assert "PAGE" not in section.first_page_header.paragraphs[0]._p.xml
    assert word.styles["Normal"].font.name == "Times New Roman"
    body = word.styles["Nội dung"]
    assert 13 <= body.font.size.pt <= 14
    assert round(body.paragraph_format.first_line_indent.mm, 1) == 10
    assert word.styles["Quốc hiệu"].font.bold
    assert word.styles["Căn cứ"].font.italic


def test_text_is_data_and_never_markup() -> None:
    paper = simple(TRICKY)
    assert TRICKY in pdf_text(render_pdf(paper))
    word = docx.Document(io.BytesIO(render_docx(paper)))
    assert f"Điều 1. {TRICKY}" in [paragraph.text for paragraph in word.paragraphs]


def test_invisible_marks_and_line_breaks_do_not_reach_the_files() -> None:
    paper = simple("Sơn\u202e0123\u202c\nxuống\u0000 dòng")
    for text in (pdf_text(render_pdf(paper)), "\n".join(p.text for p in docx.Document(io.BytesIO(render_docx(paper))).paragraphs)):
        assert "Sơn0123 xuống dòng" in text


@pytest.mark.parametrize("text", ["漢", "ສະບາຍດີ", "😀"])
def test_a_letter_the_font_lacks_is_refused_not_drawn_as_a_box(text: str) -> None:
    with pytest.raises(Unprintable):
        render_pdf(simple(f"Tên {text}"))


def test_every_letter_of_vietnamese_can_be_printed() -> None:
    letters = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ fjwz 0123456789"
    assert letters in pdf_text(render_pdf(simple(letters)))
    assert letters.upper() in pdf_text(render_pdf(simple(letters.upper())))


def test_the_same_paper_gives_the_same_pdf() -> None:
    paper, stamp = issued("c.04")
    assert render_pdf(paper, stamp) == render_pdf(Document.from_data(paper.to_data()), stamp)


def test_papers_rendered_at_the_same_time_do_not_mix() -> None:
    def text(number: int) -> bool:
        name = f"Người thứ {number}"
        return (
            name in pdf_text(render_pdf(simple(name))) and name in docx.Document(io.BytesIO(render_docx(simple(name)))).paragraphs[4].text
        )

    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(text, range(30)))


def test_a_draft_has_no_number_no_code_and_says_nothing_of_a_check() -> None:
    text = pdf_text(render_pdf(document("c.04")))
    assert "…………/QĐ-CAP" in text
    assert "Mã kiểm" not in text
    parts = zipfile.ZipFile(io.BytesIO(render_docx(document("c.04")))).namelist()
    assert not [name for name in parts if name.startswith("word/media")]


def test_demonstration_papers_say_so_on_every_page() -> None:
    paper = FORMS["c.10"].compose(managed_list(60)).numbered(1, date(2026, 11, 30))
    pages = pypdf.PdfReader(io.BytesIO(render_pdf(paper))).pages
    assert len(pages) > 2
    assert all("MINH HỌA" in page.extract_text() for page in pages)
    word = docx.Document(io.BytesIO(render_docx(paper)))
    assert "MINH HỌA" in word.sections[0].header.paragraphs[0]._p.xml
    assert "MINH HỌA" in word.sections[0].first_page_header.paragraphs[0]._p.xml


def test_long_papers_number_their_pages_from_the_second() -> None:
    paper = FORMS["c.10"].compose(managed_list(60)).numbered(1, date(2026, 11, 30))
    pages = [page.extract_text().split() for page in pypdf.PdfReader(io.BytesIO(render_pdf(paper))).pages]
    assert "2" in pages[1][:4]
    assert "3" in pages[2][:4]
    assert all("Họ" in page[:12] for page in pages[1:-1]), "the head of the table repeats"


def test_a_statement_carries_only_country_and_motto() -> None:
    paper = simple("x", NationHeading("Hà Nội", date(2026, 12, 1)))
    text = pdf_text(render_pdf(paper))
    assert "CỘNG HÒA" in text
    assert "Hà Nội, ngày 01 tháng 12 năm 2026" in text
    assert "Số:" not in text
    assert "Hà Nội, ngày 01 tháng 12 năm 2026" in [p.text for p in docx.Document(io.BytesIO(render_docx(paper))).paragraphs]


def test_the_code_holds_address_number_day_and_hash() -> None:
    stamp = Stamp("118/QĐ-CAP", date(2026, 11, 23), "ab" * 32, "https://hoanhap.example.vn/kiem-tra/x7Kq/")
    assert qr_text(stamp) == f"https://hoanhap.example.vn/kiem-tra/x7Kq/?so=118%2FQ%C4%90-CAP&ngay=2026-11-23&ma={'ab' * 32}"
    assert stamp.check_code == "abab abab abab abab"

"""How does a paper become a .docx that officials can edit and sign? python-docx, named styles, real tables, no text boxes."""

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from itertools import zip_longest
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from hoanhap.documents.rendering import layout, wording
from hoanhap.documents.rendering.blocks import (
    Addressee,
    Annex,
    Basis,
    Block,
    Centred,
    Closing,
    Document,
    Entry,
    Fields,
    Heading,
    Matrix,
    NationHeading,
    Paragraph,
    Signature,
    Stamp,
    Table,
    Title,
)
from hoanhap.documents.rendering.layout import size, text_width
from hoanhap.documents.rendering.qr import qr_png

_LEFT, _CENTRE, _RIGHT, _JUSTIFY = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)

_STYLES: dict[str, dict[str, Any]] = {
    "Cơ quan chủ quản": {"size": "issuer", "align": _CENTRE},
    "Cơ quan ban hành": {"size": "issuer", "align": _CENTRE, "bold": True},
    "Quốc hiệu": {"size": "nation", "align": _CENTRE, "bold": True},
    "Tiêu ngữ": {"size": "motto", "align": _CENTRE, "bold": True},
    "Dòng kẻ": {"size": 2, "align": _CENTRE},
    "Số ký hiệu": {"size": "number", "align": _CENTRE, "before": 4},
    "Trích yếu công văn": {"size": "letter_subject", "align": _CENTRE},
    "Địa danh thời gian": {"size": "place", "align": _CENTRE, "italic": True, "before": 4},
    "Tên loại văn bản": {"size": "title", "align": _CENTRE, "bold": True, "before": 14},
    "Trích yếu": {"size": "subject", "align": _CENTRE, "bold": True},
    "Kính gửi": {"size": "body", "align": _LEFT, "before": 6, "after": 6},
    "Dòng giữa": {"size": "body", "align": _CENTRE, "bold": True, "before": 8, "after": 8, "next": True},
    "Căn cứ": {"size": "body", "align": _JUSTIFY, "italic": True, "indent": True, "after": "spacing"},
    "Nội dung": {"size": "body", "align": _JUSTIFY, "indent": True, "after": "spacing"},
    "Mục thông tin": {"size": "body", "align": _LEFT, "indent": True, "after": "spacing"},
    "Đầu bảng": {"size": "table", "align": _CENTRE, "bold": True},
    "Nội dung bảng": {"size": "table", "align": _LEFT},
    "Nơi nhận": {"size": "recipients_head", "align": _LEFT, "bold": True, "italic": True},
    "Danh sách nơi nhận": {"size": "recipients", "align": _LEFT},
    "Chức vụ ký": {"size": "signature", "align": _CENTRE, "bold": True, "next": True},
    "Họ tên ký": {"size": "signature", "align": _CENTRE, "bold": True},
    "Ghi chú kiểm tra": {"size": 8.5, "align": _LEFT},
}
"""Paragraph styles of the file, by the names of decree 30/2020; sizes come from layout.MEASURES."""


def render_docx(document: Document, stamp: Stamp | None = None) -> bytes:
    """The paper as an editable Word file in Times New Roman, A4, with the page number from page 2 on."""
    word = docx.Document(io.BytesIO(_template()))
    _page(word, document)
    _heading(word, document)
    for block, following in zip_longest(document.blocks, document.blocks[1:]):
        _block(word, document, block, stamp)
        if isinstance(following, Closing) and not isinstance(block, Table | Matrix):
            word.paragraphs[-1].paragraph_format.keep_with_next = True  # a signature never stands alone on a page
    _properties(word, document)
    target = io.BytesIO()
    word.save(target)
    return target.getvalue()


@cache
def _template() -> bytes:
    """An empty file with the styles, made once: making them takes longer than writing a paper."""
    word = docx.Document()
    _styles(word)
    target = io.BytesIO()
    word.save(target)
    return target.getvalue()


@cache
def _style_ids() -> dict[str, str]:
    """The identifier of each style in the file, by its name."""
    styles = docx.Document(io.BytesIO(_template())).styles
    return {name: styles[name].style_id for name in _STYLES}


def _styled(paragraph: WordParagraph, style: str) -> WordParagraph:
    paragraph._p.style = _style_ids()[style]
    return paragraph


def _add(word: WordDocument, style: str, text: str = "") -> WordParagraph:
    return _styled(word.add_paragraph(text), style)


def _styles(word: WordDocument) -> None:
    normal = word.styles["Normal"]
    normal.font.name = layout.FONT
    normal.font.size = Pt(size("body"))
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), layout.FONT)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = 1.0
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    normal.element.get_or_add_rPr().append(language)
    for name, wanted in _STYLES.items():
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        style.quick_style = True
        style.font.size = Pt(size(wanted["size"]) if isinstance(wanted["size"], str) else wanted["size"])
        style.font.bold = wanted.get("bold", False)
        style.font.italic = wanted.get("italic", False)
        style.font.color.rgb = RGBColor(0, 0, 0)
        form = style.paragraph_format
        form.alignment = wanted["align"]
        form.space_before = Pt(wanted.get("before", 0))
        after = wanted.get("after", 0)
        form.space_after = Pt(size(after) if isinstance(after, str) else after)
        form.keep_with_next = wanted.get("next", False)
        form.widow_control = True
        if wanted.get("indent"):
            form.first_line_indent = Mm(size("indent"))


def _page(word: WordDocument, document: Document) -> None:
    section = word.sections[0]
    width, height = layout.PAGE
    if document.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        width, height = height, width
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(size("margin_top")), Mm(size("margin_bottom"))
    section.left_margin, section.right_margin = Mm(size("margin_left")), Mm(size("margin_right"))
    section.header_distance, section.footer_distance = Mm(10), Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = _CENTRE
    run = number.add_run()
    run.font.size = Pt(size("page_number"))
    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("text", "2"), ("end", "")):
        if kind == "":
            part = OxmlElement("w:instrText")
            part.text = text
        elif kind == "text":
            part = OxmlElement("w:t")
            part.text = text
        else:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)
    first = section.first_page_header.paragraphs[0]
    if document.demonstration:
        for index, header in enumerate((number, first)):
            header.add_run()._r.append(_watermark(wording.DEMONSTRATION, index))


def _watermark(text: str, index: int) -> Any:
    """A pale slanted word behind the text, as Word's own watermark makes it."""
    return parse_xml(
        f'<w:pict {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">'
        '<v:textpath on="t" fitshape="t"/></v:shapetype>'
        f'<v:shape id="HoaNhapMinhHoa{index}" o:spid="_x0000_s20{49 + index}" type="#_x0000_t136" o:allowincell="f" '
        'style="position:absolute;margin-left:0;margin-top:0;width:430pt;height:108pt;rotation:318;z-index:-251658752;'
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        'mso-position-vertical:center;mso-position-vertical-relative:margin" fillcolor="#e6e6e6" stroked="f">'
        f'<v:textpath style="font-family:&quot;{layout.FONT}&quot;;font-size:1pt;font-weight:bold" string="{text}"/></v:shape></w:pict>'
    )


def _grid(word: WordDocument, widths: Iterable[float], rows: int = 1) -> WordTable:
    """A table without lines and of fixed widths (millimetres), for parts that stand side by side."""
    shares = list(widths)
    table: WordTable = word.add_table(rows=rows, cols=len(shares))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for row in table.rows:
        for cell, width in zip(row.cells, shares, strict=True):
            cell.width = Mm(width)
    for column, width in zip(table.columns, shares, strict=True):
        column.width = Mm(width)
    return table


def _write(cell: _Cell, style: str, text: str, *, first: bool = False) -> WordParagraph:
    paragraph: WordParagraph = cell.paragraphs[0] if first else cell.add_paragraph()
    paragraph.add_run(text)
    return _styled(paragraph, style)


def _rule(paragraph: WordParagraph, width: float, share: float) -> None:
    """Draw a line of `share` of `width` millimetres, centred, as the top border of an empty paragraph."""
    side = Mm(width * (1 - share) / 2)
    paragraph.paragraph_format.left_indent = side
    paragraph.paragraph_format.right_indent = side
    paragraph.paragraph_format.space_before = Pt(4)
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr"
    )


def _nation(cell: _Cell, width: float) -> None:
    _write(cell, "Quốc hiệu", wording.NATION, first=True)
    _write(cell, "Tiêu ngữ", wording.MOTTO)
    _rule(_write(cell, "Dòng kẻ", ""), width, 0.62)


def _heading(word: WordDocument, document: Document) -> None:
    heading = document.heading
    width = text_width(landscape=document.landscape)
    if isinstance(heading, NationHeading):
        _nation(_grid(word, [width]).cell(0, 0), width * 0.62)
        if place := wording.place_line(heading):
            _add(word, "Địa danh thời gian", place).alignment = _RIGHT
        return
    left, right = (width * share for share in layout.HEADING_SHARES)
    table = _grid(word, [left, right], rows=2)
    own = table.cell(0, 0)
    if heading.parent:
        _write(own, "Cơ quan chủ quản", heading.parent.upper(), first=True)
    _write(own, "Cơ quan ban hành", heading.issuer.upper(), first=not heading.parent)
    _rule(_write(own, "Dòng kẻ", ""), left, 0.36)
    _nation(table.cell(0, 1), right)
    _write(table.cell(1, 0), "Số ký hiệu", wording.number_line(heading), first=True)
    if document.letter_subject:
        _write(table.cell(1, 0), "Trích yếu công văn", document.letter_subject)
    _write(table.cell(1, 1), "Địa danh thời gian", wording.place_line(heading), first=True)


def _block(word: WordDocument, document: Document, block: Block, stamp: Stamp | None) -> None:
    width = text_width(landscape=document.landscape)
    match block:
        case Title(name="", subject=_):
            _add(word, "Dòng kẻ").paragraph_format.space_after = Pt(8)
        case Title(name, subject):
            _add(word, "Tên loại văn bản", name.upper())
            if subject:
                _add(word, "Trích yếu", subject)
                _rule(_add(word, "Dòng kẻ"), width, 0.28)
            _add(word, "Dòng kẻ").paragraph_format.space_after = Pt(8)
        case Addressee(to):
            for index, name in enumerate(to):
                paragraph = _add(word, "Kính gửi", f"{wording.ADDRESSEE if index == 0 else ''}\t{name}")
                paragraph.paragraph_format.left_indent = Mm(60)
                paragraph.paragraph_format.first_line_indent = Mm(-22)
                paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(60))
        case Centred(text):
            _add(word, "Dòng giữa", text)
        case Basis(text):
            _add(word, "Căn cứ", text)
        case Paragraph(text, lead):
            paragraph = _add(word, "Nội dung")
            if lead:
                paragraph.add_run(f"{lead} ").bold = True
            paragraph.add_run(text)
        case Fields(entries):
            _fields(_add(word, "Mục thông tin"), entries, width)
        case Table():
            _table(word, block, width)
        case Matrix():
            _matrix(word, block, width)
        case Annex():
            _annex(word, document, block, stamp)
        case Closing():
            _closing(word, block, width, stamp)


def _fields(paragraph: WordParagraph, entries: tuple[Entry, ...], width: float) -> None:
    """Labelled values side by side; an unknown one runs as dots to the next tab stop."""
    room = (width - size("indent")) / len(entries)
    for index, entry in enumerate(entries):
        end = size("indent") + room * (index + 1)
        last = index == len(entries) - 1
        paragraph.add_run(f"{entry.label}: {entry.value or ''}")
        if entry.value is None:
            alignment = WD_TAB_ALIGNMENT.RIGHT if last else WD_TAB_ALIGNMENT.LEFT
            paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(end if last else end - 3), alignment, WD_TAB_LEADER.DOTS)
            paragraph.add_run("\t" if last else "\t ")
        elif not last:
            paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(end))
            paragraph.add_run("\t")


def _ruled(word: WordDocument, widths: list[float], *, head: int, rows: int) -> WordTable:
    """A table with lines whose first `head` rows repeat on every page."""
    table = _grid(word, widths, rows=head + rows)
    table.style = "Table Grid"
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(Mm(1.4).twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)
    for line in list(table.rows)[:head]:
        repeat = OxmlElement("w:tblHeader")
        repeat.set(qn("w:val"), "true")
        line._tr.get_or_add_trPr().append(repeat)
    return table


def _matrix(word: WordDocument, block: Matrix, width: float) -> None:
    widths = [width * share / sum(block.shares) for share in block.shares]
    depth = len(block.head)
    table = _ruled(word, widths, head=depth, rows=len(block.rows))
    taken: set[tuple[int, int]] = set()
    for line, cells in enumerate(block.head):
        at = 0
        for cell in cells:
            while (line, at) in taken:
                at += 1
            taken.update((line + down, at + along) for down in range(cell.lines) for along in range(cell.columns))
            corner = table.cell(line, at)
            if cell.columns > 1 or cell.lines > 1:
                corner = corner.merge(table.cell(line + cell.lines - 1, at + cell.columns - 1))
            _write(corner, "Đầu bảng", cell.text, first=True)
    for line, (row, values) in enumerate(zip(list(table.rows)[depth:], block.rows, strict=True)):
        _unsplit(row._tr)
        for at, (slot, value) in enumerate(zip(row.cells, values, strict=True)):
            paragraph = _write(slot, "Nội dung bảng", value or "", first=True)
            paragraph.runs[0].bold = line >= len(block.rows) - block.totals
            if at:
                paragraph.alignment = _CENTRE


def _annex(word: WordDocument, document: Document, block: Annex, stamp: Stamp | None) -> None:
    """A section of its own, turned where the table is wide; page numbers run on."""
    section = word.add_section(WD_SECTION.NEW_PAGE)
    section.different_first_page_header_footer = False
    width, height = layout.PAGE[::-1] if block.landscape else layout.PAGE
    section.orientation = WD_ORIENT.LANDSCAPE if block.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    _add(word, "Tên loại văn bản", block.name.upper())
    if block.subject:
        _add(word, "Trích yếu", block.subject)
    if block.caption:
        _add(word, "Trích yếu").add_run(block.caption).italic = True
        for run in word.paragraphs[-1].runs:
            run.bold = False
    _rule(_add(word, "Dòng kẻ"), text_width(landscape=block.landscape), 0.28)
    for part in block.blocks:
        _block(word, replace(document, landscape=block.landscape), part, stamp)


def _table(word: WordDocument, block: Table, width: float) -> None:
    total = sum(column.share for column in block.columns)
    widths = [width * column.share / total for column in block.columns]
    table = _ruled(word, widths, head=1, rows=len(block.rows))
    for cell, column in zip(table.rows[0].cells, block.columns, strict=True):
        _write(cell, "Đầu bảng", column.title, first=True)
    for row, values in zip(table.rows[1:], block.rows, strict=True):
        _unsplit(row._tr)
        for cell, value in zip(row.cells, values, strict=True):
            _write(cell, "Nội dung bảng", value or "", first=True)


def _unsplit(row: Any) -> None:
    whole = OxmlElement("w:cantSplit")
    whole.set(qn("w:val"), "true")
    row.get_or_add_trPr().append(whole)


def _sign(cell: _Cell, signature: Signature) -> None:
    for index, line in enumerate(signature.capacity):
        _write(cell, "Chức vụ ký", line.upper(), first=index == 0)
    name = _write(cell, "Họ tên ký", signature.name or "……………………")
    name.paragraph_format.space_before = Mm(layout.SIGNING_SPACE)


def _recipients(cell: _Cell, recipients: tuple[str, ...]) -> None:
    _write(cell, "Nơi nhận", wording.RECIPIENTS, first=True)
    for line in recipients:
        _write(cell, "Danh sách nơi nhận", f"- {line}")


def _closing(word: WordDocument, block: Closing, width: float, stamp: Stamp | None) -> None:
    gap = _add(word, "Dòng kẻ").paragraph_format
    gap.space_before = Pt(8)
    gap.keep_with_next = True
    left, right = (0.45, 0.55) if block.left is None else (0.5, 0.5)
    table = _grid(word, [width * left, width * right], rows=1 if block.left is None else 2)
    for row in table.rows:
        _unsplit(row._tr)
    _sign(table.cell(0, 1), block.signature)
    if block.left is not None:
        _sign(table.cell(0, 0), block.left)
    below = table.cell(len(table.rows) - 1, 0)
    if block.recipients:
        _recipients(below, block.recipients)
    if stamp is not None:
        _stamp(below, stamp)


def _stamp(cell: _Cell, stamp: Stamp) -> None:
    """Number, day, hash and check address beside the QR code, in a table inside `cell`."""
    table = cell.add_table(rows=1, cols=2)
    table.autofit = False
    for part, width in zip(table.rows[0].cells, (26, 46), strict=True):
        part.width = Mm(width)
    table.cell(0, 0).paragraphs[0].add_run().add_picture(io.BytesIO(qr_png(stamp)), width=Mm(20))
    for index, line in enumerate(wording.stamp_lines(stamp)):
        _write(table.cell(0, 1), "Ghi chú kiểm tra", line, first=index == 0)
    _styled(cell.add_paragraph(), "Dòng kẻ")  # Word wants a paragraph after a table inside a cell


def _properties(word: WordDocument, document: Document) -> None:
    properties = word.core_properties
    title = document.title
    properties.title = f"{title.name} {title.subject}".strip() if title else document.form
    properties.author = document.heading.issuer if isinstance(document.heading, Heading) else ""
    properties.comments = ""
    properties.language = "vi-VN"
    day = document.heading.on
    if day is not None:
        properties.created = properties.modified = datetime(day.year, day.month, day.day, tzinfo=UTC)

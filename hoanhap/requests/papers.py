"""What do the person's own sheet, the receipt of a request and its answer say as papers?

No decree gives a form for them: they carry no form number and no number of the unit's book, only the number of the request.
"""

from dataclasses import dataclass
from datetime import date

from hoanhap.documents.rendering.blocks import Block, Closing, Document, Entry, Fields, Heading, Paragraph, Signature, Title
from hoanhap.requests.rules.sheet import Line, Sheet


@dataclass(frozen=True)
class SheetWords:
    """The fixed words of the sheet in the language it is printed in."""

    title: str
    subject: str
    receiver: str
    officer: str


def own_sheet(sheet: Sheet, words: SheetWords, officer: str) -> Document:
    """The person's own sheet, one paragraph for each question, so that it stands on one page where possible."""
    body: list[Block] = [Title(words.title, words.subject), Paragraph(sheet.intro)]
    for part in sheet.parts:
        said = [line for line in part.lines if not line.is_blank]
        if said:
            body.append(Paragraph(" ".join(_sentence(line) for line in said), lead=part.title))
        if blanks := tuple(Entry(line.label, None) for line in part.lines if line.is_blank):
            body.append(Fields(blanks))
    body.append(Fields((Entry(words.officer, officer), Entry(words.receiver, None))))
    return Document(
        form="own_sheet",
        heading=Heading(issuer=sheet.unit, parent=sheet.parent, place=sheet.place, on=sheet.on),
        blocks=tuple(body),
        demonstration=sheet.demonstration,
    )


def _sentence(line: Line) -> str:
    text = f"{line.label}: {line.text}" if line.label else line.text
    if line.doubt:
        text = f"{text.rstrip('.')} ({line.doubt})"
    return text if text.endswith((".", "?")) else f"{text}."


@dataclass(frozen=True)
class RequestPaper:
    """A request as its receipt and its answer tell it. Texts are as typed; days may be missing where the law gives no period."""

    unit: str
    parent: str
    place: str
    number: str
    name: str
    code: str
    asker: str
    """Who asked: the person or who stands for them."""
    wish: str
    topic: str
    channel: str
    received_on: date
    what: str
    wanted: str
    evidence: str
    answer_due: date | None
    due: date | None
    article: str
    """On which the periods rest, with what is not confirmed."""
    officer: str
    on: date
    outcome: str = ""
    reply: str = ""
    refused_under: str = ""
    demonstration: bool = False


def receipt(paper: RequestPaper) -> Document:
    """What the person takes home when they have asked."""
    days = []
    if paper.answer_due:
        days.append(f"trả lời chậm nhất hết ngày {paper.answer_due:%d/%m/%Y}")
    if paper.due:
        days.append(f"thực hiện, hoặc nói rõ vì sao không, chậm nhất hết ngày {paper.due:%d/%m/%Y}")
    promise = (
        f"Cơ quan {' và '.join(days)} ({paper.article})."
        if days
        else "Ngày nhận yêu cầu chưa có thời hạn trong luật; cơ quan trả lời sớm nhất có thể."
    )
    return _paper(
        paper,
        "Giấy tiếp nhận yêu cầu",
        (
            *_asked(paper),
            Paragraph(promise, lead="Khi nào có trả lời?"),
            Paragraph("Ông/bà giữ giấy này. Quá ngày trên mà chưa được trả lời thì mang giấy này đến cơ quan để hỏi.", lead="Cần nhớ."),
        ),
    )


def answer(paper: RequestPaper) -> Document:
    """What the person is told of the request."""
    grounds = (Paragraph(paper.refused_under, lead="Căn cứ."),) if paper.refused_under else ()
    return _paper(
        paper,
        "Trả lời yêu cầu",
        (
            *_asked(paper),
            Paragraph(f"{paper.outcome}. {paper.reply}", lead="Trả lời."),
            *grounds,
            Paragraph("Không đồng ý với trả lời này, ông/bà có quyền khiếu nại, khởi kiện theo quy định của pháp luật."),
        ),
    )


def _asked(paper: RequestPaper) -> tuple[Block, ...]:
    blocks: list[Block] = [
        Fields((Entry("Hồ sơ của", f"{paper.name} ({paper.code})"),)),
        Fields((Entry("Người yêu cầu", paper.asker),)),
        Fields((Entry("Yêu cầu", f"{paper.wish}: {paper.topic.lower()}"),)),
        Fields((Entry("Nhận ngày", f"{paper.received_on:%d/%m/%Y}"), Entry("Cách yêu cầu", paper.channel.lower()))),
        Paragraph(paper.what, lead="Nội dung yêu cầu."),
    ]
    if paper.wanted:
        blocks.append(Paragraph(paper.wanted, lead="Đề nghị ghi là."))
    if paper.evidence:
        blocks.append(Paragraph(paper.evidence, lead="Giấy tờ đã xem."))
    return tuple(blocks)


def _paper(paper: RequestPaper, title: str, blocks: tuple[Block, ...]) -> Document:
    closing = Closing((), Signature(("Cán bộ",), paper.officer), Signature(("Người yêu cầu",), None))
    return Document(
        form="data_request",
        heading=Heading(issuer=paper.unit, parent=paper.parent, place=paper.place, on=paper.on),
        blocks=(Title(title, f"Số {paper.number}"), *blocks, closing),
        demonstration=paper.demonstration,
    )

"""What does the letter say that urges agencies to do what a plan gave them?

A letter without the name of a kind (công văn), in the layout of decree 30/2020 annex I. No decree gives its words; they are this program's.
"""

from dataclasses import dataclass
from datetime import date

from hoanhap.documents.rendering.blocks import Addressee, Block, Closing, Column, Document, Heading, Paragraph, Signature, Table, Title
from hoanhap.documents.rules import FormSource, IssuerKind, Need, PaperForm


@dataclass(frozen=True)
class UrgedLine:
    """One task of one agency that is not done."""

    agency: str
    task: str
    last: date | None
    days_late: int
    """0 while there is time, or where the plan gives no day."""
    turn: int
    """The how-manieth time it is urged."""


@dataclass(frozen=True)
class UrgingLetter:
    """Everything the letter says."""

    issuer: str
    place: str
    symbol: str
    plan: str
    """The plan as cited: «Kế hoạch số 152/KH-UBND ngày 31/5/2021 của UBND quận Cầu Giấy»."""
    lines: tuple[UrgedLine, ...]
    reply_by: date
    signer_name: str
    signer_capacity: tuple[str, ...]
    office: str
    """The letters of the office that drafts, behind «Lưu: VT»."""
    above: tuple[str, ...] = ()
    """Who gets a copy to know."""
    parent: str = ""
    demonstration: bool = False

    @property
    def agencies(self) -> tuple[str, ...]:
        """Whom it is addressed to, once each."""
        return tuple(dict.fromkeys(line.agency for line in self.lines))


def compose(letter: UrgingLetter) -> Document:
    """The letter as a paper."""
    many = len(letter.agencies) > 1
    again = max(line.turn for line in letter.lines)
    opening = f"Thực hiện {letter.plan}, đến nay {'các cơ quan, đơn vị dưới đây' if many else 'cơ quan'} còn việc chưa báo cáo hoàn thành:"
    blocks: list[Block] = [
        Title("", f"V/v đôn đốc thực hiện nhiệm vụ được giao{f' (lần {again})' if again > 1 else ''}"),
        Addressee(letter.agencies),
        Paragraph(opening),
        _table(letter, many),
        Paragraph(
            f"Đề nghị {'các cơ quan, đơn vị' if many else letter.agencies[0]} thực hiện xong và báo cáo kết quả, kèm minh chứng theo "
            f"yêu cầu của kế hoạch, chậm nhất hết ngày {letter.reply_by:%d/%m/%Y}; việc không thực hiện được thì nêu rõ lý do."
        ),
    ]
    if any(line.last is None for line in letter.lines):
        blocks.append(Paragraph("Việc kế hoạch chưa nêu hạn thì lấy ngày trên làm hạn báo cáo."))
    copies = ("Như trên", *letter.above, f"Lưu: VT{f', {letter.office}' if letter.office else ''}")
    blocks.append(Closing(copies, Signature(letter.signer_capacity, letter.signer_name or None)))
    return Document(
        form=URGING.key,
        heading=Heading(issuer=letter.issuer, place=letter.place, parent=letter.parent, symbol=letter.symbol),
        blocks=tuple(blocks),
        deliver_to=letter.agencies,
        demonstration=letter.demonstration,
    )


def _table(letter: UrgingLetter, many: bool) -> Table:
    columns = [Column("TT", 0.35), *([Column("Cơ quan, đơn vị", 1.5)] if many else []), Column("Việc được giao", 3.0), Column("Hạn", 0.9),
               Column("Chậm", 0.7), Column("Lần", 0.4)]  # fmt: skip
    rows = []
    for number, line in enumerate(letter.lines, start=1):
        last = f"{line.last:%d/%m/%Y}" if line.last else "chưa nêu"
        late = f"{line.days_late} ngày" if line.days_late else "–"
        rows.append((str(number), *([line.agency] if many else []), line.task, last, late, str(line.turn)))
    return Table(tuple(columns), tuple(rows))


URGING: PaperForm[UrgingLetter] = PaperForm(
    key="kh.don_doc",
    source=FormSource("30/2020/NĐ-CP", "Phụ lục I", date(2020, 3, 5)),
    number="",
    title="Công văn đôn đốc",
    symbol="CV",
    issuer=IssuerKind.PLAN_OFFICE,
    compose=compose,
    needs=(
        Need("symbol", "ký hiệu văn bản"),
        Need("signer_name", "người ký"),
        Need("signer_capacity", "chức vụ người ký"),
        Need("lines", "việc cần đôn đốc"),
    ),
)
"""The layout and its date stand in the rule catalogue (FMT-001 to FMT-018)."""

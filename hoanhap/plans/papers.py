"""How does a plan become the official paper with its annex tables, in the layout of decree 30/2020/NĐ-CP?

A pure function over `PlanDoc`. What the plan's own sections say is printed as it stands; targets and tasks are listed under the section
that announces them, or under one of their own. Nothing is added that the plan does not hold.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from hoanhap.documents.rendering.blocks import (
    Annex,
    Basis,
    Block,
    Closing,
    Document,
    HeadCell,
    Heading,
    Matrix,
    Paragraph,
    Signature,
    Title,
)
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules import AllocationTable, Deadline, Delivery, Level, PlanDoc, Section, TargetDoc, TaskDoc, number_text
from hoanhap.units.rules import fold

FORM = "ke-hoach"
"""The key of the paper; a plan has no numbered form of its own."""
WIDE = 6
"""An annex table of more columns of figures lies on its side."""
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX")
_COMMITTEE = re.compile(r"^(?:UBND|U[ỷỶ]\s*ban nhân dân|Ủy ban nhân dân)\b\s*", re.IGNORECASE)
_BELOW_COMMITTEE = re.compile(r"^(?:Sở|Phòng|Chi cục)\b", re.IGNORECASE)
_ABOUT_TARGETS, _ABOUT_TASKS, _ABOUT_REPORTS = (
    ("chi tieu",),
    ("nhiem vu", "phan cong", "to chuc thuc hien"),
    ("bao cao", "to chuc thuc hien"),
)


@dataclass(frozen=True)
class _Part:
    """A numbered part of the paper."""

    heading: str
    lines: tuple[Paragraph, ...]


def plan_paper(doc: PlanDoc, *, place: str = "", demonstration: bool = False) -> Document:
    """The plan as an official paper. `place` stands before the day; by default the last unit of the area, without its kind.

    Raises Refused for a plan whose number is no number: it cannot stand behind «Số:».
    """
    blocks: list[Block] = [Title("KẾ HOẠCH", doc.title)]
    blocks += [Basis(f"Căn cứ {basis.text.strip().rstrip(';.')};") for basis in doc.bases]
    blocks += [Basis(f"Thực hiện {parent.strip().rstrip(';.')};") for parent in doc.parents]
    blocks.append(Paragraph(f"{_named(doc)} ban hành kế hoạch, cụ thể như sau:"))
    for numeral, part in zip(_numerals(), _parts(doc), strict=False):
        blocks.append(Paragraph("", f"{numeral}. {part.heading.upper()}"))
        blocks += part.lines
    blocks.append(_closing(doc))
    blocks += [_annex(doc, table, at) for at, table in enumerate(doc.tables)]
    number = int(doc.number) if doc.number.isdecimal() else None
    if doc.number and number is None:
        raise Refused(
            [
                Problem(
                    "plan_number_paper",
                    N_("Số “%(number)s” không in được vào dòng “Số:”."),
                    remedy=N_("Sửa số ở phần đầu kế hoạch: chỉ ghi chữ số."),
                    params={"number": doc.number},
                )
            ]
        )
    heading = Heading(
        issuer=_issuer(doc.issuer),
        place=place or _place(doc),
        parent=_parent(doc),
        symbol=doc.symbol or "KH",
        number=number,
        on=doc.issued_on,
    )
    return Document(FORM, heading, tuple(blocks), demonstration=demonstration)


def _numerals() -> Iterator[str]:
    yield from ROMAN
    yield from (str(number) for number in range(len(ROMAN) + 1, 1000))


def _issuer(name: str) -> str:
    """«UBND quận X» in full, as the heading has it."""
    found = _COMMITTEE.match(name)
    return f"Ủy ban nhân dân {name[found.end() :]}" if found else name


def _named(doc: PlanDoc) -> str:
    return ", ".join(_issuer(name) for name in (doc.issuer, *doc.co_issuers))


def _parent(doc: PlanDoc) -> str:
    """The body above a department: the committee of the plan's area. Others are printed without, until the issuer writes it in its name."""
    if doc.co_issuers:
        return "; ".join(_issuer(name) for name in doc.co_issuers)
    return f"Ủy ban nhân dân {doc.area[-1]}" if doc.area and _BELOW_COMMITTEE.match(doc.issuer) else ""


_KIND = re.compile(r"^(?:Thành phố|Tỉnh|Quận|Huyện|Thị xã|Phường|Xã|Thị trấn|Đặc khu)\s+(?=[A-ZÀ-ỸĐ])", re.IGNORECASE)


def _place(doc: PlanDoc) -> str:
    return _KIND.sub("", doc.area[-1]) if doc.area else ""


# --- parts -------------------------------------------------------------------------------------------------------------------


def _parts(doc: PlanDoc) -> list[_Part]:
    """The sections of the plan, with targets, tasks and reports where they belong; what no section announces gets a part of its own."""
    targets, tasks, reports = _target_lines(doc), _task_lines(doc), _report_lines(doc)
    listed = (
        ("Chỉ tiêu", _ABOUT_TARGETS, targets),
        ("Phân công nhiệm vụ", _ABOUT_TASKS, tasks),
        ("Chế độ báo cáo", _ABOUT_REPORTS, reports),
    )
    found: dict[int, list[Paragraph]] = {}
    own: list[_Part] = []
    for heading, words, lines in listed:
        if not lines:
            continue
        at = next((at for at, section in enumerate(doc.sections) if _announces(section, words)), None)
        if at is None:
            own.append(_Part(heading, lines))
        elif lines is tasks or not doc.sections[at].text.strip():  # what a section says in its own words is not said twice
            found.setdefault(at, []).extend(lines)
    kept = []
    for at, section in enumerate(doc.sections):
        says = tuple(Paragraph(line) for line in section.text.splitlines() if line.strip())
        kept.append(_Part(section.heading or section.where, (*says, *found.get(at, ()))))
    if doc.constraints:
        lead = Paragraph("Kế hoạch thực hiện trong điều kiện: " + "; ".join(doc.constraints) + ".")
        own = [_Part("Yêu cầu chung", (lead,)), *own]
    windows = tuple(
        Paragraph(
            f"- {window.name}: " + (f"từ {window.period.since:%d/%m/%Y} đến hết {window.period.last:%d/%m/%Y}." if window.period else "……")
        )
        for window in doc.windows
    )
    return [*kept, *own, *([_Part("Các đợt cao điểm", windows)] if windows else [])]


def _announces(section: Section, words: Iterable[str]) -> bool:
    heading = fold(section.heading)
    return any(word in heading for word in words)


def _target_lines(doc: PlanDoc) -> tuple[Paragraph, ...]:
    """Targets in the order of the plan, each with what is «trong đó» under it."""
    lines = []
    for number, target in enumerate((target for target in doc.targets if not target.parent), 1):
        lines.append(Paragraph(_said(doc, target), f"{number}."))
        lines += [Paragraph(f"- Trong đó: {_said(doc, part)}") for part in doc.parts(target.code)]
    return tuple(lines)


def _said(doc: PlanDoc, target: TargetDoc) -> str:
    value = target.assigned
    strives = target.level is Level.STRIVED and value and "phấn đấu" not in fold(value)
    pieces = [target.text.rstrip(".")]
    if value:
        pieces.append(f": {'phấn đấu ' if strives else ''}{value}")
    if target.baseline is not None:
        pieces.append(f" so với {target.baseline.text}")
    if target.period is not None and target.period != doc.period:
        pieces.append(f", từ {target.period.since:%d/%m/%Y} đến hết {target.period.last:%d/%m/%Y}")
    pieces += [f"; năm {stone.year}: {stone.printed or number_text(stone.value)}" for stone in target.milestones]
    if target.due is not None:
        pieces.append(f", {_by(target.due)}")
    if target.owner:
        pieces.append(f" (thực hiện: {target.owner})")
    return "".join(pieces) + "."


def _by(due: Deadline) -> str:
    words = f"{'trước' if due.exclusive else 'xong'} ngày {due.on:%d/%m/%Y}"
    return f"{words}, gửi {due.to}" if due.to else words


def _task_lines(doc: PlanDoc) -> tuple[Paragraph, ...]:
    """Tasks by agency, in the order in which the plan first names it."""
    order = {agency: at for at, agency in reversed(list(enumerate(task.agency for task in doc.tasks)))}
    lines = []
    ordered = sorted(doc.tasks, key=lambda task: order[task.agency])
    for number, (agency, tasks) in enumerate(groupby(ordered, key=lambda task: task.agency), 1):
        lines.append(Paragraph(f"{agency}:", f"{number}."))
        for task in tasks:
            lines += _one_task(task)
    return tuple(lines)


def _one_task(task: TaskDoc) -> Iterator[Paragraph]:
    with_whom = f"; phối hợp với {', '.join(task.coordinating)}" if task.coordinating else ""
    when = f"; {_by(task.due)}" if task.due else f"; {task.due_text}" if task.due_text else ""
    ask = "Đề nghị: " if task.kind.value == "request" else ""
    yield Paragraph(f"- {ask}{task.text.rstrip('.;')}{with_whom}{when}.")
    if len(task.deliverables) > 1:
        for item in task.deliverables:
            amount = f" ({number_text(item.quantity)} {item.unit})".replace(" )", ")") if item.quantity is not None else ""
            yield Paragraph(f"+ {item.text.rstrip('.;')}{amount}{f'; {_by(item.due)}' if item.due else ''}.")


def _report_lines(doc: PlanDoc) -> tuple[Paragraph, ...]:
    lines = []
    if doc.subordinates:
        who = ", ".join(dict.fromkeys(item.name for item in doc.subordinates))
        lines.append(Paragraph(f"- {who} xây dựng kế hoạch của mình để triển khai thực hiện."))
    if doc.report is not None:
        lines.append(Paragraph(f"- Báo cáo kết quả {_by(doc.report)}."))
    return tuple(lines)


def _closing(doc: PlanDoc) -> Closing:
    signer = doc.signatory
    capacity = [line for line in (signer.capacity, signer.position) if line] if signer else []
    if not capacity:
        capacity = [f"TM. {_issuer(doc.issuer)}" if _COMMITTEE.match(doc.issuer) else doc.issuer]
    recipients = [
        item.name + (f" ({item.note})" if item.note else "") + (" (bản điện tử)" if item.by is Delivery.ELECTRONIC else "") + ";"
        for item in doc.recipients
    ]
    if not any(fold(item.name).startswith("luu") for item in doc.recipients):
        recipients.append(f"Lưu: VT{f', {signer.office}' if signer and signer.office else ''}.")
    return Closing(tuple(recipients), Signature(tuple(capacity), (signer.name or None) if signer else None))


# --- annexes -----------------------------------------------------------------------------------------------------------------


def head_lines(headers: Sequence[tuple[str, ...]]) -> tuple[tuple[HeadCell, ...], ...]:
    """The lines of a heading: neighbours under one header share a cell, a short header reaches down to the figures."""
    depth = max((len(header) for header in headers), default=1)
    lines: list[list[HeadCell]] = [[] for _line in range(depth)]
    for level in range(depth):
        at = 0
        while at < len(headers):
            header = headers[at]
            if len(header) <= level:
                at += 1
                continue
            end, is_leaf = at + 1, len(header) == level + 1
            while not is_leaf and end < len(headers) and len(headers[end]) > level + 1 and headers[end][: level + 1] == header[: level + 1]:
                end += 1
            lines[level].append(HeadCell(header[level], end - at, depth - level if is_leaf else 1))
            at = end
    return tuple(tuple(line) for line in lines)


def _annex(doc: PlanDoc, table: AllocationTable, at: int) -> Annex:
    annex = next((item for item in doc.annexes if item.where == table.where), None)
    headers = [tuple(part for part in column.header if part) or ("",) for column in table.columns]
    lines = head_lines([("Đơn vị",), *headers])
    body = tuple((_unit(row.number, row.name), *(cell or None for cell in row.cells)) for row in table.rows)
    printed = table.totals or tuple(_total(table, index) for index in range(len(table.columns)))
    matrix = Matrix((2.4, *(1.0 for _column in table.columns)), lines, (*body, (table.totals_label, *printed)), totals=1)
    notes = tuple(Paragraph(note.text) for note in table.notes)
    caption = table.caption or (annex.caption if annex else "") or _bound(doc)
    name = "PHỤ LỤC" if len(doc.tables) == 1 else f"PHỤ LỤC {ROMAN[at] if at < len(ROMAN) else at + 1}"
    return Annex(name, table.title or (annex.title if annex else ""), caption, (matrix, *notes), landscape=len(table.columns) > WIDE)


def _unit(number: str, name: str) -> str:
    return f"{number}. {name}" if number else name


def _total(table: AllocationTable, index: int) -> str:
    total = table.total(index)
    return "" if total is None else number_text(total) if total != total.to_integral_value() else number_text(Decimal(int(total)))


def _bound(doc: PlanDoc) -> str:
    number = doc.reference or "……/KH"
    day = f"ngày {doc.issued_on:%d/%m/%Y}" if doc.issued_on else "ngày …/…/……"
    return f"(Kèm theo Kế hoạch số {number} {day} của {_named(doc)})"

"""What does a pasted paragraph of a plan ask for? A proposal that an officer edits: deliverables, day, rhythm, order or request.

Nothing is concluded that the words do not say; a day without a year takes the year of the plan.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from string import ascii_lowercase

from hoanhap.plans.rules.cells import Cell
from hoanhap.plans.rules.kinds import Proof, Recurrence, TaskKind
from hoanhap.plans.rules.spans import Deadline
from hoanhap.plans.rules.tasks import Deliverable

_BULLET = re.compile(r"^\s*(?:[-–—+•*●▪]|[0-9]{1,2}[.)]|[a-zđ][.)])\s+")
_CLAUSE = re.compile(r"\s*;\s*(?![^()]*\))|(?<=[^\s.…][.])(?<!\b[A-ZĐ][.])(?<!TP[.])\s+(?=[A-ZÀ-ỸĐ])(?![^()]*\))")
_NUMBER = re.compile(
    r"(?<![\w/.,])(?<!số )(?<!ngày )(?<!tháng )(?<!năm )(?<!Điều )(?<!khoản )(?<!điểm )(?P<number>[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)\s+"
    r"(?P<first>[^\W\d_]+)(?:\s+(?P<second>[^\W\d_]+))?(?![/\d])"
)
_COUNTERS = frozenset({"buổi", "lớp", "đợt", "cuộc", "người", "vụ", "tin", "bài", "hộ", "đội", "điểm", "cụm", "phường", "xã", "bộ", "lượt"})
"""Words that count by themselves; others need the next: «băng rôn», «hồ sơ»."""
_NO_COUNT = frozenset({"tháng", "ngày", "năm", "giờ", "tuần", "quý", "tuổi"})
_PROOFS = (
    (Proof.DOCUMENT, re.compile(r"\b(?:báo cáo|kế hoạch|danh sách|quyết định|văn bản|biên bản|hồ sơ|công văn)\b", re.IGNORECASE)),
    (Proof.PHOTO, re.compile(r"\b(?:treo|dán|phát(?:\s+[\d.]+)? tờ|mít tinh|tổ chức|tọa đàm|diễu hành|triển lãm)\b", re.IGNORECASE)),
)
_DAY = re.compile(
    r"(?P<word>trước|chậm nhất|muộn nhất|hạn|xong|đến)(?P<between>[^.;()]{0,20}?)ngày\s+(?P<day>[0-9]{1,2})\s*/\s*(?P<month>[0-9]{1,2})"
    r"(?:\s*/\s*(?P<year>[0-9]{4}))?(?![/\d])",
    re.IGNORECASE,
)
_TIME_WORDS = re.compile(r"\b(?:cuối|giữa)\s+(?:năm|tháng|quý|kỳ|đợt)\b|\btheo quy định\b|\bkịp thời\b|\bđúng tiến độ\b", re.IGNORECASE)
_RHYTHMS = (
    (Recurrence.WEEKLY, r"(?:hằng|hàng|mỗi) tuần"),
    (Recurrence.HALF_YEARLY, r"(?:6|06|sáu) tháng(?! đầu)"),
    (Recurrence.MONTHLY, r"(?:hằng|hàng|mỗi) tháng"),
    (Recurrence.QUARTERLY, r"(?:hằng|hàng|mỗi) quý"),
    (Recurrence.YEARLY, r"(?:hằng|hàng|mỗi) năm"),
    (Recurrence.REGULAR, r"thường xuyên|định kỳ"),
)
_WITH = re.compile(
    r"phối hợp(?:\s+(?:chặt chẽ|tích cực))?\s+với\s+(?P<who>[A-ZÀ-ỸĐ][^,;.()]*?)"
    r"(?=\s+(?:tổ chức|thực hiện|triển khai|tăng cường|rà soát|tuyên truyền|nhằm|trong|để|đẩy|làm)\b|[,;.(]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Proposal:
    """What the words of one paragraph say of a task."""

    kind: TaskKind
    deliverables: tuple[Deliverable, ...]
    due: Deadline | None = None
    due_text: str = ""
    recurrence: Recurrence = Recurrence.ONCE
    coordinating: tuple[str, ...] = ()


def read_paragraph(text: str, year: int | None = None) -> Proposal:
    """The proposal of a pasted paragraph with or without bullets. `year` is that of days written without one.

    One day in the whole paragraph is the day of the task; several stay with their deliverables.

    >>> [item.text for item in read_paragraph("- Treo 01 băng rôn tại cổng; tổ chức mít tinh.").deliverables]
    ['Treo 01 băng rôn tại cổng', 'tổ chức mít tinh']
    """
    whole = " ".join(text.split())
    times = _TIME_WORDS.search(whole)
    found = tuple(_deliverable(code, clause, year) for code, clause in zip(_codes(), _clauses(text), strict=False))
    days = {item.due for item in found if item.due}
    due = days.pop() if len(days) == 1 else None
    return Proposal(
        kind=TaskKind.REQUEST if _BULLET.sub("", whole).casefold().startswith("đề nghị") else TaskKind.ORDER,
        deliverables=tuple(replace(item, due=None) for item in found) if due else found,
        due=due,
        due_text=times[0] if times and due is None and not days else "",
        recurrence=next((rhythm for rhythm, words in _RHYTHMS if re.search(rf"\b(?:{words})\b", whole, re.IGNORECASE)), Recurrence.ONCE),
        coordinating=tuple(dict.fromkeys(match["who"].strip() for match in _WITH.finditer(whole))),
    )


def _clauses(text: str) -> Iterator[str]:
    """The things one after another: by bullet, then by semicolon and sentence; nothing is split inside brackets."""
    lines: list[str] = []
    has_bullets = any(_BULLET.match(line) for line in text.splitlines())
    for line in text.splitlines():
        starts_new = _BULLET.match(line) is not None or not has_bullets
        if not line.strip():
            continue
        if lines and not starts_new:
            lines[-1] += " " + line.strip()
        else:
            lines.append(_BULLET.sub("", line, count=1).strip())
    for line in lines:
        for clause in _CLAUSE.split(line):
            if words := clause.strip(" \t.;:…"):
                yield words


def _codes() -> Iterator[str]:
    yield from ascii_lowercase
    yield from (first + second for first in ascii_lowercase for second in ascii_lowercase)


def _deliverable(code: str, clause: str, year: int | None) -> Deliverable:
    due = _deadline(clause, year)
    for match in _NUMBER.finditer(clause):
        first, second = match["first"].casefold(), match["second"]
        if first in _NO_COUNT:
            continue
        unit = match["first"] if first in _COUNTERS or second is None else f"{match['first']} {second}"
        return Deliverable(code, clause, Cell.read(match["number"]).value, unit, _proof(clause), due)
    return Deliverable(code, clause, proof=_proof(clause), due=due)


def _proof(clause: str) -> Proof:
    return next((proof for proof, words in _PROOFS if words.search(clause)), Proof.NONE)


def _deadline(text: str, year: int | None) -> Deadline | None:
    for match in _DAY.finditer(text):
        of = int(match["year"]) if match["year"] else year
        if of is None:
            continue
        try:
            on = date(of, int(match["month"]), int(match["day"]))
        except ValueError:
            continue
        return Deadline(on, exclusive="trước" in match[0].casefold())
    return None

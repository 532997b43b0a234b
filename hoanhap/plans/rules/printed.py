"""How is a table read as it is printed: header lines with sub-columns, merged cells, a number column, a total row, notes?

Nothing is changed or computed: every cell keeps its text. What cannot be taken as it stands is named with its place, for the officer to
mend. A merged cell is expected as its text in the first place and blanks in the others, as the clipboard of Excel and Word gives it.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules.cells import Cell, CellState
from hoanhap.plans.rules.comparing import likeness, words_of
from hoanhap.plans.rules.document import AllocationTable, Column, Note, PlanDoc, Row
from hoanhap.plans.rules.kinds import RowKind
from hoanhap.plans.rules.words import Words
from hoanhap.units.rules import fold

type Texts = Sequence[Sequence[str]]
"""Lines of cells as the clipboard or a file gives them; a formula is its own text (`=SUM(C4:C11)`) and never what it came to."""


class What(Labelled):
    """Why a cell needs the officer."""

    FORMULA = "formula", N_("công thức, không tính")
    DATE = "date", N_("ngày tháng, không phải số")
    TEXT = "text", N_("chữ, không phải số")
    NEGATIVE = "negative", N_("số âm")
    OVER_HUNDRED = "over", N_("trên 100%")


@dataclass(frozen=True)
class Doubt:
    """A cell that cannot be taken as it stands; `row` is the name of its row."""

    row: str
    column: str
    text: str
    what: What


@dataclass(frozen=True)
class Printed:
    """A table as read, and the cells that need a look. Without header lines its columns have no header."""

    table: AllocationTable
    doubts: tuple[Doubt, ...] = ()
    has_header: bool = True


class NoTable(ValueError):
    """There is no table in it; `words` says what is missing and what to do."""

    def __init__(self, words: Words) -> None:
        super().__init__(str(words))
        self.words = words


_ONE_COLUMN = N_("Chỉ thấy một cột. Chép bảng từ Excel hoặc Word để các ô cách nhau bằng dấu tab; ảnh hay chữ rời không đọc được.")
_NO_ROWS = N_("Không thấy dòng nào có tên đơn vị và số. Chép cả bảng: đầu cột, các dòng đơn vị, dòng tổng.")
_NUMBER_HEADS = frozenset({"tt", "stt", "so tt", "so thu tu"})
_TOTAL = re.compile(r"(?:tong cong|tong so)\b.*|tong|cong|toan (?:thanh pho|tinh|quan|huyen|phuong|xa)")
_NOTE = re.compile(r"(?:ghi chu|luu y|chu thich)\b.*")
_CAPTION = re.compile(r"\(?\s*(?:ban hanh )?kem theo\b.*")
_COUNTER = re.compile(r"\(?(?:[0-9]{1,2}|[A-Z])\)?(?:\s*=.*)?")
_DATE = re.compile(r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{2,4}|\d{1,2}\s*/\s*\d{1,2}")
_BEGINNINGS = (
    (RowKind.VILLAGE, ("thôn", "tổ dân phố", "tdp", "khu phố", "ấp", "bản", "buôn", "làng", "xóm", "khối phố", "tổ")),
    (RowKind.TEAM, ("đội", "phòng", "công an", "ban", "sở", "hội", "đoàn", "ủy ban", "uỷ ban", "viện", "tòa án", "cục", "trạm")),
    (RowKind.GROUP, ("cụm", "nhóm", "các", "liên")),
)


def kind_of(name: str) -> RowKind:
    """What a row seems to name, by its first words. A unit of the register may begin alike («Đội Cấn»): ask the register first."""
    typed = unicodedata.normalize("NFC", name).casefold()
    return next((kind for kind, words in _BEGINNINGS if any(typed.startswith(word + " ") for word in words)), RowKind.UNIT)


def read_table(raw: Texts, doc: PlanDoc | None = None, before: AllocationTable | None = None) -> Printed:
    """The allocation table in a grid of cells. Raises NoTable.

    A column is bound to a target when `before`, the table it replaces, binds the column of that header, or when one target of `doc`
    reads like it better than all others; else it stays unbound. The officer sees and changes the binding.
    """
    lines = [[" ".join(text.split()) for text in line] for line in raw]
    lines = [line for line in lines if any(line)]
    used = [at for at in range(max(map(len, lines), default=0)) if any(at < len(line) and line[at] for line in lines)]
    if len(used) < 2:
        raise NoTable(Words(_ONE_COLUMN))
    texts = [[line[at] if at < len(line) else "" for at in used] for line in lines]
    top = sum(1 for _line in takewhile(lambda line: len(set(filter(None, line))) == 1 and not _has_figures(line), texts))
    names = 1 if _is_numbered(texts[top:]) else 0
    start = next((at for at in range(top, len(texts)) if _is_data(texts[at], names)), None)
    if start is None:
        raise NoTable(Words(_NO_ROWS))
    headers = _headers([line[names + 1 :] for line in texts[top:start] if not _is_counter(line)], len(used) - names - 1)
    bodies, total, notes = _sorted(texts, start, names)
    if not bodies or not headers:
        raise NoTable(Words(_NO_ROWS))
    columns = _bound(headers, doc, before)
    named = [(at, texts[at][names]) for at in bodies] + ([(total, _name(texts[total], names))] if total is not None else [])
    return Printed(
        AllocationTable(
            title=" ".join(said for line in texts[:top] if (said := _said(line)) and not _CAPTION.fullmatch(fold(said))),
            caption=" ".join(said.strip("() ") for line in texts[:top] if _CAPTION.fullmatch(fold(said := _said(line)))),
            columns=columns,
            rows=tuple(
                Row(texts[at][names], tuple(texts[at][names + 1 :]), kind_of(texts[at][names]), texts[at][0] if names else "")
                for at in bodies
            ),
            where=before.where if before else "biểu",
            totals_label="Tổng cộng" if total is None else _name(texts[total], names),
            totals=() if total is None else tuple(texts[total][names + 1 :]),
            notes=tuple(map(Note, notes)),
        ),
        tuple(
            Doubt(name, column.label, text, what)
            for at, name in named
            for column, text in zip(columns, texts[at][names + 1 :], strict=True)
            if (what := doubt_of(text, column.label)) is not None
        ),
        any(map(any, headers)),
    )


def doubt_of(text: str, header: str = "") -> What | None:
    """Why a cell cannot be taken as it stands; None when it can."""
    if text.startswith("="):
        return What.FORMULA
    cell = Cell.read(text)
    if cell.state is CellState.BROKEN:
        return What.DATE if _DATE.fullmatch(text.strip()) else What.TEXT
    low, high = cell.bounds
    if low < 0:
        return What.NEGATIVE
    return What.OVER_HUNDRED if high > 100 and ("%" in text + header or "tỷ lệ" in header.casefold()) else None


def _said(line: Sequence[str]) -> str:
    """The text of a line that is one merged cell."""
    return next(filter(None, line), "")


def _name(line: Sequence[str], names: int) -> str:
    return line[names] or _said(line[: names + 1])


def _has_figures(line: Sequence[str]) -> bool:
    return any(Cell.read(text).state in (CellState.NUMBER, CellState.RANGE) for text in line)


def _is_counter(line: Sequence[str]) -> bool:
    """The line under a header that numbers its columns: `(1) (2) (3)`, `A B 1 2`, `5=6+7`."""
    return all(_COUNTER.fullmatch(text) for text in line if text)


def _is_numbered(texts: Texts) -> bool:
    """Whether the first column numbers the rows: it says so (TT, STT), or holds numbers where the second holds names."""
    if any(fold(line[0]) in _NUMBER_HEADS for line in texts):
        return True
    counted = [line for line in texts if re.fullmatch(r"[0-9]{1,3}\.?|[IVX]{1,5}\.?", line[0]) and any(map(str.isalpha, line[1]))]
    return len(counted) * 2 > sum(1 for line in texts if line[0])


def _is_data(line: Sequence[str], names: int) -> bool:
    name, cells = line[names], line[names + 1 :]
    if _TOTAL.fullmatch(fold(_name(line, names))) and _has_figures(cells):
        return True
    if not any(map(str.isalpha, name)) or _is_counter(line):
        return False
    return any(_is_figure(text) for text in cells) or (bool(names) and line[0].rstrip(".") == "1")


def _is_figure(text: str) -> bool:
    """A number, a range or a dash, or what stands in the place of one: a formula, a date."""
    return bool(text) and (Cell.read(text).state is not CellState.BROKEN or doubt_of(text) in (What.FORMULA, What.DATE))


def _headers(lines: Texts, width: int) -> list[tuple[str, ...]]:
    """Each column's header from top to bottom. A blank above a sub-column belongs to the merged cell on its left."""
    filled = [list(line) for line in lines]
    for depth, line in enumerate(filled):
        for at in range(1, width):
            if not line[at] and any(below[at] for below in filled[depth + 1 :]):
                line[at] = line[at - 1]
    headers = (tuple(dict.fromkeys(line[at] for line in filled if line[at])) for at in range(width))
    return list(headers)


def _sorted(texts: Texts, start: int, names: int) -> tuple[list[int], int | None, list[str]]:
    """Which lines from `start` on are rows and which the total, and what the notes say: marked ones, and bare lines below the total."""
    rows: list[int] = []
    notes: list[str] = []
    total: int | None = None
    last = max((at for at in range(start, len(texts)) if _has_figures(texts[at][names + 1 :])), default=start)
    for at in range(start, len(texts)):
        line = texts[at]
        said = " ".join(filter(None, line))
        is_below = total is not None and at > last and not any(line[names + 1 :]) and not (names and line[0].isdigit())
        if is_below or _NOTE.fullmatch(fold(said)) or said.startswith("*"):
            rest = re.sub(r"^(?:ghi chú|lưu ý|chú thích)\s*:?\s*", "", said, flags=re.IGNORECASE)
            notes += [rest] if rest else []
        elif total is None and _TOTAL.fullmatch(fold(_name(line, names))):
            total = at
        elif line[names] and not _is_counter(line):
            rows.append(at)
    return rows, total, notes


def _bound(headers: list[tuple[str, ...]], doc: PlanDoc | None, before: AllocationTable | None) -> tuple[Column, ...]:
    """Columns with their targets: as before the change, else the likest target, none where two are as like."""
    columns = [Column(header or ("",)) for header in headers]
    known = {fold(column.label): column.target for column in before.columns if column.target} if before else {}
    found = {at: known[fold(column.label)] for at, column in enumerate(columns) if fold(column.label) in known}
    scores = {
        (at, target.code): score
        for at, column in enumerate(columns)
        for target in (doc.targets if doc and len(words_of(column.label)) > 1 else ())
        if (score := likeness(column.label, f"{target.text} {target.quote}")) >= ALIKE
    }
    for (at, code), score in sorted(scores.items(), key=lambda item: -item[1]):
        rivals = [
            other
            for (column_at, rival), other in scores.items()
            if (column_at == at) != (rival == code) and column_at not in found and rival not in found.values()
        ]
        if at not in found and code not in found.values() and score > max(rivals, default=0):
            found[at] = code
    return tuple(replace(column, target=found.get(at, "")) for at, column in enumerate(columns))


ALIKE = 0.5
"""From which share of a header's words in a target on the target is proposed; a header of one word says too little."""

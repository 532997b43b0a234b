"""What does a plan document say, as plain values: which targets, for whom, by when, and how a table splits them?

Everything printed is kept as printed (`01` stays `01`, a blank stays a blank); parsed values stand beside it. Numbers are
`Decimal`, spans are half-open [since, until), a percent of 60 is the number 60.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules.words import number_text


class PlanKind(Labelled):
    """What sort of plan it is (catalogue D005)."""

    YEAR = "year", N_("Kế hoạch năm")
    PROGRAMME = "programme", N_("Chương trình nhiều năm")
    CAMPAIGN = "campaign", N_("Tháng hành động, đợt")
    SECTOR = "sector", N_("Kế hoạch ngành")


class PlanStatus(Labelled):
    """How far a plan has come."""

    DRAFT = "draft", N_("Dự thảo")
    ADOPTED = "adopted", N_("Đã ban hành")
    ADJUSTED = "adjusted", N_("Đã điều chỉnh")


class DateNote(Labelled):
    """How number and date stand on the paper (catalogue D002)."""

    PRINTED = "printed", N_("in sẵn")
    HANDWRITTEN = "handwritten", N_("điền tay")
    UNKNOWN = "unknown", N_("không nêu")


class Kind(Labelled):
    """The type of a target (catalogue D019)."""

    COUNT = "count", N_("Số lượng")
    PERCENT = "percent", N_("Tỷ lệ")
    CHANGE = "change", N_("Thay đổi")
    PER_UNIT = "per_unit", N_("Mỗi đơn vị")
    RANGE = "range", N_("Khoảng")
    ZERO = "zero", N_("Không để xảy ra")
    QUALITATIVE = "qualitative", N_("Định tính")


class Level(Labelled):
    """Whether a target is assigned or only strived for (catalogue D021)."""

    ASSIGNED = "assigned", N_("được giao")
    STRIVED = "strived", N_("phấn đấu")


class Comparator(Labelled):
    """How a result is compared with the value; `UNSTATED` when the text gives none (catalogue D020)."""

    EQUAL = "eq", N_("bằng")
    AT_LEAST = "ge", N_("ít nhất")
    MORE = "gt", N_("trên")
    AT_MOST = "le", N_("không quá")
    LESS = "lt", N_("thấp hơn")
    BETWEEN = "between", N_("trong khoảng")
    UNSTATED = "unstated", N_("không nêu")


class ChangeIn(Labelled):
    """Whether a change is a share of the base or a difference of two percentages (catalogue D027)."""

    RELATIVE = "relative", N_("phần trăm của số gốc")
    POINTS = "points", N_("điểm phần trăm")
    UNSTATED = "unstated", N_("không nêu")


class RowKind(Labelled):
    """What a row of an allocation table names."""

    UNIT = "unit", N_("Đơn vị hành chính")
    TEAM = "team", N_("Đội, cơ quan")


class CellState(Labelled):
    """What stands in a cell. A blank is not a zero, a dash says «not assigned» aloud."""

    BLANK = "blank", N_("trống")
    DASH = "dash", N_("không giao")
    NUMBER = "number", N_("số")
    BROKEN = "broken", N_("không đọc được")


_NUMBER = re.compile(r"(?P<sign>[-−]?)(?P<whole>[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,(?P<part>[0-9]+))?\s*(?P<percent>%?)")
_DASHES = frozenset({"-", "–", "—", "x", "X"})
MAX_DIGITS = 11
"""No target of the country needs more; twelve digits are an identity number in the wrong cell."""


@dataclass(frozen=True)
class Cell:
    """One cell of a table: the text as printed and what it means."""

    text: str
    state: CellState
    value: Decimal | None = None

    @classmethod
    @lru_cache(maxsize=4096)
    def read(cls, text: str) -> "Cell":
        """Read a printed cell the Vietnamese way: `01` is 1, `1.200` is 1200, `76,5%` is 76.5; anything else is broken."""
        typed = text.strip()
        if not typed:
            return cls(text, CellState.BLANK)
        if typed in _DASHES:
            return cls(text, CellState.DASH)
        match = _NUMBER.fullmatch(typed)
        whole = match["whole"].replace(".", "") if match else ""
        if match is None or len(whole) > MAX_DIGITS:
            return cls(text, CellState.BROKEN)
        number = Decimal(whole + "." + (match["part"] or "0"))
        number = number.quantize(Decimal(1)) if number == number.to_integral_value() else number
        return cls(text, CellState.NUMBER, -number if match["sign"] and number else number)

    @property
    def amount(self) -> Decimal:
        """The value in a sum: blanks and dashes add nothing. Broken cells must be asked for before."""
        return self.value or Decimal(0)


def numbers_in(text: str) -> tuple[Decimal, ...]:
    """Every number in a running text, in order (`hơn 70%` gives 70)."""
    found = (Cell.read(match[0]).value for match in re.finditer(_NUMBER, text))
    return tuple(value for value in found if value is not None)


@dataclass(frozen=True)
class Span:
    """The half-open period [since, until) of a plan, a target or a reported figure."""

    since: date
    until: date

    @property
    def last(self) -> date:
        """The last day of the period, as screens and papers show it."""
        return self.until - timedelta(days=1)

    @property
    def years(self) -> range:
        """The calendar years it touches."""
        return range(self.since.year, self.last.year + 1)

    def covers(self, other: "Span") -> bool:
        """Whether the other span lies inside this one."""
        return self.since <= other.since and other.until <= self.until


@dataclass(frozen=True)
class Deadline:
    """A day by which something is due; «trước ngày 02/7» is exclusive: its last day is 01/7 (catalogue D049)."""

    on: date
    exclusive: bool = False
    to: str = ""
    """Who receives it, in the words of the plan."""

    @property
    def last(self) -> date:
        """The last day on which it is in time."""
        return self.on - timedelta(days=1) if self.exclusive else self.on


@dataclass(frozen=True)
class Section:
    """A part of the text; `where` is its place (`mục II`)."""

    where: str
    heading: str = ""
    text: str = ""


@dataclass(frozen=True)
class Baseline:
    """What a change is measured against: in words, and the number where it is known."""

    text: str
    value: Decimal | None = None


@dataclass(frozen=True)
class Mention:
    """Another place of the document that speaks of the same target, with its value if it gives one."""

    where: str
    quote: str
    value: Decimal | None = None


@dataclass(frozen=True)
class TargetDoc:
    """One target. `code` is unique in the plan; `parent` is the target it is part of («trong đó»)."""

    code: str
    text: str
    kind: Kind
    where: str
    quote: str = ""
    parent: str = ""
    level: Level = Level.ASSIGNED
    comparator: Comparator = Comparator.UNSTATED
    value: Decimal | None = None
    value_high: Decimal | None = None
    """The upper bound of a range."""
    printed: str = ""
    """The value as printed: `06`, `2.536`, `trên 80%`."""
    unit: str = ""
    """The unit of measure: `người`, `vụ`, `%`."""
    counted: str = ""
    """What a percent counts, where `unit` is `%`."""
    population: str = ""
    """Of whom or what: the denominator of a percent, the units of «mỗi»."""
    baseline: Baseline | None = None
    change_in: ChangeIn = ChangeIn.UNSTATED
    period: Span | None = None
    """Its own period where it differs from the plan's."""
    each_year: bool = False
    due: Deadline | None = None
    owner: str = ""
    indicator: str = ""
    """The indicator that measures it (domain code such as PR04), if one does."""
    aspect: str = ""
    """Tells two targets of one indicator apart (a subgroup, a place)."""
    group: str = ""
    """The whole to which several targets add up (voluntary rehabilitation, public and private)."""
    beyond: str = ""
    """The assigned target above which this one strives; set once the issuer has said so."""
    mentions: tuple[Mention, ...] = ()
    note: str = ""

    @property
    def is_percent(self) -> bool:
        """Whether the value is a percentage."""
        return self.kind is Kind.PERCENT or self.unit == "%"

    @property
    def things(self) -> str:
        """What is counted: people, dossiers, cases."""
        return self.counted or ("" if self.unit == "%" else self.unit)

    @property
    def assigned(self) -> str:
        """The value as a table shows it: as printed with its unit; `0 vụ` for «không để», `100%` for «tất cả»."""
        if self.value is None or numbers_in(self.printed):
            text = self.printed
        else:
            text = number_text(self.value) + ("%" if self.is_percent else "")
        return f"{text} {self.unit}" if text and self.value is not None and not self.is_percent and self.unit else text

    @property
    def adds_up(self) -> bool:
        """Whether shares of units may be summed to its value."""
        return self.kind in (Kind.COUNT, Kind.ZERO) and not self.is_percent


@dataclass(frozen=True)
class Column:
    """A column of an allocation table: its header from top to bottom and the target it splits."""

    header: tuple[str, ...]
    target: str = ""

    @property
    def label(self) -> str:
        """The header on one line."""
        return " – ".join(part for part in self.header if part)


@dataclass(frozen=True)
class Row:
    """A row: the unit as printed and one printed text per column."""

    name: str
    cells: tuple[str, ...]
    kind: RowKind = RowKind.UNIT
    number: str = ""
    code: str = ""
    """The official code of the unit, where the name alone is not enough."""


@dataclass(frozen=True)
class Note:
    """A note under a table; it may change the meaning of a target (catalogue D035)."""

    text: str
    targets: tuple[str, ...] = ()


@dataclass(frozen=True)
class AllocationTable:
    """A table that splits targets over units, as printed."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    where: str = "biểu"
    caption: str = ""
    totals_label: str = "Tổng cộng"
    totals: tuple[str, ...] = ()
    """The printed totals, one per column; empty when the table prints none."""
    notes: tuple[Note, ...] = ()

    def column(self, index: int) -> tuple[Cell, ...]:
        """The cells of a column, without the totals."""
        return tuple(Cell.read(row.cells[index]) for row in self.rows)

    def total(self, index: int) -> Decimal | None:
        """The computed sum of a column, or None while a cell of it cannot be read."""
        cells = self.column(index)
        return None if any(cell.state is CellState.BROKEN for cell in cells) else sum((cell.amount for cell in cells), Decimal(0))

    def place(self, index: int) -> str:
        """Where a column stands, in words."""
        return f"{self.where}, cột “{self.columns[index].label}”"


@dataclass(frozen=True)
class ReportedFigure:
    """A published result against a target, with the words around it («gần 60% kế hoạch cả năm»)."""

    target: str
    source: str
    as_of: date
    period: Span
    printed: str
    value: Decimal
    unit: str = ""
    percent_printed: str = ""
    percent: Decimal | None = None
    percent_of: tuple[str, ...] = ()
    """The targets whose sum is the denominator; empty when the report does not name it."""
    denominator: Decimal | None = None
    """For a percent target: how many there were in all."""


@dataclass(frozen=True)
class PlanDoc:
    """A whole plan. Issuer, number and day of issue are its identity (catalogue D001)."""

    issuer: str
    title: str
    kind: PlanKind
    period: Span
    number: str = ""
    symbol: str = ""
    issued_on: date | None = None
    date_note: DateNote = DateNote.PRINTED
    theme: str = ""
    short_title: str = ""
    """What people call it, for lists and headings."""
    status: PlanStatus = PlanStatus.DRAFT
    area: tuple[str, ...] = ()
    """The unit it is for, from the province down: `Thành phố Hà Nội`, `Quận Cầu Giấy`."""
    parents: tuple[str, ...] = ()
    """The plans and instructions it carries out."""
    report: Deadline | None = None
    source: str = ""
    sections: tuple[Section, ...] = ()
    targets: tuple[TargetDoc, ...] = ()
    tables: tuple[AllocationTable, ...] = ()
    reported: tuple[ReportedFigure, ...] = ()

    @property
    def label(self) -> str:
        """What lists and headings call it."""
        return self.short_title or self.title

    @property
    def reference(self) -> str:
        """The number as cited: `152/KH-UBND`."""
        return "/".join(part for part in (self.number, self.symbol) if part)

    def target(self, code: str) -> TargetDoc | None:
        """The target of that code, or None."""
        return next((target for target in self.targets if target.code == code), None)

    def parts(self, code: str) -> tuple[TargetDoc, ...]:
        """The «trong đó» targets of a target."""
        return tuple(target for target in self.targets if target.parent == code)

    def splits(self, code: str) -> Iterator[tuple[AllocationTable, int]]:
        """Every table column that splits a target."""
        for table in self.tables:
            for index, column in enumerate(table.columns):
                if column.target == code:
                    yield table, index

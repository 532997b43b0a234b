"""What does a plan document say, as plain values: which targets, for whom, by when, and how a table splits them?

Everything printed is kept as printed (`01` stays `01`, a blank stays a blank); parsed values stand beside it. Numbers are
`Decimal`, spans are half-open [since, until), a percent of 60 is the number 60.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from hoanhap.plans.rules.cells import Cell, CellState, numbers_in
from hoanhap.plans.rules.kinds import ChangeIn, Comparator, DateNote, Delivery, Kind, Level, OwnerSide, PlanKind, PlanStatus, RowKind
from hoanhap.plans.rules.spans import Deadline, Span
from hoanhap.plans.rules.tasks import TaskDoc
from hoanhap.plans.rules.words import number_text


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
    period: Span | None = None
    """The period the number is of, where the words name one (`năm 2022`)."""
    source: str = ""
    """Where the number was taken from."""


@dataclass(frozen=True)
class Mention:
    """Another place of the document that speaks of the same target, with its value if it gives one."""

    where: str
    quote: str
    value: Decimal | None = None


@dataclass(frozen=True)
class Milestone:
    """A value to be reached by the end of a year within a longer period (catalogue D028)."""

    year: int
    value: Decimal
    printed: str = ""
    """As printed: `mỗi năm 5%`."""


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
    numerator: str = ""
    """Of a percent: what is counted above the line, in words (catalogue D022); `population` is below it."""
    groups: tuple[str, ...] = ()
    """Groups that one target joins and that are measured apart: communes, schools, industrial zones (catalogue D042)."""
    milestones: tuple[Milestone, ...] = ()
    owner_side: OwnerSide = OwnerSide.UNSTATED
    evidence: str = ""
    """Of a target without a number: what shows that it is met (catalogue D043)."""
    measure_name: str = ""
    """Of a target that no indicator of the catalogue measures: the name of its own, new indicator. Two plans that use one name share it."""
    mentions: tuple[Mention, ...] = ()
    note: str = ""

    @property
    def is_percent(self) -> bool:
        """Whether the value is a percentage."""
        return self.kind is Kind.PERCENT or self.unit == "%"

    @property
    def name_of_part(self) -> str:
        """Its text without a leading «trong đó», for headers that say so themselves."""
        return re.sub(r"^trong đó:?\s+", "", self.text, flags=re.IGNORECASE)

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
        """The computed sum of a column, or None while a cell of it cannot be read or is a range."""
        bounds = self.bounds(index)
        return bounds[0] if bounds and bounds[0] == bounds[1] else None

    def bounds(self, index: int) -> tuple[Decimal, Decimal] | None:
        """From what to what the sum of a column may run: `5-10` and `3` make 8 to 13. None while a cell of it cannot be read."""
        cells = self.column(index)
        if any(cell.state is CellState.BROKEN for cell in cells):
            return None
        return sum((cell.bounds[0] for cell in cells), Decimal(0)), sum((cell.bounds[1] for cell in cells), Decimal(0))

    def with_cells(self, index: int, texts: Mapping[int, str]) -> "AllocationTable":
        """The table with other texts in a column, by row. A printed total that was the sum of the column stays the sum."""
        rows = tuple(
            replace(row, cells=(*row.cells[:index], texts[line], *row.cells[index + 1 :])) if line in texts else row
            for line, row in enumerate(self.rows)
        )
        changed = replace(self, rows=rows)
        if not self.totals or Cell.read(self.totals[index]).value is None or Cell.read(self.totals[index]).value != self.total(index):
            return changed
        total = changed.total(index)
        if total is None:
            return changed
        is_padded = any(text.strip().startswith("0") and len(text.strip()) > 1 for text in (*self.totals, *texts.values()))
        printed = f"{int(total):02}" if is_padded and total == int(total) else number_text(total)
        return replace(changed, totals=(*self.totals[:index], printed, *self.totals[index + 1 :]))

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
class Signatory:
    """Who signs, in which capacity (catalogue D009)."""

    name: str = ""
    position: str = ""
    """`CHỦ TỊCH`, `PHÓ CHỦ TỊCH`."""
    capacity: str = ""
    """The line above when somebody signs for another: `TM. ỦY BAN NHÂN DÂN`, `KT. CHỦ TỊCH`."""
    office: str = ""
    """The office that drafted it: the letters behind `Lưu: VT`."""


@dataclass(frozen=True)
class Recipient:
    """A line of «Nơi nhận» (catalogue D008)."""

    name: str
    copies: int | None = None
    by: Delivery = Delivery.PAPER
    note: str = ""
    """`để báo cáo`, `để thực hiện`."""


@dataclass(frozen=True)
class Annex:
    """A paper that belongs to the plan and carries its number (catalogue D007)."""

    title: str
    where: str
    """Its place: `biểu`, `phụ lục 1`; the `where` of its tables."""
    caption: str = ""
    """The line that binds it: «kèm theo Kế hoạch số 152/KH-UBND …»."""


@dataclass(frozen=True)
class LegalBasis:
    """A law that the plan cites, as printed; whether it holds on the day of issue the law book says (catalogue D012, D013)."""

    text: str
    """As cited: `NĐ111/CP`, `Nghị định số 94/2010/NĐ-CP ngày 09/9/2010`."""
    where: str
    document: str = ""
    """The number in full once somebody has settled it: `111/2013/NĐ-CP`."""


@dataclass(frozen=True)
class Subordinate:
    """A unit or agency that must issue its own plan (catalogue D010)."""

    name: str
    where: str
    due: Deadline | None = None
    quote: str = ""


@dataclass(frozen=True)
class Window:
    """A campaign within the plan: «đợt cao điểm». Without a period it is a question to the issuer (catalogue D052, I17)."""

    name: str
    where: str
    period: Span | None = None


@dataclass(frozen=True)
class Term:
    """A word of the plan and what it means here: «mô hình hiệu quả» (catalogue D219)."""

    word: str
    meaning: str
    where: str = ""


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
    co_issuers: tuple[str, ...] = ()
    """Of a joint plan: who issues it besides `issuer`."""
    signatory: Signatory | None = None
    recipients: tuple[Recipient, ...] = ()
    annexes: tuple[Annex, ...] = ()
    bases: tuple[LegalBasis, ...] = ()
    subordinates: tuple[Subordinate, ...] = ()
    constraints: tuple[str, ...] = ()
    """Conditions the whole plan is under, as written: «phù hợp với phòng, chống dịch Covid-19» (catalogue D014)."""
    windows: tuple[Window, ...] = ()
    terms: tuple[Term, ...] = ()
    report: Deadline | None = None
    source: str = ""
    sections: tuple[Section, ...] = ()
    targets: tuple[TargetDoc, ...] = ()
    tables: tuple[AllocationTable, ...] = ()
    reported: tuple[ReportedFigure, ...] = ()
    tasks: tuple[TaskDoc, ...] = ()

    @property
    def label(self) -> str:
        """What lists and headings call it."""
        return self.short_title or self.title

    @property
    def reference(self) -> str:
        """The number as cited: `152/KH-UBND`."""
        return "/".join(part for part in (self.number, self.symbol) if part)

    @cached_property
    def _by_code(self) -> dict[str, TargetDoc]:
        return {target.code: target for target in reversed(self.targets)}

    @cached_property
    def _by_parent(self) -> dict[str, tuple[TargetDoc, ...]]:
        found: dict[str, tuple[TargetDoc, ...]] = {}
        for target in self.targets:
            found[target.parent] = (*found.get(target.parent, ()), target) if target.parent else ()
        return found

    def target(self, code: str) -> TargetDoc | None:
        """The target of that code, or None."""
        return self._by_code.get(code)

    def task(self, code: str) -> TaskDoc | None:
        """The task of that code, or None."""
        return next((task for task in self.tasks if task.code == code), None)

    def parts(self, code: str) -> tuple[TargetDoc, ...]:
        """The «trong đó» targets of a target."""
        return self._by_parent.get(code, ())

    def splits(self, code: str) -> Iterator[tuple[AllocationTable, int]]:
        """Every table column that splits a target."""
        for table in self.tables:
            for index, column in enumerate(table.columns):
                if column.target == code:
                    yield table, index

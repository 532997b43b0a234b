"""Checks on allocation tables: do they add up, do they say the same as the text, do their units exist?"""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules.cells import Cell, CellState
from hoanhap.plans.rules.document import AllocationTable, PlanDoc, TargetDoc
from hoanhap.plans.rules.facts import Facts
from hoanhap.plans.rules.kinds import Comparator, RowKind
from hoanhap.plans.rules.referee import Finding, Fix, Severity, figure, listed, of_target, rule
from hoanhap.plans.rules.splitting import Claim, Method, split
from hoanhap.plans.rules.words import Value, Words, number_text


def _column(table: AllocationTable, index: int) -> Words:
    given = sum(cell.state is CellState.NUMBER for cell in table.column(index))
    return Words(N_("{table}, cộng {n} đơn vị"), {"table": table.where, "n": given})


def _agreed_total(table: AllocationTable, index: int) -> str:
    """The printed total, where it is the sum."""
    text = table.totals[index].strip() if table.totals else ""
    return text if Cell.read(text).value == table.total(index) else ""


def _assigned(doc: PlanDoc, table: AllocationTable) -> Iterator[tuple[int, TargetDoc]]:
    """The columns of a table that split a target whose shares may be summed."""
    for index, column in enumerate(table.columns):
        target = doc.target(column.target)
        if target is not None and target.adds_up:
            yield index, target


@rule("TT01", N_("văn bản và biểu không bằng nhau, còn phần chưa giao"), "I01")
def text_and_table(doc: PlanDoc, facts: Facts) -> Iterator[Finding]:
    """The units together get less than the text sets: the rest is nobody's."""
    for at, table in enumerate(doc.tables):
        for index, target in _assigned(doc, table):
            bounds = table.bounds(index)
            if bounds is None or target.value is None or bounds[1] >= target.value:
                continue
            total = bounds[1]
            left = target.value - total
            yield Finding(
                "TT01",
                Severity.MUST,
                Words(N_("{target}: văn bản và biểu không bằng nhau"), {"target": target.text}),
                Words(N_("{left} {unit} chưa giao cho đơn vị nào."), {"left": left, "unit": target.unit}),
                Words(N_("Giao thêm {left} hoặc sửa {where} thành {total}."), {"left": left, "where": target.where, "total": total}),
                where=(target.where, table.place(index)),
                is_clash=True,
                figures=(
                    *of_target("text", target),
                    figure("table", total, _column(table, index), unit=target.unit, printed=_agreed_total(table, index)),
                    figure("unallocated", left, Words(N_("chưa giao")), unit=target.unit),
                ),
                targets=(target.code,),
                fixes=_settling(doc, at, index, target, total, facts),
            )


def _settling(doc: PlanDoc, at: int, index: int, target: TargetDoc, total: Decimal, facts: Facts) -> tuple[Fix, ...]:
    """Give the rest to the units, by the people registered there where that is known, else equally; or mend the text."""
    if target.value is None:
        return ()
    table = doc.tables[at]
    left = target.value - total
    text = Fix(
        "value", Words(N_("Sửa {where} thành {total}"), {"where": target.where, "total": total}), {"target": target.code, "value": total}
    )
    rows = [
        (line, facts.sizes.get(row.name, 0))
        for line, (row, cell) in enumerate(zip(table.rows, table.column(index), strict=True))
        if row.kind is RowKind.UNIT and cell.state in (CellState.NUMBER, CellState.BLANK)
    ]
    if not rows or left != left.to_integral_value() or any(bound[0] != bound[1] for bound in [table.bounds(index)] if bound):
        return (text,)
    known = all(size for _line, size in rows)
    claims = [Claim(Fraction(size)) for _line, size in rows]
    parts = split(int(left), claims, Method.BASELINE if known else Method.EQUAL)
    shares = {str(line): share for (line, _size), share in zip(rows, parts.each, strict=True) if share}
    rest = Fix("allocate", Words(N_("Phân bổ {left} còn lại"), {"left": left}), {"table": at, "column": index, "shares": shares})
    return rest, text


@rule("TT81", N_("giao nhiều hơn chỉ tiêu"))
def over_allocated(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """The units together get more than the text sets; a reserve above «ít nhất» is only worth knowing."""
    for table in doc.tables:
        for index, target in _assigned(doc, table):
            bounds = table.bounds(index)
            if bounds is None or target.value is None or bounds[0] <= target.value:
                continue
            total = bounds[0]
            reserve = target.comparator in (Comparator.AT_LEAST, Comparator.MORE)
            over = total - target.value
            yield Finding(
                "TT81",
                Severity.INFO if reserve else Severity.MUST,
                Words(N_("{target}: giao nhiều hơn chỉ tiêu"), {"target": target.text}),
                Words(
                    N_("Các đơn vị được giao cả thảy {total} {unit}, văn bản ghi {value}: thừa {over}."),
                    {"total": total, "unit": target.unit, "value": target.value, "over": over},
                ),
                Words(N_("Bớt {over} ở biểu hoặc sửa {where} thành {total}."), {"over": over, "where": target.where, "total": total}),
                where=(target.where, table.place(index)),
                is_clash=True,
                figures=(
                    *of_target("text", target),
                    figure("table", total, _column(table, index), unit=target.unit),
                    figure("over", over, Words(N_("giao thừa")), unit=target.unit),
                ),
                targets=(target.code,),
                fixes=(
                    Fix(
                        "value",
                        Words(N_("Sửa {where} thành {total}"), {"where": target.where, "total": total}),
                        {"target": target.code, "value": total},
                    ),
                ),
            )


@rule("TT80", N_("tổng in khác tổng cộng lại"))
def printed_total(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """The total printed under a column is not the sum of its cells."""
    for at, table in enumerate(doc.tables):
        for index, text in enumerate(table.totals):
            printed, total = Cell.read(text), table.total(index)
            if total is None or printed.value is None or printed.value == total or not _sums(doc, table, index):
                continue
            yield Finding(
                "TT80",
                Severity.MUST,
                Words(N_("Tổng in khác tổng cộng lại: cột “{column}”"), {"column": table.columns[index].label}),
                Words(N_("Biểu in {printed}, cộng các dòng được {total}."), {"printed": text.strip(), "total": total}),
                Words(N_("Sửa dòng tổng, hoặc tìm ô sai trong cột.")),
                where=(table.place(index),),
                is_clash=True,
                figures=(
                    figure("printed", printed.value, Words(N_("dòng “{label}”"), {"label": table.totals_label}), printed=text.strip()),
                    figure("sum", total, _column(table, index)),
                ),
                targets=tuple(filter(None, (table.columns[index].target,))),
                fixes=(
                    Fix(
                        "total",
                        Words(N_("Sửa dòng tổng thành {total}"), {"total": total}),
                        {"table": at, "column": index, "text": number_text(total)},
                    ),
                ),
            )


def _sums(doc: PlanDoc, table: AllocationTable, index: int) -> bool:
    target = doc.target(table.columns[index].target)
    return target is None or target.adds_up


@rule("TT05", N_("biểu thiếu cột “trong đó”"), "I05")
def missing_part_column(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """A target has a numbered part, and the table that splits the target has no column for the part."""
    for at, table in enumerate(doc.tables):
        covered = {column.target for column in table.columns}
        for index, column in enumerate(table.columns):
            parts = [part for part in doc.parts(column.target) if part.value is not None] if column.target else []
            if not parts or any(part.code in covered for part in parts):
                continue
            names = tuple({part.indicator or part.code: part.name_of_part for part in reversed(parts)}.values())
            yield Finding(
                "TT05",
                Severity.WARN,
                Words(N_("Biểu thiếu cột “trong đó”: {column}"), {"column": column.label}),
                Words(N_("Biểu chỉ có “{column}”, nên không kiểm được từ biểu: {parts}."), {"column": column.header[-1], "parts": names}),
                Words(N_("Thêm cột “trong đó: {part}”."), {"part": names[0]}),
                where=(table.place(index),),
                figures=tuple(item for part in parts for item in of_target("part", part)),
                targets=(column.target, *(part.code for part in parts)),
                fixes=(
                    Fix(
                        "part_column",
                        Words(N_("Thêm cột “trong đó”")),
                        {"table": at, "column": index, "target": parts[0].code},
                    ),
                ),
            )


@rule("TT06", N_("ô trống khác 0"), "I06")
def blank_is_not_zero(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """Blank cells: not assigned, or forgotten? Worse where the same table also writes 0."""
    for at, table in enumerate(doc.tables):
        blank, zero = _named(table, CellState.BLANK), _zeros(table)
        if not blank:
            continue
        cells = sum(blank.values())
        message = (
            N_("{blank} để trống {cells} ô; {zero} ghi 0. Trống là không giao, 0 là giao bằng không.")
            if zero
            else N_("{blank} để trống {cells} ô. Trống là không giao, không phải 0.")
        )
        yield Finding(
            "TT06",
            Severity.WARN if zero else Severity.INFO,
            Words(N_("Ô trống khác 0")),
            Words(message, {"blank": listed(list(blank)), "cells": cells, "zero": listed(list(zero))}),
            Words(N_("Ghi “–” vào ô không giao, ghi 0 vào ô giao bằng không.")),
            where=(table.where,),
            figures=(
                figure("blank_cells", cells, Words(N_("ô trống")), unit="ô"),
                *([figure("zero_cells", sum(zero.values()), Words(N_("ô ghi 0")), unit="ô")] if zero else []),
            ),
            units=tuple(blank),
            fixes=(Fix("dash_blanks", Words(N_("Ghi “–” vào {cells} ô trống"), {"cells": cells}), {"table": at}),),
        )


def _named(table: AllocationTable, state: CellState) -> Counter[str]:
    """How many cells of a state each row has."""
    return Counter(row.name for row in table.rows for text in row.cells if Cell.read(text).state is state)


def _zeros(table: AllocationTable) -> Counter[str]:
    return Counter(row.name for row in table.rows for text in row.cells if Cell.read(text).value == 0)


@rule("TT07", N_("một số viết hai kiểu: 01 và 1"), "I07")
def two_ways_of_writing(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """One-digit numbers with and without a leading zero in one table: read as text first, then as numbers."""
    for table in doc.tables:
        texts = [text.strip() for row in (*(row.cells for row in table.rows), table.totals) for text in row]
        numbers = [text for text in texts if (cell := Cell.read(text)).value is not None and abs(cell.amount) < 10]
        padded = [text for text in numbers if len(text) > 1 and text.startswith("0")]
        if padded and len(padded) < len(numbers):
            bare = next(text for text in numbers if text not in padded)
            values: dict[str, Value] = {"padded": padded[0], "value": Cell.read(padded[0]).amount, "n": len(padded), "bare": bare}
            yield Finding(
                "TT07",
                Severity.INFO,
                Words(N_("Số viết hai kiểu: {padded} và {bare}"), values),
                Words(N_("{n} ô viết có số 0 ở đầu; “{padded}” đọc là {value}, bản in giữ nguyên."), values),
                Words(N_("Không phải sửa; viết một kiểu cho cả biểu thì dễ đọc hơn.")),
                where=(table.where,),
                figures=(figure("padded_cells", len(padded), Words(N_("ô có số 0 ở đầu")), unit="ô"),),
            )


@rule("TT08", N_("nhóm cột không có tổng"), "I08")
def group_without_total(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """Columns under one header whose total is nowhere: both totals, of the table and of the text, are shown."""
    for table in doc.tables:
        groups: dict[str, list[tuple[int, TargetDoc]]] = {}
        for index, target in _assigned(doc, table):
            header = table.columns[index].header
            if len(header) > 1 and header[0] and header[1]:
                groups.setdefault(header[0], []).append((index, target))
        for name, members in groups.items():
            totals = [table.total(index) for index, _ in members]
            values = [target.value for _, target in members]
            if len(members) < 2 or None in totals or None in values:
                continue
            in_table, in_text = sum(total or 0 for total in totals), sum(value or 0 for value in values)
            yield Finding(
                "TT08",
                Severity.INFO,
                Words(N_("Nhóm cột “{name}” không có tổng"), {"name": name}),
                Words(N_("Cộng theo biểu {table}, cộng theo văn bản {text}."), {"table": in_table, "text": in_text}),
                Words(N_("Ghi tổng của nhóm, hoặc nói rõ các cột không cộng được.")),
                where=(table.where,),
                is_clash=True,
                figures=(figure("text", in_text, Words(N_("cộng theo văn bản"))), figure("table", in_table, Words(N_("cộng theo biểu")))),
                targets=tuple(target.code for _, target in members),
            )


@rule("TT09", N_("giao bằng nhau cho mọi đơn vị"), "I09")
def same_for_everyone(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """The same number for each unit whatever its size: show the baseline beside it."""
    for table in doc.tables:
        flat = []
        for index, target in _assigned(doc, table):
            given = [
                cell.value for row, cell in zip(table.rows, table.column(index), strict=True) if row.kind is RowKind.UNIT and cell.value
            ]
            if len(given) > 2 and len(set(given)) == 1:
                flat.append((table.columns[index].label, target, given[0]))
        if flat:
            yield Finding(
                "TT09",
                Severity.INFO,
                Words(N_("Giao bằng nhau cho mọi đơn vị: {n} cột"), {"n": len(flat)}),
                Words(
                    N_("Mỗi đơn vị cùng một số, bất kể số người đang quản lý: {columns}."),
                    {"columns": tuple(label for label, _, _ in flat)},
                ),
                Words(N_("So với số người có hồ sơ của từng đơn vị trước khi giao.")),
                where=(table.where,),
                figures=tuple(figure("share", value or 0, label, unit=target.unit) for label, target, value in flat),
                targets=tuple(target.code for _, target, _ in flat),
            )


@rule("TT89", N_("ô không đọc được"))
def broken_cell(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """A cell that is neither a number, nor blank, nor a dash; its column cannot be summed."""
    for table in doc.tables:
        lines = [(row.name, row.cells) for row in table.rows] + ([(table.totals_label, table.totals)] if table.totals else [])
        for name, cells in lines:
            for index, text in enumerate(cells):
                if Cell.read(text).state is CellState.BROKEN:
                    yield Finding(
                        "TT89",
                        Severity.MUST,
                        Words(N_("Ô “{text}” không đọc được thành số"), {"text": text.strip()}),
                        Words(
                            N_("Dòng “{row}”, cột “{column}”: cột này chưa cộng được."), {"row": name, "column": table.columns[index].label}
                        ),
                        Words(N_("Ghi một số (phần nghìn dấu chấm, thập phân dấu phẩy), “–” hoặc để trống.")),
                        where=(f"{table.place(index)}, dòng “{name}”",),
                        targets=tuple(filter(None, (table.columns[index].target,))),
                        units=(name,),
                    )


@rule("TT97", N_("ô có số âm hoặc số lẻ"))
def cell_not_countable(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """A negative or fractional share of a counted target."""
    for table in doc.tables:
        for index, target in _assigned(doc, table):
            for row, cell in zip(table.rows, table.column(index), strict=True):
                if cell.value is not None and (cell.value < 0 or cell.value != cell.value.to_integral_value()):
                    yield Finding(
                        "TT97",
                        Severity.MUST,
                        Words(N_("Ô “{text}” không giao được"), {"text": cell.text.strip()}),
                        Words(N_("“{target}” đếm {unit}: phải là số nguyên không âm."), {"target": target.text, "unit": target.unit}),
                        Words(N_("Sửa ô này.")),
                        where=(f"{table.place(index)}, dòng “{row.name}”",),
                        figures=(figure("cell", cell.value, row.name, unit=target.unit, printed=cell.text.strip()),),
                        targets=(target.code,),
                        units=(row.name,),
                    )


@rule("TT94", N_("cột không gắn với chỉ tiêu"))
def column_of_nothing(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """A column that splits no target of the text cannot be followed."""
    for table in doc.tables:
        for index, column in enumerate(table.columns):
            if not column.target:
                yield Finding(
                    "TT94",
                    Severity.WARN,
                    Words(N_("Cột “{column}” không gắn với chỉ tiêu nào"), {"column": column.label}),
                    Words(N_("Số giao trong cột này không theo dõi được.")),
                    Words(N_("Chọn chỉ tiêu cho cột, hoặc thêm chỉ tiêu vào văn bản.")),
                    where=(table.place(index),),
                )

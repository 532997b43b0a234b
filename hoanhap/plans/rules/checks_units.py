"""Checks on the units of allocation tables: are they named once, do they exist, is one left out?"""

from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches

from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules.document import AllocationTable, PlanDoc
from hoanhap.plans.rules.facts import Facts, KnownUnit
from hoanhap.plans.rules.kinds import RowKind
from hoanhap.plans.rules.referee import Finding, Fix, Severity, figure, rule
from hoanhap.plans.rules.words import Words

CLOSE = 0.75
"""From which likeness on a name may be a misspelt other one (difflib). The house's own measure."""


@rule("TT82", N_("một đơn vị có hai dòng"))
def doubled_unit(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """A unit named twice gets both numbers."""
    for table in doc.tables:
        counted = Counter((row.code or " ".join(row.name.casefold().split()), row.kind) for row in table.rows)
        for row in table.rows:
            key = (row.code or " ".join(row.name.casefold().split()), row.kind)
            if counted.pop(key, 1) > 1:
                yield _unit(
                    "TT82",
                    Severity.MUST,
                    table,
                    row.name,
                    N_("Đơn vị “{unit}” có hai dòng"),
                    N_("Số của hai dòng cùng được cộng vào tổng."),
                    N_("Gộp hai dòng, hoặc ghi mã đơn vị nếu là hai nơi trùng tên."),
                )


@rule("TT83", N_("đơn vị bị bỏ sót"))
def unit_left_out(doc: PlanDoc, facts: Facts) -> Iterator[Finding]:
    """A unit of the area that no row of any table names."""
    units = facts.units
    if units is None or not doc.tables:
        return
    printed = {row.name for table in doc.tables for row in table.rows}
    named = {known.code for name in printed for known in units.rows.get(name, ())}
    if missing := [unit.name for unit in units.expected if unit.code not in named]:
        yield Finding(
            "TT83",
            Severity.WARN,
            Words(N_("{n} đơn vị không có trong biểu"), {"n": len(missing)}),
            Words(N_("Không có dòng cho: {units}."), {"units": tuple(missing)}),
            Words(N_("Thêm dòng, ghi “–” nếu không giao.")),
            where=tuple(table.where for table in doc.tables),
            figures=(figure("missing", len(missing), Words(N_("đơn vị thiếu")), unit="đơn vị"),),
            units=tuple(missing),
            fixes=(Fix("add_rows", Words(N_("Thêm {n} dòng ghi “–”"), {"n": len(missing)}), {"table": 0, "units": tuple(missing)}),),
        )


@rule("TT84", N_("không có đơn vị tên này"))
def unknown_unit(doc: PlanDoc, facts: Facts) -> Iterator[Finding]:
    """A row names a unit that the register does not know in this area, or knows more than once."""
    units = facts.units
    for table in doc.tables if units is not None else ():
        for row in table.rows:
            known = units.rows.get(row.name) if units is not None and row.kind is RowKind.UNIT else None
            if known is not None and len(known) == 0:
                yield _unit(
                    "TT84",
                    Severity.MUST,
                    table,
                    row.name,
                    N_("Không có đơn vị “{unit}” trong địa bàn"),
                    N_("Danh mục đơn vị hành chính không có tên này."),
                    N_("Sửa tên, ghi mã đơn vị, hoặc chọn loại dòng “Đội, cơ quan”."),
                    *_near(row.name, units.expected if units else ()),
                )
            elif known is not None and len(known) > 1:
                yield _unit(
                    "TT84",
                    Severity.MUST,
                    table,
                    row.name,
                    N_("Có nhiều đơn vị tên “{unit}”"),
                    N_("Không biết số này giao cho đơn vị nào."),
                    N_("Ghi mã đơn vị vào dòng."),
                )


@rule("TT85", N_("đơn vị không còn hoặc chưa có trong kỳ"))
def unit_not_there(doc: PlanDoc, facts: Facts) -> Iterator[Finding]:
    """A row names a unit that did not exist on the first day of the period, or ends before the period does."""
    units = facts.units
    for table in doc.tables if units is not None else ():
        for row in table.rows:
            known = units.rows.get(row.name, ()) if units is not None and row.kind is RowKind.UNIT else ()
            if len(known) != 1:
                continue
            unit = known[0]
            now = Words(N_(" Nay là: {now}."), {"now": unit.now}) if unit.now else Words("")
            if unit.until <= doc.period.since:
                message, severity = Words(N_("Đơn vị đã kết thúc từ {until}.{now}"), {"until": unit.until, "now": now}), Severity.MUST
            elif unit.since is not None and unit.since > doc.period.since:
                message, severity = Words(N_("Đơn vị chỉ có từ {since}."), {"since": unit.since}), Severity.MUST
            elif unit.until < doc.period.until:
                message, severity = (
                    Words(N_("Đơn vị kết thúc từ {until}, trước khi hết kỳ.{now}"), {"until": unit.until, "now": now}),
                    Severity.WARN,
                )
            else:
                continue
            title = N_("Đơn vị “{unit}” không có trong suốt kỳ")
            remedy = N_("Giao cho đơn vị có trong kỳ, hoặc chia số theo đơn vị mới.")
            heirs = unit.now if len(unit.now) == 1 and severity is Severity.MUST else ()
            yield _unit("TT85", severity, table, row.name, title, message, remedy, *heirs)


def _near(name: str, expected: tuple[KnownUnit, ...]) -> list[str]:
    """The unit of the area that a misspelt name most likely means."""
    titles = {unit.name.casefold(): unit.name for unit in expected}
    return [titles[key] for key in get_close_matches(name.casefold(), titles, n=1, cutoff=CLOSE)]


def _unit(
    code: str, severity: Severity, table: AllocationTable, name: str, title: str, message: str | Words, remedy: str, *right: str
) -> Finding:
    said = message if isinstance(message, Words) else Words(message)
    return Finding(
        code,
        severity,
        Words(title, {"unit": name}),
        said,
        Words(remedy),
        where=(f"{table.where}, dòng “{name}”",),
        units=(name,),
        fixes=tuple(Fix("rename_row", Words(N_("Sửa thành “{unit}”"), {"unit": unit}), {"old": name, "new": unit}) for unit in right),
    )

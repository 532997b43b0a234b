"""What does an allocation table come to before it is saved: sums beside printed totals and the text, cells to mend, units in doubt?"""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from hoanhap.plans import services
from hoanhap.plans.queries.shown import Verdict, view_tables
from hoanhap.plans.rules import AllocationTable, KnownUnit, PlanDoc, RowKind
from hoanhap.plans.rules.printed import Doubt, doubt_of
from hoanhap.units import queries as units
from hoanhap.units.rules import fold, readings

NEAREST = 3
ALIKE = 75
"""From which likeness (0–100) on a name of the area is offered for one that the register does not know."""


@dataclass(frozen=True)
class UnitDoubt:
    """A row whose name means no unit, several, or one of another time; `options` are names that would fit."""

    line: int
    name: str
    what: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class ColumnCheck:
    """A column with what it comes to."""

    label: str
    target: str
    verdict: Verdict


@dataclass(frozen=True)
class TableCheck:
    """What a page shows beside a table that is not saved yet."""

    columns: tuple[ColumnCheck, ...]
    cells: tuple[Doubt, ...]
    known: int
    """Rows whose unit the register knows for the whole period."""
    others: int
    """Rows that name no unit: teams, villages, groups."""
    units: tuple[UnitDoubt, ...]
    has_totals: bool


def check_table(doc: PlanDoc, table: AllocationTable) -> TableCheck:
    """Check a table against the plan it belongs to. Nothing is saved."""
    used = [at for at, column in enumerate(table.columns) if column.label or any(row.cells[at].strip() for row in table.rows)]
    shown = view_tables(replace(doc, tables=(table,)), ())[0]
    lines = [(row.name, row.cells) for row in table.rows] + ([(table.totals_label, table.totals)] if table.totals else [])
    cells = tuple(
        Doubt(name, table.columns[at].label, text[at], what)
        for name, text in lines
        for at in used
        if (what := doubt_of(text[at], table.columns[at].label)) is not None
    )
    named = [(line, row) for line, row in enumerate(table.rows) if row.name and row.kind is RowKind.UNIT]
    doubts = _doubts(doc, table)
    return TableCheck(
        tuple(ColumnCheck(table.columns[at].label, table.columns[at].target, shown.verdicts[at]) for at in used),
        cells,
        len(named) - len(doubts),
        sum(bool(row.name) for row in table.rows) - len(named),
        doubts,
        bool(table.totals),
    )


def known_names(doc: PlanDoc, table: AllocationTable) -> frozenset[str]:
    """The names in a table that mean exactly one unit of the plan's area and time."""
    rows = tuple(replace(row, kind=RowKind.UNIT) for row in table.rows if row.name)
    places, _facts = services.look_up(replace(doc, tables=(replace(table, rows=rows),)))
    return frozenset(name for name, _code in places.rows)


def _doubts(doc: PlanDoc, table: AllocationTable) -> tuple[UnitDoubt, ...]:
    places, facts = services.look_up(replace(doc, tables=(table,)))
    on = doc.period.since
    inside = units.units_in(places.unit.pk, on) if places.unit else ()
    keys = {unit.title_on(on): fold(unit.named_on(on)[1]) for unit in inside}
    found = []
    for line, row in enumerate(table.rows):
        if not row.name or row.kind is not RowKind.UNIT:
            continue
        known = facts.rows.get(row.name, ())
        if (row.name, row.code) in places.rows and doc.period.until <= known[0].until:
            continue
        found.append(_doubt(line, row.name, known, doc, keys))
    return tuple(found)


def _doubt(line: int, name: str, known: tuple[KnownUnit, ...], doc: PlanDoc, keys: dict[str, str]) -> UnitDoubt:
    since = doc.period.since
    if len(known) > 1:
        return UnitDoubt(line, name, _("nhiều đơn vị cùng tên; ghi đủ loại và tên"), tuple(dict.fromkeys(unit.name for unit in known)))
    if known:
        now = ", ".join(known[0].now)
        if known[0].until <= since:
            what = _("đơn vị cũ, đã kết thúc trước ngày %(day)s; nay là %(now)s")
        elif known[0].since is not None and known[0].since > since:
            what = _("đơn vị chưa có vào ngày %(day)s")
        else:
            what = _("đơn vị có vào ngày %(day)s nhưng kết thúc trong kỳ; nay là %(now)s")
        options = tuple(title for title in known[0].now if title in keys)
        return UnitDoubt(line, name, what % {"day": f"{since:%d/%m/%Y}", "now": now or "–"}, options)
    typed = next((reading.key for reading in readings(name)), "")
    near = process.extract(typed, keys, scorer=fuzz.ratio, limit=NEAREST, score_cutoff=ALIKE)
    what = _("không có đơn vị tên này trong địa bàn; có thể là") if near else _("không có đơn vị tên này trong địa bàn")
    return UnitDoubt(line, name, what, tuple(title for _key, _score, title in near))

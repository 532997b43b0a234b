"""How is a plan changed by the button of a finding? Pure: a plan and a fix in, a plan out."""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from hoanhap.plans.rules.cells import Cell, CellState
from hoanhap.plans.rules.document import AllocationTable, Column, PlanDoc, Row, TargetDoc
from hoanhap.plans.rules.kinds import ChangeIn, Comparator, Level, TaskKind
from hoanhap.plans.rules.referee import Fix
from hoanhap.plans.rules.spans import Deadline
from hoanhap.plans.rules.words import number_text


class Unfit(ValueError):
    """The plan has changed since the finding was made: there is nothing left that the fix fits."""


def apply(doc: PlanDoc, fix: Fix) -> PlanDoc:
    """The plan after one fix. Raises Unfit when a target, table or task of the fix is gone."""
    try:
        return FIXES[fix.kind](doc, fix.arguments)
    except (KeyError, IndexError) as error:
        raise Unfit(fix.kind) from error


type Arguments = Mapping[str, Any]


def _on_target(doc: PlanDoc, code: str, change: Callable[[TargetDoc], TargetDoc]) -> PlanDoc:
    if doc.target(code) is None:
        raise KeyError(code)
    return replace(doc, targets=tuple(change(target) if target.code == code else target for target in doc.targets))


def _on_table(doc: PlanDoc, at: int, change: Callable[[AllocationTable], AllocationTable]) -> PlanDoc:
    return replace(doc, tables=(*doc.tables[:at], change(doc.tables[at]), *doc.tables[at + 1 :]))


def _with_cell(texts: tuple[str, ...], at: int, text: str) -> tuple[str, ...]:
    return (*texts[:at], text, *texts[at + 1 :])


def _in_style(value: Decimal | int, before: str) -> str:
    """A number as its neighbour is written: `06` beside `01`."""
    text = number_text(value)
    return text.zfill(2) if re.fullmatch(r"0[0-9]", before.strip()) and text.isdecimal() else text


def _allocate(doc: PlanDoc, given: Arguments) -> PlanDoc:
    index, shares = int(given["column"]), given["shares"]

    def change(table: AllocationTable) -> AllocationTable:
        before = table.bounds(index)
        rows = list(table.rows)
        for line, share in shares.items():
            row = rows[int(line)]
            cell = Cell.read(row.cells[index])
            rows[int(line)] = replace(row, cells=_with_cell(row.cells, index, _in_style(cell.amount + share, row.cells[index])))
        changed = replace(table, rows=tuple(rows))
        total = changed.total(index)
        if table.totals and total is not None and before is not None and Cell.read(table.totals[index]).value == before[0]:
            changed = replace(changed, totals=_with_cell(table.totals, index, _in_style(total, table.totals[index])))
        return changed

    return _on_table(doc, int(given["table"]), change)


def _value(doc: PlanDoc, given: Arguments) -> PlanDoc:
    """Change the number of a target, in the quoted words and the text they stand in as well."""
    target = doc.target(given["target"])
    if target is None or target.value is None:
        raise KeyError(given["target"])
    value = Decimal(given["value"])
    old = target.printed or number_text(target.value)
    new = _in_style(value, old)
    number = re.compile(rf"(?<![\w.,]){re.escape(old)}(?![\w]|[.,][0-9])")
    quote = number.sub(lambda _match: new, target.quote, count=1)
    changed = _on_target(doc, target.code, lambda item: replace(item, value=value, printed=new if item.printed else "", quote=quote))
    if not target.quote or quote == target.quote:
        return changed
    sections = tuple(replace(part, text=part.text.replace(target.quote, quote)) for part in doc.sections)
    return replace(changed, sections=sections)


def _strive(doc: PlanDoc, given: Arguments) -> PlanDoc:
    if doc.target(given["beyond"]) is None:
        raise KeyError(given["beyond"])
    return _on_target(doc, given["target"], lambda target: replace(target, beyond=given["beyond"], level=Level.STRIVED))


def _nest(doc: PlanDoc, given: Arguments) -> PlanDoc:
    if doc.target(given["parent"]) is None:
        raise KeyError(given["parent"])
    return _on_target(doc, given["target"], lambda target: replace(target, parent=given["parent"]))


def _title_year(doc: PlanDoc, given: Arguments) -> PlanDoc:
    at, old, new = int(given["table"]), str(given["old"]), str(given["new"])
    if at < 0:
        return replace(doc, title=doc.title.replace(old, new))
    return _on_table(doc, at, lambda table: replace(table, title=table.title.replace(old, new)))


def _total(doc: PlanDoc, given: Arguments) -> PlanDoc:
    def change(table: AllocationTable) -> AllocationTable:
        before = table.totals[int(given["column"])]
        text = f"{given['text']:0>2}" if re.fullmatch(r"0[0-9]", before.strip()) else str(given["text"])
        return replace(table, totals=_with_cell(table.totals, int(given["column"]), text))

    return _on_table(doc, int(given["table"]), change)


def _dash_blanks(doc: PlanDoc, given: Arguments) -> PlanDoc:
    def dashed(row: Row) -> Row:
        return replace(row, cells=tuple("–" if Cell.read(text).state is CellState.BLANK else text for text in row.cells))

    return _on_table(doc, int(given["table"]), lambda table: replace(table, rows=tuple(map(dashed, table.rows))))


def _part_column(doc: PlanDoc, given: Arguments) -> PlanDoc:
    """A column for the part after that of the whole, not assigned to anybody yet."""
    at = int(given["column"]) + 1
    part = doc.target(given["target"])
    if part is None:
        raise KeyError(given["target"])

    def change(table: AllocationTable) -> AllocationTable:
        top = next((text for text in table.columns[at - 1].header if text), "")
        column = Column((top, f"trong đó: {part.name_of_part}"), part.code)
        rows = tuple(replace(row, cells=(*row.cells[:at], "–", *row.cells[at:])) for row in table.rows)
        totals = (*table.totals[:at], "–", *table.totals[at:]) if table.totals else ()
        return replace(table, columns=(*table.columns[:at], column, *table.columns[at:]), rows=rows, totals=totals)

    return _on_table(doc, int(given["table"]), change)


def _comparator(doc: PlanDoc, given: Arguments) -> PlanDoc:
    for code in given["targets"]:
        doc = _on_target(doc, code, lambda target: replace(target, comparator=Comparator(given["comparator"])))
    return doc


def _change_in(doc: PlanDoc, given: Arguments) -> PlanDoc:
    return _on_target(doc, given["target"], lambda target: replace(target, change_in=ChangeIn(given["change_in"])))


def _add_rows(doc: PlanDoc, given: Arguments) -> PlanDoc:
    def change(table: AllocationTable) -> AllocationTable:
        number = len(table.rows)
        numbered = bool(table.rows and table.rows[-1].number.isdecimal())
        added = tuple(
            Row(name, ("–",) * len(table.columns), number=str(number + at) if numbered else "") for at, name in enumerate(given["units"], 1)
        )
        return replace(table, rows=(*table.rows, *added))

    return _on_table(doc, int(given["table"]), change)


def _rename_row(doc: PlanDoc, given: Arguments) -> PlanDoc:
    def change(table: AllocationTable) -> AllocationTable:
        rows = tuple(replace(row, name=given["new"], code="") if row.name == given["old"] else row for row in table.rows)
        return replace(table, rows=rows)

    if not any(row.name == given["old"] for table in doc.tables for row in table.rows):
        raise KeyError(given["old"])
    return replace(doc, tables=tuple(map(change, doc.tables)))


def _replace_text(doc: PlanDoc, given: Arguments) -> PlanDoc:
    """Write one text for another in every text of the plan; codes, values and days stay."""
    old, new = str(given["old"]), str(given["new"])
    whole = re.compile(rf"(?<!\w){re.escape(old)}(?!\w)")
    changed: PlanDoc = _mapped(doc, lambda text: whole.sub(lambda _match: new, text))
    if changed == doc:
        raise KeyError(old)
    return changed


_KEYS = frozenset(
    {"code", "parent", "beyond", "indicator", "target", "targets", "percent_of", "number", "symbol", "document", "cells", "totals"}
)
"""Fields that bind things together or hold figures."""


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    match value:
        case str() if type(value) is str:
            return change(value)
        case tuple():
            return tuple(_mapped(item, change) for item in value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            held = {item.name: getattr(value, item.name) for item in fields(value)}
            return replace(value, **{name: _mapped(part, change) for name, part in held.items() if not (name in _KEYS and _is_text(part))})
        case _:
            return value


def _is_text(part: Any) -> bool:
    return isinstance(part, str) or (isinstance(part, tuple) and all(isinstance(item, str) for item in part))


_BROKEN_LINE = re.compile(r"(?<=[^\W\d_])[ \t]*\n\s*(?=[^\W\d_])")


def _rejoin(doc: PlanDoc, _given: Arguments) -> PlanDoc:
    """Join the sentences that a page break cut: a word, an empty line, a word in lower case."""

    def joined(text: str) -> str:
        return _BROKEN_LINE.sub(lambda match: " " if text[match.end()].islower() else match[0], text)

    changed: PlanDoc = _mapped(doc, joined)
    return changed


def _request(doc: PlanDoc, given: Arguments) -> PlanDoc:
    if doc.task(given["task"]) is None:
        raise KeyError(given["task"])
    tasks = tuple(replace(task, kind=TaskKind.REQUEST) if task.code == given["task"] else task for task in doc.tasks)
    return replace(doc, tasks=tasks)


def _bind_annex(doc: PlanDoc, given: Arguments) -> PlanDoc:
    day = f" ngày {doc.issued_on:%d/%m/%Y}" if doc.issued_on else ""
    caption = f"Kèm theo Kế hoạch số {doc.reference}{day} của {doc.issuer}"
    return replace(
        doc,
        tables=tuple(replace(table, caption=caption) if table.where == given["where"] else table for table in doc.tables),
        annexes=tuple(replace(annex, caption=caption) if annex.where == given["where"] else annex for annex in doc.annexes),
    )


def _move_due(doc: PlanDoc, given: Arguments) -> PlanDoc:
    on = date.fromisoformat(given["on"])

    def moved(due: Deadline | None) -> Deadline | None:
        return Deadline(on, to=due.to) if due is not None else None

    for key in given["of"]:
        kind, _space, code = key.partition(" ")
        match kind:
            case "report":
                doc = replace(doc, report=moved(doc.report))
            case "target":
                doc = _on_target(doc, code, lambda target: replace(target, due=moved(target.due)))
            case "task":
                doc = replace(doc, tasks=tuple(replace(task, due=moved(task.due)) if task.code == code else task for task in doc.tasks))
    return doc


FIXES: dict[str, Callable[[PlanDoc, Arguments], PlanDoc]] = {
    "add_rows": _add_rows,
    "allocate": _allocate,
    "bind_annex": _bind_annex,
    "change_in": _change_in,
    "comparator": _comparator,
    "dash_blanks": _dash_blanks,
    "move_due": _move_due,
    "nest": _nest,
    "part_column": _part_column,
    "rejoin": _rejoin,
    "rename_row": _rename_row,
    "replace_text": _replace_text,
    "request": _request,
    "strive": _strive,
    "title_year": _title_year,
    "total": _total,
    "value": _value,
}
"""Kind of a fix → how it changes a plan."""

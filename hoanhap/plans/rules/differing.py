"""What differs between two versions of a plan: head, lists, targets, tasks, tables cell by cell?

Things are matched by their code, name or place, so that a changed line is one change and not one lost and one new. Whatever no finer rule
speaks of is still named: two plans differ exactly when there is a change.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules.document import AllocationTable, PlanDoc
from hoanhap.plans.rules.spans import Span
from hoanhap.plans.rules.words import Value, Words, number_text


class Part(Labelled):
    """Where in a plan a change lies."""

    HEAD = "head", N_("Phần đầu")
    LISTS = "lists", N_("Căn cứ, nơi nhận, đợt, giải thích từ")
    TARGETS = "targets", N_("Chỉ tiêu")
    TASKS = "tasks", N_("Nhiệm vụ")
    TABLES = "tables", N_("Biểu")
    REPORTED = "reported", N_("Kết quả công bố")


@dataclass(frozen=True)
class Change:
    """One difference. `old` is empty for what is new, `new` for what is gone."""

    part: Part
    what: Words
    """`Chỉ tiêu CT01: giá trị`."""
    old: str
    new: str
    cell: bool = False
    """A cell of a table: a blank is a value of its own there."""


_NAMES = {
    "issuer": N_("cơ quan ban hành"), "title": N_("tên"), "kind": N_("loại"), "period": N_("kỳ"), "number": N_("số"),
    "symbol": N_("ký hiệu"),
    "issued_on": N_("ngày ban hành"), "date_note": N_("số, ngày trên giấy"), "theme": N_("chủ đề"), "short_title": N_("tên gọi ngắn"),
    "status": N_("tình trạng"), "area": N_("địa bàn"), "parents": N_("văn bản trên"), "co_issuers": N_("cùng ban hành"),
    "signatory": N_("ký ban hành"), "recipients": N_("nơi nhận"), "annexes": N_("phụ lục"), "bases": N_("căn cứ"),
    "subordinates": N_("nơi phải lập kế hoạch"), "constraints": N_("điều kiện chung"), "windows": N_("đợt cao điểm"),
    "terms": N_("giải thích từ"), "report": N_("hạn báo cáo"), "source": N_("nguồn"), "sections": N_("phần văn bản"),
    "code": N_("mã"), "text": N_("lời"), "where": N_("chỗ ghi"), "quote": N_("câu trích"), "parent": N_("trong đó của"),
    "level": N_("mức"), "comparator": N_("so sánh"), "value": N_("giá trị"), "value_high": N_("cận trên"), "printed": N_("như in"),
    "unit": N_("đơn vị tính"), "counted": N_("tỷ lệ đếm gì"), "population": N_("trong số"), "numerator": N_("tử số"),
    "baseline": N_("mốc gốc"), "change_in": N_("thay đổi tính bằng"), "each_year": N_("mỗi năm"), "due": N_("hạn"),
    "owner": N_("đơn vị thực hiện"), "owner_side": N_("thuộc ngành"), "indicator": N_("chỉ số"), "measure_name": N_("chỉ số mới"),
    "evidence": N_("minh chứng"), "aspect": N_("khía cạnh"), "group": N_("nhóm"), "groups": N_("các nhóm đo riêng"),
    "beyond": N_("phấn đấu vượt"), "milestones": N_("mốc từng năm"), "mentions": N_("nhắc lại"), "note": N_("ghi chú"),
    "agency": N_("cơ quan chủ trì"), "coordinating": N_("phối hợp"), "deliverables": N_("việc cụ thể"), "due_text": N_("hạn bằng chữ"),
    "recurrence": N_("lặp lại"), "window": N_("đợt"), "targets": N_("phục vụ chỉ tiêu"), "quantity": N_("số lượng"),
    "proof": N_("minh chứng"),
    "caption": N_("dòng kèm theo"), "totals_label": N_("tên dòng tổng"), "notes": N_("ghi chú biểu"), "columns": N_("các cột"),
    "rows": N_("thứ tự dòng"), "totals": N_("dòng tổng"), "name": N_("tên"), "copies": N_("số bản"), "by": N_("gửi bằng"),
    "document": N_("số đầy đủ"), "word": N_("từ"), "meaning": N_("nghĩa"), "heading": N_("tên mục"), "target": N_("chỉ tiêu"),
    "as_of": N_("ngày công bố"), "percent": N_("tỷ lệ"), "percent_printed": N_("tỷ lệ như in"), "percent_of": N_("tỷ lệ của"),
    "denominator": N_("mẫu số"), "header": N_("đầu cột"), "cells": N_("các ô"), "year": N_("năm"),
}  # fmt: skip
"""Field → its words. A field that is not here is shown under its own name."""

_LISTS: tuple[tuple[str, Part, str, Callable[[Any], Hashable]], ...] = (
    ("bases", Part.LISTS, N_("Căn cứ “{name}”"), lambda item: (item.text, item.where)),
    ("recipients", Part.LISTS, N_("Nơi nhận “{name}”"), lambda item: item.name),
    ("annexes", Part.LISTS, N_("Phụ lục “{name}”"), lambda item: (item.title, item.where)),
    ("subordinates", Part.LISTS, N_("Nơi phải lập kế hoạch “{name}”"), lambda item: (item.name, item.where)),
    ("windows", Part.LISTS, N_("Đợt “{name}”"), lambda item: item.name),
    ("terms", Part.LISTS, N_("Từ “{name}”"), lambda item: item.word),
    ("sections", Part.LISTS, N_("Phần “{name}”"), lambda item: (item.where, item.heading)),
    ("targets", Part.TARGETS, N_("Chỉ tiêu {name}"), lambda item: item.code),
    ("tasks", Part.TASKS, N_("Nhiệm vụ {name}"), lambda item: item.code),
    ("reported", Part.REPORTED, N_("Kết quả của {name}"), lambda item: (item.target, item.source, item.as_of)),
)


def differences(old: PlanDoc, new: PlanDoc) -> tuple[Change, ...]:
    """Every change from one version to another, in the order of the plan; empty exactly when they are equal."""
    matched = {name for name, *_rest in _LISTS} | {"tables"}
    found = [
        Change(Part.HEAD, _field(item.name), show(getattr(old, item.name)), show(getattr(new, item.name)))
        for item in fields(PlanDoc)
        if item.name not in matched and getattr(old, item.name) != getattr(new, item.name)
    ]
    for name, part, title, key in _LISTS:
        found += _things(part, title, key, getattr(old, name), getattr(new, name), name)
    found += _tables(old.tables, new.tables)
    return tuple(found)


def _field(name: str) -> Words:
    return Words(_NAMES.get(name, name))


def _keyed(key: Callable[[Any], Hashable], items: Sequence[Any]) -> dict[tuple[Hashable, int], Any]:
    """Items by key and, where one key stands several times, by its turn."""
    turns: dict[Hashable, int] = {}
    found = {}
    for item in items:
        at = key(item)
        turns[at] = turns.get(at, 0) + 1
        found[at, turns[at]] = item
    return found


def _things(part: Part, title: str, key: Callable[[Any], Hashable], old: Sequence[Any], new: Sequence[Any], name: str) -> Iterator[Change]:
    before, after = _keyed(key, old), _keyed(key, new)
    for at, item in before.items():
        called = _called(at[0])
        if at not in after:
            yield Change(part, Words(title, {"name": called}), show(item), "")
            continue
        for detail in fields(item):
            was, now = getattr(item, detail.name), getattr(after[at], detail.name)
            if was != now:
                what = Words("{thing}: {field}", {"thing": Words(title, {"name": called}), "field": _field(detail.name)})
                yield Change(part, what, show(was), show(now))
    for at, item in after.items():
        if at not in before:
            yield Change(part, Words(title, {"name": _called(at[0])}), "", show(item))
    if before.keys() == after.keys() and list(before) != list(after):
        order = Words(N_("Thứ tự: {field}"), {"field": _field(name)})
        yield Change(part, order, ", ".join(_called(at[0]) for at in before), ", ".join(_called(at[0]) for at in after))


def _called(key: Hashable) -> str:
    return ", ".join(show(part) for part in key if part) if isinstance(key, tuple) else str(key)


def _tables(old: Sequence[AllocationTable], new: Sequence[AllocationTable]) -> Iterator[Change]:
    for at in range(max(len(old), len(new))):
        was, now = (tables[at] if at < len(tables) else None for tables in (old, new))
        called = Words(N_("Biểu {n}"), {"n": at + 1})
        if was is None or now is None:
            yield Change(Part.TABLES, called, _size(was), _size(now))
        elif was != now:
            yield from _table(called, was, now)


def _size(table: AllocationTable | None) -> str:
    size = Words(N_("{rows} dòng, {columns} cột"), {"rows": len(table.rows), "columns": len(table.columns)}) if table else ""
    return str(size)


def _table(called: Words, old: AllocationTable, new: AllocationTable) -> Iterator[Change]:
    for name in ("title", "where", "caption", "totals_label", "notes", "columns"):
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            yield Change(Part.TABLES, Words("{thing}: {field}", {"thing": called, "field": _field(name)}), show(was), show(now))
    columns = _columns(old, new)
    before, after = (_keyed(lambda row: (row.name, row.code), table.rows) for table in (old, new))
    for at, row in before.items():
        title = Words(N_("{table}, {row}"), {"table": called, "row": row.name})
        if at not in after:
            yield Change(Part.TABLES, title, _cells(row.cells), "")
            continue
        other = after[at]
        for name in ("kind", "number"):
            if getattr(row, name) != getattr(other, name):
                what = Words("{thing}: {field}", {"thing": title, "field": _field(name)})
                yield Change(Part.TABLES, what, show(getattr(row, name)), show(getattr(other, name)))
        for index, there in columns:
            if row.cells[index] != other.cells[there]:
                what = Words(N_("{thing}, cột “{column}”"), {"thing": title, "column": old.columns[index].label})
                yield Change(Part.TABLES, what, row.cells[index], other.cells[there], cell=True)
    for at, row in after.items():
        if at not in before:
            yield Change(Part.TABLES, Words(N_("{table}, {row}"), {"table": called, "row": row.name}), "", _cells(row.cells))
    if before.keys() == after.keys() and list(before) != list(after):
        what = Words("{thing}: {field}", {"thing": called, "field": _field("rows")})
        yield Change(Part.TABLES, what, ", ".join(row.name for row in old.rows), ", ".join(row.name for row in new.rows))
    if bool(old.totals) != bool(new.totals):
        what = Words("{thing}: {field}", {"thing": called, "field": _field("totals")})
        yield Change(Part.TABLES, what, _cells(old.totals), _cells(new.totals), cell=True)
    elif old.totals:
        for index, there in columns:
            if old.totals[index] != new.totals[there]:
                values: dict[str, Value] = {"table": called, "row": new.totals_label, "column": old.columns[index].label}
                yield Change(
                    Part.TABLES, Words(N_("{table}, {row}, cột “{column}”"), values), old.totals[index], new.totals[there], cell=True
                )


def _cells(texts: tuple[str, ...]) -> str:
    """Cells one after another, a blank said aloud."""
    return ", ".join(text.strip() or "(trống)" for text in texts) or "–"


def _columns(old: AllocationTable, new: AllocationTable) -> list[tuple[int, int]]:
    """The places of the columns that both tables have, by header and target."""
    before, after = (_keyed(lambda column: column, table.columns) for table in (old, new))
    places = {at: index for index, at in enumerate(after)}
    return [(index, places[at]) for index, at in enumerate(before) if at in places]


def show(value: object) -> str:
    """A value of a plan in words: labels of choices, days as people write them, the parts of a thing one after another."""
    match value:
        case None | "" | () | False:
            return ""
        case True:
            return "có"
        case Labelled():
            return value.label
        case date():
            return f"{value:%d/%m/%Y}"
        case Decimal():
            return number_text(value) if value == round(value, 1) else f"{value.normalize():f}".replace(".", ",")
        case Span():
            return f"{show(value.since)} – {show(value.until - timedelta(days=1))}"
        case tuple():
            return "; ".join(show(part) for part in value)
        case _ if is_dataclass(value):
            return ", ".join(text for item in fields(value) if (text := show(getattr(value, item.name))))
        case _:
            return str(value)

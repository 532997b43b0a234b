"""Which faults keep a file from being a plan at all, beyond what a schema can say?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date

from hoanhap.kit.dates import FIRST_YEAR, LAST_YEAR
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules.document import PlanDoc
from hoanhap.plans.rules.spans import Span
from hoanhap.plans.rules.words import Value, Words


@dataclass(frozen=True)
class Misshape:
    """Something that keeps a file from being a plan at all, with the path of the value (`targets`, 3, `parent`)."""

    path: tuple[str | int, ...]
    what: Words
    remedy: Words


_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
"""Halves of letters and the zero byte: no database and no file takes them."""
_NO_SUCH = N_("Không có chỉ tiêu mã {code} trong kế hoạch.")
_NAME_ONE = N_("Ghi đúng mã của một chỉ tiêu trong kế hoạch, hoặc để trống.")


def misshapes(doc: PlanDoc) -> Iterator[Misshape]:
    """What no schema can say: codes that repeat or lead nowhere, rows longer than the header, spans that end before they begin,
    days of impossible years and letters that cannot be kept."""
    codes = [target.code for target in doc.targets]

    def wrong(path: tuple[str | int, ...], what: str, remedy: str, **values: Value) -> Misshape:
        return Misshape(path, Words(what, values), Words(remedy))

    def span(path: tuple[str | int, ...], period: Span | None) -> Iterator[Misshape]:
        if period is not None and period.since >= period.until:
            yield wrong((*path, "until"), N_("Kỳ kết thúc trước khi bắt đầu."), N_("Sửa ngày đầu hoặc ngày cuối của kỳ."))

    def known(path: tuple[str | int, ...], *names: str) -> Iterator[Misshape]:
        yield from (wrong(path, _NO_SUCH, _NAME_ONE, code=code) for code in names if code and code not in codes)

    def width(path: tuple[str | int, ...], name: str, cells: tuple[str, ...], columns: int) -> Iterator[Misshape]:
        if len(cells) != columns:
            what = N_("Dòng “{name}” có {cells} ô, biểu có {columns} cột.")
            yield wrong(path, what, N_("Thêm hoặc bớt ô cho đủ; ô không giao thì để trống."), name=name, cells=len(cells), columns=columns)

    def once(path: tuple[str | int, ...], names: list[str], what: str) -> Iterator[Misshape]:
        """One of `names`, the last, must not stand before."""
        if names[-1] in names[:-1]:
            yield wrong(path, what, N_("Đặt tên, mã khác cho một mục, hoặc bỏ mục trùng."), name=names[-1])

    for path, value in _values(doc):
        if isinstance(value, str) and _UNWRITABLE.search(value):
            yield wrong(path, N_("Có ký tự hỏng trong chữ, không lưu được."), N_("Xóa ký tự này rồi gõ lại."))
        elif isinstance(value, date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
            what = N_("Năm {year} nằm ngoài khoảng {first}–{last}.")
            yield wrong(path, what, N_("Sửa năm."), year=str(value.year), first=str(FIRST_YEAR), last=str(LAST_YEAR))
    yield from span(("period",), doc.period)
    for at, target in enumerate(doc.targets):
        here = ("targets", at)
        if target.code in codes[:at]:
            yield wrong((*here, "code"), N_("Mã chỉ tiêu {code} dùng hai lần."), N_("Đặt mã khác cho một chỉ tiêu."), code=target.code)
        yield from known((*here, "parent"), target.parent)
        yield from known((*here, "beyond"), target.beyond)
        if target.code in _above(doc, target.code):
            yield wrong((*here, "parent"), N_("Chỉ tiêu {code} nằm trong chính nó."), N_("Bỏ một mối nối “trong đó”."), code=target.code)
        yield from span((*here, "period"), target.period)
        if target.baseline:
            yield from span((*here, "baseline", "period"), target.baseline.period)
    for at, table in enumerate(doc.tables):
        here, columns = ("tables", at), len(table.columns)
        for index, column in enumerate(table.columns):
            yield from known((*here, "columns", index, "target"), column.target)
        for line, row in enumerate(table.rows):
            yield from width((*here, "rows", line, "cells"), row.name, row.cells, columns)
        if table.totals:
            yield from width((*here, "totals"), table.totals_label, table.totals, columns)
        for line, note in enumerate(table.notes):
            yield from known((*here, "notes", line, "targets"), *note.targets)
    for at, figure in enumerate(doc.reported):
        yield from known(("reported", at, "target"), figure.target)
        yield from known(("reported", at, "percent_of"), *figure.percent_of)
        yield from span(("reported", at, "period"), figure.period)
    for at, window in enumerate(doc.windows):
        names = [item.name for item in doc.windows[: at + 1]]
        yield from once(("windows", at, "name"), names, N_("Đợt “{name}” ghi hai lần."))
        yield from span(("windows", at, "period"), window.period)
    for at in range(len(doc.subordinates)):
        names = [f"{item.name}, {item.where}" for item in doc.subordinates[: at + 1]]
        yield from once(("subordinates", at, "name"), names, N_("Nơi phải lập kế hoạch ghi hai lần: {name}."))
    for at, task in enumerate(doc.tasks):
        here = ("tasks", at)
        yield from once((*here, "code"), [item.code for item in doc.tasks[: at + 1]], N_("Mã nhiệm vụ {name} dùng hai lần."))
        for line in range(len(task.deliverables)):
            names = [item.code for item in task.deliverables[: line + 1]]
            yield from once((*here, "deliverables", line, "code"), names, N_("Mã việc {name} dùng hai lần trong một nhiệm vụ."))
        yield from known((*here, "targets"), *task.targets)
        yield from span((*here, "period"), task.period)
        if task.window and task.window not in {window.name for window in doc.windows}:
            what, remedy = N_("Không có đợt “{name}” trong kế hoạch."), N_("Ghi đúng tên một đợt cao điểm của kế hoạch, hoặc để trống.")
            yield wrong((*here, "window"), what, remedy, name=task.window)


def _values(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], object]]:
    """Every single value of a plan with its path."""
    if is_dataclass(value):
        for item in fields(value):
            yield from _values(getattr(value, item.name), (*path, item.name))
    elif isinstance(value, tuple):
        for at, part in enumerate(value):
            yield from _values(part, (*path, at))
    else:
        yield path, value


def _above(doc: PlanDoc, code: str) -> set[str]:
    """The codes met on the way up from a target; its own among them when «trong đó» runs in a circle."""
    parents = {target.code: target.parent for target in doc.targets}
    seen: set[str] = set()
    above = parents.get(code, "")
    while above and above not in seen:
        seen.add(above)
        above = parents.get(above, "")
    return seen

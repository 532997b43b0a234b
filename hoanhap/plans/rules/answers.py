"""What has a unit said to what it was given, and does it still hold?

An answer is to certain figures. When they change, it no longer counts and the unit is asked again; when only other units' figures change,
it stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules.document import AllocationTable, PlanDoc, Row

type Given = tuple[tuple[str, str], ...]
"""Codes of targets with the figures as printed, in the order of the tables."""
type RowKey = tuple[str, str]
"""Name and official code of a row, which tell a unit in all tables of a plan."""


class Says(Labelled):
    """What one entry says. The unit accepts or objects; the issuer keeps the figures or changes them."""

    ACCEPT = "accept", N_("nhận chỉ tiêu")
    OBJECT = "object", N_("đề nghị điều chỉnh")
    KEEP = "keep", N_("cơ quan giao giữ nguyên")
    ADJUST = "adjust", N_("cơ quan giao điều chỉnh")


class Standing(Labelled):
    """How far a unit and its issuer have come."""

    NOTHING = "nothing", N_("không được giao")
    WAITING = "waiting", N_("chờ trả lời")
    ACCEPTED = "accepted", N_("đã nhận")
    OBJECTED = "objected", N_("đề nghị điều chỉnh")
    KEPT = "kept", N_("giữ nguyên, có lý do")
    CHANGED = "changed", N_("số đã đổi, chờ trả lời lại")


@dataclass(frozen=True)
class Answer:
    """One entry, as plain values."""

    says: Says
    given: Given


def key_of(row: Row) -> RowKey:
    """What tells the unit of a row in every table of its plan."""
    return row.name, row.code


def given_to(doc: PlanDoc, key: RowKey) -> Given:
    """What the tables of a plan give a unit: every cell of a bound column that is not blank, a dash included."""
    return tuple(
        (column.target, text.strip())
        for table in doc.tables
        for row in table.rows
        if key_of(row) == key
        for column, text in zip(table.columns, row.cells, strict=True)
        if column.target and text.strip()
    )


def standing(answers: Sequence[Answer], given: Given) -> Standing:
    """How it stands after the answers, oldest first, with what is given now."""
    if not answers:
        return Standing.WAITING if given else Standing.NOTHING
    own = [answer for answer in answers if answer.says in (Says.ACCEPT, Says.OBJECT)]
    if not own or own[-1].given != given:
        return Standing.CHANGED
    if own[-1].says is Says.ACCEPT:
        return Standing.ACCEPTED
    return Standing.KEPT if answers[-1].says is Says.KEEP else Standing.OBJECTED


def with_figures(doc: PlanDoc, key: RowKey, figures: Given) -> PlanDoc:
    """The plan with other figures for one unit. A printed total that was the sum of its column stays the sum."""
    wanted = dict(figures)

    def changed(table: AllocationTable) -> AllocationTable:
        for line, row in enumerate(table.rows):
            for index, column in enumerate(table.columns):
                if key_of(row) == key and column.target in wanted and row.cells[index].strip():
                    table = table.with_cells(index, {line: wanted[column.target]})
        return table

    return replace(doc, tables=tuple(map(changed, doc.tables)))

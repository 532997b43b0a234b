"""What does each column of the list of people say, on screen and in files?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext

from hoanhap.cases.queries.lists import Row
from hoanhap.cases.rules import MANAGEMENT, PROCEDURES
from hoanhap.cases.rules.lists import Field
from hoanhap.cases.rules.removal import Stage
from hoanhap.cases.rules.states import Residence, Substance
from hoanhap.kit.dates import VIETNAM
from hoanhap.kit.formats import due, masked, remaining
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.kit.listing import Column
from hoanhap.people.rules import Sex, age_on, birth_text


@dataclass(frozen=True)
class Cell:
    """A place of the table: its words, a second line, and the tone of that line (quiet when empty)."""

    label: str
    text: str
    meta: str = ""
    tone: str = ""


def state_in_words(row: Row) -> str:
    """The state of the case shown; «Chưa có thủ tục nào» without one."""
    return gettext(PROCEDURES[row.procedure].state_label(row.state)) if row.procedure in PROCEDURES else gettext("Chưa có thủ tục nào")


def _age(row: Row, on: date) -> int | None:
    return age_on(row.birth_date, row.died_on or on) if row.birth_date else None


def _clock(row: Row) -> str:
    return gettext(MANAGEMENT.clocks[row.clock].label) if row.clock in MANAGEMENT.clocks else ""


def _stage(row: Row) -> str:
    return gettext(Stage(row.removal).label) if row.removal in Stage else ""


def _substances(row: Row) -> str:
    return ", ".join(gettext(Substance(code).label) for code in row.substances if code in Substance)


def _residence(row: Row) -> str:
    return gettext(Residence(row.residence).label) if row.residence in Residence else ""


def _contact(row: Row) -> str:
    return f"{row.contact_name} ({row.contact_relation})" if row.contact_name and row.contact_relation else row.contact_name


def cells(rows: Sequence[Row], fields: Sequence[Field], moment: datetime) -> list[tuple[Row, list[Cell]]]:
    """Each row with its places on screen."""
    today = moment.date()
    labels = {column: gettext(column.label) for column in fields}

    def cell(row: Row, column: Field) -> Cell:
        text, meta, tone = _PLACES.get(column, _plain)(row, column, moment, today)
        return Cell(labels[column], text, meta, tone)

    return [(row, [cell(row, column) for column in fields]) for row in rows]


type _Place = Callable[[Row, Field, datetime, date], tuple[str, str, str]]


def _plain(row: Row, column: Field, moment: datetime, today: date) -> tuple[str, str, str]:
    value = _VALUES[column](row, today)
    return (f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value) if value not in (None, "") else "–"), "", ""


def _status_place(row: Row, _column: Field, _moment: datetime, _today: date) -> tuple[str, str, str]:
    if row.case_since is None:
        return state_in_words(row), "", ""
    return state_in_words(row), gettext("hồ sơ từ %(day)s") % {"day": f"{row.case_since:%d/%m/%Y}"}, ""


def _next_place(row: Row, _column: Field, moment: datetime, today: date) -> tuple[str, str, str]:
    if row.due_on is None or row.due_at is None:
        return "–", "", ""
    tone = "danger" if row.due_at <= moment else "warn" if row.due_on == today else ""
    left = remaining(row.due_on, row.due_time, now=moment.astimezone(VIETNAM))
    return _clock(row), f"{due(row.due_on, row.due_time, today=today)}, {left}", tone


def _address_place(row: Row, _column: Field, _moment: datetime, _today: date) -> tuple[str, str, str]:
    return row.address or "–", row.commune_name, ""


def _removal_place(row: Row, _column: Field, _moment: datetime, _today: date) -> tuple[str, str, str]:
    if row.removal_on is None:
        return "–", "", ""
    return f"{row.removal_on:%d/%m/%Y}", _stage(row), "danger" if row.removal == Stage.DUE else ""


_PLACES: dict[Field, _Place] = {
    Field.STATUS: _status_place,
    Field.NEXT: _next_place,
    Field.ADDRESS: _address_place,
    Field.REMOVAL: _removal_place,
}
"""Columns of two lines; the others show their value."""

_VALUES: dict[Field, Callable[[Row, date], object]] = {
    Field.STATUS: lambda row, _on: state_in_words(row),
    Field.NEXT: lambda row, _on: row.due_on,
    Field.BIRTH: lambda row, _on: birth_text(row.birth_date, row.birth_precision),
    Field.SEX: lambda row, _on: gettext(Sex(row.sex).label),
    Field.ADDRESS: lambda row, _on: row.address,
    Field.COMMUNE: lambda row, _on: row.commune_name,
    Field.OFFICER: lambda row, _on: row.officer,
    Field.AGE: _age,
    Field.NUMBER: lambda row, _on: masked(row.id_number) if row.id_number else "",
    Field.PROCEDURE: lambda row, _on: gettext(PROCEDURES[row.procedure].key.label) if row.procedure in PROCEDURES else "",
    Field.SINCE: lambda row, _on: row.state_since,
    Field.TERM_END: lambda row, _on: row.term_end,
    Field.REMOVAL: lambda row, _on: row.removal_on,
    Field.SUBSTANCE: lambda row, _on: _substances(row),
    Field.TESTED: lambda row, _on: row.tested_on,
    Field.RESIDENCE: lambda row, _on: _residence(row),
    Field.HELPER: lambda row, _on: row.helper,
    Field.WHOLE_NUMBER: lambda row, _on: row.id_number,
    Field.PHONE: lambda row, _on: row.phone,
    Field.CONTACT: lambda row, _on: _contact(row),
    Field.CONTACT_PHONE: lambda row, _on: row.contact_phone,
}
"""The value of each column: words, numbers and days, as a file takes them."""

_WIDTHS = {
    Field.STATUS: 36,
    Field.ADDRESS: 32,
    Field.COMMUNE: 24,
    Field.OFFICER: 24,
    Field.HELPER: 24,
    Field.CONTACT: 28,
    Field.PROCEDURE: 30,
}
_BEFORE = {
    Field.NEXT: Column("clock", N_("Việc phải làm"), _clock, 28),
    Field.REMOVAL: Column("stage", N_("Danh sách quản lý"), _stage, 24),
}
"""What the day of a column is about, in a column of its own before it."""


def file_columns(fields: Sequence[Field], on: date, may_reveal: Callable[[Row], bool]) -> list[Column]:
    """The columns of a file: code, name, then those chosen. A whole number outside the reader's right keeps its middle hidden."""

    def column(field: Field) -> Column:
        value = _VALUES[field]
        if field is Field.WHOLE_NUMBER:
            return Column(
                field, field.label, lambda row: row.id_number if may_reveal(row) else masked(row.id_number) if row.id_number else "", 16
            )
        return Column(field, field.label, lambda row: value(row, on), _WIDTHS.get(field, 14))

    first = [Column("code", N_("Mã hồ sơ"), lambda row: row.code), Column("name", N_("Họ và tên"), lambda row: row.name, 28)]
    return [*first, *(made for name in fields for made in ([_BEFORE[name]] if name in _BEFORE else []) + [column(name)])]

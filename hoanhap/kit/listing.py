"""How does one list become a page, an htmx fragment, a CSV file and an XLSX file, from one query and one set of columns?"""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

import xlsxwriter
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from hoanhap.kit.dates import VIETNAM

PAGE_SIZE = 50
EXPORT_LIMIT = 100_000
"""Rows of one file."""


@dataclass(frozen=True)
class Column:
    """A column of a list: a stable name, a heading (Vietnamese message id) and the value of a row."""

    name: str
    label: str
    value: Callable[[Any], object]
    width: int = 16
    """Characters, in spreadsheets."""


class Filters(Protocol):
    """A form that narrows a query set."""

    def is_valid(self) -> bool: ...

    def apply(self, rows: models.QuerySet[Any]) -> models.QuerySet[Any]: ...


def list_page(
    request: HttpRequest,
    *,
    template: str,
    rows: models.QuerySet[Any],
    columns: Sequence[Column],
    filters: Filters,
    filename: str,
    export: Callable[[str, int], None] | None,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Answer with the page, with its part `#table` for htmx, or with a file when `?tep=csv` or `?tep=xlsx` asks for one.

    `filters` is a bound form with `apply(rows)`. `export(format, count)` is called before a file is made: it checks the right and writes
    the log (None: the list gives no files). Rows are read with FETCH_RAISE: a relation that the query did not load is an error, not a
    thousand queries. Context of the template: `page_obj`, `filters`, `columns`.
    """
    valid = filters.is_valid()
    rows = (filters.apply(rows) if valid else rows.none()).fetch_mode(models.FETCH_RAISE)
    kind = request.GET.get("tep", "")
    if valid and export is not None and kind in {"csv", "xlsx"}:
        found = list(rows[:EXPORT_LIMIT])
        export(kind, len(found))
        return file_response(kind, filename, columns, found)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("trang"))
    data = {"page_obj": page, "filters": filters, "columns": columns, **(context or {})}
    part = "#table" if request.headers.get("HX-Request") == "true" else ""
    return render(request, template + part, data, status=200 if valid else 422)


def file_response(kind: str, filename: str, columns: Sequence[Column], rows: Sequence[Any]) -> HttpResponse:
    """A CSV (UTF-8 with mark, so that spreadsheets read the accents) or XLSX file of the rows, to be saved, never shown."""
    make, media = {
        "csv": (to_csv, "text/csv; charset=utf-8"),
        "xlsx": (to_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    }[kind]
    return HttpResponse(
        make(columns, rows),
        content_type=media,
        headers={"Content-Disposition": f'attachment; filename="{filename}.{kind}"', "X-Content-Type-Options": "nosniff"},
    )


def to_csv(columns: Sequence[Column], rows: Sequence[Any]) -> bytes:
    """The rows as CSV. A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([gettext(column.label) for column in columns])
    for row in rows:
        writer.writerow([_harmless(_text(column.value(row))) for column in columns])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def to_xlsx(columns: Sequence[Column], rows: Sequence[Any]) -> bytes:
    """The rows as a spreadsheet. Texts are written as texts, whatever they begin with; days and numbers stay days and numbers."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    sheet = book.add_worksheet()
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for place, column in enumerate(columns):
        sheet.write_string(0, place, gettext(column.label), head)
        sheet.set_column(place, place, column.width)
    for number, row in enumerate(rows, start=1):
        for place, column in enumerate(columns):
            match column.value(row):
                case bool() | datetime() as value:
                    sheet.write_string(number, place, _text(value))
                case date() as value if value.year >= 1900:
                    sheet.write_datetime(number, place, datetime(value.year, value.month, value.day), day)
                case int() | float() as value:
                    sheet.write_number(number, place, value)
                case value:
                    sheet.write_string(number, place, _text(value))
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return gettext("có") if value else gettext("không")
        case datetime():
            return f"{value.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
        case date():
            return f"{value:%d/%m/%Y}"
    return str(value)


def _harmless(text: str) -> str:
    return f"'{text}" if text.lstrip()[:1] in {"=", "+", "-", "@"} or text[:1] in {"\t", "\r"} else text

"""How was this very deadline counted? From the entry it is pinned to and its own moment, day by day, with what does not count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from hoanhap.cases.rules import DeadlineRow, Term
from hoanhap.cases.rules.terms import ends
from hoanhap.cases.views import rows
from hoanhap.kit import formats
from hoanhap.kit.dates import FOREVER
from hoanhap.law.book import Book, Duration, Entry, Immediately, Pinned, Unit, UnknownRule, in_words, unpin
from hoanhap.law.clocks import CalendarUnknown, Clock, Due, Moment, due
from hoanhap.law.workdays import Calendar
from hoanhap.rulebook.queries import current_book, current_calendar
from hoanhap.rulebook.views.counting import LONGEST_STRIP, Cell, HourBar, explain, hour_bar, strip, taken_for_granted


@dataclass(frozen=True)
class Panel:
    """The count of one deadline. `cells` are its days (of a long one the first and the last), `every` all of them where that is more."""

    figure: str
    article: str
    article_url: str
    entry: str
    anchor: str
    until: str
    explanation: str
    cells: Sequence[Cell]
    every: Sequence[Cell]
    bar: HourBar | None
    left_out: Sequence[str]
    pair: Sequence[tuple[str, str]]
    notes: Sequence[tuple[str, str]]
    newer: str
    """What the book says now, where that is not what the deadline is pinned to."""


@dataclass(frozen=True)
class Counting:
    """What is known of a deadline, stored or only computed."""

    clock: str
    rule: str
    pin: Mapping[str, object]
    anchor: Moment
    due: Moment
    protects: bool
    alternative_on: date | None
    note: str

    @classmethod
    def of_row(cls, row: DeadlineRow) -> "Counting":
        """Of a computed deadline that is not stored yet."""
        return cls(row.clock, row.rule, row.pin, row.anchor, row.due, row.protects, row.alternative_on, row.note)


def panel(counting: Counting, term: Term | None) -> Panel:
    """The count in words and days. `term` is the running measure, for the deadline at its end."""
    law, days = current_book(), current_calendar()
    pinned = unpin(counting.pin)
    entry = _entry(law, pinned)
    url = rows.law_url(counting.rule, max(counting.anchor.day, pinned.since))
    end = _end(counting, pinned, term if counting.clock == "term_end" else None, law, days)
    governs = (term.law_on if term and counting.clock == "term_end" else None) or counting.anchor.day
    hours = isinstance(pinned.value, Duration) and pinned.value.unit is Unit.HOUR
    notes = [(text, address) for text, address in taken_for_granted(law, days, end, replace(entry, measure=False))] if end else []
    if counting.note:
        notes.append((_(counting.note), url))
    if end is not None and Moment(end.day, end.time) != counting.due:
        notes.append((_("Hạn đã lưu khác với cách tính này; báo người quản trị tính lại hồ sơ."), ""))
    return Panel(
        figure=in_words(pinned.value, rows.language()),
        article=pinned.short_basis(rows.language()),
        article_url=url,
        entry=pinned.id,
        anchor=_anchor(law, entry, counting.anchor),
        until=formats.due_sentence(counting.due.day, counting.due.time),
        explanation=explain(Clock(entry, counting.anchor, end)) if end else _monthly(),
        cells=strip(days, end) if end and not hours else (),
        every=strip(days, end, whole=True) if end and not hours and (end.day - end.anchor.day).days >= LONGEST_STRIP else (),
        bar=hour_bar(days, end) if end and hours and end.instant() > end.anchor.instant() else None,
        left_out=_left_out(end, term if counting.clock == "term_end" else None),
        pair=_pair(counting),
        notes=notes,
        newer=_newer(law, pinned, governs),
    )


def rendered(counting: Counting, term: Term | None) -> str:
    """The panel as HTML, for a narrow place inside another page: a long count keeps its beginning and its end."""
    return render_to_string("cases/_count.html", {"count": replace(panel(counting, term), every=())})


def _entry(law: Book, pinned: Pinned) -> Entry:
    """An entry with the pinned value: the pinned one, or the latest of its rule where the book no longer has it."""
    try:
        entry = law.by_id(pinned.id)
    except UnknownRule:
        entry = law.rule(pinned.rule).entries[-1]
    return replace(entry, value=pinned.value)


def _end(counting: Counting, pinned: Pinned, term: Term | None, law: Book, days: Calendar) -> Due | None:
    """The count itself; None for what is not counted from a moment (a check every month)."""
    try:
        if term is not None:
            return ends(term, law, days)[0].shorter
        if isinstance(pinned.value, Duration | Immediately):
            return due(counting.anchor, pinned.value, calendar=days, roll=not counting.protects)
    except CalendarUnknown:
        return None
    return None


def _anchor(law: Book, entry: Entry, anchor: Moment) -> str:
    """From which moment it runs, in words, and which of several counts."""
    when = formats.due_sentence(anchor.day, anchor.time) if anchor.time else formats.day(anchor.day)
    names = [law.moments[name].label(rows.language()) for name in entry.anchors if name in law.moments]
    if len(names) < 2:
        return f"{names[0]}, {when}" if names else when
    which = _("mốc muộn nhất") if entry.choose == "latest" else _("mốc sớm nhất")
    return f"{when} ({which}: {'; '.join(names)})"


def _monthly() -> str:
    return _("Ít nhất một lần trong mỗi tháng bắt đầu trong thời hạn; hạn là hết tháng, hoặc ngày hết thời hạn nếu đến trước.")


def _left_out(end: Due | None, term: Term | None) -> list[str]:
    """The days that do not count, and those of which the law does not say."""
    told = []
    for first, after in end.paused if end else ():
        told.append(_("Không tính %(days)s, từ %(first)s đến hết %(last)s: vắng mặt, không xác định được nơi ở.") % _span(first, after))
    for first, after in term.gaps if term else ():
        told.append(
            _("Chưa rõ có tính hay không: %(days)s, từ %(first)s đến hết %(last)s, giữa lúc chuyển đi và quyết định mới.")
            % _span(first, after)
        )
    if term is not None and term.law:
        told.append(_("Theo Luật %(number)s, do đã ghi đổi luật áp dụng.") % {"number": term.law})
    return told


def _span(first: date, after: date) -> dict[str, Any]:
    last = after - timedelta(days=1) if after < FOREVER else after
    return {"days": formats.days_in_words((after - first).days), "first": formats.day(first), "last": formats.day(last)}


def _pair(counting: Counting) -> list[tuple[str, str]]:
    if counting.alternative_on is None:
        return []
    return [
        (_("Cách hiểu ngắn hơn (dùng cho báo động)"), formats.due_sentence(counting.due.day, counting.due.time)),
        (_("Cách hiểu dài hơn (chỉ để biết)"), formats.due_sentence(counting.alternative_on, None)),
    ]


def _newer(law: Book, pinned: Pinned, on: date) -> str:
    entry = law.rule(pinned.rule).at(on)
    if entry is None or (entry.id, entry.value) == (pinned.id, pinned.value):
        return ""
    return _("Sổ luật nay ghi %(value)s (%(entry)s) cho mốc này; hạn giữ theo mục đã ghi khi tính.") % {
        "value": in_words(entry.value, rows.language()),
        "entry": entry.id,
    }

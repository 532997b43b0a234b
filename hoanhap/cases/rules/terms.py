"""When is the last day of a running measure, by each reading that the law leaves open?

The alarm that protects the person follows the shorter reading; the longer one is shown beside it and used for nothing.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from hoanhap.cases.rules.engine import Term
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.law.book import Book, Duration, UnknownRule, unpin
from hoanhap.law.clocks import Moment
from hoanhap.law.readings import Doubt, Pause, Readings, readings
from hoanhap.law.workdays import Calendar

ABSENCE = "unreported_absence"
"""The condition of the book under which days of a term of management do not count (MGT-212)."""
IN_DOUBT = N_("Luật không nói những ngày từ lúc chuyển đi đến quyết định mới có tính hay không; hệ thống theo cách ngắn hơn.")
_DOUBTS = {
    Doubt.REST_DAY: N_(
        "Ngày cuối là ngày nghỉ: chưa xác nhận biện pháp có lùi sang ngày làm việc sau hay không; hệ thống theo ngày sớm hơn."
    ),
    Doubt.INTERRUPTED: N_("Thời hạn bị ngắt quãng: chưa xác nhận tính theo tháng hay theo 365 ngày mỗi năm; hệ thống theo cách ngắn hơn."),
}


def counted(term: Term, book: Book, calendar: Calendar) -> Term:
    """The term with its last day and the other reading, from its first day, its pinned period and the days that do not count."""
    surely, perhaps = ends(term, book, calendar)
    shorter, longer = surely.shorter, perhaps.longer
    why = IN_DOUBT if term.gaps else next((_DOUBTS[doubt] for doubt in perhaps.why), "")
    differs = longer.day != shorter.day
    return replace(
        term,
        end=shorter.day,
        excluded=sum((until - since).days for since, until in shorter.paused),
        longer_end=longer.day if differs else None,
        doubt=why if differs else "",
    )


def ends(term: Term, book: Book, calendar: Calendar) -> tuple[Readings, Readings]:
    """The readings of the end: without and with the days of which the law does not say whether they count."""
    pinned = unpin(term.pin)
    assert isinstance(pinned.value, Duration)  # only periods are pinned to a term
    try:
        entry = book.by_id(pinned.id)
    except UnknownRule:  # the book no longer holds the entry; the pin does
        entry = book.rule(pinned.rule).entries[-1]
    entry = replace(
        entry, value=pinned.value, repealed=False, measure=True, runs="after", not_counted=(ABSENCE,), anchors=("decision_signed",)
    )

    def read(pauses: Iterable[tuple[date, date]]) -> Readings:
        stops = [Pause(ABSENCE, Moment(since), Moment(until)) for since, until in pauses]
        return readings(entry, Moment(term.since), book=book, calendar=calendar, pauses=stops)

    surely = read(term.pauses)
    return surely, (read((*term.pauses, *term.gaps)) if term.gaps else surely)

"""How do days, moments, deadlines, numbers and identity numbers look on screen?

Everything is Vietnamese by default; the words go through gettext and the separators follow the active language. Days keep the
order day/month/year in both languages, because papers do. What day or moment it is now is always passed in.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hoanhap.kit.dates import FOREVER, VIETNAM
from hoanhap.kit.i18n import gettext_noop as N_

NO_VALUE = "–"
WEEKDAYS = (N_("Thứ Hai"), N_("Thứ Ba"), N_("Thứ Tư"), N_("Thứ Năm"), N_("Thứ Sáu"), N_("Thứ Bảy"), N_("Chủ nhật"))
SHORT_WEEKDAYS = (N_("T2"), N_("T3"), N_("T4"), N_("T5"), N_("T6"), N_("T7"), N_("CN"))
CITED = (
    *(N_("Luật XLVPHC"), N_("Luật Căn cước"), N_("Bộ luật Dân sự"), N_("Bộ luật Lao động"), N_("Luật"), N_("NĐ"), N_("Nghị quyết")),
    *(N_("Thông báo"), N_("Công văn"), N_("Điều"), N_("khoản"), N_("điểm"), N_("Mẫu"), N_("Phụ lục")),
)
"""The words of a citation; a number follows each, which tells them from the same words in a name."""
_CITED = re.compile(rf"\b(?:(?:{'|'.join(CITED)})(?= [0-9IVX])|Phụ lục(?= NĐ))")
HOURS_WITHOUT_MINUTES = 100
"""From this many hours on, minutes say nothing any more: “quá 530 giờ”."""

type Quantity = int | float | Decimal | Fraction


def local(moment: datetime) -> datetime:
    """The naive wall-clock moment in Viet Nam of an aware one; a naive one is taken as local already."""
    return moment if moment.tzinfo is None else moment.astimezone(VIETNAM).replace(tzinfo=None)


def day(value: date) -> str:
    """A day in full.

    >>> day(date(2026, 11, 23))
    '23/11/2026'
    """
    return f"{value.day:02}/{value.month:02}/{value.year:04}"


def short_day(value: date, *, today: date) -> str:
    """A day in a list: without the year when it is this year.

    >>> short_day(date(2026, 10, 31), today=date(2026, 11, 23)), short_day(date(2025, 10, 31), today=date(2026, 11, 23))
    ('31/10', '31/10/2025')
    """
    return day(value)[:5] if value.year == today.year else day(value)


def weekday(value: date, form: Literal["long", "short"] = "long") -> str:
    """The day of the week in words, or short for tables of days.

    >>> weekday(date(2026, 11, 23)), weekday(date(2026, 11, 22), "short")
    ('Thứ Hai', 'CN')
    """
    names = SHORT_WEEKDAYS if form == "short" else WEEKDAYS
    return _(names[value.weekday()])


def clock(value: time | datetime) -> str:
    """Hour and minute, 24 hours.

    >>> clock(time(8, 5))
    '08:05'
    """
    at = local(value) if isinstance(value, datetime) else value
    return f"{at.hour:02}:{at.minute:02}"


def short_moment(value: datetime, *, today: date) -> str:
    """Day and hour in a list.

    >>> short_moment(datetime(2026, 11, 23, 8, 15), today=date(2026, 11, 23))
    '23/11, 08:15'
    """
    at = local(value)
    return f"{short_day(at.date(), today=today)}, {clock(at)}"


def full_moment(value: datetime) -> str:
    """Hour and day, nothing left out.

    >>> full_moment(datetime(2026, 11, 23, 8, 15))
    '08:15, 23/11/2026'
    """
    at = local(value)
    return f"{clock(at)}, {day(at.date())}"


def period(since: date, until: date) -> str:
    """The days of [since, until), naming the last day that belongs to it; open end: from when.

    >>> period(date(2021, 6, 1), date(2021, 7, 1)), period(date(2026, 8, 26), FOREVER)
    ('01/06/2021 – 30/06/2021', 'từ 26/08/2026')
    """
    if until >= FOREVER:
        return _("từ %(day)s") % {"day": day(since)}
    last = until - timedelta(days=1)
    return day(since) if last <= since else f"{day(since)} – {day(last)}"


def due(on: date, at: time | None, *, today: date) -> str:
    """When a deadline falls, as the first words of a row. Without an hour it is the end of that day, never written 23:59.

    >>> monday = date(2026, 11, 23)
    >>> due(monday, time(11, 35), today=monday), due(date(2026, 11, 24), time(9, 30), today=monday)
    ('11:35', '24/11, 09:30')
    >>> due(monday, None, today=monday), due(date(2026, 11, 25), None, today=monday)
    ('Hết hôm nay', '25/11, hết ngày')
    """
    if at is None:
        return _("Hết hôm nay") if on == today else _("%(day)s, hết ngày") % {"day": short_day(on, today=today)}
    return clock(at) if on == today else f"{short_day(on, today=today)}, {clock(at)}"


def due_sentence(on: date, at: time | None) -> str:
    """When a deadline falls, inside a sentence.

    >>> due_sentence(date(2027, 2, 6), time(16, 20)), due_sentence(date(2026, 11, 25), None)
    ('16:20 ngày 06/02/2027', 'hết ngày 25/11/2026')
    """
    if at is None:
        return _("hết ngày %(day)s") % {"day": day(on)}
    return _("%(time)s ngày %(day)s") % {"time": clock(at), "day": day(on)}


def days_in_words(count: int) -> str:
    """A number of days."""
    return ngettext("%(count)s ngày", "%(count)s ngày", count) % {"count": number(count)}


def hours_in_words(minutes: int) -> str:
    """A number of minutes as hours and minutes; hours never become days (24 giờ ≠ 1 ngày).

    >>> hours_in_words(200), hours_in_words(60), hours_in_words(25), hours_in_words(31_830), hours_in_words(0)
    ('3 giờ 20 phút', '1 giờ', '25 phút', '530 giờ', 'dưới 1 phút')
    """
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(count)s giờ", "%(count)s giờ", hours) % {"count": number(hours)})
    if rest and hours < HOURS_WITHOUT_MINUTES:
        parts.append(ngettext("%(count)s phút", "%(count)s phút", rest) % {"count": rest})
    return " ".join(parts) or _("dưới 1 phút")


def is_over(on: date, at: time | None, *, now: datetime) -> bool:
    """Has the deadline passed at `now`? One without an hour runs to the end of its day.

    >>> is_over(date(2026, 11, 23), None, now=datetime(2026, 11, 23, 23, 59))
    False
    >>> is_over(date(2026, 11, 22), time(16), now=datetime(2026, 11, 23))
    True
    """
    limit = datetime.combine(on, at) if at else datetime.combine(on, time()) + timedelta(days=1)
    return local(now) > limit if at else local(now) >= limit


def remaining(on: date, at: time | None, *, now: datetime) -> str:
    """How long a deadline still runs or is over, in the unit the law counts it in: hours for hours, days for days.

    Days over are whole days gone since the end of the due day; on the last day of a deadline in days the hours are said.

    >>> now = datetime(2026, 11, 23, 8, 15)
    >>> remaining(date(2026, 11, 23), time(11, 35), now=now), remaining(date(2026, 11, 22), time(16, 20), now=now)
    ('còn 3 giờ 20 phút', 'quá 15 giờ 55 phút')
    >>> remaining(date(2026, 11, 25), None, now=now), remaining(date(2026, 10, 31), None, now=now)
    ('còn 2 ngày', 'quá 22 ngày')
    >>> remaining(date(2026, 11, 23), None, now=now)
    'còn 15 giờ 45 phút'
    """
    here = local(now)
    limit = datetime.combine(on, at) if at else datetime.combine(on, time()) + timedelta(days=1)
    over = is_over(on, at, now=here)
    gap = abs(limit - here)
    days = 0 if at else (gap.days if over else (on - here.date()).days)
    amount = days_in_words(days) if days else hours_in_words(int(gap.total_seconds()) // 60)
    return _("quá %(amount)s") % {"amount": amount} if over else _("còn %(amount)s") % {"amount": amount}


def _separators() -> tuple[str, str]:
    """Thousands and decimal separator of the active language."""
    return (",", ".") if (get_language() or "vi").startswith("en") else (".", ",")


def number(value: Quantity, *, places: int | None = None) -> str:
    """A number with thousands separated; `places` decimals, or as many as it has.

    >>> number(17248), number(Decimal("76.5")), number(-1234.5, places=2)
    ('17.248', '76,5', '-1.234,50')
    """
    exact = Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else Decimal(str(value))
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    thousands, decimals = _separators()
    return f"{exact:,f}".translate(str.maketrans(",.", thousands + decimals))


def percent(value: Quantity) -> str:
    """A percentage that is already one (76.53 for 76.53 of a hundred), with one decimal.

    >>> percent(76.53), percent(100)
    ('76,5%', '100,0%')
    """
    return number(value, places=1) + "%"


def percent_of(part: Quantity | None, whole: Quantity | None) -> str:
    """Part of whole as a percentage; a dash when there is no whole or no part.

    >>> percent_of(5, 7), percent_of(0, 8), percent_of(3, 0)
    ('71,4%', '0,0%', '–')
    """
    if part is None or not whole:
        return NO_VALUE
    return percent(Fraction(str(part)) * 100 / Fraction(str(whole)))


def citation(words: str) -> str:
    """A short citation of the law in the active language (the law book cites in both by itself; papers and refusals do not).

    >>> citation("Điều 58 khoản 1 NĐ 163/2026")
    'Điều 58 khoản 1 NĐ 163/2026'
    """
    return _CITED.sub(lambda found: _(found[0]), words)


def grouped(identity: str) -> str:
    """An identity number in groups of three.

    >>> grouped("001094012347"), grouped("B1234567")
    ('001 094 012 347', 'B1234567')
    """
    bare = "".join(identity.split())
    return " ".join(bare[i : i + 3] for i in range(0, len(bare), 3)) if bare.isdigit() and len(bare) % 3 == 0 else bare


def masked(identity: str) -> str:
    """An identity number with its middle hidden; the whole one is shown only on request, and that is logged.

    >>> masked("001094012347"), masked("012345678"), masked("B1234567")
    ('001 094 •••••7', '012 •••••8', 'B1 •••••7')
    """
    bare = "".join(identity.split())
    shown = {12: bare[:3] + " " + bare[3:6], 9: bare[:3]}.get(len(bare), bare[:2])
    return f"{shown} •••••{bare[-1:]}" if bare else NO_VALUE

"""How are days and times read from a keyboard, and which day is it in Viet Nam?

The legal clock of the country is Asia/Ho_Chi_Minh. Legal days and times are naive local values; recorded moments are aware.
"""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hoanhap.kit.i18n import gettext_noop as N_

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
FOREVER = date(9999, 12, 31)
"""The open end of an interval in the database (`until` is exclusive, never NULL)."""
FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Years that people type; what lies outside is a slip, and a day later or earlier it would be no day at all."""


def now() -> datetime:
    """This moment, aware, in Viet Nam's time. Only views, commands and services at their edge may ask."""
    return datetime.now(VIETNAM)


def today() -> date:
    """Today's day in Viet Nam."""
    return now().date()


class Unreadable(ValueError):
    """Typed text that is no day or time. `message` is the message id, `typed` what stood there; as a string it is Vietnamese."""

    def __init__(self, message: str, typed: str) -> None:
        self.message = message
        self.typed = typed
        super().__init__(message % {"typed": typed})


def parse_day(text: str, *, today: date) -> date:
    """Read a typed day: `23/11/2026`, `23-11-2026`, `23112026`, `23/11` (this year), `h` (today), `-1` (yesterday), ISO.

    Raises Unreadable when there is no such day, or its year lies outside FIRST_YEAR to LAST_YEAR.
    """
    typed = text.strip().lower()
    if typed in {"h", "hôm nay", "hom nay"}:
        return today
    if re.fullmatch(r"-\d{1,3}", typed):
        return today - timedelta(days=int(typed[1:]))
    for pattern, order in (
        (r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", "dmy"),
        (r"(\d{2})(\d{2})(\d{4})", "dmy"),
        (r"(\d{4})-(\d{1,2})-(\d{1,2})", "ymd"),
        (r"(\d{1,2})[/.\-](\d{1,2})", "dm"),
    ):
        match = re.fullmatch(pattern, typed)
        if match is None:
            continue
        parts = [int(part) for part in match.groups()]
        day, month, year = parts[::-1] if order == "ymd" else (*parts, today.year)[:3]
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise Unreadable(N_("Năm của %(typed)s không ở trong khoảng 1900–2200. Gõ lại năm bằng bốn chữ số."), text.strip())
        try:
            return date(year, month, day)
        except ValueError:
            raise Unreadable(N_("Không có ngày %(typed)s. Gõ lại theo ngày/tháng/năm, ví dụ 23/11/2026."), text.strip()) from None
    raise Unreadable(
        N_("“%(typed)s” chưa phải là ngày. Gõ theo ngày/tháng/năm, ví dụ 23/11/2026; h là hôm nay, -1 là hôm qua."), text.strip()
    )


def parse_time(text: str) -> time:
    """Read a typed time of day: `8:15`, `08.15`, `0815`, `8h15`, `8h`. Raises Unreadable."""
    match = re.fullmatch(r"(\d{1,2})\s*(?:[:.h]\s*(\d{2})?)?", text.strip().lower()) or re.fullmatch(r"(\d{2})(\d{2})", text.strip())
    try:
        if match is None:
            raise ValueError
        return time(int(match[1]), int(match[2] or 0))
    except ValueError:
        raise Unreadable(N_("“%(typed)s” chưa phải là giờ. Gõ giờ:phút từ 00:00 đến 23:59, ví dụ 08:15."), text.strip()) from None

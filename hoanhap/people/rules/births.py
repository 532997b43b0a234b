"""What does a birth date say, and what cannot be?"""

from datetime import date

from hoanhap.kit.errors import Problem
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.rules.codes import BirthPrecision

OLDEST = 120
"""Years; an older birth date is a typing error."""


def birth_problems(birth_date: date | None, *, today: date) -> list[Problem]:
    """What is wrong with a birth date on the day `today`."""
    if birth_date is None:
        return []
    if birth_date > today:
        return [
            Problem(
                "birth_in_future",
                N_("Ngày sinh ở tương lai."),
                N_("Không ai sinh sau hôm nay."),
                N_("Gõ lại ngày sinh theo giấy tờ."),
                field="birth_date",
            )
        ]
    if age_on(birth_date, today) > OLDEST:
        return [
            Problem(
                "birth_too_long_ago",
                N_("Ngày sinh cho ra tuổi trên 120."),
                N_("Có thể đã gõ nhầm năm."),
                N_("Gõ lại ngày sinh theo giấy tờ."),
                field="birth_date",
            )
        ]
    return []


def age_on(birth_date: date, day: date) -> int:
    """Full years of age on a day. Who is born on 29/02 is a year older on 01/03 in a common year."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def birth_text(birth_date: date | None, precision: str) -> str:
    """The known part of a birth date: `12/06/1985`, `06/1985`, `1985`, or nothing."""
    if birth_date is None or precision == BirthPrecision.UNKNOWN:
        return ""
    pattern = {BirthPrecision.YEAR.value: "%Y", BirthPrecision.MONTH.value: "%m/%Y"}.get(precision, "%d/%m/%Y")
    return birth_date.strftime(pattern)

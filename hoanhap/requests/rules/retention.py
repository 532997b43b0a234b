"""How long is a closed file kept, and what of it is destroyed when a decision says so?

The law book has no number (DPR-014: “pháp luật về lưu trữ”, “quy định của Bộ Công an”). A period therefore holds only where a decision
sets it, and nothing is destroyed without a decision of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.law.book import Duration, Unit
from hoanhap.law.clocks import plain_end

RULE = "data_protection.retention"
"""The rule of the book that has no number (DPR-014)."""

PERMANENT = date(9999, 12, 31)
"""The end of a period without end."""


class DisposalState(Labelled):
    """Where a proposal to destroy files stands."""

    PROPOSED = "proposed", N_("Chờ người thứ hai duyệt")
    CARRIED_OUT = "carried_out", N_("Đã tiêu hủy")
    REJECTED = "rejected", N_("Không duyệt")


@dataclass(frozen=True)
class Period:
    """A period of a decision: for files of a category closed in a province (None: everywhere), from a day on. `years` None: for ever."""

    category: str
    province: int | None
    since: date
    years: int | None
    decision: str


@dataclass(frozen=True)
class File:
    """One closed file of a person: its category, its province, the day it was closed."""

    category: str
    province: int
    closed_on: date


def kept_until(file: File, periods: Iterable[Period], today: date) -> tuple[date, Period] | None:
    """The last day a closed file is kept, and the period that says so; None where no decision in force sets one.

    The province's own period goes before a nation-wide one, a later before an earlier. Years are counted from the closing day as the
    Civil Code counts them (Điều 148).
    """
    fitting = [
        period
        for period in periods
        if period.category == file.category and period.since <= today and period.province in (None, file.province)
    ]
    if not fitting:
        return None
    period = max(fitting, key=lambda one: (one.province is not None, one.since))
    if period.years is None:
        return PERMANENT, period
    return plain_end(file.closed_on, Duration(period.years, Unit.YEAR)), period


def person_kept_until(files: Iterable[File], periods: Iterable[Period], today: date) -> date | None:
    """The day after which nothing of a person is kept any more: the last of all files; None when one of them has no period."""
    known = list(periods)
    ends = [kept_until(file, known, today) for file in files]
    if not ends or any(end is None for end in ends):
        return None
    return max(end[0] for end in ends if end is not None)


BLANKED = frozenset(
    {
        "address", "agency", "basis", "helper", "note", "officer", "place", "recipients", "result_number", "supervisor", "team",
        "why", "witness",
    }
)  # fmt: skip
"""Keys of what events say that hold words about people: emptied when a file is destroyed."""
KEPT = frozenset(
    {
        "detected_by", "ground", "law", "number", "reason", "result", "sample", "signer", "signer_title", "supervisor_sex",
    }
)  # fmt: skip
"""Text keys that stay: codes, numbers of decisions, and the officials who signed them."""
DATES_DROPPED = frozenset({"died_on"})
"""Days that are the person's, not the procedure's."""

"""By when is a move told and answered, under which law?"""

from datetime import date, time

import pytest

from hoanhap.law.book import book
from hoanhap.law.clocks import Moment, calendar
from hoanhap.moves.rules import ANSWER_READING, ListKind, TransferState, answer_count, may_contest, needs_province, notice_count


@pytest.mark.parametrize(
    ("kind", "left", "rule", "due"),
    [
        # from 2026-07-01: 24 hours from leaving, holidays or not (LST-203)
        (ListKind.USER, Moment(date(2026, 11, 20), time(9, 30)), "lists.move_notice_deadline", Moment(date(2026, 11, 21), time(9, 30))),
        (ListKind.ADDICTED, Moment(date(2026, 7, 1), time(0, 0)), "lists.move_notice_deadline", Moment(date(2026, 7, 2), time(0, 0))),
        # before: 5 working days, a Friday to the next Friday (MGT-113, PRM-105)
        (ListKind.USER, Moment(date(2025, 5, 9)), "management.list_notice_deadline", Moment(date(2025, 5, 16))),
        (ListKind.POST_REHAB, Moment(date(2025, 5, 9)), "post_rehab.move_notice_deadline", Moment(date(2025, 5, 16))),
        (ListKind.USER, Moment(date(2026, 6, 30)), "management.list_notice_deadline", Moment(date(2026, 7, 7))),
    ],
)
def test_the_notice_runs_by_the_law_of_the_day_of_leaving(kind: ListKind, left: Moment, rule: str, due: Moment) -> None:
    count = notice_count(kind, book(), calendar(), left)
    assert count is not None
    assert (count.rule, count.due) == (rule, due)


def test_before_the_law_of_2021_nobody_is_late() -> None:
    assert notice_count(ListKind.USER, book(), calendar(), Moment(date(2021, 12, 31))) is None


def test_the_answer_takes_the_period_of_the_notice_and_says_that_this_is_a_reading() -> None:
    count = answer_count(ListKind.MANAGED, book(), calendar(), Moment(date(2026, 11, 20), time(16, 0)))
    assert count is not None
    assert (count.due, count.reading) == (Moment(date(2026, 11, 21), time(16, 0)), ANSWER_READING)


def test_the_old_rule_for_addicts_is_marked_as_a_reading() -> None:
    old, new = (notice_count(ListKind.ADDICTED, book(), calendar(), Moment(day)) for day in (date(2025, 5, 9), date(2026, 11, 20)))
    assert old is not None
    assert new is not None
    assert old.reading
    assert not new.reading


def test_what_climbs_and_what_may_be_contested() -> None:
    assert needs_province(TransferState.CONTESTED, is_overdue=False)
    assert needs_province(TransferState.WAITING, is_overdue=True)
    assert not needs_province(TransferState.WAITING, is_overdue=False)
    assert not needs_province(TransferState.ACCEPTED, is_overdue=True)
    assert may_contest(TransferState.WAITING, by_order=False)
    assert not may_contest(TransferState.WAITING, by_order=True)
    assert not may_contest(TransferState.ACCEPTED, by_order=False)

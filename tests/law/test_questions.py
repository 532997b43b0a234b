"""Money, differences between two days, and first or second time: what the book answers beyond one rule on one day."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoanhap.law.book import BaseSalaries, Confirmation, Duration, Item, LawError, Money, NotInForce, Per, Unit, book
from hoanhap.law.changes import Kind, differences
from hoanhap.law.episodes import COUNT, Episode, second_time
from hoanhap.law.money import amount

DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31))


# --- money ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("times", "on", "expected"),
    [
        ("0.25", date(2026, 6, 30), 585_000),
        ("0.25", date(2026, 7, 1), 632_500),
        ("0.6", date(2023, 6, 30), 894_000),
        ("0.6", date(2023, 7, 1), 1_080_000),
        ("0.333333", date(2026, 7, 1), 843_332),
    ],
)
def test_a_multiple_follows_the_base_salary_of_the_day(times: str, on: date, expected: int) -> None:
    assert amount(BaseSalaries(Decimal(times)), on=on, book=book()) == Money(expected)


def test_money_is_itself_and_no_salary_is_invented() -> None:
    assert amount(Money(90000, Per.MONTH), on=date(1990, 1, 1), book=book()) == Money(90000, Per.MONTH)
    with pytest.raises(NotInForce):
        amount(BaseSalaries(Decimal(1)), on=date(2000, 1, 1), book=book())


# --- two days ---------------------------------------------------------------------------------------------------------------


def test_the_change_of_law_of_2026_is_told_rule_by_rule() -> None:
    changes = {change.rule.key: change for change in differences(book(), date(2026, 6, 30), date(2026, 7, 1))}
    decision = changes["management.decision_deadline"]
    assert decision.kind is Kind.CHANGES
    assert decision.before is not None
    assert decision.after is not None
    assert (decision.before.id, decision.after.id) == ("MGT-103", "MGT-203")
    assert not decision.says_the_same
    assert changes["management.list_notice_deadline"].kind is Kind.ENDS
    assert changes["management.list_notice_deadline"].after is None
    assert changes["management.suspension"].kind is Kind.APPEARS
    assert changes["management.term"].says_the_same
    assert "calendar.counting" not in changes


@given(DAYS, DAYS)
def test_differences_read_backwards_are_the_same_rules(one: date, other: date) -> None:
    there, back = differences(book(), one, other), differences(book(), other, one)
    assert [(change.rule, change.before, change.after) for change in there] == [
        (change.rule, change.after, change.before) for change in back
    ]
    assert differences(book(), one, one) == ()
    for change in there:
        for entry, day in ((change.before, one), (change.after, other)):
            if entry is None:
                with pytest.raises(NotInForce):
                    book().entry(change.rule.key, on=day)
            else:
                assert book().entry(change.rule.key, on=day) is entry


# --- first or second time ---------------------------------------------------------------------------------------------------

DAY = date(2026, 11, 22)
OLD = Episode(date(2020, 3, 1), "23/2000/QH10", "compulsory", completed=True)
MIDDLE = Episode(date(2023, 3, 1), "73/2021/QH14", "voluntary", completed=True)
NEW = Episode(date(2026, 8, 1), "120/2025/QH15", "compulsory", completed=True)
FIRST, REPEAT = Duration(24, Unit.MONTH), Duration(36, Unit.MONTH)


def test_without_earlier_episodes_it_is_the_first_time_by_every_reading() -> None:
    found = second_time(book(), DAY, [])
    assert found.decided == FIRST
    assert not found.differ
    assert {outcome.time for outcome in found.outcomes} == {1}


def test_an_episode_under_the_law_of_2025_makes_it_the_second_time() -> None:
    assert second_time(book(), DAY, [OLD, NEW]).decided == REPEAT


def test_old_episodes_count_by_one_reading_only_and_nothing_is_decided() -> None:
    found = second_time(book(), DAY, [OLD, MIDDLE])
    by_reading = {outcome.reading: (outcome.time, outcome.term, outcome.earlier) for outcome in found.outcomes}
    assert by_reading == {"count_all": (3, REPEAT, (OLD, MIDDLE)), "count_from_2026": (1, FIRST, ())}
    assert found.differ
    assert found.decided is None
    assert found.entry.doubt


def test_an_unfinished_episode_is_a_question_of_its_own() -> None:
    found = second_time(book(), DAY, [replace(NEW, completed=False)])
    assert {(outcome.unfinished_count, outcome.term) for outcome in found.outcomes} == {(False, FIRST), (True, REPEAT)}
    assert found.decided is None


def test_a_confirmed_count_decides() -> None:
    entry = book().entry(COUNT, on=DAY)
    law = book().with_confirmations({entry.id: Confirmation("x", datetime(2026, 11, 22), "y", entry.fingerprint)})
    found = second_time(law, DAY, [OLD, MIDDLE])
    assert [outcome.reading for outcome in found.outcomes] == [entry.working]
    assert found.decided is not None


def test_what_lies_after_the_day_does_not_count_and_the_old_law_has_no_two_terms() -> None:
    assert second_time(book(), DAY, [replace(NEW, started=date(2026, 12, 1))]).decided == FIRST
    with pytest.raises(NotInForce):
        second_time(book(), date(2026, 6, 30), [])


def test_an_unknown_reading_is_refused() -> None:
    entry = book().entry(COUNT, on=DAY)
    topic = book().topic("transition")
    rules = tuple(
        replace(rule, entries=(replace(entry, readings=(*entry.readings[:1], Item("guess", "a", "a"))),)) if rule.key == COUNT else rule
        for rule in topic.rules
    )
    law = replace(book(), topics=tuple(replace(topic, rules=rules) if one is topic else one for one in book().topics))
    with pytest.raises(LawError, match="guess"):
        second_time(law, DAY, [OLD])

"""Which law governs what runs across 2022-01-01, 2025-03-01, 2025-07-01 and 2026-07-01? Every transition row, on both sides of its day."""

from datetime import date, timedelta

import pytest

from hoanhap.law.book import Confidence, Duration, NotInForce, Unit, book
from hoanhap.law.transition import Running, TransitionUnknown, governing, minor_stays, number_of, statute_on

A, B, C = "23/2000/QH10", "73/2021/QH14", "120/2025/QH15"
DAY_2022, DAY_2026 = date(2022, 1, 1), date(2026, 7, 1)
EVE = timedelta(days=1)


@pytest.mark.parametrize(
    ("row", "running", "change", "admitted", "confidence"),
    [
        ("TRN-101", Running.VOLUNTARY_REHAB, DAY_2022, (A,), "confirmed"),
        ("TRN-102", Running.POST_REHAB, DAY_2022, (A,), "confirmed"),
        ("TRN-103", Running.COMMUNITY_REHAB, DAY_2022, (A, B), "confirmed"),
        ("TRN-104", Running.COMPULSORY_DOSSIER, DAY_2022, (B,), "confirmed"),
        ("TRN-210", Running.RELAPSE, DAY_2022, (B,), "confirmed"),
        ("TRN-201", Running.VOLUNTARY_REHAB, DAY_2026, (B,), "confirmed"),
        ("TRN-201", Running.COMPULSORY_REHAB, DAY_2026, (B,), "confirmed"),
        ("TRN-202", Running.COMPULSORY_DOSSIER, DAY_2026, (C,), "confirmed"),
        ("TRN-204", Running.LICENCE, DAY_2026, (B,), "confirmed"),
        ("TRN-205", Running.MANAGEMENT, DAY_2026, (B, C), "unconfirmed"),
        ("TRN-206", Running.POST_REHAB, DAY_2026, (B, C), "unconfirmed"),
        ("TRN-209", Running.SUBSTITUTION, DAY_2026, (B, C), "unconfirmed"),
    ],
)
def test_what_runs_on_the_day_of_a_change_follows_its_transition_rule(
    row: str, running: Running, change: date, admitted: tuple[str, ...], confidence: str
) -> None:
    old, new = (A, B) if change == DAY_2022 else (B, C)
    since = change - timedelta(days=30)
    before = governing(book(), running, since=since, on=change - EVE)
    assert (before.statute, before.admitted, before.confidence) == (old, (old,), Confidence.CONFIRMED)
    on_the_day = governing(book(), running, since=since, on=change)
    assert (on_the_day.statute, on_the_day.admitted, on_the_day.by.id) == (admitted[0], admitted, row)
    assert on_the_day.confidence.value == confidence
    begun_then = governing(book(), running, since=change, on=change)
    assert (begun_then.statute, begun_then.admitted) == (new, (new,))


def test_the_last_day_of_the_relapse_rule_is_the_eve_of_law_120() -> None:
    """TRN-210 holds to 2026-06-30; a relapse after that under a decision of 2021 is a question the book does not answer."""
    last = governing(book(), Running.RELAPSE, since=date(2021, 12, 1), on=DAY_2026 - EVE)
    assert (last.statute, last.by.id) == (B, "TRN-210")
    with pytest.raises(TransitionUnknown) as refused:
        governing(book(), Running.RELAPSE, since=date(2021, 12, 1), on=DAY_2026)
    assert "Hỏi cán bộ pháp chế" in str(refused.value)


def test_a_dossier_of_2021_decided_in_2026_passed_through_two_changes() -> None:
    found = governing(book(), Running.COMPULSORY_DOSSIER, since=date(2021, 11, 5), on=date(2026, 7, 3))
    assert (found.statute, found.by.id) == (C, "TRN-202")


@pytest.mark.parametrize(("change", "row"), [(date(2025, 3, 1), "PAR-005"), (date(2025, 7, 1), "PAR-006")])
@pytest.mark.parametrize("running", [Running.MANAGEMENT, Running.COMPULSORY_REHAB, Running.COMPULSORY_DOSSIER, Running.POST_REHAB])
def test_a_change_of_bodies_leaves_the_law(running: Running, change: date, row: str) -> None:
    since = change - timedelta(days=10)
    before, after = (governing(book(), running, since=since, on=day) for day in (change - EVE, change))
    assert (before.statute, after.statute, after.by.id) == (B, B, "PAR-002")
    assert [entry.id for entry in before.bodies] == []
    assert [entry.id for entry in after.bodies] == [row]


@pytest.mark.parametrize("running", [Running.MANAGEMENT, Running.COMPULSORY_REHAB, Running.SUBSTITUTION, Running.LICENCE])
def test_nothing_is_guessed_where_no_rule_speaks(running: Running) -> None:
    with pytest.raises(TransitionUnknown):
        governing(book(), running, since=date(2021, 6, 1), on=DAY_2022)


def test_the_law_of_a_day() -> None:
    numbers = [number_of(statute_on(book(), day)) for day in (DAY_2022 - EVE, DAY_2022, DAY_2026 - EVE, DAY_2026)]
    assert numbers == [A, B, B, C]
    with pytest.raises(NotInForce):
        statute_on(book(), date(2001, 5, 31))
    with pytest.raises(ValueError, match="before"):
        governing(book(), Running.MANAGEMENT, since=DAY_2026, on=DAY_2022)


@pytest.mark.parametrize(("term_end", "stays"), [(date(2026, 12, 31), True), (date(2027, 1, 1), False), (date(2026, 7, 2), True)])
def test_a_minor_stays_when_less_than_six_months_are_left(term_end: date, stays: bool) -> None:
    """TRN-203: from 2026-07-01 six months end on 2027-01-01; only a shorter rest is served in the facility."""
    assert minor_stays(book(), term_end=term_end, change=DAY_2026) is stays
    with pytest.raises(NotInForce):
        minor_stays(book(), term_end=term_end, change=DAY_2026 - EVE)


@pytest.mark.parametrize(
    ("row", "key", "first"),
    [
        ("TRN-203", "transition.minors_in_public_facility", DAY_2026),
        ("TRN-207", "transition.facility_uniform", date(2027, 6, 1)),
        ("TRN-208", "transition.rehabilitation_count", DAY_2026),
    ],
)
def test_the_rows_about_no_law_hold_from_their_day(row: str, key: str, first: date) -> None:
    assert book().entry(key, on=first).id == row
    with pytest.raises(NotInForce):
        book().entry(key, on=first - EVE)


def test_what_the_rows_about_no_law_say() -> None:
    assert book().value("transition.minors_in_public_facility", on=DAY_2026) == Duration(6, Unit.MONTH)
    assert book().value("transition.facility_uniform", on=date(2027, 6, 1)) == date(2027, 6, 1)
    count = book().by_id("TRN-208")
    assert (count.confidence, len(count.readings)) == (Confidence.UNCONFIRMED, 2)


def test_every_row_of_the_catalogue_on_transition_is_tried_here() -> None:
    tried = {f"TRN-{number}" for number in (101, 102, 103, 104, 201, 202, 203, 204, 205, 206, 207, 208, 209, 210)}
    assert {entry.id for entry in book().entries if entry.id.startswith("TRN-") and "/" not in entry.id} == tried

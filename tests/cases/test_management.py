"""Which state, clocks and term follow from the events of a management case, under both laws?"""

from datetime import UTC, date, datetime, timedelta
from datetime import time as Time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoanhap.cases.rules import MANAGEMENT, DeadlineState, Event, Facts, Timeline, encode, replay
from hoanhap.cases.rules import decode as decode_data
from hoanhap.cases.rules.states import CLOSED, State
from hoanhap.law.book import book
from hoanhap.law.clocks import calendar

CAU_GIAY, NGHIA_DO, QUAN_HOA = 166, 160, 200160
MAN = Facts(sex="male", birth_date=date(1994, 3, 14))


class Story:
    """Events in the order of recording; `unit` is the commune that records."""

    def __init__(self, facts: Facts = MAN, unit: int = CAU_GIAY) -> None:
        self.events: list[Event] = []
        self.facts, self.unit = facts, unit

    def add(self, kind: str, on: date, at: Time | None = None, *, unit: int | None = None, **data: Any) -> "Story":
        number = len(self.events) + 1
        recorded = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
        self.events.append(Event(number, kind, on, recorded, unit or self.unit, MANAGEMENT.kind(kind).data(**data), at))
        return self

    def void(self, event: int) -> "Story":
        number = len(self.events) + 1
        self.events.append(
            Event(number, "x", date(2026, 1, 1), datetime(2027, 1, 1, tzinfo=UTC), self.unit, voids=event, reason="ghi nhầm")
        )
        return self

    @property
    def line(self) -> Timeline:
        return replay(MANAGEMENT, self.events, self.facts, book(), calendar())


def clock(line: Timeline, name: str) -> Any:
    """The one deadline of a clock."""
    (row,) = [row for row in line.deadlines if row.clock == name]
    return row


def codes(line: Timeline) -> list[str]:
    return [found.problem.code for found in line.problems]


def decided_2026(signed: date = date(2026, 7, 10)) -> Story:
    story = Story()
    story.add("positive_test", signed - timedelta(days=1), Time(7, 10), received_on=signed - timedelta(days=1), received_time=Time(7, 30))
    story.add("residence_check", signed - timedelta(days=1), Time(15), result="stable")
    story.add("notice", signed - timedelta(days=1), Time(16))
    return story.add("decide", signed, Time(7))


def decided_2024(signed: date = date(2024, 3, 8)) -> Story:
    story = Story()
    story.add("positive_test", date(2024, 3, 1), Time(20))
    story.add("residence_check", date(2024, 3, 5), result="stable")
    story.add("notice", date(2024, 3, 6))
    return story.add("decide", signed)


# --- the way to the decision -------------------------------------------------------------------------------------------------


def test_law_of_2026_counts_the_first_steps_in_hours_from_their_own_moments():
    story = Story().add("positive_test", date(2026, 11, 20), Time(7, 10), received_on=date(2026, 11, 20), received_time=Time(7, 30))
    check, decision = clock(story.line, "residence_check"), clock(story.line, "decision")
    assert (check.due.day, check.due.time) == (date(2026, 11, 21), Time(7, 10))
    assert (decision.due.day, decision.due.time) == (date(2026, 11, 21), Time(7, 30))
    assert [row.pin["id"] for row in (check, decision)] == ["MGT-204", "MGT-203"]
    assert decision.owner == "commune_police_chief"


def test_law_of_2021_counts_the_first_steps_in_working_days_and_the_chair_decides():
    story = Story().add("positive_test", date(2024, 3, 1), Time(20))
    check = clock(story.line, "residence_check")
    assert (check.due.day, check.due.time, check.pin["id"]) == (date(2024, 3, 6), None, "MGT-104")
    story.add("residence_check", date(2024, 3, 5), result="stable").add("notice", date(2024, 3, 6))
    decision = clock(story.line, "decision")
    assert (decision.due.day, decision.owner, decision.pin["id"]) == (date(2024, 3, 11), "commune_chair", "MGT-103")


def test_remote_area_has_its_own_clock_from_detection():
    story = Story().add("positive_test", date(2026, 11, 20), Time(7), detected_on=date(2026, 11, 19), detected_time=Time(22), remote=True)
    check = clock(story.line, "residence_check_remote")
    assert (check.due.day, check.due.time, check.pin["id"]) == (date(2026, 11, 21), Time(22), "MGT-205")
    assert not [row for row in story.line.deadlines if row.clock == "residence_check"]


def test_another_agency_detected_so_the_decision_clock_waits_for_the_notice():
    story = Story().add("positive_test", date(2026, 11, 20), Time(7), detected_by="other", agency="Đội Cảnh sát giao thông")
    assert not [row for row in story.line.deadlines if row.clock == "decision"]
    story.add("residence_check", date(2026, 11, 20), Time(9), result="stable").add(
        "notice", date(2026, 11, 20), Time(10), received_on=date(2026, 11, 20), received_time=Time(11)
    )
    assert clock(story.line, "decision").due.time == Time(11)


def test_unknown_time_runs_from_the_end_of_the_day_and_is_never_called_late_on_the_last_day():
    story = Story().add("positive_test", date(2026, 11, 20))
    assert (clock(story.line, "decision").due.day, clock(story.line, "decision").due.time) == (date(2026, 11, 21), None)
    story.add("residence_check", date(2026, 11, 21), result="stable").add("notice", date(2026, 11, 21)).add("decide", date(2026, 11, 21))
    assert not clock(story.line, "decision").was_late


def test_decision_before_its_notice_is_refused_with_the_article():
    line = Story().add("positive_test", date(2026, 11, 20), Time(7)).add("decide", date(2026, 11, 20), Time(9)).line
    assert codes(line) == ["order"]
    assert line.state == State.DETECTED
    assert "NĐ 163/2026" in line.problems[0].problem.article


def test_no_stable_residence_leads_to_determination_and_not_addicted_to_a_decision():
    story = Story().add("positive_test", date(2026, 11, 10), Time(7)).add("residence_check", date(2026, 11, 10), Time(9), result="none")
    assert story.line.state == State.DETERMINATION
    assert clock(story.line, "decision").state is DeadlineState.DROPPED
    story.add("determination_result", date(2026, 11, 13), Time(15), result="not_addicted")
    assert story.line.state == State.NOT_ADDICTED
    open_decision = [row for row in story.line.deadlines if row.clock == "decision" and row.state is DeadlineState.OPEN]
    assert [(row.due.day, row.due.time) for row in open_decision] == [(date(2026, 11, 14), Time(15))]
    assert story.add("decide", date(2026, 11, 14), Time(8)).line.state == State.MANAGED


def test_addicted_at_the_first_determination_leaves_management():
    line = (
        Story()
        .add("positive_test", date(2026, 11, 10))
        .add("residence_check", date(2026, 11, 10), result="none")
        .add("determination_result", date(2026, 11, 13), result="addicted")
        .line
    )
    assert line.state == State.REFERRED
    assert not line.is_open
    assert not [row for row in line.deadlines if row.state is DeadlineState.OPEN]


# --- the term ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("signed", "end"),
    [
        (date(2026, 7, 10), date(2027, 7, 10)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2026, 9, 2), date(2027, 9, 2)),  # a public holiday: a measure on a person never rolls on (PAR-035)
        (date(2027, 2, 28), date(2028, 2, 28)),
    ],
)
def test_term_is_one_year_and_never_moves_off_a_rest_day(signed: date, end: date):
    story = Story().add("positive_test", signed - timedelta(days=3)).add("residence_check", signed - timedelta(days=2), result="stable")
    line = story.add("notice", signed - timedelta(days=1)).add("decide", signed).line
    assert line.term is not None
    assert line.term.end == end
    alarm = clock(line, "term_end")
    assert (alarm.due.day, alarm.protects) == (end, True)


def test_term_may_not_end_a_day_early_and_may_end_on_its_last_day():
    early = decided_2026().add("end", date(2027, 7, 9)).line
    assert codes(early) == ["term_runs"]
    assert decided_2026().add("end", date(2027, 7, 10)).line.state == State.ENDED


def test_absence_with_unknown_whereabouts_does_not_count_from_2026():
    story = decided_2026().add("presence_check", date(2026, 9, 1), result="absent_unknown")
    assert story.line.state == State.ABSENT
    story.add("presence_check", date(2026, 9, 11), result="present")
    assert story.line.state == State.MANAGED
    assert story.line.term.end == date(2027, 7, 20)
    assert story.line.term.excluded == 10


def test_every_check_that_finds_the_person_still_away_keeps_the_days_before_it_out_of_the_term():
    story = decided_2026().add("presence_check", date(2026, 9, 1), result="absent_unknown")
    story.add("presence_check", date(2026, 10, 1), result="absent_unknown").add("presence_check", date(2026, 10, 11), result="present")
    assert (story.line.term.excluded, story.line.term.end) == (40, date(2027, 8, 19))


def test_absence_after_the_term_ran_out_does_not_revive_it():
    story = decided_2026().add("presence_check", date(2027, 7, 20), result="absent_unknown")
    assert story.line.state == State.MANAGED
    story.add("presence_check", date(2027, 7, 30), result="present")
    assert (story.line.term.end, story.line.term.excluded) == (date(2027, 7, 10), 0)
    assert codes(story.add("end", date(2027, 7, 30)).line) == []


def test_a_positive_test_after_the_term_starts_no_new_term_behind_a_forgotten_end():
    story = decided_2026().add("test", date(2027, 9, 1), result="positive", substances=("opiate",))
    assert (codes(story.line), story.line.state) == (["term_over"], State.MANAGED)
    away = decided_2026().add("presence_check", date(2027, 7, 1), result="absent_unknown")
    assert away.add("test", date(2027, 7, 15), result="positive", substances=("opiate",)).line.state == State.REUSE


def test_the_new_commune_cannot_continue_a_term_that_has_run_out():
    story = decided_2026().add("move_out", date(2027, 7, 1), to_commune=NGHIA_DO).add("hand_over", date(2027, 7, 2), to_commune=NGHIA_DO)
    story.add("receive", date(2027, 7, 9), unit=NGHIA_DO)
    assert codes(story.add("continue_decision", date(2027, 7, 11), unit=NGHIA_DO).line) == ["term_over"]
    assert story.line.state == State.RECEIVED
    story.events.pop()
    assert codes(story.add("end", date(2027, 7, 11), unit=NGHIA_DO).line) == []


def test_reported_absence_counts():
    line = decided_2026().add("presence_check", date(2026, 9, 1), result="absent_known").line
    assert (line.state, line.term.end) == (State.MANAGED, date(2027, 7, 10))


def test_absence_counts_under_a_decision_of_the_old_law_even_after_2026_07_01():
    story = (
        Story()
        .add("positive_test", date(2026, 5, 4))
        .add("residence_check", date(2026, 5, 5), result="stable")
        .add("notice", date(2026, 5, 6))
    )
    story.add("decide", date(2026, 5, 8)).add("presence_check", date(2026, 8, 1), result="absent_unknown").add(
        "presence_check", date(2026, 8, 21), result="present"
    )
    assert story.line.term.end == date(2027, 5, 8)


def test_monthly_checks_are_one_per_calendar_month_and_stop_with_the_term():
    line = decided_2026().add("presence_check", date(2026, 8, 20), result="present").line
    checks = [row for row in line.deadlines if row.clock == "presence_check"]
    assert len(checks) == 12
    assert [row.state for row in checks[:2]] == [DeadlineState.MET, DeadlineState.OPEN]
    assert checks[-1].due.day == date(2027, 7, 10)


def test_a_missed_month_is_met_late_by_the_next_check():
    line = decided_2026().add("presence_check", date(2026, 10, 5), result="present").line
    by_month = {row.key[-7:]: (row.state, row.was_late) for row in line.deadlines if row.clock == "presence_check"}
    assert [by_month[month] for month in ("2026-08", "2026-09", "2026-10")] == [
        (DeadlineState.MET, True),
        (DeadlineState.MET, True),
        (DeadlineState.MET, False),
    ]
    assert by_month["2026-11"] == (DeadlineState.OPEN, False)


def test_after_a_move_no_open_clock_is_left_with_the_old_commune():
    for story, on in ((decided_2026(), date(2026, 10, 1)), (decided_2024(), date(2024, 6, 3))):
        story.add("move_out", on, to_commune=NGHIA_DO).add("hand_over", on, to_commune=NGHIA_DO).add("receive", on, unit=NGHIA_DO)
        assert {row.commune for row in story.line.deadlines if row.state is DeadlineState.OPEN} == {NGHIA_DO}


def test_monthly_checks_are_not_asked_for_while_suspended():
    story = decided_2026().add("suspend", date(2026, 8, 5), agency="Trại tạm giam số 1").add("resume", date(2026, 10, 20))
    by_month = {row.key: row.state for row in story.line.deadlines if row.clock == "presence_check"}
    assert by_month["presence_check:2026-08"] is DeadlineState.DROPPED
    assert by_month["presence_check:2026-11"] is DeadlineState.OPEN


# --- re-use, suspension, stop ------------------------------------------------------------------------------------------------


def test_reuse_without_addiction_starts_a_new_full_term():
    story = decided_2026().add("test", date(2026, 10, 1), Time(9), result="positive", substances=("opiate",))
    assert story.line.state == State.REUSE
    story.add("determination_result", date(2026, 10, 3), Time(10), result="not_addicted")
    row = clock(story.line, "reuse_decision")
    assert (row.due.day, row.due.time, row.pin["id"]) == (date(2026, 10, 4), Time(10), "MGT-207")
    story.add("decide", date(2026, 10, 4), Time(8))
    assert (story.line.state, story.line.term.end) == (State.MANAGED, date(2027, 10, 4))
    assert not clock(story.line, "reuse_decision").was_late


def test_reuse_under_the_old_law_is_decided_within_the_old_period():
    story = (
        decided_2024()
        .add("test", date(2024, 6, 3), result="positive", substances=("opiate",))
        .add("determination_result", date(2024, 6, 5), result="not_addicted")
    )
    row = [row for row in story.line.deadlines if row.clock == "decision"][-1]
    assert (row.due.day, row.pin["id"]) == (date(2024, 6, 10), "MGT-103")


def test_reuse_with_addiction_waits_for_the_stop_decision_and_its_sending():
    story = (
        decided_2026()
        .add("test", date(2026, 10, 1), result="positive", substances=("opiate",))
        .add("determination_result", date(2026, 10, 3), result="addicted")
    )
    assert story.line.state == State.REUSE_ADDICTED
    story.add("stop", date(2026, 10, 3), Time(16), ground="addicted")
    assert story.line.state == State.STOPPED
    sending = clock(story.line, "send_decision")
    assert (sending.due.day, sending.due.time, sending.state) == (date(2026, 10, 4), Time(16), DeadlineState.OPEN)
    assert clock(story.add("send_decision", date(2026, 10, 4), Time(9)).line, "send_decision").state is DeadlineState.MET


def test_suspension_exists_only_from_2026_and_does_not_move_the_end():
    assert codes(decided_2024().add("suspend", date(2024, 6, 1), agency="x").line) == ["no_suspension"]
    story = decided_2026().add("suspend", date(2026, 8, 5), agency="x").add("resume", date(2026, 10, 20))
    assert (story.line.state, story.line.term.end) == (State.MANAGED, date(2027, 7, 10))


def test_detention_beyond_the_term_cannot_resume_and_is_a_ground_to_stop():
    story = decided_2026().add("suspend", date(2027, 6, 1), agency="x")
    assert codes(Story.line.fget(_copy(story).add("resume", date(2027, 8, 1)))) == ["term_over"]
    assert story.add("stop", date(2027, 7, 10), ground="long_detention").line.state == State.STOPPED


def _copy(story: Story) -> Story:
    twin = Story(story.facts, story.unit)
    twin.events = list(story.events)
    return twin


@pytest.mark.parametrize(
    ("ground", "on", "known"), [("commune_education", date(2024, 5, 1), True), ("long_detention", date(2024, 5, 1), False)]
)
def test_grounds_of_the_old_law(ground: str, on: date, known: bool):
    assert codes(decided_2024().add("stop", on, ground=ground).line) == ([] if known else ["ground"])


def test_commune_education_is_no_ground_from_2026():
    assert codes(decided_2026().add("stop", date(2026, 9, 1), ground="commune_education").line) == ["ground"]


def test_before_a_decision_only_death_closes_the_case():
    story = Story().add("positive_test", date(2026, 11, 10))
    assert codes(_copy(story).add("stop", date(2026, 11, 11), ground="prison").line) == ["ground_before_decision"]
    assert story.add("stop", date(2026, 11, 11), ground="dead_or_missing").line.state == State.STOPPED


# --- moving ------------------------------------------------------------------------------------------------------------------


def moved() -> Story:
    return decided_2026().add(
        "move_out", date(2026, 10, 1), Time(8), to_commune=NGHIA_DO, moved_in_on=date(2026, 10, 1), moved_in_time=Time(10)
    )


def test_file_follows_within_a_day_from_the_earlier_moment_and_the_person_presents_from_the_later():
    line = moved().line
    transfer, present = clock(line, "file_transfer"), clock(line, "present")
    assert (transfer.due.day, transfer.due.time) == (date(2026, 10, 2), Time(8))
    assert (present.due.time, present.owner) == (Time(10), "managed_person")


def test_file_follows_within_five_working_days_of_moving_in_under_the_old_law():
    line = decided_2024().add("move_out", date(2024, 6, 1), to_commune=NGHIA_DO, moved_in_on=date(2024, 6, 3)).line
    assert (clock(line, "file_transfer").due.day, clock(line, "file_transfer").pin["id"]) == (date(2024, 6, 10), "MGT-110")
    assert clock(line, "list_notice").pin["id"] == "MGT-113"


def test_only_the_receiving_commune_receives_and_the_case_then_is_its_own():
    story = moved().add("hand_over", date(2026, 10, 1), Time(15), to_commune=NGHIA_DO)
    assert story.line.receiving == NGHIA_DO
    assert codes(_copy(story).add("receive", date(2026, 10, 2), Time(8)).line) == ["not_receiver"]
    story.add("receive", date(2026, 10, 2), Time(8), unit=NGHIA_DO)
    assert (story.line.state, story.line.commune, story.line.receiving) == (State.RECEIVED, NGHIA_DO, None)
    row = clock(story.line, "continue_decision")
    assert (row.due.day, row.due.time, bool(row.note)) == (date(2026, 10, 3), Time(8), True)


def test_rest_of_the_term_runs_on_and_both_readings_are_kept():
    story = moved().add("hand_over", date(2026, 10, 1), to_commune=NGHIA_DO).add("receive", date(2026, 10, 2), unit=NGHIA_DO)
    line = story.add("continue_decision", date(2026, 10, 3), unit=NGHIA_DO).line
    assert (line.term.end, line.term.longer_end) == (date(2027, 7, 10), date(2027, 7, 12))
    assert clock(line, "term_end").alternative_on == date(2027, 7, 12)


def test_under_the_old_law_no_new_decision_is_needed_after_receipt():
    story = decided_2024().add("move_out", date(2024, 6, 1), to_commune=NGHIA_DO).add("hand_over", date(2024, 6, 5), to_commune=NGHIA_DO)
    assert story.add("receive", date(2024, 6, 6), unit=NGHIA_DO).line.state == State.MANAGED


def test_returned_file_opens_the_senders_clock_again():
    story = (
        moved()
        .add("hand_over", date(2026, 10, 1), Time(15), to_commune=NGHIA_DO)
        .add("return_file", date(2026, 10, 2), unit=NGHIA_DO, why="thiếu quyết định")
    )
    assert (story.line.state, story.line.receiving) == (State.MOVING, None)
    assert clock(story.line, "file_transfer").state is DeadlineState.OPEN


def test_the_file_goes_where_the_person_went_and_nobody_moves_after_the_term():
    assert codes(moved().add("hand_over", date(2026, 10, 1), Time(15), to_commune=CAU_GIAY).line) == ["not_where_moved"]
    assert codes(decided_2026().add("move_out", date(2027, 7, 11), to_commune=NGHIA_DO).line) == ["term_over"]


def test_a_receiver_that_was_merged_meanwhile_still_receives():
    old, new = 200_170, 167
    facts = Facts(sex="male", reorganised={old: (date(2025, 7, 1), new)})
    story = Story(facts).add("positive_test", date(2025, 6, 2)).add("residence_check", date(2025, 6, 3), result="stable")
    story.add("notice", date(2025, 6, 4)).add("decide", date(2025, 6, 5)).add("move_out", date(2025, 6, 20), to_commune=old)
    story.add("hand_over", date(2025, 6, 25), to_commune=old)
    assert story.line.receiving == new
    assert story.add("receive", date(2025, 7, 3), unit=new).line.commune == new


def test_moving_within_the_commune_is_no_move():
    assert codes(decided_2026().add("move_out", date(2026, 10, 1), to_commune=CAU_GIAY).line) == ["same_commune"]


def test_a_unit_that_ended_splits_the_span_and_hands_the_case_to_its_successor():
    facts = Facts(sex="male", reorganised={QUAN_HOA: (date(2025, 7, 1), CAU_GIAY)})
    story = (
        Story(facts, QUAN_HOA)
        .add("positive_test", date(2025, 3, 3))
        .add("residence_check", date(2025, 3, 4), result="stable")
        .add("notice", date(2025, 3, 5))
    )
    line = story.add("decide", date(2025, 3, 6)).line
    managed = [span for span in line.spans if span.state == State.MANAGED]
    assert [(span.commune, span.since) for span in managed] == [(QUAN_HOA, date(2025, 3, 6)), (CAU_GIAY, date(2025, 7, 1))]
    assert line.commune == CAU_GIAY


# --- late entry, correction, as known ----------------------------------------------------------------------------------------


def test_late_entry_lands_in_its_place_and_changes_what_follows():
    story = (
        decided_2026()
        .add("presence_check", date(2026, 9, 11), result="present")
        .add("presence_check", date(2026, 9, 1), result="absent_unknown")
    )
    assert story.line.term.excluded == 10


def test_voided_absence_gives_the_days_back():
    story = (
        decided_2026()
        .add("presence_check", date(2026, 9, 1), result="absent_unknown")
        .add("presence_check", date(2026, 9, 11), result="present")
    )
    assert story.void(5).line.term.end == date(2027, 7, 10)


def test_voiding_what_later_events_need_leaves_their_problems():
    line = decided_2026().add("presence_check", date(2026, 9, 1), result="present").void(4).line
    assert [(found.event, found.problem.code) for found in line.problems] == [(5, "order")]


def test_before_birth_and_after_death_are_refused():
    assert codes(Story(Facts(sex="male", birth_date=date(2027, 1, 1))).add("positive_test", date(2026, 11, 1)).line) == ["before_birth"]
    story = decided_2026()
    story.facts = Facts(sex="male", died_on=date(2026, 8, 1))
    assert codes(story.add("presence_check", date(2026, 8, 2), result="present").line) == ["after_death"]


def test_no_management_before_2022():
    assert codes(Story().add("positive_test", date(2021, 12, 31)).line) == ["no_law"]


# --- guards of the test ------------------------------------------------------------------------------------------------------


def test_urine_needs_a_supervisor_of_the_same_sex_where_the_law_is_confirmed():
    line = Story().add("positive_test", date(2026, 11, 20), sample="urine", supervisor_sex="female").line
    assert [(found.problem.code, found.problem.field) for found in line.problems] == [("supervisor_sex", "supervisor_sex")]
    assert "Điều 56" in line.problems[0].problem.article
    assert not Story().add("positive_test", date(2026, 11, 20), sample="saliva", supervisor_sex="female").line.problems
    assert not Story().add("positive_test", date(2024, 11, 20), sample="urine", supervisor_sex="female").line.problems


def test_minor_needs_an_adult_for_other_samples():
    minor = Facts(sex="male", birth_date=date(2010, 1, 1))
    assert codes(Story(minor).add("positive_test", date(2026, 11, 20), sample="blood").line) == ["minor_witness"]
    assert not codes(Story(minor).add("positive_test", date(2026, 11, 20), sample="blood", witness="Bế Văn Thịnh (cha)").line)
    assert not codes(Story(minor).add("positive_test", date(2026, 11, 20), sample="urine").line)


def test_receipt_before_the_result_is_refused_on_its_field():
    line = Story().add("positive_test", date(2026, 11, 20), Time(9), received_on=date(2026, 11, 20), received_time=Time(8)).line
    assert [(found.problem.code, found.problem.field) for found in line.problems] == [("moments_in_order", "received_on")]


# --- properties --------------------------------------------------------------------------------------------------------------

KIND_DATA: dict[str, list[dict[str, Any]]] = {
    "positive_test": [{}],
    "residence_check": [{"result": "stable"}, {"result": "none"}],
    "notice": [{}, {"to_commune": NGHIA_DO}],
    "determination_result": [{"result": "addicted"}, {"result": "not_addicted"}],
    "decide": [{}],
    "presence_check": [{"result": "present"}, {"result": "absent_unknown"}],
    "test": [{"result": "positive", "substances": ("opiate",)}, {"result": "negative"}],
    "move_out": [{"to_commune": NGHIA_DO}],
    "hand_over": [{"to_commune": NGHIA_DO}],
    "receive": [{}],
    "return_file": [{"why": "x"}],
    "present": [{}],
    "list_notice": [{}],
    "continue_decision": [{}],
    "suspend": [{"agency": "x"}],
    "resume": [{}],
    "stop": [{"ground": "addicted"}],
    "end": [{}],
    "send_decision": [{}],
}


@st.composite
def stories(draw: st.DrawFn) -> Story:
    story = Story()
    for _ in range(draw(st.integers(1, 14))):
        kind = draw(st.sampled_from(sorted(KIND_DATA)))
        day = date(2024, 1, 1) + timedelta(days=draw(st.integers(0, 1400)))
        story.add(
            kind,
            day,
            draw(st.sampled_from([None, Time(8), Time(23, 30)])),
            unit=draw(st.sampled_from([CAU_GIAY, NGHIA_DO])),
            **draw(st.sampled_from(KIND_DATA[kind])),
        )
    return story


@given(stories())
def test_any_order_of_events_gives_one_consistent_timeline(story: Story):
    line = story.line
    for earlier, later in zip(line.spans, line.spans[1:], strict=False):
        assert earlier.since < earlier.until == later.since
    assert len({row.key for row in line.deadlines}) == len(line.deadlines)
    assert line.is_open == (line.state is not None and line.state not in CLOSED)
    if not line.is_open and line.state is not None:
        assert all(row.state is not DeadlineState.OPEN or row.clock == "send_decision" for row in line.deadlines)


@given(stories(), st.randoms(use_true_random=False))
def test_the_order_of_recording_rows_does_not_matter_to_the_engine(story: Story, random: Any):
    shuffled = _copy(story)
    random.shuffle(shuffled.events)
    assert shuffled.line == story.line


@given(stories())
def test_event_data_survives_json(story: Story):
    for event in story.events:
        assert decode_data(MANAGEMENT.kind(event.kind).data, encode(event.data)) == event.data

"""Does a running decision come under another law only by an explicit event that the transition rules allow, and what moves then?"""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from hoanhap.cases import services
from hoanhap.cases.rules import DeadlineState, Timeline, moves, replay
from hoanhap.cases.rules.management import MANAGEMENT
from hoanhap.law.book import book
from hoanhap.law.clocks import calendar
from hoanhap.people.models import Person
from tests import make
from tests.cases.test_management import Story, clock, codes
from tests.cases.test_services import add, projection
from tests.cast import Cast

B, C = "73/2021/QH14", "120/2025/QH15"


def decided_under_law_73() -> Story:
    """Signed on Friday 2026-05-08: the term ends on Saturday 2027-05-08."""
    story = Story().add("positive_test", date(2026, 5, 4)).add("residence_check", date(2026, 5, 5), result="stable")
    return story.add("notice", date(2026, 5, 6)).add("decide", date(2026, 5, 8))


def absent_in_august(story: Story) -> Story:
    story.add("presence_check", date(2026, 8, 1), result="absent_unknown")
    return story.add("presence_check", date(2026, 8, 21), result="present")


def test_nothing_changes_without_the_event():
    line = absent_in_august(decided_under_law_73()).line
    assert (line.term.law, line.term.end, line.term.excluded) == ("", date(2027, 5, 8), 0)


@pytest.mark.parametrize(
    ("on", "law", "refused"),
    [
        (date(2026, 6, 30), C, ["law_not_open"]),
        (date(2026, 7, 1), C, []),
        (date(2026, 7, 1), B, ["law_not_open"]),
        (date(2026, 7, 1), "23/2000/QH10", ["law_not_open"]),
    ],
)
def test_only_a_law_that_the_transition_rules_leave_open_on_the_day(on: date, law: str, refused: list[str]):
    line = decided_under_law_73().add("governing_law_changed", on, law=law, why="hướng dẫn").line
    assert codes(line) == refused
    assert line.term.law == ("" if refused else C)


def test_the_refusal_names_the_transition_article():
    line = decided_under_law_73().add("governing_law_changed", date(2026, 7, 1), law=B, why="x").line
    assert "Điều 56 Luật 120/2025" in line.problems[0].problem.article


def test_a_decision_of_law_120_cannot_come_under_another_law():
    story = Story().add("positive_test", date(2026, 7, 9)).add("residence_check", date(2026, 7, 9), result="stable")
    story.add("notice", date(2026, 7, 9)).add("decide", date(2026, 7, 10))
    for law in (B, C):
        assert "law_not_open" in codes(story.add("governing_law_changed", date(2026, 8, 1), law=law, why="x").line)


def test_under_law_120_an_absence_of_unknown_whereabouts_no_longer_counts():
    """20 days from 1 to 21 August 2026 are left out once the decision is under law 120/2025 (MGT-212)."""
    story = decided_under_law_73().add("governing_law_changed", date(2026, 7, 15), law=C, why="hướng dẫn của Bộ")
    line = absent_in_august(story).line
    assert (line.term.law, line.term.end, line.term.excluded) == (C, date(2027, 5, 28), 20)
    alarm = clock(line, "term_end")
    assert (alarm.key, alarm.pin["id"]) == (f"term_end:2026-05-08:{C}", book().entry("management.term", on=date(2026, 7, 15)).id)


def test_an_absence_before_the_change_still_counts():
    line = absent_in_august(decided_under_law_73()).add("governing_law_changed", date(2026, 8, 25), law=C, why="hướng dẫn").line
    assert (line.term.end, line.term.excluded) == (date(2027, 5, 8), 0)


def test_recorded_late_it_moves_the_end_and_says_which_deadline():
    """The event of 15 July is entered after the absence of August: the same computation with one event more."""
    before = absent_in_august(decided_under_law_73())
    after = absent_in_august(decided_under_law_73()).add("governing_law_changed", date(2026, 7, 15), law=C, why="hướng dẫn")
    moved = {old.clock: (old.due.day, new.due.day) for old, new in moves(before.line, after.line) if old.clock == "term_end"}
    assert moved == {"term_end": (date(2027, 5, 8), date(2027, 5, 28))}


def test_voided_everything_is_as_before():
    story = absent_in_august(decided_under_law_73().add("governing_law_changed", date(2026, 7, 15), law=C, why="nhầm"))
    plain = absent_in_august(decided_under_law_73()).line
    line = story.void(5).line
    assert (line.term, line.state) == (plain.term, plain.state)
    assert [(row.clock, row.due, row.state) for row in line.deadlines] == [(row.clock, row.due, row.state) for row in plain.deadlines]


def test_and_back_to_the_law_of_its_day_when_the_text_turns_out_so():
    story = decided_under_law_73().add("governing_law_changed", date(2026, 7, 15), law=C, why="x")
    story.add("governing_law_changed", date(2026, 7, 20), law=B, why="văn bản mới")
    line = absent_in_august(story).line
    assert (codes(line), line.term.law, line.term.end) == ([], B, date(2027, 5, 8))
    assert clock(line, "term_end").pin["id"] == book().entry("management.term", on=date(2026, 5, 8)).id


def test_acts_that_were_due_keep_the_period_of_their_own_moment():
    """RULES §0: a period follows the law of its anchor. A hand-over of June stays in working days, whatever law governs the term."""
    story = decided_under_law_73().add("move_out", date(2026, 6, 30), to_commune=160)
    plain = clock(story.line, "file_transfer")
    changed = clock(story.add("governing_law_changed", date(2026, 7, 1), law=C, why="x").line, "file_transfer")
    assert (changed.due, changed.pin) == (plain.due, plain.pin)


# --- the end of a measure: two readings --------------------------------------------------------------------------------------


def test_the_alarm_follows_the_shorter_reading_and_keeps_the_longer_beside_it():
    """2027-05-08 is a Saturday: PAR-035 is not confirmed, so Monday 10 May is shown as the other reading and never used."""
    alarm = clock(decided_under_law_73().line, "term_end")
    assert (alarm.due.day, alarm.alternative_on) == (date(2027, 5, 8), date(2027, 5, 10))
    assert "ngày nghỉ" in alarm.note


def test_an_end_on_a_working_day_has_one_reading():
    story = Story().add("positive_test", date(2026, 5, 4)).add("residence_check", date(2026, 5, 5), result="stable")
    alarm = clock(story.add("notice", date(2026, 5, 6)).add("decide", date(2026, 5, 11)).line, "term_end")
    assert (alarm.due.day, alarm.due.day.weekday(), alarm.alternative_on, alarm.note) == (date(2027, 5, 11), 1, None, "")


def test_days_of_a_move_come_before_the_rest_day_in_the_other_reading():
    story = Story().add("positive_test", date(2026, 7, 6)).add("residence_check", date(2026, 7, 6), result="stable")
    story.add("notice", date(2026, 7, 6)).add("decide", date(2026, 7, 8)).add("move_out", date(2026, 9, 1), to_commune=160)
    story.add("hand_over", date(2026, 9, 1), to_commune=160).add("receive", date(2026, 9, 2), unit=160)
    alarm = clock(story.add("continue_decision", date(2026, 9, 3), unit=160).line, "term_end")
    # two days more: Saturday 2027-07-10, and that moves to Monday
    assert (alarm.due.day, alarm.alternative_on) == (date(2027, 7, 8), date(2027, 7, 12))


def test_an_interrupted_year_is_365_days_in_the_reading_that_is_shorter():
    """PAR-030: a year with 29 February 2028 and ten days of absence ends on 18 or 19 July 2028; the alarm takes the 18th."""
    story = Story().add("positive_test", date(2027, 7, 8)).add("residence_check", date(2027, 7, 8), result="stable")
    story.add("notice", date(2027, 7, 8)).add("decide", date(2027, 7, 9)).add("presence_check", date(2027, 9, 1), result="absent_unknown")
    line = story.add("presence_check", date(2027, 9, 11), result="present").line
    alarm = clock(line, "term_end")
    assert (line.term.excluded, alarm.due.day, alarm.alternative_on) == (10, date(2028, 7, 18), date(2028, 7, 19))
    assert "365 ngày" in alarm.note


# --- stored, on the pages ----------------------------------------------------------------------------------------------------


def running(by: Any) -> Any:
    """A stored case that was decided on 2026-05-08, with an absence in August."""
    person: Person = make.person(by)
    data = {"substances": ("opiate",)}
    case = services.open_case(person.pk, "management", "positive_test", on=date(2026, 5, 4), by=by, data=data, request_key=uuid4())
    add(case, "residence_check", by, on=date(2026, 5, 5), result="stable")
    add(case, "notice", by, on=date(2026, 5, 6))
    add(case, "decide", by, on=date(2026, 5, 8), signer="A", signer_title="B")
    add(case, "presence_check", by, on=date(2026, 8, 1), result="absent_unknown")
    return add(case, "presence_check", by, on=date(2026, 8, 21), result="present")


@pytest.mark.django_db
def test_the_event_is_stored_shown_and_taken_back(cast: Cast, client: Client):
    case = running(cast.chief_a)
    before = projection(case)
    assert (case.governing_law, case.term_end) == (B, date(2027, 5, 8))
    client.force_login(cast.chief_a)
    page = client.get(reverse("person_detail", args=[case.person.code])).content.decode()
    assert reverse("event_new", args=[case.person.code, "governing_law_changed"]) in page
    form = {"request_key": str(uuid4()), "seen_version": case.version, "on": "15/07/2026", "law": C, "why": "Công văn của Bộ Công an"}
    preview = client.post(reverse("event_preview", args=[case.person.code, "governing_law_changed"]), form).content.decode()
    assert "Ngày hết thời hạn: 08/05/2027 → 28/05/2027." in preview
    assert client.post(reverse("event_new", args=[case.person.code, "governing_law_changed"]), form).status_code == 302
    case.refresh_from_db()
    assert (case.governing_law, case.term_end) == (C, date(2027, 5, 28))
    page = client.get(reverse("person_detail", args=[case.person.code])).content.decode()
    assert "Từ 15/07/2026 áp dụng Luật 120/2025/QH15 cho quyết định đang chạy." in page
    event = case.events.get(kind="governing_law_changed")
    void_page = client.get(reverse("event_void", args=[event.pk])).content.decode()
    assert "Ngày hết thời hạn: 28/05/2027 → 08/05/2027." in void_page
    services.void(event.pk, by=cast.chief_a, reason="Nhầm hồ sơ.", request_key=uuid4())
    case.refresh_from_db()
    assert case.governing_law == B
    assert projection(case) == before
    assert "Nhầm hồ sơ." in client.get(reverse("person_detail", args=[case.person.code])).content.decode()


@pytest.mark.django_db
def test_a_case_of_one_law_has_no_such_button_and_the_form_refuses(cast: Cast, client: Client):
    from tests.cases.test_services import decided

    case = decided(cast.chief_a)
    client.force_login(cast.chief_a)
    address = reverse("event_new", args=[case.person.code, "governing_law_changed"])
    assert address not in client.get(reverse("person_detail", args=[case.person.code])).content.decode()
    form = {"request_key": str(uuid4()), "seen_version": case.version, "on": f"{case.since + timedelta(1):%d/%m/%Y}", "law": B, "why": "x"}
    answer = client.post(address, form)
    assert answer.status_code == 422
    assert "quy định chuyển tiếp không để ngỏ luật khác" in answer.content.decode()


def test_moves_match_by_clock_and_anchor():
    story = decided_under_law_73()
    line: Timeline = story.line
    assert list(moves(line, replay(MANAGEMENT, story.events, story.facts, book(), calendar()))) == []
    assert any(row.state is DeadlineState.OPEN for row in line.deadlines)

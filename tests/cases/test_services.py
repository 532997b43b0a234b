"""Does an event enter a case once, in scope, in order, with its projection and its trace?"""

from datetime import date, timedelta
from datetime import time as Time
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from hoanhap.audit.models import AuditEntry
from hoanhap.cases import queries, services
from hoanhap.cases.models import Case, CaseEvent, CaseSpan, Deadline
from hoanhap.cases.rules import MANAGEMENT
from hoanhap.cases.services import loading
from hoanhap.documents.models import Paper
from hoanhap.kit.dates import now, today
from hoanhap.kit.errors import Refused, StaleState
from hoanhap.moves.queries import inbox
from hoanhap.people.models import Person
from tests import make
from tests.cast import CAU_GIAY, NGHIA_DO, Cast

pytestmark = pytest.mark.django_db


def opened(by: Any, person: Person | None = None, *, on: date | None = None, **data: Any) -> Case:
    """A case opened by a positive test, yesterday unless said otherwise."""
    person = person or make.person(by)
    day = on or today() - timedelta(days=1)
    return services.open_case(
        person.pk,
        "management",
        "positive_test",
        on=day,
        time=Time(7, 10),
        by=by,
        data={"substances": ("opiate",), **data},
        request_key=uuid4(),
    )


def add(case: Case, kind: str, by: Any, *, on: date | None = None, key: UUID | None = None, **data: Any) -> Case:
    """One more event, on today's version of the case."""
    version = Case.objects.get(pk=case.pk).version
    return services.record(case.pk, kind, on=on or today(), by=by, data=data, seen_version=version, request_key=key or uuid4())


def decided(by: Any, *, on: date | None = None) -> Case:
    """A case with its decision signed on `on` (today)."""
    day = on or today()
    case = opened(by, on=day - timedelta(days=1))
    add(case, "residence_check", by, on=day - timedelta(days=1), result="stable")
    add(case, "notice", by, on=day)
    return add(case, "decide", by, on=day, signer="Khuất Duy Tường", signer_title="Trưởng Công an phường")


def projection(case: Case) -> tuple[Any, ...]:
    """Everything computed that is stored of a case."""
    spans = list(
        CaseSpan.objects.filter(case=case).order_by("since").values_list("state", "since", "until", "commune_id", "commune_now_id")
    )
    rows = list(
        Deadline.objects.filter(case=case).order_by("key").values_list("key", "due_at", "state", "met_on", "was_late", "commune_id")
    )
    return Case.objects.values_list("state", "is_open", "term_end", "commune_id").get(pk=case.pk), spans, rows


def test_an_event_is_recorded_once_with_its_projection_and_its_trace(cast: Cast):
    case = opened(cast.commune_a)
    assert (case.state, case.commune_id, case.governing_law) == ("detected", CAU_GIAY, "120/2025/QH15")
    assert {row.clock for row in case.deadlines.all()} == {"residence_check", "decision"}
    entry = AuditEntry.objects.filter(action="record").latest("pk")
    assert (entry.user_id, entry.person_id, entry.detail["kind"]) == (cast.commune_a.pk, case.person_id, "positive_test")


def test_the_same_form_sent_twice_is_one_event(cast: Cast):
    person, key = make.person(cast.commune_a), uuid4()
    first, second = (
        services.open_case(
            person.pk, "management", "positive_test", on=today(), by=cast.commune_a, data={"substances": ("opiate",)}, request_key=key
        )
        for _ in range(2)
    )
    assert first.pk == second.pk
    key = uuid4()
    add(first, "residence_check", cast.commune_a, key=key, result="stable")
    add(first, "residence_check", cast.commune_a, key=key, result="stable")
    assert first.events.count() == 2


def test_a_form_sent_again_with_other_words_is_not_said_to_be_saved(cast: Cast):
    case, key = opened(cast.commune_a), uuid4()
    add(case, "residence_check", cast.commune_a, key=key, result="stable", address="Tổ 8")
    with pytest.raises(Refused) as refusal:
        add(case, "residence_check", cast.commune_a, key=key, result="none")
    assert refusal.value.problems[0].code == "sent_before"


def test_the_key_of_somebody_elses_form_opens_no_case(cast: Cast):
    mine, theirs = opened(cast.commune_a), opened(cast.elsewhere)
    key = theirs.events.get().request_key
    with pytest.raises(Refused):
        add(mine, "residence_check", cast.commune_a, key=key, result="stable")
    with pytest.raises(Refused):
        services.void(mine.events.get().pk, by=cast.commune_a, reason="nhầm", request_key=key)


def test_a_second_open_management_is_refused_by_the_service_and_by_the_database(cast: Cast):
    case = opened(cast.commune_a)
    with pytest.raises(Refused) as refusal:
        opened(cast.commune_a, case.person)
    assert refusal.value.problems[0].code == "already_open"
    case.pk = None
    with pytest.raises(DatabaseError, match="one_open_case_per_procedure"), transaction.atomic():
        case.save(force_insert=True)


def test_outside_scope_there_is_no_such_person_case_or_event(cast: Cast):
    person, case = make.person(cast.commune_a, "Lộ Văn Thiệu"), opened(cast.commune_a)
    with pytest.raises(Person.DoesNotExist):
        opened(cast.commune_b, person)
    with pytest.raises(Case.DoesNotExist):
        add(case, "residence_check", cast.commune_b, result="stable")
    with pytest.raises(CaseEvent.DoesNotExist):
        services.void(case.events.get().pk, by=cast.elsewhere, reason="x", request_key=uuid4())


def test_readers_may_not_record(cast: Cast):
    case = opened(cast.commune_a)
    for reader in (cast.province, cast.auditor, cast.committee_a):
        with pytest.raises(PermissionDenied):
            add(case, "residence_check", reader, result="stable")
    assert case.events.count() == 1


def test_two_officers_saving_at_once_the_second_reads_again(cast: Cast):
    case = opened(cast.commune_a)
    version = case.version
    add(case, "residence_check", cast.commune_a, result="stable")
    with pytest.raises(StaleState):
        services.record(case.pk, "notice", on=today(), by=cast.chief_a, data={}, seen_version=version, request_key=uuid4())


@pytest.mark.parametrize("days", [1, 400])
def test_the_future_is_refused(cast: Cast, days: int):
    with pytest.raises(Refused) as refusal:
        opened(cast.commune_a, on=today() + timedelta(days=days))
    assert [problem.field for problem in refusal.value.problems] == ["on"]


def test_a_receipt_in_the_future_cannot_put_off_the_decision(cast: Cast):
    with pytest.raises(Refused) as refusal:
        opened(cast.commune_a, received_on=today() + timedelta(days=300))
    assert [(problem.code, problem.field) for problem in refusal.value.problems] == [("future", "received_on")]


def test_refused_events_leave_nothing_behind(cast: Cast):
    case = opened(cast.commune_a)
    before = projection(case), AuditEntry.objects.count(), case.events.count()
    with pytest.raises(Refused):
        add(case, "decide", cast.commune_a)
    assert (projection(case), AuditEntry.objects.count(), case.events.count()) == before


def test_voiding_an_event_that_a_later_one_needs_names_the_later_one(cast: Cast):
    case = decided(cast.commune_a)
    notice = case.events.get(kind="notice")
    with pytest.raises(Refused) as refusal:
        services.void(notice.pk, by=cast.commune_a, reason="ghi nhầm", request_key=uuid4())
    assert "Quyết định áp dụng biện pháp quản lý" in str(refusal.value.problems[0])


def test_void_needs_a_reason_keeps_the_event_and_cannot_be_repeated(cast: Cast):
    case = decided(cast.commune_a)
    decision = case.events.get(kind="decide")
    with pytest.raises(Refused):
        services.void(decision.pk, by=cast.commune_a, reason="  ", request_key=uuid4())
    services.void(decision.pk, by=cast.commune_a, reason="nhầm người", request_key=uuid4())
    case.refresh_from_db()
    assert (case.state, case.term_end) == ("notified", None)
    assert not case.deadlines.filter(clock="presence_check").exists()
    with pytest.raises(Refused):
        services.void(decision.pk, by=cast.commune_a, reason="lại", request_key=uuid4())


def test_a_case_opened_for_the_wrong_person_can_be_taken_back(cast: Cast):
    case = opened(cast.commune_a)
    services.void(case.events.get().pk, by=cast.commune_a, reason="nhầm người cùng tên", request_key=uuid4())
    case.refresh_from_db()
    assert (case.state, case.is_open, case.spans.count(), case.deadlines.count()) == ("", False, 0, 0)
    assert opened(cast.commune_a, case.person).pk != case.pk


def test_late_entry_moves_the_end_of_the_term_and_only_changed_rows_are_written(cast: Cast):
    start = today() - timedelta(days=60)
    case = decided(cast.commune_a, on=start)
    untouched = case.deadlines.get(clock="residence_check").pk
    add(case, "presence_check", cast.commune_a, on=start + timedelta(days=40), result="present")
    add(case, "presence_check", cast.commune_a, on=start + timedelta(days=30), result="absent_unknown")
    case.refresh_from_db()
    assert case.term_end == date(start.year + 1, start.month, start.day) + timedelta(days=10)
    assert case.deadlines.get(clock="residence_check").pk == untouched


def test_replaying_the_stored_events_gives_the_stored_projection(cast: Cast):
    case = decided(cast.commune_a, on=today() - timedelta(days=50))
    add(case, "presence_check", cast.commune_a, on=today() - timedelta(days=20), result="absent_unknown")
    add(case, "test", cast.commune_a, result="negative")
    stored = projection(case)
    line = loading.timeline(Case.objects.get(pk=case.pk))
    assert [(span.state, span.since, span.until) for span in line.spans] == [row[:3] for row in stored[1]]
    assert {row.key: row.state.value for row in line.deadlines} == {row[0]: row[2] for row in stored[2]}


def test_the_case_as_it_was_known_leaves_out_what_was_recorded_later(cast: Cast):
    case = opened(cast.commune_a)
    moment = now()
    add(case, "residence_check", cast.commune_a, result="stable")
    case.refresh_from_db()
    assert (loading.timeline(case).state, loading.timeline(case, known_at=moment).state) == ("verified", "detected")


def test_moving_hands_the_case_over_with_a_receipt(cast: Cast):
    case = decided(cast.commune_a, on=today() - timedelta(days=3))
    add(case, "move_out", cast.commune_a, on=today() - timedelta(days=1), to_commune=NGHIA_DO, address="Tổ 4")
    add(case, "hand_over", cast.commune_a, to_commune=NGHIA_DO, pages=14, signer="A", signer_title="B")
    assert [waiting.case_id for waiting in inbox(cast.commune_b)] == [case.pk]
    assert queries.case_or_404(cast.commune_b, case.pk).pk == case.pk
    with pytest.raises(PermissionDenied):
        add(case, "presence_check", cast.commune_b, result="present")
    add(case, "receive", cast.commune_b)
    case.refresh_from_db()
    person = Person.objects.get(pk=case.person_id)
    assert (case.commune_id, case.receiving_commune_id, person.commune_id, case.state) == (NGHIA_DO, None, NGHIA_DO, "received")
    assert not queries.visible_cases(cast.commune_a).filter(pk=case.pk).exists()
    assert case.deadlines.get(clock="continue_decision").commune_id == NGHIA_DO


def test_papers_are_lent_with_the_file_and_taken_back_when_it_returns(cast: Cast):
    case = decided(cast.commune_a, on=today() - timedelta(days=3))
    paper = services.issue_paper(case.events.get(kind="decide").pk, by=cast.commune_a)
    add(case, "move_out", cast.commune_a, on=today() - timedelta(days=1), to_commune=NGHIA_DO)
    assert not Paper.objects.open_to(cast.commune_b).filter(pk=paper.pk).exists()
    add(case, "hand_over", cast.commune_a, to_commune=NGHIA_DO, signer="A", signer_title="B")
    assert Paper.objects.open_to(cast.commune_b).filter(pk=paper.pk).exists()
    add(case, "return_file", cast.commune_b, why="thiếu giấy")
    assert not Paper.objects.open_to(cast.commune_b).filter(pk=paper.pk).exists()
    add(case, "hand_over", cast.commune_a, to_commune=NGHIA_DO, signer="A", signer_title="B")
    add(case, "receive", cast.commune_b)
    assert Paper.objects.open_to(cast.commune_b).filter(pk=paper.pk).exists()
    add(case, "continue_decision", cast.commune_b, signer="A", signer_title="B")
    add(case, "move_out", cast.commune_b, to_commune=CAU_GIAY)
    add(case, "hand_over", cast.commune_b, to_commune=CAU_GIAY, signer="A", signer_title="B")
    assert queries.case_or_404(cast.commune_a, case.pk).receiving_commune_id == CAU_GIAY


def test_death_is_written_on_the_person_and_closes_the_case(cast: Cast):
    case = decided(cast.commune_a, on=today() - timedelta(days=5))
    add(case, "stop", cast.commune_a, ground="dead_or_missing", died_on=today() - timedelta(days=1), signer="A", signer_title="B")
    case.refresh_from_db()
    assert (case.is_open, case.state, Person.objects.get(pk=case.person_id).died_on) == (False, "stopped", today() - timedelta(days=1))


def test_voiding_the_stop_brings_the_person_back_to_life(cast: Cast):
    case = decided(cast.commune_a, on=today() - timedelta(days=5))
    add(case, "stop", cast.commune_a, ground="dead_or_missing", died_on=today() - timedelta(days=1), signer="A", signer_title="B")
    stop = case.events.get(kind="stop")
    services.void(stop.pk, by=cast.commune_a, reason="báo tử nhầm người", request_key=uuid4())
    assert Person.objects.get(pk=case.person_id).died_on is None
    assert add(case, "presence_check", cast.commune_a, result="present").state == "managed"


def test_a_case_cannot_open_again_beside_another_one(cast: Cast):
    case = decided(cast.commune_a, on=today() - timedelta(days=5))
    add(case, "stop", cast.commune_a, on=today() - timedelta(days=2), ground="prison", signer="A", signer_title="B")
    opened(cast.commune_a, case.person)
    with pytest.raises(Refused) as refusal:
        services.void(case.events.get(kind="stop").pk, by=cast.commune_a, reason="nhầm", request_key=uuid4())
    assert refusal.value.problems[0].code == "already_open"


def sent(cast: Cast) -> Case:
    """A case of commune A whose file was sent to commune B today."""
    case = decided(cast.commune_a, on=today() - timedelta(days=3))
    add(case, "move_out", cast.commune_a, on=today() - timedelta(days=1), to_commune=NGHIA_DO, address="Tổ 4")
    return add(case, "hand_over", cast.commune_a, to_commune=NGHIA_DO, pages=14, signer="A", signer_title="B")


def test_voiding_the_sending_closes_the_page_to_who_was_asked(cast: Cast):
    case = sent(cast)
    assert Person.objects.open_to(cast.commune_b).filter(pk=case.person_id).exists()
    services.void(case.events.get(kind="hand_over").pk, by=cast.commune_a, reason="nhầm nơi đến", request_key=uuid4())
    assert not Person.objects.open_to(cast.commune_b).filter(pk=case.person_id).exists()


def test_voiding_the_receipt_gives_the_person_back_to_who_sent_the_file(cast: Cast):
    case = sent(cast)
    add(case, "receive", cast.commune_b)
    services.void(case.events.get(kind="receive").pk, by=cast.commune_b, reason="nhận nhầm người cùng tên", request_key=uuid4())
    case.refresh_from_db()
    person = Person.objects.get(pk=case.person_id)
    assert (case.commune_id, case.receiving_commune_id, case.state) == (CAU_GIAY, NGHIA_DO, "handed_over")
    assert (person.commune_id, person.address_line, person.addresses.count()) == (CAU_GIAY, "Tổ 9", 1)
    assert Person.objects.visible_to(cast.commune_a).filter(pk=person.pk).exists()
    assert Person.objects.open_to(cast.commune_b).filter(pk=person.pk).exists()
    assert add(case, "receive", cast.commune_b).state == "received"


def test_an_agency_issues_its_own_papers_only(cast: Cast):
    case = sent(cast)
    add(case, "receive", cast.commune_b)
    with pytest.raises(PermissionDenied):
        services.issue_paper(case.events.get(kind="decide").pk, by=cast.commune_b)


def test_a_list_of_an_earlier_day_tells_nothing_of_where_somebody_lives_now(cast: Cast):
    case = sent(cast)
    add(case, "receive", cast.commune_b)
    paper = services.issue_list(
        CAU_GIAY, by=cast.commune_a, on=today() - timedelta(days=2), signer="A", signer_title="B", request_key=uuid4()
    )
    text = str(paper.data)
    assert case.person.full_name in text
    assert "Đã chuyển nơi cư trú" in text
    assert "Tổ 4" not in text


def test_a_voided_event_has_no_paper(cast: Cast):
    case = decided(cast.commune_a, on=today() - timedelta(days=5))
    add(case, "stop", cast.commune_a, ground="prison", signer="A", signer_title="B")
    stop = case.events.get(kind="stop")
    services.void(stop.pk, by=cast.commune_a, reason="nhầm", request_key=uuid4())
    with pytest.raises(Refused):
        services.issue_paper(stop.pk, by=cast.commune_a)


def test_a_deadline_keeps_its_pinned_period_although_the_book_changed(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    case = opened(cast.commune_a)
    row = case.deadlines.get(clock="decision")
    pin = {**row.pin, "value": 72}
    Deadline.objects.filter(pk=row.pk).update(pin=pin)
    line = loading.timeline(Case.objects.get(pk=case.pk))
    (kept,) = [deadline for deadline in line.deadlines if deadline.clock == "decision"]
    assert (kept.due.day - kept.anchor.day).days == 3


@pytest.mark.parametrize("statement", ["update cases_caseevent set kind = 'x'", "delete from cases_caseevent"])
@pytest.mark.db_owner
def test_the_database_refuses_to_change_events_even_to_their_owner(cast: Cast, statement: str):
    opened(cast.commune_a)
    with pytest.raises(DatabaseError, match="only added, never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_refuses_two_states_at_a_time(cast: Cast):
    case = opened(cast.commune_a)
    span = case.spans.get()
    with pytest.raises(DatabaseError, match="one_state_at_a_time"), transaction.atomic():
        CaseSpan.objects.create(
            case=case,
            person_id=case.person_id,
            procedure="management",
            state="x",
            sex="male",
            commune_id=CAU_GIAY,
            commune_now_id=CAU_GIAY,
            province_id=case.province_id,
            since=span.since + timedelta(days=1),
            until=span.since + timedelta(days=9),
        )


def test_the_paper_of_a_decision_is_issued_once_and_tied_to_it(cast: Cast):
    case = decided(cast.commune_a)
    event = case.events.get(kind="decide")
    first, second = (services.issue_paper(event.pk, by=cast.commune_a) for _ in range(2))
    assert first.pk == second.pk
    assert (first.form, first.symbol, first.organisation_name) == (
        "c.04",
        "01/QĐ-CAP",
        "Công an phường\N{NO-BREAK SPACE}Cầu\N{NO-BREAK SPACE}Giấy",
    )
    assert MANAGEMENT.kind("decide").form == "decision"


def test_a_paper_that_lacks_its_signer_is_refused_with_the_missing_field(cast: Cast):
    case = opened(cast.commune_a)
    add(case, "residence_check", cast.commune_a, result="stable")
    add(case, "notice", cast.commune_a)
    with pytest.raises(Refused) as refusal:
        services.issue_paper(case.events.get(kind="notice").pk, by=cast.commune_a)
    assert "họ tên người ký" in str([dict(problem.params) for problem in refusal.value.problems])


def test_the_case_row_is_locked_before_its_version_is_compared(cast: Cast):
    case = opened(cast.commune_a)
    with CaptureQueriesContext(connection) as statements:
        add(case, "residence_check", cast.commune_a, result="stable")
    locking = [query["sql"] for query in statements if "FOR UPDATE" in query["sql"]]
    assert any('"cases_case"' in sql for sql in locking)

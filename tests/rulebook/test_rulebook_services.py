"""Are confirmations and local values added only by who may, only where the law leaves room, and never changed?"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from hoanhap.accounts.models import User
from hoanhap.audit.models import AuditEntry
from hoanhap.kit.dates import today
from hoanhap.kit.errors import Refused
from hoanhap.law.book import BaseSalaries, Confidence, Money, NotInForce, Percent, RemoteUnknown, UnknownRule, book
from hoanhap.rulebook import queries, rules, services
from hoanhap.rulebook.models import Confirmation, LocalValue, Withdrawal
from hoanhap.units.models import Unit
from tests import make
from tests.cases.test_services import add, opened
from tests.cast import CAU_GIAY, DONG_KINH, HA_NOI, NGHIA_DO, Cast

pytestmark = pytest.mark.django_db

UNSURE, SILENT = "PRM-211", "TRN-208"
"""An entry whose readings change its number; one whose readings do not."""
PAY, FLOOR = "support.counsellor_pay", "support.one_off"


@pytest.fixture
def lawyer(cast: Cast) -> User:
    return cast.legal


def unsure_entry(prefix: str = "") -> str:
    """The first entry of the book without readings that is not confirmed."""
    return next(e.id for e in book().entries if rules.is_open_question(e) and not e.readings and e.rule.startswith(prefix))


def confirm(by: User, entry: str = "", **changes: Any) -> Confirmation:
    entry = entry or unsure_entry()
    said = {
        "document": "163/2026/NĐ-CP",
        "article": "Điều 5",
        "statement": "Văn bản nói đúng như vậy.",
        "seen": book().by_id(entry).fingerprint,
    }
    return services.confirm(entry, by=by, **{"request_key": uuid4(), **said, **changes})


def decide(by: User, rule: str = PAY, *units: int, **changes: Any) -> list[LocalValue]:
    said: dict[str, Any] = {
        "value": BaseSalaries(Decimal("0.3")),
        "since": date(2026, 9, 1),
        "decision_number": "15/2026/NQ-HĐND",
        "decision_date": date(2026, 8, 20),
        "decision_issuer": "Hội đồng nhân dân thành phố Hà Nội",
        "request_key": uuid4(),
    }
    return services.set_local_values(units or (HA_NOI,), rule, by=by, **(said | changes))


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {problem.code for problem in refused.value.problems}


# --- confirmations ----------------------------------------------------------------------------------------------------------


def test_a_confirmed_entry_is_certain_here_and_the_shipped_book_stays(lawyer: User) -> None:
    entry = unsure_entry()
    assert queries.current_book() is book()
    row = confirm(lawyer, entry)
    here = queries.current_book().by_id(entry)
    assert here.confidence is Confidence.CONFIRMED
    assert here.doubt is None
    assert here.confirmation is not None
    assert (here.confirmation.by, here.confirmation.text) == ("Bùi Thị Nhàn", "Điều 5 163/2026/NĐ-CP")
    assert book().by_id(entry).confidence is not Confidence.CONFIRMED
    logged = AuditEntry.objects.get(action="confirm")
    assert (logged.subject_id, logged.user_id, logged.detail["rule"]) == (entry, lawyer.pk, here.rule)
    services.withdraw_confirmation(row.pk, by=lawyer, reason="Đọc nhầm khoản.", request_key=uuid4())
    assert queries.current_book().by_id(entry).confidence is not Confidence.CONFIRMED
    assert AuditEntry.objects.get(action="withdraw").subject_id == entry
    assert confirm(lawyer, entry).turn == 1


def test_a_confirmation_of_other_content_counts_for_nothing(lawyer: User) -> None:
    entry = unsure_entry()
    Confirmation.objects.create(
        entry=entry,
        fingerprint="0" * 64,
        document="1",
        article="1",
        statement="1",
        turn=0,
        at=lawyer.date_joined,
        by=lawyer,
        request_key=uuid4(),
    )
    Confirmation.objects.create(
        entry="XXX-1",
        fingerprint="0" * 64,
        document="1",
        article="1",
        statement="1",
        turn=0,
        at=lawyer.date_joined,
        by=lawyer,
        request_key=uuid4(),
    )
    assert queries.current_book().by_id(entry).confidence is not Confidence.CONFIRMED


def test_the_same_form_twice_is_one_confirmation(lawyer: User) -> None:
    key = uuid4()
    assert confirm(lawyer, request_key=key) == confirm(lawyer, request_key=key)
    with pytest.raises(Refused) as refused:
        confirm(lawyer, request_key=key, article="Điều 6")
    assert codes(refused) == {"sent_before"}
    assert Confirmation.objects.count() == 1


def test_what_cannot_be_confirmed_is_refused_by_name(lawyer: User) -> None:
    sure = next(e.id for e in book().entries if not rules.is_open_question(e) and not e.repealed)
    for changes, code in (
        ({"entry": sure}, "nothing_open"),
        ({"seen": "0" * 64}, "entry_changed"),
        ({"reading": "count_all"}, "reading_unknown"),
        ({"entry": SILENT}, "reading_missing"),
        ({"entry": SILENT, "reading": "no_such"}, "reading_missing"),
        ({"entry": UNSURE, "reading": "two_years"}, "reading_changes_value"),
    ):
        with pytest.raises(Refused) as refused:
            confirm(lawyer, **changes)  # type: ignore[arg-type]
        assert codes(refused) == {code}
    confirm(lawyer)
    with pytest.raises(Refused) as refused:
        confirm(lawyer)
    assert codes(refused) == {"confirmed_already"}
    with pytest.raises(UnknownRule):
        services.confirm("XXX-1", by=lawyer, document="1", article="1", statement="1", request_key=uuid4(), seen="")


def test_the_reading_that_was_confirmed_is_the_one_used(lawyer: User) -> None:
    row = confirm(lawyer, SILENT, reading="count_all")
    here = queries.current_book().by_id(SILENT)
    assert (here.confidence, here.working) == (Confidence.CONFIRMED, "count_all")
    assert book().by_id(SILENT).working == "count_from_2026"
    services.withdraw_confirmation(row.pk, by=lawyer, reason="Chưa đủ căn cứ.", request_key=uuid4())
    assert queries.current_book().by_id(SILENT).working == "count_from_2026"
    confirm(lawyer, UNSURE, reading="one_year")
    assert queries.current_book().by_id(UNSURE).confidence is Confidence.CONFIRMED


def test_only_a_legal_officer_confirms_and_withdraws(lawyer: User, cast: Cast) -> None:
    row = confirm(lawyer)
    for _role, user in cast:
        if user == lawyer:
            continue
        with pytest.raises(PermissionDenied):
            confirm(user)
        with pytest.raises(PermissionDenied):
            services.withdraw_confirmation(row.pk, by=user, reason="Không.", request_key=uuid4())
    with pytest.raises(Confirmation.DoesNotExist):
        services.withdraw_confirmation(0, by=lawyer, reason="Không.", request_key=uuid4())


def test_a_withdrawal_needs_a_reason_and_happens_once(lawyer: User) -> None:
    row = confirm(lawyer)
    with pytest.raises(Refused) as refused:
        services.withdraw_confirmation(row.pk, by=lawyer, reason="  ", request_key=uuid4())
    assert codes(refused) == {"no_reason"}
    key = uuid4()
    first = services.withdraw_confirmation(row.pk, by=lawyer, reason="Nhầm.", request_key=key)
    assert services.withdraw_confirmation(row.pk, by=lawyer, reason="Nhầm.", request_key=key) == first
    with pytest.raises(Refused) as refused:
        services.withdraw_confirmation(row.pk, by=lawyer, reason="Nhầm.", request_key=uuid4())
    assert codes(refused) == {"withdrawn_already"}


@pytest.mark.parametrize("table", ["rulebook_confirmation", "rulebook_localvalue", "rulebook_withdrawal"])
def test_rows_are_only_added(lawyer: User, cast: Cast, table: str) -> None:
    decide(cast.steering)
    services.withdraw_confirmation(confirm(lawyer).pk, by=lawyer, reason="Nhầm.", request_key=uuid4())
    for statement in (f"update {table} set at = now()", f"delete from {table}", f"truncate {table} cascade"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_database_refuses_two_confirmations_of_one_content(lawyer: User) -> None:
    row = confirm(lawyer)
    row.pk, row.request_key = None, uuid4()
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        Withdrawal.objects.create(reason="Không của gì.", at=row.at, by=lawyer, request_key=uuid4())


def test_one_request_asks_the_table_once(lawyer: User, django_assert_num_queries: object) -> None:
    confirm(lawyer)
    queries.current_book()
    with django_assert_num_queries(1), queries.held_law():  # type: ignore[operator]
        assert queries.current_book() is queries.current_book()
        assert queries.current_calendar() is queries.current_calendar()
    with django_assert_num_queries(1):  # type: ignore[operator]
        queries.current_book()


def test_a_confirmed_year_of_days_off_counts_as_confirmed(lawyer: User) -> None:
    year = next(e for e in book().rule("calendar.days_off").entries if rules.is_open_question(e))
    assert queries.current_calendar().confidence(year.since.year) is not Confidence.CONFIRMED
    confirm(lawyer, year.id)
    assert queries.current_calendar().confidence(year.since.year) is Confidence.CONFIRMED


# --- local values -----------------------------------------------------------------------------------------------------------


def test_a_province_sets_its_own_value_from_a_day_on(cast: Cast) -> None:
    nation = book().value(PAY, on=date(2026, 9, 1))
    (row,) = decide(cast.province)
    assert queries.local_value(PAY, HA_NOI, date(2026, 8, 31)) is None
    assert queries.value_in(PAY, HA_NOI, date(2026, 8, 31)) == nation
    assert queries.value_in(PAY, HA_NOI, date(2026, 9, 1)) == BaseSalaries(Decimal("0.3"))
    decide(cast.steering, since=date(2026, 10, 1), value=BaseSalaries(Decimal("0.2")))
    assert queries.value_in(PAY, HA_NOI, today()) == BaseSalaries(Decimal("0.2"))
    logged = AuditEntry.objects.filter(subject_type="local_value").earliest("pk")
    assert (logged.action, logged.subject_id, logged.unit_id) == ("create", str(row.pk), HA_NOI)
    later = queries.local_value(PAY, HA_NOI, today())
    assert later is not None
    services.withdraw_value(later.row.pk, by=cast.province, reason="Ghi nhầm số.", request_key=uuid4())
    assert queries.value_in(PAY, HA_NOI, today()) == BaseSalaries(Decimal("0.3"))


def test_a_value_that_the_law_gives_no_room_for_is_refused_by_name(cast: Cast) -> None:
    decide(cast.province)
    for rule, units, changes, code in (
        (PAY, (HA_NOI,), {}, "set_already"),
        (PAY, (HA_NOI,), {"since": date(2021, 12, 31)}, "before_the_nation"),
        (PAY, (HA_NOI,), {"since": date(2026, 9, 2), "value": BaseSalaries(Decimal(9))}, "out_of_bound"),
        (PAY, (HA_NOI,), {"since": date(2026, 9, 2), "value": Percent(Decimal("0.3"))}, "out_of_bound"),
        (FLOOR, (HA_NOI,), {"value": BaseSalaries(Decimal("0.001"))}, "out_of_bound"),
        (PAY, (CAU_GIAY,), {}, "wrong_level"),
        (PAY, (HA_NOI,), {"since": date(2026, 9, 2), "decision_date": today() + timedelta(days=1)}, "decided_later"),
        ("management.term", (HA_NOI,), {}, "no_room"),
        (rules.REMOTE, (CAU_GIAY,), {"since": date(2021, 12, 31), "value": True}, "before_the_nation"),
        (rules.REMOTE, (CAU_GIAY,), {"since": date(2024, 1, 1), "value": True}, "unit_not_then"),
        (rules.REMOTE, (HA_NOI,), {"value": True}, "wrong_level"),
    ):
        with pytest.raises(Refused) as refused:
            decide(cast.province, rule, *units, **changes)
        assert code in codes(refused), (rule, changes)
    assert LocalValue.objects.count() == 1
    with pytest.raises(UnknownRule):
        decide(cast.province, "no.such_rule")
    with pytest.raises(Unit.DoesNotExist):
        decide(cast.province, PAY, 987_654)


def test_only_the_province_sets_values_for_itself_and_its_communes(cast: Cast) -> None:
    (row,) = decide(cast.province)
    for user in (cast.commune_a, cast.chief_a, cast.committee_a, cast.auditor, cast.elsewhere, cast.other_province, cast.nobody):
        with pytest.raises(PermissionDenied):
            decide(user, since=date(2026, 10, 1))
        with pytest.raises(PermissionDenied):
            decide(user, rules.REMOTE, CAU_GIAY, value=True)
        with pytest.raises(PermissionDenied):
            services.withdraw_value(row.pk, by=user, reason="Không.", request_key=uuid4())
    with pytest.raises(PermissionDenied):
        decide(cast.province, rules.REMOTE, CAU_GIAY, DONG_KINH, value=True)
    assert LocalValue.objects.count() == 1


def test_communes_are_remote_from_a_day_on_by_a_decision(cast: Cast) -> None:
    key = uuid4()
    rows = decide(cast.province, rules.REMOTE, CAU_GIAY, NGHIA_DO, value=True, request_key=key)
    assert decide(cast.province, rules.REMOTE, CAU_GIAY, NGHIA_DO, value=True, request_key=key) == rows
    assert LocalValue.objects.count() == 2
    assert queries.is_remote(CAU_GIAY, date(2026, 9, 1))
    with pytest.raises(RemoteUnknown):
        queries.is_remote(CAU_GIAY, date(2026, 8, 31))
    with pytest.raises(RemoteUnknown):
        queries.is_remote(DONG_KINH, today())
    with pytest.raises(NotInForce):
        queries.is_remote(CAU_GIAY, date(2021, 12, 31))
    decide(cast.province, rules.REMOTE, CAU_GIAY, value=False, since=date(2026, 11, 1))
    assert not queries.is_remote(CAU_GIAY, today())
    assert queries.remote_marks([CAU_GIAY, NGHIA_DO, DONG_KINH], today()) == {CAU_GIAY: False, NGHIA_DO: True}


def test_a_refused_commune_refuses_the_whole_decision(cast: Cast) -> None:
    decide(cast.province, rules.REMOTE, NGHIA_DO, value=True)
    with pytest.raises(Refused):
        decide(cast.province, rules.REMOTE, CAU_GIAY, NGHIA_DO, value=True)
    assert LocalValue.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "like", "value"),
    [
        ("có", None, True),
        ("Không", True, False),
        ("0,5", "base", BaseSalaries),
        ("0,5 lần", "base", BaseSalaries),
        ("80%", Percent(Decimal(70)), Percent),
        ("1.490.000 đồng", Money(1, None), Money),
    ],
)
def test_values_are_typed_as_officers_write_them(typed: str, like: object, value: object) -> None:
    read = rules.read_value(typed, BaseSalaries(Decimal(1)) if like == "base" else like)  # type: ignore[arg-type]
    assert read is value if isinstance(value, bool) else isinstance(read, value)  # type: ignore[arg-type]


@pytest.mark.parametrize("typed", ["", "abc", "-1", "0", "1,5 tháng", "٣", "9" * 40, "1e9", "80 80", "NaN", "1.49"])
def test_what_is_no_value_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        rules.read_value(typed, Money(1, None))


# --- deadlines --------------------------------------------------------------------------------------------------------------


def test_new_deadlines_pin_the_confirmed_entry_and_old_ones_keep_theirs(cast: Cast, lawyer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    sure = book().by_id("MGT-203")
    unsure = replace(sure, confidence=Confidence.UNCONFIRMED, doubt="Chưa đọc toàn văn.", doubt_en="Not read in full.")
    topic = book().topic("management")
    rule = book().rule(sure.rule)
    changed = replace(rule, entries=tuple(unsure if entry is sure else entry for entry in rule.entries))
    law = replace(
        book(),
        topics=tuple(
            replace(topic, rules=tuple(changed if one is rule else one for one in topic.rules)) if one is topic else one
            for one in book().topics
        ),
    )
    monkeypatch.setattr("hoanhap.law.book.book", lambda: law)
    monkeypatch.setattr(services, "book", lambda: law)
    monkeypatch.setattr(queries, "_latest", None)

    def decision_pin(case: Any) -> str:
        return str(case.deadlines.get(rule="management.decision_deadline").pin["confidence"])

    before = opened(cast.commune_a)
    assert decision_pin(before) == "unconfirmed"
    confirm(lawyer, "MGT-203", seen=unsure.fingerprint)
    after = opened(cast.commune_a, make.person(cast.commune_a, "Trịnh Văn Sáu"))
    assert decision_pin(after) == "confirmed"
    add(before, "residence_check", cast.commune_a, result="stable")
    assert decision_pin(before) == "unconfirmed"

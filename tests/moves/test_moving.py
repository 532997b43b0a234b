"""Does a person come to another commune with a receipt of both sides, with a case and without, and who reads what afterwards?"""

from datetime import date, timedelta
from datetime import time as Time
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hoanhap.audit.models import AuditEntry
from hoanhap.cases import queries as case_queries
from hoanhap.cases import services as cases
from hoanhap.cases.queries.moving import own_part
from hoanhap.cases.services import moving
from hoanhap.cases.services.merging import merge_people
from hoanhap.documents.models import Paper
from hoanhap.kit.dates import now, today
from hoanhap.kit.errors import Refused, StaleState
from hoanhap.moves import queries
from hoanhap.moves.models import Transfer
from hoanhap.moves.rules import ListKind
from hoanhap.people.models import Person
from tests import make
from tests.cases.test_services import add, decided
from tests.cast import CAU_GIAY, DONG_KINH, HA_NOI, NGHIA_DO, Cast

pytestmark = pytest.mark.django_db


def sent(cast: Cast, person: Person | None = None, **fields: Any) -> Transfer:
    """A plain notice from Cầu Giấy to Nghĩa Đô, left yesterday."""
    person = person or make.person(cast.commune_a)
    plain: dict[str, Any] = {
        "to": NGHIA_DO, "left_on": today() - timedelta(days=1), "kind": ListKind.ADDICTED, "address": "Tổ 4",
        "request_key": uuid4(), "by": cast.commune_a,
    }  # fmt: skip
    return moving.move_resident(person.pk, **(plain | fields))


def handed_over(cast: Cast) -> Transfer:
    """A case file on its way from Cầu Giấy to Nghĩa Đô."""
    case = decided(cast.commune_a, on=today() - timedelta(days=3))
    add(case, "move_out", cast.commune_a, on=today() - timedelta(days=1), to_commune=NGHIA_DO, address="Tổ 4")
    add(case, "hand_over", cast.commune_a, to_commune=NGHIA_DO, signer="A", signer_title="B")
    return Transfer.objects.get(case_id=case.pk)


def accept(transfer: Transfer, by: Any) -> Transfer:
    return moving.accept_transfer(transfer.pk, by=by, seen_version=version(transfer), request_key=uuid4())


def contest(transfer: Transfer, by: Any, reason: str = "not_found", note: str = "") -> Transfer:
    return moving.contest_transfer(transfer.pk, by=by, reason=reason, note=note, seen_version=version(transfer), request_key=uuid4())


def settle(transfer: Transfer, by: Any, commune: int) -> Transfer:
    return moving.settle_transfer(
        transfer.pk, commune=commune, note="Đã xác minh.", by=by, seen_version=version(transfer), request_key=uuid4()
    )


def version(transfer: Transfer) -> int:
    return Transfer.objects.get(pk=transfer.pk).version


def overdue(transfer: Transfer) -> Transfer:
    Transfer.objects.filter(pk=transfer.pk).update(due_at=now() - timedelta(minutes=1))
    return Transfer.objects.get(pk=transfer.pk)


def lives_in(person_id: int) -> int:
    return Person.objects.get(pk=person_id).commune_id


NAMES = ("An", "Bình", "Châu", "Dũng", "Giang", "Hà")
BOTH = pytest.mark.parametrize("send", [sent, handed_over], ids=["without a case", "with a case"])


@BOTH
def test_accepting_moves_the_person_and_both_sides_keep_the_receipt(send: Any, cast: Cast) -> None:
    transfer = send(cast)
    assert lives_in(transfer.person_id) == CAU_GIAY
    assert queries.inbox(cast.commune_b) == [transfer]
    accept(transfer, cast.commune_b)
    transfer.refresh_from_db()
    assert (transfer.state, lives_in(transfer.person_id)) == ("accepted", NGHIA_DO)
    for user in (cast.commune_a, cast.commune_b, cast.province):
        assert queries.transfer_or_404(user, transfer.pk) == transfer
    assert not Transfer.objects.visible_to(cast.elsewhere).exists()
    assert not Transfer.objects.visible_to(cast.other_province).exists()
    assert AuditEntry.objects.filter(subject_type="transfer", detail__step="accepted").count() == 1
    assert not Person.objects.open_to(cast.commune_a).filter(pk=transfer.person_id).exists()


@BOTH
def test_contesting_leaves_the_person_and_shows_it_to_the_province(send: Any, cast: Cast) -> None:
    transfer = send(cast)
    contest(transfer, cast.commune_b, "wrong_address", "Không có tổ 4")
    transfer.refresh_from_db()
    assert (transfer.state, transfer.contest, transfer.note, lives_in(transfer.person_id)) == (
        "contested", "wrong_address", "Không có tổ 4", CAU_GIAY,
    )  # fmt: skip
    assert queries.to_settle(cast.province, now()) == ([transfer], 1)
    assert queries.to_settle(cast.other_province, now()) == ([], 0)
    assert not Person.objects.open_to(cast.commune_b).filter(pk=transfer.person_id).exists()


@BOTH
def test_the_province_assigns_and_the_commune_named_cannot_contest(send: Any, cast: Cast) -> None:
    transfer = contest(send(cast), cast.commune_b)
    following = settle(transfer, cast.province, NGHIA_DO)
    assert (following.previous_id, following.by_order, following.receiver_id, following.number) == (transfer.pk, True, NGHIA_DO, 2)
    with pytest.raises(Refused) as refused:
        contest(following, cast.commune_b)
    assert refused.value.problems[0].code == "assigned"
    accept(following, cast.commune_b)
    assert lives_in(transfer.person_id) == NGHIA_DO
    states = Transfer.objects.filter(person=transfer.person_id).order_by("pk").values_list("state", flat=True)
    assert list(states) == ["assigned", "accepted"]


@BOTH
def test_the_province_returns_it_to_the_sender(send: Any, cast: Cast) -> None:
    transfer = contest(send(cast), cast.commune_b)
    settle(transfer, cast.province, CAU_GIAY)
    transfer.refresh_from_db()
    assert (transfer.state, transfer.settled_note, lives_in(transfer.person_id)) == ("returned", "Đã xác minh.", CAU_GIAY)
    if transfer.case_id:
        assert case_queries.case_or_404(cast.commune_a, transfer.case_id).state == "managed"


@BOTH
def test_unclaimed_climbs_when_the_period_has_passed_and_not_before(send: Any, cast: Cast) -> None:
    transfer = send(cast)
    with pytest.raises(Refused) as refused:
        settle(transfer, cast.province, NGHIA_DO)
    assert refused.value.problems[0].code == "not_climbed"
    assert queries.to_settle(cast.province, now())[1] == 0
    overdue(transfer)
    assert queries.to_settle(cast.province, now())[1] == 1
    following = settle(transfer, cast.province, DONG_KINH)
    accept(following, cast.elsewhere)
    assert lives_in(transfer.person_id) == DONG_KINH


@BOTH
def test_the_sender_may_send_anew_after_a_contest(send: Any, cast: Cast) -> None:
    transfer = contest(send(cast), cast.commune_b)
    if transfer.case_id:
        case = case_queries.case_or_404(cast.commune_a, transfer.case_id)
        add(case, "hand_over", cast.commune_a, to_commune=NGHIA_DO, signer="A", signer_title="B")
    else:
        sent(cast, transfer.person)
    first, second = Transfer.objects.filter(person=transfer.person_id).order_by("pk")
    assert (first.state, second.state, second.previous_id, second.by_order) == ("resent", "waiting", first.pk, False)
    contest(second, cast.commune_b)


@BOTH
def test_only_the_commune_asked_answers_and_only_the_province_settles(send: Any, cast: Cast) -> None:
    transfer = send(cast)
    for user in (cast.commune_a, cast.province, cast.committee_a):
        with pytest.raises(PermissionDenied):
            accept(transfer, user)
    for user in (cast.elsewhere, cast.other_province, cast.nobody):
        with pytest.raises(Transfer.DoesNotExist):
            accept(transfer, user)
    contest(transfer, cast.commune_b)
    for user in (cast.commune_a, cast.commune_b, cast.chief_a):
        with pytest.raises(PermissionDenied):
            settle(transfer, user, NGHIA_DO)


@BOTH
def test_the_same_answer_twice_is_one_and_a_stale_page_is_told(send: Any, cast: Cast) -> None:
    transfer = send(cast)
    key, other = uuid4(), uuid4()
    for _ in range(2):
        moving.contest_transfer(transfer.pk, by=cast.commune_b, reason="not_found", note="", seen_version=1, request_key=key)
    assert version(transfer) == 2
    with pytest.raises(StaleState):
        moving.accept_transfer(transfer.pk, by=cast.commune_b, seen_version=1, request_key=uuid4())
    for _ in range(2):
        moving.settle_transfer(transfer.pk, commune=NGHIA_DO, note="", by=cast.province, seen_version=2, request_key=other)
    assert Transfer.objects.filter(person=transfer.person_id).count() == 2


def test_the_same_notice_twice_is_one(cast: Cast) -> None:
    person, key = make.person(cast.commune_a), uuid4()
    assert sent(cast, person, request_key=key) == sent(cast, person, request_key=key)
    assert Transfer.objects.count() == 1


def test_numbers_run_by_sender_and_year(cast: Cast) -> None:
    ours = [sent(cast, make.person(cast.commune_a, name)) for name in ("Lê Văn Một", "Lê Văn Hai")]
    theirs = sent(cast, make.person(cast.elsewhere), by=cast.elsewhere)
    assert [(one.number, one.year) for one in (*ours, theirs)] == [(1, today().year), (2, today().year), (1, today().year)]


def test_a_notice_is_late_by_the_law_of_the_day_of_leaving(cast: Cast) -> None:
    assert sent(cast, left_on=today() - timedelta(days=3)).was_late
    at = now() - timedelta(hours=1)
    person = make.person(cast.commune_a, "Lê Văn Hai")
    assert not sent(cast, person, left_on=at.date(), left_time=at.time().replace(second=0, microsecond=0)).was_late


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"left_on": date(2027, 1, 1)}, "future"),
        ({"left_on": date(1980, 1, 1)}, "before_birth"),
        ({"to": CAU_GIAY}, "same_commune"),
        ({"to": 200157, "left_on": date(2025, 5, 9)}, "sent"),
    ],
)
def test_impossible_notices_are_refused_with_the_field(fields: dict[str, Any], code: str, cast: Cast) -> None:
    if code == "sent":
        assert sent(cast, **fields).state == "waiting"
        return
    with pytest.raises(Refused) as refused:
        sent(cast, **fields)
    assert [problem.code for problem in refused.value.problems] == [code]
    assert not Transfer.objects.exists()


def test_who_has_a_running_case_moves_through_the_case(cast: Cast) -> None:
    case = decided(cast.commune_a)
    with pytest.raises(Refused) as refused:
        sent(cast, case.person)
    assert refused.value.problems[0].code == "case_runs"


def test_a_former_ward_hands_over_to_the_commune_of_today(cast: Cast) -> None:
    """Entered today: the person left Cầu Giấy on 2025-05-09 for the former ward Nghĩa Đô (200157), which another commune answers for."""
    person = make.person(cast.commune_a)
    transfer = sent(cast, person, to=200157, left_on=date(2025, 5, 9), kind=ListKind.USER)
    assert (transfer.asked_unit_id, transfer.receiver_id, transfer.was_late) == (200157, NGHIA_DO, True)
    assert transfer.notice_due_on == date(2025, 5, 16)  # 5 working days of the law of then
    accept(transfer, cast.commune_b)
    lived = list(person.addresses.filter(kind="actual").order_by("until").values_list("unit_id", "since", "until"))
    reform = date(2025, 7, 1)
    assert lived[1:] == [(200157, date(2025, 5, 9), reform), (NGHIA_DO, reform, date(9999, 12, 31))]
    assert lived[0][2] == date(2025, 5, 9)
    assert lives_in(person.pk) == NGHIA_DO


def test_the_case_form_takes_a_former_ward_for_a_move_before_the_reorganisation(cast: Cast) -> None:
    from hoanhap.cases.forms import FORMS

    form = FORMS["move_out"]({"request_key": uuid4(), "on": "09/05/2025", "to_commune": "Phường Nghĩa Đô, Cầu Giấy, Hà Nội"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["to_commune"] == 200157


def test_a_case_moved_before_the_reorganisation_is_received_by_the_commune_of_today(cast: Cast) -> None:
    case = decided(cast.commune_a, on=today() - timedelta(days=3))
    add(case, "move_out", cast.commune_a, on=today() - timedelta(days=1), to_commune=200157)
    add(case, "hand_over", cast.commune_a, to_commune=NGHIA_DO, signer="A", signer_title="B")
    accept(Transfer.objects.get(case_id=case.pk), cast.commune_b)
    assert lives_in(case.person_id) == NGHIA_DO


def test_the_old_commune_keeps_its_own_acts_and_reads_nothing_new(cast: Cast) -> None:
    transfer = handed_over(cast)
    case = case_queries.case_or_404(cast.commune_a, transfer.case_id or 0)
    ours = cases.issue_paper(case.events.get(kind="decide").pk, by=cast.commune_a)
    accept(transfer, cast.commune_b)
    transfer.refresh_from_db()
    add(case, "continue_decision", cast.commune_b, signer="C", signer_title="D")
    theirs = cases.issue_paper(case.events.get(kind="continue_decision").pk, by=cast.commune_b)
    part = own_part(cast.commune_a, transfer)
    assert [row.kind for row in part.events] == ["positive_test", "residence_check", "notice", "decide", "move_out", "hand_over"]
    assert [paper.pk for paper in part.papers] == [ours.pk]
    assert not Paper.objects.open_to(cast.commune_a).filter(pk=theirs.pk).exists()
    assert not case_queries.visible_cases(cast.commune_a).filter(pk=case.pk).exists()
    assert (own_part(cast.commune_b, transfer).events, own_part(cast.commune_b, transfer).papers) == ([], [])
    Person.objects.filter(pk=case.person_id).update(full_name="Tên Mới")
    client = Client()
    client.force_login(cast.commune_a)
    page = client.get(reverse("transfer_detail", args=[transfer.pk])).content.decode()
    assert "Khương Văn Tuấn" in page
    assert "Tên Mới" not in page
    assert case.person.code not in page


def test_the_history_comes_along_for_the_new_commune(cast: Cast) -> None:
    """A closed procedure and its papers are read by who answers for the person now; what it did is still the old commune's to correct."""
    case = decided(cast.commune_a, on=today() - timedelta(days=3))
    paper = cases.issue_paper(case.events.get(kind="decide").pk, by=cast.commune_a)
    add(case, "stop", cast.commune_a, ground="prison", signer="A", signer_title="B")
    transfer = sent(cast, case.person)
    assert Paper.objects.open_to(cast.commune_b).filter(pk=paper.pk).exists()
    accept(transfer, cast.commune_b)
    person = Person.objects.get(pk=case.person_id)
    assert [one.pk for one in case_queries.history_of_person(person, cast.commune_b)] == [case.pk]
    assert Paper.objects.open_to(cast.commune_b).filter(pk=paper.pk).exists()
    client = Client()
    client.force_login(cast.commune_b)
    page = client.get(reverse("person_detail", args=[person.code]))
    assert page.status_code == 200
    assert b"dinh-chinh" not in page.content


def test_papers_go_back_when_the_commune_does_not_take_the_person(cast: Cast) -> None:
    case = decided(cast.commune_a, on=today() - timedelta(days=3))
    paper = cases.issue_paper(case.events.get(kind="decide").pk, by=cast.commune_a)
    add(case, "stop", cast.commune_a, ground="prison", signer="A", signer_title="B")
    contest(sent(cast, case.person), cast.commune_b)
    assert not Paper.objects.open_to(cast.commune_b).filter(pk=paper.pk).exists()


def test_voiding_the_events_takes_the_receipt_back(cast: Cast) -> None:
    transfer = handed_over(cast)
    case = case_queries.case_or_404(cast.commune_a, transfer.case_id or 0)
    accept(transfer, cast.commune_b)
    cases.void(case.events.get(kind="receive").pk, by=cast.commune_b, reason="Nhận nhầm.", request_key=uuid4())
    transfer.refresh_from_db()
    assert (transfer.state, transfer.answered_at, lives_in(transfer.person_id)) == ("waiting", None, CAU_GIAY)
    cases.void(case.events.get(kind="hand_over").pk, by=cast.commune_a, reason="Gửi nhầm.", request_key=uuid4())
    transfer.refresh_from_db()
    assert transfer.state == "withdrawn"


def test_the_sender_withdraws_a_notice_with_a_reason(cast: Cast) -> None:
    transfer = sent(cast)
    with pytest.raises(Refused):
        moving.withdraw_transfer(transfer.pk, by=cast.commune_a, note=" ", seen_version=1)
    with pytest.raises(PermissionDenied):
        moving.withdraw_transfer(transfer.pk, by=cast.commune_b, note="Nhầm", seen_version=1)
    moving.withdraw_transfer(transfer.pk, by=cast.commune_a, note="Nhầm người", seen_version=1)
    assert not Person.objects.open_to(cast.commune_b).filter(pk=transfer.person_id).exists()


def test_another_reason_needs_words(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        contest(sent(cast), cast.commune_b, "other")
    assert refused.value.problems[0].field == "note"


def test_a_second_notice_while_one_waits_is_refused(cast: Cast) -> None:
    person = make.person(cast.commune_a)
    sent(cast, person)
    with pytest.raises(Refused) as refused:
        sent(cast, person)
    assert refused.value.problems[0].code == "already_sent"


# --- pages -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["den", "gui", "khong-nhan", "chua-ai-nhan", "xong"])
def test_the_page_lists_each_part_with_a_fixed_number_of_queries(part: str, cast: Cast) -> None:
    def fill(count: int) -> None:
        for _ in range(count):
            transfer = sent(cast, make.person(cast.commune_a, f"Lê Văn {NAMES[Transfer.objects.count()]}"))
            if part == "khong-nhan":
                contest(transfer, cast.commune_b)
            elif part == "xong":
                accept(transfer, cast.commune_b)
            elif part == "chua-ai-nhan":
                overdue(transfer)

    client = Client()
    client.force_login(cast.commune_b if part == "den" else cast.commune_a)
    numbers = []
    for _ in range(2):
        fill(3)
        with CaptureQueriesContext(connection) as seen:
            page = client.get(reverse("transfer_list") + f"?muc={part}")
        assert page.status_code == 200
        numbers.append(len(seen))
    assert page.content.decode().count('class="hn-name"') == 6
    assert numbers[0] == numbers[1]


def test_an_unknown_part_is_absent(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.commune_a)
    assert client.get(reverse("transfer_list") + "?muc=khac").status_code == 404


def test_the_whole_walk_through_the_pages(cast: Cast) -> None:
    person = make.person(cast.commune_a)
    sender, receiver, province = Client(), Client(), Client()
    sender.force_login(cast.commune_a)
    receiver.force_login(cast.commune_b)
    province.force_login(cast.province)
    notice = {
        "request_key": uuid4(), "left_on": "-1", "to": "Phường Nghĩa Đô, Hà Nội", "kind": "addicted", "address": "Tổ 4",
    }  # fmt: skip
    answer = sender.post(reverse("move_new", args=[person.code]), notice)
    first = Transfer.objects.get()
    assert answer["Location"] == reverse("transfer_detail", args=[first.pk])
    for client in (sender, receiver):
        assert f"{first}" in client.get(answer["Location"]).content.decode()
    assert "Xem và nhận" in receiver.get(reverse("home")).content.decode()
    said = {"request_key": uuid4(), "seen_version": 1, "reason": "other"}
    refused = receiver.post(reverse("transfer_contest", args=[first.pk]), said)
    assert refused.status_code == 422
    assert "Lý do khác thì phải ghi rõ." in refused.content.decode()
    receiver.post(reverse("transfer_contest", args=[first.pk]), said | {"reason": "not_our_commune"})
    wall = province.get(reverse("home")).content.decode()
    assert "Bàn giao chờ cấp tỉnh giải quyết" in wall
    nowhere = province.post(reverse("transfer_settle", args=[first.pk]), {"request_key": uuid4(), "seen_version": 2, "decision": "assign"})
    assert nowhere.status_code == 422
    word = {"request_key": uuid4(), "seen_version": 2, "decision": "assign", "commune": "Phường Nghĩa Đô, Hà Nội"}
    done = province.post(reverse("transfer_settle", args=[first.pk]), word)
    second = Transfer.objects.get(previous=first)
    assert done["Location"] == reverse("transfer_detail", args=[second.pk])
    stale = receiver.post(reverse("transfer_accept", args=[second.pk]), {"request_key": uuid4(), "seen_version": 7})
    assert stale.status_code == 422
    receiver.post(reverse("transfer_accept", args=[second.pk]), {"request_key": uuid4(), "seen_version": 1})
    assert lives_in(person.pk) == NGHIA_DO
    for client in (sender, receiver, province):
        for transfer in (first, second):
            assert client.get(reverse("transfer_detail", args=[transfer.pk])).status_code == 200
    assert sender.get(reverse("person_detail", args=[person.code])).status_code == 404


def test_the_receiver_cannot_send_on_what_only_waits(cast: Cast) -> None:
    transfer = sent(cast)
    client = Client()
    client.force_login(cast.commune_b)
    assert client.get(reverse("move_new", args=[transfer.person.code])).status_code == 404


def test_the_units_of_the_cast(cast: Cast) -> None:
    transfer = sent(cast, left_time=Time(8, 0))
    assert (transfer.sender_province_id, transfer.receiver_province_id) == (HA_NOI, HA_NOI)


def test_two_records_that_both_wait_are_not_merged(cast: Cast) -> None:
    """A contested sending counts like a waiting one: somebody still has to act on it."""
    kept, lost = make.person(cast.commune_a, "Khương Văn Tuấn"), make.person(cast.commune_a, "Khương Tuấn")
    sent(cast, kept)
    contest(sent(cast, lost), cast.commune_b)
    with pytest.raises(Refused):
        merge_people(kept.pk, lost.pk, take=frozenset(), reason="Một người.", by=cast.chief_a, request_key=uuid4())
    assert Transfer.objects.filter(person=lost).count() == 1


def test_the_sendings_follow_a_merge(cast: Cast) -> None:
    kept, lost = make.person(cast.commune_a, "Khương Văn Tuấn"), make.person(cast.commune_a, "Khương Tuấn")
    transfer = sent(cast, lost)
    merge_people(kept.pk, lost.pk, take=frozenset(), reason="Một người.", by=cast.chief_a, request_key=uuid4())
    transfer.refresh_from_db()
    assert transfer.person_id == kept.pk

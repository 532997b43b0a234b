"""Is anything destroyed without a decision, a second person and the end of its period; and do figures and the log survive it?"""

import json
from dataclasses import fields
from datetime import date, timedelta
from typing import Any, get_type_hints
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import Role
from hoanhap.audit.models import AuditEntry
from hoanhap.audit.queries import is_intact
from hoanhap.cases import services
from hoanhap.cases.models import Case, CaseEvent, CaseSpan, Deadline
from hoanhap.cases.rules import PROCEDURES
from hoanhap.cases.services import loading
from hoanhap.documents.models import Paper, PaperFile
from hoanhap.imports.models import Import, ImportFile, ImportRow
from hoanhap.kit.dates import now, today
from hoanhap.kit.errors import Refused
from hoanhap.people.models import Address, Person, PersonAsk, PersonSearch, Relative
from hoanhap.people.rules.merging import RELATIONS
from hoanhap.requests.models import Disposal, RetentionRule
from hoanhap.requests.queries.retention import due_for_review, lists_that_name
from hoanhap.requests.rules.retention import BLANKED, DATES_DROPPED, KEPT, PERMANENT, File, Period, kept_until, person_kept_until
from hoanhap.requests.services.retention import (
    BLANK,
    EMPTIED,
    FORGOTTEN,
    Decision,
    carry_out_disposal,
    end_of_retention,
    propose_disposal,
    reject_disposal,
    set_period,
    withdraw_period,
)
from hoanhap.rounds.models import RoundPerson
from hoanhap.rounds.rules import Whom
from hoanhap.rounds.services import open_round
from hoanhap.units.models import Unit
from tests import make
from tests.cases.test_services import add
from tests.cast import CAU_GIAY, HA_NOI, LANG_SON, NGHIA_DO, Cast

DECISION = Decision("215/QĐ-CAT", date(2026, 11, 2), "Công an thành phố Hà Nội")
LONG_AGO = date(2022, 3, 1)

# --- periods ----------------------------------------------------------------------------------------------------------------


def test_no_decision_no_end() -> None:
    file = File("management", 1, date(2023, 3, 1))
    assert kept_until(file, [], date(2026, 11, 22)) is None
    assert person_kept_until([file, file], [], date(2026, 11, 22)) is None


def test_the_province_goes_before_the_nation_and_the_later_before_the_earlier() -> None:
    file, day = File("management", 1, date(2024, 2, 29)), date(2026, 11, 22)
    nation = Period("management", None, date(2026, 1, 1), 10, "A")
    old, new = Period("management", 1, date(2025, 1, 1), 3, "B"), Period("management", 1, date(2026, 1, 1), 1, "C")
    later, elsewhere = Period("management", 1, date(2027, 1, 1), 50, "D"), Period("management", 2, date(2020, 1, 1), 2, "E")
    assert kept_until(file, [nation, elsewhere], day) == (date(2034, 2, 28), nation)
    assert kept_until(file, [nation, old, new, later], day) == (date(2025, 2, 28), new)  # no 29 February in 2025: the last of the month
    assert kept_until(file, [Period("management", 1, date(2026, 1, 1), None, "F")], day) == (
        PERMANENT,
        Period("management", 1, date(2026, 1, 1), None, "F"),
    )


def test_a_person_is_kept_as_long_as_the_last_of_their_files() -> None:
    period = [Period("management", None, date(2020, 1, 1), 2, "A")]
    files = [File("management", 1, date(2023, 3, 1)), File("management", 1, date(2024, 5, 6))]
    assert person_kept_until(files, period, date(2026, 11, 22)) == date(2026, 5, 6)


@pytest.mark.django_db
def test_only_the_province_enters_a_period_once_and_with_a_decision_that_exists(cast: Cast) -> None:
    for user in (cast.commune_a, cast.chief_a, cast.auditor, cast.steering, cast.other_province):
        with pytest.raises(PermissionDenied):
            period(user)
    row = period(cast.province)
    with pytest.raises(Refused) as twice:
        period(cast.province)
    assert twice.value.problems[0].code == "period_twice"
    with pytest.raises(PermissionDenied):
        set_period("management", None, since=today(), years=2, decision=DECISION, by=cast.province, request_key=uuid4())
    with pytest.raises(Refused):
        withdraw_period(row.pk, reason=" ", by=cast.province)
    withdraw_period(row.pk, reason="Ghi nhầm số năm.", by=cast.province)
    assert period(cast.province).pk != row.pk
    assert RetentionRule.objects.count() == 2


def period(by: User, years: int | None = 2) -> RetentionRule:
    """Closed files of Hà Nội are kept for two years."""
    return set_period("management", HA_NOI, since=date(2022, 1, 1), years=years, decision=DECISION, by=by, request_key=uuid4())


# --- destroying -------------------------------------------------------------------------------------------------------------


def closed_case(by: User, name: str = "Khuất Đình Thản", street: str = "Số 4 phố Trung Kính", job: str = "thợ mộc") -> Case:
    """A management of 2022 that was ended after its year, with words about people in its events, a decision paper and a relative."""
    person = make.person(by, name, contact_name="Khuất Thị Nga", contact_relation="mẹ", occupation=job)
    Relative.objects.create(person=person, relation="mother", full_name="Khuất Thị Nga", added_at=person.registered_at, added_by=by)
    case = services.open_case(
        person.pk,
        "management",
        "positive_test",
        on=LONG_AGO,
        by=by,
        data={"substances": ("opiate",), "witness": "Khuất Thị Nga", "result_number": f"88/{name}"},
        request_key=uuid4(),
    )
    add(case, "residence_check", by, on=LONG_AGO + timedelta(days=1), result="stable", address=street)
    add(case, "notice", by, on=LONG_AGO + timedelta(days=2))
    add(
        case, "decide", by, on=LONG_AGO + timedelta(days=3), number="12/QĐ-UBND", signer="Trịnh Bá Phúc", signer_title="Chủ tịch",
        helper="Khuất Thị Nga",
    )  # fmt: skip
    add(case, "presence_check", by, on=LONG_AGO + timedelta(days=40), result="present", note="Gặp mẹ là bà Nga")
    ended = date(2023, 3, 6)
    add(case, "end", by, on=ended, number="19/QĐ-UBND", signer="Trịnh Bá Phúc", signer_title="Chủ tịch")
    services.issue_paper(case.events.get(kind="decide").pk, by=by)
    return Case.objects.get(pk=case.pk)


def second_officer() -> User:
    return make.user(Role.PROVINCE_OFFICER, HA_NOI, name="Vương Thị Thảo")


def proposed(case: Case, cast: Cast) -> Disposal:
    return propose_disposal([case.person_id], HA_NOI, decision=DECISION, by=cast.province, request_key=uuid4())


def counted() -> tuple[Any, ...]:
    """All that figures rest on."""
    return (
        list(CaseSpan.objects.order_by("pk").values_list("person", "state", "sex", "commune", "commune_now", "province", "since", "until")),
        list(
            Case.objects.order_by("pk").values_list("person", "procedure", "state", "since", "until", "term_since", "term_end", "commune")
        ),
        list(CaseEvent.objects.order_by("pk").values_list("kind", "on", "time", "unit", "province", "voids")),
        list(Deadline.objects.order_by("pk").values_list("key", "state", "due_at", "was_late")),
        Paper.objects.count(),
    )


def everything_stored() -> str:
    """Every text of every table but the log's, as one string."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'"
            " and table_name not like 'units\\_%' and table_name not like 'django\\_%' and table_name not like 'procrastinate%'"
        )
        found = []
        for (table,) in cursor.fetchall():
            cursor.execute(f'select to_jsonb(t)::text from "{table}" t')
            found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found)


@pytest.mark.django_db
def test_a_decision_and_two_people_destroy_every_word_and_no_figure(cast: Cast) -> None:
    case = closed_case(cast.commune_a)
    kept = closed_case(cast.commune_a, "Phùng Văn Lượng", "Số 9 phố Nguyễn Khang", "thợ xây")
    period(cast.province)
    services.issue_paper(kept.events.get(kind="decide").pk, by=cast.commune_a)
    name, code = case.person.full_name, case.person.code
    before = counted()
    disposal = proposed(case, cast)
    assert Person.objects.get(pk=case.person_id).full_name == name
    with pytest.raises(Refused) as own:
        carry_out_disposal(disposal.pk, by=cast.province)
    assert own.value.problems[0].code == "own_proposal"
    logged = list(AuditEntry.objects.order_by("pk"))
    carry_out_disposal(disposal.pk, by=second_officer())
    assert counted() == before
    person = Person.objects.get(pk=case.person_id)
    assert (person.full_name, person.birth_date, person.sex, person.contact_name) == (code, None, "male", "")
    assert all(getattr(person, field) == "" for field in BLANK)
    for model in (Address, PersonSearch, Relative):
        assert not model.objects.filter(person=person).exists()
    assert not PaperFile.objects.filter(paper__person_id=person.pk).exists()
    stored = everything_stored()
    for word in ("Đình Thản", "dinh than", "phố Trung Kính", "thợ mộc"):
        assert word not in stored, word
    assert "Phùng Văn Lượng" in stored
    with pytest.raises(Refused):
        carry_out_disposal(disposal.pk, by=second_officer())
    # The log: nothing of it changed, and it says who did it.
    assert [entry.sha256 for entry in AuditEntry.objects.filter(pk__in=[one.pk for one in logged]).order_by("pk")] == [
        one.sha256 for one in logged
    ]
    last = AuditEntry.objects.filter(action="dispose").get()
    assert (last.person_id, last.subject_id, is_intact(last)) == (person.pk, code, True)
    # The file can still be computed, with the same result.
    line = loading.timeline(Case.objects.get(pk=case.pk))
    assert (line.state, line.until) == (case.state, case.until)


def list_with(person: Person, other: Person, by: User) -> Import:
    """An imported list of two: one row became the person, one was proposed to be them and was left, one became somebody else."""
    source = Import.objects.create(
        commune=person.commune, province=person.province, kind="managed", state="saved", file_name="danh sach.xlsx", sha256="a" * 64,
        size=9, uploaded_at=now(), uploaded_by=by, saved_at=now(), saved_by=by, total=3,
    )  # fmt: skip
    ImportFile.objects.create(source=source, content="Khuất Đình Thản;Phùng Văn Lượng".encode())
    row = {"data": {"full_name": person.full_name}, "reasons": [["alike", person.full_name]], "why": person.full_name}
    ImportRow.objects.create(
        source=source, number=1, **row, verdict="good", person=person, filled={"occupation": "thợ mộc"}, became_at=now(),
        ground_on=LONG_AGO, ground_number="88/Khuất Đình Thản",
    )  # fmt: skip
    ImportRow.objects.create(source=source, number=2, **row, verdict="doubtful", matches=[other.pk, person.pk])
    ImportRow.objects.create(source=source, number=3, data={"full_name": other.full_name}, verdict="good", person=other, became_at=now())
    return source


@pytest.mark.django_db
def test_lists_that_brought_the_person_rounds_and_questions_are_emptied_too(cast: Cast, client: Client) -> None:
    case, kept = closed_case(cast.commune_a), closed_case(cast.commune_a, "Phùng Văn Lượng", "Số 9 phố Nguyễn Khang", "thợ xây")
    period(cast.province)
    source = list_with(case.person, kept.person, cast.commune_a)
    again = open_round(
        unit=CAU_GIAY, name="Rà soát", whom=Whom.REGISTERED, basis="Kế hoạch 45", since=today() - timedelta(days=30), until=today(),
        due_on=today() + timedelta(days=9), by=cast.commune_a, request_key=uuid4(),
    )  # fmt: skip
    for one in (case.person, kept.person):  # as if somebody had been found
        RoundPerson.objects.update_or_create(
            round=again, person=one, commune=one.commune, province=one.province,
            defaults={
                "full_name": one.full_name, "sort_key": one.sort_key, "born": one.birth_date, "born_precision": "day",
                "address_line": one.address_line, "managed": True, "finding": "moved", "moved_to": f"nhà ông {one.full_name}",
                "note": f"mẹ {one.full_name} nói", "confirmed_at": now(), "confirmed_by": cast.commune_a,
            },
        )  # fmt: skip
    PersonAsk.objects.create(
        person=case.person, commune_id=NGHIA_DO, asked_for="khuat dinh than 85", purpose="move", explanation="Khuất Đình Thản mới đến",
        asked_at=now(), asked_by=cast.commune_b, request_key=uuid4(),
    )  # fmt: skip
    disposal = proposed(case, cast)
    reader = second_officer()
    carry_out_disposal(disposal.pk, by=reader)
    stored = everything_stored()
    for word in ("Đình Thản", "dinh than", "Dinh Than", "thợ mộc"):
        assert word not in stored, word
    assert not ImportFile.objects.exists()
    became, left, other = ImportRow.objects.order_by("number")
    assert (became.person_id, became.data, became.reasons, became.filled, became.ground_on, became.ground_number) == (
        case.person_id, {}, [], {}, None, "",
    )  # fmt: skip
    assert (left.data, left.reasons, left.why, left.matches) == ({}, [], "", [kept.person_id, case.person_id])
    assert other.data == {"full_name": "Phùng Văn Lượng"}
    mine, theirs = (RoundPerson.objects.get(person=one) for one in (case.person, kept.person))
    assert (mine.full_name, mine.born, mine.address_line, mine.moved_to, mine.note) == ("", None, "", "", "")
    assert (mine.finding, mine.managed, mine.confirmed_by_id) == ("moved", True, cast.commune_a.pk)  # what figures count
    assert theirs.full_name == "Phùng Văn Lượng"
    ask = PersonAsk.objects.get()
    assert (ask.asked_for, ask.explanation, ask.purpose) == ("", "", "move")
    client.force_login(cast.commune_a)  # the pages still open
    for address in (reverse("import_detail", args=[source.pk]), reverse("round_commune", args=[again.pk, CAU_GIAY])):
        page = client.get(address)
        assert page.status_code == 200, address
        assert "Đình Thản" not in page.content.decode()


@pytest.mark.django_db
def test_an_issued_list_stays_as_issued_and_the_proposal_says_so(cast: Cast, client: Client) -> None:
    case = closed_case(cast.commune_a)
    on_the_list = LONG_AGO + timedelta(days=60)
    assert lists_that_name([case.person]) == 0
    for day in (on_the_list, on_the_list + timedelta(days=900)):  # the second after the measure
        Paper.objects.create(
            form="c.10", decree="163/2026/NĐ-CP", form_number="10", title="Danh sách", organisation=Paper.objects.first().organisation,
            organisation_name="Công an phường", year=day.year, issued_on=day, issued_at=now(), issued_by=cast.commune_a,
            data={"rows": ["Khuất Đình Thản"]}, sha256="b" * 64, token=uuid4().hex, request_key=uuid4().hex, commune=case.commune,
            province=case.province,
        )  # fmt: skip
    assert lists_that_name([case.person]) == 1
    period(cast.province)
    disposal = proposed(case, cast)
    client.force_login(second_officer())
    page = client.get(reverse("disposal_detail", args=[disposal.pk])).content.decode()
    assert "1 danh sách Mẫu 10 đã ban hành có thể còn ghi tên" in page
    carry_out_disposal(disposal.pk, by=second_officer())
    assert Paper.objects.filter(form="c.10", data={"rows": ["Khuất Đình Thản"]}).count() == 2


@pytest.mark.django_db
def test_the_page_of_a_destroyed_file_and_of_its_paper_say_so(cast: Cast, client: Client) -> None:
    case = closed_case(cast.commune_a)
    period(cast.province)
    paper = Paper.objects.get()
    carry_out_disposal(proposed(case, cast).pk, by=second_officer())
    client.force_login(cast.commune_a)
    page = client.get(reverse("person_detail", args=[case.person.code])).content.decode()
    assert "Hồ sơ đã tiêu hủy theo quyết định số 215/QĐ-CAT" in page
    sheet = client.get(reverse("paper_detail", args=[paper.pk]))
    assert sheet.status_code == 200
    assert "đã tiêu hủy" in sheet.content.decode()
    assert client.get(reverse("paper_verify", args=[paper.token])).status_code == 200


@pytest.mark.django_db
def test_nothing_open_nothing_without_a_period_and_nothing_early_is_destroyed(cast: Cast) -> None:
    case = closed_case(cast.commune_a)
    with pytest.raises(Refused) as refusal:
        proposed(case, cast)
    assert refusal.value.problems[0].code == "still_kept"
    row = period(cast.province, years=None)
    assert end_of_retention([case.person_id], today()) == {case.person_id: PERMANENT}
    with pytest.raises(Refused):
        proposed(case, cast)
    withdraw_period(row.pk, reason="Thay bằng thời hạn mới.", by=cast.province)
    row = period(cast.province, years=60)
    with pytest.raises(Refused):
        proposed(case, cast)
    withdraw_period(row.pk, reason="Thay bằng thời hạn mới.", by=cast.province)
    period(cast.province)
    disposal = proposed(case, cast)
    # A new case of the same person after the proposal: the approval refuses.
    services.open_case(
        case.person_id, "management", "positive_test", on=today(), by=cast.commune_a, data={"substances": ("opiate",)}, request_key=uuid4()
    )
    with pytest.raises(Refused) as again:
        carry_out_disposal(disposal.pk, by=second_officer())
    assert again.value.problems[0].code == "still_kept"
    assert reject_disposal(disposal.pk, reason="Có thủ tục mới.", by=cast.province).state == "rejected"
    assert Person.objects.get(pk=case.person_id).full_name == "Khuất Đình Thản"


@pytest.mark.django_db
def test_the_database_itself_asks_for_two_people(cast: Cast) -> None:
    case = closed_case(cast.commune_a)
    period(cast.province)
    disposal = proposed(case, cast)
    with pytest.raises(DatabaseError, match="no disposal"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select empty_files_of_person(%s, %s)", [case.person_id, disposal.pk])
    with pytest.raises(IntegrityError, match="disposal_needs_two_people"), transaction.atomic():
        Disposal.objects.filter(pk=disposal.pk).update(state="carried_out", decided_by=cast.province, decided_at=disposal.proposed_at)
    with connection.cursor() as cursor:
        cursor.execute("select set_config('hoanhap.emptying', 'on', true)")
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseEvent.objects.update(data={})


@pytest.mark.django_db
def test_the_yearly_review_names_who_is_due_and_no_other_province_sees_it(cast: Cast) -> None:
    case = closed_case(cast.commune_a)
    hanoi, lang_son = Unit.objects.get(pk=HA_NOI), Unit.objects.get(pk=LANG_SON)
    assert due_for_review(cast.province, hanoi, 2026) == []
    period(cast.province)
    found = due_for_review(cast.province, hanoi, 2026)
    assert [(row.person.pk, row.closed_on, row.kept_until, row.is_over) for row in found] == [
        (case.person_id, date(2023, 3, 6), date(2025, 3, 6), True)
    ]
    assert due_for_review(cast.other_province, hanoi, 2026) == []
    assert due_for_review(cast.other_province, lang_son, 2026) == []
    proposed(case, cast)
    assert due_for_review(cast.province, hanoi, 2026) == []  # it waits for the second person


def test_every_word_of_an_event_is_judged() -> None:
    """A text that a later version adds to an event is either words about people, emptied, or a code that may stay."""
    for procedure in PROCEDURES.values():
        for kind in procedure.kinds.values():
            hints = get_type_hints(kind.data)
            for field in fields(kind.data):
                if hints[field.name] is str:
                    assert (field.name in BLANKED) != (field.name in KEPT), f"{kind.key}.{field.name}"
                elif "date" in str(hints[field.name]) and field.name.startswith("died"):
                    assert field.name in DATES_DROPPED


def test_the_database_empties_exactly_these_keys() -> None:
    from importlib import import_module

    migration = import_module("hoanhap.requests.migrations.0002_emptying")
    assert frozenset(migration.BLANKED) == BLANKED


WITHOUT_WORDS = {
    "people.Person.merged_into",
    "cases.Case.person",
    "cases.CaseSpan.person",
    "cases.Deadline.person",
    "requests.DisposalItem.person",
}
REWRITTEN = {
    "people.DuplicatePair.one", "people.DuplicatePair.other", "people.Merge.kept", "people.Merge.lost", "moves.Transfer.person",
    "requests.DataRequest.person",
}  # fmt: skip
"""Relations that services.retention deletes or rewrites by hand."""


@pytest.mark.django_db
def test_every_relation_to_a_person_is_judged() -> None:
    deleted = {f"{model._meta.app_label}.{model.__name__}.person" for model in FORGOTTEN}
    assert set(RELATIONS) - deleted - WITHOUT_WORDS - REWRITTEN - set(EMPTIED) == set()


# --- pages ------------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_from_the_period_to_the_destruction_in_pages(cast: Cast, client: Client) -> None:
    case = closed_case(cast.commune_a)
    client.force_login(cast.province)
    typed = {"decision_number": "215/QĐ-CAT", "decision_date": "02/11/2026", "decision_issuer": "Công an thành phố Hà Nội"}
    form = {**typed, "request_key": str(uuid4()), "category": "management", "years": "2", "since": "01/01/2022"}
    assert client.post(reverse("period_add"), {**form, "is_permanent": "on"}).status_code == 422
    assert client.post(reverse("period_add"), form).status_code == 302
    page = client.get(reverse("retention_review"))
    assert case.person.code in page.content.decode()
    assert "Điều 49 NĐ 105/2021" in page.content.decode()
    assert client.post(reverse("retention_review"), {**typed, "request_key": str(uuid4())}).status_code == 422
    answer = client.post(reverse("retention_review"), {**typed, "request_key": str(uuid4()), "people": [case.person_id]})
    disposal = Disposal.objects.get()
    assert answer.url == reverse("disposal_detail", args=[disposal.pk])
    assert "bạn là người đề nghị" in client.get(answer.url).content.decode()
    assert client.post(reverse("disposal_approve", args=[disposal.pk]), {"is_sure": "on"}).status_code == 422
    client.force_login(second_officer())
    assert client.post(reverse("disposal_approve", args=[disposal.pk]), {}).status_code == 422
    assert client.post(reverse("disposal_approve", args=[disposal.pk]), {"is_sure": "on"}).status_code == 302
    assert "đã tiêu hủy" in client.get(answer.url).content.decode()
    assert json.dumps(case.person.full_name) not in everything_stored()

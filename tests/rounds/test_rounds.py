"""Is a list reviewed person by person, counted, frozen and opened again, and does nobody see more than their communes?"""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hoanhap.audit.models import AuditEntry
from hoanhap.cases.models import CaseEvent
from hoanhap.kit.dates import now, today
from hoanhap.kit.errors import Refused, StaleState
from hoanhap.people.models import Person
from hoanhap.rounds import queries, services
from hoanhap.rounds.models import Round, RoundPerson, RoundStep
from hoanhap.rounds.rules import CommuneFigures, Finding, Whom, round_problems, thawed, total
from tests import make
from tests.cases.test_services import add, decided, opened
from tests.cast import CAU_GIAY, HA_NOI, LANG_SON, NGHIA_DO, Cast

pytestmark = pytest.mark.django_db


def start(by: Any, unit: int = CAU_GIAY, whom: Whom = Whom.REGISTERED, **fields: Any) -> Round:
    """A round of this month."""
    plain: dict[str, Any] = {
        "name": "Rà soát tháng này", "basis": "Kế hoạch 12/KH-CAT", "since": today().replace(day=1),
        "until": today() + timedelta(days=1), "due_on": today(), "request_key": uuid4(),
    }  # fmt: skip
    return services.open_round(unit=unit, whom=whom, by=by, **(plain | fields))


def row(found: Round, person: Person) -> RoundPerson:
    return RoundPerson.objects.get(round=found, person=person)


def confirm(found: RoundPerson, finding: Finding, by: Any, **fields: Any) -> RoundPerson:
    version = RoundPerson.objects.get(pk=found.pk).version
    return services.confirm(found.pk, finding, by=by, **({"seen_version": version} | fields))


def close(found: Round, by: Any) -> Round:
    return services.close_round(found.pk, by=by, seen_version=Round.objects.get(pk=found.pk).version)


def refused(code: str, act: Any, *args: Any, **fields: Any) -> None:
    with pytest.raises(Refused) as problem:
        act(*args, **fields)
    assert code in [one.code for one in problem.value.problems]


# --- opening -----------------------------------------------------------------------------------------------------------------


def test_a_round_of_chosen_people_holds_exactly_those_of_the_unit(cast: Cast, client: Client) -> None:
    mine, left, far = make.person(cast.commune_a), make.person(cast.commune_a, "Lò Thị Pành"), make.person(cast.commune_b)
    client.force_login(cast.commune_a)
    ticked = {"pham_vi": "chon", "chon": [mine.pk, far.pk]}
    page = client.post(reverse("round_new"), ticked)
    assert page.status_code == 200
    assert "Của 2 người đã chọn" in page.content.decode()
    form = page.context["form"]
    assert [value for value, _label in form.fields["whom"].choices] == ["selected"]
    sent = {
        "request_key": str(uuid4()), "people": form.initial["people"], "unit": CAU_GIAY, "name": "Rà soát tổ 9", "basis": "Kế hoạch 45",
        "whom": "selected", "since": "01/11/2026", "last": "22/11/2026", "due_on": f"{today() + timedelta(days=5):%d/%m/%Y}",
    }  # fmt: skip
    refused_page = client.post(reverse("round_new"), {**sent, "name": ""})
    assert refused_page.status_code == 422
    assert f'value="{mine.pk},{far.pk}"' in refused_page.content.decode()
    for _ in range(2):  # the same form twice is one round
        answer = client.post(reverse("round_new"), sent, follow=True)
    opened_round = Round.objects.get()
    assert [one.person_id for one in RoundPerson.objects.filter(round=opened_round)] == [mine.pk]
    assert left.pk not in set(opened_round.people.values_list("person_id", flat=True))
    assert "Những người đã chọn trong danh sách" in answer.content.decode()
    assert "1 người đã chọn không thuộc đơn vị này" in answer.content.decode()
    nobody = client.post(reverse("round_new"), {"pham_vi": "chon"})
    assert nobody.url == reverse("person_list")
    whole = client.post(reverse("round_new"), {**sent, "people": "", "request_key": str(uuid4())})
    assert whole.status_code == 422  # «chosen people» without people
    refused("nobody", start, cast.commune_a, whom=Whom.SELECTED, only=[far.pk])


def test_a_province_gives_each_commune_its_own_people(cast: Cast) -> None:
    ours, theirs = make.person(cast.commune_a), make.person(cast.commune_b, "Lê Văn Hai")
    make.person(cast.elsewhere, "Nông Văn Ba")
    found = start(cast.province, HA_NOI)
    assert set(found.people.values_list("person", "commune")) == {(ours.pk, CAU_GIAY), (theirs.pk, NGHIA_DO)}
    assert [one.person_id for one in queries.people_of(cast.commune_a, found, CAU_GIAY)] == [ours.pk]
    assert [unit.pk for unit, _ in queries.progress(cast.commune_b, found)] == [NGHIA_DO]
    assert [unit.pk for unit, _ in queries.progress(cast.province, found)] == [CAU_GIAY, NGHIA_DO]


def test_the_managed_list_holds_those_whose_decision_runs(cast: Cast) -> None:
    managed = decided(cast.commune_a)
    opened(cast.commune_a, make.person(cast.commune_a, "Lê Văn Hai"))  # detected, not decided
    found = start(cast.commune_a, whom=Whom.MANAGED)
    assert [one.person_id for one in found.people.all()] == [managed.person_id]
    assert found.people.get().managed


def test_the_dead_and_the_merged_are_not_asked_for(cast: Cast) -> None:
    alive, dead, merged = (make.person(cast.commune_a, f"Lê Văn {name}") for name in ("An", "Bình", "Châu"))
    Person.objects.filter(pk=dead.pk).update(died_on=today())
    Person.objects.filter(pk=merged.pk).update(merged_into=alive)
    assert [one.person_id for one in start(cast.commune_a).people.all()] == [alive.pk]


def test_the_same_form_twice_is_one_round(cast: Cast) -> None:
    make.person(cast.commune_a)
    key = uuid4()
    assert start(cast.commune_a, request_key=key) == start(cast.commune_a, request_key=key)
    assert RoundPerson.objects.count() == 1


def test_one_opens_rounds_in_the_own_scope_only(cast: Cast) -> None:
    make.person(cast.commune_b)
    for user, unit in ((cast.commune_a, NGHIA_DO), (cast.commune_a, HA_NOI), (cast.province, LANG_SON), (cast.committee_a, CAU_GIAY)):
        with pytest.raises(PermissionDenied):
            start(user, unit)
    assert start(cast.province, NGHIA_DO).commune_id == NGHIA_DO


def test_an_empty_list_and_impossible_days_are_refused(cast: Cast) -> None:
    refused("nobody", start, cast.commune_a)
    assert not Round.objects.exists()
    refused("period", start, cast.commune_a, until=today().replace(day=1))
    assert [one.code for one in round_problems(" ", "", date(2026, 11, 1), date(2026, 12, 1), date(2026, 10, 1))] == [
        "no_name",
        "no_basis",
        "due_before",
    ]


# --- confirming --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("finding", list(Finding))
def test_each_finding_is_kept_with_who_and_when(finding: Finding, cast: Cast) -> None:
    person = make.person(cast.commune_a)
    found = start(cast.commune_a)
    kept = confirm(row(found, person), finding, cast.commune_a, moved_to="Phường Nghĩa Đô")
    assert (kept.finding, kept.confirmed_by, kept.version) == (finding.value, cast.commune_a, 2)
    assert kept.moved_to == ("Phường Nghĩa Đô" if finding is Finding.MOVED else "")
    assert AuditEntry.objects.filter(action="confirm", person_id=person.pk, detail__finding=finding.value).count() == 1


def test_the_same_finding_twice_is_one_and_a_stale_page_is_told(cast: Cast) -> None:
    person = make.person(cast.commune_a)
    found = row(start(cast.commune_a), person)
    for _ in range(2):
        services.confirm(found.pk, Finding.PRESENT, by=cast.commune_a, seen_version=1)
    assert AuditEntry.objects.filter(action="confirm").count() == 1
    with pytest.raises(StaleState):
        services.confirm(found.pk, Finding.MOVED, by=cast.chief_a, seen_version=1)
    services.confirm(found.pk, Finding.MOVED, by=cast.chief_a, seen_version=2)


def test_only_the_commune_confirms_its_people(cast: Cast) -> None:
    person = make.person(cast.commune_a)
    found = row(start(cast.province, HA_NOI), person)
    for user in (cast.province, cast.committee_a, cast.auditor):
        with pytest.raises(PermissionDenied):
            confirm(found, Finding.PRESENT, user)
    for user in (cast.commune_b, cast.elsewhere, cast.other_province, cast.nobody):
        with pytest.raises(RoundPerson.DoesNotExist):
            confirm(found, Finding.PRESENT, user)


def test_presence_becomes_the_check_of_the_month_once_and_only_when_asked(cast: Cast) -> None:
    case = decided(cast.commune_a)
    first, second = start(cast.commune_a), start(cast.commune_a)
    found = confirm(row(first, case.person), Finding.PRESENT, cast.commune_a)
    assert not case.events.filter(kind="presence_check").exists()
    kept = confirm(found, Finding.PRESENT, cast.commune_a, with_check=True)
    event = case.events.get(kind="presence_check")
    assert (kept.check_event_id, event.on, event.data["result"]) == (event.pk, today(), "present")
    again = confirm(row(second, case.person), Finding.PRESENT, cast.commune_a, with_check=True)
    assert again.check_event_id == event.pk
    assert CaseEvent.objects.filter(kind="presence_check").count() == 1


def test_a_check_that_stands_in_the_month_is_named_not_repeated(cast: Cast) -> None:
    case = decided(cast.commune_a)
    add(case, "presence_check", cast.commune_a, result="absent_known")
    kept = confirm(row(start(cast.commune_a), case.person), Finding.PRESENT, cast.commune_a, with_check=True)
    assert kept.check_event_id == case.events.get(kind="presence_check").pk


def test_nobody_absent_or_unmanaged_gets_a_check(cast: Cast) -> None:
    case, free = decided(cast.commune_a), make.person(cast.commune_a, "Lê Văn Hai")
    found = start(cast.commune_a)
    confirm(row(found, case.person), Finding.NOT_FOUND, cast.commune_a, with_check=True)
    confirm(row(found, free), Finding.PRESENT, cast.commune_a, with_check=True)
    assert not CaseEvent.objects.filter(kind="presence_check").exists()


def test_a_case_that_takes_no_check_refuses_and_nothing_is_half_saved(cast: Cast) -> None:
    case = decided(cast.commune_a, on=today() - timedelta(days=2))
    found = start(cast.commune_a)
    add(case, "stop", cast.commune_a, ground="prison", signer="A", signer_title="B")
    refused("no_check_now", confirm, row(found, case.person), Finding.PRESENT, cast.commune_a, with_check=True)
    assert row(found, case.person).finding == ""


# --- figures, closing, opening again -----------------------------------------------------------------------------------------


def test_progress_says_who_has_done_how_many(cast: Cast) -> None:
    people = [make.person(cast.commune_a, f"Lê Văn {name}") for name in ("An", "Bình", "Châu")]
    found = start(cast.province, HA_NOI)
    confirm(row(found, people[0]), Finding.PRESENT, cast.commune_a)
    confirm(row(found, people[1]), Finding.DEAD, cast.chief_a)
    ((_, figures),) = queries.progress(cast.province, found)
    assert (figures.people, figures.done, figures.found["present"], figures.found["dead"]) == (3, 2, 1, 1)
    assert figures.by == {"Tạ Đình Nghiêm": 1, "Quách Văn Lịch": 1}
    assert [(one.people, one.done) for one in queries.rounds_of(cast.commune_a)] == [(3, 2)]
    assert queries.rounds_of(cast.other_province) == []


def test_closing_freezes_the_figures_and_the_names(cast: Cast) -> None:
    person = make.person(cast.commune_a)
    found = start(cast.province, HA_NOI)
    confirm(row(found, person), Finding.PRESENT, cast.commune_a)
    close(found, cast.province)
    refused("round_closed", confirm, row(found, person), Finding.DEAD, cast.commune_a)
    cast.commune_a.full_name = "Tên Khác"
    cast.commune_a.save()
    found.refresh_from_db()
    ((_, figures),) = queries.progress(cast.province, found)
    assert figures.by == {"Tạ Đình Nghiêm": 1}
    assert queries.progress(cast.commune_b, found) == []
    with pytest.raises(DatabaseError), transaction.atomic():
        RoundStep.objects.filter(round=found).update(reason="x")


def test_reopening_needs_a_reason_and_keeps_what_was_frozen(cast: Cast) -> None:
    person = make.person(cast.commune_a)
    found = close(start(cast.commune_a), cast.chief_a)
    refused("no_reason", services.reopen_round, found.pk, by=cast.chief_a, seen_version=2, reason=" ")
    refused("closed_already", services.close_round, found.pk, by=cast.chief_a, seen_version=2)
    services.reopen_round(found.pk, by=cast.chief_a, seen_version=2, reason="Bỏ sót tổ 9")
    refused("open_already", services.reopen_round, found.pk, by=cast.chief_a, seen_version=3, reason="nữa")
    confirm(row(found, person), Finding.PRESENT, cast.commune_a)
    close(found, cast.chief_a)
    assert [(one.kind, one.reason) for one in queries.steps_of(found)] == [
        ("closed", ""), ("reopened", "Bỏ sót tổ 9"), ("closed", ""), ("opened", ""),
    ]  # fmt: skip
    before, after = (thawed(one.figures or [])[0].done for one in RoundStep.objects.filter(kind="closed").order_by("pk"))
    assert (before, after) == (0, 1)


def test_the_round_of_the_province_is_closed_by_the_province(cast: Cast) -> None:
    make.person(cast.commune_a)
    found = start(cast.province, HA_NOI)
    with pytest.raises(PermissionDenied):
        close(found, cast.chief_a)
    with pytest.raises(Round.DoesNotExist):
        close(found, cast.other_province)
    with pytest.raises(StaleState):
        services.close_round(found.pk, by=cast.province, seen_version=9)


def test_figures_add_up_and_survive_freezing() -> None:
    one = CommuneFigures(1, 4, 2, {**dict.fromkeys((finding.value for finding in Finding), 0), "present": 2}, 1, {"A": 2})
    (back,) = thawed([one.frozen()])
    assert (back, back.percent) == (one, 50.0)
    both = total([one, back])
    assert (both.people, both.done, both.found["present"], both.checks, both.by) == (8, 4, 4, 2, {"A": 4})
    assert CommuneFigures(1).percent == 100


# --- pages -------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def officer(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.commune_a)
    return client


def many(by: Any, count: int) -> None:
    """People in bulk, beside one real registration."""
    pattern = make.person(by)
    Person.objects.bulk_create(
        Person(
            code=f"HN-99-{number:06}", full_name=f"Lê Văn {number}", name_key=f"le van {number}", sort_key=f"{number:04}", sex="male",
            commune_id=pattern.commune_id, province_id=pattern.province_id, registered_at=now(), registered_by=by,
        )
        for number in range(count)
    )  # fmt: skip


def test_three_hundred_rows_cost_as_many_queries_as_three(officer: Client, cast: Cast) -> None:
    counts = []
    for size in (2, 297):
        many(cast.commune_a, 0 if size == 2 else size)
        make.person(cast.commune_a, "Phạm Văn Đủ")
        found = start(cast.commune_a)
        with CaptureQueriesContext(connection) as seen:
            page = officer.get(reverse("round_commune", args=[found.pk, CAU_GIAY]))
        counts.append(len(seen))
        Person.objects.exclude(code__startswith="HN-99").update(merged_into=None)
    assert page.content.decode().count("data-row") >= 299
    assert counts[0] == counts[1]


def test_a_row_answers_alone_with_the_figures_and_the_way_on(officer: Client, cast: Cast) -> None:
    case = decided(cast.commune_a)
    found = row(start(cast.commune_a), case.person)
    address = reverse("round_confirm", args=[found.pk])
    for version, (finding, link) in enumerate(
        [("moved", "move_out"), ("dead", "stop"), ("in_custody", "suspend"), ("not_found", "presence_check")], start=1
    ):
        answer = officer.post(address, {"finding": finding, "seen_version": version}, headers={"HX-Request": "true"})
        text = answer.content.decode()
        assert answer.status_code == 200
        assert reverse("event_new", args=[case.person.code, link]) in text
        assert 'hx-swap-oob="true"' in text
        assert "<html" not in text
    stale = officer.post(address, {"finding": "present", "seen_version": 1}, headers={"HX-Request": "true"})
    assert (stale.status_code, "vừa được người khác xác nhận" in stale.content.decode()) == (422, True)
    assert officer.post(address, {"finding": "present", "seen_version": 5})["Location"].endswith(f"#r{found.pk}")
    assert officer.post(address, {"finding": "lạ", "seen_version": 6}, headers={"HX-Request": "true"}).status_code == 422


def test_the_same_key_again_keeps_the_words_of_the_row(officer: Client, cast: Cast) -> None:
    person = make.person(cast.commune_a)
    found = row(start(cast.commune_a), person)
    address = reverse("round_confirm", args=[found.pk])
    words = {"finding": "moved", "moved_to": "Phường Nghĩa Đô", "note": "theo chủ nhà"}
    officer.post(address, words | {"seen_version": 1})
    officer.post(address, {"finding": "moved", "seen_version": 2})
    found.refresh_from_db()
    assert (found.moved_to, found.note) == ("Phường Nghĩa Đô", "theo chủ nhà")
    officer.post(address, {"finding": "present", "seen_version": 2})
    found.refresh_from_db()
    assert (found.finding, found.moved_to, found.note) == ("present", "", "")


def test_who_moved_away_meanwhile_is_not_linked(officer: Client, cast: Cast) -> None:
    person = make.person(cast.commune_a)
    found = start(cast.commune_a)
    address = reverse("round_commune", args=[found.pk, CAU_GIAY])
    assert person.code in officer.get(address).content.decode()
    Person.objects.filter(pk=person.pk).update(commune=NGHIA_DO, full_name="Tên Mới")
    text = officer.get(address).content.decode()
    assert person.code not in text
    assert "Tên Mới" not in text
    assert "Khương Văn Tuấn" in text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_leaves_as_a_file_with_a_trace(kind: str, officer: Client, cast: Cast) -> None:
    person = make.person(cast.commune_a)
    found = start(cast.commune_a)
    confirm(row(found, person), Finding.MOVED, cast.commune_a, moved_to="Phường Nghĩa Đô")
    answer = officer.get(reverse("round_commune", args=[found.pk, CAU_GIAY]) + f"?tep={kind}")
    assert answer["Content-Disposition"] == f'attachment; filename="ra-soat-{found.pk}-{CAU_GIAY}.{kind}"'
    if kind == "csv":
        assert "Đã chuyển đi,Phường Nghĩa Đô" in answer.content.decode()
    assert AuditEntry.objects.get(action="export").detail == {"file": kind, "count": 1}
    reader = Client()
    reader.force_login(cast.committee_a)
    assert reader.get(reverse("round_commune", args=[found.pk, CAU_GIAY]) + f"?tep={kind}").status_code == 403


def test_only_who_is_left(officer: Client, cast: Cast) -> None:
    done, left = make.person(cast.commune_a), make.person(cast.commune_a, "Lê Văn Hai")
    found = start(cast.commune_a)
    confirm(row(found, done), Finding.PRESENT, cast.commune_a)
    text = officer.get(reverse("round_commune", args=[found.pk, CAU_GIAY]) + "?con=1").content.decode()
    assert left.full_name in text
    assert done.code not in text


def test_a_round_from_opening_to_opening_again_through_the_pages(cast: Cast) -> None:
    make.person(cast.commune_a)
    client = Client()
    client.force_login(cast.province)
    form = {
        "request_key": uuid4(), "unit": HA_NOI, "name": "Đợt cuối năm", "basis": "Kế hoạch 12", "whom": "registered",
        "since": "01/11/2026", "last": "h", "due_on": "h",
    }  # fmt: skip
    assert client.post(reverse("round_new"), form | {"name": ""}).status_code == 422
    assert client.post(reverse("round_new"), form | {"unit": LANG_SON}).status_code == 422
    answer = client.post(reverse("round_new"), form)
    found = Round.objects.get()
    assert answer["Location"] == reverse("round_detail", args=[found.pk])
    assert "0 / 1" in client.get(answer["Location"]).content.decode()
    client.post(reverse("round_close", args=[found.pk]), {"seen_version": 1})
    assert client.post(reverse("round_reopen", args=[found.pk]), {"seen_version": 2}).status_code == 422
    client.post(reverse("round_reopen", args=[found.pk]), {"seen_version": 2, "reason": "Bỏ sót"})
    found.refresh_from_db()
    assert found.is_open
    assert "Đợt cuối năm" in client.get(reverse("round_list")).content.decode()


def test_another_commune_of_a_round_is_absent(officer: Client, cast: Cast) -> None:
    make.person(cast.commune_b)
    found = start(cast.province, HA_NOI)
    assert officer.get(reverse("round_commune", args=[found.pk, NGHIA_DO])).status_code == 404
    person = found.people.get()
    assert officer.post(reverse("round_confirm", args=[person.pk]), {"finding": "present", "seen_version": 1}).status_code == 404

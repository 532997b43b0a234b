"""Who must issue a plan of its own below a plan, who has, who has not."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from hoanhap.audit.models import AuditEntry
from hoanhap.kit.errors import Refused
from hoanhap.plans import queries, services
from hoanhap.plans.models import ChildNotice, Plan
from hoanhap.plans.rules import ChildState, DateNote, Deadline, PlanDoc, PlanStatus, Subordinate, child_state, kinds_meant
from tests.cast import Cast

DUE = Deadline(date(2021, 6, 10), exclusive=True)
GROUP = "UBND, Ban Chỉ đạo các phường"


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        (GROUP, {"Phường"}),
        ("UBND các quận, huyện, thị xã", {"Quận", "Huyện", "Thị xã"}),
        ("UBND xã, phường, thị trấn", {"Xã", "Phường", "Thị trấn"}),
        ("Ủy ban nhân dân các xã, phường trên địa bàn", {"Xã", "Phường"}),
        ("UBND phường Dịch Vọng", set()),
        ("UBND quận", set()),
        ("Phòng Y tế quận", set()),
        ("Thủ trưởng các ban, ngành, đoàn thể thành viên Ban Chỉ đạo quận", set()),
        ("các cơ quan của quận", set()),
        ("", set()),
    ],
)
def test_a_group_means_its_units_and_a_name_means_itself(name: str, kinds: set[str]) -> None:
    assert kinds_meant(name) == kinds


@pytest.mark.parametrize(
    ("due", "issued", "drafted", "today", "state"),
    [
        (DUE, None, False, date(2021, 6, 9), ChildState.WAITING),
        (DUE, None, False, date(2021, 6, 10), ChildState.OVERDUE),
        (DUE, None, True, date(2021, 6, 9), ChildState.DRAFTED),
        (DUE, None, True, date(2021, 6, 10), ChildState.OVERDUE),
        (DUE, date(2021, 6, 9), False, date(2021, 7, 1), ChildState.ISSUED),
        (DUE, date(2021, 6, 10), False, date(2021, 7, 1), ChildState.LATE),
        (None, None, False, date(2030, 1, 1), ChildState.WAITING),
        (None, date(2021, 6, 10), False, date(2030, 1, 1), ChildState.ISSUED),
    ],
)
def test_the_last_day_is_in_time_and_without_a_day_nothing_is_late(
    due: Deadline | None, issued: date | None, drafted: bool, today: date, state: ChildState
) -> None:
    assert child_state(due, issued, is_issued=issued is not None, is_drafted=drafted, today=today) is state


@pytest.fixture
def plan(cast: Cast, caugiay: PlanDoc) -> Plan:
    """The Cầu Giấy plan, whose wards and whose health office must issue their own before 10/6/2021."""
    duties = (Subordinate(GROUP, "mục V.1", DUE), Subordinate("Phòng Y tế quận", "mục V.1"))
    return services.import_plan(replace(caugiay, subordinates=duties), by=cast.steering).plan


def ward_plan(caugiay: PlanDoc, **fields: object) -> PlanDoc:
    given: dict[str, object] = {
        "issuer": "Ủy ban nhân dân phường Dịch Vọng",
        "number": "12",
        "issued_on": date(2021, 6, 5),
        "area": (*caugiay.area, "Phường Dịch Vọng"),
        "parents": ("Kế hoạch số 152/KH-UBND ngày 31/5/2021 của UBND quận Cầu Giấy",),
        "tables": (),
        "subordinates": (),
    }
    return replace(caugiay, **(given | fields))  # type: ignore[arg-type]


def rows(plan: Plan, cast: Cast, on: date = date(2021, 6, 20)) -> dict[str, queries.Obliged]:
    return {row.name: row for row in queries.obliged(plan, cast.steering, on)}


@pytest.mark.django_db
def test_each_ward_of_that_time_must_issue_its_own(plan: Plan, cast: Cast) -> None:
    found = rows(plan, cast)
    assert len(found) == 9
    row = found["UBND phường Dịch Vọng"]
    assert (row.meant_by, row.standing, row.days_over, row.row is not None) == (GROUP, ChildState.OVERDUE, 11, True)
    assert found["Phòng Y tế quận"].standing is ChildState.WAITING
    assert queries.counted(found.values())["overdue"] == 8


@pytest.mark.django_db
def test_a_plan_kept_here_is_found_by_issuer_and_what_it_cites(plan: Plan, cast: Cast, caugiay: PlanDoc) -> None:
    child = services.import_plan(ward_plan(caugiay), by=cast.steering).plan
    row = rows(plan, cast)["UBND phường Dịch Vọng"]
    assert (row.standing, row.plan_id, row.reference, row.issued_on) == (ChildState.ISSUED, child.pk, "12/KH-UBND", date(2021, 6, 5))
    late = ward_plan(caugiay, issuer="UBND phường Mai Dịch", area=(*caugiay.area, "Phường Mai Dịch"), issued_on=date(2021, 6, 11))
    services.import_plan(late, by=cast.steering)
    assert rows(plan, cast)["UBND phường Mai Dịch"].standing is ChildState.LATE


@pytest.mark.django_db
def test_a_plan_that_cites_another_does_not_count_and_a_draft_is_not_issued(plan: Plan, cast: Cast, caugiay: PlanDoc) -> None:
    services.import_plan(ward_plan(caugiay, parents=("Kế hoạch số 43/KH-UBND",)), by=cast.steering)
    assert rows(plan, cast)["UBND phường Dịch Vọng"].plan_id is None
    draft = ward_plan(caugiay, number="", status=PlanStatus.DRAFT)
    services.create_plan(draft, by=cast.steering)
    assert rows(plan, cast, date(2021, 6, 9))["UBND phường Dịch Vọng"].standing is ChildState.DRAFTED
    unseen = {item.name: item for item in queries.obliged(plan, cast.commune_b, date(2021, 6, 9))}["UBND phường Dịch Vọng"]
    assert (unseen.standing, unseen.reference) == (ChildState.WAITING, "")


@pytest.mark.django_db
def test_a_plan_elsewhere_is_noted_once_corrected_and_taken_back(plan: Plan, cast: Cast) -> None:
    for _time in range(2):
        services.note_child(plan.pk, "Phòng Y tế quận", "5/KH-PYT", date(2021, 6, 8), by=cast.steering)
    row = rows(plan, cast)["Phòng Y tế quận"]
    assert (row.standing, row.reference, row.noted_by) == (ChildState.ISSUED, "5/KH-PYT", cast.steering.full_name)
    services.note_child(plan.pk, "PHÒNG Y TẾ QUẬN", "6/KH-PYT", date(2021, 6, 8), by=cast.steering)
    assert ChildNotice.objects.get().reference == "6/KH-PYT"
    acts = AuditEntry.objects.filter(subject_type="plan", subject_id=str(plan.pk), detail__part="notice")
    assert acts.count() == 2
    services.drop_notice(plan.pk, "Phòng Y tế quận", by=cast.steering)
    assert not ChildNotice.objects.exists()


@pytest.mark.django_db
def test_notes_survive_a_change_of_the_plan(plan: Plan, cast: Cast) -> None:
    services.note_child(plan.pk, "Phòng Y tế quận", "5/KH-PYT", date(2021, 6, 8), by=cast.steering)
    services.change_plan(plan.pk, lambda doc: replace(doc, theme="Chủ đề khác"), by=cast.steering, seen_version=1, why="Công văn 9")
    assert rows(plan, cast)["Phòng Y tế quận"].reference == "5/KH-PYT"


@pytest.mark.django_db
def test_only_who_may_plan_for_the_unit_notes_and_no_day_ahead(plan: Plan, cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        services.note_child(plan.pk, "Phòng Y tế quận", "5/KH-PYT", date(2021, 6, 8), by=cast.province)
    with pytest.raises(Refused, match="chưa đến"):
        services.note_child(plan.pk, "Phòng Y tế quận", "5/KH-PYT", date(2999, 1, 1), by=cast.steering)


@pytest.mark.django_db
def test_the_page_names_who_is_late_and_takes_number_and_day(client: Client, plan: Plan, cast: Cast) -> None:
    client.force_login(cast.steering)
    address = reverse("plan_children", args=[plan.pk])
    words = client.get(address).content.decode()
    assert "8 nơi quá hạn" in words
    assert "chưa ban hành 9 trên 9" in words
    wrong = client.post(address, {"name": "Phòng Y tế quận", "reference": "", "issued_on": "31/02/2021", "act": "save"})
    assert (wrong.status_code, "Không có ngày 31/02/2021" in wrong.content.decode()) == (422, True)
    right = {"name": "Phòng Y tế quận", "reference": "5/KH-PYT", "issued_on": "08/06/2021", "act": "save"}
    assert client.post(address, right).status_code == 302
    assert "5/KH-PYT" in client.get(address).content.decode()
    assert client.post(address, {"name": "Phòng Y tế quận", "act": "remove"}).status_code == 302
    assert "5/KH-PYT" not in client.get(address).content.decode()


@pytest.mark.django_db
def test_who_may_only_read_sees_the_list_and_changes_nothing(client: Client, plan: Plan, cast: Cast) -> None:
    client.force_login(cast.province)
    address = reverse("plan_children", args=[plan.pk])
    assert "Ghi số, ngày" not in client.get(address).content.decode()
    fields = {"name": "Phòng Y tế quận", "reference": "5/KH-PYT", "issued_on": "08/06/2021", "act": "save"}
    assert client.post(address, fields).status_code == 403


# The list of plans


@pytest.mark.django_db
def test_the_list_marks_who_is_late_and_narrows_by_place_and_plan_above(client: Client, plan: Plan, cast: Cast, caugiay: PlanDoc) -> None:
    child = services.import_plan(ward_plan(caugiay, short_title="Kế hoạch của phường"), by=cast.steering).plan
    client.force_login(cast.steering)

    def found(**criteria: object) -> set[int]:
        page = client.get(reverse("plan_list"), {name: str(value) for name, value in criteria.items()})
        assert page.status_code == 200
        return {row.pk for row, _below in page.context["rows"]}

    assert "7 nơi quá hạn" in client.get(reverse("plan_list")).content.decode()
    assert found() == {plan.pk, child.pk}
    assert found(above=plan.pk) == {child.pk}
    assert found(place=child.unit_id) == {child.pk}
    assert found(place=plan.unit_id) == {plan.pk, child.pk}
    assert found(q="152/KH-UBND") == {plan.pk}
    assert found(q="12/KH-UBND dịch vọng") == {child.pk}
    assert found(above="x", place="9") == {plan.pk, child.pk}, "an unknown value narrows nothing"


@pytest.mark.django_db
def test_unknown_and_handwritten_days_are_flagged_in_the_list(client: Client, cast: Cast, caugiay: PlanDoc) -> None:
    services.import_plan(replace(caugiay, date_note=DateNote.HANDWRITTEN), by=cast.steering)
    services.import_plan(replace(caugiay, number="9", issued_on=None, date_note=DateNote.UNKNOWN), by=cast.steering)
    client.force_login(cast.steering)
    words = client.get(reverse("plan_list")).content.decode()
    assert words.count("số, ngày điền tay") == 1
    assert words.count("thiếu số hoặc ngày") == 1

"""Plans in the database: what is written comes back, who may see and change what, and what a change leaves behind."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.http import Http404

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P, Role
from hoanhap.audit.models import AuditEntry
from hoanhap.kit.errors import Refused, StaleState
from hoanhap.plans import queries, services
from hoanhap.plans.files import write_json
from hoanhap.plans.files.codec import plan_from_plain
from hoanhap.plans.models import Allocation, AllocationRow, Plan, PlanVersion, Target
from hoanhap.plans.rules import PlanDoc, PlanStatus, Span
from hoanhap.units.queries import units_in
from tests import make
from tests.cast import CAU_GIAY, HA_NOI, LANG_SON, NGHIA_DO, Cast
from tests.plans.conftest import EXAMPLES, FOUNDING, example, target
from tests.plans.whole import whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(cast: Cast, caugiay: PlanDoc) -> Plan:
    """The Cầu Giấy plan, brought in by the standing office of Hà Nội."""
    return services.import_plan(caugiay, by=cast.steering).plan


@pytest.fixture
def draft(cast: Cast, caugiay: PlanDoc) -> Plan:
    """The same as a draft."""
    return services.create_plan(replace(caugiay, status=PlanStatus.DRAFT), by=cast.steering)


def reasons(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {problem.code for problem in refused.value.problems}


@pytest.mark.usefixtures("hanoi_units")
def test_a_plan_with_every_field_comes_back_from_the_database() -> None:
    plan = services.import_plan(whole(), by=None).plan
    assert services.read(Plan.objects.get(pk=plan.pk)) == whole()
    content = plan.versions.get().content
    assert plan_from_plain(content) == whole()


@pytest.mark.parametrize("name", FOUNDING)
@pytest.mark.usefixtures("hanoi_units")
def test_json_to_database_to_json_is_the_same_file(name: str) -> None:
    plan = services.import_plan(example(name), by=None).plan
    assert write_json(services.read(Plan.objects.get(pk=plan.pk))) == (EXAMPLES / f"{name}.json").read_bytes()


def test_wards_of_2021_are_kept_and_linked_to_those_of_today(stored: Plan) -> None:
    rows = {row.name: row for row in AllocationRow.objects.filter(table__plan=stored).select_related("unit", "scope_commune")}
    assert (stored.unit is not None and stored.unit.full_name, stored.scope_province_id, stored.scope_commune_id) == (
        "Quận Cầu Giấy",
        HA_NOI,
        None,
    )
    old = rows["Dịch Vọng Hậu"]
    assert (old.unit is not None and old.unit.full_name, old.scope_commune is not None and old.scope_commune.full_name) == (
        "Phường Dịch Vọng Hậu",
        "Phường Cầu Giấy",
    )
    assert rows["Đội CSĐTTP về Ma Túy"].unit is None
    assert not rows["Yên Hòa"].unit.is_current  # the ward of 2021, not its namesake of today


def test_the_issuer_and_the_plan_above_are_found_by_name_and_number(cast: Cast, stored: Plan, hanoi_2024: PlanDoc) -> None:
    assert (stored.organisation is not None and stored.organisation.name, stored.above.count()) == ("Ủy ban nhân dân quận Cầu Giấy", 0)
    above = services.import_plan(hanoi_2024, by=cast.steering).plan
    below = replace(hanoi_2024, number="7", symbol="KH-CAT", parents=("Thực hiện Kế hoạch số 96/KH-UBND ngày 29/3/2024",))
    assert list(services.import_plan(below, by=cast.steering).plan.above.all()) == [above]


def test_looking_up_eight_wards_takes_few_queries(stored: Plan, django_assert_max_num_queries: Callable[[int], Any]) -> None:
    with django_assert_max_num_queries(26):
        queries.findings_of(services.read(stored))


def test_blank_zero_and_01_stay_apart_in_the_rows(stored: Plan) -> None:
    cells = Allocation.objects.filter(row__table__plan=stored)
    assert cells.filter(printed="", value=None).count() == 4
    assert cells.filter(printed="0", value=0).count() == 2
    assert cells.filter(printed="01", value=1).count() == 38
    assert cells.filter(printed="02", value=2).count() == 1


def test_the_same_file_twice_changes_nothing(cast: Cast, stored: Plan, caugiay: PlanDoc) -> None:
    before = (
        Plan.objects.count(),
        PlanVersion.objects.count(),
        AuditEntry.objects.count(),
        list(Target.objects.values_list("pk", flat=True)),
    )
    again = services.import_plan(caugiay, by=cast.steering)
    after = (
        Plan.objects.count(),
        PlanVersion.objects.count(),
        AuditEntry.objects.count(),
        list(Target.objects.values_list("pk", flat=True)),
    )
    assert (again.plan.pk, again.outcome, after) == (stored.pk, services.Outcome.UNCHANGED, before)


def test_other_content_under_the_number_of_an_adopted_plan_needs_a_reason(cast: Cast, stored: Plan, caugiay: PlanDoc) -> None:
    changed = replace(caugiay, theme="Chủ đề khác")
    with pytest.raises(Refused) as refused:
        services.import_plan(changed, by=cast.steering)
    assert reasons(refused) == {"plan_adopted"}
    stored.refresh_from_db()
    assert (stored.version, stored.theme) == (1, caugiay.theme)
    imported = services.import_plan(changed, by=cast.steering, why="Quyết định 12/QĐ-UBND")
    assert (imported.plan.pk, imported.outcome, imported.plan.status, imported.plan.version) == (stored.pk, "changed", "adjusted", 2)


def test_every_change_leaves_a_version_with_who_when_and_why(cast: Cast, stored: Plan) -> None:
    less = replace(services.read(stored).targets[6], value=Decimal(8), printed="08", quote="")
    plan = services.update_target(stored.pk, less, by=cast.steering, seen_version=1, why="Thống nhất với biểu", code="ST036")
    new, old = PlanVersion.objects.filter(plan=plan)
    assert (new.number, new.why, new.by, new.status) == (2, "Thống nhất với biểu", cast.steering, "adjusted")
    assert [item["value"] for version in (old, new) for item in version.content["targets"] if item["code"] == "ST036"] == [13, 8]
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.subject_type, entry.subject_id, entry.user_id) == ("update", "plan", str(plan.pk), cast.steering.pk)
    assert "TT01" not in {finding.code for finding in queries.findings_of(services.read(plan))}


def test_versions_cannot_be_changed(stored: Plan) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanVersion.objects.update(why="khác")
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanVersion.objects.all().delete()
    assert PlanVersion.objects.get(plan=stored).why == ""


def test_targets_keep_their_identity_when_others_change(cast: Cast, draft: Plan) -> None:
    before = dict(Target.objects.filter(plan=draft).values_list("code", "pk"))
    services.remove_target(draft.pk, "ST031", by=cast.steering, seen_version=1)
    plan = services.update_target(draft.pk, target("CT01", 5), by=cast.steering, seen_version=2)
    after = dict(Target.objects.filter(plan=plan).values_list("code", "pk"))
    assert before.keys() - after.keys() == {"ST031"}
    assert after.keys() - before.keys() == {"CT01"}
    assert all(after[code] == pk for code, pk in before.items() if code in after)


def test_a_renamed_target_keeps_its_columns_parts_and_tasks(cast: Cast, draft: Plan) -> None:
    before = services.read(draft)
    renamed = replace(before.targets[0], code="CT01")
    plan = services.update_target(draft.pk, renamed, by=cast.steering, seen_version=1, code="ST030")
    doc = services.read(plan)
    assert doc.tables[0].columns[0].target == "CT01"
    assert {item.code for item in doc.targets if item.parent == "CT01"} == {"ST031", "ST032"}
    served = {task.code for task in doc.tasks if "CT01" in task.targets}
    assert served == {task.code for task in before.tasks if "ST030" in task.targets} != set()


def test_one_cell_can_be_given_out(cast: Cast, draft: Plan) -> None:
    plan = services.add_allocation(draft.pk, "ST036", "Nghĩa Đô", "06", by=cast.steering, seen_version=1)
    assert "TT01" not in {finding.code for finding in queries.findings_of(services.read(plan))}
    assert Allocation.objects.get(row__table__plan=plan, row__name="Nghĩa Đô", column__target__code="ST036").value == 6
    with pytest.raises(Refused) as refused:
        services.add_allocation(draft.pk, "ST036", "Không có", "1", by=cast.steering, seen_version=2)
    assert reasons(refused) == {"no_such_cell"}


def test_a_target_that_a_column_splits_is_not_taken_out(cast: Cast, draft: Plan) -> None:
    with pytest.raises(Refused) as refused:
        services.remove_target(draft.pk, "ST036", by=cast.steering, seen_version=1)
    assert reasons(refused) == {"plan_shape"}
    assert Target.objects.filter(plan=draft, code="ST036").exists()


def test_a_draft_with_contradictions_is_not_issued(cast: Cast, draft: Plan) -> None:
    with pytest.raises(Refused) as refused:
        services.adopt_plan(draft.pk, by=cast.steering, seen_version=1)
    assert reasons(refused) == {"referee_TT01", "referee_TT02"}
    plan = services.add_allocation(draft.pk, "ST036", "Nghĩa Đô", "06", by=cast.steering, seen_version=1)
    strived = replace(services.read(plan).targets[2], beyond="ST031")
    plan = services.update_target(draft.pk, strived, by=cast.steering, seen_version=2, code="ST032")
    with pytest.raises(Refused) as refused:
        services.adopt_plan(draft.pk, by=cast.steering, seen_version=3)
    assert reasons(refused) == {"referee_TT80"}  # the printed total still says 08
    (table,) = services.read(plan).tables
    services.update_table(draft.pk, 0, replace(table, totals=(*table.totals[:4], "13")), by=cast.steering, seen_version=3)
    assert services.adopt_plan(draft.pk, by=cast.steering, seen_version=4).status == "adopted"


def test_who_saves_second_is_told(cast: Cast, draft: Plan) -> None:
    services.update_target(draft.pk, target("CT01", 5), by=cast.steering, seen_version=1)
    with pytest.raises(StaleState):
        services.update_target(draft.pk, target("CT02", 5), by=cast.steering, seen_version=1)
    assert not Target.objects.filter(code="CT02").exists()


def test_one_number_of_one_issuer_is_one_plan(cast: Cast, stored: Plan, caugiay: PlanDoc) -> None:
    with pytest.raises(Refused) as refused:
        services.create_plan(replace(caugiay, issuer="UBND Quận CẦU GIẤY", theme="khác"), by=cast.steering)
    assert reasons(refused) == {"plan_number_used"}
    other_year = replace(caugiay, issued_on=date(2022, 5, 31), period=Span(date(2022, 6, 1), date(2022, 7, 1)))
    assert services.create_plan(other_year, by=cast.steering).pk != stored.pk  # numbers repeat each year (I70)


@pytest.mark.usefixtures("hanoi_units")
def test_the_database_refuses_a_second_plan_of_one_number() -> None:
    plan = services.import_plan(example("hanoi-2023"), by=None).plan
    twin = {
        "issuer": plan.issuer, "issuer_key": plan.issuer_key, "number": plan.number, "symbol": plan.symbol, "issued_on": None,
        "title": "x", "kind": "year", "since": plan.since, "until": plan.until, "content_hash": "",
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.create(**twin)


# Scope


def sees(user: User, plan: Plan) -> bool:
    try:
        return queries.plan_or_404(user, plan.pk) == plan
    except Http404:
        return False


def test_a_plan_is_seen_where_it_is_made_and_where_it_gives_something_out(cast: Cast, stored: Plan) -> None:
    far = next(unit for unit in units_in(HA_NOI, date(2026, 11, 1)) if unit.name == "Sóc Sơn")
    soc_son = make.user(Role.COMMUNE_OFFICER, far.pk)
    seen = {name for name, user in cast if sees(user, stored)}
    assert seen == {"commune_a", "chief_a", "committee_a", "commune_b", "province", "steering", "auditor"}
    assert not sees(soc_son, stored)  # no row of the table counts for Sóc Sơn


def test_a_commune_sees_the_plans_of_its_province_and_no_other(cast: Cast) -> None:
    plan = services.import_plan(example("hanoi-2024"), by=cast.steering).plan
    assert {name for name, user in cast if sees(user, plan)} == {
        "commune_a", "chief_a", "committee_a", "commune_b", "province", "steering", "auditor",
    }  # fmt: skip
    assert [item.pk for item in queries.visible_plans(cast.commune_a)] == [plan.pk]
    assert list(queries.visible_plans(cast.elsewhere)) == []


def test_a_draft_is_seen_by_who_may_change_or_audit_it_and_after_issue_by_all(cast: Cast, draft: Plan) -> None:
    here, there = make.user(Role.AUDITOR, HA_NOI), make.user(Role.AUDITOR, LANG_SON)
    ward = make.user(Role.STEERING_OFFICER, CAU_GIAY)  # the draft gives its ward a row
    country = make.user(Role.STEERING_OFFICER)
    assert {name for name, user in cast if sees(user, draft)} == {"steering", "auditor"}
    assert [sees(user, draft) for user in (here, there, ward, country)] == [True, False, False, True]
    assert list(queries.visible_plans(cast.commune_a)) == []
    Plan.objects.filter(pk=draft.pk).update(status=PlanStatus.ADOPTED.value)
    assert all(sees(user, draft) for user in (here, ward, country, cast.commune_a, cast.province))


def test_the_draft_of_a_ward_is_seen_by_its_own_office_and_the_one_above(cast: Cast, stored: Plan) -> None:
    ward, next_door = make.user(Role.STEERING_OFFICER, CAU_GIAY), make.user(Role.STEERING_OFFICER, NGHIA_DO)
    row = AllocationRow.objects.filter(table__plan=stored, scope_commune=CAU_GIAY).first()
    assert row is not None
    own = services.start_child(stored.pk, 0, row.position, by=ward)
    assert own.is_draft
    assert sees(ward, own)
    assert {name for name, user in cast if sees(user, own)} == {"steering", "auditor"}
    assert not sees(next_door, own)


def test_a_draft_is_no_fact_for_the_referee_of_another_plan(cast: Cast, draft: Plan) -> None:
    other = replace(services.read(draft), number="9", issuer="UBND phường Nghĩa Đô", issued_on=date(2021, 6, 3))
    assert services.gather(other).elsewhere == ()
    Plan.objects.filter(pk=draft.pk).update(status=PlanStatus.ADOPTED.value)
    assert services.gather(other).elsewhere


def test_only_the_standing_office_of_the_province_changes_its_plans(cast: Cast, draft: Plan, caugiay: PlanDoc) -> None:
    other = make.user(Role.STEERING_OFFICER, LANG_SON)
    for unseen in (cast.province, other):
        with pytest.raises(Plan.DoesNotExist):
            services.update_target(draft.pk, target("CT01", 1), by=unseen, seen_version=1)
    with pytest.raises(PermissionDenied):
        services.update_target(draft.pk, target("CT01", 1), by=cast.auditor, seen_version=1)
    with pytest.raises(PermissionDenied):
        services.import_plan(replace(caugiay, number="153"), by=other)
    with pytest.raises(PermissionDenied):
        services.import_plan(caugiay, by=other, why="thử")
    assert Plan.objects.count() == 1
    assert P.PLAN_EDIT.value == "plan.edit"


def test_a_plan_may_not_leave_the_scope_of_who_changes_it(cast: Cast, draft: Plan) -> None:
    with pytest.raises(PermissionDenied):
        services.change_plan(draft.pk, lambda doc: replace(doc, area=("Tỉnh Lạng Sơn",)), by=cast.steering, seen_version=1)
    with pytest.raises(Refused) as refused:
        services.change_plan(draft.pk, lambda doc: replace(doc, area=("Xứ Đoài",)), by=cast.steering, seen_version=1)
    assert reasons(refused) == {"plan_area"}
    draft.refresh_from_db()
    assert (draft.version, draft.area) == (1, ["Thành phố Hà Nội", "Quận Cầu Giấy"])


def test_a_broken_change_saves_nothing(cast: Cast, draft: Plan) -> None:
    doc = services.read(draft)
    uneven = replace(doc.tables[0], totals=("1",))
    with pytest.raises(Refused):
        services.update_table(draft.pk, 0, uneven, by=cast.steering, seen_version=1)
    assert services.read(Plan.objects.get(pk=draft.pk)) == doc
    assert PlanVersion.objects.filter(plan=draft).count() == 1


def test_numbers_are_read_as_they_were_entered(stored: Plan) -> None:
    doc = services.read(stored)
    assert [str(target.value) for target in doc.targets if target.code in ("ST030", "ST031")] == ["10", "60"]
    assert [str(item.quantity) for task in doc.tasks for item in task.deliverables if item.quantity] == ["1"]


def test_reading_a_plan_takes_the_same_few_queries_whatever_its_size(
    stored: Plan, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_max_num_queries(10):
        assert len(services.read(stored).targets) == 14


@pytest.mark.django_db(transaction=True)
def test_two_equal_files_at_once_are_one_plan() -> None:
    def bring_in(_number: int) -> str:
        try:
            return services.import_plan(example("hanoi-2023"), by=None).outcome.value
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(bring_in, range(4)))
    assert outcomes == ["created", "unchanged", "unchanged", "unchanged"]
    assert (Plan.objects.count(), PlanVersion.objects.count()) == (1, 1)


# Tasks and the plans above


def test_tasks_and_deliverables_keep_their_identity_through_versions(cast: Cast) -> None:
    plan = services.import_plan(whole(), by=cast.steering).plan
    task = plan.tasks.get(code="NV01")
    thing = task.deliverables.get(code="b")

    def reworded(doc: PlanDoc) -> PlanDoc:
        first, second = doc.tasks
        first = replace(first, text="Tổ chức mít tinh", deliverables=first.deliverables[1:])
        return replace(doc, tasks=(second, first))

    services.change_plan(plan.pk, reworded, by=cast.steering, seen_version=1, why="Công văn điều chỉnh")
    task.refresh_from_db()
    assert (task.text, task.position, list(task.deliverables.values_list("pk", "code"))) == ("Tổ chức mít tinh", 1, [(thing.pk, "b")])


def test_the_lead_agency_is_found_in_the_register_by_name(cast: Cast) -> None:
    doc = whole()
    task = replace(doc.tasks[1], agency="ỦY BAN NHÂN DÂN QUẬN CẦU GIẤY")
    plan = services.import_plan(replace(doc, tasks=(task,)), by=cast.steering).plan
    stored = plan.tasks.select_related("organisation").get()
    assert stored.organisation is not None
    assert stored.organisation.name == "Ủy ban nhân dân quận Cầu Giấy"


def test_a_plan_carries_out_several_plans_and_says_only_those_it_cites(cast: Cast, caugiay: PlanDoc, hanoi_2024: PlanDoc) -> None:
    city = services.import_plan(hanoi_2024, by=cast.steering).plan
    district = services.import_plan(caugiay, by=cast.steering).plan
    texts = ("Kế hoạch số 96/KH-UBND của UBND Thành phố", "Kế hoạch số 152/KH-UBND ngày 31/5/2021 của UBND quận Cầu Giấy")
    later = Span(date(2024, 6, 1), date(2024, 7, 1))
    below = replace(whole(), parents=texts, period=later, tables=(), area=("Thành phố Hà Nội",))
    plan = services.import_plan(below, by=cast.steering).plan
    assert set(plan.above.all()) == {city, district}
    assert list(city.below.all()) == [plan]


def test_two_issuers_may_share_a_number_and_the_cited_one_is_found(cast: Cast, caugiay: PlanDoc) -> None:
    first = services.import_plan(caugiay, by=cast.steering).plan
    second = services.import_plan(replace(caugiay, issuer="UBND quận Đống Đa", area=("Thành phố Hà Nội",)), by=cast.steering).plan

    def above(text: str, number: str) -> set[Plan]:
        doc = replace(whole(), parents=(text,), number=number, area=("Thành phố Hà Nội",))
        return set(services.import_plan(doc, by=cast.steering).plan.above.all())

    assert above("Kế hoạch 152/KH-UBND của Ủy ban nhân dân quận Đống Đa", "1") == {second}
    assert above("Kế hoạch số 152/KH-UBND ngày 31 tháng 5 năm 2021 của UBND quận Cầu Giấy", "2") == {first}
    assert above("Kế hoạch số 152/KH-UBND", "3") == set()
    assert above("Kế hoạch số 152/KH-UBND ngày 01/02/2020 của UBND quận Cầu Giấy", "4") == set()


def test_a_plan_stored_later_than_those_that_cite_it_is_bound_to_them(cast: Cast, caugiay: PlanDoc) -> None:
    below = services.import_plan(whole(), by=cast.steering).plan
    assert not below.above.exists()
    assert list(services.import_plan(caugiay, by=cast.steering).plan.below.all()) == [below]

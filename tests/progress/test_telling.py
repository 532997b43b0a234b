"""Does a figure enter with its evidence, once, within scope, and does a correction keep what it corrects?"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from hoanhap.accounts.models import User
from hoanhap.audit.models import AuditEntry
from hoanhap.kit.dates import today
from hoanhap.kit.errors import Refused
from hoanhap.plans import services as plans
from hoanhap.plans.models import Plan
from hoanhap.progress.models import EnteredFigure, Evidence
from hoanhap.progress.queries import told
from hoanhap.progress.queries.lines import progress_of
from hoanhap.progress.queries.told import evening
from hoanhap.progress.rules import Counts, Move
from hoanhap.progress.rules.telling import Telling
from hoanhap.progress.services import add_evidence, tell_figures, withdraw_figure
from tests.cast import Cast
from tests.progress.conftest import PDF, TEAM, WARDS, evidence, plan_doc

pytestmark = pytest.mark.django_db
type Tell = Callable[..., list[EnteredFigure]]


def value(plan: Plan, code: str, unit: str = "") -> Decimal | None:
    """What stands of a target."""
    figure = told.newest([plan.pk], today()).get(plan.pk, {}).get((code, "", unit))
    return figure.value if figure else None


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {problem.code for problem in refused.value.problems}


def test_a_figure_is_told_once_with_its_words_and_file(plan: Plan, tell: Tell, cast: Cast) -> None:
    key = uuid4()
    (row,) = tell("CT01", 7, by=cast.steering, request_key=key)
    assert tell("CT01", 7, by=cast.steering, request_key=key) == [row]
    assert EnteredFigure.objects.count() == 1
    assert (row.indicator, row.unit_of_measure, row.words, row.by, row.is_provisional) == (
        "CR01",
        "vụ",
        "Báo cáo 12/BC-CAP",
        cast.steering,
        True,
    )
    assert row.evidence is not None
    assert (row.evidence.form, bytes(row.evidence.content), row.evidence.digest) == (
        "pdf",
        PDF,
        add_evidence(PDF, "khac.pdf", by=None).digest,
    )
    entry = AuditEntry.objects.get(subject_type="figure", subject_id=f"plan:{plan.pk}")
    assert entry.detail == {"figures": 1, "targets": ["CT01"], "restated": 0}


def test_a_correction_needs_a_reason_and_keeps_the_old_value(plan: Plan, tell: Tell) -> None:
    (first,) = tell("CT01", 7)
    with pytest.raises(Refused) as refused:
        tell("CT01", 8)
    assert codes(refused) == {"figure_reason"}
    (second,) = tell("CT01", 8, reason="Cộng thiếu một vụ.", evidence=None)
    assert (second.restates, second.evidence, value(plan, "CT01")) == (first, first.evidence, 8)
    assert [row.value for row in told.history(plan.pk, "CT01")] == [8, 7]
    with pytest.raises(Refused) as refused:
        tell("CT01", 8, reason="Lần nữa.")
    assert codes(refused) == {"figure_nothing"}


def test_a_figure_taken_back_leaves_the_one_before_it(plan: Plan, tell: Tell, cast: Cast) -> None:
    tell("CT01", 3, as_of=today() - timedelta(days=1))
    (row,) = tell("CT01", 7)
    key = uuid4()
    taken = withdraw_figure(row.pk, reason="Nhầm kế hoạch.", by=cast.steering, request_key=key)
    assert withdraw_figure(row.pk, reason="Nhầm kế hoạch.", by=cast.steering, request_key=key) == taken
    assert value(plan, "CT01") == 3
    with pytest.raises(Refused) as refused:
        withdraw_figure(row.pk, reason="Lần nữa.", by=cast.steering, request_key=uuid4())
    assert codes(refused) == {"figure_restated"}
    tell("CT01", 5, reason="Số đúng.")
    assert value(plan, "CT01") == 5


def test_no_figure_without_evidence_and_none_of_what_the_records_answer(tell: Tell) -> None:
    with pytest.raises(Refused) as refused:
        tell("CT01", 7, evidence=None)
    assert codes(refused) == {"figure_unproven"}
    with pytest.raises(Refused) as refused:
        tell("CT04", 7, 8)
    assert codes(refused) == {"figure_from_records"}
    with pytest.raises(Refused) as refused:
        tell("CT99", 7)
    assert codes(refused) == {"figure_of_nothing"}


def test_what_adds_up_never_falls(tell: Tell) -> None:
    tell("CT01", 7, as_of=today() - timedelta(days=5))
    with pytest.raises(Refused) as refused:
        tell("CT01", 6)
    assert codes(refused) == {"figure_falls"}
    tell("CT01", 2, counts=Counts.STOCK)  # what there is on a day may fall
    assert EnteredFigure.objects.count() == 2


def test_each_unit_tells_its_own_row_only(plan: Plan, tell: Tell, cast: Cast) -> None:
    (row,) = tell("CT01", 2, unit_name=WARDS[0], by=cast.commune_a)
    assert (row.scope_commune_id, row.unit_id, row.scope_province_id) == (166, 166, 100_001)
    for by, name in ((cast.commune_a, WARDS[1]), (cast.commune_a, ""), (cast.commune_b, TEAM)):
        with pytest.raises(PermissionDenied):
            tell("CT01", 2, unit_name=name, by=by)
    with pytest.raises(Plan.DoesNotExist):
        tell("CT01", 2, by=cast.other_province)
    assert tell("CT01", 1, unit_name=TEAM, by=cast.steering)
    with pytest.raises(PermissionDenied):
        withdraw_figure(row.pk, reason="Không phải của tôi.", by=cast.commune_b, request_key=uuid4())


def test_rows_are_never_changed(tell: Tell) -> None:
    (row,) = tell("CT01", 7)
    for statement in ("update progress_enteredfigure set value = 9", "delete from progress_enteredfigure", "delete from progress_evidence"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    row.refresh_from_db()
    assert row.value == 7
    assert Evidence.objects.count() == 1


def test_figures_live_through_versions_of_the_plan(plan: Plan, tell: Tell, cast: Cast) -> None:
    tell("CT01", 7)
    plans.change_plan(
        plan.pk,
        lambda doc: plan_doc(title="Phòng, chống ma túy, điều chỉnh"),
        by=cast.steering,
        seen_version=plan.version,
        why="Theo công văn 5.",
    )
    assert value(plan, "CT01") == 7


def with_rows(plan: Plan, by: User, names: dict[str, str], *, drop: str = "") -> Plan:
    """The plan with rows of its table renamed or one taken out."""
    (table,) = plans.read(plan).tables
    rows = tuple(replace(row, name=names.get(row.name, row.name)) for row in table.rows if row.name != drop)
    plan.refresh_from_db()
    return plans.update_table(plan.pk, 0, replace(table, rows=rows), by=by, seen_version=plan.version, why="Sửa tên.")


def test_a_unit_with_figures_keeps_its_name_until_they_are_taken_back(plan: Plan, tell: Tell, cast: Cast) -> None:
    (row,) = tell("CT01", 2, unit_name=WARDS[0], by=cast.commune_a)
    for change in ({"names": {WARDS[0]: "P. Cầu Giấy"}}, {"names": {}, "drop": WARDS[0]}):
        with pytest.raises(Refused, match="rút các số đã nhập") as refused:
            with_rows(plan, cast.steering, **change)
        assert codes(refused) == {"plan_unit_told"}
    with pytest.raises(Refused) as refused:
        plans.update_table(plan.pk, 0, None, by=cast.steering, seen_version=plan.version, why="Bỏ biểu.")
    assert codes(refused) == {"plan_unit_told"}
    plan.refresh_from_db()
    assert (plan.version, value(plan, "CT01", WARDS[0])) == (1, 2)
    with_rows(plan, cast.steering, {WARDS[1]: "P. Nghĩa Đô", TEAM: "Đội CSĐT"})  # nobody told anything of these
    withdraw_figure(row.pk, reason="Tên đơn vị sai.", by=cast.commune_a, request_key=uuid4())
    with_rows(plan, cast.steering, {WARDS[0]: "P. Cầu Giấy"})
    assert tell("CT01", 2, unit_name="P. Cầu Giấy")


def test_a_table_added_later_names_the_units_as_their_figures_do(cast: Cast, cast_units: None) -> None:
    bare = plans.create_plan(plan_doc(tables=()), by=None)
    one = Telling("CT01", Decimal(2), unit_name=WARDS[0])
    tell_figures(bare.pk, [one], as_of=today(), words="Báo cáo 1", evidence=evidence(), by=None, request_key=uuid4())
    (table,) = plan_doc().tables
    other = replace(table, rows=(replace(table.rows[0], name="P. Cầu Giấy"), *table.rows[1:]))
    with pytest.raises(Refused) as refused:
        plans.update_table(bare.pk, 0, other, by=cast.steering, seen_version=1, why="Thêm biểu.")
    assert codes(refused) == {"plan_unit_told"}
    plans.update_table(bare.pk, 0, table, by=cast.steering, seen_version=1, why="Thêm biểu.")
    assert value(bare, "CT01", WARDS[0]) == 2


def test_what_happened_in_a_week_and_what_was_told_late(plan: Plan, tell: Tell, cast: Cast) -> None:
    week, now = today() - timedelta(days=7), timezone.now()
    tell("CT01", 3, as_of=week - timedelta(days=1), at=evening(week))
    tell("CT01", 4, as_of=week, at=now)  # told only today
    tell("CT01", 6)
    plan.refresh_from_db()
    lines = {line.target.code: line for line in progress_of(cast.steering, plan, plans.read(plan), moves=True)}
    if week >= plan.since:
        assert lines["CT01"].move == Move(Decimal(3), Decimal(4), Decimal(6))
        assert (lines["CT01"].move.happened, lines["CT01"].move.late) == (2, 1)


def test_a_change_of_units_is_summed_and_says_who_is_missing(plan: Plan, tell: Tell, cast: Cast) -> None:
    tell("CT01", 3, unit_name=WARDS[0])
    tell("CT01", 0, unit_name=WARDS[1])
    line = progress_of(cast.steering, plan, plans.read(plan))[0]
    assert line.result is not None
    assert (line.result.value, line.result.missing, line.result.provisional) == (3, 1, True)
    tell("CT01", 7)  # the plan as a whole was told: that counts
    assert progress_of(cast.steering, plan, plans.read(plan))[0].result.value == 7  # type: ignore[union-attr]

"""Hostile input to the pages of plans is refused in words: never an error of the server, never half saved."""

import io
import json
import time
from collections.abc import Callable
from dataclasses import replace

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hoanhap.kit.errors import Refused
from hoanhap.plans import services
from hoanhap.plans.files import read_json, write_json
from hoanhap.plans.models import AllocationRow, Plan
from hoanhap.plans.rules import PlanDoc, PlanStatus, Row, RowKind
from tests.cast import Cast
from tests.plans.conftest import example
from tests.plans.sent import sent
from tests.plans.test_plan_pages import HEAD
from tests.progress.conftest import TEAM, plan_doc

pytestmark = pytest.mark.django_db
MANY = "9" * 5000
"""More digits than Python reads as a number."""


@pytest.fixture
def office(client: Client, cast: Cast) -> Client:
    """The standing office of Hà Nội, signed in."""
    client.force_login(cast.steering)
    return client


@pytest.fixture
def draft(cast: Cast, caugiay: PlanDoc) -> Plan:
    return services.create_plan(replace(caugiay, status=PlanStatus.DRAFT), by=cast.steering)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"act": "pick:0"}, 422),
        ({"act": f"pick:{MANY}"}, 422),
        ({"act": f"name:{MANY}:x:y"}, 200),
        ({"r-0-name": "P" * 201}, 422),
        ({"c-0-top": "C" * 201}, 422),
        ({"totals_label": "T" * 101}, 422),
        ({"r-0-kind": "palace"}, 302),
        ({"r-0-name": "Phường\x00 Mới"}, 302),
        ({"c-0-top": "Cột\x00"}, 302),
        ({"totals_label": "T\x00"}, 302),
        ({"r-0-no": "\x00"}, 302),
        ({"act": "paste", "paste": "Đơn vị\tSố\nPhường\x00 A\t2"}, 200),
    ],
)
def test_a_hostile_grid_is_cleaned_or_refused(office: Client, draft: Plan, fields: dict[str, str], status: int) -> None:
    address = reverse("table_edit", args=[draft.pk, 0])
    answer = office.post(address, {**sent(office.get(address)), "act": "save", **fields})
    assert answer.status_code == status
    if status != 302:
        assert Plan.objects.get(pk=draft.pk).version == draft.version


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("UBND", "UB\\u0000ND", 1),
        lambda text: text.replace("UBND", "UB\\ud800ND", 1),
        lambda text: text.replace("2021-06-01", "0001-01-01"),
        lambda text: text.replace("2021-07-01", "9999-12-31"),
        lambda text: text.replace('"format"', f'"x": {MANY}, "format"'),
        lambda _text: '{"a":' * 100_000,
    ],
    ids=["zero byte", "half a letter", "first year", "last year", "digits", "deep"],
)
def test_a_hostile_file_is_refused_in_both_steps(office: Client, change: Callable[[str], str]) -> None:
    before = write_json(example("caugiay-2021")).decode()
    content = change(before)
    assert content != before
    for form in ({"file": SimpleUploadedFile("ke-hoach.json", content.encode())}, {"act": "save", "content": content}):
        assert office.post(reverse("plan_import"), form).status_code == 422
    assert not Plan.objects.exists()


@pytest.mark.parametrize("number", ["1e400", "-1e400", "1e30", "NaN", "Infinity"])
def test_a_number_that_no_plan_holds_is_refused(office: Client, number: str) -> None:
    plain = json.loads(write_json(example("caugiay-2021")))
    plain["targets"][0]["value"] = 424242
    content = json.dumps(plain, ensure_ascii=False).replace("424242", number)
    assert office.post(reverse("plan_import"), {"act": "save", "content": content}).status_code == 422
    assert not Plan.objects.exists()


def test_a_file_of_thousands_of_keys_is_refused_at_once() -> None:
    started = time.perf_counter()
    with pytest.raises(Refused):
        read_json(("{" + ",".join(f'"{number}":1' for number in range(30_000)) + "}").encode())
    assert time.perf_counter() - started < 3, "12 seconds when every key was counted over all keys"


@pytest.mark.parametrize("fields", [{"last": "31/12/9999"}, {"since": "01/01/0001"}])
def test_a_year_that_is_a_slip_is_named_in_the_form(office: Client, fields: dict[str, str]) -> None:
    answer = office.post(reverse("plan_new"), HEAD | fields)
    assert answer.status_code == 422
    assert "1900–2200" in answer.content.decode()


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("plan_children", {"noi": MANY}),
        ("plan_history", {"tu": MANY, "den": "-1"}),
        ("task_calendar", {"thang": "99999999999999999999-01"}),
        ("task_calendar", {"thang": f"2026-{MANY}"}),
        ("plan_progress", {"den": "1/1/1900"}),
    ],
)
def test_an_address_with_nonsense_shows_the_plain_page(office: Client, draft: Plan, page: str, query: dict[str, str]) -> None:
    assert office.get(reverse(page, args=[draft.pk]), query).status_code == 200


def test_the_plan_of_a_team_is_begun_once_even_after_it_was_changed(cast: Cast) -> None:
    plan = services.create_plan(plan_doc(), by=None)
    row = AllocationRow.objects.get(table__plan=plan, name=TEAM)
    begun = services.start_child(plan.pk, 0, row.position, by=cast.steering)
    services.change_plan(begun.pk, lambda doc: replace(doc, theme="Chủ đề"), by=cast.steering, seen_version=begun.version)
    assert services.start_child(plan.pk, 0, row.position, by=cast.steering) == begun


def test_a_formula_in_a_name_stays_text_in_files(office: Client, cast_units: None) -> None:
    bare = plan_doc()
    rows = (Row('=HYPERLINK("http://ke.xau")', ("1", "2"), RowKind.TEAM), *bare.tables[0].rows[1:])
    plan = services.create_plan(replace(bare, title="=1+1", tables=(replace(bare.tables[0], rows=rows, totals=()),)), by=None)
    csv = office.get(reverse("plan_units", args=[plan.pk]), {"tep": "csv"}).getvalue().decode()
    assert "'=HYPERLINK" in csv
    for address, query in (
        (reverse("plan_units", args=[plan.pk]), {"tep": "xlsx"}),
        (reverse("plan_download", args=[plan.pk, "xlsx"]), {}),
    ):
        book = openpyxl.load_workbook(io.BytesIO(office.get(address, query).getvalue()))
        found = [cell for sheet in book for line in sheet.iter_rows() for cell in line if str(cell.value).startswith("=")]
        assert found
        assert all(cell.data_type == "s" for cell in found if "HYPERLINK" in str(cell.value) or cell.value == "=1+1")

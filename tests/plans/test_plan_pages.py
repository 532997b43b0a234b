"""Pages of plans as officers use them: entering on screen, files, refusals that keep what was typed, scope."""

import json
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hoanhap.accounts.models import User
from hoanhap.audit.models import AuditEntry
from hoanhap.plans import services
from hoanhap.plans.files import read_file, write_json, write_sheet
from hoanhap.plans.models import Plan, PlanVersion
from hoanhap.plans.rules import PlanDoc, PlanStatus
from tests.cast import Cast
from tests.plans.conftest import EXAMPLES, example
from tests.plans.sent import sent

pytestmark = pytest.mark.django_db

HEAD = {
    "issuer": "UBND thành phố Hà Nội",
    "number": "12",
    "symbol": "KH-UBND",
    "issued_on": "01/12/2025",
    "date_note": "printed",
    "title": "Phòng, chống ma túy năm 2026",
    "theme": "",
    "kind": "year",
    "since": "01/01/2026",
    "last": "31/12/2026",
    "area": "Thành phố Hà Nội",
    "parents": "",
    "report_on": "",
    "report_to": "",
    "source": "",
}
TARGET = {
    "code": "CT01",
    "text": "Người sử dụng trái phép có hồ sơ quản lý",
    "kind": "count",
    "level": "assigned",
    "comparator": "ge",
    "value": "1.200",
    "unit": "người",
    "population": "người sử dụng trái phép",
    "owner": "Công an cấp xã",
    "indicator": "PR04",
    "where": "mục II",
    "change_in": "unstated",
    "parent": "",
    "beyond": "",
    "value_high": "",
    "baseline_value": "",
}


@pytest.fixture
def office(client: Client, cast: Cast) -> Client:
    """The standing office of Hà Nội, signed in."""
    client.force_login(cast.steering)
    return client


@pytest.fixture
def draft(cast: Cast, caugiay: PlanDoc) -> Plan:
    return services.create_plan(replace(caugiay, status=PlanStatus.DRAFT), by=cast.steering)


def text(answer: Any) -> str:
    """The words of a page without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def doc(plan: Plan) -> PlanDoc:
    return services.read(Plan.objects.get(pk=plan.pk))


def test_a_plan_is_entered_on_screen_from_head_to_table(office: Client) -> None:
    answer = office.post(reverse("plan_new"), HEAD)
    plan = Plan.objects.get(number="12")
    assert (answer.status_code, answer["Location"]) == (302, reverse("plan_edit", args=[plan.pk]))
    assert office.post(reverse("target_new", args=[plan.pk]), TARGET | {"version": 1}).status_code == 302
    grid = {
        "version": 2,
        "act": "save",
        "title": "Biểu giao năm 2026",
        "caption": "",
        "where": "biểu",
        "notes": "[CT01] Tính cả người mới",
        "totals_label": "Tổng cộng",
        "c-0-top": "Số người",
        "c-0-below": "",
        "c-0-target": "CT01",
        "t-0": "1.200",
        "r-0-name": "Phường Cầu Giấy",
        "r-0-kind": "unit",
        "x-0-0": "700",
        "r-1-name": "Phường Nghĩa Đô",
        "r-1-kind": "unit",
        "x-1-0": "500",
        "r-2-name": "",
        "r-2-kind": "unit",
        "x-2-0": "",
    }
    assert office.post(reverse("table_edit", args=[plan.pk, 0]), grid).status_code == 302
    stored = doc(plan)
    assert [(row.name, row.cells) for row in stored.tables[0].rows] == [("Phường Cầu Giấy", ("700",)), ("Phường Nghĩa Đô", ("500",))]
    assert stored.tables[0].notes[0].targets == ("CT01",)
    assert stored.targets[0].value == 1200
    page = text(office.get(reverse("plan_edit", args=[plan.pk])))
    assert "khớp" in page
    assert "124 đơn vị không có trong biểu" in page  # Hà Nội has 126 communes
    answer = office.post(reverse("plan_adopt", args=[plan.pk]), {"version": 3})
    assert (answer.status_code, Plan.objects.get(pk=plan.pk).status) == (302, "adopted")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("issued_on", "31/02/2025", "Không có ngày 31/02/2025"),
        ("last", "31/12/2025", "Ngày cuối trước ngày đầu"),
        ("issuer", "", "Ô này còn trống"),
        ("area", "Xứ Đoài", "không có đơn vị “Xứ Đoài”"),
        ("area", "Tỉnh Lạng Sơn", "Bạn không được lập kế hoạch cho đơn vị này"),
    ],
)
def test_a_wrong_head_is_refused_and_what_was_typed_is_kept(office: Client, field: str, value: str, words: str) -> None:
    answer = office.post(reverse("plan_new"), HEAD | {field: value})
    assert answer.status_code == 422
    assert words in text(answer)
    assert "Phòng, chống ma túy năm 2026" in answer.content.decode()
    assert not Plan.objects.exists()


def test_the_same_form_twice_is_one_plan(office: Client) -> None:
    first, second = office.post(reverse("plan_new"), HEAD), office.post(reverse("plan_new"), HEAD)
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert (Plan.objects.count(), PlanVersion.objects.count()) == (1, 1)


def test_the_same_number_again_is_refused_with_the_plan_that_has_it(office: Client) -> None:
    office.post(reverse("plan_new"), HEAD)
    answer = office.post(reverse("plan_new"), HEAD | {"theme": "khác"})
    assert (answer.status_code, "Đã có kế hoạch 12/KH-UBND" in text(answer)) == (422, True)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("value", "1,2,3", "“1,2,3” không phải là số"),
        ("code", "CT 01", "Mã không có dấu cách"),
        ("code", "ST030", "Mã chỉ tiêu ST030 dùng hai lần"),
        ("indicator", "pr4", "Mã chỉ số gồm hai chữ hoa"),
    ],
)
def test_a_wrong_target_is_refused_and_kept(office: Client, draft: Plan, field: str, value: str, words: str) -> None:
    answer = office.post(reverse("target_new", args=[draft.pk]), TARGET | {"version": 1, field: value})
    assert (answer.status_code, words in text(answer)) == (422, True)
    assert f'value="{TARGET["text"]}"' in answer.content.decode()
    assert len(doc(draft).targets) == 14


def test_a_target_is_changed_and_what_the_form_does_not_show_stays(office: Client, draft: Plan) -> None:
    before = doc(draft).target("ST035")
    assert before is not None
    fields = sent(office.get(reverse("target_edit", args=[draft.pk, "ST035"])))
    changed = fields | {"value": "8", "printed": "08", "version": 1}
    assert office.post(reverse("target_edit", args=[draft.pk, "ST035"]), changed).status_code == 302
    assert doc(draft).target("ST035") == replace(before, value=Decimal(8), printed="08")


def test_a_target_is_taken_out_unless_a_column_splits_or_a_task_serves_it(office: Client, draft: Plan) -> None:
    for code, status in (("ST031", 302), ("ST036", 422), ("ST042", 422)):
        address = reverse("target_edit", args=[draft.pk, code])
        version = Plan.objects.get(pk=draft.pk).version
        answer = office.post(address, sent(office.get(address)) | {"act": "remove", "version": version})
        assert answer.status_code == status, code
    assert {target.code for target in doc(draft).targets} >= {"ST036", "ST042"}
    assert doc(draft).target("ST031") is None


def test_who_saves_second_sees_why_and_keeps_the_typed_text(office: Client, draft: Plan) -> None:
    office.post(reverse("target_new", args=[draft.pk]), TARGET | {"version": 1})
    answer = office.post(reverse("target_new", args=[draft.pk]), TARGET | {"version": 1, "code": "CT02"})
    assert (answer.status_code, "Người khác vừa sửa kế hoạch này" in text(answer)) == (422, True)
    assert 'value="CT02"' in answer.content.decode()


def test_after_adoption_a_change_asks_for_the_reason(office: Client, cast: Cast, caugiay: PlanDoc) -> None:
    plan = services.import_plan(caugiay, by=cast.steering).plan
    address = reverse("target_new", args=[plan.pk])
    assert "Ô này còn trống" in text(office.post(address, TARGET | {"version": 1}))
    assert office.post(address, TARGET | {"version": 1, "why": "Công văn 5"}).status_code == 302
    assert PlanVersion.objects.get(plan=plan, number=2).why == "Công văn 5"
    assert "Công văn 5" in text(office.get(reverse("plan_history", args=[plan.pk])))


# The grid


def grid_of(office: Client, plan: Plan) -> dict[str, object]:
    """What the browser would send of the table as it is shown."""
    page = office.get(reverse("table_edit", args=[plan.pk, 0]))
    html = page.content.decode()
    sent: dict[str, object] = dict(re.findall(r'<input class="form-control(?: is-invalid)?" name="([^"]+)" value="([^"]*)"', html))
    for name in re.findall(r'<select class="form-select" name="([^"]+)"', html):
        chosen = re.search(rf'name="{name}".*?<option value="([^"]*)" selected>', html, re.DOTALL)
        sent[name] = chosen[1] if chosen else ""
    return sent | page.context["form"].initial | {"paste": ""}


def test_the_grid_sends_back_the_table_it_shows(office: Client, draft: Plan) -> None:
    before = doc(draft)
    assert office.post(reverse("table_edit", args=[draft.pk, 0]), grid_of(office, draft) | {"act": "save"}).status_code == 302
    assert doc(draft).tables == before.tables
    assert Plan.objects.get(pk=draft.pk).version == 1  # nothing changed, no version


def test_the_missing_5_are_given_out_in_the_grid(office: Client, draft: Plan) -> None:
    sent = grid_of(office, draft) | {"act": "save", "x-7-4": "06", "t-4": "13"}
    assert office.post(reverse("table_edit", args=[draft.pk, 0]), sent).status_code == 302
    page = text(office.get(reverse("plan_check", args=[draft.pk])))
    assert "TT01" not in page
    assert "1 chỗ phải làm rõ" in page


def test_a_broken_cell_is_named_kept_and_not_saved(office: Client, draft: Plan) -> None:
    answer = office.post(reverse("table_edit", args=[draft.pk, 0]), grid_of(office, draft) | {"act": "save", "x-1-2": "l2"})
    assert (answer.status_code, "Dòng 2 (Yên Hòa), cột 3: “l2” không phải là số." in text(answer)) == (422, True)
    assert 'value="l2"' in answer.content.decode()
    assert Plan.objects.get(pk=draft.pk).version == 1


def test_the_grid_grows_by_columns_rows_units_and_paste_without_saving(office: Client, draft: Plan) -> None:
    address, sent = (
        reverse("table_edit", args=[draft.pk, 1]),
        {"c-0-top": "Số", "r-0-name": "", "x-0-0": "", "where": "phụ lục", "version": 1},
    )
    wide = office.post(address, sent | {"act": "column"}).context["grid"]
    tall = office.post(address, sent | {"act": "rows"}).context["grid"]
    units = office.post(address, sent | {"act": "units"}).context["grid"]
    pasted = office.post(address, sent | {"act": "paste", "paste": "Quan Hoa\t01\t0\r\nYên Hòa\t02\t\r\n"}).context["grid"]
    assert (len(wide.columns), len(tall.rows)) == (2, 6)
    wards = ("Nghĩa Đô", "Nghĩa Tân", "Mai Dịch", "Dịch Vọng", "Dịch Vọng Hậu", "Quan Hoa", "Yên Hòa", "Trung Hòa")
    assert {row.name for row in units.rows} == {f"Phường {name}" for name in wards}
    assert [(row.name, [cell.text for cell in row.cells]) for row in pasted.rows] == [("Quan Hoa", ["01", "0"]), ("Yên Hòa", ["02", ""])]
    assert Plan.objects.get(pk=draft.pk).version == 1


# Files


def upload(name: str, content: bytes) -> dict[str, object]:
    return {"act": "check", "file": SimpleUploadedFile(name, content), "why": ""}


@pytest.mark.parametrize("kind", ["json", "xlsx"])
def test_an_upload_is_shown_with_its_findings_before_anything_is_saved(office: Client, kind: str) -> None:
    answer = office.post(reverse("plan_import"), upload(f"plan.{kind}", (EXAMPLES / f"caugiay-2021.{kind}").read_bytes()))
    assert answer.status_code == 200
    page = text(answer)
    assert "2 chỗ phải làm rõ" in page
    assert "5 người chưa giao cho đơn vị nào." in page
    assert not Plan.objects.exists()
    saved = office.post(reverse("plan_import"), {"act": "save", "content": answer.context["content"], "why": ""})
    plan = Plan.objects.get()
    assert saved["Location"] == reverse("plan_edit", args=[plan.pk])
    assert doc(plan) == example("caugiay-2021")
    again = office.post(reverse("plan_import"), {"act": "save", "content": answer.context["content"], "why": ""}, follow=True)
    assert "không có gì mới" in text(again)
    assert PlanVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("plan.json", b"", "Tệp rỗng"),
        ("plan.json", b"{", "Dòng 1, cột 2"),
        ("plan.xlsx", b"abc", "không phải tệp .xlsx"),
        ("plan.xlsx", b"PK\x03\x04", "Không mở được tệp"),
    ],
)
def test_a_bad_upload_says_what_is_wrong_and_saves_nothing(office: Client, name: str, content: bytes, words: str) -> None:
    answer = office.post(reverse("plan_import"), upload(name, content))
    assert (answer.status_code, words in text(answer)) == (422, True)
    assert not Plan.objects.exists()


def test_a_plan_of_another_province_is_not_brought_in(office: Client) -> None:
    plain = json.loads((EXAMPLES / "hanoi-2024.json").read_text()) | {"area": ["Tỉnh Lạng Sơn"]}
    answer = office.post(reverse("plan_import"), {"act": "save", "content": json.dumps(plain), "why": ""})
    assert (answer.status_code, "không được nhập kế hoạch cho đơn vị này" in text(answer)) == (422, True)
    assert not Plan.objects.exists()


def test_downloads_are_the_plan_and_are_noted(office: Client, draft: Plan, cast: Cast) -> None:
    for kind in ("json", "xlsx"):
        answer = office.get(reverse("plan_download", args=[draft.pk, kind]))
        assert f'filename="ke-hoach-{draft.pk}.{kind}"' in answer["Content-Disposition"]
        assert read_file(f"x.{kind}", answer.content) == doc(draft)
    exports = AuditEntry.objects.filter(action="export", subject_type="plan", user_id=cast.steering.pk)
    assert [entry.detail["form"] for entry in exports.order_by("pk")] == ["json", "xlsx"]
    assert office.get(reverse("plan_template")).content[:2] == write_sheet()[:2]
    assert write_json(doc(draft)).startswith(b"{")


# Lists, scope, language


def test_the_list_is_narrowed_by_words_kind_and_year(office: Client, cast: Cast) -> None:
    for name in ("caugiay-2021", "hanoi-2023", "hanoi-2024"):
        services.import_plan(example(name), by=cast.steering)

    def numbers(**asked: str) -> list[str]:
        return [plan.number for plan in office.get(reverse("plan_list"), asked).context["page_obj"].object_list]

    assert numbers() == ["96", "43", "152"]
    assert numbers(year="2021") == ["152"]
    assert numbers(kind="year") == ["96", "43"]
    assert numbers(q="cau giay") == ["152"]
    assert numbers(q="96/KH-UBND") == ["96"]
    assert numbers(q="không có gì như thế") == []
    assert numbers(year="abc") == ["96", "43", "152"]
    assert b"<html" not in office.get(reverse("plan_list"), headers={"HX-Request": "true"}).content


def addresses(plan: Plan) -> dict[str, str]:
    return {
        "plan_list": reverse("plan_list"),
        "plan_new": reverse("plan_new"),
        "plan_import": reverse("plan_import"),
        "plan_template": reverse("plan_template"),
        "plan_edit": reverse("plan_edit", args=[plan.pk]),
        "plan_head_edit": reverse("plan_head_edit", args=[plan.pk]),
        "target_new": reverse("target_new", args=[plan.pk]),
        "target_edit": reverse("target_edit", args=[plan.pk, "ST036"]),
        "table_edit": reverse("table_edit", args=[plan.pk, 0]),
        "plan_check": reverse("plan_check", args=[plan.pk]),
        "plan_history": reverse("plan_history", args=[plan.pk]),
        "plan_download": reverse("plan_download", args=[plan.pk, "json"]),
    }


READS = {"plan_list", "plan_check", "plan_history", "plan_download"}


def test_who_opens_which_page(client: Client, cast: Cast, draft: Plan) -> None:
    def status(user: User, address: str) -> int:
        client.force_login(user)
        return client.get(address).status_code

    for name, address in addresses(draft).items():
        client.logout()
        assert client.get(address).status_code == 302, name
        assert status(cast.steering, address) == 200, name
        assert status(cast.nobody, address) == 403, name
        assert status(cast.auditor, address) == (200 if name in READS else 403), name
        unseen = 404 if name not in ("plan_list",) else 200  # a draft, though its table has a row for the commune
        assert status(cast.commune_a, address) == (unseen if name in READS else 403), name
        assert status(cast.elsewhere, address) == (unseen if name in READS else 403), name


def test_nothing_is_on_any_page_that_the_content_policy_forbids(office: Client, draft: Plan) -> None:
    for name, address in addresses(draft).items():
        answer = office.get(address)
        if "html" in answer["Content-Type"]:
            html = answer.content.decode()
            assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>|\sstyle=|\son[a-z]+=|https?://(?!www\.w3\.org)", html), name

"""Hostile files, numbers and readers at the pages of figures and praise; figures that a change of the plan must not lose."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hoanhap.kit.dates import today
from hoanhap.kit.errors import Refused
from hoanhap.plans import services as plans
from hoanhap.plans.models import Plan
from hoanhap.plans.rules import AllocationTable, Baseline, ChangeIn, Column, Comparator, Kind, Row, TargetDoc
from hoanhap.progress.models import EnteredFigure, ProposalEvent
from hoanhap.progress.queries.table import unit_table
from hoanhap.progress.rules import Result, Source, Standing, attain
from hoanhap.progress.rules.praising import Side, SubjectKind
from hoanhap.progress.rules.telling import Telling
from hoanhap.progress.services import praising, tell_figures
from tests.cast import Cast
from tests.progress.conftest import PDF, WARDS, evidence, plan_doc, target
from tests.progress.test_progress_pages import typed

pytestmark = pytest.mark.django_db
type Tell = Callable[..., list[EnteredFigure]]


def packed(*names: str, size: int = 10) -> bytes:
    """A packed file with these parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as parts:
        for name in names:
            parts.writestr(name, b"0" * size)
    return content.getvalue()


BOOK = ("[Content_Types].xml", "xl/workbook.xml")


@pytest.mark.parametrize(
    "content",
    [
        packed(*BOOK, "xl/vbaProject.bin"),
        packed(*BOOK, "xl/macrosheets/sheet1.xml"),
        packed(*BOOK, size=40 * 2**20),
        packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        packed("[Content_Types].xml", "word/document.xml", size=40 * 2**20),
        b"PK\x03\x04" + b"\0" * 100,
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
    ],
    ids=["macro", "macro sheet", "bomb", "macro in a letter", "bomb of a letter", "torn", "drawing"],
)
def test_a_hostile_file_proves_nothing(plan: Plan, cast: Cast, client: Client, content: bytes) -> None:
    client.force_login(cast.steering)
    form = typed(value="3") | {"evidence": SimpleUploadedFile("so-lieu.xlsx", content)}
    assert client.post(reverse("figure_enter", args=[plan.pk, "CT01"]), form).status_code == 422
    assert not EnteredFigure.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [{"value": "NaN"}, {"value": "1e400"}, {"value": "²"}, {"value": "1,5"}, {"as_of": "31/12/9999"}, {"words": "a\0"}, {"unit_name": "x"}],
)
def test_hostile_figures_are_refused_in_words(plan: Plan, cast: Cast, client: Client, fields: dict[str, str]) -> None:
    client.force_login(cast.steering)
    assert client.post(reverse("figure_enter", args=[plan.pk, "CT01"]), typed(value="3") | fields).status_code == 422
    assert not EnteredFigure.objects.exists()


def test_the_name_of_a_file_reaches_no_header(plan: Plan, cast: Cast, client: Client) -> None:
    client.force_login(cast.steering)
    form = typed(value="3") | {"evidence": SimpleUploadedFile("a\r\nSet-Cookie: x=1.pdf", PDF)}
    assert client.post(reverse("figure_enter", args=[plan.pk, "CT01"]), form).status_code == 302
    figure = EnteredFigure.objects.get()
    answer = client.get(reverse("figure_evidence", args=[figure.pk]))
    assert answer["Content-Disposition"] == f'attachment; filename="minh-chung-{figure.pk}.pdf"'
    assert "Set-Cookie" not in answer


def test_the_file_of_one_ward_is_not_for_the_ward_beside_it(plan: Plan, cast: Cast, client: Client, tell: Tell) -> None:
    own = tell("CT01", 3, unit_name=WARDS[0], by=cast.commune_a)[0]
    whole = tell("CT01", 5, by=cast.steering)[0]
    address = reverse("figure_evidence", args=[own.pk])
    found = {}
    for name in ("commune_a", "committee_a", "province", "steering", "auditor", "commune_b", "elsewhere"):
        client.force_login(getattr(cast, name))
        found[name] = client.get(address).status_code
    assert found == dict.fromkeys(("commune_a", "committee_a", "province", "steering", "auditor"), 200) | {
        "commune_b": 404,
        "elsewhere": 404,
    }
    client.force_login(cast.commune_b)
    html = client.get(reverse("figure_history", args=[plan.pk, "CT01"])).content.decode()
    assert address not in html
    assert reverse("figure_evidence", args=[whole.pk]) in html


@pytest.mark.parametrize("code", ["CT09", ""], ids=["another code", "taken out"])
def test_a_target_with_figures_keeps_its_code(plan: Plan, cast: Cast, tell: Tell, code: str) -> None:
    def change(before: TargetDoc, to: str) -> Plan:
        plan.refresh_from_db()
        seen: dict[str, Any] = {"by": cast.steering, "seen_version": plan.version, "why": "điều chỉnh"}
        if to:
            return plans.update_target(plan.pk, replace(before, code=to), code=before.code, **seen)
        return plans.remove_target(plan.pk, before.code, **seen)

    doc = plans.read(plan)
    free, told = doc.targets[3], doc.targets[1]
    tell(told.code, 3, 4)
    with pytest.raises(Refused, match=told.code):
        change(told, code)
    assert plans.read(plan).target(told.code) is not None
    change(free, code)
    assert plans.read(Plan.objects.get(pk=plan.pk)).target(free.code) is None


def test_who_reads_and_settles_a_proposal(plan: Plan, cast: Cast, client: Client) -> None:
    put = praising.Put(Side.PRAISE, WARDS[0], "Vượt chỉ tiêu", "Giấy khen", SubjectKind.UNIT)
    (made,) = praising.propose(plan.pk, [put], by=cast.steering, request_key=uuid4())
    page = reverse("praise_detail", args=[made.pk])
    seen = {}
    for name, user in cast:
        client.force_login(user)
        seen[name] = client.get(page).status_code
    readers = {name for name, status in seen.items() if status == 200}
    assert readers == {"steering"}, "nobody else reads a proposal before it is decided"
    client.force_login(cast.commune_a)
    assert client.post(page, {"state": "decided", "on": f"{today():%d/%m/%Y}"}).status_code == 404
    client.force_login(cast.steering)
    for fields in ({"award": "x" * 3000, "authority": "UBND"}, {"award": "Giấy khen\0", "authority": "UBND"}, {"state": "proposed"}):
        form = {"state": "decided", "on": f"{today():%d/%m/%Y}", **fields}
        assert client.post(page, form).status_code == 422
    assert not ProposalEvent.objects.exists()


def test_a_unit_above_its_ceiling_has_not_reached_it(cast: Cast) -> None:
    ceiling = target("CT01", value=10, comparator=Comparator.AT_MOST)
    rows = (Row(WARDS[0], ("5",)), Row(WARDS[1], ("5",)))
    table = AllocationTable(title="Biểu", columns=(Column(("Vụ",), "CT01"),), rows=rows, totals=("10",))
    plan = plans.create_plan(plan_doc(targets=(ceiling,), tables=(table,)), by=None)
    figures = [Telling("CT01", Decimal(20), unit_name=WARDS[0]), Telling("CT01", Decimal(2), unit_name=WARDS[1])]
    tell_figures(plan.pk, figures, as_of=today(), words="Báo cáo", evidence=evidence(), by=None, request_key=uuid4())
    lines = {line.name: line for line in unit_table(plan, plans.read(plan), code="CT01").lines}
    assert [lines[name].cells[0].standing for name in WARDS] == [Standing.SHORT, Standing.REACHED]
    assert [lines[name].score.reached for name in WARDS] == [0, 1]
    assert [lines[name].place for name in WARDS] == [2, 1]


@pytest.mark.parametrize(
    ("value", "comparator", "was", "now", "met"),
    [
        (5, Comparator.AT_MOST, 100, 110, False),
        (5, Comparator.AT_MOST, 100, 104, True),
        (5, Comparator.UNSTATED, 100, 105, True),
        (-5, Comparator.AT_LEAST, 100, 94, True),
        (-5, Comparator.AT_LEAST, 100, 96, False),
        (-5, Comparator.AT_MOST, 100, 90, False),
        (-5, Comparator.UNSTATED, 100, 95, True),
    ],
)
def test_a_change_means_what_its_comparator_says(value: int, comparator: Comparator, was: int, now: int, met: bool) -> None:
    change = target(
        "CT01", Kind.CHANGE, value, comparator=comparator, change_in=ChangeIn.RELATIVE, baseline=Baseline("năm 2023", Decimal(was))
    )
    assert attain(change, Result(Decimal(now), date(2024, 12, 31), Source.ENTERED)).met is met


def test_a_changed_share_of_nobody_is_not_judged() -> None:
    change = target("CT01", Kind.CHANGE, -1, change_in=ChangeIn.POINTS, baseline=Baseline("năm 2023", Decimal(10)))
    found = attain(change, Result(Decimal(0), date(2024, 12, 31), Source.ENTERED, whole=Decimal(0)))
    assert found.met is None
    assert found.lacking is not None

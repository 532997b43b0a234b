"""A plan of Hà Nội for two wards and a team, and files that may stand behind its figures."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from hoanhap.accounts.models import User
from hoanhap.kit.dates import today
from hoanhap.plans import services as plans
from hoanhap.plans.models import Plan
from hoanhap.plans.rules import (
    AllocationTable,
    Column,
    Comparator,
    Deadline,
    Kind,
    PlanDoc,
    PlanKind,
    PlanStatus,
    Row,
    RowKind,
    Span,
    TargetDoc,
)
from hoanhap.progress.models import EnteredFigure, Evidence
from hoanhap.progress.rules.telling import Telling
from hoanhap.progress.services import add_evidence, tell_figures

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
WARDS = ("Phường Cầu Giấy", "Phường Nghĩa Đô")
TEAM = "Đội Cảnh sát điều tra"


def target(code: str, kind: Kind = Kind.COUNT, value: int | None = 10, **fields: object) -> TargetDoc:
    """A target that no record answers."""
    plain: dict[str, object] = {
        "text": f"Chỉ tiêu {code}",
        "where": "mục II",
        "unit": "vụ" if kind is Kind.COUNT else "%",
        "indicator": "CR01",
    }
    return TargetDoc(code=code, kind=kind, value=None if value is None else Decimal(value), **(plain | fields))  # type: ignore[arg-type]


def plan_doc(**fields: object) -> PlanDoc:
    """Two targets given out to two wards and a team, one share, one that the records answer."""
    year = today().year
    given: dict[str, object] = {
        "issuer": "UBND thành phố Hà Nội",
        "number": "77",
        "symbol": "KH-UBND",
        "issued_on": date(year - 1, 12, 1),
        "title": "Phòng, chống ma túy",
        "kind": PlanKind.YEAR,
        "period": Span(date(year, 1, 1), date(year + 1, 1, 1)),
        "status": PlanStatus.ADOPTED,
        "area": ("Thành phố Hà Nội",),
        "report": Deadline(today() - timedelta(days=2), to="Công an thành phố"),
        "targets": (
            target("CT01", value=10),
            target("CT02", Kind.PERCENT, 60, parent="CT01", counted="vụ", population="vụ đã xử lý", indicator="CR02"),
            target("CT03", value=13, unit="người", indicator="RV01"),
            target("CT04", Kind.PERCENT, 100, comparator=Comparator.EQUAL, indicator="PR02"),
        ),
        "tables": (
            AllocationTable(
                title="Biểu",
                columns=(Column(("Vụ",), "CT01"), Column(("Người",), "CT03")),
                rows=(Row(WARDS[0], ("04", "05")), Row(WARDS[1], ("04", "03")), Row(TEAM, ("02", ""), RowKind.TEAM)),
                totals=("10", "08"),
            ),
        ),
    }
    return PlanDoc(**(given | fields))  # type: ignore[arg-type]


@pytest.fixture
def plan(cast_units: None, db: None) -> Plan:
    return plans.create_plan(plan_doc(), by=None)


@pytest.fixture
def tell(plan: Plan) -> Callable[..., list[EnteredFigure]]:
    """Tell one figure of the plan as of a day; evidence and words are there unless taken away."""

    def telling(code: str, value: int, whole: int | None = None, *, by: User | None = None, **fields: Any) -> list[EnteredFigure]:
        of = {name: fields.pop(name) for name in ("unit_name", "group", "counts") if name in fields}
        one = Telling(code, Decimal(value), None if whole is None else Decimal(whole), **of)
        frame: dict[str, Any] = {"as_of": today(), "words": "Báo cáo 12/BC-CAP", "evidence": evidence(), "request_key": uuid4()}
        return tell_figures(plan.pk, [one], by=by, **(frame | fields))

    return telling


def evidence() -> Evidence:
    """The file that stands behind figures."""
    return add_evidence(PDF, "bao-cao.pdf", by=None)

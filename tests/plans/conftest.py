"""The founding plans, and a small plan in which the referee finds nothing."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from hoanhap.plans.files import read_json
from hoanhap.plans.rules import (
    AllocationTable,
    Baseline,
    Column,
    Comparator,
    Deadline,
    Kind,
    PlanDoc,
    PlanKind,
    Row,
    Signatory,
    Span,
    TargetDoc,
)

EXAMPLES = Path(__file__).parents[2] / "examples"
FOUNDING = ("caugiay-2021", "hanoi-2023", "hanoi-2024", "bacgiang-2017")


def example(name: str) -> PlanDoc:
    """A founding plan from `examples/`."""
    return read_json((EXAMPLES / f"{name}.json").read_bytes())


@pytest.fixture(scope="session")
def caugiay() -> PlanDoc:
    return example("caugiay-2021")


@pytest.fixture(scope="session")
def hanoi_2024() -> PlanDoc:
    return example("hanoi-2024")


def target(code: str, value: int | str | None, kind: Kind = Kind.COUNT, **fields: object) -> TargetDoc:
    """A target without fault: counted in people, with comparator, population and owner."""
    given: dict[str, object] = {
        "text": f"Chỉ tiêu {code}",
        "where": "mục II",
        "value": None if value is None else Decimal(value),
        "unit": "người" if kind is Kind.COUNT else "%",
        "counted": "" if kind is Kind.COUNT else "người",
        "comparator": Comparator.AT_LEAST,
        "population": "người có hồ sơ quản lý",
        "owner": "Công an xã",
        "baseline": Baseline("cuối năm 2023", Decimal(200), source="báo cáo năm 2023") if kind in (Kind.PERCENT, Kind.RANGE) else None,
    }
    return TargetDoc(code=code, kind=kind, **(given | fields))  # type: ignore[arg-type]


def table(cells: Sequence[tuple[str, ...]], targets: tuple[str, ...], totals: tuple[str, ...] = (), **fields: object) -> AllocationTable:
    """A table of wards A, B, C…: one tuple of printed cells each."""
    columns = tuple(Column((f"Cột {code}",), code) for code in targets)
    rows = tuple(Row(f"Phường {chr(65 + line)}", texts) for line, texts in enumerate(cells))
    caption = "Kèm theo Kế hoạch số 01/KH-UBND ngày 01/12/2023 của UBND quận Mẫu"
    given: dict[str, object] = {"title": "Biểu năm 2024", "caption": caption, "columns": columns, "rows": rows, "totals": totals}
    return AllocationTable(**(given | fields))  # type: ignore[arg-type]


@pytest.fixture
def plan() -> Callable[..., PlanDoc]:
    """Builds a plan for 2024 in which the referee finds nothing, with the given parts."""

    def build(**fields: object) -> PlanDoc:
        given: dict[str, object] = {
            "issuer": "UBND quận Mẫu",
            "number": "01",
            "symbol": "KH-UBND",
            "issued_on": date(2023, 12, 1),
            "title": "Phòng, chống ma túy năm 2024",
            "kind": PlanKind.YEAR,
            "period": Span(date(2024, 1, 1), date(2025, 1, 1)),
            "report": Deadline(date(2025, 1, 15), to="UBND quận"),
            "signatory": Signatory("Người ký mẫu", "CHỦ TỊCH", "TM. ỦY BAN NHÂN DÂN"),
            "targets": (target("CT01", 10),),
            "tables": (table([("4",), ("6",)], ("CT01",), ("10",)),),
        }
        return PlanDoc(**(given | fields))  # type: ignore[arg-type]

    return build

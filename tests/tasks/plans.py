"""Plans with tasks for the tests: the district's of 2021 and one of the province that runs today."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hoanhap.kit.dates import today
from hoanhap.plans.models import Plan
from hoanhap.plans.rules import PlanDoc, PlanKind, PlanStatus, Span
from hoanhap.plans.rules.document import Window
from hoanhap.plans.rules.kinds import Proof, Recurrence, TaskKind
from hoanhap.plans.rules.spans import Deadline
from hoanhap.plans.rules.tasks import Deliverable, TaskDoc
from hoanhap.plans.services import import_plan
from hoanhap.tasks.services import distribute_due
from tests.plans.conftest import example

__all__ = ["district_plan", "given_out", "province_plan", "task"]


def task(code: str, agency: str, text: str = "Treo băng rôn hưởng ứng", **fields: Any) -> TaskDoc:
    """One task."""
    return TaskDoc(code=code, agency=agency, text=text, where="mục IV", **fields)


def district_plan() -> PlanDoc:
    """The Cầu Giấy plan of June 2021 with tasks as its part IV words them."""
    due = Deadline(date(2021, 7, 2), exclusive=True, to="Công an quận Cầu Giấy")
    return replace(
        example("caugiay-2021"),
        tasks=(
            task("NV01", "Công an quận", "Kiểm tra, đôn đốc việc triển khai Kế hoạch", recurrence=Recurrence.WEEKLY),
            task("NV02", "Phòng Y tế và Trung tâm Y tế quận", "Quản lý người điều trị Methadone", recurrence=Recurrence.REGULAR),
            task("NV03", "Đề nghị Hội Cựu Chiến binh, Hội Liên hiệp Phụ nữ quận", "Rà soát người có nguy cơ", kind=TaskKind.REQUEST),
            task("NV04", "Ủy ban nhân dân các phường", "Tổ chức tuyên truyền", due=due),
            task("NV05", "Các ngành thành viên Ban Chỉ đạo quận", "Treo băng rôn", due_text="theo quy định"),
            task("NV06", "Tất cả các đơn vị", "Báo cáo kết quả", due=due),
        ),
    )


def province_plan(*tasks: TaskDoc, **fields: Any) -> PlanDoc:
    """A plan of Hà Nội that began two months ago and runs for one month more, with its tasks."""
    day = today()
    plain: dict[str, Any] = {
        "issuer": "Ban Chỉ đạo thành phố Hà Nội",
        "title": "Kế hoạch cao điểm phòng, chống ma túy",
        "short_title": "Cao điểm phòng, chống ma túy",
        "kind": PlanKind.CAMPAIGN,
        "period": Span(day - timedelta(days=60), day + timedelta(days=30)),
        "number": "77",
        "symbol": "KH-BCĐ",
        "issued_on": day - timedelta(days=63),
        "status": PlanStatus.ADOPTED,
        "area": ("Thành phố Hà Nội",),
        "tasks": tasks or province_tasks(),
        "windows": (Window("Đợt cao điểm", "mục III", Span(day - timedelta(days=40), day - timedelta(days=9))),),
    }
    return PlanDoc(**{**plain, **fields})


def province_tasks() -> tuple[TaskDoc, ...]:
    """Late, near, without a day, with numbers and proof."""
    day = today()
    banner = Deliverable("a", "Treo 01 băng rôn tại cổng cơ quan", Decimal(1), "băng rôn", Proof.PHOTO)
    return (
        task("NV01", "Công an phường Cầu Giấy", "Treo băng rôn", due=Deadline(day - timedelta(days=5)),
             deliverables=(replace(banner, quantity=None),)),
        task("NV02", "Công an phường Cầu Giấy, Công an phường Nghĩa Đô", "Ký cam kết", due=Deadline(day + timedelta(days=3)),
             deliverables=(Deliverable("a", "Bản cam kết của hộ dân", Decimal(20), "bản"),)),
        task("NV03", "Ủy ban nhân dân phường Cầu Giấy", "Hội nghị nói chuyện chuyên đề", due_text="cuối năm"),
        task("NV04", "Công an phường Nghĩa Đô", "Ra quân trấn áp", window="Đợt cao điểm"),
        task("NV05", "Hội Cựu Chiến binh", "Vận động hội viên", kind=TaskKind.REQUEST, due=Deadline(day - timedelta(days=1))),
    )  # fmt: skip


def given_out(doc: PlanDoc) -> Plan:
    """The stored plan with its tasks given to agencies."""
    plan = import_plan(doc, by=None).plan
    distribute_due()
    return plan

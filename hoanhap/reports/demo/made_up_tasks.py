"""What do the made-up plans of this year ask of whom, and what did the agencies with accounts tell?"""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from hoanhap.accounts.models import User
from hoanhap.kit.dates import today
from hoanhap.plans.models import Plan
from hoanhap.plans.rules import Deadline, Deliverable, Proof, Recurrence, Span, TaskDoc, TaskKind
from hoanhap.reports.demo.city import CAU_GIAY, HA_NOI, NGHIA_DO
from hoanhap.reports.measures import Area, people, under_management
from hoanhap.tasks.models import Assignment
from hoanhap.tasks.rules.states import Outcome
from hoanhap.tasks.services import reporting

MONTH, ROUND = "Tháng hành động phòng, chống ma túy", "Đợt rà soát cuối năm"
_REQUESTS = UUID("6f1f6f6e-0a35-4c1d-9a5e-3a6a9a1d2f60")
"""Name space of the keys under which the demonstration reports: the same load reports the same once."""


def city_tasks(year: int) -> tuple[TaskDoc, ...]:
    """The tasks of the city's plan: orders, requests and a joint one, each kind of deadline."""
    police, all_police, all_committees = "Công an thành phố", "Công an các xã, phường", "UBND các xã, phường"
    return (
        TaskDoc(
            "NV01",
            police,
            "Hướng dẫn Công an cấp xã lập hồ sơ quản lý",
            "mục III.1",
            deliverables=(Deliverable("a", "Hướng dẫn Công an cấp xã"),),
            due=Deadline(date(year, 1, 31)),
            targets=("CT01",),
        ),
        TaskDoc(
            "NV02",
            police,
            "Kiểm tra công tác quản lý tại xã, phường",
            "mục III.1",
            deliverables=(Deliverable("a", "Cuộc kiểm tra", Decimal(40), "cuộc", Proof.FIGURE),),
            due=Deadline(date(year, 11, 30)),
            targets=("CT04",),
        ),
        TaskDoc(
            "NV03",
            all_police,
            "Rà soát, cập nhật danh sách người sử dụng trái phép; lập hồ sơ quản lý",
            "mục III.2",
            deliverables=(Deliverable("a", "Số người trong danh sách", proof=Proof.FIGURE, unit="người"),),
            recurrence=Recurrence.QUARTERLY,
            due_text="hằng quý",
            targets=("CT01", "CT02"),
        ),
        TaskDoc(
            "NV04",
            all_police,
            "Đợt rà soát cuối năm từng tổ dân phố, thôn",
            "mục III.2",
            deliverables=(Deliverable("a", "Rà soát xong các tổ dân phố, thôn"),),
            window=ROUND,
            targets=("CT02",),
        ),
        TaskDoc(
            "NV05",
            all_committees,
            "Tổ chức tuyên truyền tại khu dân cư",
            "mục III.3",
            deliverables=(Deliverable("a", "Buổi tuyên truyền", Decimal(1), "buổi", Proof.PHOTO),),
            recurrence=Recurrence.QUARTERLY,
            due_text="hằng quý",
            targets=("CT03",),
        ),
        TaskDoc(
            "NV06",
            "Công an phường Cầu Giấy, Công an phường Nghĩa Đô",
            "Làm điểm số hóa hồ sơ quản lý",
            "mục III.4",
            kind=TaskKind.JOINT,
            coordinating=(police,),
            deliverables=(
                Deliverable("a", "Hồ sơ đã số hóa", Decimal(50), "hồ sơ", Proof.FIGURE),
                Deliverable("b", "Báo cáo kinh nghiệm", proof=Proof.DOCUMENT, due=Deadline(date(year, 12, 1), to=police)),
            ),
            due=Deadline(date(year, 9, 30)),
        ),
        TaskDoc(
            "NV07",
            "Sở Y tế",
            "Bảo đảm xác định tình trạng nghiện theo đề nghị của Công an",
            "mục III.5",
            coordinating=(police,),
            deliverables=(Deliverable("a", "Nơi xác định trực đủ ngày"),),
            recurrence=Recurrence.REGULAR,
            due_text="thường xuyên",
        ),
        TaskDoc(
            "NV08",
            "Ủy ban Mặt trận Tổ quốc Việt Nam thành phố",
            "Vận động Nhân dân giúp đỡ người bị quản lý",
            "mục III.6",
            kind=TaskKind.REQUEST,
            deliverables=(Deliverable("a", "Báo cáo kết quả vận động", proof=Proof.DOCUMENT),),
            due_text="cuối năm",
            targets=("CT05",),
        ),
        TaskDoc(
            "NV09",
            "Thành đoàn Hà Nội",
            "Chủ trì, phối hợp với Công an thành phố tổ chức mít tinh hưởng ứng ngày 26/6",
            "mục III.7",
            kind=TaskKind.REQUEST,
            coordinating=(police,),
            deliverables=(Deliverable("a", "Mít tinh hưởng ứng ngày 26/6", proof=Proof.PHOTO),),
            window=MONTH,
            due=Deadline(date(year, 6, 26)),
        ),
    )


def ward_tasks(year: int) -> tuple[TaskDoc, ...]:
    """The tasks of phường Cầu Giấy's own plan."""
    return (
        TaskDoc(
            "NV01",
            "Công an phường",
            "Rà soát, cập nhật danh sách và lập hồ sơ quản lý",
            "mục III.1",
            deliverables=(Deliverable("a", "Rà soát, cập nhật danh sách", proof=Proof.FIGURE, unit="người"),),
            recurrence=Recurrence.MONTHLY,
            targets=("CT01", "CT02"),
        ),
        TaskDoc(
            "NV02",
            "Trạm Y tế phường",
            "Phối hợp xét nghiệm chất ma túy trong cơ thể",
            "mục III.2",
            kind=TaskKind.JOINT,
            coordinating=("Công an phường",),
            deliverables=(Deliverable("a", "Cử người phối hợp theo đề nghị"),),
            recurrence=Recurrence.REGULAR,
            due_text="thường xuyên",
        ),
        TaskDoc(
            "NV03",
            "Đoàn Thanh niên phường",
            "Phân công đoàn viên giúp đỡ người bị quản lý",
            "mục III.3",
            kind=TaskKind.REQUEST,
            deliverables=(Deliverable("a", "Danh sách phân công", proof=Proof.DOCUMENT),),
            due=Deadline(date(year, 12, 15), to="Công an phường"),
        ),
    )


def report(city: Plan, ward: Plan, on: date) -> None:
    """What the agencies with accounts told until `on`: lists of past quarters and months but the last month's, parts of what is counted."""
    now, year = min(on, today()), on.year
    police = _owed(city, "tinh.hanoi", now_province=HA_NOI, now_commune=None)
    _tell(police, "NV01", date(year, 1, 28), now)
    _tell(police, "NV02", date(year, 10, 30), now, Decimal(31), outcome=Outcome.PARTLY)
    for name, unit in (("canbo.caugiay", CAU_GIAY), ("canbo.nghiado", NGHIA_DO)):
        owed = _owed(city, name, now_commune=unit)
        for month in (1, 4, 7, 10):
            told = date(year, month + 2, 20)
            _tell(owed, "NV03", told, now, _known(unit, told), key=date(year, month, 1))
        _tell(owed, "NV06", date(year, 9, 25), now, Decimal(26), outcome=Outcome.PARTLY)
    own = _owed(ward, "canbo.caugiay", now_commune=CAU_GIAY)
    for month in range(1, now.month - 1):
        told = date(year, month, 25)
        _tell(own, "NV01", told, now, _known(CAU_GIAY, told), key=told.replace(day=1))


type _Owed = tuple[User | None, dict[str, Assignment]]


def _owed(plan: Plan, username: str, **where: int | None) -> _Owed:
    """The account, and what its police owes by this plan."""
    rows = Assignment.objects.filter(plan=plan, kind__in=("commune_police", "provincial_police"), **where).select_related("task")
    return User.objects.filter(username=username).first(), {row.task.code: row for row in rows}


def _known(commune: int, on: date) -> Decimal:
    return Decimal(people(under_management(Area(communes=(commune,)), Span(on, on + timedelta(days=1)))))


def _tell(
    owed: _Owed,
    task: str,
    on: date,
    now: date,
    quantity: Decimal | None = None,
    *,
    key: date | None = None,
    outcome: Outcome = Outcome.DONE,
) -> None:
    by, rows = owed
    if by is not None and on <= now and (row := rows.get(task)) is not None:
        request = uuid5(_REQUESTS, f"{row.plan_id} {task} {by.username} {on}")
        reporting.report(row.pk, outcome=outcome, on=on, deliverable="a", key=key, quantity=quantity, by=by, request_key=request)

"""A plan that says something in every field there is: what is lost on the way through a file or the database shows at once."""

from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal

from hoanhap.plans.rules import (
    AllocationTable,
    Annex,
    Baseline,
    ChangeIn,
    Column,
    Comparator,
    DateNote,
    Deadline,
    Deliverable,
    Delivery,
    Kind,
    LegalBasis,
    Level,
    Mention,
    Milestone,
    Note,
    OwnerSide,
    PlanDoc,
    PlanKind,
    PlanStatus,
    Proof,
    Recipient,
    Recurrence,
    ReportedFigure,
    Row,
    RowKind,
    Section,
    Signatory,
    Span,
    Subordinate,
    TargetDoc,
    TaskDoc,
    TaskKind,
    Term,
    Window,
)

JUNE = Span(date(2021, 6, 1), date(2021, 7, 1))
DUE = Deadline(date(2021, 7, 2), exclusive=True, to="Công an quận, Đội Tổng hợp")


def whole() -> PlanDoc:
    """A joint plan of Cầu Giấy with every field filled."""
    target = TargetDoc(
        code="CT01",
        text="Tăng số người cai nghiện tự nguyện",
        kind=Kind.CHANGE,
        where="mục II",
        quote="tăng 5% đến 7,5%",
        level=Level.STRIVED,
        comparator=Comparator.BETWEEN,
        value=Decimal(5),
        value_high=Decimal("7.5"),
        printed="5% đến 7,5%",
        unit="%",
        counted="người",
        population="người nghiện có hồ sơ",
        baseline=Baseline("năm 2020", Decimal(40), Span(date(2020, 1, 1), date(2021, 1, 1)), "Báo cáo tổng kết năm 2020"),
        change_in=ChangeIn.POINTS,
        period=Span(date(2021, 6, 1), date(2021, 6, 16)),
        each_year=True,
        due=DUE,
        owner="Phòng Lao động - Thương binh và Xã hội",
        aspect="hộ khẩu Hà Nội",
        group="người đi cai nghiện",
        beyond="CT02",
        numerator="người đã đăng ký cai nghiện tự nguyện",
        groups=("phường", "trường học"),
        milestones=(Milestone(2021, Decimal("2.5"), "mỗi năm 2,5%"), Milestone(2022, Decimal(5))),
        owner_side=OwnerSide.OTHER,
        evidence="danh sách đăng ký",
        mentions=(Mention("mục IV.2", "tăng 5% trở lên", Decimal(5)),),
        note="hỏi lại cơ quan ban hành",
        measure_name="tỷ lệ đăng ký cai nghiện tự nguyện",
    )
    other = TargetDoc(
        "CT02", "Số người cai nghiện", Kind.COUNT, "mục II", parent="CT03", value=Decimal(13), printed="13", unit="người", indicator="PR04"
    )
    third = TargetDoc("CT03", "Số người được vận động", Kind.COUNT, "mục II", value=Decimal(20), unit="người")
    return PlanDoc(
        issuer="UBND quận Cầu Giấy",
        title="Tháng hành động phòng, chống ma túy",
        kind=PlanKind.JOINT,
        period=JUNE,
        number="998",
        symbol="KHLN-UBND-TAND",
        issued_on=date(2021, 5, 31),
        date_note=DateNote.HANDWRITTEN,
        theme="Vì sức khỏe của mọi người",
        short_title="Tháng hành động 2021",
        status=PlanStatus.ADJUSTED,
        area=("Thành phố Hà Nội", "Quận Cầu Giấy"),
        parents=("Kế hoạch số 152/KH-UBND ngày 31/5/2021 của UBND quận Cầu Giấy", "Chỉ đạo của Thủ tướng Chính phủ"),
        co_issuers=("Tòa án nhân dân quận Cầu Giấy", "Viện Kiểm sát nhân dân quận Cầu Giấy"),
        signatory=Signatory("Trần Thị Mẫu", "PHÓ CHỦ TỊCH", "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH", "CAQ"),
        recipients=(Recipient("UBND Thành phố", 2, Delivery.BOTH, "để báo cáo"), Recipient("Lưu: VT")),
        annexes=(Annex("Biểu giao chỉ tiêu", "biểu", "kèm theo Kế hoạch số 998"),),
        bases=(LegalBasis("NĐ111/CP", "biểu", "111/2013/NĐ-CP"),),
        subordinates=(Subordinate("UBND các phường", "mục V.1", DUE, "xây dựng Kế hoạch cụ thể"),),
        constraints=("phù hợp với phòng, chống dịch; không tụ tập đông người", "trong dự toán được giao"),
        windows=(
            Window("đợt cao điểm tấn công", "mục III.2", Span(date(2021, 6, 1), date(2021, 6, 16))),
            Window("tháng cao điểm", "mục IV"),
        ),
        terms=(Term("mô hình hiệu quả", "không có người tái nghiện trong 12 tháng", "mục II"),),
        report=DUE,
        source="Văn bản trên cổng thông tin",
        sections=(Section("mục I", "Mục đích", "Nâng cao nhận thức.\nHuy động toàn dân."),),
        targets=(target, other, third),
        tables=(
            AllocationTable(
                title="Biểu giao chỉ tiêu",
                columns=(Column(("Cai nghiện", "Tổng số"), "CT02"),),
                rows=(Row("Phường Dịch Vọng", ("01",), RowKind.UNIT, "1", "00157"), Row("Đội CSĐTTP", ("",), RowKind.TEAM)),
                where="phụ lục 1",
                caption="kèm theo Kế hoạch",
                totals_label="Cộng",
                totals=("01",),
                notes=(Note("Có nơi cư trú ổn định", ("CT02",)),),
            ),
        ),
        reported=(
            ReportedFigure(
                target="CT02",
                source="Báo cáo 6 tháng",
                as_of=date(2021, 6, 25),
                period=JUNE,
                printed="gần 10 người",
                value=Decimal("9.5"),
                unit="người",
                percent_printed="hơn 70%",
                percent=Decimal(73),
                percent_of=("CT02", "CT03"),
                denominator=Decimal(13),
            ),
        ),
        tasks=(
            TaskDoc(
                code="NV01",
                agency="Đoàn Thanh niên Cộng sản Hồ Chí Minh quận",
                text="Tổ chức mít tinh; treo băng rôn tại trụ sở",
                where="mục IV.11",
                kind=TaskKind.REQUEST,
                coordinating=("Công an quận", "UBND phường"),
                deliverables=(
                    Deliverable("a", "tổ chức mít tinh", Decimal("1.5"), "buổi", Proof.PHOTO, DUE),
                    Deliverable("b", "treo băng rôn"),
                ),
                due=DUE,
                due_text="cuối tháng",
                recurrence=Recurrence.MONTHLY,
                period=Span(date(2021, 6, 1), date(2021, 6, 27)),
                window="đợt cao điểm tấn công",
                targets=("CT02", "CT01"),
                quote="Chủ trì phối hợp với Công an quận",
                note="hỏi ngày mít tinh",
            ),
            TaskDoc("NV02", "Công an quận", "Đôn đốc các đơn vị", "mục IV.1", kind=TaskKind.JOINT),
        ),
    )


def at_default(value: object) -> Iterator[str]:
    """Every field of a dataclass reachable from `value` that only ever holds its default: `TargetDoc.note`."""
    filled: dict[str, bool] = {}

    def visit(thing: object) -> None:
        if isinstance(thing, tuple):
            for part in thing:
                visit(part)
        elif is_dataclass(thing):
            for item in fields(thing):
                part = getattr(thing, item.name)
                name = f"{type(thing).__name__}.{item.name}"
                filled[name] = filled.get(name, False) or item.default is MISSING or part != item.default
                visit(part)

    visit(value)
    yield from sorted(name for name, is_filled in filled.items() if not is_filled)

"""Checks on the values, days and periods of targets."""

from collections.abc import Iterator

from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules.cells import numbers_in
from hoanhap.plans.rules.document import PlanDoc, TargetDoc
from hoanhap.plans.rules.facts import Facts
from hoanhap.plans.rules.kinds import Kind
from hoanhap.plans.rules.referee import Finding, Severity, figure, of_target, rule
from hoanhap.plans.rules.words import Words


@rule("TT86", N_("tỷ lệ không nêu của tổng nào"))
def percent_of_nothing(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """A percentage without population or whole."""
    for target in doc.targets:
        if target.is_percent and target.kind in (Kind.PERCENT, Kind.RANGE) and not target.population and not target.parent:
            yield _bare(
                "TT86",
                target,
                N_("{target}: tỷ lệ không nêu của tổng nào"),
                N_("Không biết {value}% của bao nhiêu, của ai."),
                N_("Ghi rõ mẫu số: trong số người, vụ hoặc hồ sơ nào."),
            )


@rule("TT87", N_("tỷ lệ trên 100%"))
def more_than_all(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """A share of a whole cannot exceed it."""
    for target in doc.targets:
        high = target.value_high if target.value_high is not None else target.value
        if target.is_percent and target.kind in (Kind.PERCENT, Kind.RANGE) and high is not None and high > 100:
            yield _bare(
                "TT87",
                target,
                N_("{target}: tỷ lệ trên 100%"),
                N_("{value}% của một tổng là không thể có."),
                N_("Sửa số, hoặc chọn loại “Thay đổi” nếu là mức tăng."),
            )


@rule("TT88", N_("số âm"))
def negative(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """Only a change may be negative."""
    for target in doc.targets:
        if target.kind is not Kind.CHANGE and target.value is not None and target.value < 0:
            yield _bare(
                "TT88",
                target,
                N_("{target}: số âm"),
                N_("Ghi {value}; chỉ tiêu này không thể âm."),
                N_("Sửa số, hoặc chọn loại “Thay đổi” nếu là mức giảm."),
            )


def _bare(code: str, target: TargetDoc, title: str, message: str, remedy: str) -> Finding:
    values = {"target": target.text, "value": target.value if target.value is not None else ""}
    return Finding(
        code,
        Severity.MUST,
        Words(title, values),
        Words(message, values),
        Words(remedy),
        where=(target.where,),
        figures=tuple(of_target("value", target)),
        targets=(target.code,),
    )


@rule("TT90", N_("hạn nằm ngoài kỳ"))
def deadline_outside(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """A target due before the period begins or after it ends; results due before the period is over."""
    for target in doc.targets:
        if target.due is not None and not doc.period.since <= target.due.last <= doc.period.last:
            yield Finding(
                "TT90",
                Severity.WARN,
                Words(N_("{target}: hạn nằm ngoài kỳ"), {"target": target.text}),
                Words(
                    N_("Ngày cuối là {last}, kỳ là {since} – {end}."),
                    {"last": target.due.last, "since": doc.period.since, "end": doc.period.last},
                ),
                Words(N_("Sửa hạn hoặc kỳ thực hiện.")),
                where=(target.where,),
                targets=(target.code,),
            )
    if doc.report is not None and doc.report.last < doc.period.last:
        yield Finding(
            "TT90",
            Severity.WARN,
            Words(N_("Hạn báo cáo trước khi hết kỳ")),
            Words(
                N_("Ngày cuối nộp báo cáo là {last}, kỳ đến hết {end}: số báo cáo sẽ là tạm tính."),
                {"last": doc.report.last, "end": doc.period.last},
            ),
            Words(N_("Lùi hạn báo cáo, hoặc nói rõ báo cáo tính đến ngày nào.")),
            where=(Words(N_("hạn báo cáo")),),
        )


@rule("TT91", N_("phần lớn hơn toàn thể"))
def part_exceeds_whole(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """«Trong đó» more than there are."""
    for target in doc.targets:
        whole = doc.target(target.parent)
        if whole is None or not (whole.adds_up and target.adds_up and whole.things == target.things):
            continue
        if whole.value is not None and target.value is not None and target.value > whole.value:
            yield Finding(
                "TT91",
                Severity.MUST,
                Words(N_("{target}: phần lớn hơn toàn thể"), {"target": target.text}),
                Words(
                    N_("“Trong đó” {part} {unit}, mà cả thảy chỉ {whole} {unit}."),
                    {"part": target.value, "whole": whole.value, "unit": whole.unit},
                ),
                Words(N_("Sửa một trong hai số.")),
                where=(whole.where, target.where),
                is_clash=True,
                figures=(*of_target("part", target), *of_target("whole", whole)),
                targets=(target.code, whole.code),
            )


@rule("TT92", N_("kỳ của chỉ tiêu ra ngoài kỳ kế hoạch"))
def period_outside(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """A target runs before or beyond the plan."""
    for target in doc.targets:
        if target.period is not None and not doc.period.covers(target.period):
            yield Finding(
                "TT92",
                Severity.WARN,
                Words(N_("{target}: kỳ ra ngoài kỳ kế hoạch"), {"target": target.text}),
                Words(
                    N_("Chỉ tiêu từ {since} đến hết {last}, kế hoạch từ {from_} đến hết {to}."),
                    {"since": target.period.since, "last": target.period.last, "from_": doc.period.since, "to": doc.period.last},
                ),
                Words(N_("Sửa kỳ của chỉ tiêu hoặc của kế hoạch.")),
                where=(target.where,),
                targets=(target.code,),
            )


@rule("TT93", N_("người, vụ, hồ sơ không phải số nguyên"))
def not_whole(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """Half a person is no target."""
    for target in doc.targets:
        if (
            target.kind in (Kind.COUNT, Kind.PER_UNIT)
            and not target.is_percent
            and target.value is not None
            and target.value != target.value.to_integral_value()
        ):
            yield _bare(
                "TT93",
                target,
                N_("{target}: không phải số nguyên"),
                N_("Ghi {value}; số đếm phải là số nguyên."),
                N_("Sửa số. Phần nghìn viết bằng dấu chấm, phần thập phân bằng dấu phẩy."),
            )


@rule("TT95", N_("số khác với câu trích"))
def value_not_in_quote(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """The quoted words give numbers, and the entered value is not among them: a slip of entry."""
    for target in doc.targets:
        quoted = numbers_in(target.quote)
        if (
            target.kind in (Kind.ZERO, Kind.QUALITATIVE)
            or target.value is None
            or not quoted
            or any(abs(number) == abs(target.value) for number in quoted)
        ):
            continue
        yield Finding(
            "TT95",
            Severity.WARN,
            Words(N_("{target}: số nhập khác câu trích"), {"target": target.text}),
            Words(N_("Nhập {value}, câu trích viết: “{quote}”."), {"value": target.value, "quote": target.quote}),
            Words(N_("Đối chiếu với bản ký và sửa số hoặc câu trích.")),
            where=(target.where,),
            is_clash=True,
            figures=(*of_target("value", target), figure("quoted", quoted[0], Words(N_("câu trích")))),
            targets=(target.code,),
        )


@rule("TT96", N_("chỉ tiêu có số mà thiếu số"))
def value_missing(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """A counted, shared or ranged target without its number."""
    for target in doc.targets:
        low_only = (
            target.kind is Kind.RANGE and target.value is not None and (target.value_high is None or target.value_high <= target.value)
        )
        if (target.kind in (Kind.COUNT, Kind.PERCENT, Kind.PER_UNIT, Kind.RANGE) and target.value is None) or low_only:
            yield _bare(
                "TT96",
                target,
                N_("{target}: thiếu số"),
                N_("Loại chỉ tiêu này cần một số; khoảng cần cận dưới nhỏ hơn cận trên."),
                N_("Ghi số, hoặc chọn loại “Định tính”."),
            )

"""Checks on the targets of a plan."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules.cells import numbers_in
from hoanhap.plans.rules.document import PlanDoc, TargetDoc
from hoanhap.plans.rules.kinds import ChangeIn, Comparator, Kind, Level
from hoanhap.plans.rules.referee import Figure, Finding, Severity, UnitFacts, figure, of_target, rule
from hoanhap.plans.rules.words import Words


@dataclass(frozen=True)
class Quality:
    """A quality of people that the law tells apart, and how texts affirm or deny it."""

    name: str

    def denied(self, text: str) -> bool:
        """«không có nơi cư trú ổn định», «chưa có …»."""
        return re.search(rf"(?:không|chưa)\s+có\s+{self.name}", text, re.IGNORECASE) is not None

    def affirmed(self, text: str) -> bool:
        """«có nơi cư trú ổn định» without a denial before it."""
        return re.search(rf"(?<!không\s)(?<!chưa\s)có\s+{self.name}", text, re.IGNORECASE) is not None


QUALITIES = tuple(map(Quality, (N_("nơi cư trú ổn định"), N_("nơi thường trú"), N_("hộ khẩu"), N_("hồ sơ quản lý"), N_("việc làm"))))


def _apart(places: list[str | Words]) -> tuple[str | Words, ...]:
    """Each place once."""
    return tuple({str(place): place for place in places}.values())


def _joined(places: list[str]) -> str:
    return "; ".join(dict.fromkeys(places))


def _percent(value: Decimal) -> Words:
    return Words("{value}%", {"value": value})


def _codes(targets: list[TargetDoc]) -> tuple[str, ...]:
    return tuple(target.code for target in targets)


@rule("TT02", N_("một chỉ tiêu có hai giá trị"), "I02")
def two_values(doc: PlanDoc, _: UnitFacts | None) -> Iterator[Finding]:
    """One measure is stated with different values, and no target is declared to strive beyond the other."""
    measures: dict[object, list[TargetDoc]] = defaultdict(list)
    for target in doc.targets:
        measures[(target.indicator, target.aspect, target.kind, target.unit, target.period) if target.indicator else target.code].append(
            target
        )
    for targets in measures.values():
        said: dict[Decimal, list[str]] = defaultdict(list)
        for target in targets:
            beyond = {target.value} if target.beyond else {None}
            stated = [(target.value, target.where), *((mention.value, mention.where) for mention in target.mentions)]
            for value, where in stated:
                if value is not None and value not in beyond:
                    said[value].append(where)
        if len(said) < 2:
            continue
        first = targets[0]
        figures = [figure("stated", value, _joined(places), unit=first.unit) for value, places in said.items()]
        figures += _implied(doc, first, list(said))
        strived = _joined([target.where for target in targets if target.level is Level.STRIVED])
        message = (
            N_("Cùng một chỉ tiêu mà văn bản ghi {values}; {strived} viết là phấn đấu.")
            if strived
            else N_("Cùng một chỉ tiêu mà văn bản ghi {values}.")
        )
        values = tuple(_percent(value) if first.is_percent else Words("{n}", {"n": value}) for value in said)
        yield Finding(
            "TT02",
            Severity.MUST,
            Words(N_("{target}: hai giá trị"), {"target": first.text}),
            Words(message, {"values": values, "strived": strived}),
            Words(N_("Nói rõ số nào được giao, số nào phấn đấu, hoặc chọn một số.")),
            where=tuple(dict.fromkeys(place for places in said.values() for place in places)),
            is_clash=True,
            figures=tuple(figures),
            targets=_codes(targets),
        )


def _implied(doc: PlanDoc, part: TargetDoc, percents: list[Decimal]) -> Iterator[Figure]:
    """The whole numbers that percentages of a counted parent come to."""
    whole = doc.target(part.parent)
    if part.kind is Kind.PERCENT and whole is not None and whole.value is not None and whole.adds_up:
        for percent in percents:
            yield figure(
                "implied",
                whole.value * percent / 100,
                Words(N_("{percent}% của {whole}"), {"percent": percent, "whole": whole.value}),
                unit=whole.unit,
            )


@rule("TT03", N_("một chỉ tiêu được định nghĩa khác nhau"), "I03")
def two_definitions(doc: PlanDoc, _: UnitFacts | None) -> Iterator[Finding]:
    """One place affirms a quality of the people meant, another denies it."""
    for target in doc.targets:
        places: list[tuple[str | Words, str]] = [(target.where, f"{target.quote or target.text}; {target.population}")]
        places += [(mention.where, mention.quote) for mention in target.mentions]
        places += [
            (Words(N_("ghi chú {table}"), {"table": table.where}), note.text)
            for table in doc.tables
            for note in table.notes
            if target.code in note.targets
        ]
        for quality in QUALITIES:
            yes = [where for where, text in places if quality.affirmed(text)]
            no = [where for where, text in places if quality.denied(text)]
            if not (yes and no):
                continue
            silent = _apart([where for where, _ in places if where not in yes and where not in no])
            message = N_("{yes} viết “có {quality}”, {no} viết “không có {quality}”.")
            if silent:
                message = N_("{yes} viết “có {quality}”, {no} viết “không có {quality}”; {silent} không nói rõ.")
            yield Finding(
                "TT03",
                Severity.WARN,
                Words(N_("{target}: định nghĩa khác nhau"), {"target": target.text}),
                Words(message, {"quality": Words(quality.name), "yes": _apart(yes), "no": _apart(no), "silent": silent}),
                Words(N_("Chọn một định nghĩa và ghi vào chỉ tiêu; đặc điểm này vẫn ghi trên từng người.")),
                where=tuple(where for where, _ in places),
                figures=tuple(of_target("text", target)),
                targets=(target.code,),
            )


@rule("TT26", N_("tỷ lệ không ra số nguyên"), "I26")
def implied_not_whole(doc: PlanDoc, _: UnitFacts | None) -> Iterator[Finding]:
    """A percentage of a counted whole that is no whole number of people or cases."""
    for target in doc.targets:
        whole = doc.target(target.parent)
        for implied in _implied(doc, target, [target.value] if target.value is not None else []):
            if whole is None or target.value is None or implied.value == implied.value.to_integral_value():
                continue
            yield Finding(
                "TT26",
                Severity.WARN,
                Words(N_("{target}: tỷ lệ không ra số nguyên"), {"target": target.text}),
                Words(
                    N_("{percent}% của {whole} {unit} là {implied}."),
                    {"percent": target.value, "whole": whole.value or 0, "unit": whole.unit, "implied": implied.value},
                ),
                Words(N_("Ghi thêm số {unit} tối thiểu, hoặc dấu “ít nhất”."), {"unit": whole.unit}),
                where=(target.where,),
                figures=(*of_target("percent", target), *of_target("whole", whole), implied),
                targets=(target.code, whole.code),
            )


@rule("TT27", N_("không nêu dấu so sánh"), "I27", "I58")
def comparator_unstated(doc: PlanDoc, _: UnitFacts | None) -> Iterator[Finding]:
    """Numbers without «ít nhất», «bằng» or «trên»: more than the value may or may not be a fault."""
    silent = [
        target
        for target in doc.targets
        if target.value is not None and target.comparator is Comparator.UNSTATED and target.kind is not Kind.ZERO
    ]
    if silent:
        yield Finding(
            "TT27",
            Severity.INFO,
            Words(N_("{n} chỉ tiêu không nêu dấu so sánh"), {"n": len(silent)}),
            Words(
                N_("Không rõ là “bằng”, “ít nhất” hay “không quá”: {targets}. Máy tính tiến độ như “ít nhất”."), {"targets": _codes(silent)}
            ),
            Words(N_("Ghi “ít nhất”, “trên” hoặc “bằng” trước số.")),
            where=tuple(dict.fromkeys(target.where for target in silent)),
            targets=_codes(silent),
        )


@rule("TT28", N_("phần và toàn thể đếm khác nhau"), "I28", "I21")
def part_counts_other_things(doc: PlanDoc, _: UnitFacts | None) -> Iterator[Finding]:
    """«Trong đó 50% người» of «1.200 hồ sơ»: people and dossiers are not the same count."""
    for target in doc.targets:
        whole = doc.target(target.parent)
        if whole is not None and target.things and whole.things and target.things != whole.things:
            yield Finding(
                "TT28",
                Severity.WARN,
                Words(N_("{target}: đếm khác với chỉ tiêu chứa nó"), {"target": target.text}),
                Words(N_("Toàn thể đếm {whole}, phần “trong đó” đếm {part}."), {"whole": whole.things, "part": target.things}),
                Words(N_("Chọn một đơn vị tính cho cả hai.")),
                where=(whole.where, target.where),
                figures=(*of_target("whole", whole), *of_target("part", target)),
                targets=(whole.code, target.code),
            )


@rule("TT29", N_("thay đổi không có mốc gốc"), "I29", "I30", "I56")
def change_without_baseline(doc: PlanDoc, _: UnitFacts | None) -> Iterator[Finding]:
    """A rise or fall cannot be measured without what it starts from."""
    for target in doc.targets:
        if target.kind is not Kind.CHANGE or (target.baseline is not None and target.baseline.value is not None):
            continue
        if target.baseline is None:
            severity, message = (Severity.MUST if target.value is not None else Severity.WARN), N_("Không nêu so với mốc nào.")
        else:
            severity, message = Severity.WARN, N_("So với {baseline}, nhưng không có số gốc.")
        if target.value is None:
            message = (
                N_("Không nêu so với mốc nào, không nêu mức.")
                if target.baseline is None
                else N_("So với {baseline}, nhưng không có số gốc, không nêu mức.")
            )
        yield Finding(
            "TT29",
            severity,
            Words(N_("{target}: thiếu mốc gốc"), {"target": target.text}),
            Words(message, {"baseline": target.baseline.text if target.baseline else ""}),
            Words(N_("Ghi năm gốc, số gốc và mức thay đổi.")),
            where=(target.where,),
            figures=tuple(of_target("change", target)),
            targets=(target.code,),
        )


@rule("TT55", N_("không rõ phần trăm hay điểm phần trăm"), "I55")
def change_in_what(doc: PlanDoc, _: UnitFacts | None) -> Iterator[Finding]:
    """«Giảm 1%» of a rate may be relative or in percentage points."""
    for target in doc.targets:
        if target.kind is Kind.CHANGE and target.is_percent and target.value is not None and target.change_in is ChangeIn.UNSTATED:
            yield Finding(
                "TT55",
                Severity.WARN,
                Words(N_("{target}: không rõ phần trăm hay điểm phần trăm"), {"target": target.text}),
                Words(N_("{value}% có thể là phần trăm của số gốc, hoặc điểm phần trăm."), {"value": target.value}),
                Words(N_("Ghi rõ “phần trăm của số gốc” hay “điểm phần trăm”.")),
                where=(target.where,),
                figures=tuple(of_target("change", target)),
                targets=(target.code,),
            )


@rule("TT57", N_("chỉ tiêu không nêu đơn vị chịu trách nhiệm"), "I57")
def no_owner(doc: PlanDoc, _: UnitFacts | None) -> Iterator[Finding]:
    """Nobody is named who answers for the target."""
    orphans = [target for target in doc.targets if not target.owner]
    if orphans:
        yield Finding(
            "TT57",
            Severity.WARN,
            Words(N_("{n} chỉ tiêu không nêu đơn vị chịu trách nhiệm"), {"n": len(orphans)}),
            Words(N_("Không biết đôn đốc ai: {targets}."), {"targets": _codes(orphans)}),
            Words(N_("Ghi cơ quan, đơn vị thực hiện cho từng chỉ tiêu.")),
            where=tuple(dict.fromkeys(target.where for target in orphans)),
            targets=_codes(orphans),
        )


@rule("TT86", N_("tỷ lệ không nêu của tổng nào"))
def percent_of_nothing(doc: PlanDoc, _: UnitFacts | None) -> Iterator[Finding]:
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
def more_than_all(doc: PlanDoc, _: UnitFacts | None) -> Iterator[Finding]:
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
def negative(doc: PlanDoc, _: UnitFacts | None) -> Iterator[Finding]:
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
def deadline_outside(doc: PlanDoc, _: UnitFacts | None) -> Iterator[Finding]:
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
def part_exceeds_whole(doc: PlanDoc, _: UnitFacts | None) -> Iterator[Finding]:
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
def period_outside(doc: PlanDoc, _: UnitFacts | None) -> Iterator[Finding]:
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
def not_whole(doc: PlanDoc, _: UnitFacts | None) -> Iterator[Finding]:
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
def value_not_in_quote(doc: PlanDoc, _: UnitFacts | None) -> Iterator[Finding]:
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
def value_missing(doc: PlanDoc, _: UnitFacts | None) -> Iterator[Finding]:
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

"""Checks on the targets of a plan."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules.document import PlanDoc, TargetDoc
from hoanhap.plans.rules.facts import Facts
from hoanhap.plans.rules.kinds import ChangeIn, Comparator, Kind, Level
from hoanhap.plans.rules.reading import codes
from hoanhap.plans.rules.referee import Figure, Finding, Fix, Severity, figure, listed, of_target, rule
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


@rule("TT02", N_("một chỉ tiêu có hai giá trị"), "I02")
def two_values(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
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
            targets=codes(targets),
            fixes=_striving(targets),
        )


def _striving(targets: list[TargetDoc]) -> tuple[Fix, ...]:
    """«Giao 60%, phấn đấu 100%»: where one of two targets of the measure says that it is strived for, and asks for more."""
    if len(targets) != 2:
        return ()
    given, aim = sorted(targets, key=lambda target: target.level is Level.STRIVED)
    if (
        aim.level is not Level.STRIVED
        or given.level is Level.STRIVED
        or given.value is None
        or aim.value is None
        or aim.value <= given.value
    ):
        return ()
    values = [_percent(target.value) if target.is_percent else Words("{n}", {"n": target.value}) for target in (given, aim) if target.value]
    if len(values) != 2:
        return ()
    label = Words(N_("Giao {given}, phấn đấu {aim}"), {"given": values[0], "aim": values[1]})
    return (Fix("strive", label, {"target": aim.code, "beyond": given.code}),)


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
def two_definitions(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
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
def implied_not_whole(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
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
def comparator_unstated(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
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
                N_("Không rõ là “bằng”, “ít nhất” hay “không quá”: {targets}. Máy tính tiến độ như “ít nhất”."),
                {"targets": listed(codes(silent))},
            ),
            Words(N_("Ghi “ít nhất”, “trên” hoặc “bằng” trước số.")),
            where=tuple(dict.fromkeys(target.where for target in silent)),
            targets=codes(silent),
            fixes=(
                Fix(
                    "comparator", Words(N_("Ghi “ít nhất” cho cả {n}"), {"n": len(silent)}), {"targets": codes(silent), "comparator": "ge"}
                ),
                Fix("comparator", Words(N_("Ghi “bằng” cho cả {n}"), {"n": len(silent)}), {"targets": codes(silent), "comparator": "eq"}),
            ),
        )


@rule("TT28", N_("phần và toàn thể đếm khác nhau"), "I28", "I21")
def part_counts_other_things(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
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
def change_without_baseline(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
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
def change_in_what(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
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
                fixes=tuple(
                    Fix("change_in", Words(label), {"target": target.code, "change_in": way.value})
                    for way, label in (
                        (ChangeIn.RELATIVE, N_("Ghi “phần trăm của số gốc”")),
                        (ChangeIn.POINTS, N_("Ghi “điểm phần trăm”")),
                    )
                ),
            )


@rule("TT57", N_("chỉ tiêu không nêu đơn vị chịu trách nhiệm"), "I57")
def no_owner(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """Nobody is named who answers for the target."""
    orphans = [target for target in doc.targets if not target.owner]
    if orphans:
        yield Finding(
            "TT57",
            Severity.WARN,
            Words(N_("{n} chỉ tiêu không nêu đơn vị chịu trách nhiệm"), {"n": len(orphans)}),
            Words(N_("Không biết đôn đốc ai: {targets}."), {"targets": listed(codes(orphans))}),
            Words(N_("Ghi cơ quan, đơn vị thực hiện cho từng chỉ tiêu.")),
            where=tuple(dict.fromkeys(target.where for target in orphans)),
            targets=codes(orphans),
        )

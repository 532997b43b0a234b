"""Checks on what targets measure: joined acts, subgroups, unlike things added, wholes and bases that nobody knows."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules.cells import numbers_in
from hoanhap.plans.rules.document import PlanDoc, TargetDoc
from hoanhap.plans.rules.facts import Facts
from hoanhap.plans.rules.kinds import Kind, OwnerSide
from hoanhap.plans.rules.lexicon import lexicon
from hoanhap.plans.rules.reading import codes, tokens, wheres
from hoanhap.plans.rules.referee import Finding, Fix, Severity, figure, listed, of_target, rule
from hoanhap.plans.rules.words import Words

ALIKE = 0.75
"""Share of the words of a narrower target that stand in the wider one. The house's own measure."""


@rule("TT21", N_("biểu và chỉ tiêu đếm khác nhau"), "I21")
def column_counts_other_things(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """The header of a column speaks of dossiers, the target it splits counts people."""
    for table in doc.tables:
        unlike: list[tuple[int, TargetDoc, str]] = []
        for index, column in enumerate(table.columns):
            target = doc.target(column.target)
            named = {match.casefold() for match in lexicon().measures.findall(column.label)}
            if target is None or not target.adds_up or not target.things or not named or target.things.casefold() in named:
                continue
            if not (target.things in lexicon().people and named & lexicon().people):
                unlike.append((index, target, min(named)))
        if unlike:
            yield Finding(
                "TT21",
                Severity.INFO,
                Words(N_("{n} cột đếm khác với chỉ tiêu"), {"n": len(unlike)}),
                Words(
                    N_("Biểu và văn bản nói khác nhau: {columns}."),
                    {
                        "columns": tuple(
                            Words(
                                N_("{target} đếm {things}, cột nói {word}"), {"target": target.code, "things": target.things, "word": word}
                            )
                            for _index, target, word in unlike
                        )
                    },
                ),
                Words(N_("Ghi một đơn vị tính ở cả hai nơi.")),
                where=tuple(dict.fromkeys(place for index, target, _word in unlike for place in (table.place(index), target.where))),
                figures=tuple(item for _index, target, _word in unlike for item in of_target("text", target)),
                targets=tuple(target.code for _index, target, _word in unlike),
            )


@rule("TT31", N_("một tỷ lệ gộp hai việc"), "I31")
def joined_acts(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """«100% … được phát hiện, lập hồ sơ»: two shares in one. A stated numerator (D022) says which is meant."""
    for target in doc.targets:
        if not target.is_percent or target.kind is not Kind.PERCENT:
            continue
        text = target.quote or target.text
        found = list(lexicon().acts.finditer(text))
        joined = [
            (one[0], two[0])
            for one, two in pairwise(found)
            if one[0].casefold() not in two[0].casefold() and re.fullmatch(r"\s*(?:,|;|và)\s*(?:được\s+)?", text[one.end() : two.start()])
        ]
        if joined:
            first, second = joined[0]
            unknown = "phát hiện" in first.casefold() and not target.numerator
            yield Finding(
                "TT31",
                Severity.WARN if unknown else Severity.INFO,
                Words(N_("{target}: một tỷ lệ gộp hai việc"), {"target": target.text}),
                Words(
                    N_("“{first}” và “{second}” là hai tỷ lệ; không ai biết còn bao nhiêu chưa được phát hiện.")
                    if unknown
                    else N_("“{first}” và “{second}” là hai tỷ lệ khác nhau."),
                    {"first": first, "second": second},
                ),
                Words(N_("Tách làm hai, hoặc ghi rõ tử số là việc nào.")),
                where=(target.where,),
                figures=tuple(of_target("value", target)),
                targets=(target.code,),
            )


@rule("TT36", N_("nhóm nhỏ nằm trong hay ngoài"), "I36")
def inside_or_outside(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """A target for a smaller group beside a target that may hold it: are they counted twice?"""
    words = lexicon()
    said = {target.code: frozenset(tokens(words.subgroups.sub(" ", target.text))) for target in doc.targets}
    for target in doc.targets:
        narrow = words.subgroups.search(f"{target.text} {target.population}")
        if narrow is None or target.parent or target.aspect or target.group:
            continue
        for other in doc.targets:
            wide = other.value is not None and other.adds_up and not words.subgroups.search(f"{other.text} {other.population}")
            if other is target or not wide or not said[target.code]:
                continue
            mine = said[target.code] - _FILLERS
            if mine and len(mine & said[other.code]) >= ALIKE * min(len(mine), len(said[other.code] - _FILLERS)):
                yield Finding(
                    "TT36",
                    Severity.WARN,
                    Words(N_("{target}: trong hay ngoài {other}?"), {"target": target.code, "other": other.code}),
                    Words(
                        N_("“{narrow}”: không rõ đã nằm trong {value} {unit} của {other} hay cộng thêm."),
                        {"narrow": narrow[0], "value": other.value or 0, "unit": other.unit, "other": other.code},
                    ),
                    Words(N_("Chọn “trong đó” của {other}, hoặc ghi rõ là cộng thêm."), {"other": other.code}),
                    where=wheres([target, other]),
                    figures=tuple(of_target("whole", other)),
                    targets=(target.code, other.code),
                    fixes=(
                        Fix("nest", Words(N_("Nằm trong {other}"), {"other": other.code}), {"target": target.code, "parent": other.code}),
                    ),
                )


_FILLERS = frozenset(("với", "người", "các", "của", "và", "cho", "đối", "từ", "đến", "dưới", "trên", "khi", "đưa", "vào"))


@rule("TT39", N_("chỉ tiêu không có số, không có căn cứ"), "I39")
def nothing_to_judge_by(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """No rate, no day, no evidence: when is it met? (catalogue D043)"""
    if lost := [target for target in doc.targets if target.kind is Kind.QUALITATIVE and not (target.evidence and target.due)]:
        yield Finding(
            "TT39",
            Severity.INFO,
            Words(N_("{n} chỉ tiêu không có mức, không có hạn"), {"n": len(lost)}),
            Words(N_("Không biết bao nhiêu, đến ngày nào là đạt: {targets}."), {"targets": listed(codes(lost))}),
            Words(N_("Ghi mức; nếu không có mức thì ghi ngày và văn bản, ảnh làm căn cứ.")),
            where=wheres(lost),
            figures=(figure("without_measure", len(lost), Words(N_("chỉ tiêu không có căn cứ"))),),
            targets=codes(lost),
        )


@rule("TT40", N_("một nhóm mà nơi giao khác loại"), "I40")
def unlike_owners(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """Parts of one whole are set on localities here and on facilities there: no table can hold both."""
    for name, targets in _grouped(doc):
        local = [target for target in targets if lexicon().localities.search(target.owner)]
        houses = [target for target in targets if target not in local and lexicon().facilities.search(target.owner)]
        if local and houses:
            yield Finding(
                "TT40",
                Severity.INFO,
                Words(N_("Nhóm “{name}” giao cho hai loại nơi"), {"name": name}),
                Words(
                    N_("{local} giao cho địa phương, {houses} giao cho cơ sở: hai biểu, không cộng theo đơn vị được."),
                    {"local": codes(local), "houses": codes(houses)},
                ),
                Words(N_("Giao theo hai biểu, hoặc nói rõ người của cơ sở tính cho địa phương nào.")),
                where=wheres([*local, *houses]),
                figures=tuple(item for target in (*local, *houses) for item in of_target("part", target)),
                targets=codes([*local, *houses]),
            )


def _grouped(doc: PlanDoc) -> list[tuple[str, list[TargetDoc]]]:
    groups: dict[str, list[TargetDoc]] = defaultdict(list)
    for target in doc.targets:
        if target.group:
            groups[target.group].append(target)
    return list(groups.items())


@rule("TT42", N_("số hiểu theo câu khác"), "I42")
def value_of_another_clause(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """The quoted words give neither number nor «all»: the value is borrowed from another clause of a long sentence."""
    for target in doc.targets:
        borrowed = target.value is not None and target.quote and target.kind in (Kind.COUNT, Kind.PERCENT, Kind.RANGE)
        if borrowed and not numbers_in(target.quote) and not lexicon().all_of.search(target.quote):
            yield Finding(
                "TT42",
                Severity.INFO,
                Words(N_("{target}: câu trích không có số"), {"target": target.text}),
                Words(N_("Giá trị {value} hiểu theo vế khác của câu: “{quote}”."), {"value": target.assigned, "quote": target.quote}),
                Words(N_("Tách câu: mỗi chỉ tiêu một câu có số.")),
                where=(target.where,),
                figures=tuple(of_target("value", target)),
                targets=(target.code,),
            )


@rule("TT66", N_("một nhóm mà đếm thứ khác nhau"), "I66", "I21")
def unlike_things_added(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """Targets that are said to add up count people here and dossiers there: such a sum counts nothing."""
    for name, targets in _grouped(doc):
        things: dict[str, list[TargetDoc]] = defaultdict(list)
        for target in targets:
            if target.things and target.adds_up:
                things[target.things.casefold()].append(target)
        if len(things) > 1:
            yield Finding(
                "TT66",
                Severity.WARN,
                Words(N_("Nhóm “{name}” cộng {things}"), {"name": name, "things": tuple(things)}),
                Words(N_("Các chỉ tiêu của nhóm đếm những thứ khác nhau: {things}."), {"things": tuple(things)}),
                Words(N_("Bỏ nhóm, hoặc đổi về một đơn vị tính.")),
                where=wheres(targets),
                figures=tuple(item for target in targets for item in of_target("part", target)),
                targets=codes(targets),
            )


@rule("TT67", N_("không rõ loại mô hình"), "I52", "I67")
def which_models(doc: PlanDoc, facts: Facts) -> Iterator[Finding]:
    """Models of after-care, of community rehabilitation, of prevention, pilots: counted as one they mean nothing."""
    for target in doc.targets:
        if target.things.casefold() != "mô hình":
            continue
        kinds = {match.casefold() for match in lexicon().models.findall(f"{target.text} {target.quote} {target.population}")}
        elsewhere = [
            (other, {match.casefold() for match in lexicon().models.findall(f"{other.text} {other.population}")})
            for other in facts.elsewhere
            if other.indicator and other.indicator == target.indicator
        ]
        unlike = next(((other, theirs) for other, theirs in elsewhere if theirs and kinds and not theirs & kinds), None)
        if kinds and unlike is None:
            continue
        message = (
            Words(
                N_("Đây là mô hình {mine}; {plan} đếm mô hình {theirs}: không so được."),
                {"mine": tuple(sorted(kinds)), "plan": unlike[0].plan, "theirs": tuple(sorted(unlike[1]))},
            )
            if unlike
            else Words(N_("Không nói là mô hình gì: quản lý sau cai, cai nghiện tại cộng đồng, phòng ngừa hay điểm."))
        )
        yield Finding(
            "TT67",
            Severity.WARN if unlike else Severity.INFO,
            Words(N_("{target}: loại mô hình nào"), {"target": target.text}),
            message,
            Words(N_("Ghi loại mô hình vào chỉ tiêu.")),
            where=(target.where,),
            figures=tuple(of_target("value", target)),
            targets=(target.code,),
        )


@rule("TT110", N_("hai chỉ tiêu như nhau"))
def same_target_twice(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """The same words for the same people and period, entered twice: each result would count for both."""
    groups: dict[object, list[TargetDoc]] = defaultdict(list)
    for target in doc.targets:
        key = (tokens(target.text), tokens(target.population), target.things, target.kind, target.period, target.parent, target.aspect)
        groups[key].append(target)
    for twins in groups.values():
        if len(twins) > 1 and not any(target.beyond for target in twins):
            values = {target.value for target in twins}
            yield Finding(
                "TT110",
                Severity.MUST if len(values) > 1 else Severity.WARN,
                Words(N_("{targets}: hai chỉ tiêu như nhau"), {"targets": codes(twins)}),
                Words(N_("Cùng lời, cùng nhóm người, cùng kỳ: “{text}”."), {"text": twins[0].text}),
                Words(N_("Bỏ một, hoặc nói rõ khác nhau ở đâu.")),
                where=wheres(twins),
                figures=tuple(item for target in twins for item in of_target("value", target)),
                targets=codes(twins),
            )


@rule("TT111", N_("chỉ tiêu của ngành khác"), "I57")
def owner_outside(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """A sector plan sets targets that another sector must reach (catalogue D039): agreed with it?"""
    if others := [target for target in doc.targets if target.owner_side is OwnerSide.OTHER]:
        yield Finding(
            "TT111",
            Severity.INFO,
            Words(N_("{n} chỉ tiêu của ngành khác"), {"n": len(others)}),
            Words(
                N_("Nơi ban hành không giao được việc này: {targets}."),
                {"targets": tuple(f"{target.code} ({target.owner})" if target.owner else target.code for target in others)},
            ),
            Words(N_("Ghi cơ quan chịu trách nhiệm và văn bản đã thống nhất.")),
            where=wheres(others),
            figures=(figure("other_sector", len(others), Words(N_("chỉ tiêu của ngành khác"))),),
            targets=codes(others),
        )

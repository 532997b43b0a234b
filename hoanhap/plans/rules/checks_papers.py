"""Checks on the plan as a paper: the law it cites, who signs, where results go, which number its annexes carry."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules.citing import citations, party_key
from hoanhap.plans.rules.document import PlanDoc
from hoanhap.plans.rules.facts import Facts, KnownLaw
from hoanhap.plans.rules.lexicon import lexicon
from hoanhap.plans.rules.reading import Passage, passages, places
from hoanhap.plans.rules.referee import Finding, Fix, Severity, figure, rule
from hoanhap.plans.rules.words import Value, Words

_CITED = re.compile(
    r"(?:Nghị định|NĐ|Luật|Quyết định|QĐ|Thông tư|TT|Pháp lệnh|PL)\s*(?:số\s*)?(?P<number>[0-9]{1,4})"
    r"(?:/(?P<year>(?:19|20)[0-9]{2}))?(?:/(?P<symbol>[A-ZĐ]+[0-9]*(?:-[A-ZĐ0-9]+)*))?"
)
_LAW_BY_YEAR = re.compile(r"(?P<title>Luật [^.;:()\n]{3,60}?) năm (?P<year>(?:19|20)[0-9]{2})")


@dataclass(frozen=True)
class _Cited:
    """A law as the plan cites it."""

    printed: str
    number: str
    year: int
    place: Passage


def _cited(doc: PlanDoc) -> Iterator[_Cited]:
    for item in passages(doc):
        for match in _CITED.finditer(item.text):
            if match["year"] or match["symbol"]:
                yield _Cited(match[0], match["number"], int(match["year"] or 0), item)


def _law(cited: _Cited, laws: tuple[KnownLaw, ...]) -> KnownLaw | None:
    return next((law for law in laws if cited.year and law.number.startswith(f"{cited.number}/{cited.year}/")), None)


@rule("TT12", N_("dẫn luật thiếu năm hoặc đã thay"), "I12")
def law_cited(doc: PlanDoc, facts: Facts) -> Iterator[Finding]:
    """Short-form citations («NĐ111/CP») beside full ones; documents on which the law book no longer rests on the day of issue."""
    cited = list(_cited(doc))
    full = {one.number: one for one in cited if one.year}
    short: dict[str, list[_Cited]] = defaultdict(list)
    for one in cited:
        if not one.year:
            short[one.printed].append(one)
    settled = {basis.text: basis.document for basis in doc.bases if basis.document}
    for printed, found in short.items():
        if any(printed in text for text in settled):
            continue
        meant = full.get(found[0].number)
        yield Finding(
            "TT12",
            Severity.INFO,
            Words(N_("“{law}” thiếu năm ban hành"), {"law": printed}),
            Words(N_("Nơi khác viết đủ “{full}”."), {"full": meant.printed})
            if meant
            else Words(N_("Nhiều văn bản có cùng số ở các năm khác nhau.")),
            Words(N_("Ghi đủ số, năm và ký hiệu.")),
            where=places([item.place for item in found]),
            targets=tuple(dict.fromkeys(item.place.target for item in found if item.place.target)),
            fixes=(
                (Fix("replace_text", Words(N_("Ghi đủ “{new}”"), {"new": meant.printed}), {"old": printed, "new": meant.printed}),)
                if meant
                else ()
            ),
        )
    by_law: dict[str, list[Passage]] = defaultdict(list)
    known = {law.number: law for law in facts.laws}
    for one in cited:
        if known_law := _law(one, facts.laws):
            by_law[known_law.number].append(one.place)
    for item in passages(doc):
        for match in _LAW_BY_YEAR.finditer(item.text):
            for law in facts.laws:
                if law.kind == "law" and law.year == int(match["year"]) and law.title.casefold() == match["title"].casefold():
                    by_law[law.number].append(item)
    for number, found_in in by_law.items():
        yield from _in_force(doc, known[number], found_in)


def _in_force(doc: PlanDoc, law: KnownLaw, found: list[Passage]) -> Iterator[Finding]:
    signed = doc.issued_on or doc.period.since
    values: dict[str, Value] = {"law": law.short, "number": law.number, "instead": law.instead}
    if law.until is not None and law.until < doc.period.until:
        gone = law.until <= max(signed, doc.period.since)
        values["until"] = law.until
        message = N_("Theo sổ luật, từ {until} không còn quy định nào dựa vào {number}.")
        if law.instead:
            message = N_("Theo sổ luật, từ {until} quy định dựa vào {instead}, không còn dựa vào {number}.")
        title = N_("{law} đã được thay") if gone else N_("{law} được thay trong kỳ")
        remedy = N_("Dẫn văn bản đang có hiệu lực.") if gone else N_("Ghi cả văn bản áp dụng cho phần sau của kỳ.")
        severity = Severity.WARN if gone else Severity.INFO
    elif law.since is not None and law.since > doc.period.last:
        values["since"] = law.since
        title, message = N_("{law} chưa có hiệu lực trong kỳ"), N_("Theo sổ luật, {number} có hiệu lực từ {since}.")
        remedy, severity = N_("Dẫn văn bản đang có hiệu lực."), Severity.WARN
    else:
        return
    yield Finding(
        "TT12",
        severity,
        Words(title, values),
        Words(message, values),
        Words(remedy),
        where=places(found),
        targets=tuple(dict.fromkeys(item.target for item in found if item.target)),
    )


@rule("TT23", N_("báo cáo đi hai đường"), "I23")
def two_chains(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """Signed by a people's committee, reported to the police: who signs the summary, who answers for it?"""
    if doc.report is None or not doc.report.to:
        return
    issuer, receiver = (lexicon().chain_of(name) for name in (doc.issuer, doc.report.to))
    if issuer and receiver and issuer != receiver:
        yield Finding(
            "TT23",
            Severity.INFO,
            Words(N_("Báo cáo gửi {to}, kế hoạch do {issuer} ký"), {"to": doc.report.to.partition(",")[0], "issuer": doc.issuer}),
            Words(N_("Hai đường báo cáo: một số có thể được cộng hai lần, hoặc không ai cộng.")),
            Words(N_("Ghi nơi nhận, nơi tổng hợp và nơi ký báo cáo lên trên.")),
            where=(Words(N_("hạn báo cáo")),),
        )


@rule("TT62", N_("thiếu người ký hoặc chức vụ"), "I62")
def signatory(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """No name, or a name without the office it signs for."""
    who = doc.signatory
    if who is not None and who.position:
        return
    named = who is not None and who.name
    yield Finding(
        "TT62",
        Severity.INFO,
        Words(N_("Người ký không ghi chức vụ")) if named else Words(N_("Không ghi người ký")),
        Words(N_("{name} ký, không rõ với chức vụ nào."), {"name": who.name if who else ""})
        if named
        else Words(N_("Không rõ ai ký kế hoạch, với thẩm quyền nào.")),
        Words(N_("Ghi họ tên, chức vụ và thể thức ký (TM., KT.).")),
        where=(Words(N_("người ký")),),
    )


_BOARD = re.compile(r"(?:Ban Chỉ đạo|BCĐ|BCD)\s*(?:số\s*)?(?P<number>[0-9]{2,3})(?![0-9/])", re.IGNORECASE)


@rule("TT65", N_("ban chỉ đạo chỉ có số"), "I65")
def boards(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """A board called by its number: 138 and 89 stand for different fields, and both have been used for drugs."""
    texts = [Passage(item.where, item.text) for item in passages(doc)]
    texts += [Passage(Words(N_("nơi nhận")), item.name) for item in doc.recipients]
    texts += [Passage(target.where, target.owner) for target in doc.targets] + [Passage(task.where, task.agency) for task in doc.tasks]
    found: dict[str, list[Passage]] = defaultdict(list)
    for item in texts:
        for match in _BOARD.finditer(item.text):
            found[match["number"]].append(item)
    told = " ".join(term.word for term in doc.terms)
    for number, items in found.items():
        if number in told:
            continue
        field = lexicon().boards.get(number, "")
        yield Finding(
            "TT65",
            Severity.INFO,
            Words(N_("Ban Chỉ đạo {number}: lĩnh vực nào"), {"number": number}),
            Words(N_("Số {number} thường chỉ ban chỉ đạo về {field}; mỗi nơi, mỗi thời một khác."), {"number": number, "field": field})
            if field
            else Words(N_("Chỉ có số, không có tên.")),
            Words(N_("Ghi tên đầy đủ của ban chỉ đạo một lần.")),
            where=places(items),
        )


@rule("TT70", N_("số kế hoạch chưa đủ để nhận ra"), "I70")
def identity(doc: PlanDoc, facts: Facts) -> Iterator[Finding]:
    """Numbers start anew each year and place: a parent cited by number alone, or a number used twice in one year."""
    bare = [text for text in doc.parents if (found := citations(text)) and not all(item.days and item.issuer for item in found)]
    if bare:
        yield Finding(
            "TT70",
            Severity.INFO,
            Words(N_("Dẫn kế hoạch thiếu ngày hoặc nơi ban hành")),
            Words(N_("“{text}”: số kế hoạch lặp lại mỗi năm, mỗi nơi."), {"text": bare[0]}),
            Words(N_("Ghi đủ số, ngày và cơ quan ban hành.")),
            where=(Words(N_("căn cứ")),),
        )
    if facts.twins:
        yield Finding(
            "TT70",
            Severity.WARN,
            Words(N_("Số {number} đã dùng trong năm"), {"number": doc.reference}),
            Words(N_("Cùng nơi ban hành, cùng số, khác ngày: {twins}."), {"twins": facts.twins}),
            Words(N_("Đối chiếu sổ văn bản đi, sửa số hoặc ngày.")),
            where=(Words(N_("số, ngày ban hành")),),
        )


@rule("TT108", N_("biểu mang số của kế hoạch khác"))
def annex_of_another(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """The caption binds a table or annex to another number or issuer: shares given by somebody outside the issuing office."""
    own = party_key(doc.issuer)
    co = {party_key(name) for name in doc.co_issuers}
    for where, caption in dict.fromkeys(_captions(doc)):
        for cited in citations(caption):
            other_number = doc.number and (cited.number, cited.symbol) != (doc.number, doc.symbol)
            other_issuer = cited.issuer and not any(name.startswith(cited.issuer) for name in (own, *co))
            if not (other_number or other_issuer):
                continue
            yield Finding(
                "TT108",
                Severity.WARN,
                Words(N_("{where}: kèm theo văn bản khác"), {"where": where}),
                Words(
                    N_("Ghi “{caption}”; kế hoạch này là {number} của {issuer}."),
                    {"caption": caption, "number": doc.reference or "–", "issuer": doc.issuer},
                ),
                Words(N_("Chỉ nơi ban hành kế hoạch giao được chỉ tiêu: sửa dòng này, hoặc bỏ biểu.")),
                where=(where,),
                fixes=_binding(doc, where),
            )


def _captions(doc: PlanDoc) -> list[tuple[str, str]]:
    return [(table.where, table.caption) for table in doc.tables] + [(annex.where, annex.caption) for annex in doc.annexes]


def _binding(doc: PlanDoc, where: str) -> tuple[Fix, ...]:
    if not doc.number:
        return ()
    return (Fix("bind_annex", Words(N_("Ghi “kèm theo Kế hoạch số {number}”"), {"number": doc.reference}), {"where": where}),)


@rule("TT109", N_("biểu không ghi kèm theo kế hoạch số nào"))
def annex_unbound(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """A table or annex without the line that binds it to the number of the plan (catalogue D007)."""
    loose = [where for where, caption in dict.fromkeys(_captions(doc)) if not citations(caption)]
    bound = {where for where, caption in _captions(doc) if citations(caption)}
    if loose := [where for where in dict.fromkeys(loose) if where not in bound]:
        yield Finding(
            "TT109",
            Severity.INFO,
            Words(N_("{n} biểu, phụ lục không ghi số kế hoạch"), {"n": len(loose)}),
            Words(N_("Tách khỏi văn bản thì không biết thuộc kế hoạch nào: {where}."), {"where": tuple(loose)}),
            Words(N_("Ghi dòng “Kèm theo Kế hoạch số … ngày … của …”.")),
            where=tuple(loose),
            figures=(figure("unbound", len(loose), Words(N_("biểu, phụ lục không ghi số"))),),
            fixes=_binding(doc, loose[0]),
        )

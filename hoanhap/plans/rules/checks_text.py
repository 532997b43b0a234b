"""Checks on the words of a plan: terms, slips of spelling, words without a measure, what a scan or an import left behind."""

import re
from collections import Counter
from collections.abc import Iterator

from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules.document import PlanDoc
from hoanhap.plans.rules.facts import Facts
from hoanhap.plans.rules.lexicon import lexicon
from hoanhap.plans.rules.reading import Passage, passages, places
from hoanhap.plans.rules.referee import Finding, Fix, Severity, figure, of_target, rule
from hoanhap.plans.rules.words import Words


def replacing(old: str, new: str) -> Fix:
    """The button that writes one text for another, everywhere in the plan."""
    return Fix("replace_text", Words(N_("Sửa thành “{new}”"), {"new": new}), {"old": old, "new": new})


def _first(pattern: re.Pattern[str], found: list[Passage]) -> str:
    match = pattern.search(found[0].text)
    return match[0] if match else ""


@rule("TT11", N_("một thứ gọi bằng nhiều tên, tên cũ"), "I11", "I20", "I33", "I63")
def terms(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """Old words, and several words for one population. The term table (`terms.yaml`) says which to use."""
    defined = {term.word.casefold() for term in doc.terms}
    mixed: list[tuple[str, str, list[Passage]]] = []
    for term in lexicon().terms:
        texts = [item for item in passages(doc) if item.target] if term.beside else list(passages(doc))
        found = [item for item in texts if term.found.search(item.text)]
        if not found or (term.beside and not any(term.beside.search(item.text) for item in texts)):
            continue
        if (word := _first(term.found, found)).casefold() not in defined:
            mixed.append((word, term.prefer, found))
    if mixed:
        every = [item for _word, _prefer, found in mixed for item in found]
        yield Finding(
            "TT11",
            Severity.INFO,
            Words(N_("{n} thứ gọi bằng nhiều tên"), {"n": len(mixed)}),
            Words(
                N_("Bảng thuật ngữ dùng từ đứng sau: {words}."),
                {
                    "words": tuple(
                        Words(N_("“{word}” ({n} chỗ) – “{prefer}”"), {"word": word, "n": len(found), "prefer": prefer})
                        for word, prefer, found in mixed
                    )
                },
            ),
            Words(N_("Dùng một từ cho một nhóm người, một nơi; hoặc ghi nghĩa của từ vào phần giải thích từ ngữ.")),
            where=places(every),
            figures=tuple(
                figure("places", len(found), Words(N_("chỗ viết “{word}”"), {"word": word}), unit="chỗ") for word, _p, found in mixed
            ),
            targets=tuple(dict.fromkeys(item.target for item in every if item.target)),
        )
    for said, either, pattern in lexicon().clashes:
        if found := [item for item in passages(doc) if pattern.search(item.text)]:
            yield Finding(
                "TT11",
                Severity.INFO,
                Words(N_("“{phrase}”: không rõ là ai"), {"phrase": said}),
                Words(N_("Có thể là {either}."), {"either": either}),
                Words(N_("Ghi rõ là ai.")),
                where=places(found),
                targets=tuple(dict.fromkeys(item.target for item in found if item.target)),
            )


@rule("TT18", N_("một ngày nhiều tên; ngoặc kép không đủ đôi"), "I18")
def names_and_quotes(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """Several names of one day; a quotation that opens and does not close. Search finds each; nothing is changed."""
    for name in lexicon().names:
        if found := [item for item in passages(doc) if name.found.search(item.text)]:
            word = _first(name.found, found)
            yield Finding(
                "TT18",
                Severity.INFO,
                Words(N_("“{word}” cũng là “{prefer}”"), {"word": word, "prefer": name.prefer}),
                Words(N_("Hai tên của một ngày; tìm theo tên nào cũng ra.")),
                Words(N_("Không phải sửa; viết một tên cho cả kế hoạch thì dễ đọc hơn.")),
                where=places(found),
            )
    if uneven := [item for item in passages(doc) if item.text.count("“") != item.text.count("”") or item.text.count('"') % 2]:
        yield Finding(
            "TT18",
            Severity.INFO,
            Words(N_("{n} chỗ ngoặc kép không đủ đôi"), {"n": len(uneven)}),
            Words(N_("Mở mà không đóng, hoặc ngược lại: không rõ tên, câu trích hết ở đâu.")),
            Words(N_("Thêm hoặc bớt một dấu ngoặc kép.")),
            where=places(uneven),
            figures=(figure("places", len(uneven), Words(N_("chỗ ngoặc kép lẻ")), unit="chỗ"),),
        )


_MARKS = re.compile(r"(?<!\.)\.{4,}|\.\.(?!\.)(?<!\.\.\.)|,;|;,|,,|;;|//$", re.MULTILINE)
"""Marks that doubled in typing. Three points and the closing «./.» of papers are meant."""


@rule("TT19", N_("có thể gõ sai"), "I19", "I33", "I61")
def spelling(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """Slips seen in real plans, and doubled marks. A hint with a button: the program mends nothing by itself."""
    slips: dict[str, list[Passage]] = {}
    for item in passages(doc, report=True):
        for match in lexicon().misspelt.finditer(item.text):
            slips.setdefault(match[0], []).append(item)
    if slips:
        hints = [(wrong, _cased(lexicon().spelling[wrong.casefold()], wrong)) for wrong in slips]
        every = [item for found in slips.values() for item in found]
        yield Finding(
            "TT19",
            Severity.INFO,
            Words(N_("{n} từ có thể gõ sai"), {"n": len(hints)}),
            Words(
                N_("{hints}. Máy không tự sửa."),
                {"hints": tuple(Words("“{a}” → “{b}”", {"a": wrong, "b": right}) for wrong, right in hints)},
            ),
            Words(N_("Đối chiếu với bản ký; nếu gõ sai thì sửa.")),
            where=places(every),
            figures=(figure("places", len(every), Words(N_("chỗ có thể gõ sai")), unit="chỗ"),),
            targets=tuple(dict.fromkeys(item.target for item in every if item.target)),
            fixes=tuple(replacing(wrong, right) for wrong, right in hints),
        )
    if marks := [item for item in passages(doc) if _MARKS.search(item.text)]:
        yield Finding(
            "TT19",
            Severity.INFO,
            Words(N_("{n} chỗ dấu câu gõ lặp"), {"n": len(marks)}),
            Words(N_("Có “{mark}”."), {"mark": _first(_MARKS, marks)}),
            Words(N_("Bỏ dấu thừa.")),
            where=places(marks),
        )


def _cased(right: str, wrong: str) -> str:
    return right[:1].upper() + right[1:] if wrong[:1].isupper() else right


_BROKEN_LINE = re.compile(r"(?<=[^\W\d_]) *\n\s*(?=[^\W\d_])")
_QUESTIONED = re.compile(r"[^\W\d_]\?[^\W\d_]")
_MOJIBAKE = re.compile("\ufffd|á[»º]|Ã[\x80-\xbf¡-¿]|Ä[\x80-\x91‘’]|Æ[°¡]")
SAME_LINE = 20
"""From how many letters on a line that comes twice is a caption, not a short item. The house's own measure."""


@rule("TT24", N_("câu bị ngắt, dòng bị lặp khi nhập"), "I24", "I50")
def left_by_import(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """A page break cut a sentence in two; a caption came twice."""
    cut = [item for item in passages(doc) if any(item.text[match.end()].islower() for match in _BROKEN_LINE.finditer(item.text))]
    if cut:
        yield Finding(
            "TT24",
            Severity.INFO,
            Words(N_("{n} chỗ câu bị ngắt dòng"), {"n": len(cut)}),
            Words(N_("Ngắt trang của bản gốc cắt câu làm hai.")),
            Words(N_("Nối lại câu.")),
            where=places(cut),
            fixes=(Fix("rejoin", Words(N_("Nối các câu bị ngắt"))),),
        )
    for item in passages(doc):
        lines = Counter(line.strip() for line in item.text.splitlines())
        if twice := [line for line, n in lines.items() if n > 1 and len(line) >= SAME_LINE]:
            yield Finding(
                "TT24",
                Severity.INFO,
                Words(N_("Dòng bị lặp ở {where}"), {"where": item.where}),
                Words(N_("“{line}” có hai lần."), {"line": twice[0]}),
                Words(N_("Bỏ một dòng nếu do nhập lặp.")),
                where=(item.where,),
            )


@rule("TT41", N_("chữ bị hỏng mã"), "I41")
def broken_letters(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """«L?y l?i m? b?o m?t»: letters lost on the way; what they were cannot be told."""
    found = [item for item in passages(doc) if _MOJIBAKE.search(item.text) or len(_QUESTIONED.findall(item.text)) > 1]
    if found:
        yield Finding(
            "TT41",
            Severity.WARN,
            Words(N_("{n} chỗ chữ bị hỏng mã"), {"n": len(found)}),
            Words(N_("Dấu hỏi hoặc ký tự lạ giữa chữ: “{text}”."), {"text": _excerpt(found[0].text)}),
            Words(N_("Chép lại từ bản gốc, lưu tệp bằng mã UTF-8.")),
            where=places(found),
            figures=(figure("places", len(found), Words(N_("chỗ hỏng")), unit="chỗ"),),
        )


def _excerpt(text: str) -> str:
    match = _MOJIBAKE.search(text) or _QUESTIONED.search(text)
    start = max(0, (match.start() if match else 0) - 10)
    return text[start : start + 40].strip()


_SAID = re.compile(r"(?<![\w.,])([0-9]{1,3})\s+(?:nhóm\s+)?chỉ tiêu(?!\s*(?:code|số))", re.IGNORECASE)


@rule("TT25", N_("số chỉ tiêu nói khác số chỉ tiêu nêu"), "I25")
def counted_targets(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """The text announces so many targets, and another number is presented."""
    presented = sum(not target.parent and not target.beyond for target in doc.targets)
    for section in doc.sections:
        for match in _SAID.finditer(section.text):
            said = int(match[1])
            if said == presented or not presented:
                continue
            yield Finding(
                "TT25",
                Severity.INFO if presented > said else Severity.WARN,
                Words(N_("Nói {said} chỉ tiêu, nêu {presented}"), {"said": said, "presented": presented}),
                Words(
                    N_("{where} nói {said} chỉ tiêu; kế hoạch nêu {presented}."),
                    {"where": section.where, "said": said, "presented": presented},
                ),
                Words(N_("Nói rõ câu nào là chỉ tiêu, câu nào là nhiệm vụ.")),
                where=(section.where,),
                is_clash=True,
                figures=(
                    figure("said", said, section.where, unit="chỉ tiêu"),
                    figure("presented", presented, Words(N_("chỉ tiêu đã nhập, không tính “trong đó”")), unit="chỉ tiêu"),
                ),
            )


_ASKS = {
    "criteria": N_("Ghi tiêu chí: thế nào là “{word}”, ai xét, xét ngày nào."),
    "span": N_("Ghi theo dõi bao lâu: “{word}” trong mấy tháng, tính từ ngày nào."),
    "counted": N_("Ghi khi nào được tính: vận động được, đăng ký, hay đã vào cai nghiện."),
}


@rule("TT38", N_("từ chưa có nghĩa đo được"), "I38", "I54", "I68", "I69")
def undefined_words(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """A word in a target that says nothing until the plan defines it. Heavier where a number hangs on it (catalogue D219)."""
    defined = [term.word.casefold() for term in doc.terms]
    for vague in lexicon().undefined:
        if any(vague.word in word or word in vague.word for word in defined):
            continue
        found = [target for target in doc.targets if vague.stands_in(" . ".join((target.text, target.quote, target.population)))]
        if not found:
            continue
        counted = [target for target in found if target.value]
        yield Finding(
            "TT38",
            Severity.WARN if counted else Severity.INFO,
            Words(N_("“{word}” chưa có nghĩa đo được"), {"word": vague.word}),
            Words(
                N_("{n} chỉ tiêu dùng từ này, {counted} có số: {targets}. Kế hoạch không giải thích."),
                {"n": len(found), "counted": len(counted), "targets": tuple(target.code for target in found)},
            ),
            Words(_ASKS[vague.asks], {"word": vague.word}),
            where=tuple(dict.fromkeys(target.where for target in found)),
            figures=tuple(item for target in counted for item in of_target("value", target)),
            targets=tuple(target.code for target in found),
        )


@rule("TT14", N_("“không có tụ điểm” mà vẫn giao triệt xóa"), "I14")
def none_to_clear(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """A target says there are no hotspots, and the text orders existing ones cleared: list them first."""
    words = lexicon()
    none = [item for item in passages(doc) if item.target and words.none_of.search(item.text) and words.places_of_crime.search(item.text)]
    clear = [item for item in passages(doc) if words.clearing.search(item.text) and words.places_of_crime.search(item.text)]
    clear = [item for item in clear if not words.none_of.search(item.text)] or clear
    if none and clear:
        yield Finding(
            "TT14",
            Severity.WARN,
            Words(N_("Không có tụ điểm mà vẫn giao triệt xóa")),
            Words(N_("{none} viết địa bàn không có tụ điểm; {clear} giao triệt xóa."), {"none": places(none), "clear": places(clear)}),
            Words(N_("Liệt kê các điểm, tụ điểm đang có trước, rồi giao số phải xóa.")),
            where=tuple({str(place): place for place in (*places(none), *places(clear))}.values()),
            targets=tuple(dict.fromkeys(item.target for item in none)),
        )

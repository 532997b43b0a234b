"""Are the English texts complete, one for one, and compiled? Needs no gettext: sources, `.po` and `.mo` are read here."""

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.utils.translation.template import templatize

from hoanhap.kit import formats

ROOT = Path(__file__).resolve().parents[2] / "hoanhap"
LOCALE = Path(settings.LOCALE_PATHS[0]) / "en/LC_MESSAGES"
MARKS = {"_", "N_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL_MARKS = {"ngettext", "ngettext_lazy"}
GAPS = re.compile(r"%\(\w+\)s|\{\w+\}|%s|%%|</?b>|\n")
VIETNAMESE = re.compile("[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
AS_PRINTED = re.compile(
    r"UBND quận Cầu Giấy|Quận Cầu Giấy, Thành phố Hà Nội|Tháng hành động, quận Cầu Giấy|Phường Nghĩa Đô, Hà Nội|Hà Nội|Tết|Phấn đấu"
    r"|KẾ HOẠCH|QĐ-CAP|QĐ-UBND"
    r"|biểu, phụ lục 1|năm 2022|06; trên 80%|mục II|người, vụ, hồ sơ, %|người, vụ|“Chỉ tiêu”|“có”|“không”|phường, xã"
    r"|STT, Họ và tên, Năm sinh, Số CCCD, Nơi ở|ma túy đá, thuốc lắc, cỏ Mỹ, tem giấy, bùa lưỡi, bóng cười|dở"
    r"|Điều 58( khoản 1)?|xác minh cư trú"
    r"|QĐ-CAT|NĐ-CP|NQ-HĐND|BCĐ-TH, CAP-TH|(TM|KT)\. [A-ZĐÀ-Ỹ ]+|PHÓ CHỦ TỊCH"
    r"|“(UBND các phường|Lưu: VT|Số:|trước ngày|đề nghị|Đề nghị …|không có tụ điểm|bãi bỏ|gần|hơn)”|“[Kk]èm theo Kế hoạch số [^”]+”"
    r"|mô hình hiệu quả|phù hợp với phòng, chống dịch Covid-19|xã; trường học; khu công nghiệp|cuối năm, theo quy định"
    r"|mục IV\.1|Công an quận|Tất cả các đơn vị"
)
"""What is typed in Vietnamese also by readers of English: examples of names, numbers and plans, words of the spreadsheet."""

type Message = tuple[str, str, str]
"""A text, its plural and its context, empty where it has none."""


def in_python(path: Path) -> Iterator[Message]:
    """The marked texts of a module."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            texts = [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            if name in MARKS and texts:
                yield texts[0], "", ""
            elif name in PLURAL_MARKS:
                yield texts[0], texts[1], ""


def in_template(path: Path) -> Iterator[Message]:
    """The marked texts of a template, as Django hands them to gettext."""
    literal = r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    source = templatize(path.read_text(), origin=str(path))
    for found in re.finditer(rf"\b(ngettext|pgettext|gettext|_)\({literal}(?:, {literal})?", source):
        mark, *texts = found[1], *(ast.literal_eval(text) for text in found.groups()[1:] if text)
        match mark, texts:
            case "ngettext", [one, many]:
                yield one, many, ""
            case "pgettext", [context, text]:
                yield text, "", context
            case _:
                yield texts[0], "", ""


def marked() -> set[Message]:
    """Every text of the program that asks for a translation; the plain form of one with a plural is the same text."""
    found = {message for path in ROOT.rglob("*.py") for message in in_python(path)}
    for path in [*ROOT.rglob("templates/**/*.html"), *ROOT.rglob("templates/**/*.svg")]:
        found |= set(in_template(path))
    plurals = {one for one, many, _context in found if many}
    return {(one, many, context) for one, many, context in found if one and (many or one not in plurals)}


def catalogue() -> dict[Message, list[str]]:
    """The `.po` file. Fails on fuzzy and obsolete entries."""
    text = (LOCALE / "django.po").read_text()
    assert "fuzzy" not in text
    assert "#~" not in text
    found = {}
    for block in text.split("\n\n"):
        parts: dict[str, str] = {}
        field = ""
        for line in block.splitlines():
            if line.startswith("#"):
                continue
            name, quote, rest = line.partition('"')
            field = name.strip() or field  # a line of only a text goes on with the field above
            parts[field] = parts.get(field, "") + ast.literal_eval(quote + rest)
        if parts.get("msgid"):
            message = parts["msgid"], parts.get("msgid_plural", ""), parts.get("msgctxt", "")
            found[message] = [said for name, said in parts.items() if name.startswith("msgstr")]
    return found


def test_every_text_of_the_program_has_its_english_and_nothing_else_has() -> None:
    wanted, given = marked(), set(catalogue())
    assert len(wanted) > 1500
    assert sorted(wanted - given) == [], "run `make messages`, then translate"
    assert sorted(given - wanted) == [], "run `make messages`"


def test_english_says_all_that_vietnamese_says() -> None:
    """Nothing empty, both plural forms, the same gaps, the same space at the ends."""
    for (one, many, _context), said in catalogue().items():
        assert len(said) == (2 if many else 1), one
        for text in said:
            assert text, one
            assert sorted(GAPS.findall(text)) == sorted(GAPS.findall(one)), (one, text)
            assert (text[0].isspace(), text[-1].isspace()) == (one[0].isspace(), one[-1].isspace()), (one, text)


def test_english_is_english() -> None:
    mixed = [text for said in catalogue().values() for text in said if VIETNAMESE.search(AS_PRINTED.sub("", text))]
    assert mixed == []


def test_the_compiled_file_says_the_same() -> None:
    with (LOCALE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for (one, many, context), said in catalogue().items():
        if many:
            told = [compiled.ngettext(one, many, 1), compiled.ngettext(one, many, 2)]
        else:
            told = [compiled.pgettext(context, one) if context else compiled.gettext(one)]
        assert told == said, one
    count = sum(not isinstance(key, tuple) or key[1] == 0 for key in compiled._catalog)  # type: ignore[attr-defined]  # no public way
    assert count == 1 + len(catalogue())


def test_the_collector_knows_the_mark_of_pure_modules() -> None:
    assert get_commands()["makemessages"] == "hoanhap.kit"


@pytest.mark.parametrize(
    ("vietnamese", "english"),
    [
        ("Điều 58 khoản 1 NĐ 163/2026", "Article 58 clause 1 Decree 163/2026"),
        ("Điều 118 Luật XLVPHC 2012", "Article 118 Law on Administrative Handling 2012"),
        ("Mẫu 04 Phụ lục III NĐ 163/2026", "Form 04 Annex III Decree 163/2026"),
        ("Nguyễn Văn Luật, phường Điều Hòa", "Nguyễn Văn Luật, phường Điều Hòa"),
    ],
)
def test_citations_are_cited_in_either_language(vietnamese: str, english: str) -> None:
    from django.utils.translation import override

    assert formats.citation(vietnamese) == vietnamese
    with override("en"):
        assert formats.citation(vietnamese) == english

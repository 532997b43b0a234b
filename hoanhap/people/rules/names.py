"""How are names read, compared with others, and put into Vietnamese order?"""

import re
import unicodedata
from functools import lru_cache

from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_

NAME_LENGTH = 120


def read_name(text: str, *, field: str = "full_name") -> str:
    """The name as it is kept: composed Unicode (NFC), single spaces, capital initials when typed without any.

    Raises Refused with one problem for `field`: empty, too long, digits, hidden or direction characters, letters of another script.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise Refused([Problem("name_missing", N_("Chưa có họ tên."), remedy=N_("Gõ họ, chữ đệm và tên như trên giấy tờ."), field=field)])
    if len(name) > NAME_LENGTH:
        raise Refused(
            [
                Problem(
                    "name_too_long",
                    N_("Họ tên dài quá 120 ký tự."),
                    N_("Có thể đã dán nhầm cả đoạn văn bản."),
                    N_("Chỉ gõ họ, chữ đệm và tên."),
                    field=field,
                )
            ]
        )
    if problem := _bad_character(name, field):
        raise Refused([problem])
    return name.title() if name in {name.lower(), name.upper()} else name


def _bad_character(name: str, field: str) -> Problem | None:
    kinds = {_kind(character) for character in name}
    if "hidden" in kinds:
        return Problem(
            "name_hidden_characters",
            N_("Họ tên có ký tự ẩn."),
            N_("Ký tự này thường đi theo khi dán từ nơi khác và làm sai việc tìm, so trùng."),
            N_("Xóa ô này rồi gõ lại bằng bàn phím."),
            field=field,
        )
    if "digit" in kinds:
        return Problem("name_digits", N_("Họ tên có chữ số."), N_("Họ tên trên giấy tờ chỉ có chữ cái."), N_("Bỏ chữ số."), field=field)
    if "foreign" in kinds:
        mixed = "latin" in kinds
        return Problem(
            "name_mixed_scripts" if mixed else "name_other_script",
            N_("Họ tên lẫn chữ của bảng chữ cái khác.") if mixed else N_("Họ tên không viết bằng chữ cái La-tinh."),
            N_("Có chữ trông giống chữ Việt nhưng là chữ khác, nên tìm sẽ không thấy.")
            if mixed
            else N_("Giấy tờ của người nước ngoài cũng ghi tên bằng chữ cái La-tinh."),
            N_("Xóa ô này rồi gõ lại bằng bàn phím."),
            field=field,
        )
    if "other" in kinds:
        return Problem(
            "name_signs",
            N_("Họ tên có ký hiệu lạ."),
            N_("Chỉ dùng chữ cái, dấu cách, dấu nháy đơn, dấu chấm và dấu gạch nối."),
            N_("Bỏ ký hiệu đó."),
            field=field,
        )
    return None


@lru_cache(maxsize=1_024)
def _kind(character: str) -> str:
    category = unicodedata.category(character)
    if category.startswith("C"):
        return "hidden"
    if category.startswith("N"):
        return "digit"
    if character in " '’.-":
        return "sign"
    if category.startswith("L"):
        return "latin" if unicodedata.name(character, "").startswith("LATIN ") else "foreign"
    return "other"


_BARE = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "ð": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"})
"""Letters that Unicode does not take apart into a base letter and a mark."""


REMEMBERED = 16_384
"""Words of which the keys are remembered: names, addresses and headings are made of some thousand."""


def name_key(text: str) -> str:
    """A name without accents, lower case, words separated by one space: «Đặng Thị Hường» → `dang thi huong`."""
    return " ".join(key for word in text.split() if (key := _key(word)))


@lru_cache(maxsize=REMEMBERED)
def _key(word: str) -> str:
    """The key of a text without spaces; where signs part it, more words than one."""
    bare = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", bare.translate(_BARE)))


_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_ORDER = {letter: chr(ord("A") + rank) for rank, letter in enumerate(_LETTERS)}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
"""Huyền, hỏi, ngã, sắc, nặng; no mark comes first."""
_SHAPES = {"\u0306", "\u0302", "\u031b"}
"""Breve, circumflex, horn make another letter (ă â ê ô ơ ư)."""


def sort_key(text: str) -> str:
    """The name's place in a Vietnamese list: given name, then family name, then the middle names; letters before tones.

    Letters a ă â b c d đ …; tones ngang, huyền, hỏi, ngã, sắc, nặng. Sorts bytewise, so the database's collation does not matter.
    """
    words = text.split()
    return " ".join(word_key(word) for word in [*words[-1:], *words[:-1]])[:160]


@lru_cache(maxsize=REMEMBERED)
def word_key(word: str) -> str:
    """The letters of a word in the order of the alphabet, then its tone: «hoà» and «hòa» have one key."""
    letters: list[str] = []
    tone = "0"
    for character in unicodedata.normalize("NFD", word.lower()):
        if character in _TONES:
            tone = _TONES[character]
        elif character in _SHAPES and letters:
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + character)
        elif not unicodedata.combining(character):
            letters.append(character)
    return "".join(_ORDER[letter] for letter in letters if letter in _ORDER) + tone


def name_tokens(*names: str) -> list[str]:
    """The distinct words of the names' keys, in order."""
    return list(dict.fromkeys(token for name in names for token in name_key(name).split()))

"""In which encoding is Vietnamese text of an old list written, and what does it say in Unicode?

Before Unicode, a letter was a byte that a font showed as a Vietnamese letter. Spreadsheets keep such bytes as the letters of Latin 1:
«Nguyễn Văn Tuấn» stands there as «NguyÔn V¨n TuÊn» (TCVN3, fonts .Vn…) or «Nguyeãn Vaên Tuaán» (VNI, fonts VNI-…).
Sources: TCVN 5712:1993 (set VN3 and the capitals of VN2), and the layout of the VNI Windows fonts; both tables are tested letter by letter.
"""

import re
import unicodedata
from collections.abc import Iterable

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_


class Encoding(Labelled):
    """How the letters of a text are stored."""

    UNICODE = "unicode", N_("Unicode")
    TCVN3 = "tcvn3", N_("TCVN3 (ABC, phông .Vn…)")
    VNI = "vni", N_("VNI (phông VNI-…)")


_FROM_A1 = "ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵ"
_TCVN3 = {0xA1 + place: letter for place, letter in enumerate(_FROM_A1)}

_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT, _ROOF, _BREVE = "\u0300", "\u0309", "\u0303", "\u0301", "\u0323", "\u0302", "\u0306"
_TONES = dict(zip("ùøûõï", (_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT), strict=True))
_ROOFED = {"â": "", **dict(zip("áàåãä", (_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT), strict=True))}
_SHORT = {"ê": "", **dict(zip("éèúüë", (_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT), strict=True))}
_ALONE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
"""VNI: letters of one sign. All others are a letter and a sign for its shape and tone."""


def _vni() -> dict[str, str]:
    found = dict(_ALONE)
    for base in "aeouyôö":
        plain = _ALONE.get(base, base)
        found |= {base + sign: plain + tone for sign, tone in _TONES.items()}
        if base in "aeo":
            found |= {base + sign: plain + _ROOF + tone for sign, tone in _ROOFED.items()}
        if base == "a":
            found |= {base + sign: plain + _BREVE + tone for sign, tone in _SHORT.items()}
    found = {typed: unicodedata.normalize("NFC", letter) for typed, letter in found.items()}
    return found | {typed.upper(): letter.upper() for typed, letter in found.items()}


_VNI = _vni()
_VNI_PATTERN = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))


def to_unicode(text: str, encoding: Encoding) -> str:
    """The text in composed Unicode (NFC). Text of another encoding than said comes out wrong, never raises."""
    match encoding:
        case Encoding.TCVN3:
            is_capital = re.search(r"[\xa8-\xfe][A-Z]", text) is not None and re.search(r"[a-z]", text) is None
            text = text.translate(_TCVN3)
            text = text.upper() if is_capital else text  # «TRÇN»: its accented letters have no capitals of their own
        case Encoding.VNI:
            text = _VNI_PATTERN.sub(lambda found: _VNI[found[0]], text)
    return unicodedata.normalize("NFC", text)


def from_unicode(text: str, encoding: Encoding) -> str:
    """The text as an old font stored it (for templates and tests). TCVN3 has no accented capitals but Ă Â Ê Ô Ơ Ư Đ: its capital fonts
    show small letters large, so accented capitals come out small."""
    text = unicodedata.normalize("NFC", text)
    match encoding:
        case Encoding.TCVN3:
            back = {letter: chr(code) for code, letter in _TCVN3.items() if letter.islower() or letter in _FROM_A1[:7]}
            return "".join(back.get(letter) or back.get(letter.lower(), letter) for letter in text)
        case Encoding.VNI:
            signs = {letter: typed for typed, letter in _VNI.items()}
            return "".join(signs.get(letter, letter) for letter in text)
    return text


_SYLLABLE = re.compile(
    r"(?:ngh?|[gk]h|gi|nh|ph|qu|t[hr]|ch|[bcdđghklmnpqrstvx])?"
    r"(?:uyê|uya|iê|yê|ươ|uô|oă|oa|oe|uâ|uê|uơ|uy|ia|ya|ua|ưa|oo|[aăâeêioôơuưy])"
    r"(?:ng|nh|ch|[cmnptiyou])?"
)
_TONE_MARKS = {_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT}


def is_syllable(word: str) -> bool:
    """Whether a word has the shape of a Vietnamese syllable with at most one tone."""
    apart = unicodedata.normalize("NFD", word.lower())
    plain = unicodedata.normalize("NFC", "".join(letter for letter in apart if letter not in _TONE_MARKS))
    return sum(letter in _TONE_MARKS for letter in apart) <= 1 and _SYLLABLE.fullmatch(plain) is not None


_MARKS_OF_WORDS = re.compile(r"[\s,.;:()/\-–\"“”']+")


def _fit(texts: Iterable[str], encoding: Encoding) -> int:
    """Syllables that the texts have when read in this encoding, less the words that are none."""
    score = 0
    for text in texts:
        for word in _MARKS_OF_WORDS.split(to_unicode(text, encoding)):
            if word and not word.isascii():
                score += 1 if is_syllable(word) else -1
    return score


def detect(texts: Iterable[str], *, among: Iterable[Encoding] = tuple(Encoding), limit: int = 400) -> Encoding:
    """The encoding in which most words of the texts are Vietnamese; where several do as well, the first of `among` (Unicode)."""
    telling: list[str] = []
    for text in texts:
        if not text.isascii():
            telling.append(text)
            if len(telling) >= limit:
                break
    return max(among, key=lambda encoding: _fit(telling, encoding))

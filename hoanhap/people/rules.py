"""How are names, birth dates and identity numbers read, compared, sorted and searched?"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rapidfuzz import process
from rapidfuzz.distance import OSA

from hoanhap.kit.enums import Labelled
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_

NAME_LENGTH = 120
OLDEST = 120
"""Years; an older birth date is a typing error."""


class Sex(Labelled):
    """Sex as on identity papers."""

    MALE = "male", N_("Nam")
    FEMALE = "female", N_("Nữ")
    UNKNOWN = "unknown", N_("Chưa rõ")


class BirthPrecision(Labelled):
    """How much of the birth date is known."""

    DAY = "day", N_("đủ ngày")
    MONTH = "month", N_("chỉ biết tháng")
    YEAR = "year", N_("chỉ biết năm")
    UNKNOWN = "unknown", N_("không rõ")


class NoNumberReason(Labelled):
    """Why there is no identity number."""

    NOT_ISSUED = "not_issued", N_("chưa được cấp")
    NOT_SHOWN = "not_shown", N_("không xuất trình")
    FOREIGNER = "foreigner", N_("người nước ngoài")


class AddressKind(Labelled):
    """What an address is in the residence law."""

    PERMANENT = "permanent", N_("thường trú")
    TEMPORARY = "temporary", N_("tạm trú")
    ACTUAL = "actual", N_("nơi ở hiện tại")


class AccessReason(Labelled):
    """Why a commune other than the person's own may open the page for a time."""

    HAND_OVER = "hand_over", N_("được gửi hồ sơ, chờ tiếp nhận")


# ---- names


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


def name_key(text: str) -> str:
    """A name without accents, lower case, words separated by one space: «Đặng Thị Hường» → `dang thi huong`."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
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
    return " ".join(_word_key(word) for word in [*words[-1:], *words[:-1]])[:160]


def _word_key(word: str) -> str:
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


def search_row(
    full_name: str, other_name: str, birth_year: int | None, commune_id: int, province_id: int
) -> tuple[str, int | None, int, int, list[str]]:
    """Name key, birth year, commune, province and keys of a person's search row (FEASIBILITY §1, design E).

    Keys are every prefix of every word of both names, `y1985` for the year, `c123` for the commune, `p1` for the province.
    """
    prefixes = {token[:length] for token in name_tokens(full_name, other_name) for length in range(1, len(token) + 1)}
    if birth_year is not None:
        prefixes.add(f"y{birth_year}")
    return name_key(full_name), birth_year, commune_id, province_id, [*sorted(prefixes), f"c{commune_id}", f"p{province_id}"]


def person_code(registered_in: int, number: int) -> str:
    """The register code: year of registration and running number, `HN-26-004127`."""
    return f"HN-{registered_in % 100:02d}-{number:06d}"


# ---- birth


def birth_problems(birth_date: date | None, *, today: date) -> list[Problem]:
    """What is wrong with a birth date on the day `today`."""
    if birth_date is None:
        return []
    if birth_date > today:
        return [
            Problem(
                "birth_in_future",
                N_("Ngày sinh ở tương lai."),
                N_("Không ai sinh sau hôm nay."),
                N_("Gõ lại ngày sinh theo giấy tờ."),
                field="birth_date",
            )
        ]
    if age_on(birth_date, today) > OLDEST:
        return [
            Problem(
                "birth_too_long_ago",
                N_("Ngày sinh cho ra tuổi trên 120."),
                N_("Có thể đã gõ nhầm năm."),
                N_("Gõ lại ngày sinh theo giấy tờ."),
                field="birth_date",
            )
        ]
    return []


def age_on(birth_date: date, day: date) -> int:
    """Full years of age on a day. Who is born on 29/02 is a year older on 01/03 in a common year."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def birth_text(birth_date: date | None, precision: str) -> str:
    """The known part of a birth date: `12/06/1985`, `06/1985`, `1985`, or nothing."""
    if birth_date is None or precision == BirthPrecision.UNKNOWN:
        return ""
    pattern = {BirthPrecision.YEAR.value: "%Y", BirthPrecision.MONTH.value: "%m/%Y"}.get(precision, "%d/%m/%Y")
    return birth_date.strftime(pattern)


# ---- identity numbers

PROVINCES_OF_NUMBERS: dict[str, str] = {
    "001": "Hà Nội", "002": "Hà Giang", "004": "Cao Bằng", "006": "Bắc Kạn", "008": "Tuyên Quang", "010": "Lào Cai", "011": "Điện Biên",
    "012": "Lai Châu", "014": "Sơn La", "015": "Yên Bái", "017": "Hòa Bình", "019": "Thái Nguyên", "020": "Lạng Sơn", "022": "Quảng Ninh",
    "024": "Bắc Giang", "025": "Phú Thọ", "026": "Vĩnh Phúc", "027": "Bắc Ninh", "030": "Hải Dương", "031": "Hải Phòng", "033": "Hưng Yên",
    "034": "Thái Bình", "035": "Hà Nam", "036": "Nam Định", "037": "Ninh Bình", "038": "Thanh Hóa", "040": "Nghệ An", "042": "Hà Tĩnh",
    "044": "Quảng Bình", "045": "Quảng Trị", "046": "Thừa Thiên Huế", "048": "Đà Nẵng", "049": "Quảng Nam", "051": "Quảng Ngãi",
    "052": "Bình Định", "054": "Phú Yên", "056": "Khánh Hòa", "058": "Ninh Thuận", "060": "Bình Thuận", "062": "Kon Tum", "064": "Gia Lai",
    "066": "Đắk Lắk", "067": "Đắk Nông", "068": "Lâm Đồng", "070": "Bình Phước", "072": "Tây Ninh", "074": "Bình Dương", "075": "Đồng Nai",
    "077": "Bà Rịa - Vũng Tàu", "079": "Thành phố Hồ Chí Minh", "080": "Long An", "082": "Tiền Giang", "083": "Bến Tre", "084": "Trà Vinh",
    "086": "Vĩnh Long", "087": "Đồng Tháp", "089": "An Giang", "091": "Kiên Giang", "092": "Cần Thơ", "093": "Hậu Giang",
    "094": "Sóc Trăng", "095": "Bạc Liêu", "096": "Cà Mau",
}  # fmt: skip
"""The province where the birth was registered, as the first three digits name it: the 63 provinces before 2025-07-01 (annex I of circular
07/2016/TT-BCA, taken over by circular 59/2021/TT-BCA). Numbers once given keep their digits, so former provinces stay in the list."""

NUMBER_ARTICLE = "Điều 12 Luật Căn cước 26/2023/QH15"


@dataclass(frozen=True)
class NumberCheck:
    """What an identity number says, and what speaks against it."""

    number: str
    """Digits only."""
    errors: tuple[Problem, ...] = ()
    """It cannot be an identity number."""
    doubts: tuple[Problem, ...] = ()
    """It may be right, but disagrees with the rest of the form: the officer compares with the paper and confirms."""
    province: str = ""
    sex: Sex | None = None
    year: int | None = None
    is_old: bool = False
    """A nine-digit number of the old identity card; it says nothing more."""


def check_id_number(text: str, *, sex: str = "", birth_date: date | None = None, today: date) -> NumberCheck:
    """Read a typed identity number: 12 digits (province of birth registration, century and sex, year, six more) or 9 (old card).

    Spaces, dots and hyphens between digits do not count. Structure: article 13 of decree 137/2015/NĐ-CP; numbers given
    since keep it.
    """
    number = re.sub(r"[\s.\-]", "", unicodedata.normalize("NFKC", text))
    if not number:
        return NumberCheck("")
    if not re.fullmatch(r"[0-9]{9}|[0-9]{12}", number):
        return NumberCheck(
            number,
            errors=(
                Problem(
                    "number_length",
                    N_("Số định danh phải có 12 chữ số (hoặc 9 chữ số của chứng minh nhân dân cũ)."),
                    N_("Số đang gõ có %(count)s ký tự."),
                    N_("Đếm lại các chữ số trên giấy tờ."),
                    NUMBER_ARTICLE,
                    "id_number",
                    {"count": len(number)},
                ),
            ),
        )
    if len(number) == 9:
        return NumberCheck(number, is_old=True)
    century, is_female = divmod(int(number[3]), 2)
    year = 1900 + 100 * century + int(number[4:6])
    number_sex = Sex.FEMALE if is_female else Sex.MALE
    if year > today.year:
        return NumberCheck(
            number,
            errors=(
                Problem(
                    "number_year_in_future",
                    N_("Số định danh cho ra năm sinh %(year)s, ở tương lai."),
                    N_("Chữ số thứ 4 là thế kỷ và giới tính, chữ số 5 và 6 là năm sinh."),
                    N_("Gõ lại số theo giấy tờ."),
                    NUMBER_ARTICLE,
                    "id_number",
                    {"year": year},
                ),
            ),
        )
    doubts = []
    if number[:3] not in PROVINCES_OF_NUMBERS:
        doubts.append(
            Problem(
                "number_province",
                N_("Ba chữ số đầu không phải mã của tỉnh nào ở Việt Nam."),
                N_("Số cấp cho người khai sinh ở nước ngoài mang mã nước."),
                N_("Đối chiếu lại ba chữ số đầu với giấy tờ."),
                NUMBER_ARTICLE,
                "id_number",
            )
        )
    if sex in {Sex.MALE, Sex.FEMALE} and sex != number_sex:
        doubts.append(
            Problem(
                "number_sex",
                N_("Số định danh là của nữ, giới tính đang chọn là nam.")
                if number_sex is Sex.FEMALE
                else N_("Số định danh là của nam, giới tính đang chọn là nữ."),
                N_("Chữ số thứ 4 là thế kỷ và giới tính."),
                N_("Đối chiếu số và giới tính với giấy tờ."),
                NUMBER_ARTICLE,
                "id_number",
            )
        )
    if birth_date is not None and birth_date.year != year:
        doubts.append(
            Problem(
                "number_year",
                N_("Số định danh cho ra năm sinh %(year)s, ngày sinh đang gõ là năm %(typed)s."),
                N_("Chữ số 5 và 6 là hai số cuối của năm sinh."),
                N_("Đối chiếu số và ngày sinh với giấy tờ."),
                NUMBER_ARTICLE,
                "id_number",
                {"year": year, "typed": birth_date.year},
            )
        )
    return NumberCheck(number, (), tuple(doubts), PROVINCES_OF_NUMBERS.get(number[:3], ""), number_sex, year)


# ---- search


@dataclass(frozen=True)
class SearchText:
    """What an officer typed, taken apart."""

    tokens: tuple[str, ...] = ()
    """Words of a name, without accents."""
    years: tuple[int, ...] = ()
    """Possible birth years; any of them will do."""
    birth_date: date | None = None
    number: str = ""
    """A whole identity number (9 or 12 digits)."""
    fragment: str = ""
    """Part of an identity number (3 digits or more)."""
    code: str = ""
    """A register code."""
    accented: str = ""
    """The words as typed (NFC, lower case): accents decide between equal keys."""

    def __bool__(self) -> bool:
        return bool(self.tokens or self.years or self.number or self.fragment or self.code)


def read_search(text: str, *, today: date) -> SearchText:
    """Take apart a typed search: words are names; 12 or 9 digits a number; a day or a year in range a birth; other digits part of a number.

    Two digits are a year of birth of someone from 1 to 100 years old; four digits in range are a year or part of a number (both are kept).
    """
    typed = " ".join(unicodedata.normalize("NFC", text).split())[:200]
    if match := re.fullmatch(r"hn[-\s]?(\d{2})[-\s]?(\d{4,})", typed.lower()):
        return SearchText(code=f"HN-{match[1]}-{match[2]:0>6}")
    compact = re.sub(r"[\s.\-]", "", typed)
    if re.fullmatch(r"[0-9]{9}|[0-9]{12}", compact):
        return SearchText(number=compact)
    tokens: list[str] = []
    words: list[str] = []
    years: tuple[int, ...] = ()
    fragment, birth_date = "", None
    for word in typed.split():
        if match := re.fullmatch(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", word):
            birth_date = _day(int(match[3]), int(match[2]), int(match[1]))
            years = (int(match[3]),)
        elif re.fullmatch(r"[0-9]+", word):
            if len(word) == 2:
                years = tuple(year for year in (1900 + int(word), 2000 + int(word)) if today.year - 100 <= year < today.year)
            elif len(word) == 4 and today.year - OLDEST <= int(word) <= today.year:
                years, fragment = (int(word),), fragment or word
            else:
                fragment += word
        else:
            words.append(word.lower())
            tokens += [token for token in name_key(word).split() if token.isalpha()]
    if len(fragment) < 3 or len(fragment) > 12:
        fragment = ""
    return SearchText(tuple(dict.fromkeys(tokens))[:8], years, birth_date, fragment=fragment, accented=" ".join(words))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


class Vocabulary:
    """The words that occur in names, for the repair of typing errors."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(words)
        self.prefixes = frozenset(word[:length] for word in self.words for length in range(1, len(word) + 1))
        self._near: dict[str, tuple[str, ...]] = {}

    def near(self, token: str) -> tuple[str, ...]:
        """Words one typing error away from `token` (optimal string alignment 1), without the word itself."""
        if token not in self._near:
            found = process.extract(token, self.words, scorer=OSA.distance, score_cutoff=1, limit=None)
            self._near[token] = tuple(sorted(word for word, distance, _ in found if distance == 1))
        return self._near[token]


def ranges(name: str, matched: Iterable[str]) -> list[tuple[str, bool]]:
    """Cut a name into pieces with a mark on those that matched: each of `matched` (keys) marks the word it begins.

    >>> ranges("Khương Văn Tuấn", ["khuong", "v"])
    [('Khương', True), (' ', False), ('V', True), ('ăn Tuấn', False)]
    """
    wanted = sorted(matched, key=len, reverse=True)
    pieces: list[tuple[str, bool]] = []
    for number, word in enumerate(unicodedata.normalize("NFC", name).split(" ")):
        key = name_key(word)
        hit = next((token for token in wanted if key.startswith(token)), None)
        if number:
            pieces.append((" ", False))
        if hit is None:
            pieces.append((word, False))
            continue
        wanted.remove(hit)
        # The key has one character for each letter; signs such as the apostrophe stay outside it.
        pieces += [(word[: len(hit)], True), (word[len(hit) :], False)]
    return _joined(pieces)


def _joined(pieces: Sequence[tuple[str, bool]]) -> list[tuple[str, bool]]:
    joined: list[tuple[str, bool]] = []
    for text, is_hit in pieces:
        if not text:
            continue
        if joined and joined[-1][1] == is_hit:
            joined[-1] = (joined[-1][0] + text, is_hit)
        else:
            joined.append((text, is_hit))
    return joined


# ---- registration


@dataclass(frozen=True)
class Registration:
    """What an officer writes down of a person. Texts as typed; services.register_person reads and checks them."""

    full_name: str
    commune_id: int
    """The commune of today that answers for the person."""
    sex: str = Sex.UNKNOWN.value
    birth_date: date | None = None
    birth_precision: str = BirthPrecision.UNKNOWN.value
    id_number: str = ""
    number_confirmed: bool = False
    """The officer compared a doubtful number with the paper."""
    no_number_reason: str = ""
    address_line: str = ""
    permanent_unit_id: int | None = None
    """The commune of permanent residence; None: not known yet."""
    permanent_line: str = ""
    other_name: str = ""
    nationality: str = "VN"
    ethnicity: str = ""
    occupation: str = ""
    contact_name: str = ""
    contact_relation: str = ""
    contact_phone: str = ""
    not_duplicate_reason: str = ""
    """Why it is another person than the likely duplicates shown."""

    @property
    def traits(self) -> "Traits":
        """The fields that tell people apart."""
        return Traits(
            self.full_name, self.sex, self.birth_date, self.birth_precision, self.id_number, self.commune_id, self.address_line,
            self.contact_name,
        )  # fmt: skip


def checked(data: Registration, *, today: date) -> tuple[Registration, list[Problem]]:
    """The registration with cleaned texts, and everything that is wrong with it on its own (ValueError: a birth date without precision)."""
    if (data.birth_date is None) != (data.birth_precision == BirthPrecision.UNKNOWN):
        raise ValueError("a birth date and its precision come together")
    problems: list[Problem] = []
    names: dict[str, str] = {}
    for name in ("full_name", "other_name", "contact_name"):
        typed = getattr(data, name)
        names[name] = ""
        if typed.strip() or name == "full_name":
            try:
                names[name] = read_name(typed, field=name)
            except Refused as refused:
                problems += refused.problems
    problems += birth_problems(data.birth_date, today=today)
    check = check_id_number(data.id_number, sex=data.sex, birth_date=data.birth_date, today=today)
    problems += check.errors if data.number_confirmed else check.errors + check.doubts
    clean = replace(
        data,
        full_name=names["full_name"],
        other_name=names["other_name"],
        contact_name=names["contact_name"],
        id_number=check.number,
        no_number_reason="" if check.number else data.no_number_reason,
    )
    return clean, problems


EDITABLE = frozenset({
    "full_name", "other_name", "sex", "birth_date", "birth_precision", "id_number", "no_number_reason", "nationality", "ethnicity",
    "occupation", "contact_name", "contact_relation", "contact_phone", "address_line",
})  # fmt: skip
"""Fields that `services.update_person` may change."""


# ---- comparison of two people


class Likeness(Labelled):
    """How a field of a new person compares with a registered one."""

    SAME = "same", N_("trùng")
    NEAR = "near", N_("gần giống")
    MISSING = "missing", N_("thiếu")
    DIFFERENT = "different", N_("khác")


@dataclass(frozen=True)
class Traits:
    """The fields of a person by which two are told apart."""

    full_name: str
    sex: str = Sex.UNKNOWN.value
    birth_date: date | None = None
    birth_precision: str = BirthPrecision.UNKNOWN.value
    id_number: str = ""
    commune_id: int | None = None
    address_line: str = ""
    contact_name: str = ""


def compare(typed: Traits, kept: Traits) -> dict[str, Likeness]:
    """Compare two people field by field: full_name, birth_date, sex, address, id_number, contact_name."""
    return {
        "full_name": _compare_names(typed.full_name, kept.full_name),
        "birth_date": _compare_births(typed, kept),
        "sex": Likeness.MISSING if Sex.UNKNOWN in {typed.sex, kept.sex} else Likeness.SAME if typed.sex == kept.sex else Likeness.DIFFERENT,
        "address": _compare_addresses(typed, kept),
        "id_number": _compare_numbers(typed.id_number, kept.id_number),
        "contact_name": _compare_names(typed.contact_name, kept.contact_name),
    }


def _compare_names(typed: str, kept: str) -> Likeness:
    if not typed or not kept:
        return Likeness.MISSING
    if unicodedata.normalize("NFC", typed).lower() == unicodedata.normalize("NFC", kept).lower():
        return Likeness.SAME
    one, other = name_key(typed), name_key(kept)
    if sorted(one.split()) == sorted(other.split()) or is_one_slip(one, other):
        return Likeness.NEAR
    return Likeness.DIFFERENT


def is_one_slip(one: str, other: str) -> bool:
    """Whether two keys differ by one typing error: a letter too many, too few or wrong, or two neighbours swapped."""
    return OSA.distance(one, other, score_cutoff=1) <= 1


def _compare_births(typed: Traits, kept: Traits) -> Likeness:
    one, other = typed.birth_date, kept.birth_date
    if one is None or other is None:
        return Likeness.MISSING
    if typed.birth_precision == kept.birth_precision and one == other:
        return Likeness.SAME
    if one.year == other.year and (typed.birth_precision != kept.birth_precision or (one.day, one.month) == (other.month, other.day)):
        return Likeness.NEAR
    if one.year == other.year and (one.month == other.month or one.day == other.day):
        return Likeness.NEAR
    if abs(one.year - other.year) <= 1 and BirthPrecision.YEAR in {typed.birth_precision, kept.birth_precision}:
        return Likeness.NEAR
    if (one.day, one.month) == (other.day, other.month) and is_one_slip(str(one.year), str(other.year)):
        return Likeness.NEAR
    return Likeness.DIFFERENT


def _compare_addresses(typed: Traits, kept: Traits) -> Likeness:
    if not typed.address_line or not kept.address_line:
        return Likeness.NEAR if typed.commune_id is not None and typed.commune_id == kept.commune_id else Likeness.MISSING
    same_line = name_key(typed.address_line) == name_key(kept.address_line)
    if typed.commune_id == kept.commune_id:
        return Likeness.SAME if same_line else Likeness.NEAR
    return Likeness.NEAR if same_line else Likeness.DIFFERENT


def _compare_numbers(typed: str, kept: str) -> Likeness:
    if not typed or not kept or len(typed) != len(kept):
        return Likeness.MISSING
    if typed == kept:
        return Likeness.SAME
    return Likeness.NEAR if is_one_slip(typed, kept) else Likeness.DIFFERENT


def is_likely_same(found: dict[str, Likeness]) -> bool:
    """Whether the officer must look before registering: the same number, or a like name and birth with little against it."""
    if found["id_number"] is Likeness.SAME:
        return True
    if found["full_name"] is Likeness.DIFFERENT:
        return False
    against = [found[field] for field in ("sex", "id_number")].count(Likeness.DIFFERENT)
    match found["birth_date"]:
        case Likeness.SAME:
            return against < 2
        case Likeness.NEAR:
            return against == 0
        case Likeness.MISSING:
            return against == 0 and (found["address"] is not Likeness.DIFFERENT or found["contact_name"] in {Likeness.SAME, Likeness.NEAR})
        case _:
            return False

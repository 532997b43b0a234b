"""What is wrong with an identity paper, an address, a relative, a past of use, as it is written down? (forms 17 and 33; RULES §17.1)"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from hoanhap.kit.dates import FOREVER
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.rules.births import age_on, birth_problems
from hoanhap.people.rules.codes import STABLE_GROUNDS, AddressKind, BirthPrecision, IdentityPaperKind, Relation, StableGround
from hoanhap.people.rules.names import read_name
from hoanhap.people.rules.numbers import check_id_number

ADULT = 18
LEAST = 12
"""Years: from 12 to under 18 someone who stands for the person takes part (law 120/2025/QH15 Điều 28, 36; PAR-020)."""
CONFIRMED_DAYS = 30
"""Days at the present place after which it may be confirmed as stable (PAR-016, PAR-022); under it, it is none (PAR-023, PAR-024)."""
MINORS_ARTICLE = "Điều 36 Luật 120/2025/QH15"
RESIDENCE_ARTICLE = "Điều 58 Nghị định 163/2026/NĐ-CP"


# --- Short texts ------------------------------------------------------------------------------------------------------------------


def read_line(text: str, *, field: str, length: int) -> str:
    """A short text as it is kept: NFC, single spaces. Raises Refused: hidden or direction characters, too long."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if not line.isprintable():
        raise Refused(
            [
                Problem(
                    "hidden_characters",
                    N_("Ô này có ký tự ẩn."),
                    N_("Ký tự này thường đi theo khi dán từ nơi khác và làm sai cách hiển thị."),
                    N_("Xóa ô này rồi gõ lại bằng bàn phím."),
                    field=field,
                )
            ]
        )
    if len(line) > length:
        raise Refused(
            [
                Problem(
                    "too_long",
                    N_("Ô này dài quá %(length)s ký tự."),
                    N_("Có thể đã dán nhầm cả đoạn văn bản."),
                    N_("Rút gọn lại."),
                    field=field,
                    params={"length": length},
                )
            ]
        )
    return line


def read_names(text: str, *, field: str = "other_name", length: int = 400) -> str:
    """Other names, parted by «;», each read as a name, each once. Raises Refused as `read_name` does, for the first bad one."""
    names = [read_name(part, field=field) for part in text.split(";") if part.strip()]
    return read_line("; ".join(dict.fromkeys(names)), field=field, length=length)


def read_phone(text: str, *, field: str = "phone") -> str:
    """A telephone number as digits with an optional leading «+»; spaces, dots and hyphens do not count. Raises Refused."""
    digits = re.sub(r"[\s.\-()]", "", unicodedata.normalize("NFKC", text))
    if digits and not re.fullmatch(r"\+?[0-9]{7,15}", digits):
        raise Refused(
            [Problem("phone_shape", N_("Số điện thoại phải có từ 7 đến 15 chữ số."), remedy=N_("Gõ lại, ví dụ 0912 345 678."), field=field)]
        )
    return digits


# --- Identity papers --------------------------------------------------------------------------------------------------------------

TWELVE_DIGITS = frozenset({IdentityPaperKind.IDENTITY_CARD, IdentityPaperKind.CITIZEN_CARD, IdentityPaperKind.CERTIFICATE})
"""Papers whose number is the personal identity number."""


@dataclass(frozen=True)
class PaperData:
    """An identity paper as an officer writes it down."""

    kind: str
    number: str
    issued_on: date | None = None
    issued_by: str = ""
    expires_on: date | None = None
    """The last day it is valid."""
    doubt_reason: str = ""
    """Why a number that disagrees with the rest of the file is right all the same."""


@dataclass(frozen=True)
class Bearer:
    """What a paper is compared with."""

    sex: str
    birth_date: date | None


def checked_paper(data: PaperData, bearer: Bearer, *, today: date) -> tuple[PaperData, list[Problem], list[Problem]]:
    """The paper with its number as it is kept, what is wrong with it, and what is doubtful (allowed with a written reason).

    Raises ValueError for a kind that is none.
    """
    kind = IdentityPaperKind(data.kind)
    wrong: list[Problem] = []
    doubts: list[Problem] = []
    number = data.number
    if kind in TWELVE_DIGITS or kind is IdentityPaperKind.OLD_CARD:
        check = check_id_number(number, sex=bearer.sex, birth_date=bearer.birth_date, today=today)
        number, length = check.number, 9 if kind is IdentityPaperKind.OLD_CARD else 12
        if check.errors:
            wrong += [replace(problem, field="number") for problem in check.errors]
        elif len(number) != length:
            wrong.append(
                Problem(
                    "paper_number_length",
                    N_("Số của loại giấy này có %(length)s chữ số, đang gõ %(count)s."),
                    N_("Thẻ căn cước, thẻ căn cước công dân, giấy chứng nhận căn cước có 12 chữ số; chứng minh nhân dân có 9."),
                    N_("Chọn lại loại giấy hoặc gõ lại số."),
                    field="number",
                    params={"length": length, "count": len(number)},
                )
            )
        doubts += [replace(problem, field="number") for problem in check.doubts]
    else:
        number = re.sub(r"\s", "", unicodedata.normalize("NFKC", number)).upper()
        shape = r"(?=.*[0-9])[A-Z0-9]{6,15}" if kind is IdentityPaperKind.PASSPORT else r"(?=.*[0-9])[0-9A-ZĐ/.\-]{1,30}"
        if not re.fullmatch(shape, number):
            wrong.append(
                Problem(
                    "paper_number_shape",
                    N_("Số hộ chiếu có từ 6 đến 15 chữ cái La-tinh và chữ số.")
                    if kind is IdentityPaperKind.PASSPORT
                    else N_("Số giấy tờ chỉ gồm chữ số, chữ cái, dấu gạch chéo, dấu chấm và gạch nối."),
                    remedy=N_("Gõ lại số như trên giấy."),
                    field="number",
                )
            )
    issued_by = _line(data.issued_by, "issued_by", 120, wrong)
    reason = _line(data.doubt_reason, "doubt_reason", 300, wrong)
    if data.issued_on is not None and data.issued_on > today:
        wrong.append(_in_future("issued_on", N_("Ngày cấp ở tương lai.")))
    if data.issued_on is not None and bearer.birth_date is not None and data.issued_on < bearer.birth_date:
        wrong.append(
            Problem(
                "issued_before_birth",
                N_("Ngày cấp trước ngày sinh."),
                remedy=N_("Đối chiếu cả hai ngày với giấy tờ."),
                field="issued_on",
            )
        )
    if data.issued_on is not None and data.expires_on is not None and data.expires_on < data.issued_on:
        wrong.append(_disorder("expires_on", N_("Ngày hết giá trị trước ngày cấp.")))
    return replace(data, number=number, issued_by=issued_by, doubt_reason=reason), wrong, [] if reason else doubts


# --- Addresses --------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AddressData:
    """A dated address as an officer writes it down; [since, until), the unit is the unit of that time."""

    kind: str
    unit_id: int
    line: str = ""
    since: date | None = None
    """None: not known since when."""
    until: date = FOREVER
    ground: str = ""
    """StableGround; empty: not verified."""
    verified_on: date | None = None

    @property
    def is_stable(self) -> bool | None:
        """Whether it is a stable residence in the law's sense; None while nobody has verified it."""
        return StableGround(self.ground) in STABLE_GROUNDS if self.ground else None


def checked_address(
    data: AddressData, others: Iterable[tuple[date | None, date]], *, birth_date: date | None, today: date
) -> tuple[AddressData, list[Problem]]:
    """The address with its cleaned line, and what is wrong with it. `others`: the times of the person's other addresses of the kind."""
    wrong: list[Problem] = []
    line = _line(data.line, "line", 200, wrong)
    if data.since is not None and data.since > today:
        wrong.append(_in_future("since", N_("Ngày đến ở ở tương lai.")))
    if data.since is not None and data.since >= data.until:
        wrong.append(_disorder("until", N_("Ngày chuyển đi phải sau ngày đến ở.")))
    if data.until != FOREVER and data.until > today:
        wrong.append(_in_future("until", N_("Ngày chuyển đi ở tương lai.")))
    if data.since is not None and birth_date is not None and data.since < birth_date:
        wrong.append(_disorder("since", N_("Ngày đến ở trước ngày sinh.")))
    if any(overlap((data.since, data.until), other) for other in others):
        wrong.append(
            Problem(
                "address_overlap",
                N_("Trùng thời gian với một địa chỉ cùng loại đã ghi."),
                N_("Mỗi lúc một người chỉ có một nơi thường trú, một nơi tạm trú và một nơi ở hiện tại."),
                N_("Ghi ngày kết thúc của địa chỉ kia, hoặc sửa lại hai ngày."),
                field="since",
            )
        )
    wrong += _ground_problems(data, today)
    return replace(data, line=line), wrong


def overlap(one: tuple[date | None, date], other: tuple[date | None, date]) -> bool:
    """Whether two half-open times share a day; None begins before every day."""
    return (one[0] or date.min) < other[1] and (other[0] or date.min) < one[1]


def _ground_problems(data: AddressData, today: date) -> list[Problem]:
    if not data.ground:
        if data.verified_on is None:
            return []
        return [
            Problem(
                "ground_missing",
                N_("Đã có ngày xác minh nhưng chưa chọn kết quả."),
                remedy=N_("Chọn căn cứ, hoặc bỏ ngày xác minh."),
                article=RESIDENCE_ARTICLE,
                field="ground",
            )
        ]
    wrong: list[Problem] = []
    if data.kind != AddressKind.ACTUAL:
        wrong.append(
            Problem(
                "ground_of_actual",
                N_("Nơi cư trú ổn định hay không được xác minh cho nơi ở hiện tại."),
                remedy=N_("Bỏ căn cứ ở đây và ghi ở nơi ở hiện tại."),
                article=RESIDENCE_ARTICLE,
                field="ground",
            )
        )
    if data.verified_on is None:
        wrong.append(
            Problem("verified_missing", N_("Chưa ghi ngày xác minh."), remedy=N_("Ghi ngày xác minh nơi cư trú."), field="verified_on")
        )
        return wrong
    if data.verified_on > today:
        wrong.append(_in_future("verified_on", N_("Ngày xác minh ở tương lai.")))
    if data.since is not None:
        days = (data.verified_on - data.since).days
        if days < 0:
            wrong.append(_disorder("verified_on", N_("Ngày xác minh trước ngày đến ở.")))
        elif (data.ground == StableGround.CONFIRMED_30_DAYS) != (days >= CONFIRMED_DAYS) and data.ground in _BY_DAYS:
            wrong.append(
                Problem(
                    "days_at_place",
                    N_("Đến ngày xác minh người này ở đây %(days)s ngày."),
                    N_("Từ đủ 30 ngày thì được xác nhận là nơi cư trú ổn định, dưới 30 ngày thì không."),
                    N_("Chọn lại căn cứ hoặc sửa ngày đến ở."),
                    RESIDENCE_ARTICLE,
                    "ground",
                    {"days": days},
                )
            )
    return wrong


_BY_DAYS = frozenset({StableGround.CONFIRMED_30_DAYS, StableGround.UNDER_30_DAYS})


# --- Family -----------------------------------------------------------------------------------------------------------------------

REPRESENTING = frozenset({Relation.FATHER, Relation.MOTHER, Relation.GUARDIAN, Relation.REPRESENTATIVE})
"""Who may stand for a minor without more ado: parents, the guardian, another lawful representative."""


@dataclass(frozen=True)
class RelativeData:
    """A member of the family or a guardian as an officer writes it down."""

    relation: str
    full_name: str
    birth_year: int | None = None
    occupation: str = ""
    address_line: str = ""
    phone: str = ""
    stands_for: bool = False
    since: date | None = None
    until: date = FOREVER


def checked_relative(data: RelativeData, *, today: date) -> tuple[RelativeData, list[Problem]]:
    """The relative with cleaned texts, and what is wrong. Raises ValueError for a relation that is none."""
    relation = Relation(data.relation)
    wrong: list[Problem] = []
    try:
        name = read_name(data.full_name)
    except Refused as refused:
        name, wrong = "", [*refused.problems]
    if data.birth_year is not None:
        wrong += [replace(problem, field="birth_year") for problem in birth_problems(date(data.birth_year, 1, 1), today=today)]
        if data.stands_for and today.year - data.birth_year < ADULT:
            wrong.append(
                Problem(
                    "representative_is_minor",
                    N_("Người đại diện chưa đủ 18 tuổi."),
                    remedy=N_("Kiểm tra năm sinh, hoặc chọn người khác làm đại diện."),
                    field="birth_year",
                )
            )
    if data.stands_for and relation not in REPRESENTING:
        wrong.append(
            Problem(
                "cannot_stand_for",
                N_("Người đại diện phải là cha, mẹ, người giám hộ hoặc người đại diện hợp pháp khác."),
                N_("Vợ, chồng, con, anh, chị, em đại diện với tư cách người giám hộ thì ghi quan hệ đó."),
                N_("Chọn quan hệ “người giám hộ” hoặc “người đại diện hợp pháp khác”."),
                field="relation",
            )
        )
    if data.since is not None and data.since > today:
        wrong.append(_in_future("since", N_("Ngày bắt đầu ở tương lai.")))
    if data.since is not None and data.until < data.since:
        wrong.append(_disorder("until", N_("Ngày kết thúc trước ngày bắt đầu.")))
    phone = ""
    try:
        phone = read_phone(data.phone)
    except Refused as refused:
        wrong += refused.problems
    clean = replace(
        data,
        full_name=name,
        phone=phone,
        occupation=_line(data.occupation, "occupation", 120, wrong),
        address_line=_line(data.address_line, "address_line", 200, wrong),
    )
    return clean, wrong


def needs_representative(birth_date: date | None, precision: str, *, on: date) -> bool:
    """Whether somebody must stand for the person: 12 to under 18 on the day. Known to the year or month only: under 18 on its last day."""
    if birth_date is None or precision == BirthPrecision.UNKNOWN:
        return False
    latest = {BirthPrecision.YEAR.value: birth_date.replace(month=12, day=31), BirthPrecision.MONTH.value: _month_end(birth_date)}
    return age_on(birth_date, on) >= LEAST and age_on(latest.get(precision, birth_date), on) < ADULT


def _month_end(day: date) -> date:
    return date.fromordinal(date(day.year + day.month // 12, day.month % 12 + 1, 1).toordinal() - 1)


NO_REPRESENTATIVE = Problem(
    "no_representative",
    N_("Người này từ đủ 12 đến dưới 18 tuổi nhưng hồ sơ chưa có người đại diện."),
    N_("Hồ sơ của người dưới 18 tuổi cần ý kiến của cha, mẹ hoặc người giám hộ. Các hạn luật định vẫn chạy."),
    N_("Ghi cha, mẹ, người giám hộ hoặc người đại diện hợp pháp khác ở trang Nhân thân."),
    MINORS_ARTICLE,
)
"""Shown on the person's pages; blocks nothing."""


# --- What went before -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BackgroundData:
    """Items 12 to 16 of form 33 as an officer writes them down."""

    criminal_record: str = ""
    administrative_record: str = ""
    substances: tuple[str, ...] = ()
    other_substance: str = ""
    routes: tuple[str, ...] = ()
    first_use: date | None = None
    first_use_precision: str = BirthPrecision.UNKNOWN.value
    first_detected_on: date | None = None


def checked_background(data: BackgroundData, *, birth_date: date | None, today: date) -> tuple[BackgroundData, list[Problem]]:
    """The background with cleaned texts, and what is wrong with it."""
    wrong: list[Problem] = []
    clean = replace(
        data,
        criminal_record=_line(data.criminal_record, "criminal_record", 400, wrong),
        administrative_record=_line(data.administrative_record, "administrative_record", 400, wrong),
        other_substance=_line(data.other_substance, "other_substance", 120, wrong),
    )
    for field, day in (("first_use", data.first_use), ("first_detected_on", data.first_detected_on)):
        if day is not None and day > today:
            wrong.append(_in_future(field, N_("Ngày này ở tương lai.")))
        elif day is not None and birth_date is not None and day.year < birth_date.year:
            wrong.append(_disorder(field, N_("Ngày này trước ngày sinh.")))
    if data.first_use is not None and data.first_detected_on is not None and data.first_detected_on < data.first_use:
        wrong.append(_disorder("first_detected_on", N_("Bị phát hiện trước lần sử dụng đầu tiên.")))
    return clean, wrong


@dataclass(frozen=True)
class PastMeasureData:
    """Items 17 to 20 of form 33 as an officer writes them down."""

    kind: str
    place: str = ""
    since: date | None = None
    until: date | None = None
    completed: bool | None = None


def checked_past_measure(data: PastMeasureData, *, birth_date: date | None, today: date) -> tuple[PastMeasureData, list[Problem]]:
    """The measure with its cleaned place, and what is wrong with it."""
    wrong: list[Problem] = []
    clean = replace(data, place=_line(data.place, "place", 200, wrong))
    if data.since is not None and data.since > today:
        wrong.append(_in_future("since", N_("Ngày bắt đầu ở tương lai.")))
    if data.since is not None and birth_date is not None and age_on(birth_date, data.since) < 0:
        wrong.append(_disorder("since", N_("Ngày bắt đầu trước ngày sinh.")))
    if data.until is not None and data.until > today:
        wrong.append(_in_future("until", N_("Ngày kết thúc ở tương lai.")))
    if data.since is not None and data.until is not None and data.until < data.since:
        wrong.append(_disorder("until", N_("Ngày kết thúc trước ngày bắt đầu.")))
    return clean, wrong


def _line(text: str, field: str, length: int, wrong: list[Problem]) -> str:
    try:
        return read_line(text, field=field, length=length)
    except Refused as refused:
        wrong += refused.problems
        return ""


def _in_future(field: str, what: str) -> Problem:
    return Problem("future", what, N_("Chỉ ghi điều đã xảy ra."), N_("Gõ lại ngày."), field=field)


def _disorder(field: str, what: str) -> Problem:
    return Problem("disorder", what, remedy=N_("Đối chiếu các ngày với giấy tờ."), field=field)

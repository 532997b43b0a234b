"""What does an identity number say of its holder, and which code does a person have in the register?"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from hoanhap.kit.errors import Problem
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.rules.codes import Sex


def person_code(registered_in: int, number: int) -> str:
    """The register code: year of registration and running number, `HN-26-004127`."""
    return f"HN-{registered_in % 100:02d}-{number:06d}"


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


@lru_cache(maxsize=64)
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

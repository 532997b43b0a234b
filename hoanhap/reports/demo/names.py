"""What are made-up people called, and where do they live?

Weights are rough shares of family names in northern Viet Nam; middle and given names are this program's own lists of common words.
"""

import random
from datetime import date, timedelta

_FAMILY = {
    "Nguyễn": 315, "Trần": 109, "Lê": 89, "Phạm": 71, "Hoàng": 51, "Vũ": 39, "Phan": 30, "Đặng": 24, "Bùi": 24, "Đỗ": 21, "Ngô": 16,
    "Dương": 14, "Đinh": 13, "Đào": 12, "Lưu": 10, "Hà": 10, "Trịnh": 9, "Mai": 8, "Tạ": 7, "Cao": 7, "Chu": 7, "Hồ": 6, "Lương": 6,
    "Lại": 5, "Kiều": 5, "Quách": 4, "Phùng": 8, "Nghiêm": 4, "Khuất": 4, "Tô": 4, "Triệu": 3, "Doãn": 3, "Lý": 5, "Thái": 3, "Võ": 4,
    "Đoàn": 7, "Cấn": 2, "Bạch": 2, "Khổng": 2, "Ninh": 2, "Đàm": 3, "Tống": 3, "Giang": 2, "Vương": 5, "Từ": 2, "Nhữ": 1, "Âu": 1,
}  # fmt: skip
_MIDDLE_MEN = {
    "Văn": 300, "Đức": 70, "Minh": 55, "Quang": 50, "Hữu": 40, "Đình": 40, "Xuân": 38, "Ngọc": 35, "Công": 30, "Mạnh": 30, "Tuấn": 28,
    "Anh": 26, "Quốc": 25, "Trọng": 22, "Duy": 22, "Thanh": 22, "Hoàng": 20, "Bá": 16, "Thế": 16, "Việt": 15, "Viết": 10, "Gia": 10,
    "Hồng": 9, "Tiến": 14, "Trung": 12, "Khắc": 8, "Chí": 8, "Nhật": 7, "Sỹ": 5, "Huy": 12,
}  # fmt: skip
_MIDDLE_WOMEN = {
    "Thị": 380, "Thu": 45, "Ngọc": 45, "Thanh": 38, "Phương": 34, "Hồng": 30, "Minh": 26, "Thùy": 24, "Bích": 20, "Kim": 20, "Mai": 18,
    "Hương": 14, "Khánh": 14, "Lan": 12, "Quỳnh": 14, "Thúy": 14, "Diệu": 10, "Bảo": 10, "Hoài": 8, "Như": 7, "Tuyết": 8, "Hải": 8,
}  # fmt: skip
_GIVEN_MEN = {
    "Hùng": 50, "Tuấn": 55, "Dũng": 50, "Cường": 45, "Hải": 42, "Sơn": 40, "Nam": 40, "Long": 38, "Thắng": 38, "Anh": 36, "Minh": 36,
    "Đức": 35, "Quân": 30, "Trung": 32, "Hiếu": 30, "Tùng": 32, "Thành": 34, "Kiên": 26, "Huy": 28, "Linh": 12, "Tú": 18, "Toàn": 22,
    "Việt": 20, "Khánh": 15, "Bình": 18, "Hòa": 16, "Phong": 20, "Quang": 18, "Quý": 12, "Chiến": 15, "Thịnh": 16, "Đạt": 22, "Duy": 18,
    "Lâm": 14, "Tiến": 20, "Hưng": 24, "Vinh": 14, "Phúc": 16, "Nghĩa": 12, "Tâm": 12, "Hậu": 8, "Thái": 12, "Khoa": 8, "Tài": 10, "Bách":
    6, "Giang": 12, "Ngọc": 10, "Vương": 6, "Lực": 6, "Khương": 4, "Thuận": 8, "Định": 6, "Tân": 8, "Hoàng": 18,
}  # fmt: skip
_GIVEN_WOMEN = {
    "Hương": 40, "Lan": 30, "Hoa": 26, "Hằng": 34, "Thảo": 34, "Linh": 40, "Trang": 40, "Phương": 32, "Nga": 22, "Hà": 32, "Thủy": 26,
    "Mai": 22, "Huyền": 28, "Hiền": 26, "Yến": 20, "Nhung": 24, "Ngân": 18, "Oanh": 14, "Thu": 18, "Anh": 34, "Vân": 22, "Loan": 14,
    "Dung": 18, "Hạnh": 18, "Quỳnh": 16, "Ngọc": 22, "Tuyết": 12, "Liên": 12, "Chi": 14, "Giang": 12, "My": 8, "Nhi": 8, "Trâm": 6,
    "Xuân": 8, "Thúy": 14, "Bích": 6, "Duyên": 10, "Lý": 5, "Tâm": 8, "Uyên": 6,
}  # fmt: skip
_OCCUPATIONS = {
    "Lao động tự do": 42, "": 16, "Lái xe": 8, "Thợ xây": 7, "Buôn bán nhỏ": 7, "Công nhân": 7, "Làm ruộng": 5, "Thợ sửa xe": 3,
    "Nhân viên phục vụ": 3, "Thợ cắt tóc": 1, "Học sinh": 1,
}  # fmt: skip


class Drawn:
    """Draws words by weight; the sums are made once."""

    def __init__(self, weights: dict[str, int]) -> None:
        self.words = tuple(weights)
        self.sums: list[int] = []
        for weight in weights.values():
            self.sums.append(weight + (self.sums[-1] if self.sums else 0))

    def draw(self, rng: random.Random) -> str:
        """One word."""
        return rng.choices(self.words, cum_weights=self.sums)[0]


FAMILY, OCCUPATION = Drawn(_FAMILY), Drawn(_OCCUPATIONS)
MIDDLE = {"male": Drawn(_MIDDLE_MEN), "female": Drawn(_MIDDLE_WOMEN)}
GIVEN = {"male": Drawn(_GIVEN_MEN), "female": Drawn(_GIVEN_WOMEN)}
_OLD_MIDDLE = {"male": "Văn", "female": "Thị"}


def full_name(rng: random.Random, sex: str, birth_year: int) -> str:
    """A full name in display order. «Văn» and «Thị» are rare among the young; some have two middle names."""
    middle = MIDDLE[sex].draw(rng)
    if middle == _OLD_MIDDLE[sex] and birth_year > 1990 and rng.random() < 0.5:
        middle = MIDDLE[sex].draw(rng)
    given = GIVEN[sex].draw(rng)
    words = [FAMILY.draw(rng), middle, given]
    if rng.random() < 0.08:
        second = MIDDLE[sex].draw(rng)
        if second not in words:
            words.insert(2, second)
    if words[-2] == given:
        words[-2] = "Văn" if sex == "male" else "Thị"
    return " ".join(words)


def address(rng: random.Random, *, is_ward: bool) -> str:
    """A house in a numbered lane or hamlet: no street of that name exists by intention."""
    if is_ward:
        return f"Số {rng.randint(1, 180)}, ngõ {rng.randint(1, 99)}, tổ dân phố số {rng.randint(1, 30)}"
    return f"Nhà số {rng.randint(1, 120)}, thôn {rng.randint(1, 15)}"


def birth_date(rng: random.Random, on: date) -> date:
    """A birth day of someone aged 14 to 70 on a day, most between 20 and 40."""
    age = 14 if rng.random() < 0.004 else round(rng.triangular(16, 62, 27)) if rng.random() < 0.97 else rng.randint(55, 70)
    return date(on.year - age - 1, on.month, min(on.day, 28)) + timedelta(days=rng.randint(1, 364))

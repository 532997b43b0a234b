import pytest

from hoanhap.units.rules import OrganisationKind, Reading, agency_name, alphabetical, fold, readings


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Đống Đa", "dong da"),
        ("Văn Miếu - Quốc Tử Giám", "van mieu quoc tu giam"),
        ("Ea H'Leo", "ea hleo"),
        ("Ea H’Leo", "ea hleo"),
        ("  YÊN   HOÀ ", "yen hoa"),
        ("Nghĩa Đô".encode().decode(), "nghia do"),
        ("Ho\u0300a Lo\u0323\u0302c", "hoa loc"),  # accents typed as separate marks
        ("…", ""),
    ],
)
def test_the_search_key_has_no_accents_and_no_marks(name: str, key: str) -> None:
    assert fold(name) == key


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Cầu Giấy", [(None, "cau giay")]),
        ("Phường Cầu Giấy", [("Phường", "cau giay")]),
        ("P. Dịch Vọng Hậu", [("Phường", "dich vong hau")]),
        ("p.dich vong hau", [("Phường", "dich vong hau")]),
        ("P Quan Hoa", [("Phường", "quan hoa")]),
        ("p14", [("Phường", "14")]),
        ("F.14", [("Phường", "14")]),
        ("Q1", [("Quận", "1")]),
        ("TP. Thủ Đức", [("Thành phố", "thu duc")]),
        ("tp hồ chí minh", [("Thành phố", "ho chi minh")]),
        ("TX Sơn Tây", [("Thị xã", "son tay")]),
        ("TT. Trâu Quỳ", [("Thị trấn", "trau quy")]),
        ("h. Gia Lâm", [("Huyện", "gia lam")]),
        ("Thanh Trì", [(None, "thanh tri")]),
        ("Tân Hội", [(None, "tan hoi")]),
        ("phuong cau giay", [(None, "phuong cau giay"), ("Phường", "cau giay")]),
        ("quan hoa", [(None, "quan hoa"), ("Quận", "hoa")]),
        ("Xã Đàn", [("Xã", "dan")]),
        ("", []),
        (" . ", []),
    ],
)
def test_a_typed_name_is_read_with_and_without_the_word_before_it(typed: str, expected: list[tuple[str | None, str]]) -> None:
    assert readings(typed) == tuple(Reading(kind, key) for kind, key in expected)


def test_agencies_are_named_after_their_unit() -> None:
    assert agency_name(OrganisationKind.COMMUNE_POLICE, "Phường", "Cầu Giấy") == "Công an phường Cầu Giấy"
    assert agency_name(OrganisationKind.STEERING_OFFICE, "Thành phố", "Hà Nội") == "Cơ quan thường trực Ban Chỉ đạo thành phố Hà Nội"
    with pytest.raises(KeyError):
        agency_name(OrganisationKind.CLINIC, "Phường", "Cầu Giấy")


def test_names_are_sorted_in_the_vietnamese_alphabet() -> None:
    names = ["Đại Mỗ", "Ô Chợ Dừa", "Định Công", "Dương Nội", "Ngọc Hà", "Ba Vì", "Bất Bạt", "Bát Tràng", "Phúc Lợi", "Cầu Giấy", "Cao Lộc"]
    assert sorted(names, key=alphabetical) == [
        "Ba Vì", "Bát Tràng", "Bất Bạt", "Cao Lộc", "Cầu Giấy", "Dương Nội", "Đại Mỗ", "Định Công", "Ngọc Hà", "Ô Chợ Dừa", "Phúc Lợi",
    ]  # fmt: skip

from datetime import date

import pytest
from django import forms

from hoanhap.units.forms import UnitField
from hoanhap.units.rules import Level

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("all_units")]

THEN, NOW = date(2021, 6, 1), date(2026, 11, 21)


class Address(forms.Form):
    commune = UnitField(level=Level.COMMUNE, on=NOW)


def error(typed: str, on: date = NOW) -> str:
    form = Address({"commune": typed})
    form.fields["commune"].on = on  # type: ignore[attr-defined]
    assert not form.is_valid()
    return " ".join(str(text) for text in form.errors["commune"])


def test_a_typed_name_becomes_the_unit() -> None:
    form = Address({"commune": "cau giay"})
    assert form.is_valid()
    assert form.cleaned_data["commune"].pk == 166


def test_the_day_of_the_form_decides() -> None:
    form = Address({"commune": "P. Dịch Vọng Hậu"})
    form.fields["commune"].on = THEN  # type: ignore[attr-defined]
    assert form.is_valid()
    assert form.cleaned_data["commune"].pk == 200_167


def test_a_unit_that_no_longer_exists_is_refused_with_what_it_is_today() -> None:
    message = error("Quan Hoa")
    assert "Ngày 21/11/2026 không có Phường Quan Hoa, quận Cầu Giấy, Hà Nội." in message
    assert "Phường Nghĩa Đô, Phường Cầu Giấy" in message


def test_several_units_of_one_name_are_named() -> None:
    message = error("Tân Lập")
    assert "đơn vị tên “Tân Lập”" in message
    assert "Phường Tân Lập, Đắk Lắk" in message


def test_an_unknown_name_and_an_empty_one_are_refused() -> None:
    assert "Không có đơn vị nào tên “100% lạ”" in error("100% lạ")
    assert "còn trống" in error("")


def test_the_field_shows_a_unit_as_text_that_means_it_again() -> None:
    unit = Address({"commune": "cau giay"})
    assert unit.is_valid()
    html = str(Address(initial={"commune": unit.cleaned_data["commune"]}))
    assert 'value="Phường Cầu Giấy, Hà Nội"' in html
    assert 'hx-get="/don-vi/goi-y/?o=commune&amp;cap=commune"' in html
    assert '<datalist id="id_commune-goi-y">' in html

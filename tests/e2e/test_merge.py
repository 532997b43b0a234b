"""Two records of one human: found in the list of pairs, compared, put together, and taken apart again as they were."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.conftest import OFFICER, Pages, assert_readable
from tests.e2e.test_walk import positive_test, register, save

CHIEF = "truong.caugiay"
type Run = Callable[..., str]


def register_again(page: Any, address: str, name: str, birth: str, street: str, twin: str) -> str:
    """Register somebody who looks like `twin`: the two are compared, and a word why it is another person is asked for. The code."""
    page.goto(f"{address}/nguoi/")
    page.get_by_label("Họ và tên", exact=True).fill(name)
    page.get_by_label("Nam", exact=True).check()
    page.get_by_label("Ngày sinh").fill(birth)
    page.get_by_label("Số nhà, đường, tổ", exact=True).fill(street)
    page.keyboard.press("Tab")
    page.locator("#trung").get_by_text(twin).first.wait_for()
    page.keyboard.press("Control+Enter")  # without the word nothing is saved
    page.get_by_text("Một người chỉ có một hồ sơ.").first.wait_for()
    assert page.get_by_label("Họ và tên", exact=True).input_value() == name
    page.get_by_label("Vì sao là người khác").fill("Ghi theo phiếu của tổ, chưa đối chiếu.")
    save(page)
    page.wait_for_url(re.compile("/ho-so/nguoi/HN-"))
    return str(re.search(r"HN-\d\d-\d+", page.url)[0])  # type: ignore[index]


def twins(pages: Pages, name: str, typo: str, *, cases: tuple[bool, bool] = (False, True)) -> tuple[str, str]:
    """Two records of one human in phường Cầu Giấy, made by an officer: the codes; `cases`: which has a positive test."""
    pages.watch.expected = (*pages.watch.expected, "status of 422")
    page = pages.open(OFFICER)
    street = "Số 12, ngõ 79 phố Dịch Vọng, tổ 14"
    codes = []
    for which, with_case in enumerate(cases):
        if which == 0:
            codes.append(register(page, name, "12/06/1985", street))
        else:
            codes.append(register_again(page, pages.address, typo, "1985", "12 ngõ 79 Dịch Vọng, tổ 14", codes[0]))
        if with_case:
            page.keyboard.press("n")
            page.wait_for_url("**/positive_test/")
            positive_test(page)
            save(page)
    return codes[0], codes[1]


def merge(page: Any, address: str, kept: str, lost: str) -> str:
    """Put one record into the other; the address of the page that takes it back."""
    page.goto(f"{address}/ho-so/nguoi/{kept}/nhap/{lost}/")
    page.get_by_label("Căn cứ kết luận là một người").fill("Cùng giấy khai sinh, đã gặp người này.")
    page.keyboard.press("Control+Enter")
    page.get_by_text(f"Đã nhập hồ sơ {lost} vào {kept}.").wait_for()
    return str(page.get_by_role("link", name="Tách", exact=True).evaluate("link => link.href"))


def record(page: Any, address: str, code: str) -> dict[str, str]:
    """What the pages of a person say: who, status, timeline, papers, and each part of the identity but who looked when."""
    said = {}
    page.goto(f"{address}/ho-so/nguoi/{code}/")
    for part in (".hn-top", ".hn-line-area", ".hn-papers-area"):
        said[part] = page.locator(part).inner_text()
    page.goto(f"{address}/nguoi/{code}/nhan-than/")
    for section in page.locator("main section[aria-labelledby]").all():
        said[section.get_attribute("aria-labelledby")] = section.inner_text()
    return said


@pytest.mark.parametrize("width", [1440])
def test_a_pair_is_merged_and_taken_apart_as_it_was(pages: Pages, operator: Run, shoot: Callable[..., None], width: int) -> None:
    kept, lost = twins(pages, "Khương Đình Thuận", "Khuơng Đình Thuân")
    chief = pages.open(CHIEF, width)
    before = {code: record(chief, pages.address, code) for code in (kept, lost)}

    # The nightly comparison lists them, with its reasons.
    assert "cặp có thể trùng" in operator("people", "duplicates", "--quiet")
    chief.goto(f"{pages.address}/nguoi/co-the-trung/")
    pair = chief.locator(".hn-pair", has_text=lost)
    assert kept in pair.inner_text()
    assert "họ tên chỉ khác dấu" in pair.inner_text()
    pair.get_by_role("link", name=re.compile("Nhập làm một")).click()

    # Both records, and by name everything that goes and everything that stays.
    chief.wait_for_url(re.compile(r"/nhap/HN-"))
    if f"Nhập {lost}" not in chief.get_by_role("heading", level=1).inner_text():
        chief.get_by_role("link", name=re.compile("Giữ .* thay vì")).click()
        chief.get_by_role("heading", level=1, name=f"Nhập {lost} vào {kept}").wait_for()
    goes = chief.locator("section", has=chief.get_by_role("heading", name=f"Những gì chuyển từ {lost}"))
    assert "Quản lý người sử dụng trái phép chất ma túy" in goes.locator("tr", has_text="Thủ tục").locator("td").first.inner_text()
    assert "12 ngõ 79 Dịch Vọng" in goes.locator("tr", has_text="Địa chỉ").locator("td").last.inner_text()
    choice = chief.locator("tr", has=chief.get_by_role("rowheader", name="Ngày sinh"))
    assert choice.get_by_role("radio").first.is_checked()
    shoot(chief, "people-4-merge", height=820)
    chief.get_by_role("button", name="Nhập làm một hồ sơ").click()  # without a reason nothing happens
    chief.get_by_text("Ô này còn trống").first.wait_for()
    undo = merge(chief, pages.address, kept, lost)
    assert "Xét nghiệm dương tính" in chief.locator(".hn-line-area").inner_text()
    assert "Khuơng Đình Thuân" in chief.locator(".hn-top").inner_text()  # as another name
    chief.goto(f"{pages.address}/ho-so/nguoi/{lost}/")
    assert chief.url.endswith(f"/{kept}/")  # the old code leads to the kept record

    # Somebody goes on working with the record that is left.
    chief.goto(f"{pages.address}/nguoi/{kept}/nhan-than/")
    chief.get_by_role("link", name="Thêm người thân").click()
    chief.get_by_label("Họ và tên").fill("Khương Đình Mẫn")
    chief.get_by_label("Quan hệ").select_option(label="cha")
    save(chief)

    # They are two after all: whose the later entry is, nobody but an officer can say.
    chief.goto(undo)
    question = chief.get_by_role("group", name="Người thân, người giám hộ: cha, Khương Đình Mẫn")
    assert question.get_by_role("radio").count() == 2
    assert question.get_by_role("radio", checked=True).count() == 0
    chief.get_by_label("Vì sao là hai người").fill("Hai anh em, đã gặp cả hai.")
    chief.get_by_role("button", name="Tách thành hai hồ sơ").click()
    chief.get_by_text("chỉ cán bộ biết là của ai").first.wait_for()
    assert chief.get_by_label("Vì sao là hai người").input_value() == "Hai anh em, đã gặp cả hai."
    shoot(chief, "people-4-unmerge", height=820)
    question.get_by_label(re.compile(kept)).check()
    save(chief)
    chief.get_by_text(f"{lost} lại là một hồ sơ riêng").wait_for()

    after = {code: record(chief, pages.address, code) for code in (kept, lost)}
    relatives = next(part for part, text in after[kept].items() if "Khương Đình Mẫn" in text and part != ".hn-top")
    del before[kept][relatives], after[kept][relatives]
    assert after == before
    chief.goto(f"{pages.address}/nguoi/co-the-trung/?xem=hai-nguoi")  # the next night does not propose them again
    assert "Hai anh em, đã gặp cả hai." in chief.locator(".hn-pair", has_text=lost).inner_text()


def test_what_cannot_be_one_human_is_refused_with_its_reason(pages: Pages) -> None:
    one, other = twins(pages, "Lường Văn Inh", "Lường Van Inh", cases=(True, True))
    chief = pages.open(CHIEF, path=f"/ho-so/nguoi/{one}/nhap/{other}/")
    refusal = chief.locator("section", has=chief.get_by_role("heading", name="Chưa nhập được"))
    assert "Cả hai hồ sơ đều có thủ tục cùng loại đang mở." in refusal.inner_text()
    assert "Kết thúc hoặc đính chính" in refusal.inner_text()
    locked = chief.get_by_role("button", name="Nhập làm một hồ sơ")
    assert locked.get_attribute("aria-disabled") == "true"
    chief.keyboard.press("Control+Enter")
    for width in (1440, 360):
        chief.set_viewport_size({"width": width, "height": 900})
        assert_readable(chief)
    chief.goto(f"{pages.address}/ho-so/nguoi/{one}/nhap/{one}/")
    assert "không nhập một hồ sơ vào chính nó" in chief.locator("main").inner_text()
    assert chief.get_by_role("button", name="Nhập làm một hồ sơ").get_attribute("aria-disabled") == "true"
    assert_readable(chief)
    chief.goto(f"{pages.address}/ho-so/nguoi/{other}/")
    assert chief.get_by_role("heading", level=1, name="Lường Van Inh").is_visible()  # still a record of its own

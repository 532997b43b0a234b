"""The plans of the demonstration walked through by hand: referee, cascade, tasks, progress, comparison, praise, the paper."""

from collections.abc import Callable

from tests.e2e.conftest import OFFICER, STEERING, Pages, assert_readable


def test_a_plan_from_the_referee_to_praise(pages: Pages, shoot: Callable[..., None]) -> None:
    page = pages.open(STEERING, path="/ke-hoach/?q=152")
    page.get_by_role("link", name="Tháng hành động phòng, chống ma túy, quận Cầu Giấy").click()
    page.get_by_text("5 người chưa giao cho đơn vị nào").wait_for()
    shoot(page, "plans-1-referee")
    detail = page.url
    page.goto(detail + "van-ban/")
    assert page.get_by_text("PHỤ LỤC").count() >= 1
    page.get_by_text("PHỤ LỤC").first.scroll_into_view_if_needed()

    page.goto(pages.address + "/ke-hoach/?q=2026")
    page.get_by_role("link", name="Quản lý người sử dụng trái phép, thành phố Hà Nội 2026").first.click()
    city = page.url
    page.goto(city + "giao/")
    assert page.get_by_role("button", name="Lập kế hoạch").count() > 100
    shoot(page, "plans-2-cascade")
    page.goto(city + "viec/so-do/")
    shoot(page, "plans-3-tasks")
    page.goto(city + "tien-do/")
    assert page.locator("h1").inner_text().startswith("Tiến độ")
    shoot(page, "plans-4-progress")
    page.goto(city + "ban-do/")
    assert page.locator("svg").count() > 0
    shoot(page, "plans-5-map")

    page.goto(pages.address + "/so-sanh/?chi_so=RB01")
    assert page.get_by_text("+500 (+41,7%)").count() == 1
    shoot(page, "plans-6-compare")

    page.goto(city + "khen-thuong/lap/")
    page.get_by_label("tập thể", exact=True).check()
    page.get_by_label("Tên", exact=True).fill("Tổ tuyên truyền số 2")
    page.get_by_label("Lý do", exact=True).fill("Vận động ba người tự nguyện cai nghiện trong tháng.")
    page.get_by_label("Hình thức đề nghị").fill("biểu dương kịp thời")
    page.get_by_role("button", name="Lưu đề xuất").click()
    page.get_by_role("heading", name="Khen thưởng: Tổ tuyên truyền số 2").wait_for()
    assert_readable(page)
    page.get_by_label("Hình thức", exact=True).fill("Giấy khen")
    page.get_by_label("Người, cơ quan quyết định").fill("Chủ tịch UBND thành phố")
    page.get_by_role("button", name="Lưu kết quả").click()
    page.get_by_text("Đã quyết định").wait_for()
    assert_readable(page)
    page.goto(pages.address + "/khen-thuong/")
    assert page.get_by_text("Giấy khen").count() == 1
    shoot(page, "plans-7-praise")


def test_an_officer_sees_on_the_phone_what_plans_ask(pages: Pages, shoot: Callable[..., None]) -> None:
    page = pages.open(OFFICER, 360, "/viec-ke-hoach/")
    assert page.get_by_text("áo đã làm").count() >= 1
    assert_readable(page)
    shoot(page, "plans-8-mine", height=780)

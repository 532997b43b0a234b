"""Every kind of page of the running program, as the role that works with it: readable by everyone, quiet, and usable on a phone."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import URLResolver, get_resolver

from tests.e2e.conftest import AUDITOR, LAWYER, OFFICER, PROVINCE, STEERING, Pages, assert_readable
from tests.e2e.test_merge import CHIEF, merge, twins

WIDTHS = (1440, 360)
VISITOR = ""
HEALTH = "yte.caugiay"
CODE = r"[A-Z]{2}-\d\d-\d{6}"


@dataclass(frozen=True)
class Way:
    """How a user gets to a page: an address, then links whose path matches, one after the other."""

    user: str
    start: str
    links: tuple[str, ...] = ()
    add: str = ""
    """What is put behind the last address, where no link leads on."""
    make: Callable[[Pages], str] | None = None
    """Makes what the page shows and gives its address, where the city has no such thing."""


def way(user: str, start: str, *links: str, add: str = "") -> Way:
    return Way(user, start, links, add)


def _comparison(pages: Pages) -> str:
    one, other = twins(pages, "Mạc Đăng Khiêm", "Mạc Dăng Khiêm")
    return f"/ho-so/nguoi/{one}/nhap/{other}/"


def _taking_back(pages: Pages) -> str:
    one, other = twins(pages, "Trịnh Công Lịch", "Trịnh Cong Lịch")
    return urlsplit(merge(pages.open(CHIEF), pages.address, one, other)).path


def _patient(pages: Pages) -> str:
    [first, *_others] = links(pages.open(OFFICER, path=PEOPLE), PERSON)
    return f"/nguoi/{urlsplit(first).path.rstrip('/').rpartition('/')[2]}/suc-khoe/"


PEOPLE = "/ho-so/danh-sach-nguoi/"
PERSON = rf"^/ho-so/nguoi/{CODE}/$"
IDENTITY = rf"^/nguoi/{CODE}/nhan-than/$"
PAPER = r"^/giay-to/[0-9a-f-]{36}/$"
PLAN = r"^/ke-hoach/\d+/$"
GOING = r"^/ke-hoach/\d+/tien-do/$"
PAGES = {
    "import_list": way(OFFICER, "/nhap-danh-sach/"),
    "home": way(OFFICER, "/"),
    "help": way(OFFICER, "/tro-giup/"),
    "account": way(OFFICER, "/tai-khoan/"),
    "account_login": way(VISITOR, "/tai-khoan/dang-nhap/"),
    "account_logout": way(OFFICER, "/tai-khoan/dang-xuat/"),
    "account_change_password": way(OFFICER, "/tai-khoan/doi-mat-khau/"),
    "audit_log": way(AUDITOR, "/tai-khoan/nhat-ky/"),
    "task_mine": way(OFFICER, "/viec-ke-hoach/"),
    "task_list": way(STEERING, "/viec-ke-hoach/theo-doi/"),
    "law_index": way(OFFICER, "/so-luat/"),
    "law_rule": way(OFFICER, "/so-luat/?phan=management", r"^/so-luat/management-[\w-]+/$"),
    "law_compare": way(OFFICER, "/so-luat/so-sanh/"),
    "law_forms": way(OFFICER, "/so-luat/bieu-mau/"),
    "law_unconfirmed": way(LAWYER, "/so-luat/chua-xac-nhan/"),
    "law_confirm": way(LAWYER, "/so-luat/chua-xac-nhan/?loc=open", r"/xac-nhan/$"),
    "law_second_time": way(OFFICER, "/so-luat/lan-thu-hai/?ngay=22/11/2026&lan=10/03/2023"),
    "law_local": way(PROVINCE, "/so-luat/dia-phuong/"),
    "law_local_unit": way(PROVINCE, "/so-luat/dia-phuong/100001/"),
    "law_local_add": way(PROVINCE, "/so-luat/dia-phuong/100001/", r"/100001/[\w-]+/$"),
    "unit_list": way(OFFICER, "/don-vi/"),
    "unit_detail": way(OFFICER, "/don-vi/166/"),
    "organisation_add": way(PROVINCE, "/don-vi/166/to-chuc/"),
    "person_search": way(OFFICER, "/nguoi/"),
    "person_asks": way(OFFICER, "/nguoi/hoi/"),
    "person_ask_new": way(OFFICER, "/nguoi/hoi/moi/"),
    "person_list": way(OFFICER, PEOPLE),
    "person_looks": way(OFFICER, PEOPLE, PERSON, rf"^/nguoi/{CODE}/nhat-ky/$"),
    "person_pairs": way(PROVINCE, "/nguoi/co-the-trung/"),
    "person_detail": way(OFFICER, PEOPLE, PERSON),
    "merge_people": Way(CHIEF, "", make=_comparison),
    "unmerge_people": Way(CHIEF, "", make=_taking_back),
    "merge_start": way(CHIEF, PEOPLE, PERSON, rf"^/ho-so/nguoi/{CODE}/nhap/$"),
    "person_identity": way(OFFICER, PEOPLE, PERSON, IDENTITY),
    "person_edit": way(OFFICER, PEOPLE, PERSON, IDENTITY, rf"^/ho-so/nguoi/{CODE}/sua/$"),
    "identity_part": way(OFFICER, PEOPLE, PERSON, IDENTITY, rf"^/nguoi/{CODE}/nhan-than/tien-su/$"),
    "identity_row": way(OFFICER, PEOPLE, PERSON, IDENTITY, rf"^/nguoi/{CODE}/nhan-than/dia-chi/\d+/$"),
    "health_start": way(HEALTH, "/nguoi/suc-khoe/"),
    "person_health": Way(HEALTH, "", make=_patient),
    "person_sheet": way(OFFICER, PEOPLE, PERSON, rf"^/yeu-cau/nguoi/{CODE}/ban-thong-tin/$"),
    "request_new": way(OFFICER, PEOPLE, PERSON, rf"^/yeu-cau/nguoi/{CODE}/ghi/$"),
    "request_list": way(OFFICER, "/yeu-cau/"),
    "retention_review": way(PROVINCE, "/yeu-cau/luu/"),
    "period_add": way(PROVINCE, "/yeu-cau/luu/thoi-han/"),
    "event_new": way(OFFICER, PEOPLE, PERSON, rf"^/ho-so/ghi/{CODE}/\w+/$"),
    "event_void": way(OFFICER, PEOPLE, PERSON, r"^/ho-so/su-kien/\d+/dinh-chinh/$"),
    "managed_list": way(OFFICER, "/ho-so/danh-sach/"),
    "transfer_list": way(OFFICER, "/ho-so/ban-giao/"),
    "transfer_detail": way(OFFICER, "/ho-so/ban-giao/", r"^/ho-so/ban-giao/\d+/$"),
    "move_new": way(OFFICER, PEOPLE, PERSON, rf"^/ho-so/nguoi/{CODE}/chuyen/$"),
    "round_list": way(OFFICER, "/ra-soat/"),
    "round_new": way(OFFICER, "/ra-soat/mo/"),
    "deadline_count": way(OFFICER, PEOPLE, PERSON, r"^/ho-so/han/\d+/$"),
    "paper_list": way(OFFICER, "/giay-to/"),
    "number_book": way(OFFICER, "/giay-to/so/"),
    "paper_detail": way(OFFICER, "/giay-to/", PAPER),
    "paper_void": way(OFFICER, "/giay-to/", PAPER, r"^/giay-to/[0-9a-f-]{36}/huy/$"),
    "paper_verify": way(OFFICER, "/giay-to/", PAPER, r"^/kiem-tra/"),
    "plan_list": way(OFFICER, "/ke-hoach/"),
    "praise_list": way(STEERING, "/khen-thuong/"),
    "praise_draw": way(STEERING, "/ke-hoach/?q=152", PLAN, add="khen-thuong/"),
    "praise_new": way(STEERING, "/ke-hoach/?q=152", PLAN, add="khen-thuong/lap/"),
    "compare": way(STEERING, "/so-sanh/"),
    "plan_detail": way(STEERING, "/ke-hoach/", PLAN),
    "plan_new": way(STEERING, "/ke-hoach/lap/"),
    "cascade": way(STEERING, "/ke-hoach/?q=152", PLAN, add="giao/"),
    "compare_parent": way(STEERING, "/ke-hoach/?q=152", PLAN, add="so-cap-tren/"),
    "target_split": way(STEERING, "/ke-hoach/?q=152", PLAN, add="chia/ST036/"),
    "allocation_answer": way(CHIEF, "/ke-hoach/?q=152", PLAN, r"/giao/$", r"/tra-loi/$"),
    "plan_import": way(STEERING, "/ke-hoach/nhap/"),
    "plan_edit": way(STEERING, "/ke-hoach/?q=152", PLAN, add="soan/"),
    "plan_head_edit": way(STEERING, "/ke-hoach/?q=152", PLAN, add="phan-dau/"),
    "target_new": way(STEERING, "/ke-hoach/?q=152", PLAN, add="chi-tieu/"),
    "target_edit": way(STEERING, "/ke-hoach/?q=152", PLAN, r"/chi-tieu/\w+/$"),
    "plan_task_new": way(STEERING, "/ke-hoach/?q=152", PLAN, add="nhiem-vu/"),
    "plan_task_edit": way(STEERING, "/ke-hoach/?q=152", PLAN, add="nhiem-vu/NV01/"),
    "table_edit": way(STEERING, "/ke-hoach/?q=152", PLAN, add="bieu/0/"),
    "plan_paper": way(STEERING, "/ke-hoach/?q=152", PLAN, add="van-ban/"),
    "plan_check": way(STEERING, "/ke-hoach/?q=152", PLAN, add="trong-tai/"),
    "plan_children": way(STEERING, "/ke-hoach/?q=152", PLAN, add="cap-duoi/"),
    "plan_history": way(STEERING, "/ke-hoach/?q=152", PLAN, add="phien-ban/"),
    "progress_list": way(STEERING, "/tien-do/"),
    "plan_progress": way(STEERING, "/tien-do/", GOING),
    "plan_units": way(STEERING, "/tien-do/", GOING, r"^/ke-hoach/\d+/don-vi/$"),
    "plan_map": way(STEERING, "/tien-do/", GOING, r"^/ke-hoach/\d+/ban-do/$"),
    "figure_list": way(PROVINCE, "/so-lieu/"),
    "figure_rows": way(PROVINCE, "/so-lieu/", r"^/so-lieu/PR04/"),
}
NO_PAGE = {
    **dict.fromkeys(
        ("import_columns", "import_detail", "import_undo"), "checked in the walk of tests/e2e/test_import.py, which uploads a list"
    ),
    **dict.fromkeys(
        ("import_row", "import_confirm", "import_save", "import_resume", "import_cancel", "import_close"), "a step of import_detail"
    ),
    "import_progress": "a part of import_detail",
    "import_copy": "a spreadsheet",
    "import_template": "a spreadsheet",
    "set_language": "changes the language and leads back",
    **dict.fromkeys(
        ("task_detail", "task_urge", "task_urging", "task_agencies", "task_gantt", "task_calendar"),
        "checked in tests/tasks/test_tasks_in_browser.py, which gives out the tasks of a plan",
    ),
    **dict.fromkeys(("task_report", "task_withdraw", "task_check"), "answers on task_detail"),
    **dict.fromkeys(("task_settle", "task_take_off"), "answers on task_agencies"),
    "task_evidence": "a picture on task_detail",
    **dict.fromkeys(
        ("figure_enter", "figure_table", "figure_history", "figure_withdraw"),
        "checked in tests/progress/test_progress_in_browser.py, which tells figures of a plan",
    ),
    "figure_evidence": "a file on figure_history",
    "task_letter": "a .pdf or .docx",
    **dict.fromkeys(("task_ical", "task_mine_ical"), "a calendar file"),
    "unit_options": "suggestions inside a form, tested with the field in tests/units",
    "organisation_edit": "the form of organisation_add, filled; tested in tests/units",
    "person_list_counts": "a part of person_list",
    "saved_list_new": "answers on person_list",
    **dict.fromkeys(("saved_list_edit", "person_list_assign", "person_list_print"), "checked in the walk of tests/e2e/test_lists.py"),
    "person_register": "answers on the page of person_search",
    "person_check": "a part of person_search",
    "person_ask_answer": "checked in tests/people/test_people_in_browser.py, which asks something first",
    "person_number_reveal": "a part of person_detail",
    "identity_remove": "answers on person_identity",
    "person_photo": "a picture on person_identity",
    "request_detail": "checked in the walk of tests/e2e/test_own_sheet.py, which records a request",
    "request_answer": "answers on request_detail",
    **dict.fromkeys(("person_sheet_pdf", "request_receipt_pdf", "request_answer_pdf"), "a .pdf"),
    **dict.fromkeys(("period_withdraw", "disposal_detail"), "checked in the walk of tests/e2e/test_own_sheet.py, which sets a period"),
    **dict.fromkeys(("disposal_approve", "disposal_reject"), "answers on disposal_detail"),
    "person_pair": "with pairs in tests/people/test_duplicates_in_browser.py",
    "person_pair_reopen": "answers on person_pair",
    "event_start": "leads to person_search",
    "event_preview": "a part of event_new",
    "event_paper": "checked in the walk, which makes a draft",
    "event_paper_draft": "a .pdf",
    "deadlines_of_rule": "a part of law_rule",
    "law_confirmation_withdraw": "checked in the walk, which confirms something first",
    "law_local_withdraw": "checked in the walk, which enters something first",
    "transfer_accept": "answers on transfer_detail",
    "transfer_contest": "answers on transfer_detail",
    "transfer_settle": "answers on transfer_detail",
    "transfer_withdraw": "answers on transfer_detail",
    "round_detail": "checked in the walk of a round, which opens one",
    "round_commune": "checked in the walk of a round, which opens one",
    "round_confirm": "a part of round_commune",
    "round_close": "answers on round_detail",
    "round_reopen": "answers on round_detail",
    "paper_sign": "answers on paper_detail",
    "paper_deliver": "answers on paper_detail",
    "paper_pdf": "a .pdf",
    "paper_docx": "a .docx",
    "plan_template": "a spreadsheet",
    "objection_settle": "needs an objection: walked in tests/plans/test_cascade_in_browser.py",
    "child_start": "a step of cascade, leads to plan_edit",
    "plan_adopt": "a step of plan_edit, leads to plan_detail",
    "finding_fix": "a button of plan_edit and plan_check, leads back to plan_edit",
    "plan_download": "a file",
    "plan_paper_file": "a file",
    "praise_detail": "the demonstration has no proposal; its parts are those of praise_draw and praise_new",
}


def names(resolver: URLResolver) -> set[str]:
    """Names of all addresses of the program."""
    found: set[str] = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            found |= names(pattern)
        elif pattern.name:
            found.add(pattern.name)
    return found


def test_every_page_is_listed_here() -> None:
    assert names(get_resolver()) == set(PAGES) | set(NO_PAGE)


def arrive(pages: Pages, to: Way) -> Any:
    """Open the first page of a way and follow its links; the pages between must have them. Looks on when a page has none."""
    start = to.make(pages) if to.make else to.start
    page = pages.open(to.user, path=start) if to.user else pages.visitor(path=start)
    for position, pattern in enumerate(to.links):
        last = position == len(to.links) - 1
        found = links(page, pattern)
        if not found and position:  # this person has no such thing now: try the others of the list before
            tried = [page.url]
            page.go_back()
            for other in links(page, to.links[position - 1]):
                if other not in tried:
                    page.goto(other)
                    if found := links(page, pattern):
                        break
        assert found, f"no link {pattern} on {page.url}"
        page.goto(found[0] + (to.add if last else ""))
    return page


def links(page: Any, pattern: str) -> list[str]:
    """Addresses on a page whose path matches, in its order, each once."""
    hrefs = page.locator("a[href]").evaluate_all("all => all.map(a => a.href)")
    return list(dict.fromkeys(href for href in hrefs if re.search(pattern, urlsplit(href).path)))


@pytest.mark.parametrize("name", PAGES)
def test_page_is_readable_quiet_and_fits_a_phone(pages: Pages, name: str) -> None:
    page = arrive(pages, PAGES[name])
    assert page.locator("h1").count() == 1
    assert page.title()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert_readable(page)


def test_what_is_not_there_is_said_readably(pages: Pages) -> None:
    pages.watch.expected = ("status of 404", "status of 403")
    for user, path, status in ((OFFICER, "/khong-co/", 404), (STEERING, "/nguoi/", 403), (VISITOR, "/kiem-tra/khong-co/", 404)):
        page = pages.open(user) if user else pages.visitor(path="/tai-khoan/dang-nhap/")
        assert page.goto(pages.address + path).status == status, path
        assert page.locator("h1").count() == 1
        assert_readable(page)

"""Does a reader who chose English get English on every page, whatever they may see and whatever they type wrong?

Names of people, units and organisations, plans as printed and what officers wrote stay as they are; so does what says `lang="vi"`.
"""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import reverse

from hoanhap.accounts.models import User
from hoanhap.cases.rules import MANAGEMENT
from hoanhap.law.book import book, in_words
from tests import make
from tests.cast import Cast
from tests.kit.test_translations import VIETNAMESE, catalogue
from tests.test_access import ACCESS, World, world  # noqa: F401  # every address of the program, and a case, papers and a plan behind it

pytestmark = pytest.mark.django_db

BY_NATURE = re.compile(r"Hòa Nhập|QĐ [0-9/]+|[0-9/]*(NĐ|QĐ)-[A-Z]+|[0-9/]*TT[A-Z]*(-[A-ZĐ]+)+|[0-9/]*NQ-HĐND|\b[0-9]*đ\b|Tổ [0-9]+|Tết")
"""The name of the program, the numbers of documents, the letter of a point, the last part of an address, the one feast without an English
name."""
AS_PRINTED = (
    "KẾ HOẠCH",
    "đạt mọi chỉ tiêu",
    "báo cáo thử",
    "ảnh chụp nhầm chỗ khác",
    "phù hợp với phòng, chống dịch covid-19",
    "mô hình hiệu quả",
    "xã; trường học; khu công nghiệp",
    "cuối năm, theo quy định",
    "công an quận",
    "tất cả các đơn vị",
    "kt. trưởng ban",
    "bcđ-th",
    "cap-th",
    "tm. ủy ban nhân dân, kt. chủ tịch",
    "phó chủ tịch",
    "mục iv.1",
    "mục iv",
    "nghị định số",
    "điều 89 luật xlvphc 2012",
    "nđ 111/2013",
    "nđ 120/2021",
    "nđ 94/2010",
    "03 tháng",
    "06 tháng",
    "phòng, chống tội phạm",
    "hồ sơ",
    "người",
    "ngày 09/9/2010",
    "trên 80%",
    "người, vụ, hồ sơ",
    "người, vụ",
    "năm 2022",
    "biểu, phụ lục 1",
    "Phấn đấu",
    "mục II",
    "Tháng hành động",
    "Tổ quản lý",
    "xác minh cư trú",
    "Điều 58 khoản 1",
    "Điều 58",
    "dở",
    "ma túy đá, thuốc lắc, cỏ Mỹ, tem giấy, bùa lưỡi, bóng cười",
)
"""What stands on Vietnamese paper: examples in the forms of plans, a recipient of decisions."""


QUOTED = re.compile("“[^“”]*”")
"""Words of a plan that the referee or a form quotes: they stay as the paper has them."""


PLAIN = frozenset(one for (one, _many, _context), said in catalogue().items() if not VIETNAMESE.search(one) and one not in said)
"""Texts of the program that are Vietnamese without showing it: “Nam”, “Xem”."""


class Words(HTMLParser):
    """What a reader of a page sees or hears."""

    HEARD = ("title", "aria-label", "placeholder", "alt", "data-l", "content")
    VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.silent: list[bool] = [False]
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        silent = self.silent[-1] or tag in ("script", "style", "textarea") or found.get("lang") == "vi"
        if not silent:
            self.said += [found[name] for name in self.HEARD if name in found]
        if tag not in self.VOID:
            self.silent.append(silent)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID and len(self.silent) > 1:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent[-1]:
            self.said.append(folded(data))


def folded(text: str) -> str:
    return " ".join(text.split())


def texts(value: Any) -> Iterator[str]:
    """Every text inside a value of a row."""
    match value:
        case str():
            yield folded(value)
        case dict():
            yield from texts(list(value.values()))
        case list() | tuple():
            for part in value:
                yield from texts(part)


def said_by_the_book() -> Iterator[str]:
    """The English of the law book, which cites documents and terms as they are printed."""
    law = book()
    for rule in law.rules:
        yield rule.label("en")
        for entry in rule.entries:
            for text in (entry.says("en"), entry.note_in("en"), entry.doubt_in("en"), in_words(entry.value, "en")):
                for part in (text or "").split("{value}"):
                    yield from part.split("; ")
                    yield part


def typed_by_people() -> list[str]:
    """All Vietnamese that is data, longest first."""
    found = {*AS_PRINTED, *(folded(BY_NATURE.sub(" ", text)).strip(" .") for text in said_by_the_book() if VIETNAMESE.search(text))}
    for label in ("people", "accounts", "units", "plans", "cases", "rulebook", "moves", "imports", "rounds", "requests"):
        for model in apps.get_app_config(label).get_models():
            names = [field.attname for field in model._meta.concrete_fields]
            for row in model._default_manager.values_list(*names):
                found.update(text for text in texts(row) if VIETNAMESE.search(text))
    return sorted((text.casefold() for text in found), key=len, reverse=True)


def left_over(html: str, data: Iterable[str]) -> list[str]:
    """What a page says in Vietnamese though nobody typed it."""
    found = []
    for said in Words(html).said:
        rest = folded(BY_NATURE.sub(" ", said)).casefold()
        if VIETNAMESE.search(rest):
            start, cut, _end = rest.partition("…")
            for text in data:
                if text in rest:
                    rest = re.sub(rf"(?<!\w){re.escape(text)}(?!\w)", " ", rest)
                elif cut and len(start) > 20 and text[:20] in start:  # a long text, shortened
                    rest = ""
        if VIETNAMESE.search(QUOTED.sub(" ", rest)) or any(part.strip() in PLAIN for part in said.split("·")):
            found.append(said)
    return found


class Reader:
    """Somebody who chose English, and what they were told in Vietnamese."""

    def __init__(self, user: User, data: list[str]) -> None:
        self.user, self.data = user, data
        self.client = Client()
        self.client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        self.wrong: dict[str, list[str]] = {}

    def open(self, address: str, typed: dict[str, str] | None = None) -> Any:
        self.client.force_login(self.user)
        answer = self.client.get(address) if typed is None else self.client.post(address, typed)
        if answer.status_code != 302 and answer["Content-Type"].startswith("text/html"):
            rest = left_over(answer.content.decode(), self.data)
            if rest:
                self.wrong[f"{answer.status_code} {address}"] = rest
        return answer

    def is_content(self) -> None:
        assert not self.wrong, "\n".join(f"{address}: {rest}" for address, rest in self.wrong.items())


@pytest.mark.parametrize("reader", ["commune_a", "steering", "auditor", "nobody"])
def test_every_page_is_in_english(reader: str, world: World, cast: Cast) -> None:  # noqa: F811
    visitor = Reader(getattr(cast, reader), typed_by_people())
    for name, (args, _outcomes) in ACCESS.items():
        visitor.open(reverse(name, args=args(world)))
    for found in ("khuong", "nobody", "1985", ""):
        visitor.open(reverse("person_search"), {"q": found})
    visitor.is_content()


def test_every_form_refuses_in_english(world: World, cast: Cast) -> None:  # noqa: F811
    nonsense = {"on": "31/02/2026", "time": "25:99", "full_name": "Nguyễn 1", "id_number": "12", "birth_date": "31/02/1985"}
    officer, planner = (Reader(user, typed_by_people()) for user in (cast.commune_a, cast.steering))
    refused = set()
    for visitor in (officer, planner):
        for name, (args, _outcomes) in ACCESS.items():
            answer = visitor.open(reverse(name, args=args(world)), nonsense)
            if answer.status_code == 422:
                refused.add(name)
        visitor.is_content()
    assert refused >= {"person_register", "event_new", "managed_list", "number_book", "plan_new", "target_new", "account_change_password"}


def test_every_event_and_every_rule_is_in_english(world: World, cast: Cast) -> None:  # noqa: F811
    officer = Reader(cast.commune_a, typed_by_people())
    for code in (world.code, make.person(cast.commune_a).code):
        officer.open(reverse("person_detail", args=[code]))
        for kind in MANAGEMENT.kinds:
            officer.open(reverse("event_new", args=[code, kind]))
    for rule in book().rules:
        officer.open(reverse("law_rule", args=[rule.slug]))
    officer.is_content()


class TestSwitch:
    def switch(self, client: Client, language: str) -> Any:
        return client.post(reverse("set_language"), {"language": language, "next": reverse("law_index")}, follow=True)

    def test_turns_the_pages_and_turns_them_back(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.commune_a)
        english = self.switch(client, "en")
        assert english["Content-Language"] == "en"
        assert '<html lang="en"' in english.content.decode()
        assert "Law book" in english.content.decode()
        assert "English" not in Words(english.content.decode()).said
        vietnamese = self.switch(client, "vi")
        assert '<html lang="vi"' in vietnamese.content.decode()
        assert "Sổ luật" in vietnamese.content.decode()

    def test_knows_two_languages_and_does_not_ask_the_browser(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.commune_a)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
        page = client.get(reverse("help"), headers={"Accept-Language": "en"})
        assert page["Content-Language"] == "vi"

    def test_is_offered_before_the_sign_in(self, client: Client) -> None:
        page = self.switch(client, "en").content.decode()
        assert '<html lang="en"' in page
        assert "For officers with an account." in page

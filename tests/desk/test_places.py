"""Does every reader find the pages that their rights open, and no link to a page that refuses them?"""

import re

import pytest
from django.test import Client
from django.urls import reverse

from hoanhap.accounts.rights import Role
from hoanhap.desk.queries import PLACES, places_of
from tests import make
from tests.cast import CAU_GIAY, HA_NOI, Cast

pytestmark = pytest.mark.django_db


def frame_links(page: str) -> set[str]:
    """Addresses in the top bar, the menu, the row of pages about people and the dock, but for the account's own."""
    parts = re.findall(r"<header.*?</header>|<nav.*?</nav>", page, re.DOTALL)
    return {link for part in parts for link in re.findall(r'<a[^>]* href="(/[^"]*)"', part) if not link.startswith("/tai-khoan/")}


def test_no_link_of_the_frame_is_refused_and_every_page_is_found(cast: Cast, client: Client) -> None:
    readers = [*dict(cast).values(), make.user(Role.FACILITY_OFFICER, HA_NOI), make.user(Role.CLINIC_OFFICER, CAU_GIAY)]
    for reader in readers:
        client.force_login(reader)
        own = places_of(reader)
        links = frame_links(client.get(reverse("law_index")).content.decode())
        assert {reverse(place.url) for place in own} <= links
        for place in PLACES:
            assert client.get(reverse(place.url)).status_code == (200 if place in own else 403), (reader, place.url)
        for link in links:
            answer = client.get(link)
            assert answer.status_code in (200, 302), (reader, link)


def test_the_row_of_pages_stands_on_each_of_them_and_nowhere_else(cast: Cast, client: Client) -> None:
    client.force_login(cast.chief_a)
    for place in places_of(cast.chief_a):
        page = client.get(reverse(place.url)).content.decode()
        row = re.search(r'<nav class="hn-places.*?</nav>', page, re.DOTALL)
        assert row is not None, place.url
        assert f'<a href="{reverse(place.url)}" aria-current="page">' in row[0]
    for other in (reverse("home"), reverse("person_detail", args=[make.person(cast.commune_a).code])):
        assert "hn-places" not in client.get(other).content.decode()


def test_a_commune_reaches_import_reviews_and_requests_and_a_reader_does_not_import(cast: Cast) -> None:
    names = {name: {place.url for place in places_of(user)} for name, user in cast}
    assert {"import_list", "round_list", "request_list", "transfer_list", "person_list"} <= names["commune_a"]
    assert "import_list" not in names["auditor"]
    assert "retention_review" in names["province"]
    assert "retention_review" not in names["commune_a"]
    assert names["nobody"] == names["steering"] == set()

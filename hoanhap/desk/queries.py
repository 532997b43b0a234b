"""Which index pages of the section «Người» may this reader open?"""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import Reader, rights_of
from hoanhap.kit.dates import today
from hoanhap.kit.i18n import gettext_noop as N_


@dataclass(frozen=True)
class Place:
    """One index page: the name of its address, what it is called, and the right that opens it."""

    url: str
    label: str
    icon: str
    right: P


PLACES = (
    Place("person_search", N_("Tìm, đăng ký"), "search", P.PERSON_VIEW),
    Place("person_list", N_("Danh sách người"), "list", P.PERSON_VIEW),
    Place("import_list", N_("Nhập danh sách"), "table-import", P.PERSON_IMPORT),
    Place("round_list", N_("Rà soát danh sách"), "list-check", P.CASE_VIEW),
    Place("transfer_list", N_("Bàn giao"), "arrows-right-left", P.CASE_VIEW),
    Place("person_asks", N_("Hỏi đơn vị khác"), "message-question", P.PERSON_REGISTER),
    Place("request_list", N_("Yêu cầu về dữ liệu"), "inbox", P.CASE_VIEW),
    Place("person_pairs", N_("Có thể trùng"), "users", P.PERSON_MERGE),
    Place("retention_review", N_("Lưu và tiêu hủy"), "archive", P.RETENTION),
    Place("health_start", N_("Phiếu sức khỏe"), "stethoscope", P.HEALTH_VIEW),
)
"""In the order of a day's work."""


def places_of(user: Reader) -> list[Place]:
    """The pages that the reader's rights of today open."""
    rights = rights_of(user, today())
    return [place for place in PLACES if place.right in rights]


def places(request: HttpRequest) -> dict[str, Any]:
    """For every template: `reader_rights`, `people_pages`, and `people_page`, the name of the page shown when it is one of them."""
    match = request.resolver_match
    name = match.url_name if match is not None else ""
    user = getattr(request, "user", None) or AnonymousUser()
    return {
        "reader_rights": SimpleLazyObject(lambda: rights_of(user, today())),
        "people_pages": SimpleLazyObject(lambda: places_of(user)),
        "people_page": name if any(name == place.url for place in PLACES) else "",
    }

"""Which index pages of the section «Người» may this reader open, and which list brought a person into the register?"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import Reader, rights_of
from hoanhap.imports.queries import registrations_of
from hoanhap.imports.rules import ListKind
from hoanhap.kit.dates import VIETNAM, today
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.law.book import Entry
from hoanhap.people.models import Person
from hoanhap.rulebook.queries import current_book


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


@dataclass(frozen=True)
class Ground:
    """The list by which a person came into the register, as it told the event of the law."""

    list: str
    """Kind of list, a message id."""
    commune: str
    saved_at: datetime
    saved_by: str
    on: date | None
    """Day of the event: a result, a decision, an admission."""
    number: str
    """Number of the decision, if it is one."""
    entry: Entry | None
    """What the law book has on such an event on that day; None: nothing that this version could name."""

    @property
    def saved_on(self) -> date:
        """The day on which the list was saved, in Viet Nam."""
        return self.saved_at.astimezone(VIETNAM).date()


RULES = {ListKind.TESTED: "testing.grounds", ListKind.MANAGED: "management.term"}
"""The rule of the book on the event that a list tells. For the other lists the book has terms and steps, but none on the entry itself."""


def grounds_of(person: Person) -> list[Ground]:
    """Why lists registered a person, the first first; nothing for a person whom an officer registered, and after destruction.

    The caller has the person through its scope.
    """
    if person.withdrawn_at is not None:
        return []
    found = []
    for row in registrations_of(person.pk):
        source, kind = row.source, ListKind(row.source.kind)
        rule = RULES.get(kind)
        entry = current_book().rule(rule).at(row.ground_on) if rule and row.ground_on else None
        officer = source.saved_by.get_full_name() if source.saved_by else ""
        at = row.became_at or source.uploaded_at
        found.append(Ground(kind.label, str(source.commune), at, officer, row.ground_on, row.ground_number, entry))
    return found

"""Which page lists people?"""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, has_right, require
from hoanhap.kit.dates import today
from hoanhap.kit.formats import masked
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.kit.listing import Column, list_page
from hoanhap.people import queries, services
from hoanhap.people.forms import PersonFilter
from hoanhap.people.rules import Sex

COLUMNS = (
    Column("code", N_("Mã hồ sơ"), lambda person: person.code),
    Column("full_name", N_("Họ và tên"), lambda person: person.full_name, 28),
    Column("sex", N_("Giới tính"), lambda person: _(Sex(person.sex).label), 10),
    Column("birth", N_("Ngày sinh"), lambda person: person.birth_text, 12),
    Column("id_number", N_("Số định danh"), lambda person: masked(person.id_number) if person.id_number else "", 18),
    Column("address_line", N_("Nơi ở hiện tại"), lambda person: person.address_line, 32),
    Column("commune", N_("Xã, phường"), lambda person: str(person.commune), 24),
)
"""Identity numbers leave the system with their middle hidden."""


@require_GET
@require(P.PERSON_VIEW)
def person_list(request: OfficerRequest) -> HttpResponse:
    """The people of the scope, in the order of Vietnamese lists, and as CSV or XLSX for who may take them away."""
    may_export = has_right(request.user, P.PERSON_EXPORT, today())
    response = list_page(
        request,
        template="people/person_list.html",
        rows=queries.listed_people(request.user),
        columns=COLUMNS,
        filters=PersonFilter(request.GET, communes=queries.communes_in_scope(request.user)),
        filename="danh-sach-nguoi",
        export=lambda kind, count: services.note_export(request.user, file=kind, count=count),
        context={"may_export": may_export},
    )
    if request.GET.get("tep", "") not in {"csv", "xlsx"}:
        services.note_list(request.user)
    return response

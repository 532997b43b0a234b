"""The person's own sheet: on screen, and as the page that is handed to the person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require, scope_of
from hoanhap.audit.rules import Action, Purpose
from hoanhap.audit.services import record as audit
from hoanhap.cases.views.rows import law_url
from hoanhap.documents.services import preview_pdf
from hoanhap.kit.dates import today
from hoanhap.kit.errors import Refused
from hoanhap.people.queries import person_or_404
from hoanhap.requests.papers import SheetWords, own_sheet
from hoanhap.requests.queries.sheet import sheet_of


@require_GET
@require(P.PERSON_VIEW)
def person_sheet(request: OfficerRequest, code: str) -> HttpResponse:
    """What is held about a person, in words for the person. The look is logged, and the number masked."""
    person = person_or_404(request.user, code)
    if person.merged_into is not None:
        return redirect("person_sheet", code=person.merged_into.code)
    audit(Action.VIEW, by=request.user, subject_type="person", subject_id=person.code, person_id=person.pk, purpose=Purpose.OWN_SHEET)
    sheet = sheet_of(request.user, person, today())
    parts = [
        {
            "part": part,
            "values": [line for line in part.lines if line.label],
            "said": [(line, law_url(line.rule, line.on or sheet.on) if line.rule else "") for line in part.lines if not line.label],
        }
        for part in sheet.parts
    ]
    return render(request, "requests/person_sheet.html", {"person": person, "sheet": sheet, "parts": parts})


@require_GET
@require(P.PERSON_VIEW)
def person_sheet_pdf(request: OfficerRequest, code: str) -> HttpResponse:
    """The same as a .pdf to be handed over, with the full number where the officer may show it. Logged as handed out."""
    person = person_or_404(request.user, code)
    place = {"commune": person.commune_id, "province": person.province_id}
    reveals = bool(person.id_number) and scope_of(request.user, today(), P.IDENTITY_REVEAL).covers(**place)
    words = SheetWords(
        title=gettext("Bản thông tin về người có hồ sơ"),
        subject=f"{person.full_name}, {person.code}",
        receiver=gettext("Người nhận bản này"),
        officer=gettext("Cán bộ giao"),
    )
    document = own_sheet(sheet_of(request.user, person, today(), full_number=reveals), words, request.user.get_full_name())
    try:
        content = preview_pdf(document)
    except Refused as refusal:
        messages.error(request, str(refusal.problems[0]))
        return redirect("person_sheet", code=code)
    act = Action.REVEAL if reveals else Action.DOWNLOAD
    audit(act, by=request.user, subject_type="person", subject_id=person.code, person_id=person.pk, purpose=Purpose.OWN_SHEET)
    return pdf(content, f"ban-thong-tin-{person.code}")


def pdf(content: bytes, name: str) -> HttpResponse:
    """A .pdf to be saved or printed; never kept by a cache."""
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)

"""Which pages show a person's number, and who looked? (The correction is in cases: events may speak against it.)"""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.people import queries, services


@require_POST
@require(P.IDENTITY_REVEAL)
def person_number_reveal(request: OfficerRequest, code: str) -> HttpResponse:
    """The whole identity number; every showing is logged."""
    person = queries.person_or_404(request.user, code)
    number = services.reveal_number(person.pk, by=request.user)
    page = "people/person_number.html"
    return render(request, f"{page}#number" if request.headers.get("HX-Request") == "true" else page, {"person": person, "number": number})


@require_GET
@require(P.PERSON_VIEW)
def person_looks(request: OfficerRequest, code: str) -> HttpResponse:
    """Everybody who saw the person's data in a year."""
    person = queries.person_or_404(request.user, code)
    return render(
        request, "people/person_looks.html", {"person": person, "who": queries.who_looked(person, days=366, limit=500, with_lists=True)}
    )

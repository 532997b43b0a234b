"""Which pages show and correct who one person is?"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.kit.errors import Refused
from hoanhap.kit.forms import add_problems
from hoanhap.people import queries, services
from hoanhap.people.forms import CorrectionForm


@require_http_methods(["GET", "POST"])
@require(P.PERSON_REGISTER)
def person_edit(request: OfficerRequest, code: str) -> HttpResponse:
    """Correct or complete who the person is. The whole number stands in the form: showing it is logged."""
    person = queries.editable_person_or_404(request.user, code)
    initial = {
        **{name: getattr(person, name) for name in CorrectionForm.base_fields if name not in {"birth_date", "number_confirmed"}},
        "birth_date": person.birth_text,
    }
    form = CorrectionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        confirmed = form.registration().number_confirmed
        try:
            services.update_person(person.pk, form.changes(), by=request.user, number_confirmed=confirmed)
        except Refused as refused:
            add_problems(form, refused.problems)
        else:
            messages.success(request, _("Đã lưu thông tin của %(name)s.") % {"name": form.cleaned_data["full_name"]})
            return redirect("person_detail", person.code)
    elif person.id_number and request.method == "GET":
        services.reveal_number(person.pk, by=request.user)
    return render(request, "people/person_edit.html", {"person": person, "form": form}, status=422 if form.errors else 200)


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

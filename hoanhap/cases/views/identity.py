"""Which page corrects who a person is?"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.cases import services
from hoanhap.kit.errors import Refused, StaleState
from hoanhap.kit.forms import add_problems
from hoanhap.people import queries
from hoanhap.people.forms import CorrectionForm
from hoanhap.people.services import reveal_number


@require_http_methods(["GET", "POST"])
@require(P.PERSON_REGISTER)
def person_edit(request: OfficerRequest, code: str) -> HttpResponse:
    """Correct or complete who the person is. The whole number stands in the form: showing it is logged.

    Who saves over what somebody else has saved since the form was opened gets it back (409) with both texts, what was typed kept.
    """
    person = queries.editable_person_or_404(request.user, code)
    form = CorrectionForm(request.POST if request.method == "POST" else None, initial=CorrectionForm.initial_of(person))
    context: dict[str, object] = {"person": person, "form": form, "section": "people"}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            confirmed = form.registration().number_confirmed
            seen = form.cleaned_data["seen_version"]
            try:
                services.correct_person(person.pk, form.changes(), by=request.user, number_confirmed=confirmed, seen_version=seen)
            except Refused as refused:
                add_problems(form, refused.problems)
            except StaleState:
                person = queries.editable_person_or_404(request.user, code)
                context |= {"stale": True, "clashes": form.clashes(person), "form": form.resumed(person)}
                status = 409
            else:
                messages.success(request, _("Đã lưu thông tin của %(name)s.") % {"name": form.cleaned_data["full_name"]})
                return redirect("person_identity", person.code)
    elif person.id_number:
        reveal_number(person.pk, by=request.user)
    return render(request, "people/person_edit.html", context, status=status)

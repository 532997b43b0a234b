"""The page that holds plans of several years and places against each other."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.progress.forms.comparing import CompareForm
from hoanhap.progress.queries import comparing


@require_GET
@require(P.PLAN_VIEW)
def compare(request: OfficerRequest) -> HttpResponse:
    """One indicator over plans, with comparator, population and result side by side; or the plans of one place, indicator by indicator."""
    user = request.user
    used = comparing.used_indicators(user)
    form = CompareForm(request.GET, used=used, places=comparing.places(user))
    context: dict[str, object] = {"form": form, "used": used}
    if form.is_valid():
        key, place = form.cleaned_data["chi_so"], int(form.cleaned_data["noi"] or 0) or None
        if key:
            context["comparison"] = comparing.compare(user, key, place=place, years=form.years)
        elif place is not None:
            context["sequel"] = comparing.sequel(user, place)
    return render(request, "progress/compare.html", context, status=200 if form.is_valid() else 422)

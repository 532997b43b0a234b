"""Which page finds people, and registers who is not found?"""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, has_right, require
from hoanhap.kit.dates import today
from hoanhap.kit.errors import Refused
from hoanhap.kit.formats import masked
from hoanhap.kit.forms import add_problems, problem_error
from hoanhap.people import queries, services
from hoanhap.people.forms import RegistrationForm, SearchForm
from hoanhap.people.rules import Likeness, NumberCheck, Registration, Sex, check_id_number
from hoanhap.people.views.duplicates import LOOKS, told

LAST_SEARCH = "person_search"
"""Key in the session; gone at sign-out."""


@require_http_methods(["GET", "POST"])
@require(P.PERSON_VIEW)
def person_search(request: OfficerRequest) -> HttpResponse:
    """Results beside the registration form. While the officer types, htmx asks for `#results` and refills the untouched form.

    The last search of the session is kept on the server, so that coming back from a person shows it again; a POST without htmx leads
    to the same page by GET.
    """
    is_fragment = request.headers.get("HX-Request") == "true"
    if request.method == "POST":
        form = SearchForm(request.POST)
        typed = form.cleaned_data["q"] if form.is_valid() else ""
        if request.session.get(LAST_SEARCH, "") != typed:
            request.session[LAST_SEARCH] = typed
        if not is_fragment:
            return redirect("person_search")
    else:
        typed = request.session.get(LAST_SEARCH, "")
    found = queries.search(request.user, typed)
    if found.asked:
        services.note_search(request.user, kind="number" if found.asked.number or found.asked.fragment else "name", shown=len(found.hits))
    context: dict[str, Any] = {"found": found, "typed": typed}
    if has_right(request.user, P.PERSON_REGISTER, today()) and (not is_fragment or RegistrationForm.is_untouched(request.POST)):
        communes = queries.communes_to_register(request.user)
        context["registration"] = RegistrationForm.taken_from(found.asked, typed, communes=communes)
    return render(request, "people/person_search.html#results" if is_fragment else "people/person_search.html", context)


@require_POST
@require(P.PERSON_REGISTER)
def person_register(request: OfficerRequest) -> HttpResponse:
    """Save a new person, or show why not: errors at their fields, likely duplicates with a comparison."""
    form = RegistrationForm(request.POST, communes=queries.communes_to_register(request.user))
    typed = request.session.get(LAST_SEARCH, "")
    context: dict[str, Any] = {"registration": form, "was_sent": True, "typed": typed, "found": queries.search(request.user, typed)}
    if form.is_valid():
        data = form.registration()
        try:
            person = services.register_person(data, by=request.user, request_key=form.cleaned_data["request_key"])
        except services.LikelyDuplicates as likely:
            services.note_compared(request.user, likely.candidates)
            context["duplicates"] = [_compared(data, candidate) for candidate in likely.candidates]
            add_problems(form, likely.problems)
        except Refused as refused:
            add_problems(form, refused.problems)
        else:
            messages.success(request, _("Đã đăng ký %(name)s, mã hồ sơ %(code)s.") % {"name": person.full_name, "code": person.code})
            return redirect("person_detail", person.code)
    return render(request, "people/person_search.html", context, status=422)


@require_POST
@require(P.PERSON_REGISTER)
def person_check(request: OfficerRequest) -> HttpResponse:
    """While the officer types a registration: what the identity number says, and likely duplicates. Saves nothing but the log."""
    form = RegistrationForm(request.POST, communes=queries.communes_to_register(request.user))
    form.is_valid()  # half-filled is normal here; only what already has its shape is looked at
    data = form.registration()
    number = check_id_number(request.POST.get("id_number", ""), sex=data.sex, birth_date=data.birth_date, today=today())
    duplicates: list[dict[str, Any]] = []
    if data.full_name and (data.birth_date is not None or number.number):
        data = replace(data, id_number="" if number.errors else number.number)
        candidates = services.likely_duplicates(data, by=request.user)
        services.note_compared(request.user, candidates)
        duplicates = [_compared(data, candidate) for candidate in candidates]
    context = {"registration": form, "number": _number_says(number), "duplicates": duplicates}
    return render(request, "people/person_search.html#checked", context)


def _number_says(check: NumberCheck) -> dict[str, Any]:
    """What stands under the number: the problems, or what the number says of its holder."""
    if check.errors or check.doubts:
        return {"problems": [problem_error(problem).problem for problem in check.errors + check.doubts]}  # type: ignore[attr-defined]
    if check.is_old:
        return {"text": _("Số chứng minh nhân dân cũ, 9 chữ số"), "tone": "plain", "icon": "info-circle"}
    if check.sex is None:
        return {}
    words = {"province": check.province, "sex": _(check.sex.label).lower(), "year": check.year}
    return {"text": _("Hợp lệ: %(province)s, %(sex)s, sinh %(year)s") % words, "tone": "ok", "icon": "check"}


def _compared(data: Registration, candidate: services.Candidate) -> dict[str, Any]:
    """The comparison of a new person with a registered one as the template shows it; outside scope only the place."""
    if candidate.person is None:
        return {"place": candidate.place}
    person, likeness = candidate.person, candidate.likeness
    typed_birth = {"day": "%d/%m/%Y", "month": "%m/%Y", "year": "%Y"}.get(data.birth_precision, "")
    shown = [
        ("full_name", _("Họ tên"), data.full_name, person.full_name),
        ("birth_date", _("Ngày sinh"), f"{data.birth_date:{typed_birth}}" if data.birth_date else "", person.birth_text),
        ("sex", _("Giới tính"), _(Sex(data.sex).label), _(Sex(person.sex).label)),
        ("address", _("Nơi ở"), data.address_line, ", ".join(part for part in (person.address_line, str(person.commune)) if part)),
        (
            "id_number",
            _("Định danh"),
            masked(data.id_number) if data.id_number else "",
            masked(person.id_number) if person.id_number else "",
        ),
        ("contact_name", _("Người thân"), data.contact_name, person.contact_name),
    ]
    rows = [
        {"label": label, "typed": typed, "kept": kept, "word": _(likeness[name].label), **LOOKS[likeness[name]]}
        for name, label, typed, kept in shown
        if typed or kept
    ]
    counts = {kind: sum(row["kind"] == kind.value for row in rows) for kind in Likeness}
    summary = ", ".join(f"{count:02d} {_(kind.label)}" for kind, count in counts.items())
    why = told(candidate.match) if candidate.match is not None else {}
    return {"person": person, "place": candidate.place, "rows": rows, "summary": summary, **why}

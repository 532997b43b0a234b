"""Which units are there, what is this unit, and which organisations work in it? No page here shows personal data."""

from datetime import date, timedelta
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hoanhap.kit.dates import FOREVER, today
from hoanhap.kit.errors import Refused
from hoanhap.kit.forms import add_problems
from hoanhap.units import queries, services
from hoanhap.units.forms import OrganisationForm, UnitSearchForm
from hoanhap.units.rules import ENTERED_KINDS, Level, OrganisationKind, in_sentence


@require_GET
def unit_list(request: HttpRequest) -> HttpResponse:
    """Search by name on a day, and the provinces of that day."""
    form = _search_form(request)
    valid = form.is_valid()
    on = form.cleaned_data.get("ngay") or today()
    typed = form.cleaned_data.get("q", "")
    context: dict[str, Any] = {"form": form, "on": on, "typed": typed}
    if typed:
        hits = queries.options(typed, on, limit=31)
        context |= {"hits": hits[:30], "more": len(hits) > 30, "other_times": queries.resolve(typed, on).other_times[:10]}
    else:
        rows = queries.province_rows(on)
        context |= {"provinces": rows, "merged": any(row.came_from for row in rows), "ended": any(row.became for row in rows)}
    page = "units/unit_list.html#results" if request.headers.get("HX-Request") == "true" else "units/unit_list.html"
    return render(request, page, context, status=200 if valid else 422)


@require_GET
def unit_options(request: HttpRequest) -> HttpResponse:
    """At most twelve units for the list under an input: options as HTML, or JSON to who asks for it.

    `o` names the parameter that holds the typed text (`q` unless given), `cap` the level, `tinh` the province (id), `ngay` the day.
    """
    form = UnitSearchForm({"q": request.GET.get(request.GET.get("o", "q"), ""), "ngay": request.GET.get("ngay", "")})
    if not form.is_valid():
        return HttpResponse(status=422)
    level = next((level for level in Level if level.value == request.GET.get("cap")), None)
    province = request.GET.get("tinh", "")
    on = form.cleaned_data["ngay"] or today()
    found = queries.options(form.cleaned_data["q"], on, level=level, province=int(province) if province.isdecimal() else None)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"units": [{"id": match.unit.pk, "label": match.label} for match in found]})
    return render(request, "units/unit_options.html", {"found": found})


@require_GET
def unit_detail(request: HttpRequest, unit_id: int) -> HttpResponse:
    """A unit as of a day: what it is or was, what it came from and became, its communes and organisations."""
    unit = queries.unit_or_404(unit_id)
    form = _search_form(request)
    valid = form.is_valid()
    on = form.cleaned_data.get("ngay") or today()
    exists = unit.exists_on(on)
    shown = on if exists else max(min(on, unit.until - timedelta(days=1)), unit.since or date.min)
    organisations = queries.organisations_of(unit.pk)
    context = {
        "unit": unit,
        "form": form,
        "on": on,
        "exists": exists,
        "title": unit.title_on(shown),
        "parent": unit.parent and in_sentence(*unit.parent.named_on(shown)),
        "province": unit.province and in_sentence(*unit.province.named_on(shown)),
        "titles": sorted(unit.former_titles.all(), key=lambda title: title.until),
        "became": queries.successions_of(unit.pk),
        "came_from": queries.predecessions_of(unit.pk),
        "counterparts": () if exists or on == today() else queries.counterparts(unit.pk, on),
        "children": [] if unit.level == Level.COMMUNE else queries.communes_by_kind(unit.pk, shown),
        "organisations": [organisation for organisation in organisations if organisation.exists_on(shown)],
        "others": [organisation for organisation in organisations if not organisation.exists_on(shown)],
        "may_edit": _may_edit(request, unit),
        "entered_kinds": [kind.value for kind in ENTERED_KINDS],
        "level": next(level for level in Level if level.value == unit.level),
        "reform": queries.REFORM_EVE,
    }
    return render(request, "units/unit_detail.html", context, status=200 if valid else 422)


@require_http_methods(["GET", "POST"])
def organisation_add(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Enter a court, facility, clinic or association of a unit."""
    unit = queries.unit_or_404(unit_id)
    return _organisation_page(request, unit, None, {})


@require_http_methods(["GET", "POST"])
def organisation_edit(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Correct or end an entered organisation."""
    organisation = queries.organisation_or_404(organisation_id)
    last_day = None if organisation.until == FOREVER else organisation.until - timedelta(days=1)
    initial = {"kind": organisation.kind, "name": organisation.name, "since": organisation.since, "last_day": last_day}
    return _organisation_page(request, organisation.unit, organisation_id, initial)


def _organisation_page(request: HttpRequest, unit: Any, organisation_id: int | None, initial: dict[str, Any]) -> HttpResponse:
    if not _may_edit(request, unit):
        raise PermissionDenied
    form = OrganisationForm(request.POST or None, initial=initial)
    if form.is_valid():
        last_day = form.cleaned_data["last_day"]
        try:
            saved = services.save_organisation(
                unit.pk,
                by=cast(services.Editor, request.user),
                kind=OrganisationKind(form.cleaned_data["kind"]),
                name=form.cleaned_data["name"],
                since=form.cleaned_data["since"],
                until=last_day + timedelta(days=1) if last_day else FOREVER,
                organisation_id=organisation_id,
            )
        except Refused as refused:
            add_problems(form, refused.problems)
        else:
            messages.success(request, _("Đã lưu %(name)s.") % {"name": saved.name})
            return redirect("unit_detail", unit.pk)
    context = {"unit": unit, "form": form, "is_new": organisation_id is None}
    return render(request, "units/organisation_form.html", context, status=422 if form.errors else 200)


def _search_form(request: HttpRequest) -> UnitSearchForm:
    """The form with the day that the page shows, also when none was typed."""
    return UnitSearchForm({"q": request.GET.get("q", ""), "ngay": request.GET.get("ngay") or f"{today():%d/%m/%Y}"})


def _may_edit(request: HttpRequest, unit: Any) -> bool:
    return request.user.has_perm("unit.edit", unit)

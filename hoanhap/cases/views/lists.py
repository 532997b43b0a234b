"""The list of people: narrowed, sorted, saved, taken away as a file, and worked on by selection.

Addresses hold codes only. Typed names come by POST, stay in the session and count while the address says so (`chu=1`).
"""

from itertools import batched
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.paginator import Page
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hoanhap.accounts.queries import active_user
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, has_right, require, scope_of
from hoanhap.cases.queries import lists as queries
from hoanhap.cases.queries.papers import commune_of
from hoanhap.cases.rules.lists import IN_FILES_ONLY, SHOWN, Field, Order
from hoanhap.cases.services import drafts
from hoanhap.cases.services import lists as services
from hoanhap.cases.views import columns
from hoanhap.cases.views.list_forms import AssignForm, ListForm, SaveForm, address_of
from hoanhap.kit.dates import now, today
from hoanhap.kit.errors import Refused
from hoanhap.kit.forms import add_problems, told
from hoanhap.kit.listing import EXPORT_LIMIT, PAGE_SIZE, file_response

TEXTS = "person_list_texts"
"""Key in the session; gone at sign-out."""
VIEWS = (
    ("", "all", ""),
    ("tt", "under", "under"),
    ("tt", "before", "before"),
    ("han", "overdue", "overdue"),
    ("can_bo", "none", "unassigned"),
)
"""The quick views: field, code, and the count of queries.QuickCounts."""


@require_http_methods(["GET", "POST"])
@require(P.PERSON_VIEW)
def person_list(request: OfficerRequest) -> HttpResponse:
    """The people of the scope who fit; `?tep=csv|xlsx` takes them away. A POST of the filter leads to its address."""
    if request.method == "POST":
        return _asked(request)
    form = _form(request, _with_texts(request))
    if not form.is_valid():
        return render(request, "cases/person_list.html", _page(request, form), status=422)
    if (kind := request.GET.get("tep", "")) in {"csv", "xlsx"}:
        return _file(request, form, kind)
    context = _page(request, form)
    services.note_page(request.user, [row.pk for row, _ in context["rows"]])
    return render(request, "cases/person_list.html", context)


@require_GET
@require(P.PERSON_VIEW)
def person_list_counts(request: OfficerRequest) -> HttpResponse:
    """The quick views with their counts: asked for after the page, so that counting does not hold it up."""
    return render(request, "cases/_quick_views.html", {"views": _views(request.GET, queries.quick_counts(request.user, now()))})


def _form(request: OfficerRequest, data: QueryDict) -> ListForm:
    province = data.get("tinh", "")
    provinces, communes = queries.places(request.user, int(province) if province.isdecimal() else None)
    return ListForm(data, me=request.user.pk, provinces=provinces, communes=communes, officers=queries.officers(request.user))


def _with_texts(request: OfficerRequest) -> QueryDict:
    """The codes of the address, with the names typed in this session where the address says so."""
    data = request.GET.copy()
    for name in ListForm.TEXTS:
        data.pop(name, None)
    if data.get("chu") == "1":
        data.update(request.session.get(TEXTS, {}))
    return data


def _asked(request: OfficerRequest) -> HttpResponse:
    form = _form(request, request.POST)
    if not form.is_valid():
        return render(request, "cases/person_list.html", _page(request, form), status=422)
    texts, chosen = form.texts(), form.columns
    if request.session.get(TEXTS, {}) != texts:
        request.session[TEXTS] = texts
    raised = request.POST.get("len", "")
    if raised in chosen and chosen.index(Field(raised)):
        at = chosen.index(Field(raised))
        chosen[at - 1 : at + 1] = [chosen[at], chosen[at - 1]]
    return redirect(f"{reverse('person_list')}{address_of(form.codes(), chosen, form.order, has_texts=bool(texts))}")


def _page(request: OfficerRequest, form: ListForm) -> dict[str, Any]:
    """What the template shows: one page of the list, or none where the question cannot be read."""
    user, moment = request.user, now()
    valid = form.is_valid()
    chosen, order = (form.columns, form.order) if valid else (list(SHOWN), Order.NAME)
    found = queries.matching(user, form.wanted(), at=moment) if valid else queries.nobody()
    paginator = queries.CappedPaginator(queries.ordered(found, order).values_list("pk", flat=True), PAGE_SIZE)
    page: Page[Any] = paginator.get_page(request.GET.get("trang"))
    fields = [field for field in chosen if field not in IN_FILES_ONLY]
    rows = columns.cells(queries.rows(list(page.object_list), fields), fields, moment)
    codes = form.codes() if valid else {}
    texts = form.texts() if valid else {}
    may_assign = has_right(user, P.CASE_RECORD, moment.date())
    return {
        "form": form,
        "page_obj": page,
        "is_capped": paginator.is_capped,
        "rows": rows,
        "headings": [gettext(field.label) for field in fields],
        "fields": [
            (field, gettext(field.label), field in chosen, field in IN_FILES_ONLY)
            for field in [*chosen, *(f for f in Field if f not in chosen)]
        ],
        "first": chosen[0],
        "order": gettext(order.label),
        "is_narrowed": bool(codes or texts),
        "active": sum(1 for name in (*codes, *texts) if name != "ngay"),
        "texts": texts,
        "query": address_of(codes, chosen, order, has_texts=bool(texts)),
        "views": _views(request.GET, None),
        "saved": [_kept(one) for one in queries.saved_lists(user)],
        "save_form": SaveForm(),
        "may_export": has_right(user, P.PERSON_EXPORT, moment.date()),
        "may_assign": may_assign,
        "may_review": has_right(user, P.ROUND_OPEN, moment.date()),
        "may_print": has_right(user, P.PAPER_ISSUE, moment.date()) and commune_of(user) is not None,
        "assign_form": AssignForm(officers=queries.officers(user)) if may_assign else None,
        "limit": queries.BULK_LIMIT,
        "section": "people",
    }


def _kept(one: Any) -> dict[str, Any]:
    """A saved filter as a link."""
    fields = [Field(name) for name in one.columns if name in Field]
    address = address_of(one.params, fields, Order(one.order))
    return {"pk": one.pk, "name": one.name, "owner": one.owner, "owner_id": one.owner_id, "unit_id": one.unit_id, "address": address}


def _views(asked: QueryDict, counts: queries.QuickCounts | None) -> list[dict[str, Any]]:
    words = {
        "all": gettext("Tất cả"),
        "under": gettext("Đang bị quản lý"),
        "before": gettext("Chờ quyết định"),
        "overdue": gettext("Có việc quá hạn"),
        "none": gettext("Chưa phân công"),
    }
    given = {name: asked[name] for name in asked if name not in {"trang", "xep", "cot", "tep"}}
    address = reverse("person_list")
    return [
        {
            "text": words[code],
            "url": f"{address}?{field}={code}" if field else address,
            "is_current": given == ({field: code} if field else {}),
            "count": getattr(counts, count) if counts is not None and count else None,
        }
        for field, code, count in VIEWS
    ]


def _file(request: OfficerRequest, form: ListForm, kind: str) -> HttpResponse:
    """The people who fit and whom the reader may take away, with the chosen columns."""
    user, moment = request.user, now()
    fields, day = form.columns, moment.date()
    found = queries.ordered(queries.matching(user, form.wanted(), at=moment), form.order)
    found = found.filter(pk__in=queries.matching(user, form.wanted(), at=moment, right=P.PERSON_EXPORT).values("pk"))
    people = list(found.values_list("pk", flat=True)[:EXPORT_LIMIT])
    services.note_export(user, file=kind, people=people, fields=fields)
    rows = [row for part in batched(people, 2_000) for row in queries.rows(part, fields)]
    reveal = scope_of(user, day, P.IDENTITY_REVEAL)
    made = columns.file_columns(fields, day, lambda row: reveal.covers(commune=row.commune, province=row.province))
    return file_response(kind, "danh-sach-nguoi", made, rows)


# --- saved filters -----------------------------------------------------------------------------------------------------------


@require_POST
@require(P.PERSON_VIEW)
def saved_list_new(request: OfficerRequest) -> HttpResponse:
    """Save the filter of the address under a name."""
    asked, form = _form(request, _with_texts(request)), SaveForm(request.POST)
    if asked.is_valid() and form.is_valid():
        try:
            kept = services.save_list(
                form.cleaned_data["name"].strip(),
                by=request.user,
                params=asked.codes(),
                columns=asked.columns,
                order=asked.order,
                is_shared=form.cleaned_data["is_shared"],
            )
        except Refused as refused:
            add_problems(form, refused.problems)
        else:
            messages.success(request, gettext("Đã lưu bộ lọc “%(name)s”.") % {"name": kept.name})
            return redirect(f"{reverse('person_list')}{address_of(kept.params, asked.columns, asked.order)}")
    return render(request, "cases/person_list.html", {**_page(request, asked), "save_form": form}, status=422)


@require_http_methods(["GET", "POST"])
@require(P.PERSON_VIEW)
def saved_list_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Rename, share or delete one of the user's own saved filters."""
    kept = queries.own_list_or_404(request.user, pk)
    fields, order = [Field(name) for name in kept.columns if name in Field], Order(kept.order)
    if request.method == "POST" and "xoa" in request.POST:
        services.delete_list(kept.pk, by=request.user)
        messages.success(request, gettext("Đã xóa bộ lọc “%(name)s”.") % {"name": kept.name})
        return redirect("person_list")
    form = SaveForm(request.POST or None, initial={"name": kept.name, "is_shared": kept.unit_id is not None})
    if request.method == "POST" and form.is_valid():
        try:
            services.save_list(
                form.cleaned_data["name"].strip(),
                by=request.user,
                params=kept.params,
                columns=fields,
                order=order,
                is_shared=form.cleaned_data["is_shared"],
                pk=kept.pk,
            )
        except Refused as refused:
            add_problems(form, refused.problems)
        else:
            return redirect(f"{reverse('person_list')}{address_of(kept.params, fields, order)}")
    address = f"{reverse('person_list')}{address_of(kept.params, fields, order)}"
    context = {"form": form, "kept": kept, "address": address, "section": "people"}
    return render(request, "cases/saved_list_edit.html", context, status=422 if form.errors else 200)


# --- acts on a selection -----------------------------------------------------------------------------------------------------


class NothingChosen(Exception):
    """The selection is empty or too large; the message says what to do."""


def selection(request: OfficerRequest) -> list[int]:
    """The people that a form sent: those ticked, those of its page, or all who fit the filter of the address. Raises NothingChosen."""
    extent = request.POST.get("pham_vi", "")
    if extent == "tat_ca":
        form = _form(request, _with_texts(request))
        found = queries.matching(request.user, form.wanted(), at=now()) if form.is_valid() else None
        people = (
            list(queries.ordered(found, Order.NAME).values_list("pk", flat=True)[: queries.BULK_LIMIT + 1]) if found is not None else []
        )
    else:
        sent = request.POST.get("nguoi", "").split(",") if extent in {"trang", "co_dinh"} else request.POST.getlist("chon")
        people = [int(part) for part in sent[: queries.BULK_LIMIT + 1] if part.isdecimal() and len(part) < 19]
    if not people:
        raise NothingChosen(gettext("Chưa chọn ai. Đánh dấu các dòng, hoặc chọn “cả trang này”, “tất cả người khớp bộ lọc”."))
    if len(people) > queries.BULK_LIMIT:
        raise NothingChosen(
            gettext("Quá %(limit)s người một lần. Thu hẹp bộ lọc rồi làm tiếp.") % {"limit": f"{queries.BULK_LIMIT:,}".replace(",", ".")}
        )
    return people


def back(request: OfficerRequest) -> str:
    return f"{reverse('person_list')}{'?' if request.GET else ''}{request.GET.urlencode()}"


@require_POST
@require(P.CASE_RECORD)
def person_list_assign(request: OfficerRequest) -> HttpResponse:
    """Say how many cases go to the officer and who is left out and why; with `lam` do it."""
    try:
        people = selection(request)
    except NothingChosen as nothing:
        messages.warning(request, str(nothing))
        return redirect(back(request))
    form = AssignForm(request.POST if "can_bo" in request.POST else None, officers=queries.officers(request.user))
    plan = None
    if form.is_valid():
        chosen = form.cleaned_data["can_bo"]
        officer = active_user(int(chosen)) if chosen != AssignForm.NOBODY else None
        if "lam" in request.POST:
            done = services.assign_officer(people, officer, by=request.user)
            count = len(done.cases)
            said = ngettext("Đã phân công %(count)s hồ sơ.", "Đã phân công %(count)s hồ sơ.", count)
            messages.success(request, (said if officer else gettext("Đã thôi phân công %(count)s hồ sơ.")) % {"count": count})
            return redirect(back(request))
        plan = services.plan_assignment(people, officer, by=request.user)
    return render(request, "cases/bulk_assign.html", {**_bulk(request, people, plan), "form": form}, status=422 if form.errors else 200)


@require_POST
@require(P.PAPER_ISSUE)
def person_list_print(request: OfficerRequest) -> HttpResponse:
    """Say who stands on the sheet of form 10, who does not and why, and which papers wait; with `lam` give a .pdf of either."""
    try:
        people = selection(request)
    except NothingChosen as nothing:
        messages.warning(request, str(nothing))
        return redirect(back(request))
    plan = services.plan_printing(people, by=request.user)
    problems: list[Any] = []
    if act := request.POST.get("lam"):
        try:
            name, content = _sheets(act, people, request)
        except Refused as refused:
            problems = [told(problem) for problem in refused.problems]
        else:
            response = HttpResponse(content, content_type="application/pdf")
            response["Content-Disposition"] = f'attachment; filename="{name}-{today():%Y%m%d}.pdf"'
            return response
    context = {**_bulk(request, people, plan), "problems": problems, "drafts": drafts.plan_drafts(people, by=request.user)}
    return render(request, "cases/bulk_print.html", context, status=422 if problems else 200)


def _sheets(act: str, people: list[int], request: OfficerRequest) -> tuple[str, bytes]:
    """Name and bytes of what is printed: all drafts of the people, or the list of form 10. Raises Refused."""
    if act == DRAFTS:
        return "giay-soan-san", drafts.print_drafts(people, by=request.user)
    return "mau-10", services.print_list(people, by=request.user)


DRAFTS = "giay"
"""What the button for the drafts sends."""


def _bulk(request: OfficerRequest, people: list[int], plan: services.Plan | None) -> dict[str, Any]:
    return {
        "plan": plan,
        "chosen": len(people),
        "reasons": [(gettext(why.label), count) for why, count in plan.reasons] if plan is not None else [],
        "people": ",".join(map(str, people)),
        "back": back(request),
        "query": urlsplit(back(request)).query,
        "section": "people",
    }

"""Pages on which periods of retention are entered, files are reviewed once a year, and destroyed by two people."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.audit.rules import Action
from hoanhap.audit.services import record as audit
from hoanhap.cases.rules import ProcedureKey
from hoanhap.cases.views.rows import language, law_url
from hoanhap.kit.dates import today
from hoanhap.kit.errors import Refused
from hoanhap.kit.forms import add_problems
from hoanhap.requests.forms import ConsentForm, DisposalForm, PeriodForm, ReasonForm
from hoanhap.requests.queries import retention as queries
from hoanhap.requests.rules.retention import RULE, DisposalState
from hoanhap.requests.services import retention as services
from hoanhap.rulebook.queries import current_book


@require_http_methods(["GET", "POST"])
@require(P.RETENTION)
def retention_review(request: OfficerRequest) -> HttpResponse:
    """Periods, the files whose retention ends this year (or `?nam=`), proposals; a POST proposes to destroy the chosen ones."""
    provinces = queries.provinces(request.user)
    if not provinces:
        return render(request, "requests/retention_review.html", {"province": None})
    wanted = request.GET.get("tinh", "")
    province = next((unit for unit in provinces if str(unit.pk) == wanted), provinces[0])
    day = today()
    typed = request.GET.get("nam", "")
    year = int(typed) if typed.isdecimal() and day.year <= int(typed) <= day.year + YEARS else day.year
    due = queries.due_for_review(request.user, province, year)
    choices = [(str(row.person.pk), row.person.code) for row in due if row.is_over]
    form = DisposalForm(request.POST if request.method == "POST" else None, people=choices)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = services.propose_disposal(
                [int(pk) for pk in data["people"]], province.pk, decision=_decision(data), by=request.user, request_key=data["request_key"]
            )
        except Refused as refusal:
            add_problems(form, refusal.problems)
        else:
            messages.success(request, gettext("Đã lập đề nghị. Chưa có gì bị tiêu hủy: một người khác phải duyệt."))
            return redirect("disposal_detail", pk=made.pk)
    audit(Action.VIEW, by=request.user, subject_type="person_list", people=[row.person.pk for row in due], detail={"kind": "retention"})
    entry = current_book().rule(RULE).at(day)
    context = {
        "province": province,
        "provinces": provinces,
        "year": year,
        "years": range(day.year, day.year + YEARS + 1),
        "due": due,
        "chosen": set(request.POST.getlist("people")),
        "form": form,
        "periods": [(row, gettext(ProcedureKey(row.category).label)) for row in queries.periods_of(province)],
        "disposals": queries.disposals(request.user)[:20],
        "law": {"text": entry.short_basis(language()), "url": law_url(RULE, day)} if entry else None,
    }
    return render(request, "requests/retention_review.html", context, status=422 if form.errors else 200)


YEARS = 5
"""How many years ahead the review looks."""


@require_http_methods(["GET", "POST"])
@require(P.RETENTION)
def period_add(request: OfficerRequest) -> HttpResponse:
    """Enter a period that a decision sets, for a province of the user."""
    provinces = queries.provinces(request.user)
    wanted = request.GET.get("tinh", "")
    province = next((unit for unit in provinces if str(unit.pk) == wanted), provinces[0] if provinces else None)
    form = PeriodForm(request.POST if request.method == "POST" else None, initial={"since": today()})
    if request.method == "POST" and form.is_valid() and province is not None:
        data = form.cleaned_data
        try:
            services.set_period(
                data["category"],
                province.pk,
                since=data["since"],
                years=None if data["is_permanent"] else data["years"],
                decision=_decision(data),
                note=data["note"],
                by=request.user,
                request_key=data["request_key"],
            )
        except Refused as refusal:
            add_problems(form, refusal.problems)
        else:
            messages.success(request, gettext("Đã ghi thời hạn lưu."))
            return redirect("retention_review")
    return render(request, "requests/period_add.html", {"form": form, "province": province}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@require(P.RETENTION)
def period_withdraw(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a period back, with a reason; the row stays readable."""
    row = queries.period_or_404(request.user, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.withdraw_period(pk, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, gettext("Đã rút thời hạn lưu. Dòng cũ vẫn đọc được."))
        return redirect("retention_review")
    context = {"form": form, "row": row, "category": gettext(ProcedureKey(row.category).label)}
    return render(request, "requests/period_withdraw.html", context, status=422 if form.errors else 200)


@require_GET
@require(P.RETENTION)
def disposal_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """A proposal: the decision, whose files, who proposed and who decides."""
    return _detail(request, pk)


@require_POST
@require(P.RETENTION)
def disposal_approve(request: OfficerRequest, pk: int) -> HttpResponse:
    """The second person approves: what is named is destroyed now."""
    queries.disposal_or_404(request.user, pk)
    form = ConsentForm(request.POST)
    if form.is_valid():
        try:
            services.carry_out_disposal(pk, by=request.user)
        except Refused as refusal:
            add_problems(form, refusal.problems)
        else:
            messages.success(request, gettext("Đã tiêu hủy theo quyết định. Con số và nhật ký giữ nguyên."))
            return redirect("disposal_detail", pk=pk)
    return _detail(request, pk, consent=form)


@require_POST
@require(P.RETENTION)
def disposal_reject(request: OfficerRequest, pk: int) -> HttpResponse:
    """Say no; nothing happens to the files."""
    queries.disposal_or_404(request.user, pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            services.reject_disposal(pk, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            add_problems(form, refusal.problems)
        else:
            messages.success(request, gettext("Đã ghi không duyệt. Hồ sơ giữ nguyên."))
            return redirect("disposal_detail", pk=pk)
    return _detail(request, pk, refusal=form)


def _detail(request: OfficerRequest, pk: int, *, consent: ConsentForm | None = None, refusal: ReasonForm | None = None) -> HttpResponse:
    disposal = queries.disposal_or_404(request.user, pk)
    items = queries.items_of(disposal)
    audit(Action.VIEW, by=request.user, subject_type="disposal", subject_id=disposal.pk, people=[item.person_id for item in items])
    waits = disposal.state == DisposalState.PROPOSED
    context: dict[str, Any] = {
        "disposal": disposal,
        "items": items,
        "lists": queries.lists_that_name([item.person for item in items]),
        "waits": waits,
        "own": waits and disposal.proposed_by_id == request.user.pk,
        "consent": consent or ConsentForm(),
        "refusal": refusal or ReasonForm(),
    }
    wrong = any(form is not None and form.errors for form in (consent, refusal))
    return render(request, "requests/disposal_detail.html", context, status=422 if wrong else 200)


def _decision(data: dict[str, Any]) -> services.Decision:
    return services.Decision(data["decision_number"].strip(), data["decision_date"], data["decision_issuer"].strip())

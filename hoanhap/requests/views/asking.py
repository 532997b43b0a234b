"""Pages on which requests are written down, read and answered."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, has_right, require
from hoanhap.audit.rules import Action, Purpose
from hoanhap.audit.services import record as audit
from hoanhap.documents.rendering.blocks import Document
from hoanhap.documents.services import preview_pdf
from hoanhap.kit.dates import now, today
from hoanhap.kit.errors import Problem, Refused, StaleState
from hoanhap.kit.forms import add_problems
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.kit.listing import PAGE_SIZE
from hoanhap.people.queries import editable_person_or_404
from hoanhap.requests import papers
from hoanhap.requests.forms import AnswerForm, RequestForm
from hoanhap.requests.queries import asking
from hoanhap.requests.queries.papers import request_paper
from hoanhap.requests.rules.asking import NEXT, RequestState
from hoanhap.requests.services.asking import answer_request, record_request
from hoanhap.requests.views.rows import clock_item
from hoanhap.requests.views.sheet import pdf

STALE = Problem(
    "stale",
    N_("Chưa lưu: yêu cầu này vừa được người khác trả lời."),
    N_("Trang này mở trước lần đó."),
    N_("Đọc tình trạng mới ở trên rồi làm tiếp nếu còn cần."),
)


@require_GET
@require(P.CASE_VIEW)
def request_list(request: OfficerRequest) -> HttpResponse:
    """All requests in the user's scope, those that wait first."""
    moment = now()
    page = Paginator(asking.requests(request.user), PAGE_SIZE).get_page(request.GET.get("trang"))
    shown = [{"request": one, "clocks": [clock_item(clock, moment) for clock in asking.clocks_of(one)]} for one in page]
    audit(Action.VIEW, by=request.user, subject_type="data_request", people={one.person_id for one in page})
    may_retain = has_right(request.user, P.RETENTION, moment.date())
    context = {"page_obj": page, "shown": shown, "counts": asking.counts(request.user, moment), "may_retain": may_retain, "now": moment}
    return render(request, "requests/request_list.html", context)


@require_http_methods(["GET", "POST"])
@require(P.CASE_RECORD)
def request_new(request: OfficerRequest, code: str) -> HttpResponse:
    """Write down what a person asks."""
    person = editable_person_or_404(request.user, code)
    form = RequestForm(request.POST if request.method == "POST" else None, initial={"received_on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            made = record_request(person.pk, form.asked(), by=request.user, request_key=form.cleaned_data["request_key"])
        except Refused as refusal:
            add_problems(form, refusal.problems)
        else:
            messages.success(request, gettext("Đã ghi yêu cầu. In giấy tiếp nhận và đưa cho người yêu cầu."))
            return redirect("request_detail", pk=made.pk)
    if request.method == "GET":
        audit(Action.VIEW, by=request.user, subject_type="person", subject_id=person.code, person_id=person.pk, purpose=Purpose.RECORDING)
    return render(request, "requests/request_new.html", {"person": person, "form": form}, status=422 if form.errors else 200)


@require_GET
@require(P.CASE_VIEW)
def request_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """One request: what is asked, its clocks, what was answered, and the form to answer."""
    return _detail(request, pk)


@require_POST
@require(P.CASE_RECORD)
def request_answer(request: OfficerRequest, pk: int) -> HttpResponse:
    """Answer a request or say that it was carried out."""
    found = asking.request_or_404(request.user, pk)
    form = AnswerForm(request.POST, outcomes=NEXT.get(RequestState(found.state), tuple(RequestState)))
    if form.is_valid():
        data = form.cleaned_data
        try:
            answer_request(
                pk,
                RequestState(data["outcome"]),
                on=data["on"],
                reply=data["reply"],
                article=data["article"],
                by=request.user,
                seen_version=data["seen_version"],
            )
        except StaleState:
            add_problems(form, [STALE])
        except Refused as refusal:
            add_problems(form, refusal.problems)
        else:
            messages.success(request, gettext("Đã ghi trả lời. In và đưa cho người yêu cầu."))
            return redirect("request_detail", pk=pk)
    return _detail(request, pk, form=form)


@require_GET
@require(P.CASE_VIEW)
def request_receipt_pdf(request: OfficerRequest, pk: int) -> HttpResponse:
    """The receipt as a .pdf. Logged."""
    return _print(request, pk, papers.receipt, "giay-tiep-nhan")


@require_GET
@require(P.CASE_VIEW)
def request_answer_pdf(request: OfficerRequest, pk: int) -> HttpResponse:
    """The answer as a .pdf; there is none before it is given. Logged."""
    if asking.request_or_404(request.user, pk).answered_on is None:
        raise Http404
    return _print(request, pk, papers.answer, "tra-loi")


def _detail(request: OfficerRequest, pk: int, *, form: AnswerForm | None = None) -> HttpResponse:
    found = asking.request_or_404(request.user, pk)
    moment = now()
    audit(Action.VIEW, by=request.user, subject_type="data_request", subject_id=found.pk, person_id=found.person_id)
    may_answer = asking.may_answer(request.user, found)
    if form is None and may_answer:
        form = AnswerForm(outcomes=NEXT[RequestState(found.state)], initial={"seen_version": found.version})
    context = {
        "found": found,
        "person": found.person,
        "clocks": [clock_item(clock, moment) for clock in asking.clocks_of(found)],
        "form": form,
        "may_answer": may_answer,
        "now": moment,
    }
    return render(request, "requests/request_detail.html", context, status=422 if form is not None and form.errors else 200)


def _print(request: OfficerRequest, pk: int, compose: Callable[[papers.RequestPaper], Document], name: str) -> HttpResponse:
    found = asking.request_or_404(request.user, pk)
    try:
        content = preview_pdf(compose(request_paper(found, request.user, today())))
    except Refused as refusal:
        messages.error(request, str(refusal.problems[0]))
        return redirect("request_detail", pk=pk)
    audit(
        Action.DOWNLOAD,
        by=request.user,
        subject_type="data_request",
        subject_id=found.pk,
        person_id=found.person_id,
        purpose=Purpose.PRINTING,
    )
    return pdf(content, f"{name}-{found.number:02}-{found.year}")

"""Which pages show, sign off, hand over and check official papers?"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import has_right, require
from hoanhap.audit.rules import Action
from hoanhap.audit.services import record as log
from hoanhap.documents import queries, services
from hoanhap.documents.forms import CheckFileForm, DeliverForm, NumberBookForm, PaperFilterForm, SignForm, VoidForm
from hoanhap.documents.rendering.blocks import Stamp
from hoanhap.documents.rendering.screen import on_screen
from hoanhap.documents.rules import WORDING_UNCHECKED, Format, History, PaperEventKind, PaperState
from hoanhap.kit.dates import today
from hoanhap.kit.errors import Refused
from hoanhap.kit.formats import citation, day, local, short_moment
from hoanhap.kit.forms import add_problems
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.kit.listing import Column, list_page

COLUMNS = (
    Column("symbol", N_("Số"), lambda paper: paper.symbol),
    Column("issued_on", N_("Ngày"), lambda paper: paper.issued_on, width=12),
    Column("title", N_("Giấy"), lambda paper: gettext(paper.title), width=60),
    Column("form", N_("Mẫu"), lambda paper: citation(paper.citation), width=32),
    Column("about", N_("Về ai"), lambda paper: paper.about, width=28),
    Column("organisation", N_("Cơ quan"), lambda paper: paper.organisation_name, width=32),
    Column("state", N_("Tình trạng"), lambda paper: gettext(paper.history.state.label), width=24),
)
"""Columns of the list and of its export."""


@require_GET
@require(P.PAPER_VIEW)
def paper_list(request: HttpRequest) -> HttpResponse:
    """The number books and the issued papers of the reader's scope; `?tep=csv` or `xlsx` exports them (logged)."""

    def export(kind: str, count: int) -> None:
        if not has_right(request.user, P.PERSON_EXPORT, today()):
            raise PermissionDenied(P.PERSON_EXPORT)
        log(Action.EXPORT, by=_me(request), subject_type="paper_list", detail={"format": kind, "count": count})

    if request.GET.get("tep", "") not in {"csv", "xlsx"}:
        log(Action.VIEW, by=_me(request), subject_type="paper_list")
    return list_page(
        request,
        template="documents/paper_list.html",
        rows=queries.visible_papers(request.user),
        columns=COLUMNS,
        filters=PaperFilterForm(request.GET, forms_in_use=queries.forms_in_use(request.user)),
        filename="giay-to",
        export=export,
        context={
            "books": queries.number_books(request.user, today().year),
            "may_issue": has_right(request.user, P.PAPER_ISSUE, today()),
            "may_export": has_right(request.user, P.PERSON_EXPORT, today()),
            "filtered": any(request.GET.get(name) for name in ("q", "mau", "nam")),
        },
    )


@require_GET
@require(P.PAPER_VIEW)
def paper_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One issued paper: its steps, the sheet, where it went."""
    return _detail(request, pk)


@require_POST
@require(P.PAPER_ISSUE)
def paper_sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record the signature."""
    form = SignForm(request.POST)
    return _write(
        request, pk, "sign_form", form, lambda: services.sign(pk, on=form.cleaned_data["on"], by=_me(request)), _("Đã ghi ngày ký.")
    )


@require_POST
@require(P.PAPER_ISSUE)
def paper_deliver(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record to whom the paper was handed over."""
    past = _writable(request, pk).history
    form = DeliverForm(request.POST, recipients=past.undelivered)

    def act() -> object:
        return services.record_delivery(pk, form.chosen(), on=form.cleaned_data["on"], by=_me(request))

    return _write(request, pk, "deliver_form", form, act, _("Đã ghi giao."))


@require_http_methods(["GET", "POST"])
@require(P.PAPER_ISSUE)
def paper_void(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Declare the paper void, with a reason. Its number stays taken."""
    paper = _writable(request, pk)
    form = VoidForm(request.POST if request.method == "POST" else None, initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            services.void_paper(pk, on=form.cleaned_data["on"], by=_me(request), reason=form.cleaned_data["reason"])
        except Refused as refusal:
            add_problems(form, refusal.problems)
        else:
            messages.success(request, _("Đã hủy giấy. Số vẫn giữ trong sổ, không cấp lại."))
            return redirect("paper_detail", pk=pk)
    return render(request, "documents/paper_void.html", {"paper": paper, "form": form}, status=422 if form.errors else 200)


@require_GET
@require(P.PAPER_VIEW)
def paper_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The .pdf as it was issued."""
    return _download(request, pk, Format.PDF)


@require_GET
@require(P.PAPER_VIEW)
def paper_docx(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The .docx as it was issued."""
    return _download(request, pk, Format.DOCX)


@require_http_methods(["GET", "POST"])
@require(P.PAPER_ISSUE)
def number_book(request: HttpRequest) -> HttpResponse:
    """Carry on an agency's paper book from its last number."""
    organisations = {str(organisation.pk): organisation for organisation in queries.own_organisations(_me(request))}
    choices = [(key, organisation.name) for key, organisation in organisations.items()]
    form = NumberBookForm(request.POST if request.method == "POST" else None, organisations=choices, initial={"year": today().year})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        organisation = organisations[values["organisation"]]
        try:
            services.continue_book(
                organisation,
                year=values["year"],
                series=values["series"].strip().upper(),
                last_number=values["last_number"],
                by=_me(request),
                place=queries.place_of(organisation),
            )
        except Refused as refusal:
            add_problems(form, refusal.problems)
        else:
            messages.success(request, _("Đã nối sổ."))
            return redirect("paper_list")
    return render(request, "documents/number_book.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def paper_verify(request: HttpRequest, token: str) -> HttpResponse:
    """What anybody may check of a paper in the hand: number, day, form, issuer, hash, state; and whether a file is the issued one."""
    check = queries.public_check(token)
    form = CheckFileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    verdict = None
    if request.method == "POST" and form.is_valid():
        digest = hashlib.sha256()
        for chunk in form.cleaned_data["file"].chunks():
            digest.update(chunk)
        verdict = check.files.get(digest.hexdigest(), "")
    labels = {"so": gettext("số"), "ngay": gettext("ngày"), "ma": gettext("mã kiểm")}
    context = {
        "check": check,
        "code": Stamp(check.symbol, check.issued_on, check.sha256, "").check_code,
        "form": form,
        "verdict": verdict,
        "verdict_label": gettext(Format(verdict).label) if verdict else "",
        "false_claims": [labels[name] for name in check.disagreements(request.GET.dict())],
    }
    answer = render(request, "documents/paper_verify.html", context, status=422 if form.errors else 200)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _me(request: HttpRequest) -> services.Officer:
    """The signed-in user; visitors never come this far (SignInRequiredMiddleware)."""
    return cast("services.Officer", request.user)


def _writable(request: HttpRequest, pk: UUID) -> Any:
    """A paper of the officer's own commune; a lent one may only be read (403)."""
    paper = queries.paper_or_404(request.user, pk)
    if not queries.may_write(request.user, paper):
        raise PermissionDenied(P.PAPER_ISSUE)
    return paper


def _download(request: HttpRequest, pk: UUID, format: Format) -> HttpResponse:
    paper = queries.paper_or_404(request.user, pk)
    content = services.file_of(paper, format, by=_me(request))
    name = f"{paper.symbol or paper.form}-{paper.year}".replace("/", "-").replace("Đ", "D").replace(" ", "-")
    headers = {"Content-Disposition": f'attachment; filename="{name}.{format.value}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=format.media_type, headers=headers)


def _write(request: HttpRequest, pk: UUID, slot: str, form: Any, act: Callable[[], object], done: Any) -> HttpResponse:
    """Run a write of the detail page; a refusal shows the page again with the typed text (422)."""
    _writable(request, pk)
    if form.is_valid():
        try:
            act()
        except Refused as refusal:
            add_problems(form, refusal.problems)
        else:
            messages.success(request, done)
            return redirect("paper_detail", pk=pk)
    return _detail(request, pk, status=422, **{slot: form})


def _detail(request: HttpRequest, pk: UUID, *, status: int = 200, **forms: Any) -> HttpResponse:
    paper = queries.paper_or_404(request.user, pk)
    past = paper.history
    events = {event.kind: event for event in paper.events.all()}
    signed = events.get(PaperEventKind.SIGNED)
    ending = events.get(PaperEventKind.VOIDED) or events.get(PaperEventKind.REPLACED)
    stamp_lines = [gettext("Đã ghi ký"), day(past.signed_on)] if past.signed_on else []
    log(Action.VIEW, by=_me(request), subject_type="paper", subject_id=str(paper.pk), person_id=paper.person_id)
    may_write = past.is_open and queries.may_write(request.user, paper)
    context = {
        "paper": paper,
        "past": past,
        "sheet": on_screen(services.document_of(paper), services.stamp_of(paper), signed=stamp_lines),
        "check_code": services.stamp_of(paper).check_code,
        "check_url": services.check_url(paper),
        "unchecked": gettext(WORDING_UNCHECKED) if paper.unchecked else "",
        "steps": _steps(paper, past, signed, request.user),
        "ending": ending,
        "may_write": may_write,
        "sign_form": SignForm(initial={"on": today()}) if may_write and past.signed_on is None else None,
        "deliver_form": DeliverForm(initial={"on": today()}, recipients=past.undelivered) if may_write and past.signed_on else None,
        **forms,
    }
    return render(request, "documents/paper_detail.html", context, status=status)


def _steps(paper: Any, past: History, signed: Any, user: Any) -> list[dict[str, Any]]:
    """Number, signature, delivery, file: done, now, later."""
    left = len(past.undelivered)
    delivered = past.state is PaperState.DELIVERED

    def moment(at: datetime) -> str:
        return short_moment(local(at), today=today())

    waiting = [gettext("chờ ghi"), gettext("%(count)s nơi nhận") % {"count": left}] if past.signed_on and past.is_open else []
    rows: list[tuple[str, list[str], bool]] = [
        (gettext("Cấp số"), [moment(paper.issued_at), paper.symbol, paper.issued_by.get_full_name()], True),
        (gettext("Ký"), [day(past.signed_on), paper.signer_name] if past.signed_on else [gettext("chờ ghi")], past.signed_on is not None),
        (gettext("Giao"), waiting if not delivered else [gettext("đủ nơi nhận")], delivered),
        (gettext("Lưu hồ sơ"), [], delivered),
    ]
    steps, now_seen = [], False
    for title, lines, done in rows:
        state = "done" if done else "later" if now_seen or not past.is_open else "now"
        now_seen = now_seen or state == "now"
        steps.append({"title": title, "lines": [] if state == "later" else [line for line in lines if line], "state": state})
    return steps

"""Which pages show, sign off, hand over and check official papers?"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
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
from hoanhap.documents.rendering import wording
from hoanhap.documents.rendering.blocks import Document, Heading, Stamp
from hoanhap.documents.rendering.qr import qr_svg
from hoanhap.documents.rules import WORDING_UNCHECKED, Format, History, PaperEventKind, PaperState, cite
from hoanhap.kit.dates import today
from hoanhap.kit.errors import Refused
from hoanhap.kit.formats import day, local, short_moment
from hoanhap.kit.forms import add_problems

PER_PAGE = 50
TONES = {
    PaperState.NUMBERED: ("warn", "clock"),
    PaperState.SIGNED: ("info", "signature"),
    PaperState.DELIVERED: ("ok", "check"),
    PaperState.REPLACED: ("plain", "replace"),
    PaperState.VOIDED: ("danger", "ban"),
}
"""Tone and icon of each state."""


def sheet(document: Document, stamp: Stamp | None = None, *, signed: list[str] | None = None) -> dict[str, Any]:
    """What `documents/_sheet.html` needs to show a paper, issued or draft."""
    heading = document.heading
    return {
        "document": document,
        "heading": heading,
        "is_pair": isinstance(heading, Heading),
        "nation": wording.NATION,
        "motto": wording.MOTTO,
        "number": wording.number_line(heading),
        "place": wording.place_line(heading),
        "blocks": [{"kind": type(block).__name__.lower(), "block": block} for block in document.blocks],
        "signed": signed or [],
        "qr": mark_safe(qr_svg(stamp)) if stamp else "",  # made by segno from our own text
        "qr_lines": wording.stamp_lines(stamp) if stamp else [],
        "demonstration": wording.DEMONSTRATION if document.demonstration else "",
    }


@require_GET
@require(P.PAPER_VIEW)
def paper_list(request: HttpRequest) -> HttpResponse:
    """The number books and the issued papers of the reader's scope."""
    form = PaperFilterForm(request.GET or None, forms_in_use=queries.forms_in_use(request.user))
    papers = queries.visible_papers(request.user)
    if form.is_valid():
        values = form.cleaned_data
        papers = queries.search_papers(papers, text=values["q"], form=values["mau"], year=values["nam"])
    page = Paginator(papers, PER_PAGE).get_page(request.GET.get("page"))
    rows = []
    for paper in page.object_list:
        past = queries.listed_history(paper)
        rows.append(
            {"paper": paper, "citation": cite(paper.decree, paper.annex, paper.form_number), "past": past, "look": TONES[past.state]}
        )
    context = {
        "form": form,
        "rows": rows,
        "page_obj": page,
        "books": queries.number_books(request.user, today().year),
        "may_issue": has_right(request.user, P.PAPER_ISSUE, today()),
        "filtered": bool(request.GET),
    }
    return render(request, "documents/paper_list.html", context)


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
    past = services.history_of(queries.paper_or_404(request.user, pk))
    form = DeliverForm(request.POST, recipients=past.undelivered)

    def act() -> object:
        return services.record_delivery(pk, form.chosen(), on=form.cleaned_data["on"], by=_me(request))

    return _write(request, pk, "deliver_form", form, act, _("Đã ghi giao."))


@require_http_methods(["GET", "POST"])
@require(P.PAPER_ISSUE)
def paper_void(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Declare the paper void, with a reason. Its number stays taken."""
    paper = queries.paper_or_404(request.user, pk)
    form = VoidForm(request.POST or None, initial={"on": today()})
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
    form = NumberBookForm(request.POST or None, organisations=choices, initial={"year": today().year})
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
    form = CheckFileForm(request.POST or None, request.FILES or None)
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
        "look": TONES[check.state],
    }
    answer = render(request, "documents/paper_verify.html", context, status=422 if form.errors else 200)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _me(request: HttpRequest) -> services.Officer:
    """The signed-in user; visitors never come this far (SignInRequiredMiddleware)."""
    return cast("services.Officer", request.user)


def _download(request: HttpRequest, pk: UUID, format: Format) -> HttpResponse:
    paper = queries.paper_or_404(request.user, pk)
    content = services.file_of(paper, format, by=_me(request))
    name = f"{paper.symbol or paper.form}-{paper.year}".replace("/", "-").replace("Đ", "D").replace(" ", "-")
    headers = {"Content-Disposition": f'attachment; filename="{name}.{format.value}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=format.media_type, headers=headers)


def _write(request: HttpRequest, pk: UUID, slot: str, form: Any, act: Callable[[], object], done: Any) -> HttpResponse:
    """Run a write of the detail page; a refusal shows the page again with the typed text (422)."""
    queries.paper_or_404(request.user, pk)
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
    past = services.history_of(paper)
    events = {event.kind: event for event in paper.events.all()}
    signed = events.get(PaperEventKind.SIGNED)
    ending = events.get(PaperEventKind.VOIDED) or events.get(PaperEventKind.REPLACED)
    stamp_lines = [gettext("Đã ghi ký"), day(past.signed_on)] if past.signed_on else []
    log(Action.VIEW, by=_me(request), subject_type="paper", subject_id=str(paper.pk), person_id=paper.person_id)
    may_write = has_right(request.user, P.PAPER_ISSUE, today()) and past.is_open
    context = {
        "paper": paper,
        "past": past,
        "look": TONES[past.state],
        "sheet": sheet(services.document_of(paper), services.stamp_of(paper), signed=stamp_lines),
        "citation": cite(paper.decree, paper.annex, paper.form_number),
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
        steps.append({"title": title, "lines": [line for line in lines if line], "state": state})
    return steps

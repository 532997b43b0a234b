"""Papers of events: look at the draft, issue it; and the commune's list (form 10)."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.audit.rules import Action as Act
from hoanhap.audit.services import record as audit
from hoanhap.cases import queries, services
from hoanhap.cases.papers import LIST_FORMS
from hoanhap.cases.queries.papers import commune_of
from hoanhap.cases.services.papers import draft_of
from hoanhap.documents.rendering.screen import on_screen
from hoanhap.documents.services import preview_pdf
from hoanhap.kit.dates import now, today
from hoanhap.kit.errors import Refused
from hoanhap.kit.forms import REQUIRED, DayField, add_problems, problem_error
from hoanhap.people.queries.identity import missing_representative


@require(P.PAPER_ISSUE)
def event_paper(request: OfficerRequest, pk: int) -> HttpResponse:
    """The draft of an event's paper; POST takes a number, freezes and stores it."""
    event = queries.event_or_404(request.user, pk)
    if link := queries.paper_of_event(event):
        return redirect("paper_detail", link.paper_id)
    problems: list[Any] = []
    draft = None
    status = 200
    try:
        draft = draft_of(event)
        problems = [problem_error(problem).problem for problem in draft.problems]  # type: ignore[attr-defined]
        if request.method == "POST" and draft.document is not None:
            paper = services.issue_paper(event.pk, by=request.user)
            messages.success(request, gettext("Đã cấp số %(symbol)s và lưu bản .docx, .pdf.") % {"symbol": paper.symbol})
            return redirect("paper_detail", paper.pk)
    except Refused as refused:
        problems = [problem_error(problem).problem for problem in refused.problems]  # type: ignore[attr-defined]
    if request.method == "POST":
        status = 422
    else:
        audit(Act.VIEW, by=request.user, subject_type="draft_paper", subject_id=event.pk, person_id=event.case.person_id, purpose="print")
    return render(
        request,
        "cases/event_paper.html",
        {
            "event": event,
            "person": event.case.person,
            "draft": draft,
            "sheet": on_screen(draft.document) if draft is not None and draft.document is not None else None,
            "problems": problems,
            "section": "papers",
            **missing_representative(request.user, event.case.person),
        },
        status=status,
    )


@require(P.PAPER_ISSUE)
def event_paper_draft(request: OfficerRequest, pk: int, extension: str) -> HttpResponse:
    """The draft as .pdf: no number, no QR."""
    if extension != "pdf":
        raise Http404
    event = queries.event_or_404(request.user, pk)
    try:
        draft = draft_of(event)
    except Refused:
        raise Http404 from None
    if draft.document is None:
        raise Http404
    audit(Act.DOWNLOAD, by=request.user, subject_type="draft_paper", subject_id=event.pk, person_id=event.case.person_id, purpose="print")
    response = HttpResponse(preview_pdf(draft.document), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="ban-thao-{event.pk}.pdf"'
    return response


class ListForm(forms.Form):
    """Day and signer of the list."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    on = DayField(label=_("Tính đến ngày"), error_messages=REQUIRED)
    signer = forms.CharField(label=_("Người ký"), max_length=120, error_messages=REQUIRED)
    signer_title = forms.CharField(label=_("Chức vụ người ký"), max_length=120, error_messages=REQUIRED)


@require(P.PAPER_ISSUE)
def managed_list(request: OfficerRequest) -> HttpResponse:
    """Form 10: the list of illegal users of the officer's commune on a day, issued as a numbered paper."""
    commune = commune_of(request.user)
    if commune is None:
        raise Http404
    form = ListForm(
        request.POST or None,
        initial={
            "request_key": uuid4(),
            "on": today(),
            "signer_title": gettext("Trưởng Công an %(unit)s") % {"unit": commune.full_name.lower()},
        },
    )
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                paper = services.issue_list(commune.pk, by=request.user, **form.cleaned_data)
            except Refused as refused:
                add_problems(form, refused.problems)
            else:
                messages.success(request, gettext("Đã lập danh sách %(symbol)s.") % {"symbol": paper.symbol})
                return redirect("paper_detail", paper.pk)
        status = 422
    return render(
        request,
        "cases/managed_list.html",
        {"form": form, "commune": commune, "form_name": LIST_FORMS["c.10"], "now": now(), "section": "papers"},
        status=status,
    )

"""Which pages ask the unit that holds somebody's file, and answer?"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.kit.errors import Refused, StaleState
from hoanhap.kit.forms import add_problems
from hoanhap.people import queries, services
from hoanhap.people.forms import AnswerForm, AskForm
from hoanhap.people.rules import ASKS_A_DAY, OPEN_DAYS, AskPurpose, AskState
from hoanhap.people.views.search import LAST_SEARCH


@require_GET
@require(P.PERSON_REGISTER)
def person_asks(request: OfficerRequest) -> HttpResponse:
    """Asks to answer, and what became of the unit's own."""
    context = {"to_answer": queries.asks_to_answer(request.user), "own": queries.own_asks(request.user), "state": AskState}
    return render(request, "people/person_asks.html", context)


@require_http_methods(["GET", "POST"])
@require(P.PERSON_REGISTER)
def person_ask_new(request: OfficerRequest) -> HttpResponse:
    """Ask about the people outside the scope who fit the last search. What was typed stays in the session and in the form's body."""
    communes = queries.communes_to_register(request.user)
    typed = str(request.POST.get("q", "")) if request.method == "POST" else str(request.session.get(LAST_SEARCH, ""))
    found = queries.search(request.user, typed)
    form = AskForm(request.POST if request.method == "POST" else None, communes=communes, initial={"q": typed})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            asks = services.ask_about(
                queries.outside(request.user, data["q"]),
                asked_for=data["q"],
                purpose=data["purpose"],
                explanation=data["explanation"],
                commune=data["commune"],
                by=request.user,
                request_key=data["request_key"],
            )
        except Refused as refused:
            add_problems(form, refused.problems)
        else:
            told = _("Đã hỏi về %(count)s người. Câu trả lời hiện ở trang này.")
            messages.success(request, told % {"count": f"{len(asks):02d}"})
            return redirect("person_asks")
    context = {
        "form": form, "found": found, "typed": typed, "left": max(0, ASKS_A_DAY - services.asked_today(request.user)), "most": ASKS_A_DAY,
    }  # fmt: skip
    return render(request, "people/person_ask.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@require(P.PERSON_REGISTER)
def person_ask_answer(request: OfficerRequest, pk: int) -> HttpResponse:
    """Open the file of somebody of ours to the unit that asks, or say why not."""
    ask = queries.ask_to_answer_or_404(request.user, pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_ask(ask.pk, opens=form.is_opened, answer=form.cleaned_data["answer"], by=request.user)
        except Refused as refused:
            add_problems(form, refused.problems)
        except StaleState:
            messages.warning(request, _("Lời hỏi này đã được trả lời; chưa ghi gì thêm."))
            return redirect("person_ask_answer", ask.pk)
        else:
            messages.success(request, _("Đã mở hồ sơ cho đơn vị hỏi.") if form.is_opened else _("Đã trả lời: không mở hồ sơ."))
            return redirect("person_asks")
    context = {
        "form": form, "ask": ask, "days": OPEN_DAYS, "purpose": AskPurpose(ask.purpose).label,
        "is_waiting": ask.state == AskState.WAITING.value,
    }  # fmt: skip
    return render(request, "people/person_ask_answer.html", context, status=422 if form.errors else 200)

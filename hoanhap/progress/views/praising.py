"""Pages of praise and criticism: whom results put forward, what was proposed, what was decided."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, has_right, require
from hoanhap.kit.dates import today
from hoanhap.kit.errors import Refused
from hoanhap.kit.forms import add_problems
from hoanhap.plans import queries as plans
from hoanhap.progress.forms.praising import DrawForm, ProposalFilterForm, ProposalForm, SettleForm
from hoanhap.progress.queries import praising as queries
from hoanhap.progress.rules.praising import CRITICISM_RULE, PRAISE_RULE, Candidate, ProposalState, Side, SubjectKind
from hoanhap.progress.services import praising as services

PER_PAGE = 50
INVALID = 422


@require_GET
@require(P.PLAN_VIEW)
def praise_list(request: OfficerRequest) -> HttpResponse:
    """Proposals and decisions in scope."""
    user = request.user
    form = ProposalFilterForm(request.GET)
    side, state = form.criteria()
    page = Paginator(queries.proposals(user, side=side, state=state), PER_PAGE).get_page(request.GET.get("trang"))
    may = has_right(user, P.PRAISE, today())
    sources = [plan for plan in plans.visible_plans(user)[:20] if services.may_praise(user, plan)] if may else []
    return render(request, "progress/praise_list.html", {"form": form, "page_obj": page, "sources": sources, "may_praise": may})


@require_http_methods(["GET", "POST"])
@require(P.PRAISE)
def praise_draw(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """What the results of a plan put forward, with the evidence; those that are ticked become proposals."""
    drawn = queries.draw(request.user, plan_id)
    form = DrawForm(request.POST or None)
    ticked = set(request.POST.getlist("chon"))
    if request.method == "POST" and form.is_valid():
        puts = [_put(one, form.cleaned_data) for one in drawn.candidates if f"{one.side}:{one.name}" in ticked]
        try:
            made = services.propose(plan_id, puts, by=request.user, request_key=form.cleaned_data["request_key"])
        except Refused as refused:
            add_problems(form, refused.problems)
        else:
            messages.success(request, ngettext("Đã lập %(n)s đề xuất.", "Đã lập %(n)s đề xuất.", len(made)) % {"n": len(made)})
            return redirect("praise_list")
    rules = {"praise_rule": PRAISE_RULE, "criticism_rule": CRITICISM_RULE}
    context: dict[str, Any] = {"drawn": drawn, "plan": drawn.plan, "form": form, "ticked": ticked, **rules}
    return render(request, "progress/praise_draw.html", context, status=INVALID if form.errors else 200)


def _put(one: Candidate, data: dict[str, Any]) -> services.Put:
    """A unit that its results put forward, with the reason in words."""
    praised = one.side is Side.PRAISE
    reason = _("Đạt %(n)s/%(all)s chỉ tiêu được giao.") if praised else _("Còn %(n)s/%(all)s chỉ tiêu được giao chưa đạt hoặc chưa có số.")
    count = one.score.reached if praised else one.score.given - one.score.reached
    wish = data["wish_praise" if praised else "wish_criticism"]
    return services.Put(one.side, one.name, reason % {"n": count, "all": one.score.given}, wish, evidence=one.evidence)


@require_http_methods(["GET", "POST"])
@require(P.PRAISE)
def praise_new(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """Somebody put forward by hand."""
    plan = plans.plan_or_404(request.user, plan_id)
    if not services.may_praise(request.user, plan):
        raise Http404
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        drawn = queries.draw(request.user, plan_id)
        evidence = next((one.evidence for one in drawn.candidates if (one.name, one.side.value) == (data["subject"], data["side"])), ())
        put = services.Put(Side(data["side"]), data["subject"], data["reason"], data["wish"], SubjectKind(data["subject_kind"]), evidence)
        try:
            made = services.propose(plan_id, [put], by=request.user, request_key=data["request_key"])
        except Refused as refused:
            add_problems(form, refused.problems)
        else:
            return redirect("praise_detail", made[0].pk)
    return render(request, "progress/praise_form.html", {"plan": plan, "form": form}, status=INVALID if form.errors else 200)


@require_http_methods(["GET", "POST"])
@require(P.PLAN_VIEW)
def praise_detail(request: OfficerRequest, proposal_id: int) -> HttpResponse:
    """A proposal with its evidence, and the form for what became of it."""
    proposal = queries.proposal_or_404(request.user, proposal_id)
    may = queries.may_settle(request.user, proposal)
    is_open = proposal.state is ProposalState.PROPOSED
    if request.method == "POST" and not may:
        raise PermissionDenied(P.PRAISE)
    form = SettleForm(request.POST or None, initial={"on": today(), "state": ProposalState.DECIDED.value, "award": proposal.wish})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.settle(proposal.pk, ProposalState(data.pop("state")), by=request.user, **data)
        except Refused as refused:
            add_problems(form, refused.problems)
        else:
            return redirect("praise_detail", proposal.pk)
    context = {"proposal": proposal, "form": form if may and is_open else None, "state": proposal.state}
    return render(request, "progress/praise_detail.html", context, status=INVALID if form.errors else 200)

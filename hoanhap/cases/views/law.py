"""The law behind deadlines: how one was counted, and which of mine rest on a rule."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.audit.rules import Action as Act
from hoanhap.audit.services import record as audit
from hoanhap.cases import queries
from hoanhap.cases.queries import worklist
from hoanhap.cases.services import loading
from hoanhap.cases.views import counting, rows
from hoanhap.kit.dates import now
from hoanhap.law.book import UnknownRule
from hoanhap.law.clocks import Moment
from hoanhap.rulebook.queries import current_book


@require(P.CASE_VIEW)
def deadline_count(request: OfficerRequest, pk: int) -> HttpResponse:
    """«Hạn này được tính thế nào»: the count of one deadline, day by day or hour by hour, from the entry it is pinned to."""
    deadline = next(iter(worklist.with_people(queries.deadline_by_id(request.user, pk))), None)
    if deadline is None:
        raise Http404
    term = loading.timeline(queries.case_or_404(request.user, deadline.case_id)).term if deadline.clock == "term_end" else None
    audit(Act.VIEW, by=request.user, subject_type="deadline", subject_id=deadline.pk, person_id=deadline.person_id, purpose="worklist")
    count = counting.panel(
        counting.Counting(
            clock=deadline.clock,
            rule=deadline.rule,
            pin=deadline.pin,
            anchor=Moment(deadline.anchor_on, deadline.anchor_time),
            due=Moment(deadline.due_on, deadline.due_time),
            protects=deadline.protects,
            alternative_on=deadline.alternative_on,
            note=deadline.note,
        ),
        term,
    )
    context = {"deadline": deadline, "what": rows.what(deadline), "count": count, "protects": deadline.protects, "section": "people"}
    return render(request, "cases/deadline_count.html", context)


@require(P.CASE_VIEW)
def deadlines_of_rule(request: OfficerRequest, slug: str) -> HttpResponse:
    """Side panel of a rule page: deadlines of my scope that rest on it."""
    try:
        rule = current_book().by_slug(slug)
    except UnknownRule:
        raise Http404 from None
    deadlines, in_time, late = queries.deadlines_of_rule(request.user, rule.key)
    audit(Act.VIEW, by=request.user, subject_type="worklist")
    return render(request, "cases/deadlines_of_rule.html", {"deadlines": deadlines, "in_time": in_time, "late": late, "now": now()})

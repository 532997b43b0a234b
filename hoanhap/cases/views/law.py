"""The law behind deadlines: how one was counted, and which of mine rest on a rule."""

from datetime import datetime
from datetime import time as Time

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.audit.rules import Action as Act
from hoanhap.audit.services import record as audit
from hoanhap.cases import queries
from hoanhap.cases.queries import worklist
from hoanhap.cases.rules import MANAGEMENT
from hoanhap.cases.views import rows
from hoanhap.kit.dates import VIETNAM, now
from hoanhap.law.book import Duration, Unit, UnknownRule, book, in_words, unpin
from hoanhap.law.clocks import Moment, calendar, due


@require(P.CASE_VIEW)
def deadline_count(request: OfficerRequest, pk: int) -> HttpResponse:
    """«Hạn này được tính thế nào»: the count of one deadline, day by day or hour by hour, from the entry it is pinned to."""
    deadline = next(iter(worklist.with_people(queries.deadline_by_id(request.user, pk))), None)
    if deadline is None:
        raise Http404
    pin = unpin(deadline.pin)
    counted = None
    if isinstance(pin.value, Duration):
        counted = due(Moment(deadline.anchor_on, deadline.anchor_time), pin.value, calendar=calendar(), roll=not deadline.protects)
    audit(Act.VIEW, by=request.user, subject_type="deadline", subject_id=deadline.pk, person_id=deadline.person_id, purpose="worklist")
    return render(
        request,
        "cases/deadline_count.html",
        {
            "deadline": deadline,
            "what": rows.what(deadline),
            "pin": pin,
            "value": in_words(pin.value, rows.language()),
            "article": pin.short_basis(rows.language()),
            "article_url": rows.law_url(deadline.rule, deadline.anchor_on),
            "anchor": datetime.combine(deadline.anchor_on, deadline.anchor_time or Time.min, tzinfo=VIETNAM),
            "counted": counted,
            "steps": counted.steps if counted is not None and len(counted.steps) <= 31 and _by_days(pin.value) else (),
            "shifted": counted is not None and counted.day != deadline.due_on,
            "doubt": gettext(deadline.note) if deadline.note else rows.doubt_of(deadline),
            "protects": deadline.protects,
            "clock": MANAGEMENT.clocks[deadline.clock],
            "note": gettext("Thời hạn của biện pháp không lùi vì rơi vào ngày nghỉ.") if deadline.protects else "",
            "section": "people",
            "now": now(),
        },
    )


def _by_days(value: object) -> bool:
    return isinstance(value, Duration) and value.unit in {Unit.DAY, Unit.WORKING_DAY}


@require(P.CASE_VIEW)
def deadlines_of_rule(request: OfficerRequest, slug: str) -> HttpResponse:
    """Side panel of a rule page: deadlines of my scope that rest on it."""
    try:
        rule = book().by_slug(slug)
    except UnknownRule:
        raise Http404 from None
    deadlines, in_time, late = queries.deadlines_of_rule(request.user, rule.key)
    audit(Act.VIEW, by=request.user, subject_type="worklist")
    return render(request, "cases/deadlines_of_rule.html", {"deadlines": deadlines, "in_time": in_time, "late": late, "now": now()})

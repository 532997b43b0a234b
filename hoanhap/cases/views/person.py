"""The person page: who, which status in words, what happened, which clocks run, which papers exist, what can happen next."""

from datetime import datetime
from datetime import time as Time
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, has_right, require, scope_of
from hoanhap.audit.rules import Action as Act
from hoanhap.audit.services import record as audit
from hoanhap.cases import queries
from hoanhap.cases.queries import worklist
from hoanhap.cases.queries.lists import officer_of
from hoanhap.cases.queries.papers import draft_papers
from hoanhap.cases.queries.removal import removals
from hoanhap.cases.rules import PROCEDURES, Step, Timeline
from hoanhap.cases.rules.states import Residence
from hoanhap.cases.services import loading
from hoanhap.cases.views import describe, rows
from hoanhap.kit import formats
from hoanhap.kit.dates import VIETNAM, Unreadable, now, parse_day
from hoanhap.kit.forms import unreadable_error
from hoanhap.law.book import Confidence, in_words
from hoanhap.moves.queries import open_transfer
from hoanhap.people.queries import identity_strip, person_or_404, who_looked
from hoanhap.people.queries.merging import merges_of
from hoanhap.rulebook.queries import current_book

RUNNING_DECISIONS = "TRN-205"
"""The entry on decisions that run when law 120/2025 takes over; open cases show that day in their timeline."""


@require(P.PERSON_VIEW)
def person_detail(request: OfficerRequest, code: str) -> HttpResponse:
    """One person in scope. `?biet-luc=dd/mm/yyyy` shows the cases as they were known at the end of that day. The look is audited."""
    person = person_or_404(request.user, code)
    if person.merged_into is not None:
        messages.info(request, gettext("Hồ sơ %(lost)s đã được nhập vào hồ sơ này.") % {"lost": person.code})
        return redirect("person_detail", code=person.merged_into.code)
    moment = now()
    known_at, known_error = _known_at(request.GET.get("biet-luc", ""), moment)
    cases = queries.history_of_person(person, request.user)
    timelines = [loading.timeline(case, known_at=known_at) for case in cases]
    own = [pair for pair in zip(cases, timelines, strict=True) if queries.is_own(pair[0], request.user)]
    current = next((pair for pair in own if pair[0].is_open), None)
    case, timeline = current if current else (None, None)
    actions = [] if known_at else worklist.available(case, timeline, person, moment.date(), request.user)
    deadlines = worklist.with_people(queries.open_deadlines(request.user).filter(person=person))
    papers = queries.papers_of_cases(cases)
    audit(Act.VIEW, by=request.user, subject_type="person", subject_id=person.pk, person_id=person.pk, purpose=request.GET.get("tu", ""))
    allowed = [action for action in actions if action.allowed]
    primary = _primary(allowed, deadlines)
    strip = identity_strip(request.user, person)
    return render(
        request,
        "cases/person_detail.html",
        {
            **strip,
            "facts": _facts(person, case, timeline, strip["needs_support"]),
            "case": case,
            "status": describe.status(case, timeline, moment.date()),
            "must": _must(deadlines, moment),
            "spans": [_span(one, line, papers, request, moment) for one, line in zip(cases, timelines, strict=True)],
            "clocks": [rows.clock_item(deadline, moment) for deadline in _near(deadlines, moment)],
            "papers": papers,
            "drafts": draft_papers([one for one, _ in own], [line for _, line in own], papers),
            "transfer": open_transfer(person),
            "may_move": case is None
            and person.died_on is None
            and scope_of(request.user, moment.date(), P.CASE_RECORD).covers(commune=person.commune_id, province=person.province_id),
            "primary": primary,
            "allowed": [action for action in allowed if action is not primary],
            "locked": rows.locked(actions),
            "removals": _removals([case] if case else cases[:1], moment),
            "panels": [panel for path in settings.PERSON_PANELS if (panel := import_string(path)(request, person, moment)) is not None],
            "who": who_looked(person),
            "all_url": reverse("person_looks", args=[person.code]),
            "merges": merges_of(person),
            "may_merge": has_right(request.user, P.PERSON_MERGE, moment.date()),
            "known_at": known_at,
            "known_error": known_error,
            "now": moment,
            "today": moment.date(),
        },
    )


def _facts(person: Any, case: Any, timeline: Timeline | None, support: Any) -> list[dict[str, str]]:
    """The strip of facts below the name: where, who answers, who helps."""
    home = person.commune
    place = f"{home.full_name}, {home.province.name}" if home.province else home.full_name
    checked = [step.event for step in timeline.steps if step.event.kind == "residence_check"] if timeline else []
    stable = ""
    if checked:
        stable = gettext(Residence(checked[-1].data.result).label).lower()
    decided = (
        next((step.event.data for step in reversed(timeline.steps) if step.event.kind in {"decide", "continue_decision"}), None)
        if timeline
        else None
    )
    manager = case.commune if case else home
    family = (
        f"{person.contact_name} ({person.contact_relation})" if person.contact_name and person.contact_relation else person.contact_name
    )
    return [
        {"label": gettext("Nơi ở hiện tại"), "value": ", ".join(part for part in (person.address_line, place) if part), "meta": stable},
        {
            "label": gettext("Đơn vị quản lý"),
            "value": gettext("Công an %(unit)s") % {"unit": f"{manager.kind.lower()} {manager.name}"},
            "meta": " · ".join(part for part in (gettext("từ %(day)s") % {"day": f"{case.since:%d/%m/%Y}"}, officer_of(case)) if part)
            if case
            else "",
        },
        {"label": gettext("Người thân, người giúp đỡ"), "value": family or "–", "meta": decided.helper if decided else ""},
        {"label": gettext("Y tế"), "value": _support(support), "meta": gettext("Nội dung y tế chỉ ngành y tế xem"), "icon": "lock"},
    ]


def _support(needed: bool | None) -> str:
    """All that a reader without the right to health sheets may know."""
    if needed is None:
        return "–"
    return gettext("Cần hỗ trợ y tế khi tiếp xúc: có") if needed else gettext("Cần hỗ trợ y tế khi tiếp xúc: không")


def _removals(cases: list[Any], moment: datetime) -> list[tuple[Any, str]]:
    """How the running case, or else the last one, takes the person off each list; with the cases that the law names for want of a day."""
    places = removals(cases, moment.date())[cases[0].pk] if cases else ()
    return [(place, in_words(place.events, rows.language()) if place.events is not None else "") for place in places]


def _known_at(typed: str, moment: datetime) -> tuple[datetime | None, str]:
    if not typed.strip():
        return None, ""
    try:
        day = parse_day(typed, today=moment.date())
    except Unreadable as unreadable:
        return None, unreadable_error(unreadable, "day").messages[0]
    return (datetime.combine(day, Time.max, tzinfo=VIETNAM), "") if day < moment.date() else (None, "")


def _near(deadlines: list[worklist.DeadlineView], moment: datetime) -> list[worklist.DeadlineView]:
    """The running clocks without the monthly checks of the months after the next one."""
    coming = [deadline.pk for deadline in deadlines if deadline.clock == "presence_check" and deadline.due_at > moment]
    return [deadline for deadline in deadlines if deadline.pk not in coming[1:]]


def _must(deadlines: list[worklist.DeadlineView], moment: datetime) -> dict[str, Any] | None:
    """The most urgent clock in one sentence, when it is overdue or ends today."""
    first = next((deadline for deadline in deadlines if rows.tone_of(deadline, moment) != rows.WEEK), None)
    if first is None:
        return None
    row = rows.wall_row(first, moment)
    return {**row, "deadline": first, "late": row["tone"] == rows.OVERDUE}


def _primary(allowed: list[worklist.Action], deadlines: list[worklist.DeadlineView]) -> worklist.Action | None:
    """The action that the most urgent clock asks for, else the first that leads on."""
    by_key = {action.kind.key: action for action in allowed}
    for deadline in deadlines:
        wanted = PROCEDURES[deadline.procedure].clocks[deadline.clock].action
        if wanted in by_key:
            return by_key[wanted]
    return allowed[0] if allowed else None


def _span(case: Any, timeline: Timeline, papers: list[Any], request: OfficerRequest, moment: datetime) -> dict[str, Any]:
    """One procedure of the timeline, newest event first, with void events struck through."""
    procedure = PROCEDURES[case.procedure]
    stored = {row.pk: row for row in case.events.filter(voids__isnull=True).select_related("by", "unit")}
    voids = queries.voiding_rows(case)
    by_event: dict[int, list[Any]] = {}
    for link in papers:
        if link.case_id == case.pk and link.event_id:
            by_event.setdefault(link.event_id, []).append(link)
    can_void = has_right(request.user, P.CASE_VOID, moment.date()) and queries.is_own(case, request.user)
    seen = {step.event.id: step for step in timeline.steps}
    items: list[dict[str, Any]] = []
    for pk, row in stored.items():
        step = seen.get(pk)
        if step is None and pk not in voids:
            continue  # recorded after the moment asked for
        items.append(_item(row, step, voids.get(pk), by_event.get(pk, []), procedure, can_void))
    items.sort(key=lambda item: (item["day"], item["time"] or Time.max, item["sort"]), reverse=True)
    mark = _law_mark(case, timeline)
    if mark:
        place = next((position for position, item in enumerate(items) if item["day"] < mark["day"]), len(items))
        items.insert(place, mark)
    closed = f" – {timeline.until:%d/%m/%Y}" if not timeline.is_open and timeline.until.year < 9999 else ""
    return {
        "title": gettext(procedure.key.label),
        "dates": (f"{case.since:%d/%m/%Y}{closed}") if closed else gettext("từ %(day)s") % {"day": f"{case.since:%d/%m/%Y}"},
        "state": _span_state(procedure, timeline),
        "tone": "info" if timeline.is_open else "plain",
        "open": True,
        "items": items,
    }


def _span_state(procedure: Any, timeline: Timeline) -> str:
    if timeline.state is None:
        return gettext("mở nhầm, đã đính chính")
    return gettext("đang chạy") if timeline.is_open else gettext(procedure.state_label(timeline.state))


def _item(row: Any, step: Step | None, voided: Any, papers: list[Any], procedure: Any, can_void: bool) -> dict[str, Any]:
    kind = procedure.kind(row.kind)
    event = loading.event_of(procedure, row)
    title, lines, tone = describe.event(kind, event)
    say, say_tone = "", ""
    if step is not None and step.met:
        worst = max(step.met, key=lambda deadline: deadline.was_late)
        say, say_tone = rows.on_time(worst.state, worst.was_late)
    local = row.at.astimezone(VIETNAM)
    apart = local.date() != row.on
    recorded = gettext("%(by)s ghi %(at)s") % {"by": row.by.full_name, "at": formats.full_moment(row.at) if apart else f"{local:%H:%M}"}
    return {
        "law": row.kind == "governing_law_changed",
        **_open_law(row),
        "day": row.on,
        "time": row.time,
        "sort": row.pk,
        "icon": kind.icon,
        "tone": tone,
        "title": title,
        "say": say,
        "say_tone": say_tone,
        "say_icon": "check" if say_tone == "ok" else "alert-circle",
        "lines": lines,
        "papers": [
            {"title": f"{gettext(link.paper.title)} {link.paper.symbol}".strip(), "url": reverse("paper_detail", args=[link.paper_id])}
            for link in papers
        ],
        "recorded": recorded,
        "void_url": reverse("event_void", args=[row.pk]) if can_void and voided is None else "",
        "void": {
            "when": formats.full_moment(voided.at),
            "by": voided.by.full_name,
            "reason": voided.reason,
            "effect": "",
        }
        if voided
        else None,
    }


def _open_law(row: Any) -> dict[str, str]:
    """What is not confirmed about putting a running decision under another law."""
    entry = current_book().rule("transition.running_management_decisions").at(row.on)
    if row.kind != "governing_law_changed" or entry is None or entry.confidence is Confidence.CONFIRMED:
        return {"doubt": "", "doubt_url": ""}
    return {
        "doubt": gettext("Chưa xác nhận: %(reason)s") % {"reason": entry.doubt_in(rows.language())},
        "doubt_url": rows.law_url(entry.rule, row.on),
    }


def _law_mark(case: Any, timeline: Timeline) -> dict[str, Any] | None:
    """The change of law inside a management that ran on 2026-07-01, with what is not confirmed about it."""
    entry = current_book().by_id(RUNNING_DECISIONS)
    signed = [step.event.on for step in timeline.steps if step.event.kind == "decide"]
    if timeline.term is None or not signed or not (signed[0] < entry.since <= min(timeline.until, timeline.term.end)):
        return None
    return {
        "law": True,
        "day": entry.since,
        "title": gettext("01/07/2026: Luật 120/2025 có hiệu lực."),
        "text": gettext("Quyết định đang chạy được coi là tiếp tục, Công an cấp xã tiếp quản."),
        "doubt": gettext("Chưa xác nhận: Điều 56 không nêu trường hợp này") if entry.confidence is not Confidence.CONFIRMED else "",
        "doubt_url": rows.law_url(entry.rule, entry.since),
    }

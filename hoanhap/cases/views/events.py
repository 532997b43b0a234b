"""Recording an event: choose, type, see what follows, save; and declaring one void."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, has_right, require
from hoanhap.audit.rules import Action as Act
from hoanhap.audit.services import record as audit
from hoanhap.cases import queries, services
from hoanhap.cases.forms import FORMS, EventForm, VoidForm
from hoanhap.cases.queries import worklist
from hoanhap.cases.rules import MANAGEMENT, DeadlineState, Event, Timeline, decode, moves
from hoanhap.cases.services import loading
from hoanhap.cases.services.loading import facts_of
from hoanhap.cases.services.papers import form_for
from hoanhap.cases.views import counting, describe, rows
from hoanhap.kit import formats
from hoanhap.kit.dates import now
from hoanhap.kit.errors import Problem, Refused, StaleState
from hoanhap.kit.forms import add_problems, problem_error
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.law.book import NotInForce, book, in_words, unpin
from hoanhap.law.clocks import calendar
from hoanhap.people.queries import person_or_404
from hoanhap.people.queries.identity import missing_representative
from hoanhap.rulebook.queries import local_value
from hoanhap.rulebook.rules import REMOTE
from hoanhap.units.queries import unit_or_404

STALE = Problem(
    "stale",
    N_("Chưa lưu: hồ sơ vừa được người khác ghi thêm."),
    N_("Trang này mở trước lần ghi đó nên có thể không còn đúng."),
    N_("Đọc tình trạng mới ở bên, sửa nếu cần rồi lưu lại; mọi thứ đã gõ vẫn còn."),
)


@require(P.CASE_RECORD)
def event_start(request: OfficerRequest) -> HttpResponse:
    """«Ghi sự kiện» begins with a person: the search page."""
    return redirect("person_search")


def _kind_or_404(key: str) -> Any:
    if key not in MANAGEMENT.kinds or key not in FORMS:
        raise Http404
    return MANAGEMENT.kind(key)


@require(P.CASE_RECORD)
def event_new(request: OfficerRequest, code: str, kind: str) -> HttpResponse:
    """The form of one event kind for a person; saving records it, opening the procedure when it is its first event."""
    event_kind = _kind_or_404(kind)
    if not has_right(request.user, P(event_kind.right), now().date()):
        raise PermissionDenied(event_kind.right)
    person = person_or_404(request.user, code)
    case = next((one for one in queries.cases_of_person(person, request.user) if one.is_open or _continues(one, kind)), None)
    form = FORMS[kind](request.POST or None, initial=_initial(kind, case, person, request))
    if "remote" in form.fields:
        _say_if_remote(form, person.commune_id)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                saved = _save(form, kind, case, person.pk, request)
            except Refused as refused:
                add_problems(form, refused.problems)
            except StaleState:
                form.add_error(None, problem_error(STALE))
                case = queries.case_or_404(request.user, case.pk) if case else None
                form.data = {**form.data.dict(), "seen_version": str(case.version if case else "")}  # type: ignore[attr-defined]
            else:
                return _after_save(request, saved, kind, person)
        status = 422
    else:
        audit(Act.VIEW, by=request.user, subject_type="person", subject_id=person.pk, person_id=person.pk, purpose="record")
    timeline = loading.timeline(case) if case else None
    return render(
        request,
        "cases/event_form.html",
        {
            "person": person,
            "case": case,
            "kind": event_kind,
            "form": form,
            "state": gettext(MANAGEMENT.state_label(timeline.state if timeline else None)),
            "preview": _preview(form, kind, case, person) if form.is_bound else _empty_preview(timeline),
            "article": event_kind.rule,
            "section": "people",
            **(missing_representative(request.user, person) if event_kind.form or "witness" in form.fields else {}),
        },
        status=status,
    )


@require_POST
@require(P.CASE_RECORD)
def event_preview(request: OfficerRequest, code: str, kind: str) -> HttpResponse:
    """What would follow from the form as it stands; never blocks saving, saves nothing."""
    _kind_or_404(kind)
    person = person_or_404(request.user, code)
    case = next((one for one in queries.cases_of_person(person, request.user) if one.is_open or _continues(one, kind)), None)
    return render(request, "kit/preview.html", {"preview": _preview(FORMS[kind](request.POST), kind, case, person)})


def _continues(case: Any, kind: str) -> bool:
    """A closed case still takes the sending of its last decision."""
    return kind == "send_decision" and case.state in MANAGEMENT.kind(kind).sources


def _initial(kind: str, case: Any, person: Any, request: OfficerRequest) -> dict[str, Any]:
    """What the program already knows: now for fresh events, the officer, the commune moved to, the signer of the last decision."""
    moment = now()
    initial: dict[str, Any] = {
        "seen_version": case.version if case else None,
        "on": moment.date(),
        "time": moment.time().replace(second=0, microsecond=0),
    }
    if kind == "governing_law_changed":
        initial["time"] = None  # a law takes over with the day
    if kind in {"residence_check", "presence_check"}:
        initial["officer"] = request.user.get_full_name()
    if kind == "residence_check":
        initial["address"] = person.address_line
    if kind in {"decide", "continue_decision"}:
        initial["team"] = _usual_team(person, moment.date())
    if case is None:
        return initial
    past = {event.kind: event for event in loading.events_of(case) if event.voids is None}
    if kind == "hand_over" and "move_out" in past:
        initial["to_commune"] = _commune_label(loading.commune_today(past["move_out"].data.to_commune, past["move_out"].data.to_commune))
    signed = next((event.data for event in reversed(list(past.values())) if getattr(event.data, "signer", "")), None)
    if signed is not None:
        initial.update(signer=signed.signer, signer_title=signed.signer_title)
    return initial


def _say_if_remote(form: EventForm, commune: int) -> None:
    """Tick what was decided of the commune, and by which decision; where nothing was decided, the officer judges, and is told so."""
    field, mark = form["remote"], local_value(REMOTE, commune, now().date())
    if mark is None:
        words = gettext("Tỉnh chưa xác định xã, phường này có phải vùng xa hay không: tự xem xét rồi chọn.")
    else:
        form.initial["remote"] = bool(mark.value)
        said = {
            True: gettext("Là vùng xa, theo quyết định số %(number)s ngày %(day)s."),
            False: gettext("Không phải vùng xa, theo quyết định số %(number)s ngày %(day)s."),
        }
        words = said[bool(mark.value)] % {"number": mark.row.decision_number, "day": formats.day(mark.row.decision_date)}
    field.help_text = field.field.help_text = words  # the form made its rows already


def _usual_team(person: Any, on: Any) -> str:
    """The members that the law names for the management team (MGT-220); school and youth union only for minors."""
    try:
        members = book().value("management.team", on=on)
    except NotInForce:
        return ""
    minor = (facts_of(person, []).age(on) or 18) < 18
    return ", ".join(item.vi for item in members if item != "school_or_youth_union" or minor)  # type: ignore[union-attr]


def _commune_label(unit_id: int) -> str:
    """A commune as the form wants it typed: «Phường Nghĩa Đô, Hà Nội»."""
    unit = unit_or_404(unit_id)
    return f"{unit.full_name}, {unit.province.name}" if unit.province else unit.full_name


def _save(form: EventForm, kind: str, case: Any, person_id: int, request: OfficerRequest) -> Any:
    cleaned = form.cleaned_data
    common = {
        "on": cleaned["on"],
        "time": cleaned["time"],
        "by": request.user,
        "data": form.event_data(),
        "request_key": cleaned["request_key"],
    }
    if case is None:
        return services.open_case(person_id, MANAGEMENT.key.value, kind, **common)
    return services.record(case.pk, kind, seen_version=cleaned["seen_version"] or 0, **common)


def _after_save(request: OfficerRequest, case: Any, kind: str, person: Any) -> HttpResponse:
    event_kind = MANAGEMENT.kind(kind)
    messages.success(request, gettext("Đã lưu: %(kind)s.") % {"kind": gettext(event_kind.label)})
    latest = case.events.filter(kind=kind, voids__isnull=True).order_by("-pk").first()
    if event_kind.form and latest is not None and not latest.data.get("number") and has_right(request.user, P.PAPER_ISSUE, now().date()):
        return redirect("event_paper", pk=latest.pk)
    if not queries.visible_cases(request.user).filter(pk=case.pk).exists():
        return redirect("home")
    return redirect("person_detail", code=person.code)


# --- preview -----------------------------------------------------------------------------------------------------------------


def _empty_preview(timeline: Any) -> dict[str, Any]:
    return {
        "before": gettext(MANAGEMENT.state_label(timeline.state if timeline else None)),
        "footer": gettext("Điền các ô để xem điều sẽ xảy ra."),
    }


def _preview(form: EventForm, kind: str, case: Any, person: Any) -> dict[str, Any]:
    """State before and after, new clocks, the paper, rest days on the way, and problems."""
    form.is_valid()
    cleaned = form.cleaned_data
    if not cleaned.get("on"):
        return _empty_preview(loading.timeline(case) if case else None)
    event_kind = MANAGEMENT.kind(kind)
    try:
        data = decode(event_kind.data, form.event_data())
    except TypeError:
        return _empty_preview(loading.timeline(case) if case else None)
    unit = case.commune_id if case else person.commune_id
    if case is not None and kind in {"receive", "return_file"} and case.receiving_commune_id:
        unit = case.receiving_commune_id
    event = Event(id=0, kind=kind, on=cleaned["on"], time=cleaned.get("time"), at=now(), unit=unit, data=data)
    preview = worklist.what_if(case, person, event)
    found = [problem_error(problem).problem for problem in worklist.problems_of(preview)]  # type: ignore[attr-defined]
    before_state = preview.before.state if preview.before else None
    known = {row.key: row for row in preview.before.deadlines} if preview.before else {}
    fresh = [
        row for row in preview.after.deadlines if row.state is DeadlineState.OPEN and row.key not in known and row.clock != "presence_check"
    ]
    checks = [
        row for row in preview.after.deadlines if row.state is DeadlineState.OPEN and row.key not in known and row.clock == "presence_check"
    ]
    today = now().date()
    clocks = []
    for row in [*fresh, *checks[:1]]:
        pin = unpin(row.pin)
        clocks.append(
            {
                "due": formats.due(row.due.day, row.due.time, today=today),
                "what": gettext(MANAGEMENT.clocks[row.clock].label),
                "meta": f"{in_words(pin.value, rows.language())} · {rows.body(row.owner)}",
                "article": pin.short_basis(rows.language()),
                "article_url": rows.law_url(row.rule, row.anchor.day),
                "how": counting.rendered(counting.Counting.of_row(row), preview.after.term),
            }
        )
    notes = _notes(fresh, preview)
    return {
        "before": gettext(MANAGEMENT.state_label(before_state)),
        "after": "" if found else gettext(MANAGEMENT.state_label(preview.after.state)),
        "clocks": [] if found else clocks,
        "notes": [] if found else notes,
        "papers": [_paper_title(event_kind, cleaned["on"])] if event_kind.form and not found else [],
        "problems": found,
        "footer": gettext("Theo %(law)s.") % {"law": _law_on(cleaned["on"])} if not found else "",
    }


def _law_on(on: Any) -> str:
    try:
        return gettext("Luật %(number)s") % {"number": services.governing_law(book(), on)}
    except NotInForce:
        return gettext("luật ngày đó")


def _paper_title(kind: Any, on: Any) -> str:
    form = form_for(kind.form, on)
    return gettext("Mẫu %(number)s %(title)s") % {"number": form.number, "title": gettext(form.title)} if form else gettext(kind.label)


def _notes(fresh: list[Any], preview: worklist.Preview) -> list[dict[str, Any]]:
    notes = []
    for row in fresh:
        if row.due.time is not None and calendar().name(row.due.day):
            notes.append(
                {
                    "tone": "warn",
                    "text": gettext("%(day)s là ngày nghỉ lễ. Hạn theo giờ vẫn chạy, không lùi.") % {"day": f"{row.due.day:%d/%m}"},
                }
            )
            break
    if any(row.note for row in fresh):
        notes.extend({"tone": "warn", "icon": "help-circle", "text": gettext(row.note)} for row in fresh if row.note)
    before = preview.before.term if preview.before else None
    after = preview.after.term
    if before and after and before.end != after.end and before.since == after.since:
        notes.append(
            {
                "tone": "warn",
                "text": gettext("Ngày hết thời hạn: %(before)s → %(after)s.")
                % {"before": f"{before.end:%d/%m/%Y}", "after": f"{after.end:%d/%m/%Y}"},
            }
        )
    moved = _moved(preview.before, preview.after)
    if preview.event.kind == "governing_law_changed" and not moved and before and after and before.end == after.end:
        moved = [{"tone": "info", "icon": "scale", "text": gettext("Không hạn nào dời.")}]
    return notes + moved


def _moved(before: Timeline | None, after: Timeline) -> list[dict[str, Any]]:
    """Running deadlines that an event moves, the end of the term apart, which has its own sentence."""
    return [
        {
            "tone": "warn",
            "text": gettext("Hạn “%(what)s” dời: %(before)s → %(after)s.")
            % {
                "what": gettext(MANAGEMENT.clocks[old.clock].label),
                "before": formats.due_sentence(old.due.day, old.due.time),
                "after": formats.due_sentence(new.due.day, new.due.time),
            },
        }
        for old, new in (moves(before, after) if before is not None else ())
        if old.clock != "term_end"
    ]


# --- void --------------------------------------------------------------------------------------------------------------------


@require(P.CASE_VOID)
def event_void(request: OfficerRequest, pk: int) -> HttpResponse:
    """Declare an event void, with a reason; shows beforehand what changes."""
    event = queries.event_or_404(request.user, pk)
    person = event.case.person
    form = VoidForm(request.POST or None, initial={"request_key": uuid4()})
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                services.void(event.pk, by=request.user, reason=form.cleaned_data["reason"], request_key=form.cleaned_data["request_key"])
            except Refused as refused:
                add_problems(form, refused.problems)
            else:
                messages.success(request, gettext("Đã đính chính. Sự kiện còn đọc được, có gạch ngang."))
                return redirect("person_detail", code=person.code)
        status = 422
    else:
        audit(Act.VIEW, by=request.user, subject_type="person", subject_id=person.pk, person_id=person.pk, purpose="record")
    kind = MANAGEMENT.kind(event.kind)
    title, lines, _tone = (
        describe.event(kind, loading.event_of(MANAGEMENT, event)) if event.voids_id is None else (gettext(kind.label), [], "")
    )
    before, after = loading.without(event)
    return render(
        request,
        "cases/event_void.html",
        {
            "event": event,
            "person": person,
            "title": title,
            "lines": lines,
            "form": form,
            "preview": {
                "before": gettext(MANAGEMENT.state_label(before.state)),
                "after": gettext(MANAGEMENT.state_label(after.state)) if after.state else "",
                "notes": [*_term_change(before, after), *_moved(before, after)],
            },
            "back": reverse("person_detail", args=[person.code]),
            "section": "people",
        },
        status=status,
    )


def _term_change(before: Any, after: Any) -> list[dict[str, str]]:
    ends = [f"{line.term.end:%d/%m/%Y}" if line.term else gettext("chưa có thời hạn") for line in (before, after)]
    return (
        [{"tone": "warn", "text": gettext("Ngày hết thời hạn: %(before)s → %(after)s.") % {"before": ends[0], "after": ends[1]}}]
        if ends[0] != ends[1]
        else []
    )

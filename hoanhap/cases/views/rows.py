"""How do deadlines, events and locked actions become the rows that the templates of kit show?"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext

from hoanhap.cases.queries.worklist import Action, DeadlineView
from hoanhap.cases.rules import MANAGEMENT, PROCEDURES, DeadlineState, Procedure
from hoanhap.cases.services.papers import form_for
from hoanhap.kit import formats
from hoanhap.kit.dates import VIETNAM
from hoanhap.law.book import book, in_words, unpin

OURS = frozenset({"commune_police", "commune_police_chief", "detecting_agency", "tester"})
"""Bodies for whom the commune police act themselves; all others are «other units»."""

OVERDUE, TODAY, WEEK = "danger", "warn", "plain"


def language() -> str:
    """The language of this request."""
    return get_language() or "vi"


def law_url(rule: str, on: date) -> str:
    """The page of a rule as it stood on a day."""
    return f"{reverse('law_rule', args=[book().rule(rule).slug])}?ngay={on:%d/%m/%Y}"


def _day_of_law(deadline: DeadlineView) -> date:
    """The day on which the entry it is pinned to was in force: that of its moment, unless the case came under a later law since."""
    return max(deadline.anchor_on, unpin(deadline.pin).since)


def body(owner: str) -> str:
    """Who must act, in words."""
    return book().bodies[owner].label(language()) if owner in book().bodies else owner


def tone_of(deadline: DeadlineView, now: datetime) -> str:
    """Red when the moment has passed, ochre when it passes today, else plain."""
    if deadline.due_at <= now:
        return OVERDUE
    return TODAY if deadline.due_on == now.date() or deadline.due_at <= _midnight(now) else WEEK


def _midnight(now: datetime) -> datetime:
    return datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), tzinfo=VIETNAM)


def period_in_words(deadline: DeadlineView, today: date) -> str:
    """«24 giờ từ 22/11, 11:35»: the length and the moment it runs from."""
    pin = unpin(deadline.pin)
    if deadline.clock == "presence_check":
        return gettext("ít nhất 1 lần mỗi tháng")
    anchor = formats.short_day(deadline.anchor_on, today=today)
    if deadline.anchor_time is not None:
        anchor = f"{anchor}, {deadline.anchor_time:%H:%M}"
    return gettext("%(period)s từ %(anchor)s") % {"period": in_words(pin.value, language()), "anchor": anchor}


def doubt_of(deadline: DeadlineView) -> str:
    """What is not certain about a deadline, empty when nothing is."""
    confidence = deadline.pin.get("confidence")
    if confidence == "unconfirmed":
        return gettext("chưa xác nhận")
    if confidence == "single":
        return gettext("mới có một nguồn")
    if deadline.alternative_on is not None:
        return gettext("cách tính khác: %(day)s, chưa xác nhận") % {"day": f"{deadline.alternative_on:%d/%m/%Y}"}
    if deadline.note:
        return gettext("mốc tính chưa xác nhận")
    if deadline.anchor_time is None and deadline.pin.get("unit") == "hour":
        return gettext("chưa rõ giờ: tính từ hết ngày %(day)s") % {"day": f"{deadline.anchor_on:%d/%m/%Y}"}
    return ""


def what(deadline: DeadlineView) -> str:
    """What must be done, with the month or the form where it says more."""
    clock = MANAGEMENT.clocks[deadline.clock]
    if deadline.clock == "presence_check":
        return gettext("Kiểm tra cư trú tháng %(month)s") % {"month": deadline.anchor_on.month}
    form = form_for(MANAGEMENT.kind(clock.action).form, deadline.due_on)
    return f"{gettext(clock.label)} ({formats.citation(form.name)})" if form is not None else gettext(clock.label)


def action_of(deadline: DeadlineView, state: str, procedure: Procedure) -> tuple[str, str] | None:
    """The event kind whose form the row opens and its verb; None when the state does not allow it."""
    clock = procedure.clocks[deadline.clock]
    kind = procedure.kind(clock.action)
    if state in kind.sources:
        return kind.key, gettext(clock.button)
    if deadline.clock == "term_end" and state in procedure.kind("stop").sources:
        return "stop", gettext("Dừng quản lý")
    return None


def wall_row(deadline: DeadlineView, now: datetime, *, ours: bool = True) -> dict[str, Any]:
    """One row of the worklist."""
    today = now.date()
    procedure = PROCEDURES[deadline.procedure]
    action = action_of(deadline, deadline.case_state, procedure) if ours else None
    page = reverse("person_detail", args=[deadline.person_code])
    fuse = None
    if deadline.due_time is not None and deadline.due_at > now and deadline.anchor_time is not None:
        start = datetime.combine(deadline.anchor_on, deadline.anchor_time, tzinfo=VIETNAM)
        fuse = round(100 * (now - start) / (deadline.due_at - start)) if deadline.due_at > start else 100
    return {
        "tone": tone_of(deadline, now),
        "day": deadline.due_on,
        "time": deadline.due_time,
        "due_at": deadline.due_at,
        "fuse": fuse,
        "protects": deadline.protects,
        "name": deadline.person_name,
        "person_url": page,
        "person_id": deadline.person_id,
        "who": deadline.person_facts,
        "what": what(deadline),
        "article": unpin(deadline.pin).short_basis(language()).partition("; ")[0],
        "article_url": law_url(deadline.rule, _day_of_law(deadline)),
        "anchor": period_in_words(deadline, today),
        "how_url": reverse("deadline_count", args=[deadline.pk]),
        "doubt": doubt_of(deadline),
        "doubt_url": law_url(deadline.rule, _day_of_law(deadline)),
        "responsible": body(deadline.owner),
        "responsible_meta": " · ".join(
            part for part in (gettext("tôi soạn") if ours and deadline.owner == "commune_police_chief" else "", deadline.officer) if part
        ),
        "verb": action[1] if action else gettext("Xem hồ sơ"),
        "verb_url": reverse("event_new", args=[deadline.person_code, action[0]]) if action else page,
        "done": False,
    }


def clock_item(deadline: DeadlineView, now: datetime) -> dict[str, Any]:
    """One running deadline of the side list on the person page."""
    text = ""
    if deadline.protects:
        text = gettext("hết ngày %(day)s, không được kéo dài") % {"day": f"{deadline.due_on:%d/%m/%Y}"}
    return {
        "title": what(deadline),
        "tone": "info" if deadline.protects and deadline.due_at > now else tone_of(deadline, now),
        "icon": "shield-half" if deadline.protects else "",
        "day": deadline.due_on,
        "time": deadline.due_time,
        "text": text if deadline.due_at > now else "",
        "how_url": reverse("deadline_count", args=[deadline.pk]),
        "meta": f"{body(deadline.owner)} · {period_in_words(deadline, now.date())}",
        "article": unpin(deadline.pin).short_basis(language()),
        "article_url": law_url(deadline.rule, _day_of_law(deadline)),
        "doubt": doubt_of(deadline),
    }


def locked(actions: Iterable[Action]) -> list[dict[str, Any]]:
    """Actions that are not allowed now, with the reason and its article."""
    return [
        {
            "label": gettext(action.kind.label),
            "why": action.why,
            "article": action.article,
            "article_url": "",
            "id": f"vi-sao-{action.kind.key}",
        }
        for action in actions
        if not action.allowed
    ]


def on_time(deadline_state: str, was_late: bool) -> tuple[str, str]:
    """«đúng hạn» or «muộn» for a fulfilled deadline."""
    if deadline_state != DeadlineState.MET:
        return "", ""
    return (gettext("muộn"), "danger") if was_late else (gettext("đúng hạn"), "ok")

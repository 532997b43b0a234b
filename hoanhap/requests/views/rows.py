"""How do requests and their clocks become the rows that the templates of kit show?"""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from hoanhap.cases.views.rows import OVERDUE, TODAY, WEEK, language, law_url
from hoanhap.kit import formats
from hoanhap.law.book import Confidence, in_words, unpin
from hoanhap.requests.queries.asking import RequestClock


def doubt_of(pinned: Any) -> str:
    """What is not certain about the period, empty when nothing is."""
    confidence = unpin(pinned).confidence
    if confidence is Confidence.UNCONFIRMED:
        return gettext("chưa xác nhận")
    return gettext("mới có một nguồn") if confidence is Confidence.SINGLE else ""


def tone_of(clock: RequestClock, now: datetime) -> str:
    """Red when the day is over, ochre on the day, else plain."""
    if clock.due_at <= now:
        return OVERDUE
    return TODAY if clock.due_on <= now.date() else WEEK


def what(clock: RequestClock) -> str:
    """«Trả lời yêu cầu: đính chính, bổ sung»."""
    wish = gettext(clock.request.wish_label).lower()
    if clock.is_answer:
        return gettext("Trả lời yêu cầu: %(wish)s") % {"wish": wish}
    return gettext("Thực hiện yêu cầu: %(wish)s") % {"wish": wish}


def _common(clock: RequestClock, now: datetime) -> dict[str, Any]:
    request, pin = clock.request, unpin(clock.pin)
    received = formats.short_day(request.received_on, today=now.date())
    url = law_url(pin.rule, request.received_on)
    return {
        "tone": tone_of(clock, now),
        "day": clock.due_on,
        "time": None,
        "article": pin.short_basis(language()),
        "article_url": url,
        "anchor": gettext("%(period)s từ %(anchor)s") % {"period": in_words(pin.value, language()), "anchor": received},
        "doubt": doubt_of(clock.pin),
        "doubt_url": url,
        "how_url": "",
    }


def _subject(request: Any) -> dict[str, Any]:
    return {
        "fuse": None,
        "name": request.person.full_name,
        "person_url": reverse("person_detail", args=[request.person.code]),
        "who": gettext("Yêu cầu số %(number)s") % {"number": request},
        "responsible": gettext("Đơn vị nhận yêu cầu"),
        "responsible_meta": "",
        "verb_url": reverse("request_detail", args=[request.pk]),
    }


def wall_row(clock: RequestClock, now: datetime) -> dict[str, Any]:
    """One row of the clock wall."""
    return {
        **_common(clock, now),
        **_subject(clock.request),
        "due_at": clock.due_at,
        "protects": True,
        "what": what(clock),
        "verb": gettext("Trả lời") if clock.is_answer else gettext("Ghi kết quả"),
        "done": False,
    }


def done_row(request: Any) -> dict[str, Any]:
    """One row of what was answered or carried out today."""
    return {
        **_subject(request),
        "tone": "ok",
        "day": request.closed_on or request.answered_on,
        "time": None,
        "protects": False,
        "left": gettext("đã ghi"),
        "what": gettext("Yêu cầu: %(wish)s") % {"wish": gettext(request.wish_label).lower()},
        "article": "",
        "verb": gettext("Xem"),
        "done": True,
    }


def clock_item(clock: RequestClock, now: datetime) -> dict[str, Any]:
    """One running clock of a side list."""
    common = _common(clock, now)
    return {**common, "title": what(clock), "icon": "shield-half", "text": "", "meta": common["anchor"]}

"""How does one say, in Vietnamese sentences, what an event was and where a case stands?"""

from datetime import date
from typing import Any

from django.utils.translation import gettext, ngettext

from hoanhap.cases.rules import Event as CaseEvent
from hoanhap.cases.rules import EventKind, Timeline
from hoanhap.cases.rules.management import MANAGEMENT
from hoanhap.cases.rules.states import (
    UNDER_MANAGEMENT,
    Addiction,
    DetectedBy,
    Presence,
    Residence,
    Sample,
    StopGround,
    Substance,
    TestResult,
)
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.units.queries import unit_or_404

_TOLD = {
    "agency": N_("Nơi tạm giữ, tạm giam: %(text)s"),
    "officer": N_("Người thực hiện: %(text)s"),
    "helper": N_("Giúp đỡ: %(text)s"),
    "team": N_("Tổ quản lý: %(text)s"),
    "recipients": N_("Gửi cho: %(text)s"),
    "basis": N_("Căn cứ: %(text)s"),
    "why": N_("Lý do: %(text)s"),
    "note": "%(text)s",
}
"""Fields that the timeline shows as they were typed."""


def status(case: Any, timeline: Timeline | None, today: date) -> dict[str, Any]:
    """The status sentence and how far the term has run."""
    if case is None or timeline is None or timeline.state is None:
        return {"text": gettext("Chưa có thủ tục nào đang chạy."), "percent": None}
    label = gettext(MANAGEMENT.state_label(timeline.state))
    term = timeline.term
    if term is None or timeline.state not in UNDER_MANAGEMENT:
        return {"text": f"{label}.", "percent": None}
    total, run = (term.end - term.since).days + 1, (today - term.since).days + 1
    text = gettext("%(state)s: ngày thứ %(run)s trên %(total)s, hết thời hạn %(end)s.") % {
        "state": label,
        "run": min(run, total),
        "total": total,
        "end": f"{term.end:%d/%m/%Y}",
    }
    extra = []
    if run > total:
        extra.append(gettext("Đã quá ngày hết thời hạn."))
    if term.excluded:
        extra.append(
            ngettext(
                "Có %(days)s ngày vắng mặt không tính vào thời hạn.", "Có %(days)s ngày vắng mặt không tính vào thời hạn.", term.excluded
            )
            % {"days": term.excluded}
        )
    if term.longer_end:
        extra.append(gettext("Cách tính khác: %(day)s.") % {"day": f"{term.longer_end:%d/%m/%Y}"} + " " + gettext(term.doubt))
    return {
        "text": text,
        "percent": min(100, round(100 * run / total, 1)),
        "run": min(run, total),
        "total": total,
        "extra": extra,
        "is_over": run > total,
    }


def event(kind: EventKind, happened: CaseEvent) -> tuple[str, list[str], str]:
    """Title, lines and tone of an event in the timeline."""
    data, title, tone = happened.data, gettext(kind.label), ""
    lines: list[str] = []
    if kind.key == "positive_test":
        title, tone = gettext("Xét nghiệm dương tính (%(sample)s)") % {"sample": gettext(Sample(data.sample).label).lower()}, "danger"
        lines.append(_substances(data.substances))
        if data.detected_by == DetectedBy.OTHER:
            lines.append(gettext("Cơ quan phát hiện: %(agency)s") % {"agency": data.agency or "–"})
        if data.received_on:
            lines.append(gettext("Công an cấp xã nhận %(when)s") % {"when": _when(data.received_on, data.received_time)})
    elif kind.key == "residence_check":
        title = f"{title}: {gettext(Residence(data.result).label).lower()}"
        lines.append(data.address)
    elif kind.key in {"presence_check"}:
        title = f"{title}: {gettext(Presence(data.result).label).lower()}"
        tone = "ok" if data.result == Presence.PRESENT else "warn"
    elif kind.key == "test":
        title = f"{title}: {gettext(TestResult(data.result).label).lower()}"
        tone = "danger" if data.result == TestResult.POSITIVE else "ok"
        lines.append(_substances(data.substances))
    elif kind.key == "determination_result":
        title = f"{title}: {gettext(Addiction(data.result).label).lower()}"
        lines.append(data.place)
    elif kind.key == "stop":
        lines.append(gettext(StopGround(data.ground).label))
    elif kind.key in {"move_out", "hand_over", "notice", "settle"} and data.to_commune:
        place = unit_or_404(data.to_commune)
        lines.append(gettext("Nơi đến: %(place)s") % {"place": place.full_name})
    elif kind.key == "end":
        tone = "ok"
    elif kind.key == "governing_law_changed":
        title = gettext("Từ %(day)s áp dụng Luật %(number)s cho quyết định đang chạy.") % {
            "day": f"{happened.on:%d/%m/%Y}",
            "number": data.law,
        }
    if getattr(data, "signer", ""):
        lines.append(f"{data.signer_title} {data.signer}".strip())
    told = (name for name in _TOLD if name != "agency" or kind.key == "suspend")
    lines.extend(gettext(_TOLD[name]) % {"text": getattr(data, name)} for name in told if getattr(data, name, ""))
    number = getattr(data, "number", "") or getattr(data, "result_number", "")
    if number:
        lines.append(gettext("Số %(number)s") % {"number": number})
    return title, [line for line in lines if line], tone


def _substances(codes: tuple[str, ...]) -> str:
    return ", ".join(gettext(Substance(code).label) for code in codes)


def _when(day: date, at: Any) -> str:
    return f"{day:%d/%m/%Y}, {at:%H:%M}" if at else f"{day:%d/%m/%Y}"

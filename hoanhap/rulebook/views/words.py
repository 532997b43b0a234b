"""How is an entry of the law book told on a page: in a line of a list, and in full?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hoanhap.kit import formats
from hoanhap.law.book import Book, Confidence, Duration, DurationRange, Entry, Item, NamedDay, Rule, Unit, Value, in_words
from hoanhap.rulebook.rules import is_open_question

LONG_FIGURE = 40
"""A value of more characters is text, not a figure."""


def language() -> str:
    """The reader's language."""
    return get_language() or "vi"


def address(rule: Rule, day: date) -> str:
    """The page of a rule as of a day."""
    return f"{_path(rule.slug)}?ngay={formats.day(day)}"


@cache
def _path(slug: str) -> str:
    """Worked out once for each rule: a list shows hundreds."""
    return reverse("law_rule", args=[slug])


def held(rule: Rule, day: date) -> Entry | None:
    """The entry in force on a day; None before the first and after a repeal."""
    entry = rule.at(day)
    return None if entry is None or entry.repealed else entry


def absence(rule: Rule, day: date) -> str:
    """Why a rule says nothing on a day."""
    return _("đã bãi bỏ") if rule.at(day) else _("chưa có quy định")


def short(value: Value | None) -> str:
    """A value for a narrow column: lists are counted, not told; of bodies the first is named."""
    if isinstance(value, tuple):
        if isinstance(value[0], NamedDay):
            return formats.days_in_words(len(value))
        if len(value) == 1:
            return in_words(value, language())
        return _("%(count)s mục") % {"count": len(value)}
    return in_words(value, language())


def doubt(entry: Entry) -> str:
    """The house's word for what is not certain; empty only where nothing is left to confirm."""
    if entry.confirmation is not None or not is_open_question(entry):
        return ""
    return {
        Confidence.UNCONFIRMED: _("chưa xác nhận"),
        Confidence.SINGLE: _("mới có một nguồn"),
        Confidence.CONFIRMED: _("có điểm chưa chắc"),
    }[entry.confidence]


@dataclass(frozen=True, slots=True)
class Line:
    """One rule in a list."""

    url: str
    label: str
    value: str
    article: str
    id: str
    held: bool
    doubt: str
    tone: str = ""


def line(rule: Rule, day: date) -> Line:
    """The rule as it stands on a day."""
    speech = language()
    entry = held(rule, day)
    if entry is None:
        return Line(address(rule, day), rule.label(speech), absence(rule, day), "", "", False, "")
    return Line(address(rule, day), rule.label(speech), short(entry.value), entry.short_basis(speech), entry.id, True, doubt(entry))


@dataclass(frozen=True)
class Reading:
    """One way to read a silent law."""

    code: str
    words: str
    working: bool


@dataclass(frozen=True)
class Shown:
    """One entry as the page tells it."""

    entry: Entry
    last: date | None
    figure: str
    is_long: bool
    items: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    """Label and words: who, from when, what stops it …"""
    readings: tuple[Reading, ...]
    who: str
    form: str
    article: str
    citations: tuple[str, ...]
    says: str
    doubt: str
    reason: str
    remote: tuple[str, str] | None
    """Words and address of the rule that holds in remote communes."""


def shown(law: Book, rule: Rule, entry: Entry) -> Shown:
    """Everything the page says of an entry, in the reader's language."""
    speech = language()
    until = rule.until(entry)
    several = isinstance(entry.value, tuple) and (len(entry.value) > 1 or isinstance(entry.value[0], NamedDay))
    figure = "" if several or entry.repealed else in_words(entry.value, speech)
    far = law.rule(entry.remote) if entry.remote else None
    return Shown(
        entry=entry,
        last=until - timedelta(days=1) if until else None,
        figure=figure,
        is_long=len(figure) >= LONG_FIGURE,
        items=tuple(in_words((part,), speech) for part in entry.value) if several and isinstance(entry.value, tuple) else (),  # type: ignore[arg-type]  # one kind
        facts=tuple((label, words) for label, words in _facts(law, entry) if words),
        readings=tuple(Reading(str(item), item.label(speech), str(item) == entry.working) for item in entry.readings),
        who=law.bodies[entry.owner].label(speech) if entry.owner else "",
        form=entry.form.short(speech) if entry.form else "",
        article=entry.short_basis(speech),
        citations=tuple(basis.full(speech) for basis in entry.basis),
        says=entry.says(speech).replace("{value}", in_words(entry.value, speech)) if entry.value is not None else entry.says(speech),
        doubt=doubt(entry),
        reason=reason(entry),
        remote=(f"{far.label(speech)}: {line(far, entry.since).value}", address(far, entry.since)) if far else None,
    )


def _facts(law: Book, entry: Entry) -> Iterable[tuple[str, str]]:
    speech = language()
    yield _("Ai"), law.bodies[entry.owner].label(speech) if entry.owner else ""
    yield _("Mốc"), _anchor(law, entry)
    yield _("Đáp ứng khi"), _named(law.moments, entry.stopped_by)
    yield _("Tính lại từ"), _named(law.moments, entry.restarted_by)
    yield _("Không tính"), _named(law.conditions, entry.not_counted)
    yield _("Vẫn tính"), _named(law.conditions, entry.counted)
    yield _("Hết hạn thì"), law.outcomes[entry.expiry].label(speech) if entry.expiry else ""
    yield _("Khung"), {"at_least": _("ít nhất bằng mức này"), "at_most": _("nhiều nhất bằng mức này")}.get(entry.bound or "", "")
    if entry.local is not None:
        where = _("Cấp tỉnh") if entry.local.level == "province" else _("Cấp xã")
        yield _("Địa phương"), f"{where}: {law.bodies[entry.local.decided_by].label(speech)}"
    yield _("Giấy"), entry.form.short(speech) if entry.form else ""
    yield _("Căn cứ"), entry.short_basis(speech)
    yield _("Ghi chú"), entry.note_in(speech) or ""


def _named(vocabulary: object, codes: Iterable[str]) -> str:
    names: dict[str, Item] = vocabulary  # type: ignore[assignment]  # a read-only mapping
    return "; ".join(names[code].label(language()) for code in codes)


def reason(entry: Entry) -> str:
    """What is not sure, with the house's word for it; empty when all is."""
    text = entry.doubt_in(language())
    if not text or entry.confidence is Confidence.SINGLE:
        return text or ""
    if entry.confidence is Confidence.CONFIRMED:
        return _("Còn điểm chưa chắc: %(reason)s") % {"reason": text[0].lower() + text[1:]}
    return _("Chưa xác nhận: %(reason)s") % {"reason": text[0].lower() + text[1:]}


def _anchor(law: Book, entry: Entry) -> str:
    """From (or back from) which moment a period runs, and how its unit is counted."""
    if not entry.anchors:
        return ""
    joint = _(" và ") if entry.choose == "latest" else _(" hoặc ")
    moments = joint.join(law.moments[anchor].label(language()) for anchor in entry.anchors)
    if entry.runs == "before":
        return _("%(moments)s; tính ngược, chậm nhất trước đó bấy nhiêu") % {"moments": moments}
    if entry.runs == "window_before":
        return _("%(moments)s; làm trong khoảng cuối trước mốc") % {"moments": moments}
    if not isinstance(entry.value, Duration | DurationRange):
        return moments
    how = {
        Unit.HOUR: _("giờ chạy liền, cả ngày nghỉ"),
        Unit.DAY: _("không tính ngày đầu"),
        Unit.WORKING_DAY: _("không tính ngày đầu, ngày nghỉ"),
        Unit.MONTH: _("kết thúc vào ngày tương ứng"),
        Unit.YEAR: _("kết thúc vào ngày tương ứng"),
    }[entry.value.unit]
    return f"{moments}; {how}"


def sentence(entry: Entry) -> SafeString:
    """The rule in one sentence, its value set off. A list stands below in lines of its own."""
    before, found, after = entry.says(language()).partition("{value}")
    if not found:
        return format_html("{}", before)
    if isinstance(entry.value, tuple) and len(entry.value) > 1:
        return format_html("{}", before.rstrip(" :") + ":")
    return format_html("{}<b>{}</b>{}", before, in_words(entry.value, language()), after)

"""What does a person get to read of what is held about them?"""

import re
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import get_language, gettext, ngettext

from hoanhap.accounts.models import User
from hoanhap.audit.queries import views_of_person
from hoanhap.cases.models import Case, CasePaper
from hoanhap.cases.queries import history_of_person
from hoanhap.cases.queries.removal import removals
from hoanhap.cases.rules import PROCEDURES, Timeline
from hoanhap.cases.rules.removal import CommuneList, Stage
from hoanhap.cases.rules.states import UNDER_MANAGEMENT
from hoanhap.cases.services import loading
from hoanhap.kit.dates import FOREVER
from hoanhap.kit.formats import citation, masked
from hoanhap.law.book import Confidence, Entry, in_words, unpin
from hoanhap.people.models import Person
from hoanhap.people.queries import addresses_of
from hoanhap.people.rules import AddressKind, Sex, age_on
from hoanhap.requests.queries.retention import retention_of
from hoanhap.requests.rules.asking import ANSWER, CARRY_OUT, Wish
from hoanhap.requests.rules.retention import PERMANENT, RULE
from hoanhap.requests.rules.sheet import Line, Part, Sheet
from hoanhap.rulebook.queries import current_book
from hoanhap.units.models import Organisation
from hoanhap.units.rules import OrganisationKind

DAYS = 365
"""How far back the sheet counts who opened the file."""
ADULT = 18


def sheet_of(user: User, person: Person, on: date, *, full_number: bool = False) -> Sheet:
    """Everything for the sheet on a day, in the active language. The caller has the person through their scope, and logs the look.

    Read fresh; `full_number` only where the reader may reveal it. Content of health is never on it.
    """
    cases = history_of_person(person, user)
    lines = [loading.timeline(case) for case in cases]
    organisation = _organisation(person)
    unit = organisation.name if organisation else gettext("Công an %(unit)s") % {"unit": str(person.commune)}
    parent = ""
    if organisation is not None and person.commune.province_id:
        above = Organisation.objects.filter(unit=person.commune.province_id, kind=OrganisationKind.PROVINCIAL_POLICE.value)
        parent = next(iter(above.order_by("-until").values_list("name", flat=True)), "")
    intro = gettext("Bản này cho ông/bà biết cơ quan đang giữ gì về mình, vì sao, đến khi nào, và ông/bà được yêu cầu gì.")
    if person.birth_date and age_on(person.birth_date, on) < ADULT:
        intro += " " + gettext("Người này chưa đủ 18 tuổi: cha, mẹ hoặc người giám hộ cũng được nhận bản này.")
    parts = (
        Part("giu", gettext("Cơ quan giữ gì về ông/bà?"), tuple(_held(person, full_number))),
        Part("viec", gettext("Đang có việc gì, đến khi nào?"), tuple(_running(cases, lines, on))),
        Part("quyet-dinh", gettext("Đã có quyết định nào?"), tuple(_decisions(cases, lines))),
        Part("vi-sao", gettext("Vì sao được giữ, và giữ đến khi nào?"), tuple(_why(person, cases, lines, on))),
        Part("ai", gettext("Ai có và ai đã xem?"), tuple(_who(person, unit))),
        Part("quyen", gettext("Ông/bà có quyền gì?"), tuple(_rights(person, cases, on))),
        Part("khieu-nai", gettext("Không đồng ý thì khiếu nại thế nào?"), tuple(_complaints(cases, on))),
        Part("sua", gettext("Thấy sai thì sửa thế nào?"), tuple(_requests(on))),
        Part("lien-he", gettext("Hỏi ở đâu?"), _contact(unit)),
    )
    return Sheet(person.code, person.full_name, unit, parent, person.commune.name, on, intro, parts, person.is_demo)


def _organisation(person: Person) -> Organisation | None:
    found = Organisation.objects.filter(unit=person.commune_id, kind=OrganisationKind.COMMUNE_POLICE.value)
    return found.order_by("-until").first()


def _held(person: Person, full_number: bool) -> list[Line]:
    number = (person.id_number if full_number else masked(person.id_number)) if person.id_number else gettext("chưa có")
    lines = [
        Line(person.full_name + (f" ({person.other_name})" if person.other_name else ""), gettext("Họ và tên")),
        Line(
            " · ".join(
                (
                    person.birth_text or gettext("chưa rõ"),
                    gettext(Sex(person.sex).label).lower(),
                    gettext("số định danh: %(number)s") % {"number": number},
                )
            ),
            gettext("Sinh ngày, giới tính"),
        ),
    ]
    for address in [one for one in addresses_of(person) if one.until == FOREVER]:
        where = ", ".join(
            part for part in (address.line, str(address.unit), address.unit.province.name if address.unit.province else "") if part
        )
        lines.append(Line(where, _large(gettext(AddressKind(address.kind).label))))
    if person.contact_name:
        relation = f" ({person.contact_relation})" if person.contact_relation else ""
        lines.append(Line(f"{person.contact_name}{relation}", gettext("Người thân")))
    kinds = [
        gettext("điện thoại") if person.phone else "",
        gettext("nghề nghiệp, nơi làm việc") if person.occupation or person.workplace else "",
        gettext("giấy tờ tùy thân") if person.identity_papers.filter(withdrawn_at=None).exists() else "",
        gettext("người thân, người giám hộ") if person.relatives.exists() else "",
        gettext("ảnh") if hasattr(person, "photo") else "",
        gettext("tiền sử sử dụng") if hasattr(person, "background") else "",
        gettext("biện pháp đã qua") if person.past_measures.exists() else "",
    ]
    if any(kinds):
        lines.append(Line(", ".join(filter(None, kinds)), gettext("Còn giữ")))
    lines.append(Line(gettext("Nội dung y tế, nếu có, được khóa; chỉ ngành y tế mở được. Ông/bà hỏi ngành y tế.")))
    return lines


def _running(cases: list[Case], lines: list[Timeline], on: date) -> list[Line]:
    told = []
    places = removals(cases, on)
    for case, line in zip(cases, lines, strict=True):
        if line.state is None:
            continue
        procedure = PROCEDURES[case.procedure]
        said = gettext("%(procedure)s, từ %(since)s: %(state)s.") % {
            "procedure": gettext(procedure.key.label),
            "since": f"{case.since:%d/%m/%Y}",
            "state": _small(gettext(procedure.state_label(line.state))),
        }
        term = line.term
        if line.is_open and term is not None and line.state in UNDER_MANAGEMENT:
            said += " " + gettext("Biện pháp hết vào cuối ngày %(end)s.") % {"end": f"{term.end:%d/%m/%Y}"}
            if term.longer_end:
                said += " " + gettext("Có cách tính khác ra %(other)s; cơ quan dùng ngày sớm hơn, có lợi cho ông/bà.") % {
                    "other": f"{term.longer_end:%d/%m/%Y}"
                }
        for place in places[case.pk]:
            if place.list is CommuneList.MANAGED and place.stage is Stage.PLANNED:
                said += " " + gettext("Sau ngày đó, nếu không sử dụng lại, ông/bà được đưa ra khỏi danh sách.")
            elif place.list is CommuneList.MANAGED and place.stage is Stage.LEFT and place.on:
                said += " " + gettext("Đã đưa ra khỏi danh sách ngày %(day)s: %(why)s.") % {
                    "day": f"{place.on:%d/%m/%Y}",
                    "why": _small(gettext(place.why)),
                }
            elif place.list is CommuneList.ADDICTED:
                said += " " + gettext("Ông/bà có tên trong danh sách người nghiện; được đưa ra khi có trường hợp luật nêu.")
        first = next((place for place in places[case.pk] if place.rule), None)
        told.append(
            Line(
                said,
                rule=first.rule if first else "",
                on=first.on if first else None,
                doubt=_small(gettext(term.doubt)) if line.is_open and term and term.doubt else "",
            )
        )
    return told or [Line(gettext("Không có biện pháp nào đang áp dụng với ông/bà."))]


def _decisions(cases: list[Case], lines: list[Timeline]) -> list[Line]:
    papers = {
        link.event_id: link.paper.symbol for link in CasePaper.objects.filter(case__in=cases, event__isnull=False).select_related("paper")
    }
    told = []
    for case, line in zip(cases, lines, strict=True):
        procedure = PROCEDURES[case.procedure]
        for step in line.steps:
            event = step.event
            number = papers.get(event.id) or getattr(event.data, "number", "")
            if event.kind in {"decide", "continue_decision", "suspend", "stop", "end"}:
                told.append(
                    Line(
                        gettext("%(what)s: số %(number)s, ngày %(day)s.")
                        % {
                            "what": gettext(procedure.kind(event.kind).label),
                            "number": number or gettext("(chưa cấp)"),
                            "day": f"{event.on:%d/%m/%Y}",
                        }
                    )
                )
    return told or [Line(gettext("Chưa có quyết định nào."))]


def _why(person: Person, cases: list[Case], lines: list[Timeline], on: date) -> list[Line]:
    told = [Line(*line) for line in _grounds(person)]
    law = current_book()
    for case, line in zip(cases, lines, strict=True):
        if line.is_open and line.term is not None:
            pin = unpin(line.term.pin)
            told.append(
                Line(
                    gettext("Thời hạn %(length)s: %(article)s.")
                    % {"length": in_words(pin.value, _language()), "article": _cited(pin.short_basis(_language()))},
                    rule="management.term",
                    on=line.term.since,
                )
            )
        elif line.is_open and (entry := law.rule("testing.grounds").at(case.since)) is not None:
            told.append(
                Line(gettext("Căn cứ: %(article)s.") % {"article": _cited(entry.short_basis(_language()))}, rule=entry.rule, on=case.since)
            )
    ground = law.rule("data_protection.without_consent").at(on)
    if ground is not None:
        told.append(
            _of_entry(
                ground,
                on,
                gettext("Cơ quan nhà nước giữ dữ liệu này không cần sự đồng ý: %(article)s.")
                % {"article": _cited(ground.short_basis(_language()))},
            )
        )
    end = retention_of(person)
    if end == PERMANENT:
        told.append(Line(gettext("Hồ sơ được giữ vĩnh viễn theo quyết định của cơ quan.")))
    elif end is not None:
        told.append(Line(gettext("Hồ sơ được giữ đến hết ngày %(day)s.") % {"day": f"{end:%d/%m/%Y}"}))
    elif (entry := law.rule(RULE).at(on)) is not None:
        told.append(
            Line(gettext("Giữ hồ sơ bao lâu: luật chưa nêu con số; chưa có quyết định thì không ai tự xóa."), rule=entry.rule, on=on)
        )
    return told


def _grounds(person: Person) -> list[tuple[str, str, str, date | None, str]]:
    """What apps beside this one know of how the person came into the register, as fields of Line."""
    lines = [line for path in settings.SHEET_GROUNDS for line in import_string(path)(person)]
    return [(text, "", rule, day, doubt) for text, rule, day, doubt in lines]


def _who(person: Person, unit: str) -> list[Line]:
    opened = views_of_person(person.pk, days=DAYS, limit=0, with_lists=True).total
    seen = ngettext(
        "Trong %(days)s ngày qua có %(count)s lượt xem; mỗi lượt đều ghi nhật ký.",
        "Trong %(days)s ngày qua có %(count)s lượt xem; mỗi lượt đều ghi nhật ký.",
        opened,
    )
    return [
        Line(gettext("%(unit)s giữ và dùng hồ sơ; Công an cấp tỉnh và đoàn kiểm tra được xem.") % {"unit": unit}),
        Line(seen % {"days": DAYS, "count": opened}),
    ]


def _rights(person: Person, cases: list[Case], on: date) -> list[Line]:
    law = current_book()
    rules = ["rights.free_movement", "rights.dignity"] if any(case.is_open for case in cases) else ["rights.dignity"]
    if person.birth_date and age_on(person.birth_date, on) < ADULT:
        rules.append("rights.minors")
    found = [entry for rule in rules if (entry := law.rule(rule).at(on)) is not None and not entry.repealed]
    return [_said(entry, on) for entry in found]


def _complaints(cases: list[Case], on: date) -> list[Line]:
    law = current_book()
    lines = [
        Line(
            gettext(
                "Quyết định của Công an: ông/bà có quyền khiếu nại, khởi kiện theo quy định của pháp luật. "
                "Cách nộp đơn: hỏi cơ quan đã ra quyết định hoặc cơ quan ghi ở dưới."
            ),
            doubt=gettext("thời hạn chưa có trong sổ luật; hỏi khi nhận quyết định"),
        )
    ]
    for rule in ("rights.complain", "rights.complain_absent", "authority.court_review"):
        entry = law.rule(rule).at(on)
        if entry is not None and not entry.repealed:
            lines.append(_said(entry, on))
    return lines


def _requests(on: date) -> list[Line]:
    law = current_book()
    ask = gettext(
        "Ông/bà được yêu cầu xem, đính chính, xóa hoặc hạn chế. Nói hoặc viết cho cơ quan ở dưới, có giấy tờ thì mang theo; "
        "cán bộ ghi lại và đưa giấy tiếp nhận."
    )
    periods = [(law.rule(rule).at(on), words) for rule, words in (
        (ANSWER, gettext("trả lời")),
        (CARRY_OUT[Wish.CORRECT], gettext("cho xem, đính chính")),
        (CARRY_OUT[Wish.RESTRICT], gettext("hạn chế")),
        (CARRY_OUT[Wish.DELETE], gettext("xóa")),
    )]  # fmt: skip
    known = [(entry, words) for entry, words in periods if entry is not None and entry.is_clock]
    if not known:
        return [Line(ask)]
    told = "; ".join(f"{words}: {in_words(entry.value, _language())}" for entry, words in known)
    first = known[0][0]
    return [
        Line(ask),
        _of_entry(
            first,
            on,
            gettext("Hạn của cơ quan, tính từ khi nhận: %(periods)s (%(article)s).")
            % {"periods": told, "article": _cited(first.short_basis(_language()))},
        ),
    ]


def _contact(unit: str) -> tuple[Line, ...]:
    return (
        Line(unit, gettext("Cơ quan")),
        Line("", gettext("Địa chỉ"), is_blank=True),
        Line("", gettext("Điện thoại"), is_blank=True),
    )


def _said(entry: Entry, on: date) -> Line:
    """The sentence of an entry with its article, without the identifiers that only the rule catalogue knows («(CRT-109)»)."""
    words = entry.says(_language()).format(value=in_words(entry.value, _language()))
    plain = re.sub(r" \([A-Z]{3}-[^)]*\)", "", words).rstrip(".")
    return _of_entry(entry, on, f"{plain} ({_cited(entry.short_basis(_language()))}).")


def _of_entry(entry: Entry, on: date, text: str) -> Line:
    doubt = "" if entry.confidence is Confidence.CONFIRMED else gettext("chưa xác nhận")
    return Line(text, rule=entry.rule, on=on, doubt=doubt)


def _cited(text: str) -> str:
    return citation(text)


def _language() -> str:
    return get_language() or "vi"


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _large(text: str) -> str:
    return text[:1].upper() + text[1:]

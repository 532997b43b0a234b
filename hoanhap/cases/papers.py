"""What do the official papers of a management case say?

Forms 02, 04, 06–10 of annex III, decree 163/2026/NĐ-CP, and the matching forms 04, 07–10 of decree 105/2021/NĐ-CP for cases under the
law of 2021. Pure: a frozen context of plain values goes in, a `Document` of blocks comes out. Numbers and titles of the forms are
confirmed; the wording of the annexes could not be compared with the gazette, so every form says so (docs/guides/papers.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from hoanhap.documents.rendering.blocks import (
    BLANK,
    Addressee,
    Basis,
    Block,
    Centred,
    Closing,
    Column,
    Document,
    Entry,
    Fields,
    Heading,
    Paragraph,
    Signature,
    Table,
    Title,
)
from hoanhap.documents.rendering.wording import long_day
from hoanhap.documents.rules import FormSource, IssuerKind, Need, PaperForm, series_of
from hoanhap.kit.errors import Problem
from hoanhap.kit.i18n import gettext_noop as N_

# --- Contexts -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Issuer:
    """The agency that issues the paper. `unit` is its unit with the kind in lower case ("phường Cầu Giấy"), `place` the place line."""

    name: str
    kind: str
    """units.rules.OrganisationKind: "commune_police" or "people_committee"."""
    unit: str
    place: str
    parent: str = ""
    """The superior body ("Công an thành phố Hà Nội"); a people's committee names none."""


@dataclass(frozen=True)
class Signer:
    """Who signs. A deputy or delegate names the office signed for: prefix "KT." and `behalf_of` "Trưởng Công an phường"."""

    name: str
    title: str
    prefix: str = ""
    behalf_of: str = ""

    @property
    def capacity(self) -> tuple[str, ...]:
        """The lines above the signature (FMT-014)."""
        return (f"{self.prefix} {self.behalf_of}", self.title) if self.prefix else (self.title,)


@dataclass(frozen=True)
class PersonFacts:
    """The person as the form writes them. Unknown values stay None and become dotted lines."""

    full_name: str
    sex: str | None = None
    """"Nam", "Nữ" or None."""
    other_name: str | None = None
    born_on: date | None = None
    born_year: int | None = None
    """Where only the year is known."""
    identity_number: str | None = None
    identity_issued_on: date | None = None
    identity_issued_by: str | None = None
    residence: str | None = None
    current_address: str | None = None
    ethnicity: str | None = None
    religion: str | None = None
    education: str | None = None
    occupation: str | None = None
    workplace: str | None = None
    phone: str | None = None
    guardian: str | None = None
    """Parent or guardian of a person under 18, with the relation: "Bế Văn Thịnh (cha)"."""

    @property
    def birth(self) -> str | None:
        """ "02/9/2003", or the year alone."""
        if self.born_on is not None:
            return f"{self.born_on:%d/%m/%Y}"
        return str(self.born_year) if self.born_year is not None else None

    @property
    def dwelling(self) -> str | None:
        """Where the person can be found: the current address, else the registered one."""
        return self.current_address or self.residence

    def is_minor(self, on: date) -> bool | None:
        """Under 18 on that day; None when the birth date is unknown."""
        if self.born_on is not None:
            return (on.year - self.born_on.year - ((on.month, on.day) < (self.born_on.month, self.born_on.day))) < 18
        return None if self.born_year is None else on.year - self.born_year < 18


@dataclass(frozen=True)
class PaperRef:
    """Another paper that this one rests on: kind, number, day, issuer ("Quyết định", "118/QĐ-CAP", …, "Trưởng Công an phường …")."""

    kind: str
    number: str | None
    on: date | None
    by: str = ""

    def __str__(self) -> str:
        return " ".join(
            part for part in (self.kind, f"số {self.number or BLANK}", long_day(self.on), f"của {self.by}" if self.by else "") if part
        )


@dataclass(frozen=True)
class UseFacts:
    """The act of illegal use: when (day, time if known), where, and how it came to light."""

    on: date
    at: time | None = None
    place: str | None = None
    account: str | None = None


@dataclass(frozen=True)
class TestFacts:
    """The positive drug test."""

    __test__ = False  # not a test class of pytest

    on: date
    at: time | None = None
    number: str | None = None
    by: str = ""
    substances: tuple[str, ...] = ()


@dataclass(frozen=True)
class Move:
    """The person leaves for another commune on `on`; `papers` lists what the file holds."""

    to_unit: str
    on: date
    to_address: str | None = None
    papers: tuple[str, ...] = ()


@dataclass(frozen=True)
class ManagementPaper:
    """Everything a paper of a management case may speak of. Each form names what it cannot do without."""

    issuer: Issuer
    signer: Signer
    on: date
    person: PersonFacts
    addressee: str = ""
    """To whom a notice goes ("Trưởng Công an phường Cầu Giấy")."""
    use: UseFacts | None = None
    test: TestFacts | None = None
    notice: PaperRef | None = None
    decision: PaperRef | None = None
    """The management decision in force, for papers that change or end it; for a new decision: the one it replaces (re-use)."""
    since: date | None = None
    last_day: date | None = None
    """Last day of the term, inclusive."""
    term: str = ""
    """Length in words from the law book ("01 năm")."""
    team: tuple[str, ...] = ()
    """Members of the management team (MGT-220)."""
    ground: str = ""
    """Why management is suspended or stopped, in the words of the law."""
    ground_paper: PaperRef | None = None
    suspended_from: date | None = None
    move: Move | None = None
    demonstration: bool = False


@dataclass(frozen=True)
class ListedPerson:
    """A row of form 10."""

    person: PersonFacts
    decision: PaperRef | None = None
    last_day: date | None = None
    note: str = ""


@dataclass(frozen=True)
class ManagedList:
    """The list of illegal users of a commune on a day (form 10)."""

    issuer: Issuer
    signer: Signer
    on: date
    people: tuple[ListedPerson, ...]
    compiler: str | None = None
    demonstration: bool = False


# --- The two laws ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Law:
    """How papers of a regime cite it, and who acts."""

    law: str
    decree: str
    actor: str
    """"Trưởng Công an {unit}" or "Chủ tịch Ủy ban nhân dân {unit}"."""

    def grounds(self, law_article: str, decree_article: str, *facts: str) -> tuple[Basis, ...]:
        """The lines "Căn cứ …": law, decree, then the papers the case rests on; semicolons, the last one a full stop."""
        found = (f"{law_article} {self.law}", f"{decree_article} {self.decree}", *facts)
        return tuple(Basis(f"Căn cứ {text}{'.' if text is found[-1] else ';'}") for text in found)


_C = _Law(
    law="Luật Phòng, chống ma túy số 120/2025/QH15 ngày 10 tháng 12 năm 2025",
    decree="Nghị định số 163/2026/NĐ-CP ngày 15 tháng 5 năm 2026 của Chính phủ",
    actor="Trưởng Công an",
)
_B = _Law(
    law="Luật Phòng, chống ma túy số 73/2021/QH14 ngày 30 tháng 3 năm 2021",
    decree="Nghị định số 105/2021/NĐ-CP ngày 04 tháng 12 năm 2021 của Chính phủ",
    actor="Chủ tịch Ủy ban nhân dân",
)

_SUBJECT = "người sử dụng trái phép chất ma túy"

# --- Parts ----------------------------------------------------------------------------------------------------------------------


def _person(person: PersonFacts, on: date) -> tuple[Block, ...]:
    """The block of personal fields most forms share (RULES §17.1). Parent or guardian only where the person is or may be a minor."""
    issued = f"{person.identity_issued_on:%d/%m/%Y}" if person.identity_issued_on else None
    lines: list[tuple[Entry, ...]] = [
        (Entry("Họ và tên", person.full_name.upper()), Entry("Giới tính", person.sex)),
        (Entry("Tên gọi khác", person.other_name),),
        (Entry("Ngày, tháng, năm sinh", person.birth), Entry("Dân tộc", person.ethnicity)),
        (Entry("Số căn cước (CC/CCCD/CMND/hộ chiếu)", person.identity_number),),
        (Entry("Ngày cấp", issued), Entry("Nơi cấp", person.identity_issued_by)),
        (Entry("Nơi cư trú", person.residence),),
        (Entry("Nơi ở hiện tại", person.current_address or person.residence),),
        (Entry("Nghề nghiệp", person.occupation), Entry("Nơi làm việc, học tập", person.workplace)),
    ]
    if person.is_minor(on) is not False:
        lines.append((Entry("Cha, mẹ hoặc người giám hộ (người dưới 18 tuổi)", person.guardian),))
    return tuple(Fields(line) for line in lines)


def _moment(on: date, at: time | None) -> str:
    return f"{f'{at:%H} giờ {at:%M} phút, ' if at else ''}{long_day(on)}"


def _result(test: TestFacts) -> str:
    """The test in one sentence part: paper number, day, laboratory, substances."""
    source = PaperRef("Phiếu kết quả xét nghiệm chất ma túy trong cơ thể", test.number, test.on, test.by)
    found = f", dương tính với {', '.join(test.substances)}" if test.substances else ", kết quả dương tính"
    return f"{source}{found}"


def _heading(issuer: Issuer, form: str) -> Heading:
    name = issuer.name.replace(issuer.unit, issuer.unit.replace(" ", "\u00a0"))  # breaks before the unit: "ỦY BAN NHÂN DÂN / PHƯỜNG …"
    return Heading(issuer=name, parent=issuer.parent, place=issuer.place, symbol=series_of(form, issuer.name, issuer.kind))


def _signed(context: ManagementPaper | ManagedList) -> Signature:
    return Signature(context.signer.capacity, context.signer.name or None)


def _authority(law: _Law, issuer: Issuer) -> Centred:
    return Centred(f"{law.actor} {issuer.unit}".upper())


def _decision(
    context: ManagementPaper,
    *,
    key: str,
    law: _Law,
    subject: str,
    bases: tuple[Basis, ...],
    articles: tuple[tuple[str, tuple[Block, ...]], ...],
    recipients: tuple[str, ...],
) -> Document:
    """Any decision: grounds, "QUYẾT ĐỊNH:", numbered articles, the article on carrying it out, the foot."""
    person = context.person
    body: list[Block] = [Title("Quyết định", subject), _authority(law, context.issuer), *bases, Centred("QUYẾT ĐỊNH:")]
    last = (
        "Quyết định này có hiệu lực kể từ ngày ký. Người có tên tại Điều 1 và cơ quan, tổ chức, cá nhân có liên quan chịu trách nhiệm "
        "thi hành Quyết định này. Người có tên tại Điều 1 có quyền khiếu nại, khởi kiện theo quy định của pháp luật./."
    )
    for number, (text, blocks) in enumerate((*articles, (last, ())), start=1):
        body.extend((Paragraph(text, lead=f"Điều {number}."), *blocks))
    body.append(Closing((*(f"{name};" for name in ("Người có tên tại Điều 1", *recipients)), "Lưu: VT, hồ sơ."), _signed(context)))
    family = (person.guardian,) if person.guardian else ()
    return Document(
        form=key,
        heading=replace(_heading(context.issuer, "QĐ"), on=context.on),
        blocks=tuple(body),
        deliver_to=(person.full_name, *family, *recipients),
        demonstration=context.demonstration,
    )


def _committee_of(issuer: Issuer) -> str:
    return f"Ủy ban nhân dân {issuer.unit}"


def _police_of(issuer: Issuer) -> str:
    return f"Công an {issuer.unit}"


# --- Notice of illegal use: form 02 (2026), form 04 (2021) -----------------------------------------------------------------------


def _notice_of_use(context: ManagementPaper, *, key: str, law: _Law, bases: tuple[Basis, ...]) -> Document:
    use, test = context.use, context.test
    assert use is not None  # `needs` of the form
    assert test is not None
    blocks: tuple[Block, ...] = (
        Title("Thông báo", "Về hành vi sử dụng trái phép chất ma túy"),
        Addressee((context.addressee or BLANK,)),
        *bases,
        Paragraph(f"{context.issuer.name} thông báo người có tên sau đây có hành vi sử dụng trái phép chất ma túy:"),
        *_person(context.person, context.on),
        Fields((Entry("Thời gian phát hiện", _moment(use.on, use.at)),)),
        Fields((Entry("Địa điểm phát hiện", use.place),)),
        Fields((Entry("Hành vi", use.account),)),
        Fields((Entry("Kết quả xét nghiệm", _result(test)),)),
        Paragraph(f"{context.issuer.name} thông báo để {context.addressee or BLANK} xem xét, quyết định theo thẩm quyền./."),
        Closing(("Như trên;", "Lưu: VT, hồ sơ."), _signed(context)),
    )
    return Document(
        form=key,
        heading=replace(_heading(context.issuer, "TB"), on=context.on),
        blocks=blocks,
        deliver_to=(context.addressee,) if context.addressee else (),
        demonstration=context.demonstration,
    )


def notice_of_use_2026(context: ManagementPaper) -> Document:
    """Form 02: the detecting agency tells the chief of the commune police (art. 58, decree 163/2026)."""
    return _notice_of_use(context, key="c.02", law=_C, bases=_C.grounds("Điều 23", "Điều 58"))


def notice_of_use_2021(context: ManagementPaper) -> Document:
    """Form 04: the police tell the chair of the commune people's committee (art. 41, decree 105/2021)."""
    return _notice_of_use(context, key="b.04", law=_B, bases=_B.grounds("Điều 22", "Điều 41"))


# --- Management decision: form 04 (2026), form 07 (2021) -------------------------------------------------------------------------


def _facts(context: ManagementPaper) -> tuple[str, ...]:
    """The papers a decision rests on, besides the law."""
    papers = (context.notice, context.decision, context.ground_paper)
    return (*((_result(context.test),) if context.test else ()), *(str(paper) for paper in papers if paper is not None))


def _term(context: ManagementPaper) -> str:
    return f"Thời hạn quản lý là {context.term or BLANK}, kể từ {long_day(context.since)} đến hết {long_day(context.last_day)}."


def _again(context: ManagementPaper) -> str:
    """The sentence for a new term after re-use during management (MGT-107, MGT-207)."""
    return "" if context.decision is None else f" Thời hạn này được tính mới, thay cho thời hạn của {context.decision}."


def management_2026(context: ManagementPaper) -> Document:
    """Form 04: the chief of the commune police places an illegal user under management (art. 24 law 120/2025, art. 59 decree)."""
    absent = " Thời gian vắng mặt khỏi nơi cư trú trái quy định mà không xác định được nơi ở thì không tính vào thời hạn quản lý."
    team = "; ".join(context.team) if context.team else BLANK
    return _decision(
        context,
        key="c.04",
        law=_C,
        subject=f"Áp dụng biện pháp quản lý {_SUBJECT}",
        bases=_C.grounds("Điều 24", "Điều 59", *_facts(context)),
        articles=(
            (f"Áp dụng biện pháp quản lý {_SUBJECT} đối với người có tên sau đây:", _person(context.person, context.on)),
            (_term(context) + _again(context) + absent, ()),
            (f"Giao Tổ quản lý thực hiện việc quản lý, giúp đỡ người có tên tại Điều 1, gồm: {team}.", ()),
        ),
        recipients=("Tổ quản lý", _committee_of(context.issuer)),
    )


def management_2021(context: ManagementPaper) -> Document:
    """Form 07: the chair of the commune people's committee decides (art. 23 law 73/2021, art. 42 decree 105/2021)."""
    police = _police_of(context.issuer)
    return _decision(
        context,
        key="b.07",
        law=_B,
        subject=f"Áp dụng biện pháp quản lý {_SUBJECT}",
        bases=_B.grounds("Điều 23", "Điều 42", *_facts(context)),
        articles=(
            (f"Áp dụng biện pháp quản lý {_SUBJECT} đối với người có tên sau đây:", _person(context.person, context.on)),
            (_term(context) + _again(context), ()),
            (f"Giao {police} chủ trì, phối hợp với gia đình và tổ chức có liên quan quản lý, giúp đỡ người có tên tại Điều 1.", ()),
        ),
        recipients=(police,),
    )


# --- Transfer of the file: form 06 (2026), form 08 (2021) ------------------------------------------------------------------------


def _transfer(context: ManagementPaper, *, key: str, law: _Law, bases: tuple[Basis, ...], receiver: str) -> Document:
    move, decision = context.move, context.decision
    assert move is not None  # `needs` of the form
    assert decision is not None
    rows = tuple((str(number), paper, None) for number, paper in enumerate(move.papers or (BLANK,), start=1))
    blocks: tuple[Block, ...] = (
        Title("Thông báo", f"Về việc chuyển hồ sơ quản lý {_SUBJECT}"),
        Addressee((receiver,)),
        *bases,
        Paragraph(f"{context.issuer.name} thông báo và chuyển hồ sơ của người có tên sau đây, đang bị quản lý theo {decision}:"),
        *_person(context.person, context.on),
        Paragraph(
            f"Người này chuyển nơi cư trú từ {context.issuer.unit} đến {move.to_address or move.to_unit} từ {long_day(move.on)}. "
            f"Thời hạn quản lý đến hết {long_day(context.last_day)}."
        ),
        Paragraph("Hồ sơ chuyển gồm:"),
        Table((Column("STT", 0.6), Column("Tên tài liệu", 5), Column("Số tờ", 1)), rows),
        Paragraph(f"Đề nghị {receiver} tiếp nhận hồ sơ, tiếp tục quản lý phần thời hạn còn lại và báo lại việc đã nhận./."),
        Closing(("Như trên;", "Người được chuyển hồ sơ;", "Lưu: VT, hồ sơ."), _signed(context)),
    )
    return Document(
        form=key,
        heading=replace(_heading(context.issuer, "TB"), on=context.on),
        blocks=blocks,
        deliver_to=(receiver, context.person.full_name),
        demonstration=context.demonstration,
    )


def transfer_2026(context: ManagementPaper) -> Document:
    """Form 06: the old commune's police send the file to the new one's (art. 27 law 120/2025, art. 62 decree 163/2026)."""
    receiver = f"Công an {context.move.to_unit}" if context.move else BLANK
    return _transfer(context, key="c.06", law=_C, bases=_C.grounds("khoản 2 Điều 27", "Điều 62"), receiver=receiver)


def transfer_2021(context: ManagementPaper) -> Document:
    """Form 08: between chairs of commune people's committees (art. 47 decree 105/2021)."""
    receiver = f"Chủ tịch Ủy ban nhân dân {context.move.to_unit}" if context.move else BLANK
    return _transfer(context, key="b.08", law=_B, bases=_B.grounds("Điều 23", "khoản 2 Điều 47"), receiver=receiver)


# --- Suspension: form 07 (2026) --------------------------------------------------------------------------------------------------


def suspension_2026(context: ManagementPaper) -> Document:
    """Form 07: management rests while the person is in criminal detention (art. 24.7 law 120/2025, art. 63 decree 163/2026)."""
    return _decision(
        context,
        key="c.07",
        law=_C,
        subject=f"Tạm đình chỉ quản lý {_SUBJECT}",
        bases=_C.grounds("khoản 7 Điều 24", "Điều 63", *_facts(context)),
        articles=(
            (f"Tạm đình chỉ quản lý {_SUBJECT} đối với người có tên sau đây:", _person(context.person, context.on)),
            (f"Lý do tạm đình chỉ: {context.ground or BLANK}. Thời gian tạm đình chỉ tính từ {long_day(context.suspended_from)}.", ()),
            (
                "Khi hết thời gian bị tạm giữ, tạm giam mà thời hạn quản lý vẫn còn thì tiếp tục quản lý cho đến hết thời hạn; nếu thời "
                "gian tạm giữ, tạm giam dài hơn thời hạn quản lý còn lại thì dừng quản lý. "
                f"Thời hạn quản lý đến hết {long_day(context.last_day)}.",
                (),
            ),
        ),
        recipients=("Cơ quan đang tạm giữ, tạm giam", _committee_of(context.issuer)),
    )


# --- Stop: form 08 (2026), form 09 (2021); end: form 09 (2026), form 10 (2021) ------------------------------------------------------


def _ending(context: ManagementPaper, *, key: str, law: _Law, bases: tuple[Basis, ...], verb: str, why: str, off_list: bool) -> Document:
    articles: list[tuple[str, tuple[Block, ...]]] = [
        (f"{verb} quản lý {_SUBJECT} đối với người có tên sau đây:", _person(context.person, context.on)),
        (f"{why} {verb} từ {long_day(context.on)}.", ()),
    ]
    if off_list:
        articles.append((f"Đưa người có tên tại Điều 1 ra khỏi danh sách {_SUBJECT}.", ()))
    informed = _committee_of(context.issuer) if law is _C else _police_of(context.issuer)
    return _decision(
        context,
        key=key,
        law=law,
        subject=f"{verb} quản lý {_SUBJECT}",
        bases=bases,
        articles=tuple(articles),
        recipients=(informed,),
    )


def stop_2026(context: ManagementPaper) -> Document:
    """Form 08: a ground of art. 24.5 law 120/2025 stops management (art. 63 decree 163/2026)."""
    why = f"Lý do dừng: {context.ground or BLANK}."
    return _ending(
        context, key="c.08", law=_C, bases=_C.grounds("khoản 5 Điều 24", "Điều 63", *_facts(context)), verb="Dừng", why=why, off_list=True
    )


def stop_2021(context: ManagementPaper) -> Document:
    """Form 09: a ground of art. 23.5 law 73/2021 stops management (art. 48 decree 105/2021)."""
    why = f"Lý do dừng: {context.ground or BLANK}."
    return _ending(
        context, key="b.09", law=_B, bases=_B.grounds("khoản 5 Điều 23", "Điều 48", *_facts(context)), verb="Dừng", why=why, off_list=False
    )


def _served(context: ManagementPaper) -> str:
    return f"Thời hạn quản lý theo {context.decision} đã hết {long_day(context.last_day)}."


def end_2026(context: ManagementPaper) -> Document:
    """Form 09: the term has run out without new use (art. 63 decree 163/2026)."""
    bases = _C.grounds("Điều 24", "Điều 63", *_facts(context))
    return _ending(context, key="c.09", law=_C, bases=bases, verb="Chấm dứt", why=_served(context), off_list=True)


def end_2021(context: ManagementPaper) -> Document:
    """Form 10: the term has run out without new use (art. 48 decree 105/2021)."""
    bases = _B.grounds("Điều 23", "khoản 2 Điều 48", *_facts(context))
    return _ending(context, key="b.10", law=_B, bases=bases, verb="Chấm dứt", why=_served(context), off_list=False)


# --- List: form 10 (2026) --------------------------------------------------------------------------------------------------------

_LIST_COLUMNS = (
    Column("STT", 0.7),
    Column("Họ và tên", 2.1),
    Column("Ngày, tháng, năm sinh", 1.4),
    Column("Giới tính", 0.8),
    Column("Số căn cước", 1.7),
    Column("Nơi cư trú", 2.6),
    Column("Số, ngày quyết định quản lý", 1.8),
    Column("Quản lý đến hết ngày", 1.4),
    Column("Ghi chú", 1.1),
)


def _short(paper: PaperRef | None) -> str | None:
    """ "118/QĐ-CAP, 23/11/2026": a paper in a table cell."""
    if paper is None:
        return None
    return ", ".join(part for part in (paper.number, f"{paper.on:%d/%m/%Y}" if paper.on else None) if part)


def list_2026(context: ManagedList) -> Document:
    """Form 10: the commune's list of illegal users on a day (art. 27 law 120/2025). Its columns are our own reading of the form."""
    rows = tuple(
        (
            str(number),
            row.person.full_name,
            row.person.birth,
            row.person.sex,
            row.person.identity_number,
            row.person.dwelling,
            _short(row.decision),
            None if row.last_day is None else f"{row.last_day:%d/%m/%Y}",
            row.note or None,
        )
        for number, row in enumerate(context.people, start=1)
    )
    blocks: tuple[Block, ...] = (
        Title("Danh sách", f"Người sử dụng trái phép chất ma túy của {context.issuer.unit}, tính đến {long_day(context.on)}"),
        Table(_LIST_COLUMNS, rows),
        Paragraph(f"Danh sách này có {len(context.people):02d} người./."),
        Closing((), _signed(context), left=Signature(("Người lập danh sách",), context.compiler)),
    )
    return Document(
        form="c.10",
        heading=replace(_heading(context.issuer, "DS"), on=context.on),
        blocks=blocks,
        landscape=True,
        demonstration=context.demonstration,
    )


# --- Checks and the registry -----------------------------------------------------------------------------------------------------


def _in_order(context: ManagementPaper) -> Problem | None:
    """The papers and days a paper speaks of come before it."""
    earlier: tuple[tuple[str, date | None], ...] = (
        (N_("Ngày xét nghiệm"), context.test.on if context.test else None),
        (N_("Ngày phát hiện hành vi"), context.use.on if context.use else None),
        (N_("Ngày thông báo"), context.notice.on if context.notice else None),
        (N_("Ngày quyết định quản lý"), context.decision.on if context.decision else None),
        (N_("Ngày văn bản làm căn cứ"), context.ground_paper.on if context.ground_paper else None),
    )
    for what, day in earlier:
        if day is not None and day > context.on:
            return Problem(
                "paper.day_after",
                N_("%(what)s %(day)s sau ngày văn bản %(on)s."),
                N_("Văn bản không thể căn cứ vào việc chưa xảy ra."),
                N_("Sửa một trong hai ngày."),
                field="on",
                params={"what": what, "day": f"{day:%d/%m/%Y}", "on": f"{context.on:%d/%m/%Y}"},
            )
    return None


def _term_in_order(context: ManagementPaper) -> Problem | None:
    if context.since is None or context.last_day is None or context.since <= context.last_day:
        return None
    return Problem(
        "paper.term_reversed",
        N_("Thời hạn từ %(since)s đến %(last)s là ngược."),
        N_("Ngày cuối không thể trước ngày đầu."),
        N_("Sửa lại thời hạn."),
        field="last_day",
        params={"since": f"{context.since:%d/%m/%Y}", "last": f"{context.last_day:%d/%m/%Y}"},
    )


def _term_is_over(context: ManagementPaper) -> Problem | None:
    """An end decision before the last day would cut the term that the law gives."""
    if context.last_day is None or context.on >= context.last_day:
        return None
    return Problem(
        "paper.term_runs",
        N_("Thời hạn quản lý đến hết ngày %(last)s, chưa chấm dứt được."),
        N_("Chấm dứt là khi hết thời hạn mà không sử dụng lại; trước đó chỉ có thể dừng theo căn cứ luật định."),
        N_("Sửa ngày quyết định, hoặc ra quyết định dừng."),
        field="on",
        params={"last": f"{context.last_day:%d/%m/%Y}"},
    )


_BODY = (
    Need("issuer.name", N_("tên cơ quan ban hành")),
    Need("issuer.place", N_("địa danh")),
    Need("signer.name", N_("họ tên người ký")),
    Need("signer.title", N_("chức vụ người ký")),
)
_PERSON = (*_BODY, Need("person.full_name", N_("họ và tên")), Need("person.birth", N_("ngày hoặc năm sinh")))
_USE = (
    *_PERSON,
    Need("addressee", N_("nơi nhận thông báo")),
    Need("use", N_("thời gian, địa điểm phát hiện")),
    Need("test", N_("kết quả xét nghiệm")),
    Need("person.dwelling", N_("nơi cư trú")),
)
_MANAGE = (
    *_PERSON,
    Need("person.dwelling", N_("nơi cư trú")),
    Need("test", N_("kết quả xét nghiệm")),
    Need("since", N_("ngày bắt đầu quản lý")),
    Need("last_day", N_("ngày cuối thời hạn quản lý")),
    Need("term", N_("thời hạn quản lý")),
)
_DECIDED = (*_PERSON, Need("decision", N_("quyết định quản lý đang thi hành")))
_TRANSFER = (*_DECIDED, Need("move", N_("nơi chuyển đến")), Need("last_day", N_("ngày cuối thời hạn quản lý")))
_SUSPEND = (
    *_DECIDED,
    Need("ground", N_("căn cứ tạm đình chỉ")),
    Need("suspended_from", N_("ngày bắt đầu tạm đình chỉ")),
    Need("last_day", N_("ngày cuối thời hạn quản lý")),
)
_LIST = (*_BODY, Need("people", N_("người nào trong danh sách")))
_STOP = (*_DECIDED, Need("ground", N_("căn cứ dừng quản lý")))
_END = (*_DECIDED, Need("last_day", N_("ngày cuối thời hạn quản lý")))

_ORDER = (_in_order, _term_in_order)
_D163 = FormSource("163/2026/NĐ-CP", "Phụ lục III", since=date(2026, 7, 1))
_D105 = FormSource("105/2021/NĐ-CP", "Phụ lục", since=date(2022, 1, 1), until=date(2026, 7, 1))
_POLICE, _COMMITTEE, _FINDER = IssuerKind.COMMUNE_POLICE, IssuerKind.COMMUNE_COMMITTEE, IssuerKind.DETECTING_AGENCY
_UNREAD = N_("Chưa đọc được lời văn của mẫu trong phụ lục; các mục ghi theo điều luật dẫn trong giấy.")
_UNREAD_TABLE = N_("Chưa đọc được các cột của bảng trong phụ lục; các cột ở đây là cách hiểu của hệ thống.")

_USED = N_("Thông báo về hành vi sử dụng trái phép chất ma túy")
_MANAGED = N_("Quyết định áp dụng biện pháp quản lý người sử dụng trái phép chất ma túy")
_MOVED = N_("Thông báo về việc chuyển hồ sơ quản lý người sử dụng trái phép chất ma túy")
_SUSPENDED = N_("Quyết định tạm đình chỉ quản lý người sử dụng trái phép chất ma túy")
_STOPPED = N_("Quyết định dừng quản lý người sử dụng trái phép chất ma túy")
_ENDED = N_("Quyết định chấm dứt quản lý người sử dụng trái phép chất ma túy")
_LISTED = N_("Danh sách người sử dụng trái phép chất ma túy")

MANAGEMENT_FORMS: Mapping[str, PaperForm[ManagementPaper]] = {
    form.key: form
    for form in (
        PaperForm("c.02", _D163, "02", _USED, "TB", _FINDER, notice_of_use_2026, _UNREAD, _USE, _ORDER),
        PaperForm("c.04", _D163, "04", _MANAGED, "QĐ", _POLICE, management_2026, _UNREAD, _MANAGE, _ORDER),
        PaperForm("c.06", _D163, "06", _MOVED, "TB", _POLICE, transfer_2026, _UNREAD, _TRANSFER, _ORDER),
        PaperForm("c.07", _D163, "07", _SUSPENDED, "QĐ", _POLICE, suspension_2026, _UNREAD, _SUSPEND, _ORDER),
        PaperForm("c.08", _D163, "08", _STOPPED, "QĐ", _POLICE, stop_2026, _UNREAD, _STOP, _ORDER),
        PaperForm("c.09", _D163, "09", _ENDED, "QĐ", _POLICE, end_2026, _UNREAD, _END, (*_ORDER, _term_is_over)),
        PaperForm("b.04", _D105, "04", _USED, "TB", _FINDER, notice_of_use_2021, _UNREAD, _USE, _ORDER),
        PaperForm("b.07", _D105, "07", _MANAGED, "QĐ", _COMMITTEE, management_2021, _UNREAD, _MANAGE, _ORDER),
        PaperForm("b.08", _D105, "08", _MOVED, "TB", _COMMITTEE, transfer_2021, _UNREAD, _TRANSFER, _ORDER),
        PaperForm("b.09", _D105, "09", _STOPPED, "QĐ", _COMMITTEE, stop_2021, _UNREAD, _STOP, _ORDER),
        PaperForm("b.10", _D105, "10", _ENDED, "QĐ", _COMMITTEE, end_2021, _UNREAD, _END, (*_ORDER, _term_is_over)),
    )
}
"""The forms that speak of one person's case."""

LIST_FORMS: Mapping[str, PaperForm[ManagedList]] = {
    "c.10": PaperForm("c.10", _D163, "10", _LISTED, "DS", _POLICE, list_2026, _UNREAD_TABLE, _LIST),
}
"""The forms that speak of many people. Decree 105/2021 has no form for the list."""

FORMS: Mapping[str, PaperForm[Any]] = {**MANAGEMENT_FORMS, **LIST_FORMS}
"""Every form of this app by its key: "c." decree 163/2026 annex III, "b." decree 105/2021."""

FORM_FOR: Mapping[str, Mapping[str, str]] = {
    "notice": {"b": "b.04", "c": "c.02"},
    "decision": {"b": "b.07", "c": "c.04"},
    "transfer": {"b": "b.08", "c": "c.06"},
    "suspension": {"c": "c.07"},
    "stop": {"b": "b.09", "c": "c.08"},
    "end": {"b": "b.10", "c": "c.09"},
    "list": {"c": "c.10"},
}
"""Purpose of a paper and regime ("b" law 73/2021, "c" law 120/2025) to the form; a law without such a form has no entry."""

"""How is an official paper issued, signed for, handed over, declared void?"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import assert_right
from hoanhap.audit.rules import Action
from hoanhap.audit.services import record as log
from hoanhap.documents import rules
from hoanhap.documents.models import NumberBook, Paper, PaperAccess, PaperEvent, PaperFile
from hoanhap.documents.rendering.blocks import Document, Heading, NationHeading, Paragraph, Stamp, Title
from hoanhap.documents.rendering.docx import render_docx
from hoanhap.documents.rendering.pdf import Unprintable, render_pdf
from hoanhap.documents.rendering.wording import number_text
from hoanhap.documents.rules import Format, PaperEventKind, PaperForm
from hoanhap.kit.dates import now, today
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.units.models import Organisation

TOKEN_BYTES = 16
"""128 bits: the check address cannot be guessed."""


type Officer = User
"""Who writes: a signed-in user."""


@dataclass(frozen=True)
class Place:
    """The units of today that may see a paper: ids of commune and province."""

    commune: int
    province: int


@transaction.atomic
def issue(
    form: PaperForm[Any],
    document: Document,
    *,
    organisation: Organisation,
    on: date,
    by: User,
    place: Place,
    request_key: str,
    about: str = "",
    person_id: int | None = None,
    right: P = P.PAPER_ISSUE,
) -> Paper:
    """Number a paper, freeze it, render both files and store them. The same `request_key` gives the same paper again.

    `document` comes from `form.compose`; the caller has shown `form.problems` to the officer. The number is taken from the book of the
    organisation, year and series under a row lock in this transaction, so a rollback leaves no gap. Papers that speak of no person may
    ask for another right than PAPER_ISSUE. Raises PermissionDenied without it over the place, Refused when the text cannot be printed
    or the day is in the future.
    """
    assert_right(by, right, commune=place.commune, province=place.province)
    _refuse(_not_future(on))
    book = _locked_book(organisation, on.year, _series(document))
    known = Paper.objects.filter(request_key=request_key).first()
    if known is not None:
        return known
    number = None
    if book is not None:
        number = book.last_number + 1
        NumberBook.objects.filter(pk=book.pk).update(last_number=number)
    paper = build_paper(
        form,
        document,
        organisation=organisation,
        number=number,
        on=on,
        by=by,
        place=place,
        request_key=request_key,
        about=about,
        person_id=person_id,
    )
    paper.save(force_insert=True)
    for format in Format:
        _file(paper, format)
    log(
        Action.ISSUE,
        by=by,
        subject_type="paper",
        subject_id=str(paper.pk),
        person_id=person_id,
        detail={"form": paper.form, "number": number, "year": paper.year},
    )
    return paper


def build_paper(
    form: PaperForm[Any],
    document: Document,
    *,
    organisation: Organisation,
    number: int | None,
    on: date,
    by: User,
    place: Place,
    request_key: str,
    about: str = "",
    person_id: int | None = None,
) -> Paper:
    """An unsaved paper with its frozen data, hash and token. For `issue`, and for bulk loading of demonstration data.

    Files need not be stored with it: `file_of` renders them from the frozen data when they are first asked for.
    """
    frozen = document.numbered(number, on)
    signature = frozen.signature
    series = _series(frozen)
    return Paper(
        form=form.key,
        decree=form.source.decree,
        annex=form.source.annex,
        form_number=form.number,
        title=form.title,
        unchecked=form.unchecked,
        organisation=organisation,
        organisation_name=frozen.heading.issuer if isinstance(frozen.heading, Heading) else organisation.name,
        series=series if number is not None else "",
        year=on.year,
        number=number,
        symbol=number_text(number, series) if number is not None else "",
        issued_on=on,
        issued_at=now(),
        issued_by=by,
        signer_name=(signature.name or "") if signature else "",
        signer_title=", ".join(signature.capacity) if signature else "",
        about=about,
        person_id=person_id,
        data=frozen.to_data(),
        sha256=frozen.sha256(),
        token=secrets.token_urlsafe(TOKEN_BYTES),
        request_key=request_key,
        commune_id=place.commune,
        province_id=place.province,
        is_demo=frozen.demonstration,
    )


DESTROYED = "Nội dung giấy này đã tiêu hủy theo quyết định; số, ngày và mã kiểm vẫn giữ trong sổ."


def check_url(paper: Paper) -> str:
    """The public address where anybody may check the paper."""
    return f"{settings.PUBLIC_URL}{reverse('paper_verify', args=[paper.token])}"


def stamp_of(paper: Paper) -> Stamp:
    """What the QR block of the paper says."""
    return Stamp(number=paper.symbol or paper.title, on=paper.issued_on, sha256=paper.sha256, url=check_url(paper))


def document_of(paper: Paper) -> Document:
    """The frozen document of the paper. Raises ValueError if the stored data does not give the stored hash.

    A paper whose content was destroyed by a decision (requests.services) has no data any more; its hash still fits the copy handed out.
    """
    if "schema" not in paper.data:
        return Document(paper.form, NationHeading(on=paper.issued_on), (Title(paper.title, paper.symbol), Paragraph(DESTROYED)))
    document = Document.from_data(paper.data)
    if document.sha256() != paper.sha256:
        raise ValueError(f"paper {paper.pk}: data and hash disagree")
    return document


def preview_pdf(document: Document) -> bytes:
    """A draft as .pdf: no number, no QR. Raises Refused when a character cannot be printed."""
    return _printable(render_pdf, document, None)


@transaction.atomic
def file_of(paper: Paper, format: Format, *, by: User) -> bytes:
    """The stored file of a paper the reader may see, and a row in the log for the download."""
    stored = PaperFile.objects.filter(paper=paper, format=format.value).first() or _file(paper, format)
    log(Action.DOWNLOAD, by=by, subject_type="paper", subject_id=str(paper.pk), person_id=paper.person_id, detail={"format": format.value})
    return bytes(stored.content)


@transaction.atomic
def sign(paper_id: UUID, *, on: date, by: User) -> PaperEvent:
    """Record that the paper was signed on `on`. Raises Refused, PermissionDenied; Paper.DoesNotExist outside scope."""
    paper, past = _open(paper_id, by)
    _refuse(rules.may_sign(past, on=on, issued_on=paper.issued_on), _not_future(on))
    return _event(paper, PaperEventKind.SIGNED, on=on, by=by)


@transaction.atomic
def record_delivery(paper_id: UUID, recipients: Sequence[str], *, on: date, by: User) -> list[PaperEvent]:
    """Record to whom the paper was handed over on `on`. All or none. Raises Refused, PermissionDenied; Paper.DoesNotExist outside scope."""
    paper, past = _open(paper_id, by)
    chosen = [recipient.strip() for recipient in recipients if recipient.strip()] or [""]
    _refuse(_not_future(on), *(rules.may_deliver(past, recipient, on=on, issued_on=paper.issued_on) for recipient in dict.fromkeys(chosen)))
    return [_event(paper, PaperEventKind.DELIVERED, on=on, by=by, recipient=recipient) for recipient in dict.fromkeys(chosen)]


@transaction.atomic
def void_paper(paper_id: UUID, *, on: date, by: User, reason: str) -> PaperEvent:
    """Declare the paper void. Its number stays taken. Raises Refused, PermissionDenied; Paper.DoesNotExist outside scope."""
    paper, past = _open(paper_id, by)
    _refuse(rules.may_void(past, reason), _not_future(on))
    return _event(paper, PaperEventKind.VOIDED, on=on, by=by, reason=reason.strip())


@transaction.atomic
def replace_paper(paper_id: UUID, *, with_paper: Paper, on: date, by: User, reason: str = "") -> PaperEvent:
    """Note that another issued paper takes the place of this one. Raises Refused, PermissionDenied; Paper.DoesNotExist outside scope."""
    paper, past = _open(paper_id, by)
    if with_paper.pk == paper.pk:
        raise Refused([Problem("paper.replaces_itself", N_("Giấy không thể tự thay mình."), "", N_("Chọn giấy khác."))])
    _refuse(None if past.is_open else rules.ended(past), _not_future(on))
    return _event(paper, PaperEventKind.REPLACED, on=on, by=by, reason=reason.strip(), replacement=with_paper)


@transaction.atomic
def lend_paper(paper_id: UUID, *, to: Place, by: User) -> None:
    """Let another commune read the paper, when its case is handed over. Raises Paper.DoesNotExist when `by` may not read it."""
    paper = Paper.objects.open_to(by).get(pk=paper_id)
    PaperAccess.objects.bulk_create(
        [PaperAccess(paper=paper, commune_id=to.commune, province_id=to.province, at=now())], ignore_conflicts=True
    )


def take_back_papers(paper_ids: Sequence[UUID], *, commune: int) -> None:
    """End what `lend_paper` gave a commune: it returned the file, or was sent it by mistake."""
    PaperAccess.objects.filter(paper__in=paper_ids, commune=commune).delete()


@transaction.atomic
def continue_book(organisation: Organisation, *, year: int, series: str, last_number: int, by: User, place: Place) -> NumberBook:
    """Carry on an agency's paper book: the next paper gets `last_number` + 1.

    Only upwards, so that no number is given twice. Raises Refused when the book has gone further, PermissionDenied outside scope.
    """
    assert_right(by, P.PAPER_ISSUE, commune=place.commune, province=place.province)
    _refuse(rules.may_continue(series, year=year, last_number=last_number, reached=0))
    book = _locked_book(organisation, year, series)
    assert book is not None  # the series is not empty
    _refuse(rules.may_continue(series, year=year, last_number=last_number, reached=book.last_number))
    NumberBook.objects.filter(pk=book.pk).update(last_number=last_number)
    book.last_number = last_number
    log(Action.UPDATE, by=by, subject_type="number_book", subject_id=book.pk, detail={"year": year, "last_number": last_number})
    return book


def _series(document: Document) -> str:
    return "" if isinstance(document.heading, NationHeading) else document.heading.symbol


def _locked_book(organisation: Organisation, year: int, series: str) -> NumberBook | None:
    """The number book, locked to the end of the transaction; None for forms without a number."""
    if not series:
        return None
    NumberBook.objects.bulk_create([NumberBook(organisation=organisation, year=year, series=series)], ignore_conflicts=True)
    return NumberBook.objects.select_for_update().get(organisation=organisation, year=year, series=series)


def _file(paper: Paper, format: Format) -> PaperFile:
    render = {Format.PDF: render_pdf, Format.DOCX: render_docx}[format]
    content = _printable(render, document_of(paper), stamp_of(paper))
    return PaperFile.objects.create(paper=paper, format=format.value, content=content, sha256=hashlib.sha256(content).hexdigest())


def _printable(render: Any, document: Document, stamp: Stamp | None) -> bytes:
    try:
        content: bytes = render(document, stamp)
    except Unprintable as error:
        raise Refused([rules.unprintable(error.text)]) from None
    return content


def _open(paper_id: UUID, by: User) -> tuple[Paper, rules.History]:
    """The paper in the writer's scope with its events so far, alone in this transaction.

    The row itself is append-only (the web role may not lock it), so writers of its events queue on an advisory lock.
    """
    paper = Paper.objects.visible_to(by).get(pk=paper_id)
    assert_right(by, P.PAPER_ISSUE, commune=paper.commune_id, province=paper.province_id)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"paper {paper.pk}"])
    return paper, paper.history


def _refuse(*problems: Problem | None) -> None:
    found = [problem for problem in problems if problem is not None]
    if found:
        raise Refused(found)


def _not_future(on: date) -> Problem | None:
    return rules.not_future(on, today=today())


def _event(paper: Paper, kind: PaperEventKind, *, on: date, by: User, **values: Any) -> PaperEvent:
    event = PaperEvent.objects.create(paper=paper, kind=kind.value, on=on, at=now(), by=by, **values)
    action = Action.VOID if kind is PaperEventKind.VOIDED else Action.RECORD
    log(action, by=by, subject_type="paper", subject_id=str(paper.pk), person_id=paper.person_id, detail={"kind": kind.value})
    return event

"""Which papers and number books may a reader see, and what may anybody know who holds a paper in the hand?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import Reader, scope_of, scope_q
from hoanhap.documents import rules
from hoanhap.documents.models import NumberBook, Paper, PaperEvent
from hoanhap.documents.rendering.blocks import clean
from hoanhap.documents.services import Place
from hoanhap.kit.dates import today
from hoanhap.kit.formats import citation
from hoanhap.units.models import Organisation


def visible_papers(user: Reader) -> QuerySet[Paper]:
    """The papers of the reader's communes, newest first, with what a list shows of them (not the frozen data)."""
    events = PaperEvent.objects.order_by("pk")
    return (
        Paper.objects.visible_to(user)
        .defer("data")
        .annotate(recipients=F("data__deliver_to"))
        .prefetch_related(Prefetch("events", queryset=events))
        .order_by("-issued_on", "-issued_at", "-pk")
    )


def paper_or_404(user: Reader, pk: UUID) -> Paper:
    """A paper the reader may open, with its events; Http404 outside scope."""
    papers = Paper.objects.open_to(user).select_related("organisation", "issued_by").prefetch_related("events__by", "events__replacement")
    paper = papers.filter(pk=pk).first()
    if paper is None:
        raise Http404
    return paper


def may_write(user: Reader, paper: Paper) -> bool:
    """Whether the reader may sign, hand over or void it: the own commune's officers, not those it was lent to."""
    return scope_of(user, today(), P.PAPER_ISSUE).covers(commune=paper.commune_id, province=paper.province_id)


def search_papers(papers: QuerySet[Paper], *, text: str = "", form: str = "", year: int | None = None) -> QuerySet[Paper]:
    """Narrow papers to a number or symbol, a form, a year of issue. Not to a name: the filter stands in the address."""
    words = clean(text)
    if words:
        found = Q(symbol__iexact=words) | Q(symbol__istartswith=f"{words}/")
        if words.isdigit() and len(words) < 9:
            found |= Q(number=int(words))
        papers = papers.filter(found)
    if form:
        papers = papers.filter(form=form)
    return papers if year is None else papers.filter(year=year)


def forms_in_use(user: Reader) -> list[tuple[str, str]]:
    """Key and citation of the forms of which the reader sees papers."""
    rows = Paper.objects.visible_to(user).order_by("form").values_list("form", "decree", "annex", "form_number", "title").distinct()
    return [(form, f"{citation(rules.cite(decree, annex, number))}: {gettext(title)}") for form, decree, annex, number, title in rows]


def number_books(user: Reader, year: int) -> QuerySet[NumberBook]:
    """The number books of a year in the reader's scope, with their organisations."""
    within = scope_q(user, commune="organisation__unit", province="organisation__unit__province", right=P.PAPER_VIEW)
    return NumberBook.objects.filter(within, year=year).select_related("organisation").order_by("organisation__name", "series")


def own_organisations(user: User) -> list[Organisation]:
    """The organisations that the user works for today: whose number books the user may carry on."""
    return [grant.organisation for grant in user.grants_on(today()) if grant.organisation is not None]


def place_of(organisation: Organisation) -> Place:
    """The commune (or, for a provincial agency, province) of an organisation, as scope asks for it."""
    unit = organisation.unit
    return Place(commune=unit.pk, province=unit.province_id or unit.pk)


@dataclass(frozen=True)
class PublicCheck:
    """All that the public check page says of a paper: nothing about any person."""

    symbol: str
    issued_on: date
    title: str
    citation: str
    issuer: str
    sha256: str
    state: rules.PaperState
    signed_on: date | None
    ended_on: date | None
    replacement_symbol: str
    is_demo: bool
    files: Mapping[str, str]
    """Hash of each stored file and its format."""

    def disagreements(self, claimed: Mapping[str, Any]) -> list[str]:
        """Which of the QR code's claims (`so`, `ngay`, `ma`) are not those of the register: names of the fields."""
        own = {"so": self.symbol or self.title, "ngay": self.issued_on.isoformat(), "ma": self.sha256}
        return [name for name, value in own.items() if name in claimed and unquote(str(claimed[name])) != value]


def public_check(token: str) -> PublicCheck:
    """What anybody may know of the paper with this token. Http404 when there is none."""
    paper = Paper.objects.filter(token=token).prefetch_related("events__replacement", "files").first()
    if paper is None:
        raise Http404
    past = paper.history
    ending = next(
        (event for event in paper.events.all() if event.kind in (rules.PaperEventKind.VOIDED, rules.PaperEventKind.REPLACED)), None
    )
    return PublicCheck(
        symbol=paper.symbol,
        issued_on=paper.issued_on,
        title=paper.title,
        citation=paper.citation,
        issuer=paper.organisation_name,
        sha256=paper.sha256,
        state=past.state,
        signed_on=past.signed_on,
        ended_on=ending.on if ending else None,
        replacement_symbol=ending.replacement.symbol if ending and ending.replacement else "",
        is_demo=paper.is_demo,
        files={file.sha256: file.format for file in paper.files.all()},
    )

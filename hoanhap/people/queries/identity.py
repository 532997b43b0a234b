"""What is known of a person besides the name, ready for a page?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import Reader, scope_of
from hoanhap.kit.dates import FOREVER, today
from hoanhap.kit.forms import told
from hoanhap.people.models import Address, Background, IdentityPaper, PastMeasure, Person, Photo, Relative
from hoanhap.people.queries.person import addresses_of, is_minor
from hoanhap.people.rules import NO_REPRESENTATIVE


@dataclass(frozen=True)
class Identity:
    """Everything of the page «Nhân thân»."""

    papers: list[IdentityPaper]
    withdrawn: list[IdentityPaper]
    addresses: list[Address]
    relatives: list[Relative]
    former_relatives: list[Relative]
    photo_day: date | None
    background: Background | None
    past_measures: list[PastMeasure]


def identity_of(person: Person) -> Identity:
    """All parts. The caller has the person through `person_or_404`."""
    day = today()
    papers = list(person.identity_papers.order_by("withdrawn_at", "-issued_on", "-pk"))
    relatives = list(person.relatives.order_by("-stands_for", "pk"))
    now, before = [one for one in relatives if one.until > day], [one for one in relatives if one.until <= day]
    return Identity(
        papers=[paper for paper in papers if paper.withdrawn_at is None],
        withdrawn=[paper for paper in papers if paper.withdrawn_at is not None],
        addresses=addresses_of(person),
        relatives=now,
        former_relatives=before,
        photo_day=Photo.objects.filter(person=person).values_list("taken_on", flat=True).first(),
        background=Background.objects.filter(person=person).first(),
        past_measures=list(person.past_measures.order_by("since", "pk")),
    )


def missing_representative(user: Reader, person: Person) -> dict[str, Any]:
    """Context of `people/missing_representative.html`: `missing`, that nobody stands for a person of 12 to under 18, and `may_edit`.

    For forms and papers that speak of a parent or guardian; it blocks nothing, legal clocks run on.
    """
    day = today()
    if not is_minor(person, day) or person.relatives.filter(stands_for=True, until__gt=day).exists():
        return {"missing": None, "may_edit": False}
    may_edit = scope_of(user, day, P.PERSON_REGISTER).covers(commune=person.commune_id, province=person.province_id)
    return {"missing": told(NO_REPRESENTATIVE), "may_edit": may_edit}


ROWS: dict[str, type[Any]] = {"identity_paper": IdentityPaper, "address": Address, "relative": Relative, "past_measure": PastMeasure}


def row_or_404(person: Person, part: str, key: int) -> Any:
    """One row of a part of the person's file; Http404 when it is not there, or was withdrawn."""
    rows = ROWS[part].objects.filter(person=person, pk=key)
    rows = (
        rows.filter(withdrawn_at=None) if part == "identity_paper" else rows.select_related("unit__province") if part == "address" else rows
    )
    found = rows.first()
    if found is None:
        raise Http404
    return found


def background_of(person: Person) -> Background | None:
    """Items 12 to 16 of form 33, if somebody wrote them down."""
    return Background.objects.filter(person=person).first()


def is_expired(paper: IdentityPaper, day: date) -> bool:
    """Whether the paper is no longer valid on the day."""
    return paper.expires_on is not None and paper.expires_on < day


def paper_of_number(person: Person) -> IdentityPaper | None:
    """The paper that the register's own number stands on, the newest first."""
    return person.identity_papers.filter(number=person.id_number, withdrawn_at=None).order_by("-issued_on", "-pk").first()


def representative(person: Person) -> Relative | None:
    """Who stands for the person today."""
    return person.relatives.filter(stands_for=True, until__gt=today()).order_by("pk").first()


def open_address(person: Person, kind: str) -> Address | None:
    """The address of a kind that holds today."""
    return person.addresses.filter(kind=kind, until=FOREVER).select_related("unit__province").first()


def patient_or_404(user: Reader, code: str) -> Person:
    """One person whose health sheet the user may open; Http404 outside the scope of that right."""
    try:
        return Person.objects.visible_to(user, P.HEALTH_VIEW).select_related("commune", "province").get(code=code)
    except Person.DoesNotExist:
        raise Http404 from None


def may_open_health(user: Reader, person: Person) -> bool:
    """Whether the user may open this person's health sheet."""
    return scope_of(user, today(), P.HEALTH_VIEW).covers(commune=person.commune_id, province=person.province_id)


def find_patient(user: Reader, code: str) -> Person | None:
    """The person of a register code whose health sheet the user may open; None outside the scope of that right."""
    return Person.objects.visible_to(user, P.HEALTH_VIEW).filter(code=code).first()

"""How long are files kept here, and whose are due for review?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import scope_of
from hoanhap.cases.models import Case, CaseSpan
from hoanhap.cases.papers import LIST_FORMS
from hoanhap.cases.rules.states import UNDER_MANAGEMENT
from hoanhap.documents.models import Paper
from hoanhap.kit.dates import today
from hoanhap.people.models import Person
from hoanhap.requests.models import Disposal, DisposalItem, RetentionRule
from hoanhap.requests.rules.retention import PERMANENT, DisposalState
from hoanhap.requests.services.retention import end_of_retention
from hoanhap.units.models import Unit

REVIEWED = 500
"""How many people one review shows and one proposal may name."""


def provinces(user: User) -> list[Unit]:
    """The provinces whose periods and files the user answers for."""
    return list(Unit.objects.filter(pk__in=scope_of(user, today(), P.RETENTION).provinces).order_by("name"))


def periods_of(province: Unit) -> QuerySet[RetentionRule]:
    """All periods that were entered for a province or the whole country, withdrawn ones too, newest first."""
    rows = RetentionRule.objects.filter(Q(province=province) | Q(province=None)).select_related("by", "withdrawn_by")
    return rows.order_by("category", "-since", "-pk")


def period_or_404(user: User, pk: int) -> RetentionRule:
    """One period that stands, of a province of the user; Http404 otherwise."""
    try:
        return RetentionRule.objects.get(pk=pk, province__in=scope_of(user, today(), P.RETENTION).provinces, withdrawn_at=None)
    except RetentionRule.DoesNotExist:
        raise Http404 from None


@dataclass(frozen=True)
class DueFile:
    """A person whose files may be reviewed for destruction: all closed, with a period."""

    person: Person
    closed_on: date
    kept_until: date
    is_over: bool


def due_for_review(user: User, province: Unit, year: int) -> list[DueFile]:
    """The people of a province whose retention ends by the end of `year`, the earliest first, at most REVIEWED.

    People with an open file, without a period by a decision, kept for ever, or in a waiting proposal are not among them.
    """
    waiting = DisposalItem.objects.filter(disposal__state=DisposalState.PROPOSED.value).values("person")
    people = Person.objects.visible_to(user, P.RETENTION).filter(province=province).exclude(pk__in=waiting)
    closed = Case.objects.filter(person__in=people, is_open=False)
    last = dict(closed.order_by("until").values_list("person_id", "until"))  # the latest of each person
    day = today()
    limit = date(year, 12, 31)
    ends = {person: end for person, end in end_of_retention(last, day).items() if end <= limit and end != PERMANENT}
    chosen = sorted(ends, key=lambda person: (ends[person], person))[:REVIEWED]
    found = {person.pk: person for person in Person.objects.filter(pk__in=chosen).select_related("commune")}
    return [DueFile(found[pk], last[pk], ends[pk], ends[pk] < day) for pk in chosen]


def disposals(user: User) -> QuerySet[Disposal]:
    """Proposals of the user's provinces, waiting ones first, newest first."""
    return Disposal.objects.visible_to(user).select_related("proposed_by", "decided_by", "province").order_by("decided_at", "-proposed_at")


def disposal_or_404(user: User, pk: int) -> Disposal:
    """One proposal of the user's provinces; Http404 otherwise."""
    try:
        return disposals(user).get(pk=pk)
    except Disposal.DoesNotExist:
        raise Http404 from None


def items_of(disposal: Disposal) -> list[DisposalItem]:
    """The people of a proposal, by code."""
    return list(disposal.items.select_related("person__commune").order_by("person__code"))


def lists_that_name(people: Iterable[Person]) -> int:
    """How many issued lists of managed people (form 10) may name some of them: of their communes, of days on which they were on the list.

    Such a list is a paper of its own, with a period of its own; destroying a person's files leaves it as it was issued.
    """
    spans = CaseSpan.objects.filter(
        person__in=list(people),
        state__in=[state.value for state in UNDER_MANAGEMENT],
        commune_now=OuterRef("commune"),
        since__lte=OuterRef("issued_on"),
        until__gt=OuterRef("issued_on"),
    )
    return Paper.objects.filter(Exists(spans), form__in=LIST_FORMS).count()


def retention_of(person: Person) -> date | None:
    """The last day the person's files are kept; None while one is open or no decision sets a period."""
    return end_of_retention([person.pk], today()).get(person.pk)


def disposal_of(person: Person) -> Disposal | None:
    """The disposal by which the person's files were destroyed."""
    done = Disposal.objects.filter(items__person=person, state=DisposalState.CARRIED_OUT.value)
    return done.first()

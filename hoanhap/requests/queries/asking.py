"""Which requests did people make, which wait for an answer, and which stand on the clock wall?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as Time

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import scope_of
from hoanhap.kit.dates import VIETNAM, today
from hoanhap.people.models import Person
from hoanhap.requests.models import DataRequest
from hoanhap.requests.rules.asking import RUNNING, RequestState

_RUNNING = [state.value for state in RUNNING]
_ANSWER, _CARRY_OUT = Q(answered_on=None), Q(state__in=_RUNNING)


def request_or_404(user: User, pk: int) -> DataRequest:
    """One request of the user's communes; Http404 otherwise."""
    found = DataRequest.objects.visible_to(user).select_related("person", "commune__province", "recorded_by", "answered_by", "closed_by")
    request = found.filter(pk=pk).first()
    if request is None:
        raise Http404
    return request


def may_answer(user: User, request: DataRequest) -> bool:
    """Whether the user may answer it: an officer of the commune that received it, while it runs."""
    scope = scope_of(user, today(), P.CASE_RECORD)
    return request.state in RUNNING and scope.covers(commune=request.commune_id, province=request.province_id)


def requests_of_person(user: User, person: Person) -> list[DataRequest]:
    """The requests of a person in the user's scope, newest first."""
    return list(DataRequest.objects.visible_to(user).filter(person=person).order_by("-received_on", "-pk"))


def requests(user: User) -> QuerySet[DataRequest]:
    """All requests in the user's scope, those that wait first, soonest due first."""
    return DataRequest.objects.visible_to(user).select_related("person", "commune").order_by("closed_on", "due_at", "-received_on", "-pk")


@dataclass(frozen=True)
class RequestClock:
    """A period of a request that runs or was met today."""

    request: DataRequest
    is_answer: bool
    """Whether it is the first answer that is due, not the carrying out."""
    due_on: date
    due_at: datetime

    @property
    def pin(self) -> dict[str, object]:
        """The law entry it rests on."""
        pinned = self.request.answer_pin if self.is_answer else self.request.due_pin
        return dict(pinned or {})


@dataclass(frozen=True)
class RequestWall:
    """The clocks of requests for the wall, in its three groups, with those answered or carried out today."""

    overdue: tuple[RequestClock, ...]
    today: tuple[RequestClock, ...]
    week: tuple[RequestClock, ...]
    done: tuple[DataRequest, ...]


def wall(user: User, now: datetime, *, limit: int = 40) -> RequestWall:
    """What is due of requests until the end of the seventh day from today, soonest first (two statements)."""
    tomorrow = datetime.combine(now.date() + timedelta(days=1), Time.min, tzinfo=VIETNAM)
    end = tomorrow + timedelta(days=6)
    mine = DataRequest.objects.visible_to(user).select_related("person")
    running = mine.filter((_ANSWER & Q(answer_due_at__lte=end)) | (_CARRY_OUT & Q(due_at__lte=end))).order_by("due_at", "pk")[:limit]
    clocks = sorted(
        (clock for request in running for clock in clocks_of(request) if clock.due_at <= end), key=lambda one: (one.due_at, one.request.pk)
    )
    done = mine.filter(Q(answered_on=now.date()) | Q(closed_on=now.date())).exclude(state=RequestState.OPEN.value).order_by("-pk")[:10]
    return RequestWall(
        overdue=tuple(clock for clock in clocks if clock.due_at <= now),
        today=tuple(clock for clock in clocks if now < clock.due_at <= tomorrow),
        week=tuple(clock for clock in clocks if clock.due_at > tomorrow),
        done=tuple(done),
    )


def clocks_of(request: DataRequest) -> Iterator[RequestClock]:
    """The clocks of a request that still run."""
    if request.answered_on is None and request.answer_due_on is not None and request.answer_due_at is not None:
        yield RequestClock(request, True, request.answer_due_on, request.answer_due_at)
    if request.state in RUNNING and request.due_on is not None and request.due_at is not None:
        yield RequestClock(request, False, request.due_on, request.due_at)


def counts(user: User, now: datetime) -> dict[str, int]:
    """How many requests run, are late, and are closed, in the user's scope."""
    return DataRequest.objects.visible_to(user).aggregate(
        running=Count("pk", filter=_CARRY_OUT),
        late=Count("pk", filter=(_ANSWER & Q(answer_due_at__lte=now)) | (_CARRY_OUT & Q(due_at__lte=now))),
        closed=Count("pk", filter=~_CARRY_OUT),
    )

"""How is a person's request written down, answered, carried out or withdrawn?"""

from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import assert_right
from hoanhap.audit.rules import Action
from hoanhap.audit.services import record as audit
from hoanhap.kit.dates import now, today
from hoanhap.kit.errors import Refused, StaleState
from hoanhap.people.models import Person
from hoanhap.requests.models import DataRequest
from hoanhap.requests.rules.asking import ANSWER, CARRY_OUT, RUNNING, Asked, RequestState, answer_problems, asked_problems, count
from hoanhap.rulebook.queries import current_book, current_calendar, held_law


@transaction.atomic
@held_law()
def record_request(person_id: int, asked: Asked, *, by: User, request_key: UUID) -> DataRequest:
    """Write down what a person asks; its clocks start from the day of receipt. The same `request_key` again returns the request.

    Raises Person.DoesNotExist outside scope, PermissionDenied, Refused.
    """
    if (done := DataRequest.objects.filter(request_key=request_key, recorded_by=by, person=person_id).first()) is not None:
        return done
    person = Person.objects.visible_to(by).get(pk=person_id)
    assert_right(by, P.CASE_RECORD, commune=person.commune_id, province=person.province_id)
    moment = now()
    if problems := list(asked_problems(asked, today=moment.date())):
        raise Refused(problems)
    law, calendar = current_book(), current_calendar()
    answer, carry_out = (count(rule, law, calendar, asked.received_on) for rule in (ANSWER, CARRY_OUT[asked.wish]))
    request = DataRequest.objects.create(
        person=person,
        commune_id=person.commune_id,
        province_id=person.province_id,
        year=moment.year,
        number=_next_number(person.commune_id, moment.year),
        wish=asked.wish.value,
        topic=asked.topic.value,
        channel=asked.channel.value,
        asker=asked.asker.value,
        asker_name=asked.asker_name.strip(),
        received_on=asked.received_on,
        what=asked.what.strip(),
        wanted=asked.wanted.strip(),
        evidence=asked.evidence.strip(),
        answer_due_on=answer.due if answer else None,
        answer_due_at=answer.due_at if answer else None,
        answer_pin=dict(answer.pin) if answer else None,
        due_on=carry_out.due if carry_out else None,
        due_at=carry_out.due_at if carry_out else None,
        due_pin=dict(carry_out.pin) if carry_out else None,
        recorded_at=moment,
        recorded_by=by,
        request_key=request_key,
        is_demo=person.is_demo,
    )
    _log(Action.CREATE, request, by)
    return request


@transaction.atomic
def answer_request(
    request_id: int, outcome: RequestState, *, on: date, reply: str, article: str = "", by: User, seen_version: int
) -> DataRequest:
    """Tell the person what becomes of the request: accepted, carried out, refused with its article, or withdrawn by them.

    The first answer ends the clock of answering; all but ACCEPTED end the other one too. Raises DataRequest.DoesNotExist outside scope,
    PermissionDenied, StaleState, Refused.
    """
    request = DataRequest.objects.visible_to(by).select_for_update(of=("self",)).get(pk=request_id)
    assert_right(by, P.CASE_RECORD, commune=request.commune_id, province=request.province_id)
    if request.version != seen_version:
        raise StaleState
    problems = answer_problems(
        RequestState(request.state),
        outcome,
        reply=reply,
        article=article,
        on=on,
        received_on=request.received_on,
        answered_on=request.answered_on,
        today=today(),
    )
    if found := list(problems):
        raise Refused(found)
    if request.answered_on is None:
        request.answered_on, request.answered_by = on, by
    if outcome not in RUNNING:
        request.closed_on, request.closed_by = on, by
    request.state, request.reply = outcome.value, reply.strip()
    request.article = article.strip() if outcome is RequestState.REFUSED else ""
    request.version += 1
    request.save()
    _log(Action.UPDATE, request, by)
    return request


def _log(action: Action, request: DataRequest, by: User) -> None:
    audit(
        action,
        by=by,
        subject_type="data_request",
        subject_id=request.pk,
        person_id=request.person_id,
        detail={"wish": request.wish, "state": request.state},
    )


def _next_number(commune: int, year: int) -> int:
    """The commune's next number of the year, alone in this transaction (a rollback leaves no gap)."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"data request {commune} {year}"])
    last = DataRequest.objects.filter(commune=commune, year=year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1

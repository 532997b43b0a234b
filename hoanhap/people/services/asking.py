"""How does an officer ask about somebody of another unit, and how does that unit answer?"""

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import has_right, scope_of
from hoanhap.audit import services as audit
from hoanhap.audit.rules import Action
from hoanhap.kit.dates import now, today
from hoanhap.kit.errors import Problem, Refused, StaleState
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.models import Person, PersonAsk
from hoanhap.people.rules import ASKS_A_DAY, MOST_AT_ONCE, AccessReason, AskPurpose, AskState, open_until
from hoanhap.people.services.moving import grant_access


@transaction.atomic
def ask_about(
    people: Sequence[int], *, asked_for: str, purpose: str, explanation: str, commune: int, by: User, request_key: UUID
) -> list[PersonAsk]:
    """Ask the units that hold these people's files to open them to `commune`. Who is asked about already is not asked about again.

    `people` come from queries.outside, never from the browser. Raises PermissionDenied without the right to register in `commune`,
    Refused when nobody or too many fit, when the explanation is missing, and past ASKS_A_DAY. The same `request_key` asks once.
    """
    if commune not in scope_of(by, today(), P.PERSON_REGISTER).communes:
        raise PermissionDenied(P.PERSON_REGISTER)
    User.objects.select_for_update().get(pk=by.pk)  # one ask of an officer after the other: the limit holds
    if done := list(PersonAsk.objects.filter(request_key=request_key, asked_by=by)):
        return done
    problems = []
    if not explanation.strip():
        problems.append(
            Problem(
                "ask_without_reason",
                N_("Chưa có giải thích."),
                N_("Đơn vị giữ hồ sơ cần biết việc gì để quyết định."),
                N_("Viết một câu: việc gì, ở đâu, lúc nào."),
                field="explanation",
            )
        )
    if not 1 <= len(people) <= MOST_AT_ONCE:
        problems.append(
            Problem(
                "ask_about_nobody" if not people else "ask_about_too_many",
                N_("Không còn ai ngoài phạm vi khớp với những gì đã gõ.") if not people else N_("Quá nhiều người khớp để hỏi."),
                N_("Lời hỏi phải nhằm đúng một người."),
                N_("Tìm lại với đủ họ tên và năm sinh, hoặc cả số định danh."),
            )
        )
    waiting = set(
        PersonAsk.objects.filter(person__in=people, commune=commune, state=AskState.WAITING.value).values_list("person", flat=True)
    )
    new = [person for person in people if person not in waiting]
    if people and not new:
        problems.append(
            Problem(
                "asked_already",
                N_("Đơn vị của bạn đã hỏi về người này và đang chờ trả lời."),
                remedy=N_("Xem ở mục Hỏi đơn vị giữ hồ sơ."),
            )
        )
    if asked_today(by) + len(new) > ASKS_A_DAY:
        problems.append(
            Problem(
                "too_many_asks",
                N_("Hôm nay bạn đã hỏi đủ %(most)s lần."),
                N_("Mỗi cán bộ được hỏi nhiều nhất %(most)s lần một ngày."),
                N_("Hỏi tiếp vào ngày mai, hoặc liên hệ Công an cấp tỉnh."),
                params={"most": ASKS_A_DAY},
            )
        )
    if problems:
        raise Refused(problems)
    at = now()
    asks = PersonAsk.objects.bulk_create(
        PersonAsk(
            person_id=person,
            commune_id=commune,
            asked_for=asked_for[:200],
            purpose=AskPurpose(purpose).value,
            explanation=explanation.strip()[:300],
            asked_at=at,
            asked_by=by,
            request_key=request_key,
        )
        for person in new
    )
    for ask in asks:
        audit.record(
            Action.CREATE,
            by=by,
            subject_type="person_ask",
            subject_id=ask.pk,
            person_id=ask.person_id,
            detail={"purpose": ask.purpose, "commune": commune},
        )
    return asks


def asked_today(by: User) -> int:
    """How often the officer has asked since midnight in Viet Nam."""
    return PersonAsk.objects.filter(asked_by=by, asked_at__date=today()).count()


@transaction.atomic
def answer_ask(ask_id: int, *, opens: bool, answer: str, by: User) -> PersonAsk:
    """Open the file to the commune that asked for OPEN_DAYS days, or say why not.

    Raises PersonAsk.DoesNotExist where the officer may not answer for the person, StaleState when it was answered meanwhile, Refused
    without a reason.
    """
    if not has_right(by, P.PERSON_REGISTER, today()):
        raise PermissionDenied(P.PERSON_REGISTER)
    ask = PersonAsk.objects.select_for_update().get(pk=ask_id)
    if not Person.objects.visible_to(by, P.PERSON_REGISTER).filter(pk=ask.person_id).exists():
        raise PersonAsk.DoesNotExist
    if ask.state != AskState.WAITING.value:
        raise StaleState
    if not answer.strip():
        raise Refused(
            [
                Problem(
                    "answer_without_reason",
                    N_("Chưa có lý do."),
                    N_("Cả mở và không mở đều được ghi lại kèm lý do."),
                    N_("Viết một câu."),
                    field="answer",
                )
            ]
        )
    day = today()
    ask.state = (AskState.OPENED if opens else AskState.DECLINED).value
    ask.answered_at, ask.answered_by, ask.answer = now(), by, answer.strip()[:300]
    if opens:
        ask.until = open_until(day)
        grant_access(ask.person_id, commune=ask.commune_id, reason=AccessReason.ASKED.value, on=day, until=ask.until, by=by)
    ask.save(update_fields=["state", "answered_at", "answered_by", "answer", "until"])
    audit.record(
        Action.UPDATE,
        by=by,
        subject_type="person_ask",
        subject_id=ask.pk,
        person_id=ask.person_id,
        detail={"state": ask.state, "commune": ask.commune_id},
    )
    return ask

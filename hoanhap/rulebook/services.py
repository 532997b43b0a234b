"""How does a confirmation or a local value come into the tables, and how is one withdrawn?"""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied
from django.db import connection, models, transaction

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import assert_right, has_right
from hoanhap.audit import services as audit
from hoanhap.audit.rules import Action
from hoanhap.kit.dates import now, today
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.law.book import Value, book
from hoanhap.law.plain import plain
from hoanhap.rulebook import rules
from hoanhap.rulebook.models import Confirmation, LocalValue, Withdrawal
from hoanhap.units.models import Unit
from hoanhap.units.rules import Level

_LOCK = 20260701
"""Writers of these small tables wait for one another, so that «twice» is said in words and not by a constraint."""


@transaction.atomic
def confirm(
    entry_id: str,
    *,
    by: User,
    document: str,
    article: str,
    statement: str,
    request_key: UUID,
    seen: str,
    link: str = "",
    reading: str = "",
) -> Confirmation:
    """Note that `by` read the text and found the entry right. `seen` is the fingerprint of what stood on the officer's page.

    From now on new deadlines pin the entry as confirmed; those that exist keep what they were pinned to. The same `request_key` again
    gives the same row. Raises UnknownRule, PermissionDenied, Refused.
    """
    if not has_right(by, P.LAW_CONFIRM, today()):
        raise PermissionDenied(P.LAW_CONFIRM)
    entry = book().by_id(entry_id)
    said = {"entry": entry.id, "by": by, "document": document, "article": article, "statement": statement, "link": link, "reading": reading}
    _wait_for_others()
    if (done := _sent_before(Confirmation.objects.all(), request_key, said)) is not None:
        return done
    earlier = Confirmation.objects.filter(entry=entry.id, fingerprint=entry.fingerprint)
    if problems := list(rules.confirmation_problems(entry, seen=seen, reading=reading, standing=earlier.standing().exists())):
        raise Refused(problems)
    row = Confirmation.objects.create(**said, fingerprint=entry.fingerprint, turn=earlier.count(), at=now(), request_key=request_key)
    audit.record(Action.CONFIRM, by=by, subject_type="law_entry", subject_id=entry.id, detail={"rule": entry.rule, "reading": reading})
    return row


@transaction.atomic
def withdraw_confirmation(confirmation_id: int, *, by: User, reason: str, request_key: UUID) -> Withdrawal:
    """Take a confirmation back, with a reason. Raises DoesNotExist, PermissionDenied, Refused when it was withdrawn before."""
    if not has_right(by, P.LAW_CONFIRM, today()):
        raise PermissionDenied(P.LAW_CONFIRM)
    row = Confirmation.objects.get(pk=confirmation_id)
    return _withdraw(by=by, reason=reason, request_key=request_key, subject=("law_entry", row.entry), confirmation=row)


@transaction.atomic
def set_local_values(
    units: Sequence[int],
    rule: str,
    *,
    by: User,
    value: Value,
    since: date,
    decision_number: str,
    decision_date: date,
    decision_issuer: str,
    request_key: UUID,
    note: str = "",
) -> list[LocalValue]:
    """Enter what one decision sets for one or several units of a province, from a day on: all of them or none.

    The same `request_key` again gives the same rows. Raises DoesNotExist (unknown unit), UnknownRule, PermissionDenied, Refused.
    """
    law = book()
    found = {unit.pk: unit for unit in Unit.objects.filter(pk__in=units)}
    if not units or len(found) != len(set(units)):
        raise Unit.DoesNotExist
    for unit in found.values():
        province = unit.pk if unit.level == Level.PROVINCE else unit.province_id or 0
        assert_right(by, P.LAW_LOCAL, commune=0, province=province)  # a commune's values are entered by its province
    _wait_for_others()
    rows = []
    for number in sorted(found):
        unit = found[number]
        said = {
            "rule": rule,
            "unit": unit,
            "since": since,
            "value": plain(value),
            "decision_number": decision_number,
            "decision_date": decision_date,
            "decision_issuer": decision_issuer,
            "note": note,
            "by": by,
        }
        key = uuid5(request_key, str(unit.pk))
        if (done := _sent_before(LocalValue.objects.all(), key, said)) is not None:
            rows.append(done)
            continue
        same_day = LocalValue.objects.filter(rule=rule, unit=unit, since=since)
        problems = rules.local_problems(
            law,
            rule,
            level=unit.level,
            exists=unit.exists_on(since),
            value=value,
            since=since,
            decided=decision_date,
            today=today(),
            taken=same_day.standing().exists(),
        )
        if refused := list(problems):
            raise Refused(refused)
        row = LocalValue.objects.create(**said, turn=same_day.count(), at=now(), request_key=key)
        audit.record(
            Action.CREATE, by=by, subject_type="local_value", subject_id=row.pk, unit_id=unit.pk, detail={"rule": rule, "since": f"{since}"}
        )
        rows.append(row)
    return rows


@transaction.atomic
def withdraw_value(value_id: int, *, by: User, reason: str, request_key: UUID) -> Withdrawal:
    """Take a local value back, with a reason. Raises DoesNotExist, PermissionDenied, Refused when it was withdrawn before."""
    row = LocalValue.objects.select_related("unit").get(pk=value_id)
    province = row.unit_id if row.unit.level == Level.PROVINCE else row.unit.province_id or 0
    assert_right(by, P.LAW_LOCAL, commune=0, province=province)
    return _withdraw(by=by, reason=reason, request_key=request_key, subject=("local_value", str(row.pk)), value=row)


def _withdraw(
    *,
    by: User,
    reason: str,
    request_key: UUID,
    subject: tuple[str, str],
    confirmation: Confirmation | None = None,
    value: LocalValue | None = None,
) -> Withdrawal:
    said = {"confirmation": confirmation, "value": value, "by": by, "reason": reason.strip()}
    _wait_for_others()
    if (done := _sent_before(Withdrawal.objects.all(), request_key, said)) is not None:
        return done
    if Withdrawal.objects.filter(confirmation=confirmation, value=value).exists():
        raise Refused([Problem("withdrawn_already", N_("Điều này đã được rút lại trước đó."), remedy=N_("Mở lại trang để xem."))])
    if not said["reason"]:
        raise Refused([Problem("no_reason", N_("Chưa nêu lý do rút lại."), remedy=N_("Ghi lý do."), field="reason")])
    row = Withdrawal.objects.create(**said, at=now(), request_key=request_key)
    audit.record(
        Action.WITHDRAW, by=by, subject_type=subject[0], subject_id=subject[1], unit_id=value.unit_id if value is not None else None
    )
    return row


def _wait_for_others() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])


def _sent_before[Row: models.Model](rows: models.QuerySet[Row], key: UUID, said: Mapping[str, object]) -> Row | None:
    """The row that this very form was saved to. Raises Refused when the form saved something else, or somebody else's."""
    saved = rows.filter(request_key=key)
    if not saved.exists():
        return None
    for row in saved:
        if all(getattr(row, field) == value for field, value in said.items()):
            return row
    raise Refused(
        [
            Problem(
                "sent_before",
                N_("Biểu này đã lưu một lần; nội dung vừa gửi khác lần đó và chưa được lưu."),
                N_("Một biểu chỉ lưu một lần, để gửi hai lần không thành hai việc."),
                N_("Mở lại trang rồi ghi lại."),
            )
        ]
    )

"""How does a person enter the register, and how is what is written of them corrected?"""

from collections.abc import Mapping
from dataclasses import fields, replace
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import has_right, scope_of
from hoanhap.audit import services as audit
from hoanhap.audit.rules import Action
from hoanhap.kit.dates import FOREVER, now, today
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.models import Address, NameToken, Person, PersonSearch
from hoanhap.people.rules import (
    EDITABLE,
    AddressKind,
    Registration,
    checked,
    name_key,
    name_tokens,
    person_code,
    search_row,
    sort_key,
)
from hoanhap.people.services.duplicates import LikelyDuplicates, likely_duplicates
from hoanhap.people.services.numbers import keep_old_number, locked_person, number_elsewhere, refuse_used_number
from hoanhap.units.models import Unit


@transaction.atomic
def register_person(data: Registration, *, by: User, request_key: UUID) -> Person:
    """Add a person with address, search row and log entry. The same `request_key` again adds nothing and returns the person.

    Raises PermissionDenied without the right to register; LikelyDuplicates (a Refused) unless `data.not_duplicate_reason` is given;
    Refused for a bad name, birth or number, for a number that somebody has, and for a commune outside the officer's scope.
    """
    if not has_right(by, P.PERSON_REGISTER, today()):
        raise PermissionDenied(P.PERSON_REGISTER)
    if (done := Person.objects.filter(request_key=request_key, registered_by=by).first()) is not None:
        return done
    data, problems = checked(data, today=today())
    commune = Unit.objects.select_related("province").get(pk=data.commune_id)
    if commune.province is None or not scope_of(by, today(), P.PERSON_REGISTER).covers(commune=commune.pk, province=commune.province.pk):
        problems.append(
            Problem(
                "commune_outside_scope",
                N_("Nơi ở hiện tại nằm ngoài phạm vi của bạn."),
                N_("Đơn vị nơi người này ở mới được đăng ký."),
                N_("Chọn xã, phường bạn phụ trách, hoặc báo cho Công an nơi đó."),
                field="commune",
            )
        )
    if problems:
        raise Refused(problems)
    _refuse_number_of_others(data, by)
    reason = data.not_duplicate_reason.strip()
    if not reason and (candidates := likely_duplicates(data, by=by)):
        raise LikelyDuplicates(candidates)
    assert commune.province is not None
    at = now()
    number = _next_number()
    plain = {field.name: getattr(data, field.name) for field in fields(data) if field.name in EDITABLE}
    try:
        with transaction.atomic():
            person = Person.objects.create(
                pk=number,
                code=person_code(at.year, number),
                **plain,
                name_key=name_key(data.full_name),
                sort_key=sort_key(data.full_name),
                commune=commune,
                province=commune.province,
                not_duplicate_reason=reason[:300],
                registered_at=at,
                registered_by=by,
                request_key=request_key,
                is_demo=by.is_demo,
            )
    except IntegrityError:
        # Somebody saved the same form, or the same number, between our look and our insert.
        if (done := Person.objects.filter(request_key=request_key, registered_by=by).first()) is not None:
            return done
        if Person.objects.filter(request_key=request_key).exists():
            raise Refused([_sent_before()]) from None
        if data.id_number:
            refuse_used_number(data.id_number, by)
        raise
    Address.objects.create(person=person, kind=AddressKind.ACTUAL.value, unit=commune, line=data.address_line, since=None)
    if data.permanent_unit_id is not None:
        Address.objects.create(
            person=person, kind=AddressKind.PERMANENT.value, unit_id=data.permanent_unit_id, line=data.permanent_line, since=None
        )
    write_search(person)
    audit.record(
        Action.CREATE,
        by=by,
        subject_type="person",
        subject_id=person.code,
        person_id=person.pk,
        detail={"despite_likely_duplicates": bool(reason)},
    )
    if not Person.objects.visible_to(by).filter(pk=person.pk).exists():
        raise PermissionDenied(P.PERSON_VIEW)
    return person


@transaction.atomic
def update_person(
    person_id: int, changes: Mapping[str, object], *, by: User, number_confirmed: bool = False, seen_version: int | None = None
) -> Person:
    """Change fields of rules.EDITABLE; the log names the fields, never their content. `number_confirmed`: compared with the paper.

    A number that is replaced stays among the papers. Raises Person.DoesNotExist outside scope, StaleState when somebody saved since
    `seen_version`, Refused as registration does, ValueError for a field that is not to be changed here.
    """
    if unknown := set(changes) - EDITABLE:
        raise ValueError(f"not to be changed here: {', '.join(sorted(unknown))}")
    person = locked_person(person_id, by, seen_version)
    kept = {name: getattr(person, name) for name in EDITABLE}
    confirmed = number_confirmed or "id_number" not in changes
    wanted = Registration(**{**kept, **changes}, commune_id=person.commune_id, number_confirmed=confirmed)
    data, problems = checked(wanted, today=today())
    if data.birth_date is not None and person.died_on is not None and data.birth_date > person.died_on:
        problems.append(_after_death())
    if problems:
        raise Refused(problems)
    follows = {"number_reason", "no_number_reason"} if "id_number" in changes else set()
    changed = sorted(name for name in {*changes, *follows} if getattr(data, name) != kept[name])
    if not changed:
        return person
    if "id_number" in changed:
        _refuse_number_of_others(data, by, but=person.pk)
        if kept["id_number"]:
            keep_old_number(person, kept["id_number"], by=by)
    for name in changed:
        setattr(person, name, getattr(data, name))
    person.name_key, person.sort_key = name_key(person.full_name), sort_key(person.full_name)
    person.version += 1
    person.save(update_fields=[*changed, "name_key", "sort_key", "version"])
    if "address_line" in changed:
        Address.objects.filter(person=person, kind=AddressKind.ACTUAL.value, until=FOREVER).update(line=person.address_line)
    write_search(person)
    audit.record(Action.UPDATE, by=by, subject_type="person", subject_id=person.code, person_id=person.pk, detail={"fields": [*changed]})
    return person


def _refuse_number_of_others(data: Registration, by: User, *, but: int | None = None) -> None:
    """Raises Refused when the number is another person's own, or stands on another's paper and nobody compared it with the paper."""
    if not data.id_number:
        return
    refuse_used_number(data.id_number, by, but=but)
    if not data.number_confirmed and (elsewhere := number_elsewhere(data.id_number, by, but=but)) is not None:
        raise Refused([replace(elsewhere, field="id_number")])


def _sent_before() -> Problem:
    return Problem(
        "sent_before",
        N_("Biểu này đã được gửi một lần từ tài khoản khác và chưa lưu lần này."),
        N_("Một biểu chỉ lưu một lần, để gửi hai lần không thành hai người."),
        N_("Mở lại trang đăng ký rồi gõ lại."),
    )


def _after_death() -> Problem:
    return Problem(
        "birth_after_death",
        N_("Ngày chết trước ngày sinh."),
        remedy=N_("Đối chiếu cả hai ngày với giấy tờ."),
        field="birth_date",
    )


def write_search(person: Person) -> None:
    """Write the person's search row anew, and the words of the names into the vocabulary."""
    key, year, commune, province, pre = search_row(
        person.full_name,
        person.other_name,
        person.birth_date.year if person.birth_date else None,
        person.commune_id,
        person.province_id,
        person.address_line,
    )
    PersonSearch.objects.update_or_create(
        person=person, defaults={"name_key": key, "birth_year": year, "commune_id": commune, "province_id": province, "pre": pre}
    )
    words = [NameToken(token=token) for token in name_tokens(person.full_name, person.other_name)]
    NameToken.objects.bulk_create(words, ignore_conflicts=True)


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence('people_person', 'id'))")
        return int(cursor.fetchone()[0])

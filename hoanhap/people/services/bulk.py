"""How do many people enter the register at once, and leave it again when the list was wrong? By the rules of `register_person`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import has_right, scope_of
from hoanhap.audit import services as audit
from hoanhap.audit.rules import Action
from hoanhap.kit.dates import now, today
from hoanhap.kit.errors import Refused
from hoanhap.people.models import Address, NameToken, PastMeasure, Person, PersonSearch
from hoanhap.people.rules import (
    EDITABLE,
    AddressKind,
    BirthPrecision,
    PastMeasureKind,
    Registration,
    Sex,
    checked,
    name_key,
    name_tokens,
    person_code,
    search_row,
    sort_key,
)
from hoanhap.units.models import Unit

_TEXTS = (
    "other_name", "id_number", "number_reason", "no_number_reason", "ethnicity", "religion", "birth_place", "education", "occupation",
    "employment", "workplace", "marital", "policy_group", "phone", "contact_name", "contact_relation", "contact_phone", "address_line",
    "not_duplicate_reason", "name_key", "sort_key",
)  # fmt: skip
ERASED = "(đã rút khỏi danh sách)"
"""What stands in place of the name of a person whose entry was taken back."""


@dataclass(frozen=True)
class Newcomer:
    """A person of a list. `measure` is one that began before the register knew the person: kind, place, first day."""

    data: Registration
    request_key: UUID
    measure: tuple[PastMeasureKind, str, date | None] | None = None


@transaction.atomic
def register_people(newcomers: Sequence[Newcomer], *, by: User, source: int) -> list[Person]:
    """Add people with addresses, search rows and log entries, in order; whoever has the request key already is returned as is.

    `source` is the import, for the log. Likely duplicates are the caller's business (imports.services asks and notes the answer in
    `not_duplicate_reason`). Raises PermissionDenied without the right or for a commune outside scope; Refused for whatever
    `rules.checked` objects to; IntegrityError when a number is in the register already: nothing is saved then.
    """
    if not has_right(by, P.PERSON_REGISTER, today()):
        raise PermissionDenied(P.PERSON_REGISTER)
    keys = [newcomer.request_key for newcomer in newcomers]
    known = {person.request_key: person for person in Person.objects.filter(request_key__in=keys, registered_by=by)}
    fresh = [newcomer for newcomer in newcomers if newcomer.request_key not in known]
    scope = scope_of(by, today(), P.PERSON_REGISTER)
    provinces = dict(Unit.objects.filter(pk__in={newcomer.data.commune_id for newcomer in fresh}).values_list("pk", "province_id"))
    at, people, rows, words = now(), [], [], set()
    addresses, measures = [], []
    for newcomer, number in zip(fresh, _numbers(len(fresh)), strict=True):
        data, problems = checked(newcomer.data, today=today())
        if problems:
            raise Refused(problems)
        province = provinces.get(data.commune_id)
        if province is None or not scope.covers(commune=data.commune_id, province=province):
            raise PermissionDenied(P.PERSON_REGISTER)
        person = Person(
            pk=number,
            code=person_code(at.year, number),
            **{field.name: getattr(data, field.name) for field in fields(data) if field.name in EDITABLE},
            name_key=name_key(data.full_name),
            sort_key=sort_key(data.full_name),
            commune_id=data.commune_id,
            province_id=province,
            not_duplicate_reason=data.not_duplicate_reason.strip()[:300],
            registered_at=at,
            registered_by=by,
            request_key=newcomer.request_key,
            is_demo=by.is_demo,
        )
        people.append(person)
        addresses.append(Address(person=person, kind=AddressKind.ACTUAL.value, unit_id=data.commune_id, line=data.address_line))
        if data.permanent_unit_id is not None:
            addresses.append(
                Address(person=person, kind=AddressKind.PERMANENT.value, unit_id=data.permanent_unit_id, line=data.permanent_line)
            )
        if newcomer.measure is not None:
            kind, place, since = newcomer.measure
            measures.append(PastMeasure(person=person, kind=kind.value, place=place, since=since, added_at=at, added_by=by))
        year = data.birth_date.year if data.birth_date else None
        key, _, commune, _, pre = search_row(data.full_name, data.other_name, year, data.commune_id, province, data.address_line)
        rows.append(PersonSearch(person=person, name_key=key, birth_year=year, commune_id=commune, province_id=province, pre=pre))
        words.update(name_tokens(data.full_name, data.other_name))
    Person.objects.bulk_create(people, batch_size=500)
    Address.objects.bulk_create(addresses, batch_size=1000)
    PastMeasure.objects.bulk_create(measures, batch_size=1000)
    PersonSearch.objects.bulk_create(rows, batch_size=500)
    NameToken.objects.bulk_create([NameToken(token=token) for token in sorted(words)], ignore_conflicts=True)
    audit.record_many(
        Action.CREATE,
        by=by,
        subject_type="person",
        subjects=[(person.code, person.pk) for person in people],
        detail={"import": source},
    )
    made = {person.request_key: person for person in people} | known
    return [made[key] for key in keys]


def _numbers(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence('people_person', 'id')) from generate_series(1, %s)", [count])
        return [int(number) for (number,) in cursor.fetchall()]


@transaction.atomic
def withdraw_people(ids: Collection[int], *, by: User, source: int) -> None:
    """Take back the entry of people whom a wrong list brought in: what was written of them is erased, the bare code stays for the log.

    The caller (imports.services) has made sure that nothing builds on them, and has voided what the list opened. Raises PermissionDenied
    when one of them is outside the officer's scope.
    """
    people = Person.objects.visible_to(by, P.PERSON_REGISTER).select_for_update(of=("self",)).filter(pk__in=ids)
    found = list(people.values_list("code", "pk"))
    if len(found) != len(set(ids)):
        raise PermissionDenied(P.PERSON_REGISTER)
    blank = dict.fromkeys(_TEXTS, "")
    for related in (Address, PastMeasure, PersonSearch):
        related._default_manager.filter(person__in=ids).delete()
    Person.objects.filter(pk__in=ids).update(
        **blank,
        full_name=ERASED,
        sex=Sex.UNKNOWN.value,
        birth_date=None,
        birth_precision=BirthPrecision.UNKNOWN.value,
        request_key=None,
        withdrawn_at=now(),
    )
    audit.record_many(Action.WITHDRAW, by=by, subject_type="person", subjects=found, detail={"import": source})


def fillable(person: Person, data: Registration) -> dict[str, object]:
    """The blanks of a registered person that a list can fill: field → value, as `update_person` takes them."""
    filled: dict[str, object] = {}
    for name in ("id_number", "other_name", "occupation", "ethnicity", "address_line", "contact_name", "contact_relation", "contact_phone"):
        if not getattr(person, name) and getattr(data, name):
            filled[name] = getattr(data, name)
    if person.sex == Sex.UNKNOWN and data.sex != Sex.UNKNOWN:
        filled["sex"] = data.sex
    if person.birth_date is None and data.birth_date is not None:
        filled |= {"birth_date": data.birth_date, "birth_precision": data.birth_precision}
    return filled

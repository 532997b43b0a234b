"""How do people move and die, and which communes may open the file meanwhile?

What changes a person's own row counts its version, so that a form opened before is not saved over it.
"""

from datetime import date

from django.db import transaction
from django.db.models import F

from hoanhap.accounts.models import User
from hoanhap.audit import services as audit
from hoanhap.audit.rules import Action
from hoanhap.kit.dates import FOREVER, today
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.models import Address, Person, PersonAccess
from hoanhap.people.rules import (
    AddressKind,
)
from hoanhap.people.services.registration import _after_death, write_search
from hoanhap.units.models import Unit


@transaction.atomic
def record_death(person_id: int, *, on: date | None, by: User) -> Person:
    """Note the day of death, or take it back (`on=None`) when the event that said so was voided.

    The caller (cases.services) has checked right and scope. Raises Refused when the day is before the birth or in the future.
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    if on is not None and on > today():
        raise Refused(
            [Problem("death_in_future", N_("Ngày chết ở tương lai."), remedy=N_("Gõ lại ngày theo giấy chứng tử."), field="died_on")]
        )
    if on is not None and person.birth_date is not None and on < person.birth_date:
        raise Refused([_after_death()])
    if person.died_on != on:
        person.died_on = on
        person.version += 1
        person.save(update_fields=["died_on", "version"])
        audit.record(
            Action.UPDATE, by=by, subject_type="person", subject_id=person.code, person_id=person.pk, detail={"fields": ["died_on"]}
        )
    return person


@transaction.atomic
def move_person(
    person_id: int,
    *,
    commune: int,
    on: date,
    address_line: str = "",
    is_stable: bool | None = None,
    unit_then: int | None = None,
    by: User,
) -> Person:
    """From the day `on` the person lives in, and is answered for by, another commune (id of today).

    Closes the actual address and opens the next one; scope and search follow. `unit_then` is the commune of the day of a move that is
    entered late: the address stands there until the reorganisation, then in `commune`. Called by cases.services, which has checked
    right and scope. Raises Refused when the person came to the present address after that day.
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    unit = Unit.objects.select_related("province").get(pk=commune)
    assert unit.province is not None  # a commune lies in a province
    later = addresses_left(person_id, on=on)
    for row in later[1:]:  # the same house after the reorganisation
        row.delete()
    present = later[0] if later else None
    if present is not None and present.since == on:
        present.delete()
    elif present is not None:
        present.until = on
        present.save(update_fields=["until"])
    then = Unit.objects.get(pk=unit_then) if unit_then is not None else unit
    since = on
    if then.pk != unit.pk and on < then.until:
        Address.objects.create(
            person=person, kind=AddressKind.ACTUAL.value, unit=then, line=address_line, is_stable=is_stable, since=on, until=then.until
        )
        since = then.until
    Address.objects.create(person=person, kind=AddressKind.ACTUAL.value, unit=unit, line=address_line, is_stable=is_stable, since=since)
    person.commune, person.province, person.address_line = unit, unit.province, address_line
    person.version += 1
    person.save(update_fields=["commune", "province", "address_line", "version"])
    write_search(person)
    audit.record(
        Action.UPDATE,
        by=by,
        subject_type="person",
        subject_id=person.code,
        person_id=person.pk,
        detail={"fields": ["address"], "commune": unit.pk},
    )
    return person


def addresses_left(person_id: int, *, on: date) -> list[Address]:
    """The actual address that somebody who moves on a day leaves, and its rows after a reorganisation of units.

    Raises Refused when the person came to the present address after that day.
    """
    actual = Address.objects.filter(person=person_id, kind=AddressKind.ACTUAL.value)
    later = list(actual.filter(until__gt=on).order_by(F("since").asc(nulls_first=True)))
    if any(row.line != later[0].line for row in later[1:]) or (later and later[0].since is not None and on < later[0].since):
        raise Refused(
            [
                Problem(
                    "move_before_arrival",
                    N_("Ngày chuyển đi trước ngày người này đến nơi ở hiện tại."),
                    remedy=N_("Kiểm tra lại hai ngày; đính chính ngày ghi sai."),
                    field="on",
                )
            ]
        )
    return later


@transaction.atomic
def take_back_move(person_id: int, *, commune: int, on: date, by: User) -> Person:
    """Undo `move_person` of the day `on`, when the receipt that said so was voided: the person lives in `commune` (id of today) as before.

    The address before holds again; where it was written over (both of one day) only the commune is known. An address of a later move
    stays. The caller (cases.services) has checked right and scope.
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    unit = Unit.objects.select_related("province").get(pk=commune)
    assert unit.province is not None  # a commune lies in a province
    actual = Address.objects.filter(person=person, kind=AddressKind.ACTUAL.value)
    current, before = actual.filter(until=FOREVER).first(), actual.filter(until=on).first()
    if current is None or current.since != on:
        return person
    if before is not None:
        current.delete()
        before.until = FOREVER
        before.save(update_fields=["until"])
    else:
        current.unit, current.line, current.is_stable = unit, "", None
        current.save(update_fields=["unit", "line", "is_stable"])
    person.commune, person.province, person.address_line = unit, unit.province, before.line if before is not None else ""
    person.version += 1
    person.save(update_fields=["commune", "province", "address_line", "version"])
    write_search(person)
    audit.record(
        Action.UPDATE,
        by=by,
        subject_type="person",
        subject_id=person.code,
        person_id=person.pk,
        detail={"fields": ["address"], "commune": unit.pk},
    )
    return person


@transaction.atomic
def grant_access(person_id: int, *, commune: int, reason: str, on: date, until: date = FOREVER, by: User) -> None:
    """Let another commune open the page from the day `on`, e.g. while it is asked to receive the file. Asking twice changes nothing.

    `until` is the first day without it, when that is known.
    """
    _, is_new = PersonAccess.objects.get_or_create(
        person_id=person_id, commune_id=commune, reason=reason, until=until, defaults={"since": on}
    )
    if is_new:
        audit.record(
            Action.GRANT,
            by=by,
            subject_type="person_access",
            subject_id=person_id,
            person_id=person_id,
            detail={"commune": commune, "reason": reason},
        )


@transaction.atomic
def end_access(person_id: int, *, commune: int, reason: str, on: date, by: User) -> None:
    """End such an access: `on` is the first day without it (an access given the same day never was)."""
    for access in PersonAccess.objects.filter(person_id=person_id, commune_id=commune, reason=reason, until=FOREVER):
        access.until = max(on, access.since)
        access.save(update_fields=["until"])
        audit.record(
            Action.GRANT_ENDED,
            by=by,
            subject_type="person_access",
            subject_id=person_id,
            person_id=person_id,
            detail={"commune": commune, "reason": reason},
        )

"""How is what is known of a person besides the name written down and corrected: papers, addresses, family, picture, past, health?

Every change locks the person, tells who saved in between (StaleState), counts `Person.version`, and names the changed fields in the log,
never their content.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import models, transaction

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.audit import services as audit
from hoanhap.audit.queries import lately_seen
from hoanhap.audit.rules import Action
from hoanhap.kit import seal
from hoanhap.kit.dates import FOREVER, now, today
from hoanhap.kit.errors import Problem, Refused, StaleState
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.models import Address, Background, HealthSheet, IdentityPaper, PastMeasure, Person, Photo, Relative
from hoanhap.people.rules import (
    TWELVE_DIGITS,
    AddressData,
    AddressKind,
    BackgroundData,
    Bearer,
    IdentityPaperKind,
    PaperData,
    PastMeasureData,
    RelativeData,
    checked_address,
    checked_background,
    checked_paper,
    checked_past_measure,
    checked_relative,
)
from hoanhap.people.rules.health import HEALTH_SHEET, HealthData, checked_health
from hoanhap.people.rules.photos import small_photo
from hoanhap.people.services.numbers import locked_person, number_elsewhere, refuse_used_number
from hoanhap.people.services.registration import write_search


def _saved(person: Person, by: User, part: str, fields: list[str], *, action: Action = Action.UPDATE, **detail: object) -> Person:
    """Count the change and log it: which part of the file, which fields."""
    person.version += 1
    person.save(update_fields=["version"])
    audit.record(
        action,
        by=by,
        subject_type="person",
        subject_id=person.code,
        person_id=person.pk,
        detail={"part": part, "fields": sorted(fields), **detail},
    )
    return person


def _apply(row: models.Model, values: Mapping[str, Any]) -> list[str]:
    """Save what differs; the names of the changed fields."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if row._state.adding:
        row.save()
        return [name for name, value in values.items() if value not in ("", None, [], False, FOREVER)]
    if changed:
        row.save(update_fields=[name.removesuffix("_id") for name in changed])
    return changed


# --- Identity papers --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_paper(person_id: int, data: PaperData, *, by: User, seen_version: int | None, paper_id: int | None = None) -> Person:
    """Add an identity paper, or correct one (`paper_id`). A twelve-digit number becomes the register's own where there is none yet.

    Raises Person.DoesNotExist and IdentityPaper.DoesNotExist outside scope, StaleState, Refused: wrong for its kind, at odds with sex,
    year or province or standing in another file (unless `doubt_reason` is given), already in this file.
    """
    person = locked_person(person_id, by, seen_version)
    data, problems, doubts = checked_paper(data, Bearer(person.sex, person.birth_date), today=today())
    row = (
        person.identity_papers.get(pk=paper_id, withdrawn_at=None)
        if paper_id
        else IdentityPaper(person=person, added_at=now(), added_by=by)
    )
    if not problems and (elsewhere := number_elsewhere(data.number, by, but=person.pk)) and not data.doubt_reason:
        doubts.append(elsewhere)
    twin = person.identity_papers.filter(kind=data.kind, number=data.number, withdrawn_at=None).exclude(pk=row.pk)
    if twin.exists():
        problems.append(
            Problem("paper_twice", N_("Giấy tờ này đã có trong hồ sơ."), remedy=N_("Sửa giấy tờ đã ghi thay vì thêm mới."), field="number")
        )
    if problems or doubts:
        raise Refused([*problems, *doubts])
    changed = _apply(row, asdict(data))
    if not changed:
        return person
    if not person.id_number and IdentityPaperKind(data.kind) in TWELVE_DIGITS:
        refuse_used_number(data.number, by, but=person.pk)
        person.id_number, person.no_number_reason, person.number_reason = data.number, "", data.doubt_reason
        person.save(update_fields=["id_number", "no_number_reason", "number_reason"])
        changed = [*changed, "id_number"]
    return _saved(person, by, "identity_paper", changed, row=row.pk)


@transaction.atomic
def withdraw_paper(person_id: int, paper_id: int, *, by: User, seen_version: int | None) -> Person:
    """Take a paper out of the file: entered by mistake, or lost. The row stays, marked; the register's own number is not touched."""
    person = locked_person(person_id, by, seen_version)
    row = person.identity_papers.get(pk=paper_id, withdrawn_at=None)
    row.withdrawn_at = now()
    row.save(update_fields=["withdrawn_at"])
    return _saved(person, by, "identity_paper", ["withdrawn_at"], row=row.pk)


# --- Addresses --------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_address(person_id: int, data: AddressData, *, by: User, seen_version: int | None, address_id: int | None = None) -> Person:
    """Add a dated address, or correct one. A new open address ends the open one of its kind that began before it.

    The commune of the present actual address is the one that answers for the person: it changes by the events of a move only. Raises as
    `save_paper` does; Refused also for times that overlap.
    """
    person = locked_person(person_id, by, seen_version)
    row = person.addresses.get(pk=address_id) if address_id else Address(person=person, kind=data.kind)
    others = list(person.addresses.filter(kind=data.kind).exclude(pk=row.pk))
    if problems := _commune_problems(data, row):
        raise Refused(problems)
    ended = None
    if address_id is None and data.until == FOREVER and data.since is not None:
        ended = next((one for one in others if one.until == FOREVER and (one.since is None or one.since < data.since)), None)
    times = [(one.since, data.since if one is ended and data.since else one.until) for one in others]
    data, problems = checked_address(data, times, birth_date=person.birth_date, today=today())
    if problems:
        raise Refused(problems)
    if ended is not None and data.since is not None:
        ended.until = data.since
        ended.save(update_fields=["until"])
    values = {
        **asdict(data),
        "is_stable": data.is_stable if data.ground else row.is_stable if data.verified_on == row.verified_on else None,
    }
    changed = _apply(row, values)
    if not changed:
        return person
    if row.kind == AddressKind.ACTUAL and row.until == FOREVER and person.address_line != row.line:
        person.address_line = row.line
        person.save(update_fields=["address_line"])
        write_search(person)
    return _saved(person, by, "address", changed, row=row.pk, kind=row.kind)


def _commune_problems(data: AddressData, row: Address) -> list[Problem]:
    """The present actual address stays in the commune that answers, and there is always one."""
    move = N_("Nơi ở hiện tại sang xã, phường khác không sửa ở đây.")
    why = N_("Chuyển nơi ở kéo theo thông báo, hạn tiếp nhận và người chịu trách nhiệm.")
    remedy = N_("Ghi sự kiện chuyển nơi cư trú ở trang của người này.")
    if data.kind != AddressKind.ACTUAL:
        return []
    is_present = data.until == FOREVER
    was_present = not row._state.adding and row.until == FOREVER
    if was_present and is_present and data.unit_id == row.unit_id:
        return []
    if is_present or was_present:
        field = "unit" if was_present and is_present else "until"
        return [Problem("moves_by_event", move, why, remedy, field=field)]
    return []


@transaction.atomic
def verify_residence(person_id: int, *, is_stable: bool | None, on: date, by: User) -> None:
    """Note on the present actual address what the residence check of a day found; None takes back what was found on that day.

    Called by cases.services, which has checked right and scope. What an officer verified on a later day stays; a ground that says the
    same stays too.
    """
    row = Address.objects.select_for_update().filter(person=person_id, kind=AddressKind.ACTUAL.value, until=FOREVER).first()
    if row is None or (row.since is not None and on < row.since):
        return
    if is_stable is None:
        if row.verified_on != on:
            return
        values: dict[str, Any] = {"is_stable": None, "verified_on": None, "ground": ""}
    elif row.verified_on is not None and row.verified_on > on:
        return
    else:
        values = {"is_stable": is_stable, "verified_on": on, "ground": row.ground if row.is_stable == is_stable else ""}
    if changed := _apply(row, values):
        _saved(Person.objects.select_for_update().get(pk=person_id), by, "address", changed, row=row.pk, kind=row.kind)


# --- Family -----------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_relative(person_id: int, data: RelativeData, *, by: User, seen_version: int | None, relative_id: int | None = None) -> Person:
    """Add a member of the family or a guardian, correct one, or end one (`until`). Raises as `save_paper` does."""
    person = locked_person(person_id, by, seen_version)
    row = person.relatives.get(pk=relative_id) if relative_id else Relative(person=person, added_at=now(), added_by=by)
    data, problems = checked_relative(data, today=today())
    if problems:
        raise Refused(problems)
    changed = _apply(row, asdict(data))
    return _saved(person, by, "relative", changed, row=row.pk) if changed else person


# --- Picture ----------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_photo(person_id: int, image: bytes, *, taken_on: date | None, by: User, seen_version: int | None) -> Person:
    """Keep a picture, made small and clean, in place of the one before. Raises as `save_paper` does; Refused for what is no picture."""
    person = locked_person(person_id, by, seen_version)
    if taken_on is not None and taken_on > today():
        raise Refused([Problem("future", N_("Ngày chụp ở tương lai."), remedy=N_("Gõ lại ngày."), field="taken_on")])
    small = small_photo(image)
    Photo.objects.update_or_create(person=person, defaults={"image": small, "taken_on": taken_on, "added_at": now(), "added_by": by})
    return _saved(person, by, "photo", ["image"], bytes=len(small))


@transaction.atomic
def photo_shown(person: Person, *, by: User) -> bytes | None:
    """The picture, for a browser; None when there is none. Logged, unless a look at the page just before says it already."""
    photo = Photo.objects.filter(person=person).first()
    if photo is None:
        return None
    if person.pk not in lately_seen(by.pk, [person.pk], purpose=None, minutes=10):
        audit.record(Action.VIEW, by=by, subject_type="person", subject_id=person.code, person_id=person.pk, detail={"part": "photo"})
    return bytes(photo.image)


# --- What went before -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_background(person_id: int, data: BackgroundData, *, by: User, seen_version: int | None) -> Person:
    """Write items 12 to 16 of form 33. Raises as `save_paper` does."""
    person = locked_person(person_id, by, seen_version)
    data, problems = checked_background(data, birth_date=person.birth_date, today=today())
    if problems:
        raise Refused(problems)
    row = Background.objects.filter(person=person).first() or Background(person=person)
    values = {**asdict(data), "substances": list(data.substances), "routes": list(data.routes)}
    changed = _apply(row, values)
    return _saved(person, by, "background", changed) if changed else person


@transaction.atomic
def save_past_measure(
    person_id: int, data: PastMeasureData, *, by: User, seen_version: int | None, measure_id: int | None = None
) -> Person:
    """Add or correct a measure from before the register (items 17 to 20 of form 33). Raises as `save_paper` does."""
    person = locked_person(person_id, by, seen_version)
    row = person.past_measures.get(pk=measure_id) if measure_id else PastMeasure(person=person, added_at=now(), added_by=by)
    data, problems = checked_past_measure(data, birth_date=person.birth_date, today=today())
    if problems:
        raise Refused(problems)
    changed = _apply(row, asdict(data))
    return _saved(person, by, "past_measure", changed, row=row.pk) if changed else person


REMOVABLE: Mapping[str, type[Address | Relative | PastMeasure | Photo]] = {
    "address": Address,
    "relative": Relative,
    "past_measure": PastMeasure,
    "photo": Photo,
}


@transaction.atomic
def remove_part(person_id: int, part: str, key: int, *, by: User, seen_version: int | None) -> Person:
    """Take out a row that was entered by mistake; that it was taken out stays in the log. KeyError for a part that cannot be.

    Raises as `save_paper` does; Refused for the present actual address, which follows from registration and moves.
    """
    person = locked_person(person_id, by, seen_version)
    row = REMOVABLE[part].objects.get(person=person, pk=key)
    if isinstance(row, Address) and row.kind == AddressKind.ACTUAL and row.until == FOREVER:
        raise Refused(
            [Problem("present_address", N_("Không xóa được nơi ở hiện tại."), remedy=N_("Sửa số nhà, hoặc ghi sự kiện chuyển nơi cư trú."))]
        )
    row.delete()
    return _saved(person, by, part, [], removed=key)


# --- Health -----------------------------------------------------------------------------------------------------------------------


def _patient(person_id: int, by: User, *, lock: bool = False) -> Person:
    people = Person.objects.select_for_update(of=("self",)) if lock else Person.objects.all()
    return people.visible_to(by, P.HEALTH_VIEW).get(pk=person_id)


@transaction.atomic
def open_health_sheet(person_id: int, *, by: User) -> tuple[Person, HealthData | None, int]:
    """The opened sheet (None: nothing recorded yet) and the version to save against. Every opening is logged.

    Raises Person.DoesNotExist outside the scope of the right to see it, seal.Unsealable when no key of this installation opens it.
    """
    person = _patient(person_id, by)
    audit.record(Action.VIEW, by=by, subject_type="health_sheet", subject_id=person.code, person_id=person.pk)
    sheet = HealthSheet.objects.filter(person=person).first()
    if sheet is None:
        return person, None, person.version
    return (
        person,
        HealthData.from_plain(seal.unseal(bytes(sheet.sealed), purpose=HEALTH_SHEET), needs_support=sheet.needs_support),
        person.version,
    )


@transaction.atomic
def save_health_sheet(person_id: int, data: HealthData, *, by: User, seen_version: int) -> Person:
    """Seal and keep part III of form 17. Raises Person.DoesNotExist outside the scope of the right, StaleState, Refused."""
    person = _patient(person_id, by, lock=True)
    if person.version != seen_version:
        raise StaleState
    data, problems = checked_health(data)
    if problems:
        raise Refused(problems)
    HealthSheet.objects.update_or_create(
        person=person,
        defaults={
            "sealed": seal.seal(data.plain(), purpose=HEALTH_SHEET),
            "needs_support": data.needs_support,
            "recorded_at": now(),
            "recorded_by": by,
        },
    )
    return _saved(person, by, "health_sheet", ["sealed", "needs_support"])


@transaction.atomic
def renew_seals() -> int:
    """Seal every sheet with the newest key; how many there are. Raises seal.Unsealable and changes none when one cannot be opened."""
    count = 0
    for sheet in HealthSheet.objects.select_for_update().order_by("pk").iterator():
        sheet.sealed = seal.renewed(bytes(sheet.sealed))
        sheet.save(update_fields=["sealed"])
        count += 1
    audit.record(Action.UPDATE, by=None, subject_type="health_sheet", detail={"renewed": count})
    return count

"""How do people enter the register, change, move and die, and which registered people may be meant?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import has_right, scope_of
from hoanhap.audit import services as audit
from hoanhap.audit.queries import lately_seen
from hoanhap.audit.rules import Action, Purpose
from hoanhap.kit.dates import FOREVER, now, today
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.models import Address, NameToken, Person, PersonAccess, PersonSearch
from hoanhap.people.rules import (
    EDITABLE,
    NUMBER_ARTICLE,
    AddressKind,
    Likeness,
    Registration,
    Traits,
    checked,
    compare,
    is_likely_same,
    name_key,
    name_tokens,
    person_code,
    search_row,
    sort_key,
)
from hoanhap.units.models import Unit

SHOWN_DUPLICATES = 5


@dataclass(frozen=True)
class Candidate:
    """A registered person who may be the one being registered."""

    person: Person | None
    """None outside the reader's scope: then only `place` may be said."""
    place: str
    """The commune; outside the own province the province."""
    likeness: Mapping[str, Likeness]
    """Comparison of each field (rules.compare); empty outside scope."""


class LikelyDuplicates(Refused):
    """Somebody like this is already registered; the officer looks, then opens that file or says why it is another person."""

    def __init__(self, candidates: tuple[Candidate, ...]) -> None:
        self.candidates = candidates
        super().__init__(
            [
                Problem(
                    "likely_duplicate",
                    N_("Rất có thể đã có hồ sơ của người này."),
                    N_("Một người chỉ có một hồ sơ."),
                    N_("Mở hồ sơ đã có; nếu là người khác thì nêu lý do."),
                    field="not_duplicate_reason",
                )
            ]
        )


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
    if data.id_number:
        _refuse_used_number(data.id_number, by)
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
        if data.id_number:
            _refuse_used_number(data.id_number, by)
        raise
    Address.objects.create(person=person, kind=AddressKind.ACTUAL.value, unit=commune, line=data.address_line, since=None)
    if data.permanent_unit_id is not None:
        Address.objects.create(
            person=person, kind=AddressKind.PERMANENT.value, unit_id=data.permanent_unit_id, line=data.permanent_line, since=None
        )
    _write_search(person)
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
def update_person(person_id: int, changes: Mapping[str, object], *, by: User, number_confirmed: bool = False) -> Person:
    """Change fields of rules.EDITABLE; the log names the fields, never their content. `number_confirmed`: compared with the paper.

    Raises Person.DoesNotExist outside scope, Refused as registration does, ValueError for a field that is not to be changed here.
    """
    if unknown := set(changes) - EDITABLE:
        raise ValueError(f"not to be changed here: {', '.join(sorted(unknown))}")
    person = Person.objects.select_for_update(of=("self",)).visible_to(by, P.PERSON_REGISTER).get(pk=person_id)
    kept = {name: getattr(person, name) for name in EDITABLE}
    confirmed = number_confirmed or "id_number" not in changes
    wanted = Registration(**{**kept, **changes}, commune_id=person.commune_id, number_confirmed=confirmed)
    data, problems = checked(wanted, today=today())
    if data.birth_date is not None and person.died_on is not None and data.birth_date > person.died_on:
        problems.append(_after_death())
    if problems:
        raise Refused(problems)
    changed = sorted(name for name in changes if getattr(data, name) != kept[name])
    if not changed:
        return person
    if "id_number" in changed and data.id_number:
        _refuse_used_number(data.id_number, by, but=person.pk)
    for name in changed:
        setattr(person, name, getattr(data, name))
    person.name_key, person.sort_key = name_key(person.full_name), sort_key(person.full_name)
    person.save(update_fields=[*changed, "name_key", "sort_key"])
    if "address_line" in changed:
        Address.objects.filter(person=person, kind=AddressKind.ACTUAL.value, until=FOREVER).update(line=person.address_line)
    _write_search(person)
    audit.record(Action.UPDATE, by=by, subject_type="person", subject_id=person.code, person_id=person.pk, detail={"fields": [*changed]})
    return person


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
        person.save(update_fields=["died_on"])
        audit.record(
            Action.UPDATE, by=by, subject_type="person", subject_id=person.code, person_id=person.pk, detail={"fields": ["died_on"]}
        )
    return person


@transaction.atomic
def move_person(person_id: int, *, commune: int, on: date, address_line: str = "", is_stable: bool | None = None, by: User) -> Person:
    """From the day `on` the person lives in, and is answered for by, another commune (id of today).

    Closes the actual address and opens the next one; scope and search follow. Called by cases.services when a file is received, which
    has checked right and scope. Raises Refused when the day is before the day the person came to the present address.
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    unit = Unit.objects.select_related("province").get(pk=commune)
    assert unit.province is not None  # a commune lies in a province
    current = Address.objects.filter(person=person, kind=AddressKind.ACTUAL.value, until=FOREVER).first()
    if current is not None and current.since is not None and on < current.since:
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
    if current is not None and current.since == on:
        current.unit, current.line, current.is_stable = unit, address_line, is_stable
        current.save(update_fields=["unit", "line", "is_stable"])
    else:
        if current is not None:
            current.until = on
            current.save(update_fields=["until"])
        Address.objects.create(person=person, kind=AddressKind.ACTUAL.value, unit=unit, line=address_line, is_stable=is_stable, since=on)
    person.commune, person.province, person.address_line = unit, unit.province, address_line
    person.save(update_fields=["commune", "province", "address_line"])
    _write_search(person)
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
    person.save(update_fields=["commune", "province", "address_line"])
    _write_search(person)
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
def grant_access(person_id: int, *, commune: int, reason: str, on: date, by: User) -> None:
    """Let another commune open the page from the day `on`, e.g. while it is asked to receive the file. Asking twice changes nothing."""
    _, is_new = PersonAccess.objects.get_or_create(
        person_id=person_id, commune_id=commune, reason=reason, until=FOREVER, defaults={"since": on}
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


@transaction.atomic
def reveal_number(person_id: int, *, by: User) -> str:
    """The whole identity number, after noting who asked. Raises Person.DoesNotExist outside the scope of the right to see it."""
    person = Person.objects.open_to(by, P.IDENTITY_REVEAL).get(pk=person_id)
    audit.record(Action.REVEAL, by=by, subject_type="person", subject_id=person.code, person_id=person.pk)
    return person.id_number


def note_search(by: User, *, kind: str, shown: int) -> None:
    """Log that the user searched and saw `shown` people; never what was typed."""
    audit.record(Action.SEARCH, by=by, subject_type="person", detail={"kind": kind, "shown": shown})


@transaction.atomic
def note_compared(by: User, candidates: Iterable[Candidate]) -> None:
    """Log that the user saw these people's data beside a new registration; once in ten minutes for each person.

    That somebody outside the scope is registered is an answer too, and each is logged: nobody may try out names unseen.
    """
    candidates = tuple(candidates)
    elsewhere = sum(candidate.person is None for candidate in candidates)
    people = {candidate.person.pk: candidate.person for candidate in candidates if candidate.person is not None}
    seen = lately_seen(by.pk, people, purpose=Purpose.CHECKING_DUPLICATE, minutes=10)
    for pk, person in people.items():
        if pk not in seen:
            audit.record(
                Action.VIEW,
                by=by,
                subject_type="person",
                subject_id=person.code,
                person_id=pk,
                purpose=Purpose.CHECKING_DUPLICATE,
            )
    if elsewhere:
        audit.record(
            Action.SEARCH, by=by, subject_type="person", detail={"kind": "duplicate", "shown": len(people), "elsewhere": elsewhere}
        )


def note_list(by: User) -> None:
    """Log that the user saw a page of the list of people."""
    audit.record(Action.VIEW, by=by, subject_type="person_list")


def note_export(by: User, *, file: str, count: int) -> None:
    """Log that the user took the list of people away as a file. Raises PermissionDenied without the right."""
    if not has_right(by, P.PERSON_EXPORT, today()):
        raise PermissionDenied(P.PERSON_EXPORT)
    audit.record(Action.EXPORT, by=by, subject_type="person_list", detail={"file": file, "count": count})


def likely_duplicates(data: Registration, *, by: User, limit: int = SHOWN_DUPLICATES) -> tuple[Candidate, ...]:
    """Registered people who may be meant, the likeliest first; outside the officer's scope only that there is one, and where.

    Finds the same words in any order with one typing error in one word, born in the same year or one beside it (or with an unknown
    year), and the same identity number.
    """
    tokens = name_tokens(data.full_name)[:8]
    ids: set[int] = set()
    if tokens:
        born = [f"y{data.birth_date.year + shift}" for shift in (-1, 0, 1)] if data.birth_date else []
        for rest, repaired in _variants(tokens):
            rows = PersonSearch.objects.having(rest).having_any(repaired)
            ids.update(rows.having_any(born).values_list("pk", flat=True)[:200])
            if born:
                ids.update(rows.filter(birth_year=None).values_list("pk", flat=True)[:50])
    people = list(Person.objects.filter(pk__in=ids).select_related("commune", "province"))
    if data.id_number:
        people += Person.objects.filter(id_number=data.id_number).exclude(pk__in=ids).select_related("commune", "province")
    compared = [(person, compare(data.traits, _traits(person))) for person in people]
    likely = sorted(((person, found) for person, found in compared if is_likely_same(found)), key=lambda pair: _weight(pair[1]))
    scope = scope_of(by, today())
    candidates = []
    for person, found in likely[:limit]:
        if scope.covers(commune=person.commune_id, province=person.province_id):
            candidates.append(Candidate(person, str(person.commune), found))
        else:
            candidates.append(Candidate(None, person.province.name, {}))
    return tuple(sorted(candidates, key=lambda candidate: candidate.person is None))


def _variants(tokens: list[str]) -> list[tuple[list[str], list[str]]]:
    """All words as typed; then each word in turn replaced by its neighbours in the vocabulary."""
    found: list[tuple[list[str], list[str]]] = [(tokens, [])]
    if len(tokens) > 1:
        vocabulary = NameToken.objects.vocabulary()
        for number, token in enumerate(tokens):
            if near := vocabulary.near(token):
                found.append(([*tokens[:number], *tokens[number + 1 :]], list(near)))
    return found


def _weight(found: Mapping[str, Likeness]) -> tuple[int, int]:
    kinds = list(found.values())
    return -kinds.count(Likeness.SAME) * 2 - kinds.count(Likeness.NEAR), kinds.count(Likeness.DIFFERENT)


def _traits(person: Person) -> Traits:
    return Traits(
        person.full_name, person.sex, person.birth_date, person.birth_precision, person.id_number, person.commune_id, person.address_line,
        person.contact_name,
    )  # fmt: skip


def _refuse_used_number(number: str, by: User, *, but: int | None = None) -> None:
    holder = Person.objects.filter(id_number=number).select_related("province").first()
    if holder is None or holder.pk == but:
        return
    within = scope_of(by, today()).covers(commune=holder.commune_id, province=holder.province_id)
    raise Refused(
        [
            Problem(
                "number_used",
                N_("Số định danh này đã có trong hồ sơ %(code)s.") if within else N_("Số định danh này đã có trong một hồ sơ ở %(place)s."),
                N_("Mỗi số chỉ của một người."),
                N_("Mở hồ sơ đó; nếu số ghi nhầm thì đối chiếu giấy tờ của cả hai người.")
                if within
                else N_("Đối chiếu lại số với giấy tờ; nếu đúng, liên hệ Công an cấp tỉnh nơi đó."),
                NUMBER_ARTICLE,
                "id_number",
                {"code": holder.code, "place": holder.province.name},
            )
        ]
    )


def _after_death() -> Problem:
    return Problem(
        "birth_after_death",
        N_("Ngày chết trước ngày sinh."),
        remedy=N_("Đối chiếu cả hai ngày với giấy tờ."),
        field="birth_date",
    )


def _write_search(person: Person) -> None:
    key, year, commune, province, pre = search_row(
        person.full_name, person.other_name, person.birth_date.year if person.birth_date else None, person.commune_id, person.province_id
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
